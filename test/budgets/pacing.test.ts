import * as fc from 'fast-check';
import {
  allowedBy,
  allowedFromMs,
  nextSlotMs,
  type Paced,
  PACINGS,
  slotMs,
} from '../../domain/budgets/pacing.js';

const paced = fc
  .record({
    total: fc.integer({ min: 1, max: 10 ** 15 }),
    pacing: fc.constantFrom(...PACINGS),
    startsAtMs: fc.integer({ min: 0, max: 2 * 10 ** 12 }),
    lastsMs: fc.integer({ min: 1, max: 400 * 86_400_000 }),
  })
  .map(({ lastsMs, ...rest }): Paced => ({ ...rest, endsAtMs: rest.startsAtMs + lastsMs }));

test('slots add up to the budget, to the micro, and none takes anything back', () => {
  fc.assert(
    fc.property(paced, (of) => {
      let before = 0;
      let sum = 0;
      for (let at: number | undefined = of.startsAtMs; at !== undefined; at = nextSlotMs(of, at)) {
        const allowed = allowedBy(of, at);
        expect(allowed).toBeGreaterThanOrEqual(before);
        sum += allowed - before;
        before = allowed;
      }
      expect(sum).toBe(of.total);
      expect(allowedBy(of, of.endsAtMs)).toBe(of.total);
      expect(allowedBy(of, of.startsAtMs - 1)).toBe(0);
    }),
    { numRuns: 200 },
  );
});

test('what is allowed from a time on is allowed then, and was not a slot before', () => {
  fc.assert(
    fc.property(paced, fc.double({ min: 0, max: 1, noNaN: true }), (of, share) => {
      const micros = Math.max(1, Math.floor(of.total * share));
      const from = allowedFromMs(of, micros)!;
      expect(allowedBy(of, from)).toBeGreaterThanOrEqual(micros);
      if (from > of.startsAtMs) expect(allowedBy(of, from - slotMs(of))).toBeLessThan(micros);
      expect(allowedFromMs(of, of.total + 1)).toBeUndefined();
    }),
  );
});

test('half of an even budget is let go by half of the time, three quarters of a front-loaded one', () => {
  const day = { total: 288_000_000, startsAtMs: 0, endsAtMs: 86_400_000 };
  const noon = day.endsAtMs / 2 - 1;
  expect(allowedBy({ ...day, pacing: 'even' }, noon)).toBe(144_000_000);
  expect(allowedBy({ ...day, pacing: 'front-loaded' }, noon)).toBe(216_000_000);
});
