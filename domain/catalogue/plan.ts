/**
 * A plan version: the immutable, content-addressed compilation of a product offering.
 *
 * Charging reads nothing else about a plan. JSON-safe as it stands: it is stored, shipped and hashed as
 * canonical JSON, and indexed for charging by `indexPlan` (domain/charging/plan-index.ts).
 */
import type { RecurringCharge } from '../cycles/index.js';
import type { UnitsPriceModel } from '../price-models/index.js';
import type { CompiledTariff } from '../rating/tariff.js';

/** What a bucket counts. `money` is in micros (10⁻⁶ of the plan's currency). */
export type BucketUnit = 'money' | 'bytes' | 'seconds' | 'messages' | 'points';

/** What a service is measured in. */
export type UsageUnit = 'bytes' | 'seconds' | 'messages';

export type ServiceKind = 'data' | 'voice' | 'sms';

/** How much to grant when the network leaves it to us (TS 32.290 §5.2.2, centralised unit determination). */
export interface QuotaPolicy {
  /** Smallest grant, in the service's unit. */
  readonly min: number;
  /** Largest grant, in the service's unit. */
  readonly max: number;
  /** The next grant after an exhausted one, as a multiple of what was used. */
  readonly growth: number;
  /** A grant takes at most 1/balanceDivisor of what is available. */
  readonly balanceDivisor: number;
  /** Percentage of the grant that, when it remains, makes the network come back (quota threshold). */
  readonly thresholdPercent: number;
  /** Validity of a grant below `timersBelow`, seconds. */
  readonly validityS: number;
  /** Quota holding time of a grant below `timersBelow`, seconds; 0 = none. */
  readonly holdingS: number;
  /** Grants of at least this size get no holding time and `longValidityS`. */
  readonly timersBelow: number;
  /** Validity of large grants, seconds. */
  readonly longValidityS: number;
}

/** What the network does when the last grant is used (TS 32.291 §6.1.6.2, FinalUnitIndication). */
export interface FinalUnit {
  readonly action: 'TERMINATE' | 'REDIRECT' | 'RESTRICT_ACCESS';
  /** With REDIRECT: the brand's top-up page. */
  readonly redirectUrl?: string;
  /** With RESTRICT_ACCESS: IP filter rules that stay open (for example the top-up page). */
  readonly restrictionFilterRules?: readonly string[];
}

/** One kind of traffic with one tariff: the rating groups it is reported under, and how it is sold. */
export interface PlanService {
  readonly id: string;
  readonly kind: ServiceKind;
  readonly unit: UsageUnit;
  /** Index into `PlanVersion.zones`: what it costs in visited networks of that zone. Absent = at home. */
  readonly zone?: number;
  /** Rating groups (Uint32) that the network reports this service under; unique within a plan and zone. */
  readonly ratingGroups: readonly number[];
  readonly tariff: CompiledTariff;
  readonly quota: QuotaPolicy;
  readonly finalUnit: FinalUnit;
}

/**
 * A charging class: usage that draws from the same buckets in the same order at the same price, that is,
 * one service towards one destination of its tariff. Index = position in `PlanVersion.classes`, at most 1,000.
 */
export interface PlanClass {
  /** Index into `services`. */
  readonly service: number;
  /** Index into the service's `tariff.profiles`. */
  readonly profile: number;
}

/** A bucket that the plan gives. Index = position in `PlanVersion.buckets`. */
export interface BucketTemplate {
  readonly id: string;
  readonly unit: BucketUnit;
  /** Amount in the unit (micros when money) that it is given, ≥ 0, a safe integer. */
  readonly amount: number;
  /** Lower is drawn first; then soonest expiry; then creation. */
  readonly priority: number;
  /** Indices of the classes that may draw from it. */
  readonly classes: readonly number[];
  /**
   * Given when an add-on is bought (index into `PlanVersion.addOns`), by a counter that reaches its limit, or by
   * whoever rewards the subscriber (domain/rewards). Absent: with the plan.
   */
  readonly givenBy?: { readonly addOn: number } | { readonly counter: number } | { readonly reward: true };
  /** Given anew in each period of what gives it, and good until that period ends (and what `rollover` adds). */
  readonly renews?: Rollover;
  /** Times of the week it may be drawn at, in the market's zone; ascending, not overlapping. Absent = always. */
  readonly windows?: readonly TimeWindow[];
  /** Filled by leases from the account's pool, not by the plan (`amount` 0). */
  readonly pooled?: true;
  /**
   * The pool that fills it, instead of the account's: `pool_sponsor-<sponsor>`, of whoever pays for this traffic before
   * the subscriber's own buckets do.
   */
  readonly pool?: string;
  /** Stands for "no end": people see no amount. */
  readonly unlimited?: true;
  /** Seconds from activation until it expires; absent = never. */
  readonly validityS?: number;
  /** Units are drawn in whole steps of this size, counted from where a session begins to draw. @default 1 */
  readonly step?: number;
  /**
   * A conversion pot: how many of its smallest parts one unit of a class takes, by class index. Its unit is
   * then `points`, and `scale` parts make one of what people see.
   */
  readonly perUnit?: Readonly<Record<number, number>>;
  /** Smallest parts in one unit as people see it. @default 1 */
  readonly scale?: number;
  /** When it can't pay, nothing behind it in the drawing order is touched. @default false */
  readonly blocking?: boolean;
  /** Lowest value `available` may reach: 0, or negative for a credit limit (postpaid, hybrid). */
  readonly floor: number;
}

/** How long what is left of a period's bucket stays good. */
export interface Rollover {
  /** Further periods; 0 = it ends with its own. */
  readonly periods: number;
  /** The most, in the bucket's unit, that older periods may bring into a new one. Absent = all. */
  readonly max?: number;
}

/** Part of the days it names, in the market's zone. */
export interface TimeWindow {
  /** 0 = Sunday … 6. */
  readonly weekDays: readonly number[];
  /** Seconds of the local day: from ≥ 0, before to ≤ 86,400. */
  readonly fromS: number;
  readonly toS: number;
}

/** What a plan or an add-on costs each period, and what happens when it can't be paid. */
export interface RecurringTerms {
  readonly charge: RecurringCharge;
  /** Days after an unpaid due date on which service goes on; then the account is suspended. */
  readonly graceDays: number;
}

/** Something bought beside the plan. Its buckets are those with `givenBy.addOn`. */
export interface AddOn {
  readonly id: string;
  readonly name: string;
  /** One-time price, micros; 0 for one that recurs. */
  readonly priceMicros: number;
  /** Seconds from purchase until its buckets expire (unless they renew). Absent = never. */
  readonly validityS?: number;
  /** How it ends otherwise: at the end of the local day or of the plan's period. */
  readonly until?: 'day' | 'period';
  /** Charged each period until it is cancelled. */
  readonly recurring?: RecurringTerms;
  /** How many may be held at once. Absent = any number. */
  readonly most?: number;
}

/**
 * A policy counter: counts usage or money, tells when shares of its limit are reached, and acts at the limit.
 * Spending caps, bill-shock limits, fair use, throttling and day packs are all of this kind.
 */
export interface CounterTemplate {
  readonly id: string;
  readonly purpose: 'spending-cap' | 'bill-shock' | 'fair-use' | 'volume-cap' | 'day-pack' | 'usage-price';
  readonly unit: 'money' | UsageUnit;
  /** Classes it counts. Money: what money buckets paid for them. Emergency and free numbers are never among them. */
  readonly classes: readonly number[];
  /** When it starts again: with the plan's period, or the market's local day or calendar month. */
  readonly period: 'cycle' | 'day' | 'month';
  /** One for each SIM that shares the account, instead of one for all. */
  readonly perMember?: true;
  /** In the unit (micros when money), ≥ 1. */
  readonly limit: number;
  /** Percentages of the limit that are told, ascending, such as 50, 80, 100. */
  readonly notices: readonly number[];
  /**
   * `stop`: its classes are granted nothing more until it starts again; `throttle`: usage goes on and the policy
   * counter's status tells the network to slow it; `notify`: nothing; `grant`: the bucket with
   * `givenBy.counter` is given and the counter starts again.
   */
  readonly atLimit: 'stop' | 'throttle' | 'notify' | 'grant';
  /** The subscriber may lift the limit for the rest of a period. */
  readonly liftable?: true;
  /** With `usage-price`: what is counted costs this when the plan's period ends. It is no cap then. */
  readonly pricing?: UsagePricing;
}

/** The price of a whole period's usage. It counts what one bucket paid, whichever of its classes used it. */
export interface UsagePricing {
  readonly name: string;
  readonly model: UnitsPriceModel;
  /** What the model's units are: `GB`, 10⁹ of the counter's unit. */
  readonly per: { readonly name: string; readonly size: number };
  /** Index into `PlanVersion.buckets`: the one without end that pays for it meanwhile. */
  readonly bucket: number;
}

/** Visited networks that cost the same. */
export interface RoamingZone {
  readonly id: string;
  /** MCC, or MCC and MNC, without a dash; the longest match wins. '' = every network not named elsewhere. */
  readonly networks: readonly string[];
}

/** Micros that may be borrowed against the next top-up, and what that costs. */
export interface AdvanceTerms {
  readonly amountMicros: number;
  readonly feeMicros: number;
}

export interface PlanVersion {
  /** `plan_` + the first 16 hex digits of the SHA-256 of the canonical JSON of all other fields. */
  readonly id: string;
  readonly offeringId: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** E.164 country code of the market, for numbers dialled without it. */
  readonly countryCode?: string;
  /** IANA zone of the market. */
  readonly timeZone: string;
  readonly paymentMode: 'prepaid' | 'postpaid' | 'hybrid';
  /** Whether retail prices include tax. */
  readonly taxInclusive: boolean;
  readonly services: readonly PlanService[];
  readonly classes: readonly PlanClass[];
  readonly buckets: readonly BucketTemplate[];
  /** What the plan costs each period; absent: nothing, and no bucket renews. */
  readonly recurring?: RecurringTerms;
  /** Postpaid and hybrid: what a period cost is owed this many days after its end, and tolerated `graceDays` more. */
  readonly invoice?: { readonly termDays: number; readonly graceDays: number };
  readonly addOns?: readonly AddOn[];
  readonly counters?: readonly CounterTemplate[];
  /** Roaming zones; a visited network in none of them is refused. Absent: every network is home. */
  readonly zones?: readonly RoamingZone[];
  /** The MCC-MNCs and MCCs (no dash) that count as home. */
  readonly homeNetworks?: readonly string[];
  readonly advance?: AdvanceTerms;
  /** SIMs that may share one account. @default 1 */
  readonly sims?: number;
  /** Whether money and units may be given to other subscribers. @default false */
  readonly transferable?: true;
  /** Classes that no itemised bill or receipt shows (helplines). */
  readonly notItemised?: readonly number[];
  /** Consumption tax of the market, for receipts and bills: percent × 10⁶. */
  readonly tax?: { readonly name: string; readonly rateMicros: number };
  /** Sponsors who pay for a class without end instead of the subscriber, by class index. Others have a bucket with `pool`. */
  readonly sponsors?: Readonly<Record<number, string>>;
}
