/** Months of the books: open, closing (nobody posts into it any more), closed. */
import { monthAfter } from '../cycles/month.js';

export type PeriodState = 'open' | 'closing' | 'closed';

/** States of months that are not open. */
export type Periods = ReadonlyMap<string, Exclude<PeriodState, 'open'>>;

/** The day that an entry is booked on: its own, or the first of the first month after it that is open. */
export function bookDay(sourceDay: string, periods: Periods): string {
  let month = sourceDay.slice(0, 7);
  if (!periods.has(month)) return sourceDay;
  while (periods.has(month)) month = monthAfter(month);
  return `${month}-01`;
}

export const daysOf = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let day = from; day <= to; day = dayAfter(day)) days.push(day);
  return days;
};

export const dayAfter = (day: string, days = 1): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

export const lastDayOf = (month: string): string => dayAfter(`${monthAfter(month)}-01`, -1);
