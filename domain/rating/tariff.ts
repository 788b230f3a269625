import type { MaxCostStrategy, RoundingMethod, TariffUnit } from './tariff-definition.js';

/**
 * A tariff ready for rating: immutable, JSON-safe, the same after `JSON.parse(JSON.stringify(…))`.
 *
 * Look-up tables (`tariff-index.ts`) are derived from it on first use and never stored.
 */
export interface CompiledTariff {
  /** First 16 hex digits of the SHA-256 of the canonical JSON of all other fields. */
  readonly id: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly unit: TariffUnit;
  /** IANA zone. */
  readonly timeZone: string;
  /** Local dates, ascending. */
  readonly holidays: readonly string[];
  /** One a destination, in the order of the definition. */
  readonly profiles: readonly Profile[];
  /** All prefixes without `+`, ascending. */
  readonly prefixes: readonly string[];
  /** For each of `prefixes`, the index of its profile. */
  readonly prefixProfiles: readonly number[];
}

/** All prices towards one destination. */
export interface Profile {
  readonly destination: string;
  /** All prices and fees of the profile are integers of 1/denominator micro. */
  readonly denominator: number;
  /** The different prices; which one is in force when is in `days`. */
  readonly prices: readonly Price[];
  /**
   * Absent with one price. Else the starts of each day, as flat pairs (local second of the day, index into
   * `prices`): 7 entries by weekday from Sunday, and when holidays matter 7 more for holidays by weekday.
   */
  readonly days?: readonly (readonly number[])[];
}

/** One price of a destination. */
export interface Price {
  /** In 1/denominator micro. */
  readonly connectFee: number;
  /** Ascending by `fromUnit`, the first at 0. */
  readonly slots: readonly Slot[];
  readonly terms: Terms;
}

export interface Slot {
  readonly fromUnit: number;
  /** Units charged at a time. */
  readonly increment: number;
  /** Price of one increment in 1/denominator micro. */
  readonly price: number;
}

/** How a session's exact cost becomes an amount. */
export interface Terms {
  readonly rounding: RoundingMethod;
  /** Costs are multiples of this many micros: 10^(6 − decimals). */
  readonly quantum: number;
  readonly maxCost?: { readonly micros: number; readonly strategy: MaxCostStrategy };
}
