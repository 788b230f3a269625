import type { OfferingService } from '../operator/offering.js';
import type { Operator } from '../operator/schema.js';
import { checkService } from './check-service.js';
import type { MarketView, Part } from './offering-view.js';
import { serviceTariff, type ServiceTariff } from './service-tariff.js';

/** A service with its tariff; the tariff is absent when the service or the market is not well-formed. */
export interface PricedService {
  readonly part: Part<OfferingService>;
  readonly tariff: ServiceTariff | undefined;
}

export function priceServices(
  services: readonly Part<OfferingService>[],
  market: MarketView,
): PricedService[] {
  const tariffMarket = marketOf(market);
  return services.map((part) => ({
    part,
    tariff:
      part.value === undefined || tariffMarket === undefined || checkService(part.value, part.path).length > 0
        ? undefined
        : serviceTariff(part.value, part.path, tariffMarket),
  }));
}

function marketOf({
  currency,
  timeZone,
  holidays,
  numberingPlan,
}: MarketView): Pick<Operator['market'], 'currency' | 'timeZone' | 'holidays' | 'numberingPlan'> | undefined {
  if (!currency.value || !timeZone.value || !holidays.value || !numberingPlan.value) return undefined;
  return {
    currency: currency.value,
    timeZone: timeZone.value,
    holidays: holidays.value,
    numberingPlan: numberingPlan.value,
  };
}
