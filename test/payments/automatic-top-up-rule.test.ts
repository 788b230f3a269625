import * as fc from 'fast-check';
import {
  type AutomaticTopUp,
  type Charges,
  decideAutomaticTopUp,
  endCharge,
  isUnderWay,
  marketDay,
  NO_CHARGES,
  startCharge,
} from '../../domain/payments/automatic-top-up.js';
import { mergeFact, newPayment, type Payment } from '../../domain/payments/payment.js';

const EUR = 1_000_000;
const config: AutomaticTopUp = {
  thresholdMicros: 5 * EUR,
  amountMicros: 10 * EUR,
  dailyCapMicros: 20 * EUR,
  mandateId: 'man_1',
};
const decide = (charges: Charges, balance: number, day = '2027-03-01', id = 'pay_n') =>
  decideAutomaticTopUp(config, charges, balance, id, day);

test('below the threshold one starts, at it none', () => {
  expect(decide(NO_CHARGES, 5 * EUR)).toEqual({ start: false, because: 'enough' });
  expect(decide(NO_CHARGES, 5 * EUR - 1)).toEqual({
    start: true,
    charges: { day: '2027-03-01', spentMicros: 10 * EUR, count: 1, open: 'pay_n' },
  });
  expect(decide(NO_CHARGES, -3 * EUR)).toMatchObject({ start: true });
});

test('the cap is reached and not passed; the next day it begins again', () => {
  const twice = { day: '2027-03-01', spentMicros: 20 * EUR, count: 2 };
  expect(decide({ ...twice, spentMicros: 10 * EUR }, 0)).toMatchObject({ start: true });
  expect(decide(twice, 0)).toEqual({ start: false, because: 'cap' });
  expect(decide(twice, 0, '2027-03-02')).toMatchObject({ start: true, charges: { spentMicros: 10 * EUR } });
});

test("the day is the market's", () => {
  expect(marketDay('Asia/Shanghai', Date.parse('2027-03-01T15:59:59Z'))).toBe('2027-03-01');
  expect(marketDay('Asia/Shanghai', Date.parse('2027-03-01T16:00:00Z'))).toBe('2027-03-02');
  expect(marketDay('America/Los_Angeles', Date.parse('2027-03-01T07:59:59Z'))).toBe('2027-02-28');
});

test('one that is not under way is not ended', () => {
  const open: Charges = { day: 'd', spentMicros: 1, count: 1, open: 'pay_1' };
  expect(endCharge(open, 'pay_0')).toBe(open);
  expect(endCharge(open, 'pay_1')).toEqual({ day: 'd', spentMicros: 1, count: 1 });
});

test('whatever happens: never two under way, and on no day more than its cap', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('look' as const), balance: fc.integer({ min: -20, max: 20 }) }),
    fc.record({ do: fc.constant('end' as const) }),
    // Clocks of two functions differ, and may go back across midnight.
    fc.record({ do: fc.constant('day' as const), by: fc.integer({ min: -1, max: 2 }) }),
  );
  const terms = fc.record({
    thresholdMicros: fc.integer({ min: 1, max: 10 }),
    amountMicros: fc.integer({ min: 1, max: 7 }),
    dailyCapMicros: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(terms, fc.array(step, { maxLength: 60 }), (changing, steps) => {
      let charges = NO_CHARGES;
      let day = 10;
      const started = new Map<string, number>();
      const underWay = new Set<string>();
      for (const [i, each] of steps.entries()) {
        if (each.do === 'day') day += each.by;
        else if (each.do === 'end') {
          for (const id of underWay) charges = endCharge(charges, id);
          underWay.clear();
        } else {
          const today = `2027-03-${String(day).padStart(3, '0')}`;
          const decision = decideAutomaticTopUp(
            { ...changing, mandateId: 'man_1' },
            charges,
            each.balance,
            `pay_${i}`,
            today,
          );
          if (!decision.start) continue;
          expect(each.balance).toBeLessThan(changing.thresholdMicros);
          expect(underWay.size).toBe(0);
          underWay.add(`pay_${i}`);
          ({ charges } = decision);
          started.set(charges.day, (started.get(charges.day) ?? 0) + changing.amountMicros);
          for (const spent of started.values()) expect(spent).toBeLessThanOrEqual(changing.dailyCapMicros);
        }
      }
      expect(charges.count).toBe(
        [...started.values()].reduce((sum, spent) => sum + spent / changing.amountMicros, 0),
      );
    }),
    { numRuns: 300 },
  );
});

test('what is owed is charged without a cap, and not beside another', () => {
  const charge = { paymentId: 'pay_1', micros: 500 * EUR, day: '2027-03-01' };
  const first = startCharge(NO_CHARGES, charge);
  expect(first).toMatchObject({ start: true });
  expect(startCharge(first.start ? first.charges : NO_CHARGES, { ...charge, paymentId: 'pay_2' })).toEqual({
    start: false,
    because: 'open',
  });
});

describe('a charge is under way', () => {
  const payment = newPayment({
    paymentId: 'pay_1',
    provider: 'stripe',
    purpose: 'automatic-top-up',
    subscriberId: 'sub_1',
    account: 'imsi-1',
    amountMicros: 10 * EUR,
    currency: 'EUR',
    createdISO: '2027-03-01T09:00:00.000Z',
  });
  const told = (...kinds: readonly string[]): Payment =>
    kinds.reduce(
      (known, kind) =>
        mergeFact(known, {
          kind,
          references: [],
          ...(kind === 'captured' ? { capture: 'c', amountMicros: 10 * EUR } : {}),
        } as Parameters<typeof mergeFact>[1]),
      payment,
    );
  const credited = (of: Payment): Payment => ({
    ...of,
    settled: { ...of.settled, creditedMicros: 10 * EUR, steps: 1 },
  });

  test.each<[string, Payment, boolean, boolean]>([
    ['until its provider tells', told(), true, true],
    ['while it is processed', told('processing'), true, true],
    ['not when nobody asks for it any more', told('processing'), false, false],
    ['not after it failed', told('failed'), true, false],
    ['not after it was canceled', told('canceled'), true, false],
    ['until what came in is with the account', told('captured'), false, true],
    ['until what came in late is with the account', told('failed', 'captured'), true, true],
    ['not once the account has it', credited(told('captured')), true, false],
  ])('%s', (_, of, isExpected, underWay) => expect(isUnderWay(of, isExpected)).toBe(underWay));
});
