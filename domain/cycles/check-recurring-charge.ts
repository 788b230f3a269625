import { at, type Problem, problemAt } from '../operator/problem.js';
import { cycleProblems, isObject, isSound, isWithin, markSound, timeProblems } from './check-cycle.js';
import { CycleError } from './cycle-error.js';
import { MAX_ROUND_TO_MICROS } from './proration.js';
import {
  MAX_TRIAL_DAYS,
  MAX_TRIAL_PERIODS,
  type RecurringCharge,
  type SubscriptionTime,
} from './recurring-charge.js';

/**
 * All that is wrong with a recurring charge, whatever its shape.
 *
 * @param path  where it stands
 */
export function recurringChargeProblems(charge: unknown, path = ''): Problem[] {
  if (!isObject(charge)) return [problemAt(path, charge, 'a recurring charge { cycle, priceMicros }')];
  const { cycle, priceMicros, due, proration, trial, roundToMicros, spread } = charge as Partial<
    Record<keyof RecurringCharge, unknown>
  >;
  const problems = cycleProblems(cycle, at(path, 'cycle'));
  if (!isWithin(priceMicros, 0, Number.MAX_SAFE_INTEGER)) {
    problems.push(
      problemAt(at(path, 'priceMicros'), priceMicros, `whole number from 0 to ${Number.MAX_SAFE_INTEGER}`),
    );
  }
  if (due !== undefined && due !== 'in-advance' && due !== 'in-arrears') {
    problems.push(problemAt(at(path, 'due'), due, 'in-advance, in-arrears'));
  }
  problems.push(...prorationProblems(proration, cycle, at(path, 'proration')));
  if (trial !== undefined) problems.push(...trialProblems(trial, at(path, 'trial')));
  if (roundToMicros !== undefined && !isWithin(roundToMicros, 1, MAX_ROUND_TO_MICROS)) {
    problems.push(
      problemAt(at(path, 'roundToMicros'), roundToMicros, `whole number from 1 to ${MAX_ROUND_TO_MICROS}`),
    );
  }
  if (spread !== undefined) problems.push(...spreadProblems(spread, cycle, proration, at(path, 'spread')));
  return problems;
}

function spreadProblems(spread: unknown, cycle: unknown, proration: unknown, path: string): Problem[] {
  const isByDay = isObject(spread) && 'byDay' in spread && spread.byDay === true;
  const isOfDays =
    isObject(cycle) && 'unit' in cycle && cycle.unit === 'day' && 'every' in cycle && cycle.every === 1;
  return [
    ...(isByDay ? [] : [problemAt(path, spread, '{ byDay: true }')]),
    ...(isOfDays ? [] : [problemAt(path, spread, 'nothing, unless the cycle is of one day')]),
    ...(proration === undefined || proration === 'days'
      ? []
      : [problemAt(path, spread, `nothing with proration ${JSON.stringify(proration)}`)]),
  ];
}

function prorationProblems(proration: unknown, cycle: unknown, path: string): Problem[] {
  if (proration === undefined || proration === 'days' || proration === 'none') return [];
  if (proration !== 'thirty-day-months') return [problemAt(path, proration, 'days, thirty-day-months, none')];
  const unit = isObject(cycle) && 'unit' in cycle ? cycle.unit : undefined;
  if (unit !== 'day' && unit !== 'week') return [];
  return [problemAt(path, proration, 'days or none, unless the cycle counts months')];
}

function trialProblems(trial: unknown, path: string): Problem[] {
  if (isObject(trial)) {
    if ('days' in trial && !('periods' in trial)) {
      if (isWithin(trial.days, 0, MAX_TRIAL_DAYS)) return [];
      return [problemAt(at(path, 'days'), trial.days, `whole number from 0 to ${MAX_TRIAL_DAYS}`)];
    }
    if ('periods' in trial && !('days' in trial)) {
      if (isWithin(trial.periods, 0, MAX_TRIAL_PERIODS)) return [];
      return [problemAt(at(path, 'periods'), trial.periods, `whole number from 0 to ${MAX_TRIAL_PERIODS}`)];
    }
  }
  return [problemAt(path, trial, '{ days } or { periods }')];
}

/**
 * Refuses a recurring charge, a subscription's times or other instants that cannot be worked with. A charge
 * is looked at once; it must not change later.
 *
 * @throws CycleError with all problems
 */
export function assertRecurringCharge(
  charge: RecurringCharge,
  subscription: SubscriptionTime,
  times: Readonly<Record<string, number>> = {},
): void {
  const problems = isSound(charge) ? [] : recurringChargeProblems(charge, 'charge');
  const { anchorMs, startMs = anchorMs, endMs } = subscription;
  problems.push(...timeProblems(anchorMs, 'subscription.anchorMs'));
  if (startMs !== anchorMs) problems.push(...timeProblems(startMs, 'subscription.startMs'));
  if (endMs !== undefined) {
    problems.push(...timeProblems(endMs, 'subscription.endMs'));
    if (endMs < startMs) {
      problems.push(problemAt('subscription.endMs', endMs, `at least the start, ${startMs}`));
    }
  }
  for (const [name, timeMs] of Object.entries(times)) problems.push(...timeProblems(timeMs, name));
  if (problems.length > 0) throw new CycleError(problems);
  markSound(charge);
}
