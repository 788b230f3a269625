/**
 * An offering and its surroundings as the compiler's checks see them: parts that may be missing, because they
 * are wrong in themselves and reported already. A check that needs a missing part keeps silent, so that one
 * mistake is reported once and no other is hidden behind it.
 */
import type { Offering, OfferingBundle, OfferingService } from '../operator/offering.js';
import type { Operator } from '../operator/schema.js';
import { at } from '../operator/problem.js';

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
  readonly paymentMode: Part<Offering['paymentMode']>;
  readonly services: readonly Part<OfferingService>[];
  readonly bundles: readonly Part<OfferingBundle>[];
  readonly wallet: Part<Offering['wallet']>;
  readonly finalUnit: Part<Offering['finalUnit']>;
}

type Market = Operator['market'];
type Policy = Market['policy'];
export type FloorPrice = Operator['host']['agreement']['floorPrices'][number];

/** What an offering is compiled against. */
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
}

function part<T>(path: string, value: T): Part<T> {
  return { path, raw: value, value };
}

/** The view of a well-formed offering. */
export function viewOffering(offering: Offering, path: string): OfferingView {
  return {
    path,
    paymentMode: part(at(path, 'paymentMode'), offering.paymentMode),
    services: offering.services.map((service, index) => part(at(path, 'services', index), service)),
    bundles: offering.bundles.map((bundle, index) => part(at(path, 'bundles', index), bundle)),
    wallet: part(at(path, 'wallet'), offering.wallet),
    finalUnit: part(at(path, 'finalUnit'), offering.finalUnit),
  };
}

/** The surroundings of a well-formed operator's offerings. */
export function viewSurroundings({ market, host }: Operator): Surroundings {
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
  };
}

/** A member of what stands in the file, well-formed or not. */
export function rawMember(raw: unknown, key: string): unknown {
  return typeof raw === 'object' && raw !== null && Object.hasOwn(raw, key)
    ? (raw as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
