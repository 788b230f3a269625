/**
 * Alipay's notifications: a form, whose values are signed as they are after decoding once, sorted by name.
 *
 * Source: opendocs.alipay.com/common/02mse7 (verification of notifications), /open/270/105902 (trade notifications).
 */
import type {
  Delivery,
  PaymentMessage,
  ProviderSecret,
  Verification,
  WebhookReader,
} from '../../provider.js';
import { bytesOfBase64, isRsaSigned, rsaPublicKey } from '../rsa.js';
import { type Fields, refuse, secretTexts, textOf } from '../values.js';
import { merchantOf, shanghaiMs, tradeFacts } from './facts.js';
import { parseForm, signedText } from './form.js';
import { ALIPAY_SECRET } from './secret.js';

const MAX_AHEAD_MS = 300_000;
/** Alipay tries for 25 hours. */
const MAX_AGE_MS = 26 * 3_600_000;

const CHARSETS = ['utf-8', 'gbk', 'gb2312', 'gb18030'];

/** What is read of a notification; all of it is ASCII. */
const READ = [
  'app_id',
  'charset',
  'gmt_close',
  'gmt_payment',
  'gmt_refund',
  'notify_id',
  'notify_time',
  'notify_type',
  'out_biz_no',
  'out_trade_no',
  'refund_fee',
  'seller_id',
  'total_amount',
  'trade_no',
  'trade_status',
  'trans_currency',
] as const;

/** The signed text does not say where a value ends: one that holds a field's name may hide that field. */
const HIDES_FIELD = new RegExp(`&(?:${READ.join('|')})=`);

function verify({ body, nowMs }: Delivery, secret: ProviderSecret): Verification {
  const form = parseForm(body);
  if (form === undefined) return refuse('malformed', 'no form, or a field is there twice');
  const signature = bytesOfBase64(form.get('sign')?.toString('latin1') ?? '');
  if (signature === undefined) return refuse('signature-missing', 'no signature');
  if (form.get('sign_type')?.toString('latin1') !== 'RSA2')
    return refuse('signature-missing', 'signed otherwise than RSA2');
  const keys = secretTexts(secret, 'publicKeys').flatMap((text) => rsaPublicKey(text) ?? []);
  // Notices of some services sign sign_type, too.
  const texts = [signedText(form, ['sign', 'sign_type']), signedText(form, ['sign'])];
  if (!keys.some((key) => texts.some((text) => isRsaSigned(text, signature, key))))
    return refuse('signature-invalid', 'the signature fits no public key');
  for (const value of form.values())
    if (HIDES_FIELD.test(value.toString('latin1'))) return refuse('malformed', 'a value holds a field');
  const notification: Fields = Object.fromEntries(
    READ.map((name) => [name, form.get(name)?.toString('latin1')]),
  );
  return read(notification, nowMs);
}

function read(notification: Fields, nowMs: number): Verification {
  const charset = textOf(notification, 'charset')?.toLowerCase();
  if (charset !== undefined && !CHARSETS.includes(charset)) return refuse('malformed', 'an unknown charset');
  const sentMs = shanghaiMs(textOf(notification, 'notify_time'));
  if (sentMs === undefined) return refuse('malformed', 'notify_time is no time');
  if (sentMs > nowMs + MAX_AHEAD_MS || sentMs < nowMs - MAX_AGE_MS)
    return refuse('stale', `sent ${Math.round((nowMs - sentMs) / 1000)} s ago`);
  const message = messageOf(notification);
  return message === undefined
    ? refuse('malformed', 'no notification with an id and a type')
    : { ok: true, messages: [message] };
}

function messageOf(notification: Fields): PaymentMessage | undefined {
  const key = textOf(notification, 'notify_id');
  const notifyType = textOf(notification, 'notify_type');
  if (key === undefined || key.length > 512 || notifyType === undefined) return undefined;
  if (notifyType !== 'trade_status_sync') return { key, type: notifyType, facts: [] };
  const status = textOf(notification, 'trade_status') ?? notifyType;
  // Without them it is nobody's: it must not pass for ours.
  const merchant = merchantOf(textOf(notification, 'app_id') ?? '', textOf(notification, 'seller_id') ?? '');
  const facts = tradeFacts(notification, merchant);
  const paymentId = textOf(notification, 'out_trade_no');
  if (facts.length > 0 || paymentId === undefined || !PAID.includes(status))
    return { key, type: status, facts };
  // Money came in, and how much cannot be read: the answer to a question says it.
  return {
    key,
    type: status,
    facts: [{ kind: 'processing', paymentId, merchant, references: [] }],
    askFirst: true,
  };
}

const PAID = ['TRADE_SUCCESS', 'TRADE_FINISHED'];

export const alipayWebhook: WebhookReader = {
  provider: 'alipay',
  contentTypes: ['application/x-www-form-urlencoded'],
  secret: ALIPAY_SECRET,
  verify,
  accepted: { status: 200, contentType: 'text/plain', body: 'success' },
  refused: (status) => ({ status, contentType: 'text/plain', body: 'fail' }),
};
