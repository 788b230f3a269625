import { compareDecimals, multiplyDecimals } from '../operator/decimal.js';
import { type Rule, zeroRatingRule } from '../operator/growth-policy.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import type { SlotDefinition } from '../rating/tariff-definition.js';
import type { OfferingBundle } from '../operator/bundle.js';
import type { Cap } from '../operator/cap.js';
import type { OfferingService } from '../operator/service.js';
import { completeCap } from './caps.js';
import type { Part, Surroundings } from './offering-view.js';
import type { PricedService } from './priced-service.js';
import { destinationsOf, type ServiceTariff } from './service-tariff.js';
import { capTargets, capUnit, capZones, HOME, type Target } from './target.js';

/**
 * Refuses plans that favour the traffic of an app or category where the market does not allow it: data that is free
 * or cheaper than other data of the plan, that has a bundle of its own, or that a cap on other data lets pass.
 */
export function checkZeroRating(
  bundles: readonly Part<OfferingBundle>[],
  caps: readonly Part<Cap>[],
  services: readonly PricedService[],
  targets: readonly Target[],
  zones: readonly string[],
  { contentBasedZeroRating: policy }: Surroundings,
): Problem[] {
  if (policy === undefined) return [];
  const ruleOf = (service: OfferingService | undefined): Rule =>
    zeroRatingRule(policy, {
      content: service?.trafficClass?.content ?? 'application',
      isSponsored: service?.trafficClass?.sponsor !== undefined,
    });
  const all = services.filter(({ part, asHome }) => part.value?.kind === 'data' && asHome !== true);
  const refused = (rule: Rule, path: string, value: unknown, what: string): Problem => {
    const generalId =
      all.find(({ part }) => part.value?.trafficClass === undefined)?.part.value?.id ?? 'internet';
    const alternative =
      `treat all data alike, and reward with data that any application can use: ` +
      `a bundle such as { id: data-reward, amount: 2 GB, services: [${generalId}] }`;
    const because =
      rule === 'deny'
        ? `the market forbids it (${policy.source})`
        : `the market's rules are unreviewed (${policy.source})`;
    return problemAt(path, value, alternative, `${what}; ${because}`);
  };
  const favouredPrices = [HOME, ...zones.filter((zone) => zone !== HOME)].flatMap((zone) => {
    const data = all.filter((service) => (service.zone ?? HOME) === zone);
    const general = data.filter(({ part }) => part.value?.trafficClass === undefined);
    // A wrong price elsewhere must not make this data look favoured.
    const isKnown = general.every(({ part, tariff }) => tariff !== undefined && !part.isGuess);
    const isAllFree =
      general.length > 0 && general.every(({ tariff }) => tariff !== undefined && isFree(tariff));
    if (!isKnown || isAllFree) return [];
    return data.flatMap(({ part, tariff }) => {
      const service = part.value;
      if (service === undefined || tariff === undefined || part.isGuess) return [];
      const rule = ruleOf(service);
      if (rule === 'allow') return [];
      if (isFree(tariff)) {
        const key = service.free === true ? 'free' : service.price === undefined ? 'rates' : 'price';
        return [refused(rule, at(part.path, key), service[key], 'data of certain content is free')];
      }
      const sponsor = zone === HOME ? service.trafficClass?.sponsor : undefined;
      if (sponsor !== undefined)
        return [
          refused(
            rule,
            at(part.path, 'trafficClass', 'sponsor'),
            sponsor,
            'a sponsor pays for data of certain content',
          ),
        ];
      if (service.trafficClass === undefined || !general.some((other) => isCheaper(tariff, other.tariff)))
        return [];
      const key = service.price === undefined ? 'rates' : 'price';
      return [
        refused(rule, at(part.path, key), service[key], 'data of certain content is cheaper than other data'),
      ];
    });
  });
  const data = all.filter(({ zone }) => zone === undefined);
  const serviceNamed = (id: string) => all.find(({ part }) => part.value?.id === id)?.part.value;
  return [
    ...favouredPrices,
    ...caps.flatMap(({ path, value: cap }) => {
      if (cap === undefined || completeCap(cap, true).atLimit === 'notify') return [];
      const counted = capTargets(cap, targets, zones);
      // Money is counted where it is spent, whatever it buys.
      if (
        capUnit(cap) === 'money' ||
        !counted.some((target) => target.kind === 'data' && !target.directional)
      )
        return [];
      const passed = targets.filter(
        (target) =>
          target.directional &&
          capZones(cap, zones).includes(target.zone) &&
          !target.isGuess &&
          !counted.includes(target) &&
          ruleOf(serviceNamed(target.service)) !== 'allow',
      );
      const [first] = passed;
      return first === undefined
        ? []
        : [
            refused(
              ruleOf(serviceNamed(first.service)),
              path,
              cap.id,
              `data of certain content (${first.service}) is not counted`,
            ),
          ];
    }),
    ...bundles.flatMap(({ path, value: bundle }) => {
      if (bundle === undefined) return [];
      const own = data.filter(({ part }) => (bundle.services ?? []).includes(part.value!.id));
      const directional =
        own.length > 0 && own.every(({ part }) => part.value!.trafficClass !== undefined && !part.isGuess);
      const rule = own.map(({ part }) => ruleOf(part.value)).find((one) => one !== 'allow');
      return directional && rule !== undefined
        ? [
            refused(
              rule,
              at(path, 'services'),
              bundle.services,
              'a bundle for traffic of certain content only',
            ),
          ]
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
