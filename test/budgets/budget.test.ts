import * as fc from 'fast-check';
import { type Budget, closeSlice, cutSlice, openBudget, takeBack } from '../../domain/budgets/budget.js';
import { allowedBy } from '../../domain/budgets/pacing.js';

const START = Date.UTC(2026, 10, 23);
const END = START + 86_400_000;

type Step =
  | { readonly do: 'cut'; readonly need: number; readonly unused: number }
  | { readonly do: 'spend'; readonly slice: number; readonly micros: number }
  | { readonly do: 'close'; readonly slice: number }
  | { readonly do: 'take-back' }
  | { readonly do: 'wait'; readonly ms: number };

const step = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({
    do: fc.constant('cut' as const),
    need: fc.integer({ min: 1, max: 300_000 }),
    unused: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({
    do: fc.constant('spend' as const),
    slice: fc.nat(30),
    micros: fc.integer({ min: 1, max: 300_000 }),
  }),
  fc.record({ do: fc.constant('close' as const), slice: fc.nat(30) }),
  fc.record({ do: fc.constant('take-back' as const) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20_000_000 }) }),
);

test('whatever is cut, spent, closed and given back, no micro is lost or spent twice, and the pace is kept', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.constantFrom('even' as const, 'front-loaded' as const),
      fc.array(step, { maxLength: 120 }),
      (total, pacing, steps) => {
        let budget: Budget = openBudget({
          campaignId: 'cmp_1',
          total,
          pacing,
          startsAtMs: START,
          endsAtMs: END,
        });
        let slices: { amount: number; unspent: number }[] = [];
        let nowMs = START;
        let spent = 0;
        for (const each of steps) {
          if (each.do === 'wait') nowMs += each.ms;
          if (each.do === 'cut') {
            const last = slices.at(-1);
            const unused = last === undefined ? 0 : Math.floor(last.unspent * each.unused);
            const cut = cutSlice(budget, each.need, nowMs, unused);
            if (cut.outcome === 'cut') {
              if (last !== undefined) {
                last.amount -= unused;
                last.unspent -= unused;
              }
              slices.push({ amount: cut.amount, unspent: cut.amount });
              budget = cut.budget;
              expect(budget.leased + budget.spent + budget.returned).toBeLessThanOrEqual(
                Math.max(allowedBy(budget, nowMs), budget.returned),
              );
            } else if (cut.outcome === 'paced' && cut.againAtMs !== undefined) {
              expect(cut.againAtMs).toBeGreaterThan(nowMs);
              expect(cutSlice(budget, each.need, cut.againAtMs, unused).outcome).toBe('cut');
            }
          }
          const slice = 'slice' in each ? slices[each.slice % Math.max(1, slices.length)] : undefined;
          if (each.do === 'spend' && slice !== undefined && slice.unspent >= each.micros) {
            slice.unspent -= each.micros;
            spent += each.micros;
          }
          if (each.do === 'close' && slice !== undefined) {
            budget = closeSlice(budget, slice);
            slices = slices.filter((other) => other !== slice);
          }
          if (each.do === 'take-back') {
            const taken = takeBack(budget);
            expect(taken.budget.returned - budget.returned).toBe(taken.micros);
            budget = taken.budget;
            expect(cutSlice(budget, 1, nowMs).outcome).toBe('closed');
          }
          const open = slices.reduce((sum, { amount, unspent }) => sum + amount - unspent, 0);
          expect(budget.available + budget.leased + budget.spent + budget.returned).toBe(total);
          expect(slices.reduce((sum, { amount }) => sum + amount, 0)).toBe(budget.leased);
          expect(budget.spent + open).toBe(spent);
          expect(spent).toBeLessThanOrEqual(total);
          expect(
            Math.min(budget.available, budget.leased, budget.spent, budget.returned),
          ).toBeGreaterThanOrEqual(0);
        }
      },
    ),
    { numRuns: 300 },
  );
});
