import { compareDecimals, multiplyDecimals } from '../operator/decimal.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import type { SlotDefinition } from '../rating/tariff-definition.js';
import type { OfferingView, Surroundings } from './offering-view.js';
import type { PricedService } from './priced-service.js';
import { destinationsOf, type ServiceTariff } from './service-tariff.js';

/**
 * Refuses plans that favour the traffic of an app or category where the market does not allow it: data that is free
 * or cheaper than other data of the plan, or that has a bundle of its own.
 */
export function checkZeroRating(
  view: OfferingView,
  services: readonly PricedService[],
  { contentBasedZeroRating: policy }: Surroundings,
): Problem[] {
  if (policy === undefined || policy.rule === 'allow') return [];
  const data = services.filter(({ part }) => part.value?.kind === 'data');
  const general = data.filter(({ part }) => part.value?.trafficClass === undefined);
  const refused = (path: string, value: unknown, what: string): Problem => {
    const generalId = general[0]?.part.value?.id ?? 'internet';
    const alternative =
      `treat all data alike, and reward with data that any application can use: ` +
      `a bundle such as { id: data-reward, amount: 2 GB, services: [${generalId}] }`;
    const because =
      policy.rule === 'deny'
        ? `the market forbids it (${policy.source})`
        : `the market's rules are unreviewed (${policy.source})`;
    return problemAt(path, value, alternative, `${what}; ${because}`);
  };
  // A wrong price elsewhere must not make this data look favoured.
  const isKnown = general.every(({ part, tariff }) => tariff !== undefined && !part.isGuess);
  const isAllFree =
    general.length > 0 && general.every(({ tariff }) => tariff !== undefined && isFree(tariff));
  return [
    ...data.flatMap(({ part, tariff }) => {
      const service = part.value;
      if (service === undefined || tariff === undefined || part.isGuess || !isKnown || isAllFree) return [];
      if (isFree(tariff)) {
        const key = service.free === true ? 'free' : service.price === undefined ? 'rates' : 'price';
        return [refused(at(part.path, key), service[key], 'data of certain content is free')];
      }
      if (service.trafficClass === undefined || !general.some((other) => isCheaper(tariff, other.tariff)))
        return [];
      const key = service.price === undefined ? 'rates' : 'price';
      return [
        refused(at(part.path, key), service[key], 'data of certain content is cheaper than other data'),
      ];
    }),
    ...view.bundles.flatMap(({ path, value: bundle }) => {
      if (bundle === undefined) return [];
      const own = data.filter(({ part }) => bundle.services.includes(part.value!.id));
      const directional =
        own.length > 0 && own.every(({ part }) => part.value!.trafficClass !== undefined && !part.isGuess);
      return directional
        ? [refused(at(path, 'services'), bundle.services, 'a bundle for traffic of certain content only')]
        : [];
    }),
  ];
}

function isFree({ definition }: ServiceTariff): boolean {
  return [...destinationsOf(definition).values()].every(({ free }) => free);
}

/** Whether a slot of one tariff is cheaper than the dearest of the other. */
function isCheaper(tariff: ServiceTariff, other: ServiceTariff | undefined): boolean {
  if (other === undefined) return false;
  return slotsOf(tariff).some((slot) =>
    slotsOf(other).some(
      (general) =>
        compareDecimals(
          multiplyDecimals(slot.rate, String(general.unit)),
          multiplyDecimals(general.rate, String(slot.unit)),
        ) < 0,
    ),
  );
}

function slotsOf({ definition }: ServiceTariff): SlotDefinition[] {
  return definition.rates.flatMap((rate) => rate.slots);
}
