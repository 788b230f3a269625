import type { OfferingService } from '../operator/offering.js';
import { checkService } from './check-service.js';
import type { Part, Surroundings } from './offering-view.js';
import { serviceTariff, type ServiceTariff } from './service-tariff.js';

/** A service with its tariff; the tariff is absent when the service has no meaning. */
export interface PricedService {
  readonly part: Part<OfferingService>;
  readonly tariff: ServiceTariff | undefined;
}

/** Stand-ins for a market that is wrong itself: no check of an offering depends on them. */
const ANY_CURRENCY = 'XTS';
const ANY_ZONE = 'UTC';

export function priceServices(
  services: readonly Part<OfferingService>[],
  { currency, timeZone, holidays, numberingPlan }: Surroundings,
): PricedService[] {
  const market = {
    currency: currency ?? ANY_CURRENCY,
    timeZone: timeZone ?? ANY_ZONE,
    holidays: holidays ?? [],
    numberingPlan,
  };
  return services.map((part) => ({
    part,
    tariff:
      part.value === undefined || checkService(part.value, part.path).length > 0
        ? undefined
        : serviceTariff(part.value, part.path, market),
  }));
}
