/** Periods and charges of cycles that anyone may bring: what is wrong with them is told at once, before anything is computed. */
import { assertCycle } from './check-cycle.js';
import { assertRecurringCharge } from './check-recurring-charge.js';
import type { Cycle } from './cycle.js';
import * as charges from './due-charges.js';
import * as period from './period.js';
import type { RecurringCharge, SubscriptionTime } from './recurring-charge.js';

/** As `period.ts`. @throws CycleError */
export function periodAt(cycle: Cycle, anchorMs: number, atMs: number): period.Period {
  assertCycle(cycle, { anchorMs, atMs });
  return period.periodAt(cycle, anchorMs, atMs);
}

/** As `period.ts`. @throws CycleError */
export function periodNumber(cycle: Cycle, anchorMs: number, atMs: number): number {
  assertCycle(cycle, { anchorMs, atMs });
  return period.periodNumber(cycle, anchorMs, atMs);
}

/** As `period.ts`. @throws CycleError */
export function nextBoundary(cycle: Cycle, anchorMs: number, atMs: number): number {
  assertCycle(cycle, { anchorMs, atMs });
  return period.nextBoundary(cycle, anchorMs, atMs);
}

/** As `period.ts`. @throws CycleError, also for a period beyond the years 1000 to 8999 */
export function nthPeriod(cycle: Cycle, anchorMs: number, index: number): period.Period {
  assertCycle(cycle, { anchorMs });
  return period.nthPeriod(cycle, anchorMs, index);
}

/** As `period.ts`. @throws CycleError at once */
export function periods(
  cycle: Cycle,
  anchorMs: number,
  fromMs: number,
  toMs: number,
): Iterable<period.Period> {
  assertCycle(cycle, { anchorMs, fromMs, toMs });
  return period.periods(cycle, anchorMs, fromMs, toMs);
}

/** As `due-charges.ts`. @throws CycleError */
export function dueCharges(
  charge: RecurringCharge,
  subscription: SubscriptionTime,
  chargedThrough: number | undefined,
  nowMs: number,
): charges.DueCharges {
  assertRecurringCharge(charge, subscription, { nowMs });
  return charges.dueCharges(charge, subscription, chargedThrough, nowMs);
}

/** As `due-charges.ts`. @throws CycleError */
export function periodCharge(
  charge: RecurringCharge,
  subscription: SubscriptionTime,
  index: number,
): charges.PeriodCharge | undefined {
  assertRecurringCharge(charge, subscription);
  return charges.periodCharge(charge, subscription, index);
}
