import { contentId } from './content-id.js';
import { leastCommonMultiple, parseDecimal, type Rational, reduce } from './decimal.js';
import { withoutPlus } from './prefix-index.js';
import { TariffError, type TariffProblem } from './rating-error.js';
import { secondOfDay } from './second-of-day.js';
import type { CompiledTariff, Price, Profile, Terms } from './tariff.js';
import type { RateDefinition, TariffDefinition, TimingDefinition } from './tariff-definition.js';
import { tariffProblems } from './tariff-problems.js';

const MICROS = 1_000_000n;
const WEEK = [0, 1, 2, 3, 4, 5, 6] as const;
// Why: two remainders must add up without leaving 2^53.
const MAX_DENOMINATOR = 2n ** 52n;

/**
 * Compiles a tariff once for rating.
 *
 * Prices become integers over one denominator a destination, so that nothing is rounded before the end;
 * equal prices of a destination become one; prefixes are sorted.
 *
 * @throws TariffError with all problems of the definition at once
 */
export function compileTariff(definition: TariffDefinition): CompiledTariff {
  const problems: TariffProblem[] = [...tariffProblems(definition)];
  if (problems.length > 0) throw new TariffError(problems);

  const destinations = new Map<string, { rate: RateDefinition; path: string }[]>();
  for (const [i, rate] of definition.rates.entries()) {
    const rates = destinations.get(rate.destination) ?? [];
    rates.push({ rate, path: `rates[${i}]` });
    destinations.set(rate.destination, rates);
  }
  const holidays = [...new Set(definition.holidays)].sort();
  const profiles = [...destinations].map(([destination, rates]) =>
    compileProfile(destination, rates, holidays.length > 0, problems),
  );
  if (problems.length > 0) throw new TariffError(problems);

  const prefixes = [...destinations.values()]
    .flatMap(([first], profile) =>
      first!.rate.prefixes.map((prefix) => ({ prefix: withoutPlus(prefix), profile })),
    )
    .sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  const tariff = {
    currency: definition.currency,
    unit: definition.unit,
    timeZone: definition.timeZone,
    holidays,
    profiles,
    prefixes: prefixes.map(({ prefix }) => prefix),
    prefixProfiles: prefixes.map(({ profile }) => profile),
  };
  return deepFreeze({ id: contentId(tariff), ...tariff });
}

function compileProfile(
  destination: string,
  rates: readonly { rate: RateDefinition; path: string }[],
  holidays: boolean,
  problems: TariffProblem[],
): Profile {
  const exact = rates.map(({ rate }) => ({
    connectFee: micros(rate.connectFee ?? '0', 1, 1),
    slots: rate.slots.map((slot) => micros(slot.rate, slot.increment, slot.unit)),
  }));
  const denominator = exact
    .flatMap((rate) => [rate.connectFee, ...rate.slots])
    .reduce((common, price) => leastCommonMultiple(common, price.denominator), 1n);
  const over = (price: Rational) => price.numerator * (denominator / price.denominator);

  const prices: Price[] = [];
  const priceOfRate = rates.map(({ rate, path }, i) => {
    const { connectFee, slots } = exact[i]!;
    const amounts = [
      { path: `${path}.connectFee`, value: rate.connectFee, amount: over(connectFee) },
      ...slots.map((slot, j) => ({
        path: `${path}.slots[${j}].rate`,
        value: rate.slots[j]!.rate,
        amount: over(slot),
      })),
    ];
    for (const { path, value, amount } of amounts) {
      if (amount === 0n) continue;
      if (amount > BigInt(Number.MAX_SAFE_INTEGER) || denominator > MAX_DENOMINATOR) {
        problems.push({
          path,
          value,
          allowed:
            'a price that has, with the other prices of the destination, a common fraction of a micro in 53 bits: fewer digits, or another unit or increment',
        });
      }
    }
    const price: Price = {
      connectFee: Number(amounts[0]!.amount),
      slots: rate.slots.map(({ fromUnit, increment }, j) => ({
        fromUnit,
        increment,
        price: Number(amounts[j + 1]!.amount),
      })),
      terms: termsOf(rate),
    };
    const text = JSON.stringify(price);
    const same = prices.findIndex((other) => JSON.stringify(other) === text);
    return same >= 0 ? same : prices.push(price) - 1;
  });
  const profile = { destination, denominator: Number(denominator), prices };
  return prices.length === 1 ? profile : { ...profile, days: daysOf(rates, priceOfRate, holidays) };
}

/** The exact price of `increment` units in micros, at `rate` a `unit`. */
function micros(rate: string, increment: number, unit: number): Rational {
  const { numerator, denominator } = parseDecimal(rate)!;
  return reduce({
    numerator: numerator * MICROS * BigInt(increment),
    denominator: denominator * BigInt(unit),
  });
}

function termsOf(rate: RateDefinition): Terms {
  const terms = {
    rounding: rate.rounding ?? 'middle',
    quantum: 10 ** (6 - (rate.roundingDecimals ?? 6)),
  } as const;
  if (rate.maxCost === undefined) return terms;
  const maxMicros = Number(micros(rate.maxCost, 1, 1).numerator);
  return { ...terms, maxCost: { micros: maxMicros, strategy: rate.maxCostStrategy ?? 'free' } };
}

function daysOf(
  rates: readonly { rate: RateDefinition }[],
  priceOfRate: readonly number[],
  holidays: boolean,
): number[][] {
  const starts = (starting: (timing: TimingDefinition) => boolean) =>
    rates
      .flatMap(({ rate: { timing } }, i) =>
        timing !== undefined && starting(timing)
          ? [[secondOfDay(timing.from)!, priceOfRate[i]!] as const]
          : [],
      )
      .sort(([a], [b]) => a - b)
      .flat();
  const ordinary = WEEK.map((day) => starts((timing) => onWeekDay(timing, day)));
  if (!holidays || rates.every(({ rate }) => rate.timing?.holidays === undefined)) return ordinary;
  const hasOwn = rates.some(({ rate }) => rate.timing?.holidays === true);
  const onHoliday = WEEK.map((day) =>
    starts((timing) =>
      hasOwn ? timing.holidays === true : timing.holidays !== false && onWeekDay(timing, day),
    ),
  );
  return [...ordinary, ...onHoliday];
}

function onWeekDay({ weekDays, holidays }: TimingDefinition, day: number): boolean {
  return weekDays?.includes(day) ?? holidays !== true;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
