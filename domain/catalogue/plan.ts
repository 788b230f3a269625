/**
 * A plan version: the immutable, content-addressed compilation of a product offering.
 *
 * Charging reads nothing else about a plan. JSON-safe as it stands: it is stored, shipped and hashed as
 * canonical JSON, and indexed for charging by `indexPlan` (domain/charging/plan-index.ts).
 */
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
  /** Rating groups (Uint32) that the network reports this service under; unique within a plan. */
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
  /** Initial amount in the unit (micros when money), ≥ 0, a safe integer. */
  readonly amount: number;
  /** Lower is drawn first; then soonest expiry; then creation. */
  readonly priority: number;
  /** Indices of the classes that may draw from it. */
  readonly classes: readonly number[];
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
}
