import * as fc from 'fast-check';
import { Distinct } from '../../domain/agreements/distinct.js';
import { simulate, type SimulatedUsage, UsageTally } from '../../domain/agreements/simulate.js';
import { hostSchema } from '../../domain/operator/host.js';

const TERMS = {
  version: 1,
  effectiveFrom: '2026-01-01',
  noticeDays: 180,
  wholesaleRates: [{ service: 'data', price: '3.00', per: 'GB' }],
};
const agreement = (terms: object = {}) => hostSchema.shape.agreement.parse({ ...TERMS, ...terms });

const used = (supi: string, planId: string, gb: number, price: number): SimulatedUsage => ({
  supi,
  planId,
  kind: 'data',
  units: gb * 1e9,
  priceMicros: price * 1e6,
  taxInclusive: true,
});

function tallyOf(usage: readonly SimulatedUsage[]): UsageTally {
  const tally = new UsageTally('20');
  for (const one of usage) tally.add(one);
  return tally;
}

test('a floor of 8 a gigabyte and a minimum, over the usage of a month', () => {
  // Before tax: basic earns 10 a GB, cheap 5 a GB.
  const tally = tallyOf([
    used('imsi-1', 'basic', 2, 24),
    used('imsi-2', 'cheap', 3, 18),
    used('imsi-3', 'cheap', 1, 6),
  ]);
  const proposed = agreement({
    wholesaleRates: [{ service: 'data', price: '4.00', per: 'GB' }],
    floorPrices: [{ service: 'data', price: '8.00', per: 'GB' }],
    commitments: [{ measure: 'revenue', id: 'spend', amount: '54', shortfallPercent: '100' }],
  });
  expect(simulate(tally, agreement(), proposed)).toMatchObject({
    records: 3,
    activeLines: 3,
    before: { micros: 18_000_000n },
    after: { micros: 54_000_000n },
    // 6 GB at 4.00 are 24.00.
    commitmentGap: { spend: 30_000_000n },
    subscribersAffected: 2,
    plans: [
      {
        planId: 'basic',
        subscribers: 1,
        incomeMicros: 20_000_000n,
        marginBefore: 14_000_000n,
        // 8.00 of usage, and a third of 30.00.
        marginAfter: 2_000_000n,
        belowFloor: [],
        breakEvenMicros: 18_000_000n,
      },
      {
        planId: 'cheap',
        subscribers: 2,
        incomeMicros: 20_000_000n,
        marginBefore: 8_000_000n,
        marginAfter: -16_000_000n,
        belowFloor: ['data'],
        breakEvenMicros: 18_000_000n,
      },
    ],
  });
});

test("plans' parts add up to the cost, and the order of usage does not matter", () => {
  const one = fc.record({
    supi: fc.constantFrom('imsi-1', 'imsi-2', 'imsi-3'),
    planId: fc.constantFrom('a', 'b', 'c'),
    kind: fc.constant('data' as const),
    units: fc.nat(1e12),
    priceMicros: fc.nat(1e9),
    taxInclusive: fc.boolean(),
  });
  const proposed = agreement({
    pricing: [{ model: 'retail-minus', service: 'data', discountPercent: '33.3' }],
    fees: { perLine: '0.10' },
  });
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 20 }), (usage) => {
      const outcome = simulate(tallyOf(usage), agreement(), proposed);
      const sum = (of: 'costBefore' | 'costAfter') => outcome.plans.reduce((all, plan) => all + plan[of], 0n);
      expect(sum('costBefore')).toBe(outcome.before.micros);
      expect(sum('costAfter')).toBe(outcome.after.micros);
      expect(simulate(tallyOf(usage.toReversed()), agreement(), proposed)).toEqual(outcome);
    }),
  );
});

test('fees count towards what included usage earns', () => {
  const tally = tallyOf([used('imsi-1', 'bundle', 10, 0)]);
  const proposed = agreement({
    floorPrices: [{ service: 'data', price: '8.00', included: '1.00', per: 'GB' }],
  });
  expect(simulate(tally, agreement(), proposed).plans[0]).toMatchObject({ belowFloor: ['data'] });
  tally.addFees('bundle', 10_000_000);
  expect(simulate(tally, agreement(), proposed).plans[0]).toMatchObject({
    belowFloor: [],
    incomeMicros: 10_000_000n,
  });
});

test.each([0, 1, 1_000, 300_000])('%i different ids are counted within 0.3 percent', (count) => {
  const distinct = new Distinct();
  for (let i = 0; i < count; i++) {
    distinct.add(`imsi-${234_990_000_000_000 + i}`);
    distinct.add(`imsi-${234_990_000_000_000 + i}`);
  }
  expect(Math.abs(distinct.count() - count)).toBeLessThanOrEqual(count * 0.003);
});
