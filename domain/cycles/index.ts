export { cycleProblems } from './check-cycle.js';
export { recurringChargeProblems } from './check-recurring-charge.js';
export {
  type Cycle,
  type CycleAnchor,
  type CycleUnit,
  MAX_EVERY,
  MAX_TIME_MS,
  MIN_TIME_MS,
} from './cycle.js';
export { CycleError } from './cycle-error.js';
export {
  dueCharges,
  nextBoundary,
  nthPeriod,
  periodAt,
  periodCharge,
  periodNumber,
  periods,
} from './checked.js';
export { type DueCharges, MAX_CHARGES, type PeriodCharge } from './due-charges.js';
export { localDateStartMs } from './local-date.js';
export { dayAt } from './local-day.js';
export { monthAfter, monthSpan } from './month.js';
export type { Period } from './period.js';
export { proratedMicros, type Share, shareOf } from './proration.js';
export type { RecurringCharge, SubscriptionTime } from './recurring-charge.js';
