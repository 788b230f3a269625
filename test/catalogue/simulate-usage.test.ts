import { compileCatalogue } from '../../domain/catalogue/compile.js';
import { simulateUsage, type SimulatedUsage } from '../../domain/simulation/simulate-usage.js';
import { loadOperators } from '../../operators/load.js';

const plans = loadOperators().flatMap((operator) => compileCatalogue(operator));
const plan = (offeringId: string) => plans.find((candidate) => candidate.offeringId === offeringId)!;
const at = (text: string) => Date.parse(text);

const data = (ratingGroup: number, mb: number, when: string, visited?: string): SimulatedUsage => ({
  ratingGroup,
  units: mb * 1e6,
  unit: 'bytes',
  atMs: at(when),
  destination: '',
  ...(visited === undefined ? {} : { visited }),
});

test('the directional plan of lily-cn keeps the rules of the King Card', () => {
  const { usages, usageMicros, recurringMicros } = simulateUsage(
    plan('directional'),
    [
      data(1000, 10, '2026-03-01T10:00+08:00'),
      data(1000, 800, '2026-03-01T11:00+08:00'),
      data(1000, 5, '2026-03-01T12:00+08:00'),
      data(1000, 5, '2026-03-02T12:00+08:00'),
      data(2001, 39_180, '2026-03-02T13:00+08:00'),
      data(2001, 5, '2026-03-02T14:00+08:00'),
      data(1000, 5, '2026-03-31T15:00+08:00'),
      data(2001, 5, '2026-04-01T14:00+08:00'),
    ],
    at('2026-03-01T09:00+08:00'),
    at('2026-04-01T14:00+08:00'),
  );
  expect(
    usages.map(({ priceMicros, covered, lines }) => [
      priceMicros,
      covered,
      lines[0]!.bucket,
      lines[0]!.sponsor,
    ]),
  ).toEqual([
    // One yuan, then 800 MB, then the next yuan begins; the next day it begins anew.
    [1_000_000, true, 'wallet', undefined],
    [0, true, 'day-800mb', undefined],
    [500_000, true, 'wallet', undefined],
    [500_000, true, 'wallet', undefined],
    // 40 GB in all: the sponsored count, and then both stop until the next month.
    [0, true, 'unlimited-bytes', 'lily-video'],
    [0, false, undefined, 'lily-video'],
    [0, false, undefined, undefined],
    [0, true, 'unlimited-bytes', 'lily-video'],
  ]);
  expect(usages[4]!.notices.map((notice) => 'percent' in notice && notice.percent)).toEqual([80, 100]);
  expect(usageMicros).toBe(2_000_000);
  // March in full, and the first day of April.
  expect(recurringMicros).toBe(19_000_000 + 630_000);
});

test('a month with a trial, in the EU, and beyond', () => {
  const { usages, recurringMicros } = simulateUsage(
    plan('monthly'),
    [
      data(1000, 1_000, '2026-12-02T10:00Z'),
      data(1000, 1_000, '2026-12-03T10:00Z', '20801'),
      data(1000, 10, '2026-12-04T10:00Z', '310410'),
      data(1000, 10, '2026-12-04T11:00Z', '310410'),
    ],
    at('2026-12-01T00:00Z'),
    at('2026-12-31T23:00Z'),
  );
  expect(usages.map(({ priceMicros, covered }) => [priceMicros, covered])).toEqual([
    [0, true],
    [0, true],
    [40_000_000, true],
    // The cap of 50 pounds is in the way.
    [expect.any(Number), false],
  ]);
  expect(usages[2]!.notices).toMatchObject([{ counter: 'roaming-cap', percent: 80 }]);
  // 24 of 31 days.
  expect(recurringMicros).toBe(9_290_000);
});

test('the order that usage is given in does not matter, its time does', () => {
  const some = [
    data(1000, 10, '2026-03-01T10:00+08:00'),
    data(1000, 300, '2026-03-01T11:00+08:00'),
    data(1000, 700, '2026-03-01T12:00+08:00'),
  ];
  const run = (usages: readonly SimulatedUsage[]) =>
    simulateUsage(plan('directional'), usages, at('2026-03-01T09:00+08:00'), at('2026-03-01T13:00+08:00'));
  expect(
    run(some.toReversed())
      .usages.toReversed()
      .map(({ priceMicros }) => priceMicros),
  ).toEqual(run(some).usages.map(({ priceMicros }) => priceMicros));
});

test('usage that is priced a period at a time: what ended periods cost, and what the one that runs does', () => {
  const base = compileCatalogue({
    ...loadOperators().find(({ brand }) => brand.id === 'lily')!,
  })[0]!;
  const metered = {
    ...base,
    paymentMode: 'postpaid' as const,
    recurring: {
      graceDays: 0,
      charge: {
        cycle: { every: 1, unit: 'month' as const, anchor: 'activation' as const, timeZone: base.timeZone },
        priceMicros: 0,
      },
    },
    counters: [
      {
        id: 'by-month',
        purpose: 'usage-price' as const,
        unit: 'bytes' as const,
        classes: base.classes.map((_, index) => index),
        period: 'cycle' as const,
        limit: Number.MAX_SAFE_INTEGER,
        notices: [],
        atLimit: 'notify' as const,
        pricing: {
          name: 'Data',
          model: { model: 'package' as const, amount: '3', size: '1' },
          per: { name: 'GB', size: 1e9 },
          bucket: 0,
        },
      },
    ],
    buckets: [
      {
        id: 'by-month',
        unit: 'bytes' as const,
        amount: 2 ** 50,
        priority: 1,
        classes: base.classes.flatMap((one, index) =>
          base.services[one.service]!.unit === 'bytes' ? [index] : [],
        ),
        floor: 0,
        unlimited: true as const,
      },
      ...base.buckets.filter(({ unit }) => unit === 'money'),
    ],
  };
  const { periods, usageMicros } = simulateUsage(
    metered,
    [
      data(1000, 1_500, '2026-03-02T12:00Z'),
      data(1000, 10, '2026-03-03T12:00Z'),
      data(1000, 10, '2026-04-03T12:00Z'),
    ],
    at('2026-03-01T12:00Z'),
    at('2026-04-03T12:00Z'),
  );
  expect(periods).toEqual([
    {
      usagePrice: 'by-month',
      from: '2026-03-01T12:00:00.000Z',
      to: expect.stringMatching(/^2026-0[34]-/),
      units: 1_510e6,
      micros: 6_000_000,
    },
    { usagePrice: 'by-month', units: 10e6, micros: 3_000_000 },
  ]);
  expect(usageMicros).toBe(9_000_000);
});
