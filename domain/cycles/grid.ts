import { dateOf, dayInMonth, weekdayOf } from './calendar-date.js';
import type { Cycle } from './cycle.js';

/** Where a cycle's boundaries lie on the calendar; boundary 0 is the last at or before the anchor's day. */
export type Grid =
  | { readonly kind: 'days'; readonly firstDay: number; readonly step: number }
  | {
      readonly kind: 'months';
      readonly firstMonth: number;
      readonly step: number;
      readonly dayOfMonth: number;
    };

/** @param anchorDay  days since 1970-01-01, as all days here */
export function gridOf({ every, unit, anchor }: Cycle, anchorDay: number): Grid {
  if (unit === 'month') {
    const date = dateOf(anchorDay);
    const { dayOfMonth, month } =
      typeof anchor === 'object' && 'dayOfMonth' in anchor
        ? anchor
        : { dayOfMonth: date.dayOfMonth, month: undefined };
    const monthsPast = month === undefined ? 0 : modulo(date.month - (month - 1), every);
    const nearMonth = date.month - monthsPast;
    const firstMonth = dayInMonth(nearMonth, dayOfMonth) > anchorDay ? nearMonth - every : nearMonth;
    return { kind: 'months', firstMonth, step: every, dayOfMonth };
  }
  const step = unit === 'week' ? 7 * every : every;
  if (typeof anchor !== 'object' || !('weekday' in anchor)) {
    return { kind: 'days', firstDay: anchorDay, step };
  }
  const monday = anchorDay - modulo(weekdayOf(anchorDay) - 1, 7);
  const nearDay = monday + modulo(anchor.weekday - 1, 7);
  return { kind: 'days', firstDay: nearDay > anchorDay ? nearDay - step : nearDay, step };
}

/** The day of a boundary. Never drifts: a month that was too short does not shorten the next. */
export function boundaryDay(grid: Grid, index: number): number {
  if (grid.kind === 'days') return grid.firstDay + index * grid.step;
  return dayInMonth(grid.firstMonth + index * grid.step, grid.dayOfMonth);
}

/** The last boundary at or before a day, in constant time. */
export function boundaryBefore(grid: Grid, day: number): number {
  if (grid.kind === 'days') return Math.floor((day - grid.firstDay) / grid.step);
  const index = Math.floor((dateOf(day).month - grid.firstMonth) / grid.step);
  return boundaryDay(grid, index) > day ? index - 1 : index;
}

function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}
