import { isRecord, isText } from './guards.js';
import { withoutPlus } from './prefix-index.js';
import type { Report } from './rate-problems.js';
import { secondOfDay } from './second-of-day.js';
import type { RateDefinition, TimingDefinition } from './tariff-definition.js';

/** A rate and where it stands, for example `rates[3]`. */
export interface LocatedRate {
  readonly rate: RateDefinition;
  readonly path: string;
}

/** What only shows between rates: shared prefixes, timings that collide or are never reached. */
export function checkDestinations(rates: readonly LocatedRate[], hasHolidays: boolean, report: Report): void {
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
