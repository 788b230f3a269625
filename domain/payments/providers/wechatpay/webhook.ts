/**
 * WeChat Pay's notifications (API v3). Signed is `<timestamp>\n<nonce>\n<body>\n`, with the key that
 * Wechatpay-Serial names; the message itself is encrypted for the merchant.
 *
 * Source: pay.weixin.qq.com/docs/merchant/development/interface-rules/signature-verification.html.
 */
import type { PaymentFact } from '../../fact.js';
import type {
  Delivery,
  PaymentMessage,
  ProviderSecret,
  Verification,
  WebhookReader,
} from '../../provider.js';
import { bytesOfBase64, isRsaSigned, rsaPublicKey } from '../rsa.js';
import {
  type Fields,
  fieldsOf,
  headerOf,
  jsonObject,
  nameOf,
  refuse,
  secretTexts,
  textOf,
} from '../values.js';
import { refundFacts, transactionFacts } from './facts.js';
import { openResource } from './resource.js';
import { WECHATPAY_SECRET } from './secret.js';

/** A notification or an answer of WeChat Pay's. */
export interface WeChatPaySigned {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly nowMs: number;
}

const TOLERANCE_S = 300;
const SIGNATURE_TYPE = 'WECHATPAY2-SHA256-RSA2048';

/** Serials of platform certificates are hexadecimal; ids of public keys are not, and are in the secret or nowhere. */
const CERTIFICATE_SERIAL = /^[0-9A-F]{8,64}$/;

/** WeChat Pay's key of the serial that a message names, where the secret has it. */
const keyInSecret = (serial: string, secret: ProviderSecret): string | undefined =>
  textOf(fieldsOf(secret, 'platformKeys'), serial);

/** The serial of a platform certificate that the secret does not have. */
export function certificateNeeded(
  { headers }: Pick<Delivery, 'headers'>,
  secret: ProviderSecret,
): string | undefined {
  const serial = headerOf(headers, 'wechatpay-serial');
  const isNeeded =
    CERTIFICATE_SERIAL.test(serial) &&
    keyInSecret(serial, secret) === undefined &&
    bytesOfBase64(headerOf(headers, 'wechatpay-signature')) !== undefined;
  return isNeeded ? serial : undefined;
}

/**
 * Whether WeChat Pay signed a notification or an answer, and not longer ago than five minutes.
 *
 * @param key  PEM, where the secret does not have it
 * @returns undefined = it did
 */
export function signatureRefusal(
  { headers, body, nowMs }: WeChatPaySigned,
  secret: ProviderSecret,
  key?: string,
): Extract<Verification, { ok: false }> | undefined {
  const timestamp = headerOf(headers, 'wechatpay-timestamp');
  const nonce = headerOf(headers, 'wechatpay-nonce');
  const text = headerOf(headers, 'wechatpay-signature');
  const type = headerOf(headers, 'wechatpay-signature-type');
  // A line each: with more of them another message would have the same signature.
  if (timestamp === '' || !/^[ -~]+$/.test(nonce) || text === '')
    return refuse('signature-missing', 'no timestamp, nonce or signature');
  if (type !== '' && type !== SIGNATURE_TYPE)
    return refuse('signature-missing', `signed otherwise than ${SIGNATURE_TYPE}`);
  // WeChat Pay sends WECHATPAY/SIGNTEST/… now and then, to see whether anybody looks: it is no base64 of a signature.
  const signature = bytesOfBase64(text);
  if (signature === undefined) return refuse('signature-invalid', 'the signature is no base64');
  const serial = headerOf(headers, 'wechatpay-serial');
  const pem = keyInSecret(serial, secret) ?? key;
  const publicKey = pem === undefined ? undefined : rsaPublicKey(pem);
  if (publicKey === undefined) return refuse('key-unknown', 'no key of that serial');
  const message = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
  if (!isRsaSigned(message, signature, publicKey))
    return refuse('signature-invalid', 'the signature does not fit');
  if (!/^\d{1,12}$/.test(timestamp)) return refuse('malformed', 'the timestamp is no number of seconds');
  const ageS = nowMs / 1000 - Number(timestamp);
  return Math.abs(ageS) > TOLERANCE_S ? refuse('stale', `signed ${Math.round(ageS)} s ago`) : undefined;
}

function verify(delivery: Delivery, secret: ProviderSecret, key?: string): Verification {
  const refusal = signatureRefusal(delivery, secret, key);
  if (refusal !== undefined) return refusal;
  const notification = jsonObject(delivery.body);
  if (notification === undefined) return refuse('malformed', 'no JSON object');
  const plain = openResource(fieldsOf(notification, 'resource'), secretTexts(secret, 'apiV3Keys'));
  if (plain === 'malformed') return refuse('malformed', 'no resource that can be opened');
  // Reported as a signature: a key that was changed is looked for again.
  if (plain === 'key-differs') return refuse('signature-invalid', 'the resource opens with no APIv3 key');
  const resource = jsonObject(plain);
  const message = resource === undefined ? undefined : messageOf(notification, resource);
  return message === undefined
    ? refuse('malformed', 'no notification with an id, a type and an object')
    : { ok: true, messages: [message] };
}

function messageOf(notification: Fields, resource: Fields): PaymentMessage | undefined {
  const key = textOf(notification, 'id');
  const type = textOf(notification, 'event_type');
  if (key === undefined || key.length > 512 || type === undefined) return undefined;
  const facts = factsOf(type, resource);
  const paymentId = nameOf(resource, 'out_trade_no');
  if (facts.length > 0 || type !== 'TRANSACTION.SUCCESS' || paymentId === undefined)
    return { key, type, facts };
  // Money came in, and how much cannot be read: the answer to a question says it.
  return { key, type, facts: [{ kind: 'processing', paymentId, references: [] }], askFirst: true };
}

function factsOf(type: string, resource: Fields): readonly PaymentFact[] {
  if (type.startsWith('TRANSACTION.')) return transactionFacts(resource);
  return type.startsWith('REFUND.') ? refundFacts(resource, textOf(resource, 'mchid') ?? '') : [];
}

export const wechatpayWebhook: WebhookReader = {
  provider: 'wechatpay',
  contentTypes: ['application/json'],
  secret: WECHATPAY_SECRET,
  keyNeeded: certificateNeeded,
  verify,
  accepted: {
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ code: 'SUCCESS', message: '' }),
  },
  refused: (status, code) => ({
    status,
    contentType: 'application/json',
    body: JSON.stringify({ code: 'FAIL', message: code }),
  }),
};
