import { parseDecimal } from './decimal.js';
import { MAX_PREFIX_LENGTH, withoutPlus } from './prefix-index.js';
import type { TariffProblem } from './rating-error.js';
import type { RateDefinition, TariffDefinition } from './tariff-definition.js';
import { isTimeZone } from './zone-offset.js';

const MICRO_DECIMALS = 6;
const UNITS = ['seconds', 'bytes', 'messages'];
const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const PREFIX = new RegExp(`^\\+?\\d{0,${MAX_PREFIX_LENGTH}}$`);

type Report = (path: string, value: unknown, allowed: string) => void;

/** The local second of the day of HH:MM or HH:MM:SS; undefined when it is no such time. */
export function secondOfDay(time: string): number | undefined {
  const match = TIME.exec(time);
  if (match === null) return undefined;
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
}

/** All that is wrong with a definition. */
export function tariffProblems(definition: TariffDefinition): readonly TariffProblem[] {
  const problems: TariffProblem[] = [];
  const report: Report = (path, value, allowed) => problems.push({ path, value, allowed });
  if (!isText(definition.currency) || !/^[A-Z]{3}$/.test(definition.currency)) {
    report('currency', definition.currency, 'an ISO 4217 code such as EUR');
  }
  if (!UNITS.includes(definition.unit)) report('unit', definition.unit, UNITS.join(', '));
  if (!isText(definition.timeZone) || !isTimeZone(definition.timeZone)) {
    report('timeZone', definition.timeZone, 'an IANA time zone such as Europe/London');
  }
  checkHolidays(definition, report);
  if (!Array.isArray(definition.rates) || definition.rates.length === 0) {
    report('rates', definition.rates, 'at least one rate');
    return problems;
  }
  for (const [i, rate] of definition.rates.entries()) checkRate(rate, `rates[${i}]`, report);
  checkDestinations(definition, report);
  return problems;
}

function checkHolidays({ holidays }: TariffDefinition, report: Report): void {
  if (holidays === undefined) return;
  if (!Array.isArray(holidays)) return report('holidays', holidays, 'a list of dates YYYY-MM-DD');
  for (const [i, date] of holidays.entries()) {
    const real = isText(date) && DATE.test(date) && isDate(date);
    if (!real) report(`holidays[${i}]`, date, 'a date YYYY-MM-DD that exists');
    else if (holidays.indexOf(date) < i) report(`holidays[${i}]`, date, 'each date once');
  }
}

function checkRate(rate: RateDefinition, path: string, report: Report): void {
  if (!isText(rate.destination) || rate.destination === '') {
    report(`${path}.destination`, rate.destination, 'a name');
  }
  if (!Array.isArray(rate.prefixes) || rate.prefixes.length === 0) {
    report(`${path}.prefixes`, rate.prefixes, "at least one prefix; '' is any number");
  } else {
    for (const [i, prefix] of rate.prefixes.entries()) {
      if (!isText(prefix) || !PREFIX.test(prefix)) {
        report(
          `${path}.prefixes[${i}]`,
          prefix,
          `at most ${MAX_PREFIX_LENGTH} digits, with or without a leading +`,
        );
      }
    }
  }
  if (rate.connectFee !== undefined) checkDecimal(rate.connectFee, `${path}.connectFee`, report);
  checkSlots(rate, path, report);
  checkTerms(rate, path, report);
  checkTiming(rate, path, report);
}

function checkSlots({ slots }: RateDefinition, path: string, report: Report): void {
  if (!Array.isArray(slots) || slots.length === 0) return report(`${path}.slots`, slots, 'at least one slot');
  let paid = 0;
  let previous = -1;
  for (const [i, slot] of slots.entries()) {
    const at = `${path}.slots[${i}]`;
    checkDecimal(slot.rate, `${at}.rate`, report);
    for (const field of ['unit', 'increment'] as const) {
      if (!isWhole(slot[field], 1))
        report(`${at}.${field}`, slot[field], 'a whole number of units, at least 1');
    }
    if (i === 0 ? slot.fromUnit !== 0 : !isWhole(slot.fromUnit, previous + 1)) {
      report(
        `${at}.fromUnit`,
        slot.fromUnit,
        i === 0 ? '0 for the first slot' : `a whole number above ${previous}`,
      );
      return;
    }
    previous = slot.fromUnit;
    const next = slots[i + 1]?.fromUnit;
    if (!isWhole(slot.increment, 1) || !isWhole(next, previous + 1)) continue;
    paid += Math.max(0, Math.ceil((next - paid) / slot.increment)) * slot.increment;
    const following = slots[i + 2]?.fromUnit;
    if (following !== undefined && following <= paid) {
      report(
        `${path}.slots[${i + 1}]`,
        next,
        `a slot that is reached: an increment of the slot before it ends at unit ${paid}, where the slot after it has begun`,
      );
    }
  }
}

function checkTerms(rate: RateDefinition, path: string, report: Report): void {
  if (rate.maxCost !== undefined && checkDecimal(rate.maxCost, `${path}.maxCost`, report)) {
    const most = parseDecimal(rate.maxCost)!;
    if (most.numerator === 0n)
      report(`${path}.maxCost`, rate.maxCost, 'more than 0; what is free has rate "0"');
    else if (10n ** BigInt(MICRO_DECIMALS) % most.denominator !== 0n) {
      report(`${path}.maxCost`, rate.maxCost, `at most ${MICRO_DECIMALS} decimals`);
    } else if ((most.numerator * 1_000_000n) / most.denominator > BigInt(Number.MAX_SAFE_INTEGER)) {
      report(`${path}.maxCost`, rate.maxCost, `at most ${Number.MAX_SAFE_INTEGER} micros`);
    }
  }
  if (rate.maxCostStrategy !== undefined) {
    if (!['free', 'disconnect'].includes(rate.maxCostStrategy)) {
      report(`${path}.maxCostStrategy`, rate.maxCostStrategy, 'free, disconnect');
    } else if (rate.maxCost === undefined) {
      report(`${path}.maxCostStrategy`, rate.maxCostStrategy, 'only together with maxCost');
    }
  }
  if (rate.rounding !== undefined && !['up', 'middle', 'down'].includes(rate.rounding)) {
    report(`${path}.rounding`, rate.rounding, 'up, middle, down');
  }
  if (
    rate.roundingDecimals !== undefined &&
    !(isWhole(rate.roundingDecimals, 0) && rate.roundingDecimals <= MICRO_DECIMALS)
  ) {
    report(`${path}.roundingDecimals`, rate.roundingDecimals, `a whole number from 0 to ${MICRO_DECIMALS}`);
  }
}

function checkTiming({ timing }: RateDefinition, path: string, report: Report): void {
  if (timing === undefined) return;
  if (!isText(timing.from) || secondOfDay(timing.from) === undefined) {
    report(`${path}.timing.from`, timing.from, 'a local time HH:MM or HH:MM:SS');
  }
  if (timing.holidays !== undefined && typeof timing.holidays !== 'boolean') {
    report(`${path}.timing.holidays`, timing.holidays, 'true, false');
  }
  if (timing.weekDays === undefined) return;
  if (!Array.isArray(timing.weekDays) || (timing.weekDays.length === 0 && timing.holidays !== true)) {
    report(`${path}.timing.weekDays`, timing.weekDays, 'at least one weekday, or no weekDays for every day');
    return;
  }
  for (const [i, day] of timing.weekDays.entries()) {
    const at = `${path}.timing.weekDays[${i}]`;
    if (!(isWhole(day, 0) && day <= 6)) report(at, day, '0 (Sunday) to 6 (Saturday)');
    else if (timing.weekDays.indexOf(day) < i) report(at, day, 'each weekday once');
  }
}

/** What only shows between rates: shared prefixes, timings that collide or are never reached. */
function checkDestinations({ rates, holidays }: TariffDefinition, report: Report): void {
  const ownerOf = new Map<string, { destination: string; path: string }>();
  const firstOf = new Map<string, { rate: RateDefinition; path: string }>();
  const startsOf = new Map<string, Map<string, string>>();
  for (const [i, rate] of rates.entries()) {
    const path = `rates[${i}]`;
    const { destination, timing } = rate;
    const prefixes = (Array.isArray(rate.prefixes) ? rate.prefixes : []).filter(isText).map(withoutPlus);
    const first = firstOf.get(destination);
    if (first === undefined) {
      firstOf.set(destination, { rate, path });
    } else if (!samePrefixes(prefixes, first.rate.prefixes)) {
      report(
        `${path}.prefixes`,
        rate.prefixes,
        `the prefixes of ${first.path}, which has the same destination`,
      );
    }
    for (const [j, prefix] of prefixes.entries()) {
      const owner = ownerOf.get(prefix);
      if (prefixes.indexOf(prefix) < j) {
        report(
          `${path}.prefixes[${j}]`,
          rate.prefixes[j],
          'each prefix once (a leading + makes no difference)',
        );
      } else if (owner === undefined) {
        ownerOf.set(prefix, { destination, path });
      } else if (owner.destination !== destination) {
        const other = `${owner.path} gives it to ${JSON.stringify(owner.destination)}`;
        report(`${path}.prefixes[${j}]`, rate.prefixes[j], `a prefix of one destination only: ${other}`);
      }
    }
    const alone = rates.every((other, j) => j === i || other.destination !== destination);
    if (timing === undefined) {
      if (!alone) report(`${path}.timing`, timing, 'a timing, because the destination has several rates');
      continue;
    }
    if (timing.holidays === true && (timing.weekDays ?? []).length === 0 && (holidays ?? []).length === 0) {
      report(`${path}.timing`, timing, 'a timing that occurs: the tariff lists no holidays');
    }
    const starts = startsOf.get(destination) ?? new Map<string, string>();
    startsOf.set(destination, starts);
    for (const start of startsOfTiming(timing)) {
      const other = starts.get(start);
      if (other === undefined) starts.set(start, path);
      else {
        report(
          `${path}.timing`,
          timing,
          `a start that no other rate of the destination has: ${other} also starts on ${start}`,
        );
        break;
      }
    }
  }
  for (const [destination, starts] of startsOf) {
    if ([...starts.keys()].every((start) => start.startsWith('holidays'))) {
      const { path, rate } = firstOf.get(destination)!;
      report(`${path}.timing`, rate.timing, 'a destination with at least one timing on weekdays');
    }
  }
}

const DAY_NAMES = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'];

function startsOfTiming(timing: NonNullable<RateDefinition['timing']>): string[] {
  const second = isText(timing.from) ? secondOfDay(timing.from) : undefined;
  if (second === undefined) return [];
  const weekDays = timing.weekDays ?? (timing.holidays === true ? [] : [0, 1, 2, 3, 4, 5, 6]);
  const days = (Array.isArray(weekDays) ? weekDays : []).map((day) => DAY_NAMES[day] ?? `day ${day}`);
  if (timing.holidays === true) days.push('holidays');
  const clock = new Date(second * 1000).toISOString().slice(11, 19);
  return [...new Set(days)].map((day) => `${day} at ${clock}`);
}

function samePrefixes(prefixes: readonly string[], others: readonly string[]): boolean {
  if (!Array.isArray(others)) return false;
  const wanted = new Set(others.filter(isText).map(withoutPlus));
  return wanted.size === new Set(prefixes).size && prefixes.every((prefix) => wanted.has(prefix));
}

function checkDecimal(value: unknown, path: string, report: Report): value is string {
  if (isText(value) && parseDecimal(value) !== undefined) return true;
  const negative = isText(value) ? /^-\d/.test(value) : typeof value === 'number' && value < 0;
  report(path, value, negative ? 'a decimal that is not negative' : 'a decimal in quotes, such as "0.1"');
  return false;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isWhole(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function isDate(date: string): boolean {
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
