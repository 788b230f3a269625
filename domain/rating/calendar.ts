import { RatingInputError } from './rating-error.js';
import { type ZoneSpan, zoneSpan } from './zone-offset.js';

const DAY_S = 86_400;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
// 1970-01-04, the first Sunday since the epoch.
const SUNDAY_MS = 3 * DAY_MS;
// Why: after a week of ordinary days without another price, only a holiday can bring one.
const WEEK = 7;

// Why: the last day that a Date can show, less the block that its zone is surveyed with.
const MAX_TIME_MS = 8.6e15;

/** Which price of a profile is in force when: derived from `Profile.days`, with the last answer kept. */
export interface Calendar {
  readonly timeZone: string;
  readonly days: readonly (readonly number[])[];
  /** Holidays as days since 1970-01-01, ascending; empty when they make no difference. */
  readonly holidays: readonly number[];
  readonly isHoliday: ReadonlySet<number>;
  /** The changes of an ordinary week: local ms since Sunday 00:00, ascending, and the price from then on. */
  readonly weekMs: readonly number[];
  readonly weekPrices: readonly number[];
  span: PriceSpan;
}

/** A stretch of time over which one price is in force. */
export interface PriceSpan {
  /** ms since the epoch. */
  readonly fromMs: number;
  /** When the next price comes into force, ms since the epoch; Infinity = never. */
  readonly toMs: number;
  /** Index into the profile's prices. */
  readonly price: number;
}

const NOWHERE: PriceSpan = { fromMs: 0, toMs: 0, price: -1 };

export function calendarOf(
  timeZone: string,
  days: readonly (readonly number[])[],
  holidayDates: readonly string[],
): Calendar {
  const holidays = days.length > WEEK ? holidayDates.map((date) => Date.parse(date) / DAY_MS) : [];
  const weekMs: number[] = [];
  const weekPrices: number[] = [];
  for (const [day, starts] of days.slice(0, WEEK).entries()) {
    for (let i = 0; i < starts.length; i += 2) {
      if (weekPrices.at(-1) === starts[i + 1]) continue;
      weekMs.push(day * DAY_MS + starts[i]! * 1000);
      weekPrices.push(starts[i + 1]!);
    }
  }
  if (weekPrices.length > 1 && weekPrices[0] === weekPrices.at(-1)) {
    weekMs.shift();
    weekPrices.shift();
  }
  return { timeZone, days, holidays, isHoliday: new Set(holidays), weekMs, weekPrices, span: NOWHERE };
}

/**
 * The price in force at an instant, and until when.
 *
 * @param atMs  ms since the epoch
 * @throws RatingInputError for an instant that no calendar shows
 */
export function priceSpan(calendar: Calendar, atMs: number): PriceSpan {
  const last = calendar.span;
  if (atMs >= last.fromMs && atMs < last.toMs) return last;
  if (!(Math.abs(atMs) <= MAX_TIME_MS)) {
    throw new RatingInputError('time', atMs, `milliseconds since the epoch within ${MAX_TIME_MS}`);
  }
  const zone = zoneSpan(calendar.timeZone, atMs);
  const span = spanOfOrdinaryWeek(calendar, zone, atMs) ?? spanOfAnyWeek(calendar, zone, atMs);
  calendar.span = span;
  return span;
}

/** The span where neither a holiday nor a change of the clock is near; undefined where one may be. */
function spanOfOrdinaryWeek(calendar: Calendar, zone: ZoneSpan, atMs: number): PriceSpan | undefined {
  const { weekMs, weekPrices } = calendar;
  const changes = weekMs.length;
  if (changes < 2) return undefined;
  const localMs = atMs + zone.offsetMs;
  const sundayMs = Math.floor((localMs - SUNDAY_MS) / WEEK_MS) * WEEK_MS + SUNDAY_MS;
  let next = 0;
  while (next < changes && weekMs[next]! <= localMs - sundayMs) next += 1;
  const fromLocalMs = sundayMs + (next === 0 ? weekMs[changes - 1]! - WEEK_MS : weekMs[next - 1]!);
  const toLocalMs = sundayMs + (next === changes ? weekMs[0]! + WEEK_MS : weekMs[next]!);
  if (calendar.holidays.length > 0 && hasHoliday(calendar, fromLocalMs, toLocalMs)) return undefined;
  const fromMs = fromLocalMs - zone.offsetMs;
  const toMs = toLocalMs - zone.offsetMs;
  if (fromMs < zone.fromMs || toMs >= zone.toMs) return undefined;
  return { fromMs, toMs, price: weekPrices[next === 0 ? changes - 1 : next - 1]! };
}

function hasHoliday({ isHoliday }: Calendar, fromLocalMs: number, toLocalMs: number): boolean {
  const last = Math.floor(toLocalMs / DAY_MS);
  for (let day = Math.floor(fromLocalMs / DAY_MS); day <= last; day += 1) if (isHoliday.has(day)) return true;
  return false;
}

function spanOfAnyWeek(calendar: Calendar, zone: ZoneSpan, atMs: number): PriceSpan {
  const start = startBefore(calendar, atMs + zone.offsetMs);
  return {
    fromMs: Math.max(start.localMs - zone.offsetMs, zone.fromMs),
    toMs: changeAfter(calendar, atMs, start.price),
    price: start.price,
  };
}

interface Start {
  readonly localMs: number;
  readonly price: number;
}

/** The latest start at or before a local time. */
function startBefore(calendar: Calendar, localMs: number): Start {
  let day = Math.floor(localMs / DAY_MS);
  let second = Math.floor((localMs - day * DAY_MS) / 1000);
  for (;;) {
    const starts = startsOf(calendar, day);
    for (let i = starts.length - 2; i >= 0; i -= 2) {
      if (starts[i]! <= second) return { localMs: day * DAY_MS + starts[i]! * 1000, price: starts[i + 1]! };
    }
    day -= 1;
    second = DAY_S;
  }
}

/** The first instant after `atMs` at which another price than `price` is in force; Infinity = never. */
function changeAfter(calendar: Calendar, atMs: number, price: number): number {
  let fromMs = atMs;
  for (;;) {
    const zone = zoneSpan(calendar.timeZone, fromMs);
    const localMs = fromMs + zone.offsetMs;
    if (fromMs !== atMs && startBefore(calendar, localMs).price !== price) return fromMs;
    const start = otherStartAfter(calendar, localMs, price);
    if (start === undefined) return Infinity;
    if (start - zone.offsetMs < zone.toMs) return start - zone.offsetMs;
    // Why: the clock is put forward or back before that start, so what it then shows decides.
    fromMs = zone.toMs;
  }
}

/** The first local time after `localMs` at which another price than `price` starts. */
function otherStartAfter(calendar: Calendar, localMs: number, price: number): number | undefined {
  let day = Math.floor(localMs / DAY_MS);
  let second = Math.floor((localMs - day * DAY_MS) / 1000);
  let ordinaryDays = 0;
  for (;;) {
    const starts = startsOf(calendar, day);
    for (let i = 0; i < starts.length; i += 2) {
      if (starts[i]! > second && starts[i + 1] !== price) return day * DAY_MS + starts[i]! * 1000;
    }
    day += 1;
    second = -1;
    ordinaryDays = calendar.isHoliday.has(day) ? 0 : ordinaryDays + 1;
    if (ordinaryDays > WEEK) {
      const next = calendar.holidays.find((holiday) => holiday >= day);
      if (next === undefined) return undefined;
      day = next;
      ordinaryDays = 0;
    }
  }
}

function startsOf(calendar: Calendar, day: number): readonly number[] {
  // 1970-01-01 was a Thursday.
  const weekDay = (((day + 4) % WEEK) + WEEK) % WEEK;
  return calendar.days[calendar.isHoliday.has(day) ? WEEK + weekDay : weekDay]!;
}
