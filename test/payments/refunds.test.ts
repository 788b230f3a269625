import * as fc from 'fast-check';
import type { PaymentFact } from '../../domain/payments/fact.js';
import { newPayment, mergeFact } from '../../domain/payments/payment.js';
import { refundableMicros, type RefundRequest } from '../../domain/payments/refund.js';
import { paymentIdOf } from '../../lambdas/payments/order-payment.js';
import { type Answer, codesOf, openPaymentOffice, type PaymentTestOffice } from './payment-office.js';

let desk: PaymentTestOffice;
let people = 0;
beforeAll(async () => {
  desk = await openPaymentOffice();
});
afterAll(() => desk.stop());
beforeEach(() => {
  desk.stripe.next = [];
  desk.stripe.refunds.clear();
  desk.stripe.refundsAtOnce = true;
  desk.stripe.calls = 0;
});

const GBP = 1_000_000;
const REFUNDS = 'POST /payments/{paymentId}/refunds';

/** A payment of 15.00 that came in. */
async function paid(): Promise<{ subscriber: string; paymentId: string }> {
  people += 1;
  const subscriber = `sub_${people}`;
  await desk.accounts.open(people, 'starter', { credit: '20.00' });
  const body = { id: 'top-1', subscriber, amount: '15.00', provider: 'stripe' };
  expect((await desk.ask('POST /topups', [], body)).status).toBe(201);
  const paymentId = paymentIdOf(subscriber, 'top-1');
  await desk.tell(paymentId, desk.stripe.pay(paymentId));
  desk.stripe.calls = 0;
  return { subscriber, paymentId };
}
const why = { reason: 'goodwill', actor: 'kim' };
const refund = async (paymentId: string, id: string, amount?: string): Promise<Answer> =>
  desk.ask(REFUNDS, paymentId, { id, ...why, ...(amount === undefined ? {} : { amount }) });

test('a refund goes back at the provider and out of the account', async () => {
  const { subscriber, paymentId } = await paid();
  const { status, body } = await refund(paymentId, 'r-1', '5.00');
  expect({ status, body }).toMatchObject({
    status: 201,
    body: {
      refundId: expect.stringMatching(/^re_[0-9a-f]{24}$/),
      amount: '5.00',
      state: 'told',
      payment: { status: 'partially_refunded', refunded: '5.00', taken: '5.00', refundable: '10.00' },
    },
  });
  // Nothing more is expected: nobody asks for it.
  expect(body['payment']).not.toHaveProperty('queryAt');
  expect([...desk.stripe.refunds.values()]).toEqual([
    expect.objectContaining({
      paymentId,
      refundMicros: 5 * GBP,
      reason: 'goodwill',
      captures: [expect.any(String)],
    }),
  ]);
  expect(await desk.wallet(subscriber)).toBe(30 * GBP);
  expect((await refund(paymentId, 'r-1', '5.00')).headers).toMatchObject({ repeated: 'true' });
  expect(desk.stripe.calls).toBe(1);
  expect(codesOf(await refund(paymentId, 'r-1', '6.00'))).toEqual({ status: 409, codes: ['id-used'] });
  expect(codesOf(await refund(paymentId, 'r-2', '10.01'))).toEqual({
    status: 409,
    codes: ['refund-too-large'],
  });
  // Without an amount: all that is left.
  expect((await refund(paymentId, 'r-3')).body).toMatchObject({
    amount: '10.00',
    payment: { status: 'refunded' },
  });
  expect(await desk.wallet(subscriber)).toBe(20 * GBP);
  expect(codesOf(await refund(paymentId, 'r-4'))).toEqual({ status: 409, codes: ['nothing-to-refund'] });
});

test.each(['3.00', '7.00', '15.00'])(
  'of many refunds of %s at once no more goes back than came in',
  async (amount) => {
    const { subscriber, paymentId } = await paid();
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, i) => refund(paymentId, `r-${i}`, amount)),
    );
    const done = answers.filter(({ status }) => status === 201).length;
    expect(done).toBe(Math.floor(15 / Number(amount)));
    expect(desk.stripe.refundedMicros).toBe(done * Number(amount) * GBP);
    expect(desk.stripe.refundedMicros).toBeLessThanOrEqual(15 * GBP);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(['refund-too-large', 'nothing-to-refund']).toContain(codesOf(answer).codes[0]);
    expect(await desk.wallet(subscriber)).toBe(35 * GBP - desk.stripe.refundedMicros);
  },
);

describe('cut off', () => {
  test('before or after the provider did it: its micros stay spoken for, and the same request is one refund', async () => {
    for (const fate of ['down', 'answer-lost'] as const) {
      const { subscriber, paymentId } = await paid();
      desk.stripe.refunds.clear();
      desk.stripe.next = [fate];
      expect((await refund(paymentId, 'r-1', '10.00')).status).toBe(502);
      expect(codesOf(await refund(paymentId, 'r-2', '10.00'))).toEqual({
        status: 409,
        codes: ['refund-too-large'],
      });
      expect(await refund(paymentId, 'r-1', '10.00')).toMatchObject({ status: 200, body: { state: 'told' } });
      expect(desk.stripe.refunds.size).toBe(1);
      expect(await desk.wallet(subscriber)).toBe(25 * GBP);
    }
  });

  test('before it was settled: what is told by message is counted once', async () => {
    const { subscriber, paymentId } = await paid();
    desk.stripe.next = ['answer-lost'];
    await refund(paymentId, 'r-1', '10.00');
    const [order] = desk.stripe.refunds.values();
    await desk.tell(paymentId, [desk.stripe.refunded(order!)]);
    const { body } = await desk.ask('GET /payments/{paymentId}', paymentId);
    expect(body).toMatchObject({ refundable: '5.00', refunds: [{ state: 'told' }] });
    expect((await refund(paymentId, 'r-1', '10.00')).body).toMatchObject({ repeated: true, state: 'told' });
    expect(await desk.wallet(subscriber)).toBe(25 * GBP);
  });
});

test('refused for good, its micros are free again', async () => {
  const { paymentId } = await paid();
  desk.stripe.next = ['refuse'];
  expect(codesOf(await refund(paymentId, 'r-1', '10.00'))).toEqual({
    status: 502,
    codes: ['provider-refused'],
  });
  expect(codesOf(await refund(paymentId, 'r-1', '10.00'))).toEqual({
    status: 409,
    codes: ['refund-refused'],
  });
  expect((await refund(paymentId, 'r-2', '15.00')).status).toBe(201);
});

test('one that is told later is spoken for until then, and asked for if it is not told', async () => {
  const { subscriber, paymentId } = await paid();
  desk.stripe.refundsAtOnce = false;
  const asked = await refund(paymentId, 'r-1', '10.00');
  expect(asked).toMatchObject({
    status: 201,
    body: {
      state: 'requested',
      payment: { refunded: '0.00', refundable: '5.00', queryAt: expect.any(String) },
    },
  });
  expect(await desk.wallet(subscriber)).toBe(35 * GBP);
  const [order] = desk.stripe.refunds.values();
  await desk.tell(paymentId, [desk.stripe.refunded(order!)]);
  expect((await desk.ask('GET /payments/{paymentId}', paymentId)).body).toMatchObject({
    refunded: '10.00',
    refundable: '5.00',
  });
  // It failed after all: the money stays, and may be refunded.
  await desk.tell(paymentId, [{ ...desk.stripe.refunded(order!), kind: 'refund-failed' } as PaymentFact]);
  expect((await desk.ask('GET /payments/{paymentId}', paymentId)).body).toMatchObject({
    refundable: '15.00',
  });
  expect(await desk.wallet(subscriber)).toBe(35 * GBP);
});

test('what is disputed is not refunded', async () => {
  const { paymentId } = await paid();
  const dispute = { references: [], dispute: 'dp_1', stage: 0, amountMicros: 12 * GBP };
  await desk.tell(paymentId, [{ kind: 'dispute-opened', ...dispute }]);
  expect(codesOf(await refund(paymentId, 'r-1', '3.01'))).toEqual({
    status: 409,
    codes: ['refund-too-large'],
  });
  await desk.tell(paymentId, [{ kind: 'dispute-won', ...dispute }]);
  expect((await refund(paymentId, 'r-2', '3.01')).status).toBe(201);
});

test('nothing goes back of what did not come in', async () => {
  people += 1;
  await desk.accounts.open(people, 'starter', {});
  const subscriber = `sub_${people}`;
  await desk.ask('POST /topups', [], { id: 't', subscriber, amount: '15.00', provider: 'stripe' });
  expect(codesOf(await refund(paymentIdOf(subscriber, 't'), 'r'))).toEqual({
    status: 409,
    codes: ['not-captured'],
  });
});

test.each(['0', '-1', '1.001', 'all', ''])('%j is no amount to refund', async (amount) => {
  const { paymentId } = await paid();
  expect([400, 422]).toContain((await refund(paymentId, 'r-1', amount)).status);
  expect(desk.stripe.calls).toBe(0);
});

test('whatever is asked for and told: what is left is never more than came in and is neither back nor spoken for', () => {
  const amount = fc.integer({ min: 1, max: 20 });
  const event = fc.oneof(
    fc.record({ do: fc.constant('capture' as const), ref: fc.constantFrom('c1', 'c2'), amount }),
    fc.record({ do: fc.constant('ask' as const), ref: fc.constantFrom('r1', 'r2', 'r3'), amount }),
    fc.record({ do: fc.constant('told' as const), ref: fc.constantFrom('r1', 'r2', 'r3', 'own'), amount }),
    fc.record({ do: fc.constant('dispute' as const), ref: fc.constantFrom('d1'), amount }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      let payment = newPayment({
        paymentId: 'pay_1',
        provider: 'stripe',
        purpose: 'top-up',
        subscriberId: 'sub_1',
        account: 'imsi-1',
        amountMicros: 40,
        currency: 'GBP',
        createdISO: '2027-03-01T09:00:00.000Z',
      });
      const asked: Record<string, RefundRequest> = {};
      const merge = (fact: object) => {
        payment = mergeFact(payment, { references: [], ...fact } as unknown as PaymentFact);
      };
      for (const each of events) {
        if (each.do === 'capture') merge({ kind: 'captured', capture: each.ref, amountMicros: each.amount });
        if (each.do === 'dispute')
          merge({ kind: 'dispute-opened', dispute: each.ref, stage: 0, amountMicros: each.amount });
        if (each.do === 'told') merge({ kind: 'refunded', refund: each.ref, amountMicros: each.amount });
        if (
          each.do === 'ask' &&
          asked[each.ref] === undefined &&
          each.amount <= refundableMicros(payment, asked)
        ) {
          const open = Object.values(asked).reduce((sum, { micros }) => sum + micros, 0);
          const gone = Object.values(payment.refunds).reduce((sum, { micros }) => sum + micros, 0);
          const disputed = Object.values(payment.disputes).reduce((sum, { micros }) => sum + micros, 0);
          const came = Object.values(payment.captures).reduce((sum, micros) => sum + micros, 0);
          expect(open + gone + disputed + each.amount).toBeLessThanOrEqual(came);
          asked[each.ref] = { micros: each.amount, request: '', atISO: '', state: 'requested' };
        }
        expect(refundableMicros(payment, asked)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
