import { assertUnits } from './accrued.js';
import { SessionWalk } from './session-walk.js';
import type { CompiledTariff } from './tariff.js';
import { profileIndex } from './tariff-index.js';

/** A stretch of a session at one price. */
export interface Segment {
  /** Units of the session before it. */
  readonly fromUnit: number;
  /** Units of the session up to its end; the last segment ends with the usage, inside a begun increment. */
  readonly toUnit: number;
  /** Index into the profile's prices. */
  readonly price: number;
  /** Index into the price's slots. */
  readonly slot: number;
  /** Increments charged. */
  readonly increments: number;
  /** Price of one of them, in 1/denominator micro of the profile. */
  readonly incrementPrice: number;
}

/** What a session's cost is made of, besides the connect fee: for explaining a charge. */
export function segments(
  tariff: CompiledTariff,
  profile: number,
  startMs: number,
  units: number,
): readonly Segment[] {
  assertUnits('units', units, 0);
  const found: Segment[] = [];
  const walk = new SessionWalk(profileIndex(tariff, profile), startMs, startMs, units);
  while (walk.next()) {
    const { price, slot, start: fromUnit, count: increments, cost: incrementPrice } = walk;
    const toUnit = Math.min(units, fromUnit + increments * walk.increment);
    found.push({ fromUnit, toUnit, price, slot, increments, incrementPrice });
  }
  return found;
}
