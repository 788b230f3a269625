/**
 * Stripe's webhooks. `Stripe-Signature: t=<epoch seconds>,v1=<hex>[,v1=…]`: HMAC-SHA256 over `<t>.<body>`. While a secret is
 * rotated there are several `v1`; other schemes (`v0` of test mode) are no signatures.
 *
 * Source: docs.stripe.com/webhooks#verify-manually. Unlike stripe-node, a time in the future is refused as one in the past is.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PaymentFact } from '../../fact.js';
import type { Delivery, ProviderSecret, Verification, WebhookReader } from '../../provider.js';
import { type Fields, fieldsOf, headerOf, jsonObject, refuse, secretTexts, textOf } from '../values.js';
import { disputeFacts, intentFacts, refundFacts, sessionFacts } from './facts.js';
import { STRIPE_SECRET } from './secret.js';

const TOLERANCE_S = 300;
/** More than Stripe ever sends: two secrets at most are active. */
const MAX_SIGNATURES = 8;

interface SignatureHeader {
  readonly timeText: string;
  readonly signatures: readonly Buffer[];
}

function parseHeader(header: string): SignatureHeader | undefined {
  if (header.length > 4_096) return undefined;
  const parts = header.split(',').map((part) => part.trim());
  const times = parts.filter((part) => part.startsWith('t=')).map((part) => part.slice(2));
  const [timeText = ''] = times;
  const signatures = parts
    .filter((part) => /^v1=[0-9a-f]{64}$/.test(part))
    .slice(0, MAX_SIGNATURES)
    .map((part) => Buffer.from(part.slice(3), 'hex'));
  return times.length === 1 && /^\d{1,12}$/.test(timeText) && signatures.length > 0
    ? { timeText, signatures }
    : undefined;
}

function verify({ headers, body, nowMs }: Delivery, secret: ProviderSecret): Verification {
  const header = parseHeader(headerOf(headers, 'stripe-signature'));
  if (header === undefined)
    return refuse('signature-missing', 'no Stripe-Signature with one time and a v1 signature');
  const { timeText, signatures } = header;
  const fits = secretTexts(secret, 'webhookSecrets').some((key) => {
    const expected = createHmac('sha256', key).update(`${timeText}.`).update(body).digest();
    return signatures.filter((signature) => timingSafeEqual(signature, expected)).length > 0;
  });
  if (!fits) return refuse('signature-invalid', 'the signature fits no webhook secret');
  const ageS = Math.floor(nowMs / 1000) - Number(timeText);
  if (Math.abs(ageS) > TOLERANCE_S) return refuse('stale', `signed ${ageS} s ago`);
  const event = jsonObject(body);
  const key = event === undefined ? undefined : textOf(event, 'id');
  if (event === undefined || key === undefined || key.length > 512)
    return refuse('malformed', 'no event with an id');
  const type = textOf(event, 'type') ?? 'event';
  return {
    ok: true,
    messages: [{ key, type, facts: factsOf(type, fieldsOf(fieldsOf(event, 'data'), 'object')) }],
  };
}

/**
 * Of the objects that tell of the same money, one counts: intents (and the sessions that name them) for captures, not
 * charges; refunds for what went back, not the totals of `charge.refunded`.
 */
function factsOf(type: string, object: Fields): readonly PaymentFact[] {
  if (type.startsWith('payment_intent.')) return intentFacts(object);
  if (type.startsWith('checkout.session.')) return asyncFailure(type, object) ?? sessionFacts(object);
  if (type.startsWith('charge.dispute.')) return disputeFacts(object);
  if (type.startsWith('refund.') || type === 'charge.refund.updated') return refundFacts(object);
  return [];
}

/** A session stays as it was when a method that takes days fails. */
function asyncFailure(type: string, session: Fields): readonly PaymentFact[] | undefined {
  if (type !== 'checkout.session.async_payment_failed') return undefined;
  return sessionFacts({ ...session, payment_status: 'unpaid', status: 'complete' }).map(
    ({ paymentId, references, currency }): PaymentFact => ({
      references,
      ...(paymentId === undefined ? {} : { paymentId }),
      ...(currency === undefined ? {} : { currency }),
      kind: 'failed',
      reason: 'async_payment_failed',
    }),
  );
}

export const stripeWebhook: WebhookReader = {
  provider: 'stripe',
  contentTypes: ['application/json'],
  secret: STRIPE_SECRET,
  verify,
  accepted: { status: 200, contentType: 'application/json', body: '{"received":true}' },
};
