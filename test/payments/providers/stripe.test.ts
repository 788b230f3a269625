import { createHmac } from 'node:crypto';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import { disputeStatusOf, statusOf } from '../../../domain/payments/payment.js';
import type { Delivery } from '../../../domain/payments/provider.js';
import { stripeWebhook } from '../../../domain/payments/providers/stripe/webhook.js';
import {
  cases,
  codeOf,
  delivery,
  expectNoByteToChange,
  expectNoCharacterToChange,
  expectToConverge,
  expectTotal,
  factsOf,
  payment,
  withHeaders,
} from './deliveries.js';

interface Case {
  readonly name: string;
  readonly secret: string;
  readonly payload: string;
  readonly stripeSignatureHeader: string;
  readonly verifyAtUnix: number;
  readonly expect?: 'accept' | 'reject';
}

const vectors = cases('stripe') as {
  readonly hmacVectors: readonly { name: string; secret: string; message: string; hmacSha256Hex: string }[];
  readonly signedEvents: readonly Case[];
  readonly cases: readonly Case[];
};

const SECRET = 'whsec_test_secret';
const T = 1_700_000_001;
const verify = (sent: Delivery, webhookSecrets: readonly string[] = [SECRET]) =>
  stripeWebhook.verify(sent, { webhookSecrets });
const of = ({ payload, stripeSignatureHeader, verifyAtUnix }: Case): Delivery =>
  delivery(payload, verifyAtUnix * 1_000, { 'Stripe-Signature': stripeSignatureHeader });
const hmac = (text: string, secret = SECRET) => createHmac('sha256', secret).update(text).digest('hex');

function signed(body: string, header: (v1: string) => string = (v1) => `t=${T},v1=${v1}`): Delivery {
  return delivery(body, T * 1_000, { 'Stripe-Signature': header(hmac(`${T}.${body}`)) });
}
const event = (type: string, object: object): Delivery =>
  signed(JSON.stringify({ id: `evt_${type}`, object: 'event', type, data: { object } }));
const factsOfEvent = (type: string, object: object): readonly PaymentFact[] =>
  factsOf(verify(event(type, object)));

describe('vectors', () => {
  test.each(vectors.hmacVectors)('HMAC: $name', ({ secret, message, hmacSha256Hex }) => {
    expect(hmac(message, secret)).toBe(hmacSha256Hex);
  });

  test.each(vectors.signedEvents)('$name', (signedEvent) => {
    expect(codeOf(verify(of(signedEvent)))).toBe('accepted');
  });

  test.each(vectors.cases)('$name', (one) => {
    expect(codeOf(verify(of(one))) === 'accepted').toBe(one.expect === 'accept');
  });

  test('a succeeded intent is a capture of what came in, for our payment', () => {
    expect(verify(of(vectors.signedEvents[1] as Case))).toEqual({
      ok: true,
      messages: [
        {
          key: 'evt_test_pi_ok',
          type: 'payment_intent.succeeded',
          facts: [
            {
              kind: 'captured',
              paymentId: 'pay_test_1',
              references: ['pi_test_1'],
              capture: 'pi_test_1',
              amountMicros: 15_000_000,
              currency: 'EUR',
            },
          ],
        },
      ],
    });
  });
});

describe('signatures', () => {
  const good = signed('{"id":"evt_1","type":"ping"}');

  test('one of several signatures and one of two secrets suffice; their order does not matter', () => {
    const many = signed('{"id":"evt_1"}', (v1) => `v1=${'0'.repeat(64)}, t=${T} ,v0=${v1},v1=${v1}`);
    expect(codeOf(verify(many))).toBe('accepted');
    expect(codeOf(verify(good, ['whsec_new', SECRET]))).toBe('accepted');
    expect(codeOf(verify(good, ['whsec_new']))).toBe('signature-invalid');
    expect(codeOf(verify(good, []))).toBe('signature-invalid');
  });

  test.each([
    ['no header', ''],
    ['no time', `v1=${'0'.repeat(64)}`],
    ['two times', `t=${T},t=${T},v1=${hmac(`${T}.x`)}`],
    ['a time that is none', `t=now,v1=${'0'.repeat(64)}`],
    ['a negative time', `t=-1,v1=${'0'.repeat(64)}`],
    ['a signature of another length', `t=${T},v1=${'0'.repeat(62)}`],
    ['no hexadecimal', `t=${T},v1=${'z'.repeat(64)}`],
    ['too long', `t=${T},${'v1=0,'.repeat(2_000)}`],
  ])('%s is no signature', (_name, header) => {
    expect(codeOf(verify(withHeaders(good, { 'stripe-signature': header })))).toBe('signature-missing');
  });

  test.each([
    [-301, 'stale'],
    [-300, 'accepted'],
    [300, 'accepted'],
    [301, 'stale'],
    [3_600, 'stale'],
    [-3_600, 'stale'],
  ])('read %d s after it was signed: %s', (seconds, code) => {
    expect(codeOf(verify({ ...good, nowMs: (T + seconds) * 1_000 }))).toBe(code);
  });

  test('no byte of the body and no character of the signature may change', () => {
    expectNoByteToChange(good, verify);
    expectNoCharacterToChange(good, 'stripe-signature', (sent) => verify(sent));
  });

  test('whatever comes is refused without an exception', () => {
    expectTotal(stripeWebhook, good, { webhookSecrets: [SECRET] });
  });

  test.each(['[]', 'null', '"text"', '{}', '{"id":7}', 'no json', ''])('%s, signed, is no event', (body) => {
    expect(codeOf(verify(signed(body)))).toBe('malformed');
  });
});

const intent = (more: object = {}) => ({
  id: 'pi_1',
  object: 'payment_intent',
  amount: 1_500,
  amount_received: 0,
  currency: 'gbp',
  status: 'requires_payment_method',
  metadata: { mvno_payment_id: 'pay_test_1' },
  ...more,
});
const refund = (more: object = {}) => ({
  id: 're_1',
  object: 'refund',
  amount: 500,
  currency: 'gbp',
  charge: 'ch_1',
  payment_intent: 'pi_1',
  status: 'succeeded',
  metadata: {},
  ...more,
});
const dispute = (status: string) => ({
  id: 'dp_1',
  object: 'dispute',
  amount: 1_700,
  currency: 'usd',
  charge: 'ch_1',
  payment_intent: 'pi_1',
  status,
});

describe('events', () => {
  test.each<[string, object, readonly object[]]>([
    ['payment_intent.created', intent(), []],
    ['payment_intent.processing', intent({ status: 'processing' }), [{ kind: 'processing' }]],
    [
      'payment_intent.amount_capturable_updated',
      intent({ status: 'requires_capture' }),
      [{ kind: 'authorized' }],
    ],
    [
      'payment_intent.payment_failed',
      intent({ last_payment_error: { code: 'card_declined', decline_code: 'insufficient_funds' } }),
      [{ kind: 'failed', reason: 'insufficient_funds' }],
    ],
    ['payment_intent.canceled', intent({ status: 'canceled' }), [{ kind: 'canceled' }]],
    [
      'payment_intent.succeeded',
      intent({ status: 'succeeded', amount_received: 1_000, latest_charge: 'ch_1' }),
      [{ kind: 'captured', capture: 'pi_1', amountMicros: 10_000_000, references: ['pi_1', 'ch_1'] }],
    ],
    [
      'checkout.session.completed',
      {
        id: 'cs_1',
        payment_status: 'paid',
        status: 'complete',
        payment_intent: 'pi_1',
        amount_total: 1_500,
        currency: 'gbp',
        client_reference_id: 'pay_test_1',
        metadata: {},
      },
      [
        {
          kind: 'captured',
          capture: 'pi_1',
          amountMicros: 15_000_000,
          paymentId: 'pay_test_1',
          references: ['cs_1', 'pi_1'],
        },
      ],
    ],
    [
      'checkout.session.async_payment_failed',
      { id: 'cs_1', payment_status: 'unpaid', status: 'complete', payment_intent: 'pi_1', currency: 'gbp' },
      [{ kind: 'failed', reason: 'async_payment_failed' }],
    ],
    [
      'checkout.session.expired',
      { id: 'cs_1', status: 'expired', payment_status: 'unpaid' },
      [{ kind: 'canceled' }],
    ],
    ['charge.succeeded', { id: 'ch_1', amount: 1_500, currency: 'gbp', payment_intent: 'pi_1' }, []],
    ['charge.refunded', { id: 'ch_1', amount_refunded: 500, currency: 'gbp', payment_intent: 'pi_1' }, []],
    ['refund.created', refund({ status: 'pending' }), []],
    ['refund.updated', refund(), [{ kind: 'refunded', refund: 're_1', amountMicros: 5_000_000 }]],
    ['charge.refund.updated', refund({ status: 'failed' }), [{ kind: 'refund-failed', refund: 're_1' }]],
    [
      'charge.dispute.created',
      dispute('needs_response'),
      [{ kind: 'dispute-opened', dispute: 'dp_1', stage: 0 }],
    ],
    ['charge.dispute.created', dispute('warning_needs_response'), []],
    ['charge.dispute.funds_reinstated', dispute('won'), [{ kind: 'dispute-won' }]],
    ['charge.dispute.closed', dispute('charge_refunded'), [{ kind: 'dispute-won', dispute: 'dp_1' }]],
    ['charge.dispute.closed', dispute('lost'), [{ kind: 'dispute-lost', amountMicros: 17_000_000 }]],
    ['customer.created', { id: 'cus_1' }, []],
  ])('%s', (type, object, facts) => {
    const read = factsOfEvent(type, object);
    expect(read).toHaveLength(facts.length);
    expect(read).toMatchObject(facts);
  });

  test('a method that is kept is a mandate', () => {
    const kept = intent({
      amount_received: 1_500,
      setup_future_usage: 'off_session',
      payment_method: 'pm_1',
      customer: 'cus_1',
      latest_charge: { id: 'ch_1', payment_method_details: { card: { brand: 'visa', last4: '4242' } } },
    });
    expect(factsOfEvent('payment_intent.succeeded', kept)).toMatchObject([
      { mandate: { token: 'pm_1', customer: 'cus_1', label: 'visa •••• 4242' } },
    ]);
  });

  test.each([
    ['jpy', 1_500, 1_500_000_000],
    ['isk', 1_500, 15_000_000],
    ['kwd', 1_500, 1_500_000],
  ])('minor units of %s', (currency, amount, micros) => {
    expect(
      factsOfEvent('payment_intent.succeeded', intent({ currency, amount_received: amount })),
    ).toMatchObject([{ amountMicros: micros }]);
  });

  test.each([1.5, -1, '1500', null, 2 ** 60])('%p is no amount', (amount) => {
    const read = factsOfEvent(
      'payment_intent.succeeded',
      intent({ amount_received: amount, status: 'succeeded' }),
    );
    expect(read).toEqual([]);
  });

  test('the story of a payment ends the same in any order', () => {
    const facts = [
      factsOfEvent(
        'payment_intent.payment_failed',
        intent({ last_payment_error: { code: 'card_declined' } }),
      ),
      factsOfEvent('payment_intent.succeeded', intent({ amount_received: 1_500, latest_charge: 'ch_1' })),
      factsOfEvent('refund.created', refund()),
      factsOfEvent('refund.updated', refund()),
      factsOfEvent('charge.dispute.created', dispute('under_review')),
      factsOfEvent('charge.dispute.closed', dispute('won')),
    ].flat();
    const end = expectToConverge(payment('stripe', 'GBP'), facts);
    expect(statusOf(end)).toBe('partially_refunded');
    expect(disputeStatusOf(end)).toBe('disputed_won');
  });
});
