import * as fc from 'fast-check';
import {
  accrue,
  type Accrued,
  addAccrued,
  affordableUnits,
  type CompiledTariff,
  cost,
  exactCost,
  NOTHING_ACCRUED,
  nextBoundary,
  segments,
  settle,
} from '../../domain/rating/index.js';
import { instant, tariffs } from './arbitrary-tariff.js';
import { costByLoop, priceByClock } from './increment-loop.js';

const units = fc.oneof(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 200_000 }));
const seconds = tariffs('seconds');
const any = fc.oneof(seconds, tariffs('bytes'), tariffs('messages'));

function strategyOf(tariff: CompiledTariff) {
  return tariff.profiles[0]!.prices[0]!.terms.maxCost?.strategy;
}

test('any split of a session costs the same as the whole', () => {
  fc.assert(
    fc.property(any, instant, fc.array(units, { minLength: 1, maxLength: 5 }), (tariff, startMs, parts) => {
      const at = { startMs, atMs: startMs };
      let sum: Accrued = NOTHING_ACCRUED;
      let from = 0;
      for (const part of parts) {
        sum = addAccrued(tariff, 0, sum, accrue(tariff, 0, at, from, from + part));
        from += part;
      }
      expect(sum).toEqual(accrue(tariff, 0, at, 0, from));
      expect(settle(tariff, 0, sum, startMs)).toBe(cost(tariff, 0, startMs, from));
    }),
  );
});

test('more usage is never cheaper, and never negative', () => {
  fc.assert(
    fc.property(any, instant, units, fc.integer({ min: 0, max: 100 }), (tariff, startMs, used, more) => {
      const before = cost(tariff, 0, startMs, used);
      expect(before).toBeGreaterThanOrEqual(0);
      expect(cost(tariff, 0, startMs, used + more)).toBeGreaterThanOrEqual(before);
    }),
  );
});

test('nothing used costs nothing', () => {
  fc.assert(fc.property(any, instant, (tariff, startMs) => cost(tariff, 0, startMs, 0) === 0));
});

test('a quote is the debit: cost, accrue with settle, and the rounded exact cost agree', () => {
  fc.assert(
    fc.property(any, instant, units, (tariff, startMs, used) => {
      const quote = cost(tariff, 0, startMs, used);
      expect(settle(tariff, 0, accrue(tariff, 0, { startMs, atMs: startMs }, 0, used), startMs)).toBe(quote);
      const { numerator, denominator } = exactCost(tariff, 0, startMs, used);
      const { quantum, rounding, maxCost } = tariff.profiles[0]!.prices[0]!.terms;
      const off = BigInt(quote) * denominator - numerator;
      const step = BigInt(quantum) * denominator;
      if (maxCost !== undefined && quote === maxCost.micros) return;
      expect(quote % quantum).toBe(0);
      if (rounding === 'up') expect(off >= 0n && off < step).toBe(true);
      if (rounding === 'down') expect(off <= 0n && off > -step).toBe(true);
      if (rounding === 'middle') expect(2n * off <= step && 2n * off > -step).toBe(true);
    }),
  );
});

test('the closed form equals a loop over increments', () => {
  fc.assert(
    fc.property(any, instant, fc.integer({ min: 0, max: 700 }), (tariff, startMs, used) => {
      const { denominator } = tariff.profiles[0]!;
      const { micros, rem } = accrue(tariff, 0, { startMs, atMs: startMs }, 0, used);
      expect(BigInt(micros) * BigInt(denominator) + BigInt(rem)).toBe(costByLoop(tariff, 0, startMs, used));
      expect(rem).toBeLessThan(denominator);
    }),
  );
});

test('what is affordable is the most that fits the budget', () => {
  fc.assert(
    fc.property(
      any,
      instant,
      units,
      fc.oneof(fc.integer({ min: 0, max: 50_000_000 }), fc.integer({ min: 0, max: 10_000_000_000 })),
      units,
      (tariff, startMs, from, budget, limit) => {
        const at = { startMs, atMs: startMs };
        const accrued = accrue(tariff, 0, at, 0, from);
        const price = (n: number) =>
          settle(tariff, 0, addAccrued(tariff, 0, accrued, accrue(tariff, 0, at, from, from + n)), startMs) -
          settle(tariff, 0, accrued, startMs);
        const most = tariff.profiles[0]!.prices[0]!.terms.maxCost?.micros ?? Infinity;
        const fits = (n: number) =>
          price(n) <= budget &&
          (strategyOf(tariff) !== 'disconnect' || settle(tariff, 0, accrued, startMs) + price(n) <= most);
        const n = affordableUnits(tariff, 0, at, accrued, from, budget, limit);
        expect(n).toBeGreaterThanOrEqual(0);
        expect(n).toBeLessThanOrEqual(limit);
        if (n > 0) expect(fits(n)).toBe(true);
        if (n < limit) expect(fits(n + 1)).toBe(false);
      },
    ),
  );
});

test('a compiled tariff is the same after a round trip through JSON', () => {
  fc.assert(
    fc.property(any, instant, units, (tariff, startMs, used) => {
      const loaded = JSON.parse(JSON.stringify(tariff)) as CompiledTariff;
      expect(loaded).toEqual(tariff);
      expect(cost(loaded, 0, startMs, used)).toBe(cost(tariff, 0, startMs, used));
    }),
    { numRuns: 50 },
  );
});

test('the price changes exactly at the next boundary, and not before', () => {
  fc.assert(
    fc.property(seconds, instant, fc.double({ min: 0, max: 1, noNaN: true }), (tariff, atMs, part) => {
      const price = priceByClock(tariff, 0, atMs);
      const boundary = nextBoundary(tariff, 0, atMs);
      if (boundary === undefined) {
        expect(priceByClock(tariff, 0, atMs + Math.floor(part * 30 * 86_400_000))).toBe(price);
        return;
      }
      expect(boundary).toBeGreaterThan(atMs);
      expect(priceByClock(tariff, 0, boundary)).not.toBe(price);
      expect(priceByClock(tariff, 0, atMs + Math.floor(part * (boundary - 1 - atMs)))).toBe(price);
    }),
  );
});

test('segments cover the session without gaps and add up to its cost', () => {
  fc.assert(
    fc.property(any, instant, units, (tariff, startMs, used) => {
      const found = segments(tariff, 0, startMs, used);
      let end = 0;
      let total = 0n;
      for (const segment of found) {
        expect(segment.fromUnit).toBe(end);
        end = segment.toUnit;
        total += BigInt(segment.increments) * BigInt(segment.incrementPrice);
      }
      expect(end).toBe(used);
      if (used > 0) total += BigInt(priceByClock(tariff, 0, startMs).connectFee);
      const { micros, rem } = accrue(tariff, 0, { startMs, atMs: startMs }, 0, used);
      expect(total).toBe(BigInt(micros) * BigInt(tariff.profiles[0]!.denominator) + BigInt(rem));
    }),
  );
});
