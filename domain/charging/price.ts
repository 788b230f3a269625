/**
 * Units to money, within one rating group of one session. Cost accrues exactly and is rounded once, over
 * the whole session: any split of a session costs the same as the whole.
 */
import type { Group, Session } from './account.js';
import type { ClassTerms } from './plan-index.js';
import {
  type Accrued,
  type SessionTime,
  accrue,
  addAccrued,
  affordableUnits,
  settle,
} from '../rating/index.js';

/** One rating group of one session, as it is debited and granted. */
export interface Metered {
  readonly session: Session;
  readonly group: Group;
  readonly terms: ClassTerms;
  /** When it is used, epoch milliseconds: decides time-of-day prices of volumes. */
  readonly atMs: number;
}

interface Quote {
  readonly accrued: Accrued;
  /** Beyond what the group was charged so far. */
  readonly micros: number;
}

function accruedBy(group: Group): Accrued {
  return { micros: group.accruedMicros, rem: group.accruedRem };
}

function instant({ session, atMs }: Metered): SessionTime {
  return { startMs: session.startedAtS * 1000, atMs };
}

function quote(metered: Metered, units: number): Quote {
  const { group, terms } = metered;
  const { profile, service } = terms;
  const at = instant(metered);
  const before = accruedBy(group);
  const more = accrue(service.tariff, profile, at, group.position, group.position + units);
  const after = addAccrued(service.tariff, profile, before, more);
  const charged = settle(service.tariff, profile, before, at.startMs);
  return { accrued: after, micros: settle(service.tariff, profile, after, at.startMs) - charged };
}

/** Micros that the next `units` of the group cost, beyond what it was charged so far. */
export function priceOf(metered: Metered, units: number): number {
  return quote(metered, units).micros;
}

/** Adds `units` to the group's position and cost, and returns the micros they cost. */
export function settleUsage(metered: Metered, units: number): number {
  if (units === 0) return 0;
  const { group } = metered;
  const { accrued, micros } = quote(metered, units);
  group.position += units;
  group.accruedMicros = accrued.micros;
  group.accruedRem = accrued.rem;
  return micros;
}

/** The largest number of units ≤ limit that `budgetMicros` pays for next. */
export function unitsFor(metered: Metered, budgetMicros: number, limit: number): number {
  const { group, terms } = metered;
  return affordableUnits(
    terms.service.tariff,
    terms.profile,
    instant(metered),
    accruedBy(group),
    group.position,
    budgetMicros,
    limit,
  );
}

/**
 * Whether the upper bound of some units is within 2 % of what they cost: else holding it again and again
 * would set aside ever more than is used (a second that holds a minute), and the exact price is held instead.
 */
export function isTight(terms: ClassTerms, units: number): boolean {
  const { flat } = terms;
  if (flat === undefined) return false;
  const exact = ((units / flat.increment) * flat.numerator) / flat.denominator;
  return flatUpperMicros(terms, units) * 50 <= exact * 51;
}

/** The most units whose upper bound (`flatUpperMicros`) is within an amount. */
export function flatUnitsWithin(terms: ClassTerms, micros: number): number {
  const { flat } = terms;
  if (flat === undefined) return 0;
  // Only a fee: units themselves cost nothing.
  if (flat.numerator === 0) return Number.MAX_SAFE_INTEGER;
  const whole = Math.floor(micros / terms.granularityMicros) * terms.granularityMicros;
  const units = Math.floor((whole / flat.numerator) * flat.denominator) * flat.increment;
  return Number.isSafeInteger(units) ? units : 0;
}

/**
 * An upper bound, in micros, of what `units` can add to a session's cost at a flat price, wherever they
 * fall: whole increments, rounded up to the step of the tariff's rounding. What the fast path holds back.
 */
export function flatUpperMicros(terms: ClassTerms, units: number): number {
  const { flat } = terms;
  if (flat === undefined) throw new RangeError('only a flat price has an upper bound that ignores position');
  const increments = Math.ceil(units / flat.increment);
  const product = increments * flat.numerator;
  const granularity = terms.granularityMicros;
  if (product <= Number.MAX_SAFE_INTEGER) {
    return Math.ceil(product / (flat.denominator * granularity)) * granularity;
  }
  const step = BigInt(flat.denominator) * BigInt(granularity);
  return Number((BigInt(increments) * BigInt(flat.numerator) + step - 1n) / step) * granularity;
}
