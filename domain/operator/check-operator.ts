/** What must hold between the parts of an operator file, beside its plans. */
import type { FloorPrice } from '../catalogue/offering-view.js';
import { USAGE_UNITS } from '../catalogue/service-tariff.js';
import { OPERATOR_OWNER } from '../events/event.js';
import { addDecimals, compareDecimals } from './decimal.js';
import { at, problemAt, type Problem } from './problem.js';
import { PRICE_UNITS, unitSize } from './quantity.js';
import { MIN_SEED_SUBSCRIBERS, type Operator } from './schema.js';
import { slug } from './scalars.js';
import { didYouMean } from './suggest.js';

/** Parts of the file that are well-formed; what is missing here has been reported already. */
export interface OperatorParts {
  readonly numberingPlan: Operator['market']['numberingPlan'] | undefined;
  /** Wholesale rates, undefined where one is malformed, by position. */
  readonly wholesaleRates: readonly (WholesaleRate | undefined)[];
  /** Kinds of service that have a wholesale rate, well-formed or not, by position. */
  readonly wholesaleServices: readonly unknown[];
  /** Floor prices, undefined where one is malformed, by position. */
  readonly floorPrices: readonly (FloorPrice | undefined)[];
  /** Zones that they are for, well-formed or not, by position. */
  readonly wholesaleZones: readonly unknown[];
  /** Ids of the host's zones, well-formed or not. */
  readonly zoneIds: readonly unknown[];
  /** Kinds of service that have a floor price, well-formed or not, by position. */
  readonly floorServices: readonly unknown[];
  /** Ids of the plans, well-formed or not, by position. */
  readonly planIds: readonly unknown[];
  /** Ids of the add-ons, well-formed or not, by position. */
  readonly addOnIds: readonly unknown[];
  /** Kinds of service that the plans sell, each with where it first occurs. */
  readonly kinds: ReadonlyMap<string, string>;
  readonly partners: NonNullable<Operator['jointVenture']>['partners'] | undefined;
  /** Ids of the partners, well-formed or not, by position. */
  readonly partnerIds: readonly unknown[];
  /** Ids of the channel partners, well-formed or not, by position. */
  readonly channelPartnerIds: readonly unknown[];
  /** Payment providers, undefined where one is unknown, by position. */
  readonly providers: readonly (string | undefined)[];
  readonly topUps: Operator['payments']['topUps'];
  readonly seedSubscribers: number | undefined;
  /** Plans that the seeds name, undefined where one is no id, by position. */
  readonly seedPlans: readonly (string | undefined)[];
}

type WholesaleRate = Operator['host']['agreement']['wholesaleRates'][number];

export function checkOperator(parts: OperatorParts): Problem[] {
  return [
    ...checkNumberingPlan(parts),
    ...checkAgreement(parts),
    ...checkPartners(parts),
    ...checkChannelPartners(parts),
    ...checkPlanIds(parts),
    ...twice(parts.addOnIds, (index) => at('addOns', index, 'id')),
    ...checkProviders(parts),
    ...checkTopUps(parts),
    ...checkSeedPlans(parts),
  ];
}

/** E.164 numbers have at most 15 digits. */
const MAX_E164 = 15;

function checkNumberingPlan({ numberingPlan: plan, seedSubscribers }: OperatorParts): Problem[] {
  if (plan === undefined) return [];
  const path = 'market.numberingPlan';
  const length = plan.nationalNumberLength;
  const tooLong =
    plan.countryCode.length + length > MAX_E164
      ? [
          problemAt(
            at(path, 'nationalNumberLength'),
            length,
            `at most ${MAX_E164 - plan.countryCode.length} after country code ${plan.countryCode}`,
          ),
        ]
      : [];
  const badPrefixes = plan.mobilePrefixes.flatMap((prefix, index) => {
    const prefixPath = at(path, 'mobilePrefixes', index);
    if (prefix.length >= length) {
      return [problemAt(prefixPath, prefix, `fewer digits than a number has (${length})`)];
    }
    const twin = plan.mobilePrefixes.findIndex((other) => prefix.startsWith(other));
    return twin < index && twin >= 0
      ? [
          problemAt(
            prefixPath,
            prefix,
            'prefixes that do not contain one another',
            `${plan.mobilePrefixes[twin]} covers it`,
          ),
        ]
      : [];
  });
  const wanted = seedSubscribers ?? MIN_SEED_SUBSCRIBERS;
  const smallest = Math.max(...plan.mobilePrefixes.map((prefix) => prefix.length));
  const room = plan.mobilePrefixes.length * 10 ** Math.max(0, length - smallest);
  const tooFew =
    badPrefixes.length === 0 && room < wanted
      ? [
          problemAt(
            at(path, 'mobilePrefixes'),
            plan.mobilePrefixes,
            `prefixes with room for the ${wanted} subscribers of seeds (these have room for ${room})`,
          ),
        ]
      : [];
  return [...tooLong, ...badPrefixes, ...tooFew];
}

function checkAgreement(parts: OperatorParts): Problem[] {
  const { wholesaleRates, wholesaleServices, wholesaleZones, floorPrices, floorServices, kinds } = parts;
  // A kind has one rate at home and one in each zone.
  const rateKey = (kind: unknown, index: number): unknown =>
    wholesaleZones[index] === undefined
      ? kind
      : `${JSON.stringify(kind)} in ${JSON.stringify(wholesaleZones[index])}`;
  const homeServices = wholesaleServices.filter((_, index) => wholesaleZones[index] === undefined);
  const path = 'host.agreement';
  // A rate whose own kind is wrong may be the one that is missing.
  const allKnown =
    wholesaleServices.length > 0 &&
    wholesaleServices.every((kind) => Object.hasOwn(USAGE_UNITS, String(kind)));
  const missing = [...kinds]
    .filter(([kind]) => allKnown && !homeServices.includes(kind))
    .map(([kind, where]) =>
      problemAt(
        at(path, 'wholesaleRates'),
        wholesaleServices,
        `a rate for ${kind} too`,
        `${where} sells ${kind}, but what it costs us is not agreed`,
      ),
    );
  return [
    ...twice(wholesaleServices.map(rateKey), (index) => at(path, 'wholesaleRates', index, 'service')),
    ...checkRateZones(parts),
    ...twice(floorServices, (index) => at(path, 'floorPrices', index, 'service')),
    ...checkPer(wholesaleRates, at(path, 'wholesaleRates')),
    ...checkPer(floorPrices, at(path, 'floorPrices')),
    ...missing,
  ];
}

function checkRateZones({ wholesaleRates, zoneIds }: OperatorParts): Problem[] {
  const known = zoneIds.filter((id) => typeof id === 'string');
  return wholesaleRates.flatMap((rate, index) => {
    if (rate?.zone === undefined || known.length < zoneIds.length || known.includes(rate.zone)) return [];
    return [
      problemAt(
        at('host.agreement.wholesaleRates', index, 'zone'),
        rate.zone,
        known.length === 0 ? 'a zone of host.zones, which has none' : known.join(', '),
        `the host has no such zone${didYouMean(rate.zone, known)}`,
      ),
    ];
  });
}

function checkPer(
  prices: readonly (Pick<FloorPrice, 'service' | 'per'> | undefined)[],
  path: string,
): Problem[] {
  return prices.flatMap((price, index) => {
    if (price === undefined) return [];
    const unit = USAGE_UNITS[price.service];
    const fitting = PRICE_UNITS.filter((per) => unitSize(per).unit === unit);
    if (fitting.includes(price.per)) return [];
    return [
      problemAt(
        at(path, index, 'per'),
        price.per,
        fitting.join(', '),
        `${price.service} is counted in ${unit}`,
      ),
    ];
  });
}

function checkPartners({ partners, partnerIds }: OperatorParts): Problem[] {
  const path = 'jointVenture.partners';
  const sum = partners?.reduce((total, { sharePercent }) => addDecimals(total, sharePercent), '0');
  return [
    ...twice(partnerIds, (index) => at(path, index, 'id')),
    ...(partners === undefined || sum === undefined || compareDecimals(sum, '100') === 0
      ? []
      : [
          problemAt(
            path,
            partners.map(({ sharePercent }) => sharePercent),
            'shares that add up to exactly 100',
            `they add up to ${sum}`,
          ),
        ]),
  ];
}

function checkChannelPartners({ channelPartnerIds }: OperatorParts): Problem[] {
  const path = (index: number) => at('channelPartners', index, 'id');
  return [
    ...twice(channelPartnerIds, path),
    ...channelPartnerIds.flatMap((id, index) =>
      id === OPERATOR_OWNER
        ? [problemAt(path(index), id, 'any other id', 'it is what the brand itself is called')]
        : [],
    ),
  ];
}

function checkPlanIds({ planIds }: OperatorParts): Problem[] {
  return twice(planIds, (index) => at('plans', index, 'id'));
}

function checkProviders({ providers }: OperatorParts): Problem[] {
  return twice(providers, (index) => at('payments.providers', index));
}

function checkTopUps({ topUps }: OperatorParts): Problem[] {
  if (topUps === undefined) return [];
  const { smallest, largest } = topUps;
  const path = 'payments.topUps';
  if (compareDecimals(smallest, '0') <= 0)
    return [problemAt(at(path, 'smallest'), smallest, 'an amount above zero')];
  return compareDecimals(largest, smallest) >= 0
    ? []
    : [problemAt(at(path, 'largest'), largest, `at least the smallest, ${smallest}`)];
}

function checkSeedPlans({ seedPlans, planIds }: OperatorParts): Problem[] {
  const ids = planIds.filter((id) => slug('starter').safeParse(id).success) as string[];
  // A plan whose own id is wrong may be the one that is meant.
  const isUnknown = (id: string): boolean => ids.length === planIds.length && !ids.includes(id);
  return [
    ...seedPlans.flatMap((id, index) =>
      id === undefined || !isUnknown(id)
        ? []
        : [
            problemAt(
              at('seeds.plans', index, 'plan'),
              id,
              ids.join(', '),
              `no plan has this id${didYouMean(id, ids)}`,
            ),
          ],
    ),
    ...twice(seedPlans, (index) => at('seeds.plans', index, 'plan')),
  ];
}

/** A problem for every value that stood earlier in the list. */
function twice(values: readonly unknown[], path: (index: number) => string): Problem[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    if (first === index || value === undefined) return [];
    return [problemAt(path(index), value, 'each once', `${path(first)} has it too`)];
  });
}
