/**
 * An offering and its surroundings as the compiler's checks see them: parts that may be missing, because they
 * are wrong in themselves and reported already. A check that needs a missing part keeps silent, so that one
 * mistake is reported once and no other is hidden behind it.
 */
import type { Offering, OfferingBundle, OfferingService } from '../operator/offering.js';
import type { Operator } from '../operator/schema.js';
import { at } from '../operator/problem.js';

/** A part of the file: where it is, what stands there, and what that means when it is well-formed. */
export interface Part<T> {
  readonly path: string;
  readonly raw: unknown;
  readonly value: T | undefined;
}

export interface OfferingView {
  readonly path: string;
  readonly paymentMode: Part<Offering['paymentMode']>;
  readonly services: readonly Part<OfferingService>[];
  readonly bundles: readonly Part<OfferingBundle>[];
  readonly wallet: Part<Offering['wallet']>;
  readonly finalUnit: Part<Offering['finalUnit']>;
}

export type MarketView = { readonly [K in keyof Operator['market']]: Part<Operator['market'][K]> };

export interface Surroundings {
  readonly market: MarketView;
  readonly floorPrices: Part<Operator['host']['agreement']['floorPrices']>;
}

export function part<T>(path: string, value: T): Part<T> {
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

/** The view of a well-formed operator's market and host. */
export function viewSurroundings({ market, host }: Operator): Surroundings {
  return {
    market: Object.fromEntries(
      Object.entries(market).map(([key, value]) => [key, part(at('market', key), value)]),
    ) as unknown as MarketView,
    floorPrices: part('host.agreement.floorPrices', host.agreement.floorPrices),
  };
}

/** A member of what stands in the file, well-formed or not. */
export function rawMember(raw: unknown, key: string): unknown {
  return typeof raw === 'object' && raw !== null
    ? (raw as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
