/** What buckets pay for and counters count: a service, in a zone, towards a destination. */
import type { OfferingBundle } from '../operator/bundle.js';
import type { Cap } from '../operator/cap.js';
import { parseQuantity } from '../operator/quantity.js';
import type { ServiceKind, UsageUnit } from './plan.js';
import type { PricedService } from './priced-service.js';
import { destinationsOf, FREE_BY_LAW, INCOMING, USAGE_UNITS } from './service-tariff.js';

/** The zone of everything that is not abroad. */
export const HOME = 'home';

export interface Target {
  readonly service: string;
  readonly kind: ServiceKind;
  readonly unit: UsageUnit;
  /** `home`, or the id of a roaming zone. */
  readonly zone: string;
  readonly destination: string;
  readonly free: boolean;
  /** Data of certain content only. */
  readonly directional: boolean;
  /** Emergency, freephone, helplines, and calls received where they are free: no bucket pays for them and no counter counts them. */
  readonly exempt: boolean;
  /** A stand-in: only that it exists is known. */
  readonly isGuess: boolean;
}

/** A target of a compiled plan, and the class it is. */
export interface ClassTarget extends Target {
  readonly index: number;
}

/** All targets of services; those that mean nothing have none. */
export function targetsOf(services: readonly PricedService[]): Target[] {
  return services.flatMap(({ part, tariff, zone }) => {
    const service = part.value;
    if (service === undefined || tariff === undefined) return [];
    return [...destinationsOf(tariff.definition)].map(([destination, { free }]) => ({
      service: service.id,
      kind: service.kind,
      unit: USAGE_UNITS[service.kind],
      zone: zone ?? HOME,
      destination,
      free,
      directional: service.trafficClass !== undefined,
      exempt: free && (FREE_BY_LAW.includes(destination) || destination === INCOMING),
      isGuess: part.isGuess === true,
    }));
  });
}

interface Scope {
  readonly services?: readonly string[] | undefined;
  readonly destinations?: readonly string[] | undefined;
  readonly zones: readonly string[];
}

function within<T extends Target>(targets: readonly T[], { services, destinations, zones }: Scope): T[] {
  return targets.filter(
    (target) =>
      (services?.includes(target.service) ?? true) &&
      (destinations?.includes(target.destination) ?? true) &&
      zones.includes(target.zone),
  );
}

/** What a bundle pays for. Free usage never needs a bundle, so that no empty one can stop it. */
export function bundleTargets<T extends Target>(bundle: OfferingBundle, targets: readonly T[]): T[] {
  const zones = bundle.zones ?? [HOME];
  const scopes: Scope[] = bundle.pot?.map((rate) => ({ ...rate, zones })) ?? [
    { services: bundle.services ?? [], destinations: bundle.destinations, zones },
  ];
  const paid = new Set(scopes.flatMap((scope) => within(targets, scope)));
  return targets.filter((target) => paid.has(target) && !target.free);
}

/** The zones that a cap counts in, of those that a plan has. */
export function capZones({ purpose, zones }: Cap, planZones: readonly string[]): readonly string[] {
  if (zones !== undefined) return zones;
  if (purpose === 'bill-shock') return planZones.filter((zone) => zone !== HOME);
  return purpose === 'spending-cap' ? planZones : [HOME];
}

/** What a cap counts. Money is counted where something costs money; usage also where it is free. */
export function capTargets<T extends Target>(
  cap: Cap,
  targets: readonly T[],
  planZones: readonly string[],
): T[] {
  const unit = capUnit(cap);
  return within(targets, { ...cap, zones: capZones(cap, planZones) }).filter((target) => {
    if (target.exempt) return false;
    if (unit === 'money') return !target.free;
    const isFavoured = target.free && target.directional;
    return (
      target.unit === unit && (!isFavoured || cap.countsSponsored === true || cap.services !== undefined)
    );
  });
}

export function capUnit({ limit }: Cap): 'money' | UsageUnit {
  return parseQuantity(limit)?.unit ?? 'money';
}
