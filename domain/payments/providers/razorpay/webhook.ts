/**
 * Razorpay's webhooks. `X-Razorpay-Signature` is the hexadecimal HMAC-SHA256 of the body. Nothing that is signed is a time of
 * sending: what keeps a repeat from counting is the event's id, and behind it the payment itself.
 *
 * Source: razorpay.com/docs/webhooks/validate-test.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { PaymentFact } from '../../fact.js';
import type { Delivery, ProviderSecret, Verification, WebhookReader } from '../../provider.js';
import { type Fields, fieldsOf, headerOf, jsonObject, refuse, secretTexts, textOf } from '../values.js';
import { disputeFacts, linkFacts, paymentFacts, refundFacts } from './facts.js';
import { RAZORPAY_SECRET } from './secret.js';

function verify({ headers, body }: Delivery, secret: ProviderSecret): Verification {
  const header = headerOf(headers, 'x-razorpay-signature');
  if (!/^[0-9a-f]{64}$/.test(header)) return refuse('signature-missing', 'no X-Razorpay-Signature');
  const signature = Buffer.from(header, 'hex');
  const fits = secretTexts(secret, 'webhookSecrets').some((key) =>
    timingSafeEqual(createHmac('sha256', key).update(body).digest(), signature),
  );
  if (!fits) return refuse('signature-invalid', 'the signature fits no webhook secret');
  const event = jsonObject(body);
  if (event === undefined) return refuse('malformed', 'no event');
  const type = textOf(event, 'event') ?? 'event';
  return { ok: true, messages: [{ key: keyOf(headers, body), type, facts: factsOf(type, event) }] };
}

/** The event's id is not signed. Without one, an event is what it says. */
function keyOf(headers: Delivery['headers'], body: Uint8Array): string {
  const id = headerOf(headers, 'x-razorpay-event-id');
  return /^[\w.-]{1,128}$/.test(id) ? id : `sha256_${createHash('sha256').update(body).digest('hex')}`;
}

function factsOf(type: string, event: Fields): readonly PaymentFact[] {
  const payload = fieldsOf(event, 'payload');
  const entity = (name: string): Fields => fieldsOf(fieldsOf(payload, name), 'entity');
  const payment = entity('payment');
  if (type.startsWith('refund.')) return refundFacts(entity('refund'), payment);
  if (type.startsWith('payment.dispute.')) return disputeFacts(entity('dispute'), payment);
  const link = entity('payment_link');
  return [...paymentFacts(payment, link), ...linkFacts(link)];
}

export const razorpayWebhook: WebhookReader = {
  provider: 'razorpay',
  contentTypes: ['application/json'],
  secret: RAZORPAY_SECRET,
  verify,
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
};
