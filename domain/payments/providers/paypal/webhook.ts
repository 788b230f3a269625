/**
 * PayPal's webhooks. Signed is `<transmission id>|<transmission time>|<webhook id>|<CRC-32 of the body, decimal>`,
 * with the key of a certificate that PAYPAL-CERT-URL names.
 *
 * Source: developer.paypal.com/api/rest/webhooks/rest (self verification).
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
import { crc32 } from './crc32.js';
import {
  captureFacts,
  disputeFacts,
  orderFacts,
  paymentTokenFacts,
  refundFacts,
  reversalFacts,
} from './facts.js';
import { PAYPAL_SECRET } from './secret.js';

const MAX_AHEAD_MS = 300_000;
/** PayPal tries for three days; whether a try has a time of its own is not promised. */
const MAX_AGE_MS = (3 * 24 + 1) * 3_600_000;

/** Hosts of certificates. The simulator of webhooks names the live one, so the sandbox knows both. */
const CERTIFICATE_HOSTS: Readonly<Record<string, readonly string[]>> = {
  live: ['api.paypal.com'],
  sandbox: ['api.sandbox.paypal.com', 'api.paypal.com'],
};

const CERTIFICATE_URL =
  /^https:\/\/([a-z.]{1,40})\/v1\/notifications\/certs\/[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** The certificate's URL when it is one of PayPal's, to the letter: it is fetched, so nothing else may be in it. */
export function certificateUrlOf(
  { headers }: Pick<Delivery, 'headers'>,
  secret: ProviderSecret,
): string | undefined {
  const url = headerOf(headers, 'paypal-cert-url');
  const host = CERTIFICATE_URL.exec(url)?.[1];
  const [environment = ''] = secretTexts(secret, 'environment');
  const hosts = Object.hasOwn(CERTIFICATE_HOSTS, environment) ? CERTIFICATE_HOSTS[environment] : [];
  return host !== undefined && hosts?.includes(host) ? url : undefined;
}

interface Signed {
  readonly id: string;
  readonly time: string;
  readonly signature: Buffer;
}

/** Why there is nothing to verify, or what there is. */
function signedOf({ headers }: Pick<Delivery, 'headers'>): Signed | string {
  const id = headerOf(headers, 'paypal-transmission-id');
  const time = headerOf(headers, 'paypal-transmission-time');
  const signature = bytesOfBase64(headerOf(headers, 'paypal-transmission-sig'));
  if (id === '' || time === '' || signature === undefined) return 'no transmission id, time or signature';
  return headerOf(headers, 'paypal-auth-algo') === 'SHA256withRSA'
    ? { id, time, signature }
    : 'signed with another algorithm than SHA256withRSA';
}

/** Nothing is fetched for what no certificate could make good. */
const certificateNeeded = (delivery: Delivery, secret: ProviderSecret): string | undefined =>
  typeof signedOf(delivery) === 'string' ? undefined : certificateUrlOf(delivery, secret);

function verify(delivery: Delivery, secret: ProviderSecret, key?: string): Verification {
  const { body, nowMs } = delivery;
  const signed = signedOf(delivery);
  if (typeof signed === 'string') return refuse('signature-missing', signed);
  const { id, time, signature } = signed;
  if (certificateUrlOf(delivery, secret) === undefined)
    return refuse('key-unknown', 'the certificate’s URL is not one of PayPal’s');
  const publicKey = key === undefined ? undefined : rsaPublicKey(key);
  if (publicKey === undefined) return refuse('key-unknown', 'no certificate');
  const checksum = crc32(body);
  const fits = secretTexts(secret, 'webhookIds').some((webhookId) =>
    isRsaSigned(Buffer.from(`${id}|${time}|${webhookId}|${checksum}`), signature, publicKey),
  );
  if (!fits) return refuse('signature-invalid', 'the signature fits no webhook id');
  const timeMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(time) ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(timeMs)) return refuse('malformed', 'the transmission time is no time');
  if (timeMs > nowMs + MAX_AHEAD_MS || timeMs < nowMs - MAX_AGE_MS)
    return refuse('stale', `sent ${Math.round((nowMs - timeMs) / 1000)} s ago`);
  const event = jsonObject(body);
  const message = event === undefined ? undefined : messageOf(event);
  return message === undefined
    ? refuse('malformed', 'no event with an id and a type')
    : { ok: true, messages: [message] };
}

function messageOf(event: Fields): PaymentMessage | undefined {
  const key = textOf(event, 'id');
  const type = textOf(event, 'event_type');
  if (key === undefined || key.length > 512 || type === undefined) return undefined;
  const resource = fieldsOf(event, 'resource');
  const facts = factsOf(type, resource);
  // PayPal captures no approved order by itself: the client does, asked for it. Nor is money believed without an amount.
  const ask = type === 'CHECKOUT.ORDER.APPROVED' || isUnreadable(facts, type);
  if (!ask) return { key, type, facts };
  const references = [nameOf(resource, 'id')].filter((each) => each !== undefined);
  return {
    key,
    type,
    facts: facts.length > 0 ? facts : [{ kind: 'processing', references }],
    askFirst: true,
  };
}

const isUnreadable = (facts: readonly PaymentFact[], type: string): boolean =>
  facts.length === 0 && type === 'PAYMENT.CAPTURE.COMPLETED';

function factsOf(type: string, resource: Fields): readonly PaymentFact[] {
  switch (type) {
    case 'PAYMENT.CAPTURE.COMPLETED':
    case 'PAYMENT.SALE.COMPLETED':
      return captureFacts(resource, 'came-in');
    case 'PAYMENT.CAPTURE.PENDING':
    case 'PAYMENT.SALE.PENDING':
      return captureFacts(resource, 'pending');
    case 'PAYMENT.CAPTURE.DENIED':
    case 'PAYMENT.CAPTURE.DECLINED':
    case 'PAYMENT.SALE.DENIED':
      return captureFacts(resource, 'failed');
    case 'PAYMENT.CAPTURE.REFUNDED':
    case 'PAYMENT.SALE.REFUNDED':
      return refundFacts(resource, true);
    case 'PAYMENT.CAPTURE.REVERSED':
    case 'PAYMENT.SALE.REVERSED':
      return reversalFacts(resource);
    case 'CUSTOMER.DISPUTE.CREATED':
    case 'CUSTOMER.DISPUTE.UPDATED':
    case 'CUSTOMER.DISPUTE.RESOLVED':
      return disputeFacts(resource);
    case 'CHECKOUT.ORDER.APPROVED':
      return orderFacts({ ...resource, status: 'APPROVED' });
    case 'CHECKOUT.ORDER.VOIDED':
      return orderFacts({ ...resource, status: 'VOIDED' });
    case 'VAULT.PAYMENT-TOKEN.CREATED':
      return paymentTokenFacts(resource);
    default:
      return [];
  }
}

export const paypalWebhook: WebhookReader = {
  provider: 'paypal',
  contentTypes: ['application/json'],
  secret: PAYPAL_SECRET,
  keyNeeded: certificateNeeded,
  verify,
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
};
