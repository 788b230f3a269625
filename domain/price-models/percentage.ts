import { charge, type Charge } from './charge.js';
import {
  type Exact,
  compare,
  exact,
  least,
  minus,
  most,
  ONE,
  over,
  plus,
  sum,
  times,
  ZERO,
} from './exact.js';
import type { PercentagePrice, PeriodUsage } from './price-model.js';

const HUNDRED: Exact = { numerator: 100n, denominator: 1n };

export const percentOf = (percent: string): Exact => over(exact(percent), HUNDRED);

interface Event {
  /** What of it is not free. */
  readonly paid: Exact;
  readonly paysFee: boolean;
}

/** Takes the free allowances off the events, in their order. */
function afterFree({ freeEvents = 0, freeAmount = '0' }: PercentagePrice, values: readonly Exact[]): Event[] {
  const amount = exact(freeAmount);
  const bounded = amount.numerator > 0n;
  let running = ZERO;
  return values.map((value, at) => {
    const before = running;
    running = plus(running, value);
    const counts = (freeEvents > 0 || bounded) && (freeEvents === 0 || at < freeEvents);
    if (!counts) return { paid: value, paysFee: true };
    if (!bounded) return { paid: ZERO, paysFee: false };
    const free = most(ZERO, minus(least(running, amount), least(before, amount)));
    return { paid: minus(value, free), paysFee: compare(running, amount) >= 0 };
  });
}

/** @throws RangeError when the events do not sum to the units, or are needed and missing */
export function percentage(model: PercentagePrice, usage: PeriodUsage): Charge[] {
  const units = exact(usage.units);
  const { minPerEvent, maxPerEvent, eventFee = '0', freeEvents = 0, freeAmount = '0' } = model;
  const fee = exact(eventFee);
  const share = percentOf(model.percent);
  const apart =
    fee.numerator !== 0n ||
    freeEvents > 0 ||
    exact(freeAmount).numerator > 0n ||
    minPerEvent !== undefined ||
    maxPerEvent !== undefined;
  if (!apart) return [charge('percentage', units, share)];
  const values = eventsOf(usage, units);
  const events = afterFree(model, values);
  if (minPerEvent === undefined && maxPerEvent === undefined) {
    const fees = BigInt(events.filter(({ paysFee }) => paysFee).length);
    return [
      charge('percentage', sum(events.map(({ paid }) => paid)), share),
      charge('fees', { numerator: fees, denominator: 1n }, fee),
    ];
  }
  return events
    .filter(({ paysFee }) => paysFee)
    .map(({ paid }) => {
      const plain = plus(times(paid, share), fee);
      const least_ = minPerEvent === undefined ? plain : most(plain, exact(minPerEvent));
      return charge('fees', ONE, maxPerEvent === undefined ? least_ : least(least_, exact(maxPerEvent)));
    });
}

function eventsOf({ events }: PeriodUsage, units: Exact): Exact[] {
  if (events === undefined) {
    if (units.numerator === 0n) return [];
    throw new RangeError('events; needed: this price depends on each of them');
  }
  const values = events.map(exact);
  if (compare(sum(values), units) !== 0)
    throw new RangeError(`events; they must sum to the ${units.numerator}/${units.denominator} units`);
  return values;
}
