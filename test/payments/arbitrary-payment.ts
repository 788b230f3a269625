/** A payment's life as providers tell it: a set of facts that fit together, for the algebra's tests. */
import * as fc from 'fast-check';
import type { PaymentFact } from '../../domain/payments/fact.js';
import { newPayment, type Payment } from '../../domain/payments/payment.js';

export const EUR = 1_000_000;

export const payment = (amountMicros = 20 * EUR, number = 1): Payment =>
  newPayment({
    paymentId: `pay_${String(number).padStart(24, '0')}`,
    provider: 'stripe',
    purpose: 'top-up',
    subscriberId: `sub_${number}`,
    account: `imsi-23499${String(number).padStart(10, '0')}`,
    amountMicros,
    currency: 'GBP',
    merchant: 'acct_1',
    createdISO: '2027-03-01T09:00:00.000Z',
  });

const cents = (most: number) => fc.integer({ min: 1, max: most }).map((n) => n * 10_000);

/** Facts about a payment of 20.00, each amount possible by itself. */
export function arbitraryFacts(): fc.Arbitrary<PaymentFact[]> {
  const about = fc.record({
    references: fc.subarray(['pi_1', 'ch_1', 'cs_1']),
    currency: fc.constant('GBP'),
  });
  const captured = fc
    .record({ about, capture: fc.constantFrom('pi_1', 'cap_2'), amountMicros: cents(1_000) })
    .map(({ about: of, ...rest }): PaymentFact => ({ ...of, kind: 'captured', ...rest }));
  const flag = fc
    .record({
      about,
      kind: fc.constantFrom('processing' as const, 'authorized' as const, 'canceled' as const),
    })
    .map(({ about: of, kind }): PaymentFact => ({ ...of, kind }));
  const failed = fc
    .record({ about, reason: fc.constantFrom('insufficient_funds', 'expired_card') })
    .map(({ about: of, reason }): PaymentFact => ({ ...of, kind: 'failed', reason }));
  const refund = fc
    .record({
      about,
      kind: fc.constantFrom('refunded' as const, 'refunded' as const, 'refund-failed' as const),
      refund: fc.constantFrom('re_1', 're_2', 're_3'),
      amountMicros: cents(1_000),
    })
    .map(({ about: of, ...rest }): PaymentFact => ({ ...of, ...rest }));
  const dispute = fc
    .record({
      about,
      kind: fc.constantFrom('dispute-opened' as const, 'dispute-won' as const, 'dispute-lost' as const),
      dispute: fc.constantFrom('dp_1', 'dp_2'),
      stage: fc.integer({ min: 0, max: 2 }),
      amountMicros: cents(2_500),
    })
    .map(({ about: of, ...rest }): PaymentFact => ({ ...of, ...rest }));
  return fc.array(fc.oneof(captured, captured, flag, failed, refund, dispute), { maxLength: 9 });
}

/** The same facts, each one to three times, in another order. */
export function disturbed(facts: readonly PaymentFact[]): fc.Arbitrary<PaymentFact[]> {
  return fc
    .array(fc.integer({ min: 1, max: 3 }), { minLength: facts.length, maxLength: facts.length })
    .map((times) => facts.flatMap((fact, i) => Array.from({ length: times[i] ?? 1 }, () => fact)))
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));
}
