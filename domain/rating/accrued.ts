import { AmountOverflow, RatingInputError } from './rating-error.js';
import { priceSpan } from './calendar.js';
import { SessionWalk } from './session-walk.js';
import type { CompiledTariff, Terms } from './tariff.js';
import { type PriceIndex, type ProfileIndex, profileIndex } from './tariff-index.js';

/** An exact cost: `micros` whole micros and `rem`/denominator of the profile, 0 ≤ rem < denominator. */
export interface Accrued {
  readonly micros: number;
  readonly rem: number;
}

/** When a session began and when the units in question were used, ms since the epoch. */
export interface SessionTime {
  readonly startMs: number;
  readonly atMs: number;
}

/** The accrued cost of nothing. */
export const NOTHING_ACCRUED: Accrued = { micros: 0, rem: 0 };

/**
 * The exact cost of units (from, to] of a session; no rounding, no maximum cost (`settle` does both).
 *
 * Additive: the parts of any split add up to the whole. Seconds are priced at the instants they fall in,
 * unit u at startMs + 1000·u, so that calendar boundaries inside a call count; `atMs` plays no part.
 * Bytes and messages are priced at `atMs`. The connect fee (of the price in force at startMs) comes with
 * the first unit. Increments count over the whole session (`session-walk.ts`).
 *
 * @param from  units of the session that are already accrued, ≥ 0
 * @param to  units of the session after these, ≥ from
 * @throws RatingInputError, AmountOverflow
 */
export function accrue(
  tariff: CompiledTariff,
  profile: number,
  at: SessionTime,
  from: number,
  to: number,
): Accrued {
  const index = profileIndex(tariff, profile);
  assertUnits('from', from, 0);
  assertUnits('to', to, from);
  if (to <= safeUnits(index)) {
    const numerator = sum(index, at.startMs, at.atMs, to) - sum(index, at.startMs, at.atMs, from);
    const micros = Math.floor(numerator / index.denominator);
    return { micros, rem: numerator - micros * index.denominator };
  }
  return fromNumerator(
    index,
    wideSum(index, at.startMs, at.atMs, to) - wideSum(index, at.startMs, at.atMs, from),
  );
}

/** The exact sum of two costs under the same profile. */
export function addAccrued(tariff: CompiledTariff, profile: number, a: Accrued, b: Accrued): Accrued {
  const { denominator } = profileIndex(tariff, profile);
  const rem = a.rem + b.rem;
  const carry = rem >= denominator ? 1 : 0;
  const micros = a.micros + b.micros + carry;
  if (micros > Number.MAX_SAFE_INTEGER) throw new AmountOverflow(BigInt(a.micros) + BigInt(b.micros));
  return { micros, rem: rem - carry * denominator };
}

/**
 * The amount that an exact cost comes to: the one rounding, then the maximum cost when what is beyond it
 * is free.
 *
 * @param startMs  start of the session; only needed where the timings of a destination differ in rounding
 *   or maximum cost: the timing in force at the start decides
 * @returns micros
 */
export function settle(tariff: CompiledTariff, profile: number, accrued: Accrued, startMs?: number): number {
  const index = profileIndex(tariff, profile);
  return settleUnder(termsAt(index, startMs), index.denominator, accrued.micros, accrued.rem);
}

/**
 * What the first `units` units of a session cost, in micros. Quote and debit are this one function.
 *
 * @throws RatingInputError, AmountOverflow
 */
export function cost(tariff: CompiledTariff, profile: number, startMs: number, units: number): number {
  const index = profileIndex(tariff, profile);
  assertUnits('units', units, 0);
  const terms = index.terms ?? termsAt(index, startMs);
  if (units <= safeUnits(index)) {
    const numerator = sum(index, startMs, startMs, units);
    const micros = Math.floor(numerator / index.denominator);
    return settleUnder(terms, index.denominator, micros, numerator - micros * index.denominator);
  }
  const { micros, rem } = fromNumerator(index, wideSum(index, startMs, startMs, units));
  return settleUnder(terms, index.denominator, micros, rem);
}

/** `cost` before its rounding, in micros; the maximum cost counts when what is beyond it is free. */
export function exactCost(
  tariff: CompiledTariff,
  profile: number,
  startMs: number,
  units: number,
): { numerator: bigint; denominator: bigint } {
  const index = profileIndex(tariff, profile);
  assertUnits('units', units, 0);
  const denominator = BigInt(index.denominator);
  const numerator = wideSum(index, startMs, startMs, units);
  const { maxCost } = termsAt(index, startMs);
  if (maxCost?.strategy === 'free') {
    const most = BigInt(maxCost.micros) * denominator;
    if (numerator > most) return { numerator: most, denominator };
  }
  return { numerator, denominator };
}

export function termsAt(index: ProfileIndex, startMs: number | undefined): Terms {
  if (index.terms !== undefined) return index.terms;
  if (startMs === undefined) {
    throw new RatingInputError(
      'startMs',
      startMs,
      'the start of the session, because the terms differ by timing',
    );
  }
  return index.prices[priceSpan(index.calendar!, startMs).price]!.terms;
}

function settleUnder(terms: Terms, denominator: number, micros: number, rem: number): number {
  const { quantum, rounding, maxCost } = terms;
  let quanta: number;
  if (quantum === 1) {
    if (rounding === 'middle') quanta = rem + rem >= denominator ? micros + 1 : micros;
    else quanta = rounding === 'up' && rem > 0 ? micros + 1 : micros;
  } else if (rounding === 'middle') quanta = Math.floor((micros + quantum / 2) / quantum);
  else if (rounding === 'down') quanta = Math.floor(micros / quantum);
  else quanta = Math.ceil((rem > 0 ? micros + 1 : micros) / quantum);
  const amount = quanta * quantum;
  if (maxCost !== undefined && maxCost.strategy === 'free' && amount > maxCost.micros) return maxCost.micros;
  if (amount > Number.MAX_SAFE_INTEGER) throw new AmountOverflow(amount);
  return amount;
}

/** Cost of units (0, to] in 1/denominator micro; exact while `to` ≤ `safeUnits`. */
export function sum(index: ProfileIndex, startMs: number, atMs: number, to: number): number {
  if (to === 0) return 0;
  if (index.calendar === undefined) return sumOfPrice(index.prices[0]!, to);
  let total = connectFee(index, startMs);
  const walk = new SessionWalk(index, startMs, atMs, to);
  while (walk.next()) total += walk.count * walk.cost;
  return total;
}

function sumOfPrice(price: PriceIndex, to: number): number {
  if (to > price.lastStart) {
    return (
      price.connectFee +
      price.lastBefore +
      Math.ceil((to - price.lastStart) / price.lastIncrement) * price.lastPrice
    );
  }
  let slot = price.last - 1;
  while (price.starts[slot]! >= to) slot -= 1;
  const { increment, price: cost } = price.slots[slot]!;
  return price.connectFee + price.before[slot]! + Math.ceil((to - price.starts[slot]!) / increment) * cost;
}

/** `sum` for any size. */
export function wideSum(index: ProfileIndex, startMs: number, atMs: number, to: number): bigint {
  if (to === 0) return 0n;
  let total = BigInt(connectFee(index, startMs));
  const walk = new SessionWalk(index, startMs, atMs, to);
  while (walk.next()) total += BigInt(walk.count) * BigInt(walk.cost);
  return total;
}

/** The fee of the price in force at the session's start, in 1/denominator micro. */
export function connectFee(index: ProfileIndex, startMs: number): number {
  const price = index.calendar === undefined ? 0 : priceSpan(index.calendar, startMs).price;
  return index.prices[price]!.connectFee;
}

/** Up to this many units `sum` is exact. */
export function safeUnits(index: ProfileIndex): number {
  return index.calendar === undefined ? index.prices[0]!.safeUnits : index.safeUnits;
}

function fromNumerator(index: ProfileIndex, numerator: bigint): Accrued {
  const denominator = BigInt(index.denominator);
  const micros = numerator / denominator;
  if (micros > BigInt(Number.MAX_SAFE_INTEGER)) throw new AmountOverflow(micros);
  return { micros: Number(micros), rem: Number(numerator % denominator) };
}

export function assertUnits(argument: string, units: number, least: number): void {
  if (!Number.isSafeInteger(units) || units < least) {
    throw new RatingInputError(argument, units, `a whole number from ${least} to ${Number.MAX_SAFE_INTEGER}`);
  }
}
