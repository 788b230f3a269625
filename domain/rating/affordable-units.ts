import {
  type Accrued,
  assertUnits,
  connectFee,
  safeUnits,
  settle,
  type SessionTime,
  sum,
  termsAt,
  wideSum,
} from './accrued.js';
import { MAX_CALENDAR_SESSION_S, SessionWalk } from './session-walk.js';
import type { CompiledTariff, Terms } from './tariff.js';
import { type ProfileIndex, profileIndex } from './tariff-index.js';

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * The largest n ≤ limit so that units (from, from + n] cost at most the budget: how much to grant.
 *
 * Exactly: settle(accrued + accrue(from, from + n)) − settle(accrued) ≤ budgetMicros. Units of an increment
 * that is already paid, and units beyond a maximum cost that makes them free, cost nothing. With
 * `disconnect` the session's total never passes the maximum cost either. Answers 0 when not one unit is
 * affordable. One step a stretch of equal price, no loop over increments.
 *
 * @param accruedSoFar  exact cost of the session's units (0, from]
 * @param budgetMicros  micros
 * @param limit  units
 * @throws RatingInputError
 */
export function affordableUnits(
  tariff: CompiledTariff,
  profile: number,
  at: SessionTime,
  accruedSoFar: Accrued,
  from: number,
  budgetMicros: number,
  limit: number,
): number {
  const index = profileIndex(tariff, profile);
  assertUnits('from', from, 0);
  assertUnits('limit', limit, 0);
  if (limit === 0 || budgetMicros < 0) return 0;
  const terms = termsAt(index, at.startMs);
  const settled = settle(tariff, profile, accruedSoFar, at.startMs);
  let most = Math.min(settled + budgetMicros, Number.MAX_SAFE_INTEGER);
  const to = Math.min(from + limit, index.timed ? MAX_CALENDAR_SESSION_S : Number.MAX_SAFE_INTEGER);
  if (terms.maxCost !== undefined && most >= terms.maxCost.micros) {
    if (terms.maxCost.strategy === 'free') return limit;
    most = terms.maxCost.micros;
  }
  if (most < settled) return 0;

  const denominator = BigInt(index.denominator);
  const accrued = BigInt(accruedSoFar.micros) * denominator + BigInt(accruedSoFar.rem);
  const room = largestCostWithin(terms, denominator, BigInt(most)) - accrued;
  const reached = furthest(index, at, from, to, room);
  return Math.max(0, Math.min(reached, to) - from);
}

/** The largest exact cost, in 1/denominator micro, that rounds to at most `most` micros. */
function largestCostWithin(terms: Terms, denominator: bigint, most: bigint): bigint {
  const quantum = BigInt(terms.quantum);
  const rounded = (most / quantum) * quantum;
  if (terms.rounding === 'up') return rounded * denominator;
  if (terms.rounding === 'down') return (rounded + quantum) * denominator - 1n;
  return ((2n * rounded + quantum) * denominator + 1n) / 2n - 1n;
}

/** The last unit up to which units after `from` cost at most `room`; at least `to` when all do. */
function furthest(index: ProfileIndex, at: SessionTime, from: number, to: number, room: bigint): number {
  const { startMs, atMs } = at;
  if (to <= safeUnits(index) && room <= SAFE) {
    const most = sum(index, startMs, atMs, from) + Number(room);
    if (most <= Number.MAX_SAFE_INTEGER) {
      if (sum(index, startMs, atMs, to) <= most) return to;
      let left = most - connectFee(index, startMs);
      if (left < 0) return from;
      const walk = new SessionWalk(index, startMs, atMs, to);
      while (walk.next()) {
        const price = walk.count * walk.cost;
        if (price > left) return walk.start + Math.floor(left / walk.cost) * walk.increment;
        left -= price;
      }
      return to;
    }
  }
  let left = wideSum(index, startMs, atMs, from) + room - BigInt(connectFee(index, startMs));
  if (left < 0n) return from;
  const walk = new SessionWalk(index, startMs, atMs, to);
  while (walk.next()) {
    const price = BigInt(walk.count) * BigInt(walk.cost);
    if (price > left) return walk.start + Number(left / BigInt(walk.cost)) * walk.increment;
    left -= price;
  }
  return to;
}
