import { createHmac } from 'node:crypto';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import { disputeStatusOf, settlementOf, statusOf } from '../../../domain/payments/payment.js';
import type { Delivery } from '../../../domain/payments/provider.js';
import { razorpayWebhook } from '../../../domain/payments/providers/razorpay/webhook.js';
import { razorpayClient } from '../../../lambdas/payments/providers/razorpay.js';
import { Calls, json, order } from './calls.js';
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

interface Vector {
  readonly name: string;
  readonly secret: string;
  readonly rawBody: string;
  readonly signature?: string;
  readonly computedSignature?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const { webhook, ownEvents } = cases('razorpay') as {
  readonly webhook: readonly Vector[];
  readonly ownEvents: readonly Vector[];
};

const SECRET = 'whsec_rzp_test';
const NOW = 1_700_000_000_000;
const verify = (sent: Delivery, webhookSecrets: readonly string[] = [SECRET]) =>
  razorpayWebhook.verify(sent, { webhookSecrets });
const of = ({ rawBody, headers, signature = '', computedSignature = signature }: Vector): Delivery =>
  delivery(rawBody, NOW, headers ?? { 'X-Razorpay-Signature': computedSignature });
const signed = (
  body: string,
  headers: Readonly<Record<string, string>> = { 'x-razorpay-event-id': 'evt_1' },
) =>
  delivery(body, NOW, {
    ...headers,
    'X-Razorpay-Signature': createHmac('sha256', SECRET).update(body).digest('hex'),
  });

function factsOfEvent(event: string, entities: Readonly<Record<string, object>>): readonly PaymentFact[] {
  const payload = Object.fromEntries(Object.entries(entities).map(([name, entity]) => [name, { entity }]));
  return factsOf(verify(signed(JSON.stringify({ entity: 'event', event, payload }))));
}

describe('vectors', () => {
  test.each([...webhook, ...ownEvents])('$name', (vector) => {
    expect(codeOf(verify(of(vector), [vector.secret]))).toBe('accepted');
    expect(codeOf(verify(of(vector), ['another', vector.secret]))).toBe('accepted');
    expect(codeOf(verify(of(vector), ['another']))).toBe('signature-invalid');
  });

  test('a UPI payment is a capture, and its refund goes back of it', () => {
    const [captured, refunded] = ownEvents.map((vector) => verify(of(vector), [vector.secret]));
    expect(captured).toMatchObject({
      messages: [
        {
          key: 'evt_rzp_1',
          type: 'payment.captured',
          facts: [
            {
              kind: 'captured',
              paymentId: 'pay_test_1',
              references: ['pay_rzp_1', 'order_rzp_1'],
              capture: 'pay_rzp_1',
              amountMicros: 15_000_000,
              currency: 'INR',
            },
          ],
        },
      ],
    });
    expect(refunded).toMatchObject({
      messages: [
        {
          key: 'evt_rzp_2',
          facts: [
            {
              kind: 'refunded',
              refund: 'rfnd_1',
              amountMicros: 5_000_000,
              references: ['pay_rzp_1', 'rfnd_1'],
            },
          ],
        },
      ],
    });
  });
});

describe('signatures', () => {
  const good = signed('{"event":"payment.captured"}');

  test.each(['', 'abc', 'z'.repeat(64), 'A'.repeat(64), '0'.repeat(66)])('"%s" is none', (signature) => {
    expect(codeOf(verify(withHeaders(good, { 'x-razorpay-signature': signature })))).toBe(
      'signature-missing',
    );
  });

  test('no byte of the body and no character of the signature may change; nothing throws', () => {
    expectNoByteToChange(good, verify);
    expectNoCharacterToChange(good, 'x-razorpay-signature', (sent) => verify(sent));
    expectTotal(razorpayWebhook, good, { webhookSecrets: [SECRET] });
  });

  test('without an event id, what it says is its name', () => {
    const keyOf = (sent: Delivery) => {
      const verified = verify(sent);
      return verified.ok ? verified.messages[0]?.key : undefined;
    };
    expect(keyOf(signed('{"a":1}', {}))).toMatch(/^sha256_[0-9a-f]{64}$/);
    expect(keyOf(signed('{"a":1}', {}))).toBe(keyOf(signed('{"a":1}', {})));
    expect(keyOf(signed('{"a":1}', {}))).not.toBe(keyOf(signed('{"a":2}', {})));
    expect(codeOf(verify(signed('[]')))).toBe('malformed');
  });
});

const paid = (more: object = {}) => ({
  id: 'pay_JRP3Y66cNcf2qF',
  entity: 'payment',
  amount: 1_500,
  currency: 'INR',
  status: 'captured',
  order_id: 'order_1',
  notes: { mvno_payment_id: 'pay_test_1' },
  created_at: 1_700_000_000,
  ...more,
});
const refund = (more: object = {}) => ({
  id: 'rfnd_1',
  entity: 'refund',
  amount: 500,
  currency: 'INR',
  payment_id: 'pay_JRP3Y66cNcf2qF',
  status: 'processed',
  ...more,
});
const dispute = (status: string) => ({
  id: 'disp_1',
  payment_id: 'pay_JRP3Y66cNcf2qF',
  amount: 1_500,
  currency: 'INR',
  status,
});

test.each<[string, Readonly<Record<string, object>>, readonly object[]]>([
  ['payment.authorized', { payment: paid({ status: 'authorized' }) }, [{ kind: 'authorized' }]],
  [
    'payment.failed',
    { payment: paid({ status: 'failed', error_reason: 'payment_timed_out' }) },
    [{ kind: 'failed', reason: 'payment_timed_out' }],
  ],
  [
    'order.paid',
    { payment: paid(), order: { id: 'order_1' } },
    [{ kind: 'captured', capture: 'pay_JRP3Y66cNcf2qF' }],
  ],
  [
    'payment_link.paid',
    { payment: paid(), payment_link: { id: 'plink_1', status: 'paid' } },
    [{ kind: 'captured', references: ['pay_JRP3Y66cNcf2qF', 'order_1', 'plink_1'] }],
  ],
  [
    'payment_link.paid',
    { payment: paid({ notes: [] }), payment_link: { id: 'plink_1', reference_id: 'pay_test_1' } },
    [{ kind: 'captured', paymentId: 'pay_test_1' }],
  ],
  [
    'payment_link.cancelled',
    { payment_link: { id: 'plink_1', order_id: 'order_1', status: 'cancelled', reference_id: 'pay_test_1' } },
    [{ kind: 'canceled', paymentId: 'pay_test_1', references: ['plink_1', 'order_1'] }],
  ],
  ['refund.created', { refund: refund({ status: 'pending' }), payment: paid() }, []],
  [
    'refund.processed',
    { refund: refund(), payment: paid() },
    [{ kind: 'refunded', paymentId: 'pay_test_1' }],
  ],
  [
    'refund.failed',
    { refund: refund({ status: 'failed' }), payment: paid() },
    [{ kind: 'refund-failed', refund: 'rfnd_1' }],
  ],
  [
    'payment_link.expired',
    { payment_link: { id: 'plink_2', status: 'expired', reference_id: 'invoice-23' } },
    [{ kind: 'canceled', references: ['plink_2'] }],
  ],
  [
    'payment.dispute.created',
    { dispute: dispute('open'), payment: paid() },
    [{ kind: 'dispute-opened', stage: 0 }],
  ],
  [
    'payment.dispute.under_review',
    { dispute: { ...dispute('under_review'), phase: 'pre_arbitration' }, payment: paid() },
    [{ kind: 'dispute-opened', stage: 1 }],
  ],
  [
    'payment.dispute.closed',
    { dispute: { ...dispute('closed'), phase: 'fraud', amount_deducted: 0 }, payment: paid() },
    [{ kind: 'dispute-won', stage: 0 }],
  ],
  [
    'payment.dispute.closed',
    { dispute: { ...dispute('closed'), phase: 'chargeback', amount_deducted: 1_500 }, payment: paid() },
    [{ kind: 'dispute-lost', stage: 0 }],
  ],
  [
    'payment.dispute.lost',
    { dispute: { ...dispute('lost'), amount_deducted: 700 }, payment: paid() },
    [{ kind: 'dispute-lost', amountMicros: 7_000_000 }],
  ],
  ['payment.dispute.won', { dispute: dispute('won'), payment: paid() }, [{ kind: 'dispute-won' }]],
  [
    'payment.dispute.lost',
    { dispute: dispute('lost'), payment: paid() },
    [{ kind: 'dispute-lost', dispute: 'disp_1' }],
  ],
  ['payment.downtime.started', { 'payment.downtime': { id: 'down_1' } }, []],
  ['payment.captured', { payment: paid({ amount: 1.5 }) }, []],
])('%s', (event, entities, facts) => {
  const read = factsOfEvent(event, entities);
  expect(read).toHaveLength(facts.length);
  expect(read).toMatchObject(facts);
});

test('a link of somebody else is no payment of ours', () => {
  const link = { id: 'plink_2', status: 'expired', reference_id: 'invoice-23' };
  expect(factsOfEvent('payment_link.expired', { payment_link: link })[0]).not.toHaveProperty('paymentId');
});

test('an attempt that was authorized and never captured goes back by itself, and takes nothing of another', () => {
  const attempt = paid({ id: 'pay_Attempt0000001', status: 'refunded', captured: false });
  const back = refund({ amount: 1_500, payment_id: 'pay_Attempt0000001' });
  expect(factsOfEvent('refund.processed', { refund: back, payment: attempt })).toEqual([]);
  const facts = [
    factsOfEvent('payment.authorized', { payment: { ...attempt, status: 'authorized' } }),
    factsOfEvent('payment.captured', { payment: paid({ captured: true }) }),
    factsOfEvent('refund.processed', { refund: back, payment: attempt }),
  ].flat();
  const end = expectToConverge(payment('razorpay', 'INR'), facts);
  expect(settlementOf(end, { holdsDisputed: true })).toMatchObject({
    creditMicros: 15_000_000,
    takeMicros: 0,
  });
});

test('failed, then captured late: the story ends the same in any order', () => {
  const facts = [
    factsOfEvent('payment.failed', { payment: paid({ status: 'failed', error_code: 'BAD_REQUEST_ERROR' }) }),
    factsOfEvent('payment.authorized', { payment: paid({ status: 'authorized' }) }),
    factsOfEvent('payment.captured', { payment: paid() }),
    factsOfEvent('order.paid', { payment: paid() }),
    factsOfEvent('refund.processed', { refund: refund(), payment: paid() }),
    factsOfEvent('payment.dispute.created', { dispute: dispute('open'), payment: paid() }),
    factsOfEvent('payment.dispute.lost', { dispute: dispute('lost'), payment: paid() }),
  ].flat();
  const end = expectToConverge(payment('razorpay', 'INR'), facts);
  expect(statusOf(end)).toBe('partially_refunded');
  expect(disputeStatusOf(end)).toBe('disputed_lost');
});

describe('client', () => {
  const KEYS = { keyId: 'rzp_test_1', keySecret: 'key-secret', webhookSecrets: [SECRET] };
  const ORDER = order('INR', 'razorpay');
  const LINK = {
    id: 'plink_1',
    order_id: 'order_1',
    short_url: 'https://rzp.io/i/abc',
    reference_id: ORDER.paymentId,
  };

  test('an order is a payment link of its own reference; taken already, it is found again', async () => {
    const calls = new Calls().on(
      'POST /v1/payment_links',
      json(LINK),
      json({ error: { code: 'BAD_REQUEST_ERROR' } }, 400),
    );
    calls.on(`GET /v1/payment_links?reference_id=${ORDER.paymentId}`, json({ payment_links: [LINK] }));
    const expected = {
      references: ['plink_1', 'order_1'],
      checkout: { kind: 'redirect', url: LINK.short_url },
      facts: [],
    };
    const client = razorpayClient(calls.options(KEYS));
    expect(await client.create(ORDER)).toEqual(expected);
    expect(await client.create(ORDER)).toEqual(expected);
    expect(calls.requests[0]?.headers['authorization']).toBe(
      `Basic ${Buffer.from('rzp_test_1:key-secret').toString('base64')}`,
    );
    expect(calls.sentTo('POST /v1/payment_links')[0]).toMatchObject({
      amount: 1_500,
      currency: 'INR',
      reference_id: ORDER.paymentId,
      callback_url: ORDER.returnUrl,
      notes: { mvno_payment_id: ORDER.paymentId },
    });
  });

  test('thousandths of a dinar are no amount here', async () => {
    const calls = new Calls().on('POST /v1/payment_links', json({ ...LINK }));
    const client = razorpayClient(calls.options(KEYS));
    await client.create({ ...ORDER, currency: 'KWD', amountMicros: 1_990_000 });
    expect(calls.sentTo('POST /v1/payment_links')[0]).toMatchObject({ amount: 1_990, currency: 'KWD' });
    await expect(client.create({ ...ORDER, currency: 'KWD', amountMicros: 1_991_000 })).rejects.toMatchObject(
      { retryable: false },
    );
  });

  test('what is refused is told; no secret is', async () => {
    const calls = new Calls().on(
      'POST /v1/payment_links',
      json({ error: { code: 'BAD_REQUEST_ERROR' } }, 400),
    );
    calls.on(`GET /v1/payment_links?reference_id=${ORDER.paymentId}`, json({ payment_links: [] }));
    const error = (await razorpayClient(calls.options(KEYS))
      .create(ORDER)
      .catch((e: unknown) => e)) as Error;
    expect(error).toMatchObject({ name: 'ProviderError', retryable: false });
    expect(error.message).toContain('BAD_REQUEST_ERROR');
    expect(error.message).not.toContain('key-secret');
  });

  test('a query tells of all attempts and of what went back', async () => {
    const calls = new Calls()
      .on('GET /v1/payment_links/plink_1', json({ ...LINK, status: 'paid' }))
      .on(
        'GET /v1/orders/order_1/payments',
        json({
          items: [
            paid({ id: 'pay_AAAAAAAAAAAAAA', status: 'failed', captured: false }),
            paid({ amount_refunded: 500, captured: true }),
          ],
        }),
      )
      .on('GET /v1/payments/pay_JRP3Y66cNcf2qF/refunds', json({ items: [refund()] }))
      .on(
        'GET /v1/disputes?count=100',
        json({ items: [dispute('open'), { ...dispute('lost'), payment_id: 'pay_AAAAAAAAAAAAAB' }] }),
      );
    const facts = await razorpayClient(calls.options(KEYS)).query({ ...ORDER, references: ['plink_1'] });
    expect(facts.map(({ kind }) => kind)).toEqual(['failed', 'captured', 'refunded', 'dispute-opened']);
  });

  test('a refund is asked for once; one under way is known by its name', async () => {
    const calls = new Calls().on(
      'POST /v1/payments/pay_JRP3Y66cNcf2qF/refund',
      json(refund({ notes: { mvno_refund_id: 're_1' } })),
      json(refund({ id: 'rfnd_2', status: 'pending' })),
    );
    const client = razorpayClient(calls.options(KEYS));
    const asked = {
      ...ORDER,
      references: ['order_1'],
      captures: ['pay_JRP3Y66cNcf2qF'],
      refundId: 're_1',
      refundMicros: 5_000_000,
      reason: 'odd',
    };
    expect(await client.refund(asked)).toMatchObject([{ kind: 'refunded', refund: 'rfnd_1' }]);
    expect(calls.last.headers['x-refund-idempotency']).toBe('re_1');
    expect(await client.refund(asked)).toEqual([{ kind: 'processing', references: ['rfnd_2', 're_1'] }]);
    await expect(client.refund({ ...asked, captures: [] })).rejects.toMatchObject({ retryable: false });
    calls.on('POST /v1/payments/pay_JRP3Y66cNcf2qF/refund', json({ error: { code: 'CONFLICT' } }, 409));
    await expect(client.refund(asked)).rejects.toMatchObject({ retryable: true });
    expect('charge' in client).toBe(false);
  });
});
