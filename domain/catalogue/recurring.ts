import type { RecurringCharge } from '../cycles/index.js';
import { recurringChargeProblems } from '../cycles/index.js';
import { minorUnitMicros } from '../operator/currency.js';
import { toMicros } from '../operator/decimal.js';
import { at, keysOf, problemAt, type Problem } from '../operator/problem.js';
import type { Recurring } from '../operator/recurring.js';
import { WEEK_DAYS } from '../operator/scalars.js';
import type { Part } from './offering-view.js';
import type { RecurringTerms } from './plan.js';

/** Stand-in for a market that is wrong itself. */
const ANY_ZONE = 'UTC';

/** What is wrong with a recurring price beyond its parts: cycles that do not fit together, or never end. */
export function checkRecurring(
  { path, value }: Part<Recurring>,
  timeZone: string | undefined,
  currency: string | undefined,
): Problem[] {
  if (value === undefined) return [];
  const isPlainMonth = value.every === 1 && value.unit === 'month' && value.anchor === 'activation';
  if (
    value.spread !== undefined &&
    (!isPlainMonth || value.proration !== undefined || value.due !== undefined)
  ) {
    return [
      problemAt(
        at(path, 'spread'),
        value.spread,
        'nothing beside it but price, trial, graceDays and roundTo',
        'it says already that a calendar month is charged by its days',
      ),
    ];
  }
  const charge = recurringCharge(value, timeZone ?? ANY_ZONE, currency ?? 'XTS');
  return recurringChargeProblems(charge).map((problem) => {
    const where = at(
      path,
      ...keysOf(problem.path).flatMap((key): readonly (string | number)[] => FILE_KEYS[String(key)] ?? [key]),
    );
    return problemAt(where, problem.value, problem.allowed, problem.why);
  });
}

/** Where the members of a recurring charge stand in the file. */
const FILE_KEYS: Readonly<Record<string, readonly string[]>> = {
  cycle: [],
  priceMicros: ['price'],
  roundToMicros: ['roundTo'],
};

export function compileRecurring(recurring: Recurring, timeZone: string, currency: string): RecurringTerms {
  return { charge: recurringCharge(recurring, timeZone, currency), graceDays: recurring.graceDays };
}

function recurringCharge(recurring: Recurring, timeZone: string, currency: string): RecurringCharge {
  const { every, unit, anchor, price, due, proration, trial, roundTo, spread } = recurring;
  return {
    cycle: {
      ...(spread === undefined ? { every, unit } : { every: 1, unit: 'day' }),
      anchor:
        typeof anchor === 'string'
          ? anchor
          : 'weekday' in anchor
            ? { weekday: WEEK_DAYS.indexOf(anchor.weekday) }
            : {
                dayOfMonth: anchor.dayOfMonth,
                ...(anchor.month === undefined ? {} : { month: anchor.month }),
              },
      timeZone,
    },
    priceMicros: toMicros(price),
    ...(due === undefined ? {} : { due }),
    ...(proration === undefined ? {} : { proration }),
    ...(trial === undefined ? {} : { trial }),
    roundToMicros: roundTo === undefined ? minorUnitMicros(currency) : toMicros(roundTo),
    ...(spread === undefined ? {} : { spread: { byDay: true } }),
  };
}
