import { dateOf, dayInMonth, isoDate } from './calendar-date.js';
import { boundaryBefore, boundaryDay, type Grid } from './grid.js';
import { dayAt, dayStartMs } from './local-day.js';
import { assertIndex, gridAt, type Period, periodOf } from './period.js';
import { proratedMicros, type Share, shareOf } from './proration.js';
import type { RecurringCharge, SubscriptionTime } from './recurring-charge.js';

/** What one period of a subscription costs. */
export interface PeriodCharge {
  /** The period's number: with the subscription's id, the key under which it is charged once. */
  readonly index: number;
  /** The part of the period that the subscription runs: instants, ms since the epoch, … */
  readonly fromMs: number;
  readonly toMs: number;
  /** … and local dates, YYYY-MM-DD; the second is the first date after it. */
  readonly fromDate: string;
  readonly toDate: string;
  /** When it falls due, ms since the epoch. */
  readonly dueMs: number;
  /** The part of a whole period that is paid, after the trial. */
  readonly share: Share;
  readonly amountMicros: number;
  /** Whether all of it is trial; the amount is 0. */
  readonly trial: boolean;
}

/** What is due now. */
export interface DueCharges {
  /** In order, the oldest first. */
  readonly charges: readonly PeriodCharge[];
  /** The last period that is charged now; undefined = none yet. To be kept, and given the next time. */
  readonly chargedThrough: number | undefined;
  /**
   * When the next charge is due, ms since the epoch: run again then. Not later than now when more than
   * `MAX_CHARGES` were due. undefined = never again: the subscription has an end and all of it is charged.
   */
  readonly nextDueMs: number | undefined;
  /** Whether now is before the last charge fell due. Then nothing is due. */
  readonly clockWentBack: boolean;
}

/** Charges that one run returns at most. */
export const MAX_CHARGES = 1000;

/**
 * The charges of a subscription that have fallen due and were not charged yet.
 *
 * A function of time alone: however often, however late and in whatever order it runs, each period is
 * charged once, at the same amount. The part before the first boundary and the part before the end are
 * prorated (`shareOf`). From its end on a subscription costs nothing; what fell due before and was not
 * charged still is.
 *
 * @param chargedThrough  `chargedThrough` of the last answer; undefined = nothing was charged yet
 * @param nowMs  ms since the epoch
 * @throws CycleError
 */
export function dueCharges(
  charge: RecurringCharge,
  subscription: SubscriptionTime,
  chargedThrough: number | undefined,
  nowMs: number,
): DueCharges {
  const run = runOf(charge, subscription);
  if (chargedThrough !== undefined) assertIndex(run.grid, chargedThrough, 'chargedThrough');
  const clockWentBack =
    chargedThrough !== undefined &&
    chargedThrough >= run.firstIndex &&
    nowMs < dueMsOf(charge, run, partOf(run, periodOf(charge.cycle, run.grid, chargedThrough)));
  const charges: PeriodCharge[] = [];
  let through = chargedThrough;
  let index = through === undefined ? run.firstIndex : Math.max(run.firstIndex, through + 1);
  for (; boundaryDay(run.grid, index) < run.endDay; index += 1) {
    const next = chargeOf(charge, run, index);
    if (next === undefined) continue;
    if (next.dueMs > nowMs || charges.length === MAX_CHARGES) {
      return { charges, chargedThrough: through, nextDueMs: next.dueMs, clockWentBack };
    }
    charges.push(next);
    through = index;
  }
  return { charges, chargedThrough: through, nextDueMs: undefined, clockWentBack };
}

/**
 * What a period of a subscription costs, due or not. What an end in the middle of a charged period gives
 * back is this for the subscription as it was, less this for it with its `endMs`.
 *
 * @param index  the period's number
 * @returns undefined when the subscription has no date in it
 * @throws CycleError
 */
export function periodCharge(
  charge: RecurringCharge,
  subscription: SubscriptionTime,
  index: number,
): PeriodCharge | undefined {
  const run = runOf(charge, subscription);
  assertIndex(run.grid, index);
  return chargeOf(charge, run, index);
}

/** A subscription on the calendar. */
interface Run {
  readonly grid: Grid;
  readonly firstIndex: number;
  readonly startMs: number;
  readonly startDay: number;
  /** Infinity while it is open. */
  readonly endMs: number;
  readonly endDay: number;
  /** First date that is not trial. */
  readonly paidDay: number;
}

function runOf({ cycle, trial }: RecurringCharge, subscription: SubscriptionTime): Run {
  const { anchorMs, startMs = anchorMs, endMs = Infinity } = subscription;
  const grid = gridAt(cycle, anchorMs);
  const startDay = dayAt(cycle.timeZone, startMs);
  const firstIndex = boundaryBefore(grid, startDay);
  let paidDay = startDay;
  if (trial !== undefined) {
    paidDay = 'days' in trial ? startDay + trial.days : boundaryDay(grid, firstIndex + trial.periods);
  }
  const endDay = endMs === Infinity ? Infinity : dayAt(cycle.timeZone, endMs);
  return { grid, firstIndex, startMs, startDay, endMs, endDay, paidDay };
}

/** The part of a period that a subscription runs. */
interface Part {
  readonly fromMs: number;
  readonly toMs: number;
  readonly startDay: number;
  readonly endDay: number;
}

function partOf(run: Run, period: Period): Part {
  return {
    fromMs: Math.max(period.startMs, run.startMs),
    toMs: Math.min(period.endMs, run.endMs),
    startDay: Math.max(period.startDay, run.startDay),
    endDay: Math.min(period.endDay, run.endDay),
  };
}

/** In advance: when the period starts, or within it when its trial is over. */
function dueMsOf({ cycle, due }: RecurringCharge, run: Run, part: Part): number {
  if (due === 'in-arrears') return part.toMs;
  const endsInTrial = run.paidDay > part.startDay && run.paidDay < part.endDay;
  return endsInTrial ? Math.max(part.fromMs, dayStartMs(cycle.timeZone, run.paidDay)) : part.fromMs;
}

function chargeOf(charge: RecurringCharge, run: Run, index: number): PeriodCharge | undefined {
  const { cycle, priceMicros, proration = 'days', roundToMicros = 1 } = charge;
  const period = periodOf(cycle, run.grid, index);
  const part = partOf(run, period);
  if (part.startDay >= part.endDay || part.fromMs >= part.toMs) return undefined;
  const trial = run.paidDay >= part.endDay;
  const paid = { startDay: Math.min(Math.max(part.startDay, run.paidDay), part.endDay), endDay: part.endDay };
  const priced = proration === 'none' && !trial ? period : paid;
  const basis = proration === 'none' ? 'days' : proration;
  return {
    index,
    fromMs: part.fromMs,
    toMs: part.toMs,
    fromDate: isoDate(part.startDay),
    toDate: isoDate(part.endDay),
    dueMs: dueMsOf(charge, run, part),
    share: shareOf(cycle, period, priced, basis),
    amountMicros:
      charge.spread === undefined || trial
        ? proratedMicros(cycle, period, priced, priceMicros, basis, roundToMicros)
        : dayOfMonthMicros(priceMicros, part.startDay, roundToMicros),
    trial,
  };
}

/** What one day of its month comes to when the month costs `priceMicros`; the last day takes what remains. */
function dayOfMonthMicros(priceMicros: number, day: number, roundToMicros: number): number {
  const { month, dayOfMonth } = dateOf(day);
  const days = dayInMonth(month + 1, 1) - dayInMonth(month, 1);
  const daily = Math.floor(priceMicros / days / roundToMicros) * roundToMicros;
  return dayOfMonth < days ? daily : priceMicros - daily * (days - 1);
}
