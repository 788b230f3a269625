/** Months of the books: open, closing (nobody posts into it any more), closed. They close in order. */
import { monthAfter } from '../cycles/month.js';

export type PeriodState = 'open' | 'closing' | 'closed';

/**
 * The day that an entry is booked on: its own, or the first one that is open.
 *
 * @param shut  the last month that is closing or closed; undefined = every month is open
 */
export function bookDay(sourceDay: string, shut: string | undefined): string {
  return shut === undefined || sourceDay.slice(0, 7) > shut ? sourceDay : `${monthAfter(shut)}-01`;
}

export const daysOf = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let day = from; day <= to; day = dayAfter(day)) days.push(day);
  return days;
};

const DAY_MS = 86_400_000;
const startMs = (day: string): number => Date.parse(`${day}T00:00:00Z`);

export const dayAfter = (day: string, days = 1): string =>
  new Date(startMs(day) + days * DAY_MS).toISOString().slice(0, 10);

/** How many days from one to another. */
export const daysBetween = (from: string, to: string): number => (startMs(to) - startMs(from)) / DAY_MS;

export const lastDayOf = (month: string): string => dayAfter(`${monthAfter(month)}-01`, -1);

export const monthBefore = (month: string): string => dayAfter(`${month}-01`, -1).slice(0, 7);
