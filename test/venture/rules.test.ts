/** What holds for every venture: nothing is lost or made, caps hold, the order of names changes nothing. */
import * as fc from 'fast-check';
import { earnOut } from '../../domain/venture/exit.js';
import { largestRemainder, percentOf, percentWeight } from '../../domain/venture/shares.js';
import { BASES, waterfall, type WaterfallStep } from '../../domain/venture/waterfall.js';

const micros = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
const gain = fc.bigInt({ min: 0n, max: 10n ** 18n });
const parts = fc
  .uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 8 }),
      weight: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    }),
    {
      selector: ({ id }) => id,
      minLength: 1,
      maxLength: 7,
    },
  )
  .filter((all) => all.some(({ weight }) => weight > 0n));
const sum = (all: Iterable<bigint>): bigint => [...all].reduce((total, each) => total + each, 0n);

const steps = fc
  .array(
    fc.record({
      to: fc.constantFrom('a', 'b', 'c'),
      base: fc.constantFrom(...BASES),
      percent: fc.integer({ min: 0, max: 100 }).map(String),
      microsPerLine: fc.bigInt({ min: 0n, max: 10n ** 7n }),
      capPeriod: fc.option(gain, { nil: undefined }),
      capTotal: fc.option(gain, { nil: undefined }),
    }),
    { maxLength: 6 },
  )
  .map((all): WaterfallStep[] => all.map((step, i) => ({ id: `s${i}`, ...step })));
const period = fc.record({
  grossRevenue: gain,
  netRevenue: micros,
  result: micros,
  activeLines: fc.integer({ min: 0, max: 10_000_000 }),
});
const SHARES = [
  { id: 'a', percent: '50' },
  { id: 'b', percent: '33.333333' },
  { id: 'c', percent: '16.666667' },
];

test('parts add up to the whole, are within one of their share, and are the same in any order', () => {
  fc.assert(
    fc.property(micros, parts, (total, all) => {
      const divided = largestRemainder(total, all);
      expect(sum(divided.values())).toBe(total);
      const weights = sum(all.map(({ weight }) => weight));
      for (const { id, weight } of all) {
        const off = divided.get(id)! * weights - total * weight;
        expect((off < 0n ? -off : off) < weights).toBe(true);
      }
      const other = largestRemainder(total, [...all].reverse());
      for (const { id } of all) expect(other.get(id)).toBe(divided.get(id));
    }),
  );
});

test('a waterfall pays exactly what came in, never more than there is, and no more than its caps', () => {
  fc.assert(
    fc.property(period, steps, (brought, all) => {
      const paid = waterfall(brought, all, SHARES);
      expect(sum(paid.map((each) => each.micros))).toBe(brought.result);
      for (const { step, micros: amount, due } of paid) {
        const of = all.find(({ id }) => id === step);
        if (of === undefined) continue;
        expect(amount >= 0n && amount <= (due > 0n ? due : 0n)).toBe(true);
        if (of.capPeriod !== undefined) expect(amount <= of.capPeriod).toBe(true);
      }
    }),
  );
});

test('what a step pays in all stays below its cap, period after period', () => {
  fc.assert(
    fc.property(fc.array(period, { minLength: 1, maxLength: 12 }), gain, (periods, capTotal) => {
      const step: WaterfallStep = { id: 's', to: 'a', base: 'gross-revenue', percent: '10', capTotal };
      let before = 0n;
      for (const brought of periods) {
        const [first] = waterfall(brought, [step], SHARES, new Map([['s', before]]));
        before += first!.micros;
      }
      expect(before <= capTotal).toBe(true);
    }),
  );
});

test('an earn-out is never more than its cap, nor than its part of what is above the threshold', () => {
  fc.assert(
    fc.property(gain, gain, gain, fc.integer({ min: 0, max: 60 }), (value, threshold, cap, months) => {
      const due = earnOut({ to: 'x', threshold, percent: '25', cap, windowMonths: 30 }, value, months);
      const above = value > threshold ? value - threshold : 0n;
      expect(due >= 0n && due <= cap && due <= percentOf(above, '25')).toBe(true);
      if (months > 30) expect(due).toBe(0n);
    }),
  );
});

test('percentages are exact to six decimals', () => {
  expect(percentWeight('12.5')).toBe(12_500_000n);
  expect(percentOf(200n, '0.25')).toBe(1n);
  expect(percentOf(-1_000n, '33.333333')).toBe(-333n);
  expect(() => largestRemainder(1n, [{ id: 'a', weight: 0n }])).toThrow(/add up to 0/);
});
