/** Reports: groups that are large enough, and no two answers that tell more than one. */
import * as fc from 'fast-check';
import { reportOf } from '../../domain/sponsors/report.js';
import { settlementOf } from '../../domain/sponsors/settlement.js';
import { estimate, sketchEntry, SKETCH_PARTS, sketchPart } from '../../domain/sponsors/sketch.js';
import { type TallyCell, tallied, totals } from '../../domain/sponsors/tally.js';

const people = (from: number, count: number) =>
  Array.from({ length: count }, (_person, i) => sketchEntry('cmp_1', `sub_${from + i}`));

const dates = Array.from({ length: 12 }, (_day, i) => `2026-11-${String(i + 1).padStart(2, '0')}`);

const cell = (date: string, plan: string, from: number, count: number): TallyCell => ({
  date,
  plan,
  people: people(from, count),
  numbers: {
    'paid.impression': count * 2,
    'paid.click': Math.floor(count / 3),
    'micros.impression': count * 4_000,
  },
});

test('a sketch tells how many people there are, within a tenth, and next to exactly when they are few', () => {
  for (const count of [0, 1, 5, 19, 20, 50, 200])
    expect(Math.abs(estimate(people(0, count)) - count)).toBeLessThanOrEqual(Math.ceil(count * 0.05));
  for (const count of [1_000, 10_000, 100_000])
    expect(Math.abs(estimate(people(0, count)) / count - 1)).toBeLessThan(0.1);
  // The union of sets is the sketch of both, and who came twice is there once.
  expect(estimate([...people(0, 100), ...people(50, 100)])).toBe(estimate(people(0, 150)));
});

test('somebody is always in the same part of a sketch, and the parts are used evenly', () => {
  const parts = people(0, 16_000).map(sketchPart);
  for (let part = 0; part < SKETCH_PARTS; part++)
    expect(Math.abs(parts.filter((each) => each === part).length / 1_000 - 1)).toBeLessThan(0.15);
});

test('days that are too small are joined with the next ones; what is not large enough waits', () => {
  const cells = [
    cell('2026-11-01', 'monthly', 0, 12),
    cell('2026-11-02', 'monthly', 100, 12),
    cell('2026-11-03', 'monthly', 200, 5),
  ];
  const report = reportOf(cells, 20, '2026-11-04');
  // Two groups would be told apart by what is left of 5 people; only one remains, so it waits with them.
  expect(report).toMatchObject({ groups: [], people: 0, isIncomplete: true });
  const more = reportOf([...cells, cell('2026-11-04', 'monthly', 300, 30)], 20, '2026-11-05');
  expect(more.groups).toMatchObject([
    { plan: 'monthly', from: '2026-11-01', to: '2026-11-02', people: 24 },
    { plan: 'monthly', from: '2026-11-03', to: '2026-11-04', people: 36 },
  ]);
  expect(more.sum['paid.impression']).toBe(2 * (24 + 35));
  expect(more.isIncomplete).toBe(false);
});

test('what is of today is in none of the numbers', () => {
  const report = reportOf([cell('2026-11-01', 'a', 0, 50), cell('2026-11-02', 'a', 0, 50)], 20, '2026-11-02');
  expect(report).toMatchObject({ groups: [{ to: '2026-11-01' }], isIncomplete: true });
});

const world = fc
  .array(
    fc.record({
      day: fc.integer({ min: 0, max: 11 }),
      plan: fc.constantFrom('a', 'b', 'c'),
      from: fc.integer({ min: 0, max: 500 }),
      count: fc.integer({ min: 1, max: 45 }),
    }),
    { maxLength: 30 },
  )
  .map((all) => {
    const cells = new Map(
      all.map(({ day, plan, from, count }) => [`${day}${plan}`, cell(dates[day]!, plan, from, count)]),
    );
    return [...cells.values()].sort((a, b) => (a.date + a.plan < b.date + b.plan ? -1 : 1));
  });

test('no group is small, and what is not shown is small of nobody that a settlement would tell', () => {
  fc.assert(
    fc.property(world, fc.integer({ min: 0, max: 11 }), (cells, day) => {
      const { groups, sum } = reportOf(cells, 20, dates[day]!);
      const shown = cells.filter(({ plan, date }) =>
        groups.some((g) => g.plan === plan && date >= g.from && date <= g.to),
      );
      expect(sum).toEqual(totals(shown));
      for (const group of groups) {
        const own = shown.filter(
          ({ plan, date }) => plan === group.plan && date >= group.from && date <= group.to,
        );
        expect(new Set(own.flatMap((each) => each.people)).size).toBeGreaterThanOrEqual(20);
      }
      const hidden = cells.filter((each) => !shown.includes(each));
      // Unless all that there is of it is hidden, what is left over is of many.
      if (hidden.length > 0 && groups.length > 0)
        expect(new Set(hidden.flatMap((each) => each.people)).size).toBeGreaterThanOrEqual(20);
    }),
  );
});

test('two reports of different days differ by whole groups, each of many people', () => {
  fc.assert(
    fc.property(world, fc.integer({ min: 0, max: 10 }), (cells, day) => {
      const key = ({ plan, from, to }: { plan: string; from: string; to: string }) => `${plan} ${from} ${to}`;
      const every = reportOf(cells, 20, '2026-12-31');
      const before = reportOf(cells, 20, dates[day]!);
      const after = reportOf(cells, 20, dates[day + 1]!);
      // Runs are never cut anew: what was shown once is shown later in the same form, or waits as a whole.
      const all = new Set([...every.groups, ...after.groups, ...before.groups].map(key));
      for (const a of before.groups)
        for (const b of after.groups)
          if (a.plan === b.plan) expect(key(a) === key(b) || a.to < b.from || b.to < a.from).toBe(true);
      expect(all.size).toBeGreaterThanOrEqual(before.groups.length);
    }),
  );
});

test('a settlement has every event with what it cost, every reward, and what was not paid by reason', () => {
  const events = [
    tallied({ ...whom, paid: { event: 'impression', micros: 2_000 } }),
    tallied({ ...whom, paid: { event: 'impression', micros: 2_000 } }),
    tallied({ ...whom, paid: { event: 'complete', micros: 50_000 }, granted: { kind: 'data', amount: 100 } }),
    tallied({ ...whom, invalid: { event: 'click', reason: 'replay' } }),
    tallied({ ...whom, broken: { kind: 'data', amount: 40 } }),
  ];
  const cells = events.map((numbers) => ({ date: '2026-11-01', plan: 'a', people: [1], numbers }));
  expect(settlementOf(cells)).toEqual({
    events: [
      { event: 'impression', count: 2, spent: 4_000 },
      { event: 'complete', count: 1, spent: 50_000 },
    ],
    rewards: { data: { grants: 1, granted: 100, broken: 40 } },
    invalid: { replay: 1 },
    spent: 54_000,
  });
});

const whom = { campaignId: 'cmp_1', date: '2026-11-01', plan: 'a', subscriberId: 'sub_1' } as const;
