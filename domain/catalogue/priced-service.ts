import type { OfferingService } from '../operator/service.js';
import { at } from '../operator/problem.js';
import type { PlanZone, ZoneService } from '../operator/zone.js';
import { checkService } from './check-service.js';
import type { OfferingView, Part, Surroundings } from './offering-view.js';
import { serviceTariff, type ServiceTariff } from './service-tariff.js';

/** A service with its tariff, at home or in a roaming zone. */
export interface PricedService {
  readonly part: Part<OfferingService>;
  /** Absent when the service has no meaning. */
  readonly tariff: ServiceTariff | undefined;
  /** Id of the roaming zone; absent = at home. */
  readonly zone?: string;
  /** Costs what it costs at home: what is wrong with it is told there. */
  readonly asHome?: boolean;
}

/** Stand-ins for a market that is wrong itself: no check of an offering depends on them. */
const ANY_CURRENCY = 'XTS';
const ANY_ZONE = 'UTC';

/** The services of a plan, those at home first, then zone by zone. */
export function priceServices(view: OfferingView, surroundings: Surroundings): PricedService[] {
  const price = (part: Part<OfferingService>) =>
    part.value === undefined || checkService(part.value, part.path).length > 0
      ? undefined
      : serviceTariff(part.value, part.path, marketOf(surroundings));
  return [
    ...view.services.map((part): PricedService => ({ part, tariff: price(part) })),
    ...view.zones.flatMap(({ path, value }) =>
      value === undefined
        ? []
        : abroad(view, value, path).map(({ part, asHome }): PricedService => ({
            part,
            tariff: price(part),
            zone: value.zone,
            ...(asHome ? { asHome } : {}),
          })),
    ),
  ];
}

function marketOf({ currency, timeZone, holidays, numberingPlan }: Surroundings) {
  return {
    currency: currency ?? ANY_CURRENCY,
    timeZone: timeZone ?? ANY_ZONE,
    holidays: holidays ?? [],
    numberingPlan,
  };
}

/** The services of a zone as services of their own: what they are is told at home, what they cost in the zone. */
function abroad(
  view: OfferingView,
  zone: PlanZone,
  zonePath: string,
): { part: Part<OfferingService>; asHome: boolean }[] {
  return zone.services.flatMap((written, index) => {
    const home = view.services.find(({ value }) => value?.id === written.id);
    if (home?.value === undefined) return [];
    const asHome = written.asHome === true;
    const { id, kind, ratingGroups, trafficClass, quota } = home.value;
    const value: OfferingService = {
      id,
      kind,
      ratingGroups,
      ...(trafficClass === undefined ? {} : { trafficClass }),
      ...(quota === undefined ? {} : { quota }),
      ...priceOf(asHome ? home.value : written),
    };
    const part = { path: at(zonePath, 'services', index), raw: value, value };
    return [{ part: home.isGuess ? { ...part, isGuess: true } : part, asHome }];
  });
}

type Priced = Pick<OfferingService, 'free' | 'price' | 'per' | 'increment' | 'rates'>;

function priceOf({ free, price, per, increment, rates }: OfferingService | ZoneService): Priced {
  return {
    ...(free === undefined ? {} : { free }),
    ...(price === undefined ? {} : { price }),
    ...(per === undefined ? {} : { per }),
    ...(increment === undefined ? {} : { increment }),
    ...(rates === undefined ? {} : { rates }),
  };
}
