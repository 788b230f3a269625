import * as fc from 'fast-check';
import {
  balanceOf,
  burn,
  earn,
  inTier,
  type Leg,
  noPoints,
  type PointsState,
  putBack,
  takeBack,
  upToDate,
} from '../../domain/loyalty/points.js';
import { monthAfter } from '../../domain/loyalty/month.js';
import type { PointsTerms } from '../../domain/loyalty/tiers.js';

const TERMS: PointsTerms = {
  expiryMonths: 24,
  tiers: [
    { id: 'green', name: 'Green', from: 0, earnPercent: 100 },
    { id: 'silver', name: 'Silver', from: 2_000, earnPercent: 125 },
    { id: 'gold', name: 'Gold', from: 10_000, earnPercent: 150 },
  ],
};

const sum = (legs: readonly Leg[]) => legs.reduce((all, { points }) => all + points, 0);
const members = (legs: readonly Leg[]) =>
  legs.filter(({ account }) => account === 'members').reduce((all, { points }) => all + points, 0);

type Step =
  | { readonly kind: 'earn' | 'burn' | 'undo-earn'; readonly points: number; readonly months: number }
  | { readonly kind: 'undo-burn'; readonly months: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('earn' as const, 'burn' as const, 'undo-earn' as const),
    points: fc.integer({ min: 1, max: 5_000 }),
    months: fc.integer({ min: 0, max: 9 }),
  }),
  fc.record({ kind: fc.constant('undo-burn' as const), months: fc.integer({ min: 0, max: 9 }) }),
);

test('points never go negative, and every entry balances, whatever happens in whatever order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let state: PointsState = noPoints(TERMS);
      let month = '2026-11';
      let held = 0;
      let spent = [] as { expires: string; points: number }[];
      for (const each of steps) {
        month = monthAfter(month, each.months);
        const due = upToDate(state, month, TERMS);
        expect(sum(due.legs)).toBe(0);
        held += members(due.legs);
        state = due.state;
        if (each.kind === 'earn') {
          const done = earn(state, each.points, month, TERMS)!;
          held += members(done.legs);
          expect(sum(done.legs)).toBe(0);
          state = done.state;
        } else if (each.kind === 'burn') {
          const done = burn(state, each.points, month, TERMS);
          expect(done === undefined).toBe(balanceOf(state) < each.points);
          if (done === undefined) continue;
          held += members(done.legs);
          spent = [...done.spent];
          expect(balanceOf({ lots: done.spent })).toBe(each.points);
          state = done.state;
        } else if (each.kind === 'undo-earn') {
          const done = takeBack(state, each.points, { month, number: state.version }, month, TERMS);
          held += members(done.legs);
          expect(done.taken + done.missing).toBe(each.points);
          expect(sum(done.legs)).toBe(0);
          state = done.state;
        } else {
          const done = putBack(state, spent, month, TERMS)!;
          held += members(done.legs);
          expect(sum(done.legs)).toBe(0);
          spent = [];
          state = done.state;
        }
        expect(balanceOf(state)).toBe(held);
        expect(held).toBeGreaterThanOrEqual(0);
        expect(state.lots.every(({ points }) => points > 0)).toBe(true);
        expect(state.lots.map(({ expires }) => expires)).toEqual(
          state.lots.map(({ expires }) => expires).toSorted(),
        );
      }
    }),
  );
});

test('a burn and its undoing leave what was there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 }),
      fc.nat(900),
      (all, points) => {
        let state: PointsState = noPoints(TERMS);
        let month = '2026-01';
        for (const each of all) {
          state = earn(state, each, month, TERMS)!.state;
          month = monthAfter(month, 1);
        }
        fc.pre(points > 0 && balanceOf(state) >= points);
        const { state: after, spent } = burn(state, points, month, TERMS)!;
        const back = putBack(after, spent, month, TERMS)!;
        expect(back.state.lots).toEqual(upToDate(state, month, TERMS).state.lots);
      },
    ),
  );
});

test('the oldest are spent first, and good through their last month', () => {
  let { state } = earn(noPoints(TERMS), 100, '2026-01', TERMS)!;
  state = earn(state, 50, '2026-03', TERMS)!.state;
  expect(burn(state, 120, '2026-04', TERMS)!.spent).toEqual([
    { expires: '2028-02', points: 100 },
    { expires: '2028-04', points: 20 },
  ]);
  expect(balanceOf(upToDate(state, '2028-01', TERMS).state)).toBe(150);
  expect(upToDate(state, '2028-02', TERMS)).toMatchObject({ expired: 100 });
  expect(upToDate(state, '2028-04', TERMS)).toMatchObject({ expired: 150 });
});

test('a tier is reached at once, kept for a year, and left when twelve months earned less', () => {
  let { state } = earn(noPoints(TERMS), 1_999, '2026-01', TERMS)!;
  expect(state.tier).toBe('green');
  state = earn(state, 1, '2026-02', TERMS)!.state;
  expect([state.tier, inTier(101, state, TERMS)]).toEqual(['silver', 126]);
  expect(upToDate(state, '2027-01', TERMS).state.tier).toBe('silver');
  expect(upToDate(state, '2027-02', TERMS).state.tier).toBe('green');
  const more = earn(state, 2_500, '2026-12', TERMS)!.state;
  expect(upToDate(more, '2027-02', TERMS).state).toMatchObject({ tier: 'silver', tierUntil: '2028-02' });
});

test('what is undone counts for no tier', () => {
  const { state } = earn(noPoints(TERMS), 1_500, '2026-01', TERMS)!;
  const undone = takeBack(state, 1_500, { month: '2026-01', number: 1 }, '2026-02', TERMS);
  expect(undone).toMatchObject({ taken: 1_500, missing: 0 });
  expect(earn(undone.state, 600, '2026-02', TERMS)!.state.tier).toBe('green');
});

test('an earning and its undoing leave what was there, the tier too, whatever was earned and spent before', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ points: fc.integer({ min: 1, max: 6_000 }), months: fc.nat(14), spend: fc.nat(3_000) }),
        {
          maxLength: 12,
        },
      ),
      fc.integer({ min: 1, max: 20_000 }),
      (all, points) => {
        let state: PointsState = noPoints(TERMS);
        let month = '2026-01';
        for (const each of all) {
          month = monthAfter(month, each.months);
          state = earn(state, each.points, month, TERMS)!.state;
          state = burn(state, each.spend, month, TERMS)?.state ?? state;
        }
        const before = upToDate(state, month, TERMS).state;
        const after = earn(before, points, month, TERMS)!.state;
        const undone = takeBack(after, points, { month, number: after.version }, month, TERMS);
        expect(undone).toMatchObject({ taken: points, missing: 0 });
        expect({ ...undone.state, version: 0 }).toEqual({ ...before, version: 0 });
      },
    ),
  );
});

test('a tier that was reached by what came back is left; what was earned since counts', () => {
  const first = earn(noPoints(TERMS), 1_900, '2026-01', TERMS)!.state;
  const silver = earn(first, 100, '2026-02', TERMS)!.state;
  const gold = earn(silver, 8_000, '2026-03', TERMS)!.state;
  expect([silver.tier, gold.tier]).toEqual(['silver', 'gold']);
  const undo = (points: number, month: string, number: number) =>
    takeBack(gold, points, { month, number }, '2026-04', TERMS).state;
  expect(undo(100, '2026-02', 2)).toMatchObject({ tier: 'silver', tierUntil: '2027-04' });
  expect(undo(8_000, '2026-03', 3)).toMatchObject({ tier: 'silver', tierUntil: '2027-02' });
  // Back at the till a year and more later: the time of the tier before is over, too.
  const late = takeBack(gold, 8_000, { month: '2026-03', number: 3 }, '2027-02', TERMS).state;
  expect(late).toMatchObject({ tier: 'green', tierUntil: '', steps: [] });
});

test('months', () => {
  expect([monthAfter('2026-11', 1), monthAfter('2026-11', 2), monthAfter('2026-01', -11)]).toEqual([
    '2026-12',
    '2027-01',
    '2025-02',
  ]);
});
