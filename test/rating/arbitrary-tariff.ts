import * as fc from 'fast-check';
import {
  compileTariff,
  type CompiledTariff,
  type RateDefinition,
  type SlotDefinition,
  type TariffUnit,
} from '../../domain/rating/index.js';

/** A price from nothing to hundreds, with up to 8 decimals. */
const decimal = fc
  .tuple(fc.integer({ min: 0, max: 300 }), fc.stringMatching(/^\d{0,8}$/))
  .map(([whole, fraction]) => (fraction === '' ? String(whole) : `${whole}.${fraction}`));

const slotsOf = (sizes: readonly number[]) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 3 })
    .chain((edges) => {
      const from = [0, ...edges.sort((a, b) => a - b)];
      return fc.tuple(
        ...from.map((fromUnit) =>
          fc.record({
            fromUnit: fc.constant(fromUnit),
            rate: decimal,
            unit: fc.constantFrom(...sizes),
            increment: fc.constantFrom(...sizes),
          }),
        ),
      );
    })
    .map(reachable);

/** Leaves out slots that a longer increment before them jumps over. */
function reachable(slots: readonly SlotDefinition[]): SlotDefinition[] {
  const kept: SlotDefinition[] = [];
  let paid = 0;
  for (const [i, slot] of slots.entries()) {
    const next = slots[i + 1]?.fromUnit ?? Infinity;
    if (i > 0 && next <= paid) continue;
    const previous = kept.at(-1);
    if (previous !== undefined && slot.fromUnit > previous.fromUnit) {
      paid = Math.max(
        paid,
        paid + Math.ceil((slot.fromUnit - paid) / previous.increment) * previous.increment,
      );
      if (next <= paid) continue;
    }
    kept.push(slot);
  }
  return kept;
}

const termsOf = fc.record(
  {
    connectFee: decimal,
    maxCost: fc
      .integer({ min: 1, max: 100_000 })
      .map((cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`),
    rounding: fc.constantFrom('up', 'middle', 'down'),
    roundingDecimals: fc.integer({ min: 0, max: 6 }),
  },
  { requiredKeys: [] },
);

const timing = fc
  .uniqueArray(fc.integer({ min: 0, max: 86_399 }), { minLength: 1, maxLength: 4 })
  .map((seconds) => seconds.map((second) => new Date(second * 1000).toISOString().slice(11, 19)));

const timeZone = fc.constantFrom(
  'UTC',
  'Europe/London',
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/St_Johns',
);

/** Instants around both switch days and ordinary ones, with milliseconds. */
export const instant = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 2, 27), max: Date.UTC(2026, 2, 31) }),
  fc.integer({ min: Date.UTC(2026, 9, 23), max: Date.UTC(2026, 9, 27) }),
  fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
);

/** A tariff with one destination: one to four timings, up to four slots each, holidays or none. */
export function tariffs(unit: TariffUnit): fc.Arbitrary<CompiledTariff> {
  const sizes = [1, 6, 7, 10, 30, 60];
  return fc
    .record({
      timeZone,
      strategy: fc.constantFrom('free' as const, 'disconnect' as const),
      starts: timing,
      byWeekDay: fc.boolean(),
      holidays: fc.uniqueArray(fc.constantFrom('2026-03-29', '2026-10-25', '2026-12-25', '2026-03-30'), {
        maxLength: 3,
      }),
      terms: termsOf,
      slots: fc.array(slotsOf(sizes), { minLength: 5, maxLength: 5 }),
      fees: fc.array(decimal, { minLength: 5, maxLength: 5 }),
    })
    .map(({ timeZone, strategy, starts, byWeekDay, holidays, terms, slots, fees }) => {
      const rate = (i: number): RateDefinition => ({
        destination: 'there',
        prefixes: ['49'],
        ...terms,
        connectFee: fees[i]!,
        slots: slots[i]!,
        ...(terms.maxCost === undefined ? {} : { maxCostStrategy: strategy }),
      });
      const rates = starts.map((from, i) => ({
        ...rate(i),
        timing: { from, ...(byWeekDay ? { weekDays: [[1, 2, 3, 4, 5], [0, 6], [3], [0, 2]][i]! } : {}) },
      }));
      if (holidays.length > 0) {
        rates.push({ ...rate(4), timing: { from: '00:00', holidays: true } as never });
      }
      const alone = rates.length === 1 ? [rate(0)] : rates;
      return compileTariff({ currency: 'EUR', unit, timeZone, holidays, rates: alone });
    });
}
