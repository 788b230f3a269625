import type { CompiledTariff, Price } from '../../domain/rating/index.js';

/**
 * The cost of a session by the words of the rule and nothing else: unit by unit, increment by increment,
 * with the runtime's own calendar. Slow on purpose; the closed form is held against it.
 *
 * @returns 1/denominator micros
 */
export function costByLoop(tariff: CompiledTariff, profile: number, startMs: number, units: number): bigint {
  if (units === 0) return 0n;
  const at = (ms: number) => priceByClock(tariff, profile, ms);
  let total = BigInt(at(startMs).connectFee);
  let paidUntil = 0;
  for (let unit = 0; unit < units; unit += 1) {
    if (unit < paidUntil) continue;
    const price = at(tariff.unit === 'seconds' ? startMs + unit * 1000 : startMs);
    const slot = price.slots.findLast(({ fromUnit }) => fromUnit <= unit)!;
    total += BigInt(slot.price);
    paidUntil = unit + slot.increment;
  }
  return total;
}

/** The price in force by what a clock in the tariff's zone shows. */
export function priceByClock(tariff: CompiledTariff, profile: number, atMs: number): Price {
  const { prices, days } = tariff.profiles[profile]!;
  if (days === undefined) return prices[0]!;
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: tariff.timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(atMs);
  const [date, clock] = parts.split(' ') as [string, string];
  const [hours, minutes, seconds] = clock.split(':').map(Number) as [number, number, number];
  let second = hours * 3600 + minutes * 60 + seconds;
  for (let dayMs = Date.parse(date); ; dayMs -= 86_400_000) {
    const day = new Date(dayMs);
    const holiday = days.length > 7 && tariff.holidays.includes(day.toISOString().slice(0, 10));
    const starts = days[day.getUTCDay() + (holiday ? 7 : 0)]!;
    for (let i = starts.length - 2; i >= 0; i -= 2) if (starts[i]! <= second) return prices[starts[i + 1]!]!;
    second = 86_400;
  }
}
