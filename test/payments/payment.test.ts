/** The lattice of payments: any order and repetition of what providers say ends in the same payment. */
import * as fc from 'fast-check';
import type { PaymentFact } from '../../domain/payments/fact.js';
import {
  capturedMicros,
  disputeStatusOf,
  mergeFact,
  mismatchOf,
  type Payment,
  settlementOf,
  statusOf,
} from '../../domain/payments/payment.js';
import { arbitraryFacts, disturbed, EUR, payment } from './arbitrary-payment.js';

const POLICY = { holdsDisputed: true };
const about = { references: [], currency: 'GBP' };
const merged = (facts: readonly PaymentFact[], of = payment()): Payment => facts.reduce(mergeFact, of);

/** Settles after every fact, as apply does, with a wallet that has all that is to be held. */
function settled(facts: readonly PaymentFact[]): { payment: Payment; balance: number } {
  let current = payment();
  let balance = 0;
  for (const fact of facts) {
    current = mergeFact(current, fact);
    const { creditMicros, takeMicros, returnMicros, holdMicros, releaseMicros } = settlementOf(
      current,
      POLICY,
    );
    balance += creditMicros - takeMicros + returnMicros - holdMicros + releaseMicros;
    const { creditedMicros, takenMicros, heldMicros, steps } = current.settled;
    current = {
      ...current,
      settled: {
        creditedMicros: creditedMicros + creditMicros,
        takenMicros: takenMicros + takeMicros - returnMicros,
        heldMicros: heldMicros + holdMicros - releaseMicros,
        steps: steps + 1,
      },
    };
  }
  return { payment: current, balance };
}

test('any order, any number of times: the same payment', () => {
  const both = arbitraryFacts().chain((facts) => fc.tuple(fc.constant(facts), disturbed(facts)));
  fc.assert(
    fc.property(both, ([facts, others]) => {
      expect(merged(others)).toEqual(merged(facts));
    }),
    { numRuns: 1_000 },
  );
});

test('any order, any number of times: the same balance, settled after every fact', () => {
  const both = arbitraryFacts().chain((facts) => fc.tuple(fc.constant(facts), disturbed(facts)));
  fc.assert(
    fc.property(both, ([facts, others]) => {
      const [one, other] = [settled(facts), settled(others)];
      expect(other.balance).toBe(one.balance);
      const { steps: _one, ...first } = one.payment.settled;
      const { steps: _other, ...second } = other.payment.settled;
      expect(second).toEqual(first);
    }),
    { numRuns: 1_000 },
  );
});

test('never more value than was captured and asked for, never more taken than was given', () => {
  fc.assert(
    fc.property(arbitraryFacts(), (facts) => {
      const { payment: end, balance } = settled(facts);
      const { creditedMicros, takenMicros, heldMicros } = end.settled;
      expect(creditedMicros).toBe(Math.min(capturedMicros(end), end.amountMicros));
      expect(takenMicros + heldMicros).toBeLessThanOrEqual(creditedMicros);
      expect(balance).toBe(creditedMicros - takenMicros - heldMicros);
      expect(balance).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 1_000 },
  );
});

test('a fact that says nothing new leaves the very same payment', () => {
  fc.assert(
    fc.property(arbitraryFacts(), (facts) => {
      const end = merged(facts);
      for (const fact of facts) expect(mergeFact(end, fact)).toBe(end);
    }),
  );
});

const capture: PaymentFact = { ...about, kind: 'captured', capture: 'pi_1', amountMicros: 20 * EUR };

test.each<[string, readonly PaymentFact[], string, string | undefined]>([
  ['nothing yet', [], 'created', undefined],
  ['failed is not the end', [{ ...about, kind: 'failed', reason: 'no' }, capture], 'captured', undefined],
  ['a late failure is no news', [capture, { ...about, kind: 'failed', reason: 'no' }], 'captured', undefined],
  ['canceled ends what was not captured', [{ ...about, kind: 'canceled' }], 'canceled', undefined],
  ['captured outranks canceled', [{ ...about, kind: 'canceled' }, capture], 'captured', undefined],
  [
    'failed outranks authorized: whoever pays must try again',
    [
      { ...about, kind: 'failed' },
      { ...about, kind: 'authorized' },
    ],
    'failed',
    undefined,
  ],
  ['a part', [{ ...capture, amountMicros: 5 * EUR }], 'partially_captured', undefined],
  [
    'refund before its capture',
    [{ ...about, kind: 'refunded', refund: 're_1', amountMicros: 5 * EUR }, capture],
    'partially_refunded',
    undefined,
  ],
  [
    'a refund that failed',
    [
      capture,
      { ...about, kind: 'refunded', refund: 're_1', amountMicros: 5 * EUR },
      { ...about, kind: 'refund-failed', refund: 're_1', amountMicros: 5 * EUR },
    ],
    'captured',
    undefined,
  ],
  [
    'won in the second round',
    [
      capture,
      { ...about, kind: 'dispute-lost', dispute: 'd', stage: 1, amountMicros: EUR },
      { ...about, kind: 'dispute-won', dispute: 'd', stage: 2, amountMicros: EUR },
      { ...about, kind: 'dispute-opened', dispute: 'd', stage: 0, amountMicros: EUR },
    ],
    'captured',
    'disputed_won',
  ],
])('%s', (_name, facts, status, dispute) => {
  const end = merged(facts);
  expect(statusOf(end)).toBe(status);
  expect(disputeStatusOf(end)).toBe(dispute);
});

test.each([
  ['another provider', 'adyen' as const, capture, 'provider-differs'],
  ['another currency', 'stripe' as const, { ...capture, currency: 'EUR' }, 'currency-differs'],
  ['another merchant', 'stripe' as const, { ...capture, merchant: 'acct_2' }, 'merchant-differs'],
  ['another payment', 'stripe' as const, { ...capture, paymentId: 'pay_2' }, 'reference-differs'],
  ['more than was asked for', 'stripe' as const, { ...capture, amountMicros: 95 * EUR }, 'amount-differs'],
  ['nothing', 'stripe' as const, { ...capture, amountMicros: 0 }, 'amount-differs'],
  ['no number', 'stripe' as const, { ...capture, amountMicros: Number.NaN }, 'amount-differs'],
])('%s is not believed', (_name, provider, fact, code) => {
  expect(mismatchOf(payment(), provider, fact)?.code).toBe(code);
});

test('what was paid twice grants value once, and its return takes none', () => {
  const twice = merged([capture, { ...capture, capture: 'pi_2' }]);
  expect(settlementOf(twice, POLICY)).toMatchObject({ creditMicros: 20 * EUR, takeMicros: 0 });
  const back = mergeFact(twice, { ...about, kind: 'refunded', refund: 're_1', amountMicros: 20 * EUR });
  expect(settlementOf(back, POLICY)).toMatchObject({ creditMicros: 20 * EUR, takeMicros: 0 });
});

test('a dispute that is lost in part takes that part', () => {
  const dispute = { ...about, dispute: 'd', stage: 0 };
  const end = merged([
    capture,
    { ...dispute, kind: 'dispute-lost', amountMicros: 5 * EUR },
    { ...dispute, kind: 'dispute-opened', amountMicros: 20 * EUR },
  ]);
  expect(settlementOf(end, POLICY)).toMatchObject({
    creditMicros: 20 * EUR,
    takeMicros: 5 * EUR,
    holdMicros: 0,
  });
});

test('stopped by a person, nothing moves', () => {
  const end = merged([capture]);
  const stopped = { reason: 'looks odd', actor: 'ops', atISO: '2027-03-01T09:00:00.000Z' };
  expect(settlementOf(end, POLICY).creditMicros).toBe(20 * EUR);
  expect(settlementOf({ ...end, stopped }, POLICY)).toEqual({
    creditMicros: 0,
    takeMicros: 0,
    returnMicros: 0,
    holdMicros: 0,
    releaseMicros: 0,
  });
});
