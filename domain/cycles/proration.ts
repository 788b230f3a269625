import { type Problem, problemAt } from '../operator/problem.js';
import { AmountOverflow } from '../rating/rating-error.js';
import { dateOf } from './calendar-date.js';
import { isWithin } from './check-cycle.js';
import type { Cycle } from './cycle.js';
import { CycleError } from './cycle-error.js';
import type { Period } from './period.js';

/**
 * What a part of a period is measured in.
 *
 * - `'days'`: local calendar dates, each the same whatever its hours: a day of 23 or 25 hours is one.
 * - `'thirty-day-months'`: every month has 30 days. The 31st counts nothing; the last day of February
 *   counts for those that are missing. For cycles of months.
 */
export type ProrationBasis = 'days' | 'thirty-day-months';

/** An exact part of a period; never reduced: `numerator` days of `denominator`. */
export interface Share {
  readonly numerator: number;
  /** Days of the whole period, ≥ 1. */
  readonly denominator: number;
}

/** Dates from one until before the other, as days since 1970-01-01. */
export interface DaySpan {
  readonly startDay: number;
  readonly endDay: number;
}

/** A thousand of the currency's unit. */
export const MAX_ROUND_TO_MICROS = 1_000_000_000;

/**
 * The part of a period that some of its dates are: the dates of the part over the dates of the period.
 *
 * The one rule for leading, trailing and double proration, and for a change in the middle: a date counts
 * for what begins on it, not for what ends on it. So the shares of parts that follow each other sum to
 * the share of all of them, exactly. Dates beyond the period count on at its pace.
 *
 * Source: Kill Bill's in-advance proration and its fixed days a month; where a period begins on a
 * month's last day because of the month's length, the period's real dates are the denominator, not a
 * month counted back from its end.
 *
 * @param period  the whole, of `cycle`
 * @throws CycleError for a basis that the cycle has not
 */
export function shareOf(cycle: Cycle, period: Period, part: DaySpan, basis: ProrationBasis = 'days'): Share {
  assertBasis(cycle, basis);
  const denominator = daysOf(cycle, period, basis);
  const numerator =
    position(cycle, period, part.endDay, basis) - position(cycle, period, part.startDay, basis);
  return { numerator, denominator };
}

/**
 * What a part of a period costs when the whole costs `priceMicros`.
 *
 * Rounded cumulatively: the part is what the period comes to until the part's end, less what it comes to
 * until the part's start, each rounded half up. So parts that tile the period sum to its price to the last
 * micro, whatever the split, in whatever order, and no part needs to know the others.
 *
 * @param priceMicros  whole price, ≥ 0
 * @param roundToMicros  the smallest amount that is charged, micros: 10,000 = a cent
 * @returns micros
 * @throws CycleError, AmountOverflow (only for dates beyond the period)
 */
export function proratedMicros(
  cycle: Cycle,
  period: Period,
  part: DaySpan,
  priceMicros: number,
  basis: ProrationBasis = 'days',
  roundToMicros = 1,
): number {
  assertBasis(cycle, basis, [
    ...wholeProblems('priceMicros', priceMicros, 0, Number.MAX_SAFE_INTEGER),
    ...wholeProblems('roundToMicros', roundToMicros, 1, MAX_ROUND_TO_MICROS),
  ]);
  const days = daysOf(cycle, period, basis);
  const until = (day: number) =>
    cumulativeMicros(priceMicros, position(cycle, period, day, basis), days, roundToMicros);
  return until(part.endDay) - until(part.startDay);
}

/** What the first `days` of a period of `of` days come to. Whole periods come to the price itself. */
function cumulativeMicros(priceMicros: number, days: number, of: number, roundToMicros: number): number {
  const periods = Math.floor(days / of);
  const whole = periods * priceMicros;
  if (!Number.isSafeInteger(whole)) throw new AmountOverflow(BigInt(periods) * BigInt(priceMicros));
  const rest = days - periods * of;
  if (rest === 0) return whole;
  const step = BigInt(of) * BigInt(roundToMicros);
  const steps = (2n * BigInt(priceMicros) * BigInt(rest) + step) / (2n * step);
  // Why: a price that is not a multiple of the step may be less than what a part of it rounds to.
  return whole + Math.min(Number(steps) * roundToMicros, priceMicros);
}

function assertBasis({ unit }: Cycle, basis: ProrationBasis, problems: readonly Problem[] = []): void {
  const misfit = basis !== 'days' && (basis !== 'thirty-day-months' || unit !== 'month');
  if (!misfit && problems.length === 0) return;
  const basisProblem = problemAt('basis', basis, 'days, or thirty-day-months where the cycle counts months');
  throw new CycleError(misfit ? [...problems, basisProblem] : problems);
}

function wholeProblems(path: string, value: number, least: number, most: number): Problem[] {
  if (isWithin(value, least, most)) return [];
  return [problemAt(path, value, `whole number from ${least} to ${most}`)];
}

function daysOf({ every }: Cycle, { startDay, endDay }: Period, basis: ProrationBasis): number {
  return basis === 'days' ? endDay - startDay : every * DAYS_A_MONTH;
}

const DAYS_A_MONTH = 30;

/** How far into its period a date is, in days of the basis; never falls from one date to the next. */
function position(cycle: Cycle, period: Period, day: number, basis: ProrationBasis): number {
  const { startDay, endDay } = period;
  if (basis === 'days') return day - startDay;
  const days = daysOf(cycle, period, basis);
  if (day >= endDay) return days + thirtyDayMonths(endDay, day);
  return Math.min(thirtyDayMonths(startDay, day), days);
}

/** Days from one date to another when every month has 30. */
function thirtyDayMonths(fromDay: number, toDay: number): number {
  const from = dateOf(fromDay);
  const to = dateOf(toDay);
  return (to.month - from.month) * DAYS_A_MONTH + to.dayOfMonth - from.dayOfMonth;
}
