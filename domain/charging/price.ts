/**
 * Units to money, within one rating group of one session. Cost accrues exactly and is rounded once, over
 * the whole session: any split of a session costs the same as the whole.
 */
import type { Group, Session } from './account.js';
import type { ClassTerms } from './plan-index.js';
import { accrue, addAccrued, affordableUnits, settle } from '../rating/index.js';

interface Quote {
  readonly accruedMicros: number;
  readonly accruedRem: number;
  /** Beyond what the group was charged so far. */
  readonly micros: number;
}

function accrued(group: Group): { micros: number; rem: number } {
  return { micros: group.accruedMicros, rem: group.accruedRem };
}

function instant(session: Session, atMs: number): { startMs: number; atMs: number } {
  const startMs = session.startedAtS * 1000;
  return { startMs, atMs: atMs === 0 ? startMs : atMs };
}

function quote(terms: ClassTerms, session: Session, group: Group, atMs: number, units: number): Quote {
  const { tariff } = terms.service;
  const at = instant(session, atMs);
  const before = accrued(group);
  const more = accrue(tariff, terms.profile, at, group.position, group.position + units);
  const after = addAccrued(tariff, terms.profile, before, more);
  return {
    accruedMicros: after.micros,
    accruedRem: after.rem,
    micros:
      settle(tariff, terms.profile, after, at.startMs) - settle(tariff, terms.profile, before, at.startMs),
  };
}

/** Micros that the next `units` of the group cost, beyond what it was charged so far. */
export function priceOf(
  terms: ClassTerms,
  session: Session,
  group: Group,
  atMs: number,
  units: number,
): number {
  return quote(terms, session, group, atMs, units).micros;
}

/** Adds `units` to the group's position and cost, and returns the micros they cost. */
export function settleUsage(
  terms: ClassTerms,
  session: Session,
  group: Group,
  atMs: number,
  units: number,
): number {
  if (units === 0) return 0;
  const { accruedMicros, accruedRem, micros } = quote(terms, session, group, atMs, units);
  group.position += units;
  group.accruedMicros = accruedMicros;
  group.accruedRem = accruedRem;
  return micros;
}

/** The largest number of units ≤ limit that `budgetMicros` pays for next. */
export function unitsFor(
  terms: ClassTerms,
  session: Session,
  group: Group,
  atMs: number,
  budgetMicros: number,
  limit: number,
): number {
  return affordableUnits(
    terms.service.tariff,
    terms.profile,
    instant(session, atMs),
    accrued(group),
    group.position,
    budgetMicros,
    limit,
  );
}

/** The most units whose upper bound (`flatUpperMicros`) is within an amount. */
export function flatUnitsWithin(terms: ClassTerms, micros: number): number {
  const { flat } = terms;
  if (flat === undefined) return 0;
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
