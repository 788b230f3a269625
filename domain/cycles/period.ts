import { problemAt } from '../operator/problem.js';
import { isoDate } from './calendar-date.js';
import { type Cycle, MAX_TIME_MS, MIN_TIME_MS } from './cycle.js';
import { CycleError } from './cycle-error.js';
import { boundaryBefore, boundaryDay, type Grid, gridOf } from './grid.js';
import { dayAt, dayStartMs } from './local-day.js';

const DAY_MS = 86_400_000;
// Why: the periods that the first and last instants are in may reach beyond them, ten years at most.
const LONGEST_MS = 10 * 366 * DAY_MS;

/**
 * Periods of cycles that were checked before, when their plan was compiled: nothing is asserted here, so that
 * charging carries no checks. `checked.ts` is the same for everybody else.
 */

/** One turn of a cycle: the instants from `startMs` until before `endMs`. */
export interface Period {
  /** 0 = the period that the anchor is in; earlier ones are negative. */
  readonly index: number;
  /** ms since the epoch. Equal to `endMs` only for a day that the zone skipped. */
  readonly startMs: number;
  readonly endMs: number;
  /** The local date it starts on, YYYY-MM-DD, at 00:00 or when the clock first shows a later time. */
  readonly localStart: string;
  /** The local date it ends before. */
  readonly localEnd: string;
  /** The same dates as days since 1970-01-01. */
  readonly startDay: number;
  readonly endDay: number;
}

/**
 * The period that an instant is in. Constant time, however far from the anchor.
 *
 * The periods of a cycle and an anchor tile all time: each instant is in exactly one, and that never
 * depends on the hour, the offset or the machine that the anchor was made with.
 *
 * @param anchorMs  what the cycle counts from, usually the activation; ms since the epoch
 * @param atMs  ms since the epoch
 * @throws CycleError
 */
export function periodAt(cycle: Cycle, anchorMs: number, atMs: number): Period {
  const grid = gridAt(cycle, anchorMs);
  return periodOf(cycle, grid, boundaryBefore(grid, dayAt(cycle.timeZone, atMs)));
}

/**
 * The number of the period that an instant is in, 0 = the anchor's. With the anchor `'activation'` that is
 * the number of whole periods since the anchor's day.
 *
 * @throws CycleError
 */
export function periodNumber(cycle: Cycle, anchorMs: number, atMs: number): number {
  return boundaryBefore(gridAt(cycle, anchorMs), dayAt(cycle.timeZone, atMs));
}

/**
 * The first instant after `atMs` at which a period starts; always later than `atMs`.
 *
 * @returns ms since the epoch
 * @throws CycleError
 */
export function nextBoundary(cycle: Cycle, anchorMs: number, atMs: number): number {
  return periodAt(cycle, anchorMs, atMs).endMs;
}

/**
 * The period of a number.
 *
 * @throws CycleError, also for a period beyond the years 1000 to 8999
 */
export function nthPeriod(cycle: Cycle, anchorMs: number, index: number): Period {
  const grid = gridAt(cycle, anchorMs);
  assertIndex(grid, index);
  return periodOf(cycle, grid, index);
}

/**
 * The periods that have an instant in [fromMs, toMs), in order, one at a time. The first is found in
 * constant time. A day that the zone skipped is no period.
 *
 * @throws CycleError at once
 */
export function periods(cycle: Cycle, anchorMs: number, fromMs: number, toMs: number): Iterable<Period> {
  return periodsWithin(cycle, gridAt(cycle, anchorMs), fromMs, toMs);
}

function* periodsWithin(cycle: Cycle, grid: Grid, fromMs: number, toMs: number): Generator<Period> {
  if (toMs <= fromMs) return;
  let period = periodOf(cycle, grid, boundaryBefore(grid, dayAt(cycle.timeZone, fromMs)));
  while (period.startMs < toMs) {
    if (period.startMs < period.endMs) yield period;
    period = periodOf(cycle, grid, period.index + 1);
  }
}

/** The boundaries of a cycle as its anchor sets them; both must have been checked. */
export function gridAt(cycle: Cycle, anchorMs: number): Grid {
  return gridOf(cycle, dayAt(cycle.timeZone, anchorMs));
}

export function periodOf({ timeZone }: Cycle, grid: Grid, index: number): Period {
  const startDay = boundaryDay(grid, index);
  const endDay = boundaryDay(grid, index + 1);
  return {
    index,
    startMs: dayStartMs(timeZone, startDay),
    endMs: dayStartMs(timeZone, endDay),
    localStart: isoDate(startDay),
    localEnd: isoDate(endDay),
    startDay,
    endDay,
  };
}

/** Refuses the number of a period that no calendar here shows. */
export function assertIndex(grid: Grid, index: number, path = 'index'): void {
  const startMs = Number.isSafeInteger(index) ? boundaryDay(grid, index) * DAY_MS : NaN;
  if (startMs >= MIN_TIME_MS - LONGEST_MS && startMs <= MAX_TIME_MS + LONGEST_MS) return;
  throw new CycleError([problemAt(path, index, 'number of a period that starts in the years 1000 to 8999')]);
}
