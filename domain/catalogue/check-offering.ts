/** What must hold between the parts of an offering, its market and its host; all problems at once. */
import { compareDecimals, multiplyDecimals, addDecimals } from '../operator/decimal.js';
import type { OfferingBundle, OfferingRate, OfferingService } from '../operator/offering.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { parseQuantity, unitSize, PRICE_UNITS, type PriceUnit } from '../operator/quantity.js';
import type { Operator } from '../operator/schema.js';
import { didYouMean } from '../operator/suggest.js';
import { compileTariff, TariffError } from '../rating/index.js';
import type { MarketView, OfferingView, Part, Surroundings } from './offering-view.js';
import type { ServiceKind, UsageUnit } from './plan.js';
import {
  DEFAULT_PER,
  destinationsOf,
  EMERGENCY,
  FREEPHONE,
  serviceTariff,
  USAGE_UNITS,
  type ServiceTariff,
} from './service-tariff.js';

/** The account item names classes and rating groups by one base-36 digit. */
export const MAX_CLASSES = 36;
export const MAX_RATING_GROUPS = 36;

export const WALLET = 'wallet';

type Market = Pick<Operator['market'], 'currency' | 'timeZone' | 'holidays' | 'numberingPlan'>;

/** A service with its tariff; the tariff is absent when the service or the market is not well-formed. */
interface Priced {
  readonly part: Part<OfferingService>;
  readonly tariff: ServiceTariff | undefined;
}

/**
 * Everything that is wrong with an offering in its market and under its host's terms.
 *
 * Covers: ids and rating groups that occur twice, more than one way of pricing, units that do not fit, tariffs that
 * do not compile, retail prices below the host's floor, content-based zero-rating against the market's policy,
 * bundles that nobody can draw from, credit limits, final units, and the limits of an account item.
 */
export function checkOffering(view: OfferingView, { market, floorPrices }: Surroundings): Problem[] {
  const tariffMarket = marketOf(market);
  const services = view.services.map((part): Priced => {
    const formProblems = part.value === undefined ? [] : checkService(part.value, part.path);
    const usable = part.value !== undefined && formProblems.length === 0 && tariffMarket !== undefined;
    return { part, tariff: usable ? serviceTariff(part.value!, part.path, tariffMarket!) : undefined };
  });
  return [
    ...services.flatMap(({ part }) => (part.value === undefined ? [] : checkService(part.value, part.path))),
    ...services.flatMap(({ tariff }) => (tariff === undefined ? [] : checkTariff(tariff))),
    ...checkUniqueIds(view.services, 'service'),
    ...checkUniqueIds(view.bundles, 'bundle', [WALLET]),
    ...checkRatingGroups(view),
    ...checkFloorPrices(services, floorPrices.value, market.tax.value),
    ...checkZeroRating(view, services, market),
    ...view.bundles.flatMap((bundle) => checkBundle(bundle, services)),
    ...checkWallet(view, market),
    ...checkFinalUnit(view),
    ...checkLimits(view, services),
  ];
}

function marketOf({ currency, timeZone, holidays, numberingPlan }: MarketView): Market | undefined {
  if (!currency.value || !timeZone.value || !holidays.value || !numberingPlan.value) return undefined;
  return {
    currency: currency.value,
    timeZone: timeZone.value,
    holidays: holidays.value,
    numberingPlan: numberingPlan.value,
  };
}

// --- One service -----------------------------------------------------------------------------------------------

function checkService(service: OfferingService, path: string): Problem[] {
  const unit = USAGE_UNITS[service.kind];
  return [
    ...checkOneForm(service, path, ['free', 'price', 'rates']),
    ...checkPriceUnits(service, path, service.kind),
    ...(service.rates ?? []).flatMap((rate, index) =>
      checkRate(rate, at(path, 'rates', index), service.kind),
    ),
    ...checkQuota(service, path, unit),
    ...(service.trafficClass !== undefined && service.kind !== 'data'
      ? [
          problemAt(
            at(path, 'trafficClass'),
            service.trafficClass,
            'nothing',
            `only data has a traffic class`,
          ),
        ]
      : []),
  ];
}

function checkRate(rate: OfferingRate, path: string, kind: ServiceKind): Problem[] {
  return [
    ...checkOneForm(rate, path, ['free', 'price', 'slots']),
    ...checkPriceUnits(rate, path, kind),
    ...(rate.slots ?? []).flatMap((slot, index) => {
      const slotPath = at(path, 'slots', index);
      return [
        ...checkPriceUnits(slot, slotPath, kind),
        ...checkUnit(slot.from, at(slotPath, 'from'), USAGE_UNITS[kind]),
      ];
    }),
    ...([EMERGENCY, FREEPHONE].includes(rate.destination) && kind !== 'data'
      ? [
          problemAt(
            at(path, 'destination'),
            rate.destination,
            'another name',
            'this destination is added from market.numberingPlan, free in every plan',
          ),
        ]
      : []),
    ...(kind === 'data' && (rate.prefixes ?? ['']).some((prefix) => prefix !== '')
      ? [problemAt(at(path, 'prefixes'), rate.prefixes, 'nothing', 'data has no called number')]
      : []),
  ];
}

function checkOneForm<T extends object>(
  value: T,
  path: string,
  forms: readonly (keyof T & string)[],
): Problem[] {
  const given = forms.filter((form) => value[form] !== undefined);
  if (given.length === 1) {
    const stray = (['per', 'increment'] as (keyof T & string)[]).filter(
      (key) => value[key] !== undefined && given[0] !== 'price',
    );
    return stray.map((key) =>
      problemAt(at(path, key), value[key], 'nothing', `it belongs to a price, not to ${given[0]}`),
    );
  }
  const allowed = `exactly one of ${forms.join(', ')}`;
  const why = given.length === 0 ? 'nothing says what it costs' : 'it says more than once what it costs';
  return [problemAt(path, given.length === 0 ? {} : given, allowed, why)];
}

function checkPriceUnits(
  form: { readonly per?: PriceUnit | undefined; readonly increment?: string | undefined },
  path: string,
  kind: ServiceKind,
): Problem[] {
  const unit = USAGE_UNITS[kind];
  const fitting = PRICE_UNITS.filter((per) => unitSize(per).unit === unit);
  return [
    ...(form.per !== undefined && !fitting.includes(form.per)
      ? [problemAt(at(path, 'per'), form.per, fitting.join(', '), `${kind} is counted in ${unit}`)]
      : []),
    ...checkUnit(form.increment, at(path, 'increment'), unit),
  ];
}

function checkUnit(quantity: string | undefined, path: string, unit: UsageUnit): Problem[] {
  if (quantity === undefined || parseQuantity(quantity)?.unit === unit) return [];
  return [problemAt(path, quantity, `a quantity of ${unit}, such as "${QUANTITY_EXAMPLES[unit]}"`)];
}

const QUANTITY_EXAMPLES: Readonly<Record<UsageUnit, string>> = {
  bytes: '5 GB',
  seconds: '60 s',
  messages: '1 message',
};

function checkQuota({ quota, kind }: OfferingService, path: string, unit: UsageUnit): Problem[] {
  if (quota === undefined) return [];
  const quotaPath = at(path, 'quota');
  const { min, max } = quota;
  const amounts = (['min', 'max', 'timersBelow'] as const).flatMap((key) =>
    checkUnit(quota[key], at(quotaPath, key), unit),
  );
  const times = (['validity', 'holding', 'longValidity'] as const).flatMap((key) =>
    checkUnit(quota[key], at(quotaPath, key), 'seconds'),
  );
  const inverted =
    amounts.length === 0 &&
    min !== undefined &&
    max !== undefined &&
    parseQuantity(min)!.amount > parseQuantity(max)!.amount
      ? [
          problemAt(
            at(quotaPath, 'min'),
            min,
            `at most max, ${max}`,
            `the smallest grant of ${kind} is above the largest`,
          ),
        ]
      : [];
  return [...amounts, ...times, ...inverted];
}

// --- Tariffs ---------------------------------------------------------------------------------------------------

function checkTariff({ definition, paths, ambiguousEmergencyNumbers }: ServiceTariff): Problem[] {
  const ambiguous = ambiguousEmergencyNumbers.map((number) =>
    problemAt(
      at(paths[0]!.replace(/\.rates\[\d+\]$/, ''), 'rates'),
      undefined,
      'a rate for everything else: one without prefixes',
      `emergency number ${number} also begins ordinary numbers (+${number}…), and no rate carries those`,
    ),
  );
  try {
    compileTariff(definition);
    return ambiguous;
  } catch (error) {
    if (!(error instanceof TariffError)) throw error;
    return [
      ...ambiguous,
      ...error.problems.map(({ path, value, allowed }) => problemAt(filePath(path, paths), value, allowed)),
    ];
  }
}

/** `rates[2].slots[0].rate` of the tariff is `plans[0].services[1].rates[2].price` of the file. */
function filePath(tariffPath: string, paths: readonly string[]): string {
  const match = /^rates\[(\d+)\](.*)$/.exec(tariffPath);
  const base = match === null ? undefined : paths[Number(match[1])];
  if (match === null || base === undefined) return paths[0]!;
  return `${base}${match[2]!.replace(/\.fromUnit$/, '.from').replace(/\.(rate|unit)$/, '.price')}`;
}

// --- Identity --------------------------------------------------------------------------------------------------

function checkUniqueIds(
  parts: readonly Part<unknown>[],
  what: string,
  reserved: readonly string[] = [],
): Problem[] {
  const seen = new Map<string, string>(reserved.map((id) => [id, `the plan's ${id}`]));
  return parts.flatMap(({ raw, path }) => {
    const id = rawMember(raw, 'id');
    if (typeof id !== 'string') return [];
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, path);
      return [];
    }
    return [
      problemAt(at(path, 'id'), id, `an id that no other ${what} of the plan has`, `${first} has it too`),
    ];
  });
}

function checkRatingGroups({ services }: OfferingView): Problem[] {
  const seen = new Map<unknown, string>();
  return services.flatMap(({ raw, path }) => {
    const groups = rawMember(raw, 'ratingGroups');
    if (!Array.isArray(groups)) return [];
    return groups.flatMap((group: unknown, index) => {
      const first = seen.get(group);
      const groupPath = at(path, 'ratingGroups', index);
      if (first === undefined) {
        seen.set(group, groupPath);
        return [];
      }
      return [
        problemAt(groupPath, group, 'a rating group that occurs once in the plan', `${first} has it too`),
      ];
    });
  });
}

function rawMember(raw: unknown, key: string): unknown {
  return typeof raw === 'object' && raw !== null
    ? (raw as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

// --- The host's floor ------------------------------------------------------------------------------------------

type FloorPrice = Operator['host']['agreement']['floorPrices'][number];

function checkFloorPrices(
  services: readonly Priced[],
  floors: readonly FloorPrice[] | undefined,
  tax: Operator['market']['tax'] | undefined,
): Problem[] {
  if (floors === undefined || tax === undefined) return [];
  return services.flatMap(({ part, tariff }) => {
    const service = part.value;
    const floor = floors.find((candidate) => candidate.service === service?.kind);
    if (service === undefined || tariff === undefined || floor === undefined) return [];
    const exempt = new Set([...floor.exempt, EMERGENCY, FREEPHONE]);
    if (exempt.has(service.id)) return [];
    return tariff.definition.rates.flatMap((rate, index) => {
      if (exempt.has(rate.destination)) return [];
      return rate.slots.flatMap((slot, slotIndex) => {
        if (!isBelowFloor(slot, floor, tax)) return [];
        const path = pricePath(service, tariff.paths[index]!, index, slotIndex);
        const { price, per, tax: taxText } = floorInWords(floor, tax);
        return [
          problemAt(
            path,
            slot.rate,
            `at least ${price} per ${per}${taxText}, or an exemption in host.agreement.floorPrices`,
            `below the floor price that the host sets for ${service.kind}`,
          ),
        ];
      });
    });
  });
}

/** Compares per unit, before tax, without a division: rate × floorUnit × 100 against floor × rateUnit × (100 + tax). */
function isBelowFloor(
  slot: { readonly rate: string; readonly unit: number },
  floor: FloorPrice,
  tax: Operator['market']['tax'],
): boolean {
  const retail = multiplyDecimals(multiplyDecimals(slot.rate, String(unitSize(floor.per).amount)), '100');
  const gross = tax.inclusive ? addDecimals('100', tax.ratePercent) : '100';
  const lowest = multiplyDecimals(multiplyDecimals(floor.price, String(slot.unit)), gross);
  return compareDecimals(retail, lowest) < 0;
}

function floorInWords(
  floor: FloorPrice,
  tax: Operator['market']['tax'],
): { price: string; per: string; tax: string } {
  return {
    price: floor.price,
    per: floor.per,
    tax: tax.inclusive ? ` before ${tax.ratePercent} % ${tax.name}` : '',
  };
}

function pricePath(service: OfferingService, path: string, rate: number, slot: number): string {
  const form: OfferingService | OfferingRate = service.rates?.[rate] ?? service;
  if ('slots' in form && form.slots !== undefined) return at(path, 'slots', slot, 'price');
  return at(path, form.free === true ? 'free' : 'price');
}

// --- The market's policy on content ----------------------------------------------------------------------------

/**
 * Refuses plans that favour the traffic of an app or category where the market does not allow it: data that is free
 * or cheaper than other data of the plan, or that has a bundle of its own.
 */
function checkZeroRating(view: OfferingView, services: readonly Priced[], market: MarketView): Problem[] {
  const policy = market.policy.value?.contentBasedZeroRating;
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
  return [
    ...data.flatMap(({ part, tariff }) => {
      const service = part.value!;
      if (tariff === undefined) return [];
      const isFree = [...destinationsOf(tariff.definition).values()].every(({ free }) => free);
      const isOnlyData = general.every((other) => other.tariff !== undefined && isFreeTariff(other.tariff));
      if (isFree && (service.trafficClass !== undefined || !isOnlyData)) {
        return [
          refused(
            at(part.path, service.free === true ? 'free' : 'price'),
            service.free ?? service.price,
            'zero-rated traffic of certain content',
          ),
        ];
      }
      const cheaper =
        service.trafficClass !== undefined && general.some((other) => isCheaper(tariff, other.tariff));
      return cheaper
        ? [
            refused(
              at(part.path, service.rates === undefined ? 'price' : 'rates'),
              service.price,
              'traffic of certain content is cheaper than other traffic',
            ),
          ]
        : [];
    }),
    ...view.bundles.flatMap(({ path, value: bundle }) => {
      if (bundle === undefined) return [];
      const own = services.filter(
        ({ part }) => part.value !== undefined && bundle.services.includes(part.value.id),
      );
      const directional = own.length > 0 && own.every(({ part }) => part.value!.trafficClass !== undefined);
      return directional
        ? [refused(at(path, 'services'), bundle.services, 'a bundle for traffic of certain content only')]
        : [];
    }),
  ];
}

function isFreeTariff({ definition }: ServiceTariff): boolean {
  return [...destinationsOf(definition).values()].every(({ free }) => free);
}

/** Whether a slot of one tariff is cheaper than the dearest of the other. */
function isCheaper(tariff: ServiceTariff, other: ServiceTariff | undefined): boolean {
  if (other === undefined) return false;
  const slots = (of: ServiceTariff) => of.definition.rates.flatMap((rate) => rate.slots);
  return slots(tariff).some((slot) =>
    slots(other).some(
      (general) =>
        compareDecimals(
          multiplyDecimals(slot.rate, String(general.unit)),
          multiplyDecimals(general.rate, String(slot.unit)),
        ) < 0,
    ),
  );
}

// --- Buckets ---------------------------------------------------------------------------------------------------

function checkBundle({ path, value: bundle }: Part<OfferingBundle>, services: readonly Priced[]): Problem[] {
  if (bundle === undefined) return [];
  const ids = services.map(({ part }) => rawMember(part.raw, 'id')).filter((id) => typeof id === 'string');
  const named = bundle.services.map((id) => services.find(({ part }) => rawMember(part.raw, 'id') === id));
  const unknown = bundle.services.flatMap((id, index) =>
    named[index] === undefined
      ? [
          problemAt(
            at(path, 'services', index),
            id,
            ids.join(', '),
            `no service of this plan has this id${didYouMean(id, ids)}`,
          ),
        ]
      : [],
  );
  const { unit } = parseQuantity(bundle.amount)!;
  const wrongUnit = named.flatMap((priced, index) => {
    const kind = priced?.part.value?.kind;
    return kind !== undefined && USAGE_UNITS[kind] !== unit
      ? [
          problemAt(
            at(path, 'services', index),
            bundle.services[index],
            `services counted in ${unit}`,
            `"${bundle.amount}" cannot pay for ${kind}, which is counted in ${USAGE_UNITS[kind]}`,
          ),
        ]
      : [];
  });
  const tariffs = named.map((priced) => priced?.tariff);
  // A service that is wrong itself may well have the destination.
  if (unknown.length > 0 || wrongUnit.length > 0 || tariffs.includes(undefined)) {
    return [...unknown, ...wrongUnit, ...checkValidity(bundle, path)];
  }
  const destinations = tariffs.flatMap((tariff) => [...destinationsOf(tariff!.definition)]);
  const priced = [...new Set(destinations.filter(([, { free }]) => !free).map(([name]) => name))];
  if (priced.length === 0) {
    return [
      problemAt(
        at(path, 'services'),
        bundle.services,
        'a service that costs something',
        'nobody can draw from this bundle: all of it is free anyway',
      ),
      ...checkValidity(bundle, path),
    ];
  }
  const names = new Map(destinations);
  return [
    ...(bundle.destinations ?? []).flatMap((name, index) => {
      if (priced.includes(name)) return [];
      const why = names.has(name)
        ? 'nobody can draw from the bundle towards it: it is free anyway'
        : `its services have no such destination${didYouMean(name, priced)}`;
      return [problemAt(at(path, 'destinations', index), name, priced.join(', '), why)];
    }),
    ...checkValidity(bundle, path),
  ];
}

function checkValidity(bundle: OfferingBundle, path: string): Problem[] {
  return checkUnit(bundle.validity, at(path, 'validity'), 'seconds');
}

function checkWallet({ paymentMode, wallet }: OfferingView, market: MarketView): Problem[] {
  const mode = paymentMode.value;
  const money = wallet.value;
  if (mode === undefined || money === undefined) return [];
  const path = at(wallet.path, 'creditLimit');
  if (mode === 'prepaid') {
    return money.creditLimit === undefined
      ? []
      : [problemAt(path, money.creditLimit, 'nothing', 'a prepaid plan has no credit')];
  }
  const policy = market.policy.value;
  if (money.creditLimit !== undefined || policy === undefined || policy.billShock !== undefined) return [];
  return [
    problemAt(
      path,
      undefined,
      'amount of money as a decimal string such as "50.00"',
      `a ${mode} plan needs a limit, since the market has no market.policy.billShock.defaultCap`,
    ),
  ];
}

function checkFinalUnit({ finalUnit }: OfferingView): Problem[] {
  const value = finalUnit.value;
  if (value === undefined) return [];
  const stray = (key: 'redirectUrl' | 'filterRules', action: string): Problem[] =>
    value[key] !== undefined && value.action !== action
      ? [
          problemAt(
            at(finalUnit.path, key),
            value[key],
            'nothing',
            `it belongs to ${action}, not to ${value.action}`,
          ),
        ]
      : [];
  return [
    ...stray('redirectUrl', 'REDIRECT'),
    ...stray('filterRules', 'RESTRICT_ACCESS'),
    ...(value.action === 'RESTRICT_ACCESS' && value.filterRules === undefined
      ? [problemAt(at(finalUnit.path, 'filterRules'), undefined, 'list of at least one IPFilterRule')]
      : []),
  ];
}

// --- Limits ----------------------------------------------------------------------------------------------------

function checkLimits(view: OfferingView, services: readonly Priced[]): Problem[] {
  const path = at(view.path, 'services');
  const groups = services.reduce((sum, { part }) => sum + (part.value?.ratingGroups.length ?? 0), 0);
  const classes = services.reduce(
    (sum, { tariff }) => sum + (tariff === undefined ? 0 : destinationsOf(tariff.definition).size),
    0,
  );
  return [
    ...(groups > MAX_RATING_GROUPS
      ? [problemAt(path, groups, `at most ${MAX_RATING_GROUPS}`, 'too many rating groups in one plan')]
      : []),
    ...(classes > MAX_CLASSES
      ? [
          problemAt(
            path,
            classes,
            `at most ${MAX_CLASSES}`,
            'too many destinations over all services of one plan',
          ),
        ]
      : []),
  ];
}
