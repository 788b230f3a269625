import { parseDecimal } from './decimal.js';
import { MAX_PREFIX_LENGTH, withoutPlus } from './prefix-index.js';
import type { TariffProblem } from './rating-error.js';
import type {
  RateDefinition,
  SlotDefinition,
  TariffDefinition,
  TimingDefinition,
} from './tariff-definition.js';
import { isTimeZone } from './zone-offset.js';

const MICRO_DECIMALS = 6;
const UNITS = ['seconds', 'bytes', 'messages'];
const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const PREFIX = new RegExp(`^\\+?\\d{0,${MAX_PREFIX_LENGTH}}$`);

type Report = (path: string, value: unknown, allowed: string) => void;

interface LocatedRate {
  readonly rate: RateDefinition;
  readonly path: string;
}

/** The local second of the day of HH:MM or HH:MM:SS; undefined when it is no such time. */
export function secondOfDay(time: string): number | undefined {
  const match = TIME.exec(time);
  if (match === null) return undefined;
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
}

/** All that is wrong with a definition, whatever its shape. */
export function tariffProblems(definition: TariffDefinition): readonly TariffProblem[] {
  const problems: TariffProblem[] = [];
  const report: Report = (path, value, allowed) => problems.push({ path, value, allowed });
  if (!isRecord(definition)) {
    report('', definition, 'a tariff definition');
    return problems;
  }
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
  const rates: LocatedRate[] = [];
  for (const [i, rate] of definition.rates.entries()) {
    const path = `rates[${i}]`;
    if (!isRecord(rate)) report(path, rate, 'a rate');
    else {
      checkRate(rate, path, report);
      rates.push({ rate, path });
    }
  }
  checkDestinations(rates, (definition.holidays ?? []).length > 0, report);
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
  let ordered = true;
  let previous = -1;
  for (const [i, slot] of slots.entries()) {
    const at = `${path}.slots[${i}]`;
    if (!isRecord(slot)) {
      report(at, slot, 'a slot');
      ordered = false;
      continue;
    }
    checkDecimal(slot.rate, `${at}.rate`, report);
    for (const field of ['unit', 'increment'] as const) {
      if (isWhole(slot[field], 1)) continue;
      report(`${at}.${field}`, slot[field], 'a whole number of units, at least 1');
      ordered = false;
    }
    const sound = i === 0 ? slot.fromUnit === 0 : isWhole(slot.fromUnit, previous + 1);
    if (!sound) {
      const allowed = i === 0 ? '0 for the first slot' : `a whole number above ${Math.max(0, previous)}`;
      report(`${at}.fromUnit`, slot.fromUnit, allowed);
      ordered = false;
    } else previous = slot.fromUnit;
  }
  if (ordered) checkReached(slots, path, report);
}

/** A slot is never reached when the last increment before it goes on until the slot after it. */
function checkReached(slots: readonly SlotDefinition[], path: string, report: Report): void {
  let paid = 0;
  let increment = slots[0]!.increment;
  for (const [i, { fromUnit, increment: own }] of slots.entries()) {
    paid += Math.max(0, Math.ceil((fromUnit - paid) / increment)) * increment;
    const next = slots[i + 1]?.fromUnit;
    if (next !== undefined && next <= paid) {
      report(
        `${path}.slots[${i}].fromUnit`,
        fromUnit,
        `a slot that is reached: the increment begun before it ends at unit ${paid}, where slots[${i + 1}] has begun`,
      );
    } else increment = own;
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
  if (!isRecord(timing)) return report(`${path}.timing`, timing, 'a timing with `from`');
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
function checkDestinations(rates: readonly LocatedRate[], hasHolidays: boolean, report: Report): void {
  const ownerOf = new Map<string, LocatedRate>();
  const ratesOf = new Map<string, LocatedRate[]>();
  for (const located of rates) {
    const { destination } = located.rate;
    checkPrefixes(located, ownerOf, ratesOf.get(destination)?.[0], report);
    const siblings = ratesOf.get(destination);
    if (siblings === undefined) ratesOf.set(destination, [located]);
    else siblings.push(located);
  }
  for (const siblings of ratesOf.values()) checkTimings(siblings, hasHolidays, report);
}

function checkPrefixes(
  located: LocatedRate,
  ownerOf: Map<string, LocatedRate>,
  first: LocatedRate | undefined,
  report: Report,
): void {
  const { rate, path } = located;
  const prefixes = prefixesOf(rate);
  if (first !== undefined && !sameSet(new Set(prefixes), new Set(prefixesOf(first.rate)))) {
    report(
      `${path}.prefixes`,
      rate.prefixes,
      `the prefixes of ${first.path}, which has the same destination`,
    );
  }
  const own = new Set<string>();
  for (const [i, prefix] of prefixes.entries()) {
    const at = `${path}.prefixes[${i}]`;
    const owner = ownerOf.get(prefix);
    if (own.has(prefix)) {
      report(at, rate.prefixes[i], 'each prefix once (a leading + makes no difference)');
    } else if (owner === undefined) {
      ownerOf.set(prefix, located);
    } else if (owner.rate.destination !== rate.destination) {
      const other = `${owner.path} gives it to ${JSON.stringify(owner.rate.destination)}`;
      report(at, rate.prefixes[i], `a prefix of one destination only: ${other}`);
    }
    own.add(prefix);
  }
}

/** The timings of one destination together. */
function checkTimings(rates: readonly LocatedRate[], hasHolidays: boolean, report: Report): void {
  const ownerOf = new Map<string, string>();
  for (const { rate, path } of rates) {
    const { timing } = rate;
    if (!isRecord(timing)) {
      if (rates.length > 1)
        report(`${path}.timing`, timing, 'a timing, because the destination has several rates');
      continue;
    }
    const starts = startsOf(timing);
    if (!hasHolidays && starts.length > 0 && starts.every(isOnHolidays)) {
      report(`${path}.timing`, timing, 'a timing that occurs: the tariff lists no holidays');
    }
    const taken = starts.find((start) => ownerOf.has(start));
    if (taken !== undefined) {
      const allowed = `a start that no other rate of the destination has: ${ownerOf.get(taken)} also starts on ${taken}`;
      report(`${path}.timing`, timing, allowed);
    }
    for (const start of starts) ownerOf.set(start, path);
  }
  if (ownerOf.size > 0 && hasHolidays && [...ownerOf.keys()].every(isOnHolidays)) {
    const { rate, path } = rates[0]!;
    report(`${path}.timing`, rate.timing, 'a destination with at least one timing on weekdays');
  }
}

const DAY_NAMES = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'];

/** When a timing starts, in words; nothing for what is reported as wrong elsewhere. */
function startsOf({ from, weekDays, holidays }: TimingDefinition): string[] {
  const second = isText(from) ? secondOfDay(from) : undefined;
  if (second === undefined || (weekDays !== undefined && !Array.isArray(weekDays))) return [];
  const days = DAY_NAMES.filter((_, day) => weekDays?.includes(day) ?? holidays !== true);
  if (holidays === true) days.push('holidays');
  return days.map((day) => `${day} at ${new Date(second * 1000).toISOString().slice(11, 19)}`);
}

function isOnHolidays(start: string): boolean {
  return start.startsWith('holidays');
}

function prefixesOf({ prefixes }: RateDefinition): readonly string[] {
  return Array.isArray(prefixes)
    ? prefixes.map((prefix) => (isText(prefix) ? withoutPlus(prefix) : '?'))
    : [];
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}

function checkDecimal(value: unknown, path: string, report: Report): value is string {
  if (isText(value) && parseDecimal(value) !== undefined) return true;
  const negative = isText(value) ? /^-\d/.test(value) : typeof value === 'number' && value < 0;
  report(path, value, negative ? 'a decimal that is not negative' : 'a decimal in quotes, such as "0.1"');
  return false;
}

function isRecord<T extends object>(value: T | null | undefined): value is T {
  return typeof value === 'object' && value !== null;
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
