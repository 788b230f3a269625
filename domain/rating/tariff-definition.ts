/** A non-negative decimal number as text, for example "0.1". Never a binary float. */
export type Decimal = string;

/** What a tariff counts. Calls are in whole seconds, data in bytes, events in messages. */
export type TariffUnit = 'seconds' | 'bytes' | 'messages';

/** How the one final rounding goes: away from zero, to the nearest (a half goes up), or towards zero. */
export type RoundingMethod = 'up' | 'middle' | 'down';

/**
 * What happens when a session reaches its maximum cost: everything beyond is `free`, or the session is to
 * be cut (`disconnect`). Usage that is reported beyond a cut is charged in full: the maximum then limits
 * what is granted, not what is owed.
 */
export type MaxCostStrategy = 'free' | 'disconnect';

/** A tariff as it is written: what one service costs, towards every destination, at any time. */
export interface TariffDefinition {
  /** ISO 4217. */
  readonly currency: string;
  readonly unit: TariffUnit;
  /** IANA zone whose local clock the timings follow. */
  readonly timeZone: string;
  /** Local dates (YYYY-MM-DD) on which the `holidays` timings apply. */
  readonly holidays?: readonly string[];
  readonly rates: readonly RateDefinition[];
}

/** One price towards one destination, in one timing. */
export interface RateDefinition {
  /** Name, for example `national`. Rates with the same name share their prefixes and differ by timing. */
  readonly destination: string;
  /**
   * Leading digits of the called numbers (at most 15); '' is any number. The longest prefix wins. A leading
   * `+` is notation only: `+49` and `49` are the same prefix, and the same for the numbers looked up.
   */
  readonly prefixes: readonly string[];
  /** Needed when the destination has several rates. */
  readonly timing?: TimingDefinition;
  /**
   * Charged once, with the first unit of a session, by the timing in force at the session's start.
   *
   * @default "0"
   */
  readonly connectFee?: Decimal;
  readonly slots: readonly SlotDefinition[];
  /** The most that one session costs, connect fee included: at most 6 decimals, above zero. */
  readonly maxCost?: Decimal;
  /** @default 'free', because then nobody ever pays more than the maximum */
  readonly maxCostStrategy?: MaxCostStrategy;
  /** @default 'middle', the rounding that favours neither side */
  readonly rounding?: RoundingMethod;
  /**
   * Decimals of the currency's unit that a session's cost is rounded to, 0 to 6.
   *
   * @default 6, one micro: the finest that an account holds
   */
  readonly roundingDecimals?: number;
}

/**
 * When a price starts to be in force. It stays in force until the next timing of the same destination starts.
 *
 * The local clock decides: in an hour that a zone repeats in autumn both passes are priced the same, and
 * a start inside an hour that is left out in spring is the moment of the change.
 */
export interface TimingDefinition {
  /**
   * Days on which it starts, 0 = Sunday … 6 = Saturday.
   *
   * @default every day; with `holidays: true`, no weekday
   */
  readonly weekDays?: readonly number[];
  /**
   * `true`: it also starts on holidays, and on those days only such timings of the destination start.
   * `false`: it does not start on holidays, whatever the weekday.
   *
   * @default holidays are days like others
   */
  readonly holidays?: boolean;
  /** Local time, HH:MM or HH:MM:SS. */
  readonly from: string;
}

/** A price by position in the session. */
export interface SlotDefinition {
  /** Number of units after which it begins; the first slot has 0, the others ascend. */
  readonly fromUnit: number;
  /** Price of `unit` units, in the currency's unit. */
  readonly rate: Decimal;
  /** Units that `rate` is for, ≥ 1: 60 for a price a minute. */
  readonly unit: number;
  /** Units that are charged at a time, ≥ 1; a begun increment is charged whole. */
  readonly increment: number;
}
