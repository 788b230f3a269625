import * as fc from 'fast-check';
import { carriedInto, shortfallToDate } from '../../domain/agreements/commitment.js';
import {
  type HostAgreement,
  marginalMicros,
  periodCost,
  type UsageSum,
} from '../../domain/agreements/cost.js';
import { hostSchema } from '../../domain/operator/host.js';

const GB = 1_000_000_000n;
const RATE = { service: 'data', price: '0.80', per: 'GB' };

function agreement(terms: object = {}): HostAgreement {
  return hostSchema.shape.agreement.parse({
    version: 1,
    effectiveFrom: '2026-01-01',
    noticeDays: 180,
    wholesaleRates: [RATE],
    ...terms,
  });
}

const data = (units: bigint, retailMicros = 0n): UsageSum => ({ service: 'data', units, retailMicros });
const LINES = { activeLines: 1_000 };
const tiers = (apply: string) => ({
  model: 'tiers',
  service: 'data',
  per: 'GB',
  apply,
  tiers: [{ upTo: '100 GB', price: '0.80' }, { upTo: '1 TB', price: '0.60' }, { price: '0.40' }],
});
const capacity = {
  model: 'capacity',
  service: 'data',
  capacity: '500 GB',
  price: '300',
  overage: '0.90',
  per: 'GB',
};
const bundle = {
  model: 'package',
  service: 'data',
  linePrice: '2.00',
  includes: '1 GB',
  overage: '0.50',
  per: 'GB',
};

test.each([
  ['a price a unit', {}, data(150n * GB), 120_000_000n],
  // 100 × 0.80 + 50 × 0.60
  ['graduated tiers', { pricing: [tiers('graduated')] }, data(150n * GB), 110_000_000n],
  // 150 × 0.60
  ['stepped tiers', { pricing: [tiers('stepped')] }, data(150n * GB), 90_000_000n],
  ['a tier that is full', { pricing: [tiers('stepped')] }, data(100n * GB), 80_000_000n],
  ['the last tier', { pricing: [tiers('graduated')] }, data(2_000n * GB), 1_020_000_000n],
  [
    'retail-minus',
    { pricing: [{ model: 'retail-minus', service: 'data', discountPercent: '37.5' }] },
    data(GB, 8_000_000n),
    5_000_000n,
  ],
  [
    'revenue share',
    { pricing: [{ model: 'revenue-share', service: 'data', sharePercent: '25' }] },
    data(GB, 8_000_000n),
    2_000_000n,
  ],
  [
    'cost-plus',
    { pricing: [{ model: 'cost-plus', service: 'data', cost: '0.50', per: 'GB', markupPercent: '12' }] },
    data(10n * GB),
    5_600_000n,
  ],
  ['capacity, unused', { pricing: [capacity] }, data(0n), 300_000_000n],
  ['capacity and more', { pricing: [capacity] }, data(510n * GB), 309_000_000n],
  ['packages of lines', { pricing: [bundle] }, data(1_010n * GB), 2_005_000_000n],
  ['fees', { fees: { perLine: '0.10', perNewLine: '1.00', setUp: '5000' } }, data(0n), 100_000_000n],
  [
    'a minimum',
    { commitments: [{ measure: 'revenue', id: 'spend', amount: '200', shortfallPercent: '50' }] },
    data(100n * GB),
    140_000_000n,
  ],
  [
    'a minimum of volume',
    {
      commitments: [
        { measure: 'volume', id: 'v', service: 'data', amount: '150 GB', shortfallPrice: '0.30', per: 'GB' },
      ],
    },
    data(100n * GB),
    95_000_000n,
  ],
  [
    'a minimum of lines',
    { commitments: [{ measure: 'lines', id: 'l', lines: 1_200, shortfallPrice: '0.25' }] },
    data(0n),
    50_000_000n,
  ],
])('%s', (_, terms, usage, micros) => {
  expect(periodCost(agreement(terms), [usage], LINES).micros).toBe(micros);
});

test('inbound calls, new lines and the first month are paid for', () => {
  const terms = agreement({
    fees: { perNewLine: '1.50', setUp: '5000' },
    inbound: { price: '0.005', per: 'min', sharePercent: '40' },
  });
  expect(
    periodCost(terms, [], { activeLines: 10, newLines: 2, isFirst: true, inboundSeconds: 6_000n }),
  ).toEqual({
    lines: [
      { kind: 'fee', of: 'set-up', micros: 5_000_000_000n },
      { kind: 'fee', of: 'new-line', micros: 3_000_000n },
      { kind: 'inbound', of: 'voice', units: 6_000n, micros: -200_000n },
    ],
    micros: 5_002_800_000n,
    unrated: [],
  });
});

test('usage that nothing is agreed for is told', () => {
  const calls: UsageSum = { service: 'voice', units: 60n, retailMicros: 0n };
  expect(periodCost(agreement(), [calls], LINES)).toMatchObject({ micros: 0n, unrated: [calls] });
});

const units = fc.bigInt({ min: 0n, max: 5_000n * GB });
const model = fc.constantFrom<object>(
  {},
  { pricing: [tiers('graduated')] },
  { pricing: [capacity] },
  { pricing: [bundle] },
  { commitments: [{ measure: 'revenue', id: 'spend', amount: '700', shortfallPercent: '60' }] },
);

test('cost never falls as usage grows, and no way of cutting usage changes it', () => {
  fc.assert(
    fc.property(model, units, units, (terms, some, more) => {
      const agreed = agreement(terms);
      const both = periodCost(agreed, [data(some + more)], LINES);
      expect(both.micros).toBeGreaterThanOrEqual(periodCost(agreed, [data(some)], LINES).micros);
      expect(periodCost(agreed, [data(some), data(more)], LINES)).toEqual(both);
      expect(both.lines.reduce((sum, line) => sum + line.micros, 0n)).toBe(both.micros);
      expect(marginalMicros(agreed, [data(some)], LINES, data(more))).toBe(
        both.micros - periodCost(agreed, [data(some)], LINES).micros,
      );
    }),
  );
});

test('graduated tiers are the sum of their parts; stepped ones may fall, and only at a step', () => {
  fc.assert(
    fc.property(units, (all) => {
      const part = (from: bigint, to: bigint) => (all < from ? 0n : (all < to ? all : to) - from);
      // Nanos a GB are exact in 10^-18: 0.80 → 800,000 micros.
      const exact =
        part(0n, 100n * GB) * 800_000n +
        part(100n * GB, 1_000n * GB) * 600_000n +
        part(1_000n * GB, all) * 400_000n;
      expect(periodCost(agreement({ pricing: [tiers('graduated')] }), [data(all)], LINES).micros).toBe(
        (2n * exact + GB) / (2n * GB),
      );
    }),
  );
  const stepped = agreement({ pricing: [tiers('stepped')] });
  expect(marginalMicros(stepped, [data(100n * GB)], LINES, data(GB))).toBe(-19_400_000n);
});

test('below a minimum that is paid in full, the next gigabyte costs nothing', () => {
  const terms = agreement({
    commitments: [{ measure: 'revenue', id: 'spend', amount: '200', shortfallPercent: '100' }],
  });
  expect(marginalMicros(terms, [data(100n * GB)], LINES, data(GB))).toBe(0n);
  expect(marginalMicros(terms, [data(250n * GB)], LINES, data(GB))).toBe(800_000n);
});

const spend = agreement({
  commitments: [
    { measure: 'lines', id: 'lines', lines: 100, shortfallPrice: '1', carryForwardMonths: 2 },
    { measure: 'revenue', id: 'spend', amount: '310', shortfallPercent: '50' },
  ],
}).commitments!;

test.each([
  [[130n], 30n],
  [[130n, 80n], 10n],
  // 5 of the oldest 30 are used; the other 25 are lost after two months.
  [[130n, 110n, 95n], 10n],
  // What was above is lost after two months.
  [[130n, 100n, 100n], 0n],
  [[70n], 0n],
])('after %p months, %p are carried', (earlier, carried) => {
  expect(carriedInto(spend[0]!, earlier)).toBe(carried);
});

test('a shortfall is owed day by day, and on the last day it is what the month costs', () => {
  const minimum = spend[1]!;
  // Nothing used by day 10 of 31: 100 of 310 are missing, half of which is owed.
  expect(shortfallToDate(minimum, 0n, 0n, { day: 10, days: 31 })).toBe(50_000_000n);
  // Ahead of the days: nothing.
  expect(shortfallToDate(minimum, 100_000_000n, 0n, { day: 10, days: 31 })).toBe(0n);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 400_000_000n }), (had) => {
      const cost = periodCost(
        agreement({ wholesaleRates: [{ service: 'data', price: '1', per: 'MB' }], commitments: [minimum] }),
        [data(had)],
        LINES,
      );
      const shortfall = cost.lines.find(({ kind }) => kind === 'commitment')?.micros ?? 0n;
      const last = shortfallToDate(minimum, had, 0n, { day: 31, days: 31 });
      // A line of the cost shares the rounding of the whole.
      expect(last - shortfall).toBeGreaterThanOrEqual(0n);
      expect(last - shortfall).toBeLessThanOrEqual(1n);
    }),
  );
});
