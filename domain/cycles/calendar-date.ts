const DAY_MS = 86_400_000;

/** A date of the Gregorian calendar. */
export interface CalendarDate {
  /** Months since January 1970. */
  readonly month: number;
  /** 1–31 */
  readonly dayOfMonth: number;
}

/** The date of a day, in days since 1970-01-01. */
export function dateOf(day: number): CalendarDate {
  const date = new Date(day * DAY_MS);
  return { month: (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth(), dayOfMonth: date.getUTCDate() };
}

/** The day `dayOfMonth` of a month, or its last day where it is shorter; in days since 1970-01-01. */
export function dayInMonth(month: number, dayOfMonth: number): number {
  const first = Date.UTC(1970, month, 1) / DAY_MS;
  const next = Date.UTC(1970, month + 1, 1) / DAY_MS;
  return Math.min(first + dayOfMonth, next) - 1;
}

/** 0 = Sunday … 6 */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  return (((day + 4) % 7) + 7) % 7;
}

/** A day as YYYY-MM-DD. */
export function isoDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
