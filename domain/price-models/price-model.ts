/**
 * What usage of a whole period costs, such as minutes of a month that get cheaper the more there are.
 *
 * Unlike a tariff, which prices a session while it runs, a price model prices the sum of a period when it is
 * billed. The kinds are those of Lago's charge models, OpenMeter's prices and Kill Bill's usage in arrears.
 * JSON-safe; every amount and quantity is a decimal string such as "0.10", in the currency's unit.
 */
export type PriceModel = PriceKind & Limits;

/** A decimal such as "0.10". */
export type Decimal = string;

export type PriceKind =
  | FlatPrice
  | UnitPrice
  | PackagePrice
  | TieredPrice
  | PercentagePrice
  | PercentageTiers
  | BlockPrice
  | DynamicPrice;

/** Models of units alone, which no events, percentages, or changes of what is held decide. */
export type UnitsPriceModel = (FlatPrice | UnitPrice | PackagePrice | TieredPrice | BlockPrice) & Limits;

/** What holds for any kind. The discount comes first, then the cap, then the minimum. */
export interface Limits {
  readonly discountPercent?: Decimal;
  /** The most that a period costs. */
  readonly maxSpend?: Decimal;
  /** The least that a period costs; due with its last part. */
  readonly minSpend?: Decimal;
  /** The smallest part of the currency's unit that is charged: 2 = cents. Half up. @default 6 */
  readonly decimals?: number;
}

/** The same whatever was used. */
export interface FlatPrice {
  readonly model: 'flat';
  readonly amount: Decimal;
}

export interface UnitPrice {
  readonly model: 'unit';
  readonly amount: Decimal;
}

/** Every begun package of `size` units, after the free ones. */
export interface PackagePrice {
  readonly model: 'package';
  readonly amount: Decimal;
  readonly size: Decimal;
  readonly freeUnits?: Decimal;
}

/**
 * `graduated`: each unit at the price of the tier it falls in, and the flat amount of every tier that was entered.
 * `volume`: all units at the price of the tier that their sum falls in. The first tier is entered by nothing at all.
 */
export interface TieredPrice {
  readonly model: 'graduated' | 'volume';
  readonly tiers: readonly Tier[];
}

export interface Tier {
  /** The last unit of the tier. Absent in the last tier, and only there. */
  readonly upTo?: Decimal;
  readonly unit?: Decimal;
  readonly flat?: Decimal;
}

/**
 * A share of what was used (payments, for example), and a fee for each event.
 *
 * The first `freeEvents` events are free, as far as together they stay within `freeAmount`; whichever is used
 * up first. An event pays no fee while the running total is below the free amount.
 */
export interface PercentagePrice {
  readonly model: 'percentage';
  readonly percent: Decimal;
  readonly eventFee?: Decimal;
  readonly freeEvents?: number;
  readonly freeAmount?: Decimal;
  /** The least and the most that an event that is not free costs, its fee included. */
  readonly minPerEvent?: Decimal;
  readonly maxPerEvent?: Decimal;
}

/** Each part of what was used at the percentage of the tier it falls in, and the flat amount of every tier entered. */
export interface PercentageTiers {
  readonly model: 'graduated-percentage';
  readonly tiers: readonly { readonly upTo?: Decimal; readonly percent: Decimal; readonly flat?: Decimal }[];
}

/**
 * Begun blocks, as Kill Bill's consumable usage in arrears. `all-tiers`: each tier sells its own blocks.
 * `top-tier`: all units in blocks of the highest tier that they reach.
 */
export interface BlockPrice {
  readonly model: 'blocks';
  readonly policy: 'all-tiers' | 'top-tier';
  readonly tiers: readonly {
    /** Units in a block. */
    readonly size: Decimal;
    readonly price: Decimal;
    /** Blocks in the tier. Absent: no end. */
    readonly blocks?: number;
  }[];
}

/** What was metered is an amount of money itself, times a factor. */
export interface DynamicPrice {
  readonly model: 'dynamic';
  readonly multiplier: Decimal;
}

/** What was used in a period, or in a part of it. */
export interface PeriodUsage {
  readonly units: Decimal;
  /**
   * How many of `units` (and of `tierUnits` and `earlier.units`) make one that the model has a price for: 60 for
   * seconds priced by the minute. Not for events and changes, which are in the model's units. @default 1
   */
  readonly per?: Decimal;
  /** `volume`: the tier is that of this sum, when `units` is a prorated one. */
  readonly tierUnits?: Decimal;
  /** One by one, in order; their sum must be `units`. For percentages with fees, free events or bounds. */
  readonly events?: readonly Decimal[];
  /** Changes of a quantity that is held (seats, numbers), in order: how many, and their share of the period. */
  readonly changes?: readonly { readonly units: Decimal; readonly prorated: Decimal }[];
  /** What parts of the same period were billed before: tiers and caps go on from there. */
  readonly earlier?: { readonly units: Decimal; readonly micros: number };
  /** Another part of the period follows: no minimum yet, and no `volume` or `top-tier` either. @default false */
  readonly goesOn?: boolean;
}

export interface PricePart {
  readonly kind:
    | 'flat'
    | 'units'
    | 'packages'
    | 'percentage'
    | 'fees'
    | 'blocks'
    | 'discount'
    | 'maximum'
    | 'minimum'
    | 'earlier';
  /** 1 = the first. */
  readonly tier?: number;
  /** How many were priced, with up to 12 decimals. */
  readonly quantity: Decimal;
  /** Price of one of them. */
  readonly price: Decimal;
  /** Less than 0 for a discount, a cap, and what was billed before. */
  readonly micros: number;
}

export interface PeriodPrice {
  readonly micros: number;
  /** They sum to `micros`, to the last micro. */
  readonly parts: readonly PricePart[];
}
