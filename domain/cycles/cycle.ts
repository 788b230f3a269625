/** The unit of a cycle. A year is twelve months. */
export type CycleUnit = 'day' | 'week' | 'month';

/**
 * What the boundaries of a cycle are tied to.
 *
 * - `'activation'`: the anniversary of the anchor's local date. Of the 31st in shorter months, the last day.
 * - `{ dayOfMonth }`: that day of the month (1–31), in shorter months the last day; 31 is the end of the
 *   month. A cycle of several months has a boundary in the anchor's own month; with `month` (1–12) in
 *   that month of the year, whatever the anchor, where `every` divides 12.
 * - `{ weekday }`: that day of the week (0 = Sunday … 6). A cycle of several weeks has a boundary in the
 *   anchor's own week, Monday to Sunday.
 */
export type CycleAnchor =
  'activation' | { readonly dayOfMonth: number; readonly month?: number } | { readonly weekday: number };

/** Every `every` days, weeks or months, from one local midnight to another. */
export interface Cycle {
  /** Units a period: 1 to `MAX_EVERY`. */
  readonly every: number;
  readonly unit: CycleUnit;
  readonly anchor: CycleAnchor;
  /** The market's IANA zone. */
  readonly timeZone: string;
}

/** The longest periods, ten years each. */
export const MAX_EVERY: Readonly<Record<CycleUnit, number>> = { day: 3660, week: 520, month: 120 };

/** The instants that cycles are asked about, ms since the epoch: the years 1000 to 8999. */
export const MIN_TIME_MS = Date.UTC(1000, 0, 1);
export const MAX_TIME_MS = Date.UTC(9000, 0, 1) - 1;
