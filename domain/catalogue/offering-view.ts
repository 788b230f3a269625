/**
 * An offering and its surroundings as the compiler's checks see them: parts that may be missing, because they
 * are wrong in themselves and reported already. A check that needs a missing part keeps silent, so that one
 * mistake is reported once and no other is hidden behind it.
 */
import type { OfferingAddOn } from '../operator/add-on.js';
import type { Cap } from '../operator/cap.js';
import type { Offering, OfferingBundle, OfferingService } from '../operator/offering.js';
import type { Recurring } from '../operator/recurring.js';
import type { OfferingUsagePrice } from '../operator/usage-price.js';
import type { HostZone, PlanZone } from '../operator/zone.js';
import type { Operator } from '../operator/schema.js';
import { at } from '../operator/problem.js';
import { REWARD_BUCKETS } from '../rewards/reward.js';

/** A part of the file: where it is, what stands there, and what that means. */
export interface Part<T> {
  readonly path: string;
  readonly raw: unknown;
  /** Absent when what stands there means nothing. */
  readonly value: T | undefined;
  /** Something in it is wrong, and `value` has a stand-in for it: only what is right in it may be judged. */
  readonly isGuess?: boolean;
}

export interface OfferingView {
  readonly path: string;
  /** Absent when it is none. */
  readonly id: string | undefined;
  readonly paymentMode: Part<Offering['paymentMode']>;
  readonly services: readonly Part<OfferingService>[];
  readonly bundles: readonly Part<OfferingBundle>[];
  readonly wallet: Part<Offering['wallet']>;
  readonly finalUnit: Part<Offering['finalUnit']>;
  readonly recurring: Part<Recurring>;
  readonly invoice: Part<NonNullable<Offering['invoice']>>;
  readonly advance: Part<NonNullable<Offering['advance']>>;
  readonly zones: readonly Part<PlanZone>[];
  readonly caps: readonly Part<Cap>[];
  readonly usagePrices: readonly Part<OfferingUsagePrice>[];
}

type Market = Operator['market'];
type Policy = Market['policy'];
export type FloorPrice = Operator['host']['agreement']['floorPrices'][number];

/** What of an operator an offering is compiled against: everything but its plans. */
export type OperatorTerms = Pick<Operator, 'brand' | 'market' | 'host' | 'addOns' | 'rewards'>;

/** The same, as checks see it. */
export interface Surroundings {
  readonly currency: Market['currency'] | undefined;
  readonly timeZone: Market['timeZone'] | undefined;
  readonly holidays: Market['holidays'] | undefined;
  readonly numberingPlan: Market['numberingPlan'] | undefined;
  readonly tax: Market['tax'] | undefined;
  readonly contentBasedZeroRating: Policy['contentBasedZeroRating'] | undefined;
  /** The credit limit of plans that state none. */
  readonly billShock: Part<Policy['billShock']>;
  readonly floorPrices: readonly FloorPrice[];
  /** Those that any plan of the operator may be sold with. */
  readonly addOns: readonly Part<OfferingAddOn>[];
  readonly hostZones: readonly Part<HostZone>[];
  /** Ids of buckets that rewards go into; a plan has no bundle of such a name. */
  readonly rewardBuckets: readonly string[];
}

function part<T>(path: string, value: T | undefined): Part<T> {
  return { path, raw: value, value };
}

function parts<T>(path: string, values: readonly T[]): Part<T>[] {
  return values.map((value, index) => part(at(path, index), value));
}

/** The view of a well-formed offering. */
export function viewOffering(offering: Offering, path: string): OfferingView {
  return {
    path,
    id: offering.id,
    paymentMode: part(at(path, 'paymentMode'), offering.paymentMode),
    services: parts(at(path, 'services'), offering.services),
    bundles: parts(at(path, 'bundles'), offering.bundles),
    wallet: part(at(path, 'wallet'), offering.wallet),
    finalUnit: part(at(path, 'finalUnit'), offering.finalUnit),
    recurring: part(at(path, 'recurring'), offering.recurring),
    invoice: part(at(path, 'invoice'), offering.invoice),
    advance: part(at(path, 'advance'), offering.advance),
    zones: parts(at(path, 'zones'), offering.zones),
    caps: parts(at(path, 'caps'), offering.caps),
    usagePrices: parts(at(path, 'usagePrices'), offering.usagePrices),
  };
}

/** The surroundings of a well-formed operator's offerings. */
export function viewSurroundings({ market, host, addOns, rewards }: OperatorTerms): Surroundings {
  const { currency, timeZone, holidays, numberingPlan, tax, policy } = market;
  return {
    currency,
    timeZone,
    holidays,
    numberingPlan,
    tax,
    contentBasedZeroRating: policy.contentBasedZeroRating,
    billShock: part('market.policy.billShock', policy.billShock),
    floorPrices: host.agreement.floorPrices,
    addOns: parts('addOns', addOns),
    hostZones: parts('host.zones', host.zones),
    rewardBuckets: rewards === undefined ? [] : REWARD_BUCKETS,
  };
}

/** A member of what stands in the file, well-formed or not. */
export function rawMember(raw: unknown, key: string): unknown {
  return typeof raw === 'object' && raw !== null && Object.hasOwn(raw, key)
    ? (raw as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
