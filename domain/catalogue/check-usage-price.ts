/** What must hold for prices of a whole period's usage, beside what holds for the bundles that they are to usage. */
import { at, problemAt, type Problem } from '../operator/problem.js';
import { parseQuantity, PRICE_UNITS, unitSize } from '../operator/quantity.js';
import type { OfferingUsagePrice } from '../operator/usage-price.js';
import { priceModelProblems } from '../price-models/index.js';
import { checkBundle, type BundleContext } from './check-bundle.js';
import { floorInWords, isBelowFloor } from './check-floor-prices.js';
import { priceModelOf, quantityIn, usagePriceBundle } from './compile-usage-price.js';
import { rawMember, type OfferingView, type Part, type Surroundings } from './offering-view.js';
import { USAGE_UNITS } from './service-tariff.js';
import { bundleTargets, HOME, type Target } from './target.js';

type Field = 'price' | 'size' | 'free' | 'tiers' | 'policy';
type TierField = keyof NonNullable<OfferingUsagePrice['tiers']>[number];

/** What each model needs, and what it may have beside that. */
const FIELDS: Readonly<
  Record<OfferingUsagePrice['model'], { readonly needs: readonly Field[]; readonly may: readonly Field[] }>
> = {
  unit: { needs: ['price'], may: [] },
  package: { needs: ['price', 'size'], may: ['free'] },
  graduated: { needs: ['tiers'], may: [] },
  volume: { needs: ['tiers'], may: [] },
  blocks: { needs: ['tiers'], may: ['policy'] },
};
const ALL_FIELDS: readonly Field[] = ['price', 'size', 'free', 'tiers', 'policy'];
const ALL_TIER_FIELDS: readonly TierField[] = ['upTo', 'price', 'fee', 'size', 'blocks'];
const TIER_FIELDS = { needs: [], may: ['upTo', 'price', 'fee'] } as const;
const BLOCK_FIELDS = { needs: ['size', 'price'], may: ['blocks'] } as const;

export function checkUsagePrices(
  view: OfferingView,
  context: BundleContext,
  surroundings: Surroundings,
): Problem[] {
  if (view.usagePrices.length === 0) return [];
  return [
    ...checkWhoPays(view),
    ...checkPeriod(view),
    ...view.usagePrices.flatMap((part) => checkUsagePrice(part, context, surroundings)),
    ...checkOverlaps(view.usagePrices, context.targets),
  ];
}

function checkWhoPays({ paymentMode, wallet }: OfferingView): Problem[] {
  return [
    ...(paymentMode.value === 'prepaid'
      ? [
          problemAt(
            paymentMode.path,
            'prepaid',
            'postpaid, hybrid',
            "usagePrices are known only when a period's usage is; by then a prepaid wallet may be empty",
          ),
        ]
      : []),
    ...(wallet.value?.pooled === true
      ? [
          problemAt(
            at(wallet.path, 'pooled'),
            true,
            'nothing, beside usagePrices',
            "what a period's usage costs is owed on the account's own bill",
          ),
        ]
      : []),
  ];
}

function checkPeriod({ recurring, path }: OfferingView): Problem[] {
  if (recurring.raw === undefined) {
    return [
      problemAt(
        at(path, 'recurring'),
        undefined,
        'what the plan costs each period (its price may be "0")',
        'usagePrices are taken when a period ends, and the plan has none',
      ),
    ];
  }
  return recurring.value?.spread === undefined
    ? []
    : [
        problemAt(
          at(recurring.path, 'spread'),
          recurring.value.spread,
          'nothing, beside usagePrices',
          "the plan's period is then a day",
        ),
      ];
}

function checkUsagePrice(
  { path, value: of, raw }: Part<OfferingUsagePrice>,
  context: BundleContext,
  surroundings: Surroundings,
): Problem[] {
  if (of === undefined) return [];
  const bundle = usagePriceBundle(of);
  const problems = [
    ...checkBundle({ path, raw, value: bundle }, context),
    ...checkFields(of, path, `model ${of.model}`, FIELDS[of.model], ALL_FIELDS),
    ...(of.tiers ?? []).flatMap((tier, index) =>
      checkFields(
        tier,
        at(path, 'tiers', index),
        `a tier of model ${of.model}`,
        of.model === 'blocks' ? BLOCK_FIELDS : TIER_FIELDS,
        ALL_TIER_FIELDS,
      ),
    ),
    ...checkUnits(of, path, context),
  ];
  if (problems.length > 0) return problems;
  return [...checkModel(of, path, raw), ...checkFloor(of, path, context, surroundings)];
}

function checkFields<F extends string>(
  of: Partial<Record<F, unknown>>,
  path: string,
  what: string,
  { needs, may }: { readonly needs: readonly F[]; readonly may: readonly F[] },
  all: readonly F[],
): Problem[] {
  return all.flatMap((field) => {
    const value = of[field];
    if (value === undefined)
      return needs.includes(field) ? [problemAt(at(path, field), undefined, `${what} needs it`)] : [];
    return needs.includes(field) || may.includes(field)
      ? []
      : [problemAt(at(path, field), value, `nothing: ${what} has ${[...needs, ...may].join(', ')}`)];
  });
}

/** Prices and quantities are in the unit that the services are counted in, and decimals of `per`. */
function checkUnits(of: OfferingUsagePrice, path: string, { services }: BundleContext): Problem[] {
  const kind = services.find(({ part }) => rawMember(part.raw, 'id') === of.services[0])?.part.value?.kind;
  const { unit } = unitSize(of.per);
  if (kind !== undefined && USAGE_UNITS[kind] !== unit) {
    const fitting = PRICE_UNITS.filter((per) => unitSize(per).unit === USAGE_UNITS[kind]);
    return [
      problemAt(
        at(path, 'per'),
        of.per,
        fitting.join(', '),
        `${of.services[0]} is counted in ${USAGE_UNITS[kind]}`,
      ),
    ];
  }
  const quantities: [string, string | undefined][] = [
    [at(path, 'size'), of.size],
    [at(path, 'free'), of.free],
    ...(of.tiers ?? []).flatMap(({ upTo, size }, index): [string, string | undefined][] => [
      [at(path, 'tiers', index, 'upTo'), upTo],
      [at(path, 'tiers', index, 'size'), size],
    ]),
  ];
  return quantities.flatMap(([where, value]) => {
    if (value === undefined || quantityIn(value, of.per) !== undefined) return [];
    return parseQuantity(value)?.unit === unit
      ? [problemAt(where, value, `a quantity that is a decimal of ${of.per}, such as "1.5 ${of.per}"`)]
      : [problemAt(where, value, `a quantity of ${unit}`)];
  });
}

function checkModel(of: OfferingUsagePrice, path: string, raw: unknown): Problem[] {
  return priceModelProblems(priceModelOf(of), path).map((problem) => {
    const [field, ...inner] = problem.path.slice(path.length + 1).split(/[.[\]]+/);
    const written = inner.reduce<unknown>(
      (value, key) => (key === '' ? value : rawMember(value, key)),
      rawMember(raw, field ?? ''),
    );
    const allowed =
      field === 'tiers' ? problem.allowed.replace(/^more than [\d.]*\d/, `$& ${of.per}`) : problem.allowed;
    return problemAt(problem.path, written, allowed);
  });
}

/** The host's floor holds for each tier, before tax, at home. */
function checkFloor(
  of: OfferingUsagePrice,
  path: string,
  { targets }: BundleContext,
  { floorPrices, tax }: Surroundings,
): Problem[] {
  const home = bundleTargets(usagePriceBundle(of), targets).filter(({ zone }) => zone === HOME);
  const floor = floorPrices.find(({ service }) => home.some(({ kind }) => kind === service));
  if (floor === undefined || tax === undefined || unitSize(floor.per).unit !== unitSize(of.per).unit)
    return [];
  if (
    home.every(
      ({ service, destination }) => floor.exempt.includes(service) || floor.exempt.includes(destination),
    )
  )
    return [];
  const ofOne = unitSize(of.per).amount;
  const size = (quantity: string | undefined) =>
    quantity === undefined ? ofOne : (parseQuantity(quantity)?.amount ?? ofOne);
  const prices: { where: string; value: unknown; rate: string; unit: number }[] = [
    ...(of.tiers ?? []).map((tier, index) => ({
      where: at(path, 'tiers', index, 'price'),
      value: tier.price,
      rate: tier.price ?? '0',
      unit: size(tier.size),
    })),
    ...(of.tiers === undefined
      ? [{ where: at(path, 'price'), value: of.price, rate: of.price ?? '0', unit: size(of.size) }]
      : []),
    ...(of.free === undefined ? [] : [{ where: at(path, 'free'), value: of.free, rate: '0', unit: ofOne }]),
  ];
  const { price, per, tax: taxText } = floorInWords(floor, tax);
  return prices.flatMap(({ where, value, rate, unit }) =>
    isBelowFloor({ rate, unit }, floor, tax)
      ? [
          problemAt(
            where,
            value,
            `at least ${price} per ${per}${taxText}, or an exemption in host.agreement.floorPrices`,
            `below the floor price that the host sets for ${floor.service}`,
          ),
        ]
      : [],
  );
}

/** Usage has one price. */
function checkOverlaps(parts: readonly Part<OfferingUsagePrice>[], targets: readonly Target[]): Problem[] {
  const taken = new Map<Target, string>();
  return parts.flatMap(({ path, value }) => {
    if (value === undefined) return [];
    let first: string | undefined;
    for (const target of bundleTargets(usagePriceBundle(value), targets)) {
      first ??= taken.get(target);
      if (!taken.has(target)) taken.set(target, path);
    }
    return first === undefined
      ? []
      : [
          problemAt(
            at(path, 'services'),
            value.services,
            'services, destinations or zones of its own',
            `${first} is the price of some of this usage already`,
          ),
        ];
  });
}
