import type { OfferingBundle } from '../operator/bundle.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { parseAmount } from '../operator/quantity.js';
import { didYouMean } from '../operator/suggest.js';
import { checkPot } from './check-pot.js';
import { checkUnit } from './check-service.js';
import { rawMember, type Part } from './offering-view.js';
import type { UsageUnit } from './plan.js';
import type { PricedService } from './priced-service.js';
import { HOME, type Target } from './target.js';
import { USAGE_UNITS } from './service-tariff.js';
import { checkTimes } from './time-windows.js';

/** What a bundle of a plan or an add-on is checked against. */
export interface BundleContext {
  readonly services: readonly PricedService[];
  readonly targets: readonly Target[];
  /** `home`, and the zones of the plan. */
  readonly zones: readonly string[];
  /** Whether all zones of the plan are well-formed: else what is sold in them is not known. */
  readonly zonesKnown: boolean;
  /** What gives it, and whether that comes again; undefined when nobody can tell. */
  readonly giver: 'plan' | 'add-on';
  readonly recurs: 'each-period' | 'each-day' | 'never' | undefined;
}

/** Whether somebody can draw from a bundle: its services exist, count in its unit, and cost something there. */
export function checkBundle(part: Part<OfferingBundle>, context: BundleContext): Problem[] {
  const { path, value: bundle } = part;
  if (bundle === undefined) return [];
  const problems = [
    ...(part.isGuess ? [] : checkForm(bundle, path)),
    ...checkUnit(bundle.validity, at(path, 'validity'), 'seconds'),
    ...checkStep(bundle, path),
    ...checkServiceIds(bundle.services, at(path, 'services'), context.services),
    ...(bundle.pot ?? []).flatMap((rate, index) =>
      checkServiceIds(rate.services, at(path, 'pot', index, 'services'), context.services),
    ),
    ...checkServiceUnits(bundle, path, context),
    ...checkZoneIds(bundle.zones, at(path, 'zones'), context),
    ...checkTimes(bundle.times ?? [], at(path, 'times')),
    ...checkRenewal(bundle, path, context),
    ...checkPot(bundle, path, context.services),
  ];
  return problems.length > 0 ? problems : checkDestinations(bundle, path, context);
}

function checkForm(bundle: OfferingBundle, path: string): Problem[] {
  const forms = (['amount', 'unlimited', 'pooled'] as const).filter((form) => bundle[form] !== undefined);
  const isPoints = bundle.amount !== undefined && parseAmount(bundle.amount)?.unit === 'points';
  const hasServices = bundle.services !== undefined;
  return [
    ...(forms.length === 1
      ? []
      : [
          problemAt(
            forms.length === 0 ? at(path, 'amount') : path,
            forms.length === 0 ? undefined : forms,
            'exactly one of amount, unlimited, pooled',
          ),
        ]),
    ...(isPoints || hasServices
      ? []
      : [problemAt(at(path, 'services'), undefined, 'list of at least one service id')]),
    ...(isPoints && hasServices
      ? [
          problemAt(
            at(path, 'services'),
            bundle.services,
            'pot: [{ services, points, per }]',
            'points pay at a conversion only',
          ),
        ]
      : []),
    ...(bundle.pot !== undefined && !isPoints
      ? [problemAt(at(path, 'pot'), bundle.pot, 'nothing, unless the amount is of points')]
      : []),
    ...(bundle.unlimited === true && bundle.rollover !== undefined
      ? [problemAt(at(path, 'rollover'), bundle.rollover, 'nothing', 'what has no end leaves nothing over')]
      : []),
    ...(bundle.pooled === true && bundle.renews === true
      ? [problemAt(at(path, 'renews'), true, 'nothing', 'the pool renews, and fills it')]
      : []),
  ];
}

function checkStep({ step, amount }: OfferingBundle, path: string): Problem[] {
  const unit = amount === undefined ? undefined : parseAmount(amount)?.unit;
  if (unit === undefined || step === undefined) return [];
  return unit === 'points'
    ? [problemAt(at(path, 'step'), step, 'nothing', 'a pot has conversions instead')]
    : checkUnit(step, at(path, 'step'), unit);
}

/** Ids of services that no service of the plan has. */
export function checkServiceIds(
  named: readonly string[] | undefined,
  path: string,
  services: readonly PricedService[],
): Problem[] {
  const home = services.filter(({ zone }) => zone === undefined);
  const ids = home.flatMap(({ part }) => (part.value === undefined ? [] : [part.value.id]));
  // A service whose own id is wrong, or another's, may be the one that is meant.
  if (new Set(ids).size < home.length) return [];
  return (named ?? []).flatMap((id, index) =>
    home.some(({ part }) => rawMember(part.raw, 'id') === id)
      ? []
      : [
          problemAt(
            at(path, index),
            id,
            ids.join(', '),
            `no service of this plan has this id${didYouMean(id, ids)}`,
          ),
        ],
  );
}

export function checkZoneIds(
  named: readonly string[] | undefined,
  path: string,
  { zones, zonesKnown }: Pick<BundleContext, 'zones' | 'zonesKnown'>,
): Problem[] {
  return (named ?? []).flatMap((id, index) =>
    zones.includes(id) || !zonesKnown
      ? []
      : [
          problemAt(
            at(path, index),
            id,
            zones.join(', '),
            `the plan cannot be used in such a zone${didYouMean(id, zones)}`,
          ),
        ],
  );
}

/** What a bundle counts: what its amount says, or its first service. */
export function bundleUnit(
  { amount, services }: OfferingBundle,
  kinds: readonly PricedService[],
): UsageUnit | 'points' | undefined {
  if (amount !== undefined) return parseAmount(amount)?.unit;
  const first = kinds.find(({ part }) => part.value?.id === services?.[0])?.part.value;
  return first === undefined ? undefined : USAGE_UNITS[first.kind];
}

function checkServiceUnits(bundle: OfferingBundle, path: string, { services }: BundleContext): Problem[] {
  const unit = bundleUnit(bundle, services);
  if (unit === undefined || unit === 'points') return [];
  return (bundle.services ?? []).flatMap((id, index) => {
    const kind = services.find(({ part }) => rawMember(part.raw, 'id') === id)?.part.value?.kind;
    if (kind === undefined || USAGE_UNITS[kind] === unit) return [];
    const what = bundle.amount === undefined ? `a bundle of ${unit}` : `"${bundle.amount}"`;
    return [
      problemAt(
        at(path, 'services', index),
        id,
        `services counted in ${unit}`,
        `${what} cannot pay for ${kind}, which is counted in ${USAGE_UNITS[kind]}`,
      ),
    ];
  });
}

function checkRenewal(bundle: OfferingBundle, path: string, { giver, recurs }: BundleContext): Problem[] {
  const { renews, rollover, validity, amount } = bundle;
  const unit = amount === undefined ? undefined : parseAmount(amount)?.unit;
  const problems: Problem[] = [];
  if (renews === undefined && rollover !== undefined) {
    problems.push(
      problemAt(at(path, 'rollover'), rollover, 'nothing, or renews: true beside it', 'it never renews'),
    );
  }
  if (rollover?.max !== undefined && unit !== undefined && parseAmount(rollover.max)?.unit !== unit) {
    problems.push(problemAt(at(path, 'rollover', 'max'), rollover.max, `a quantity of ${unit}`));
  }
  if (renews === undefined) return problems;
  if (recurs === 'never') {
    problems.push(
      problemAt(
        at(path, 'renews'),
        true,
        'nothing, or recurring in what gives it',
        `the ${giver} has no period to renew with`,
      ),
    );
  }
  if (recurs === 'each-day') {
    problems.push(
      problemAt(
        at(path, 'renews'),
        true,
        'an add-on with a period of its own',
        'a price that is spread over days has periods of a day',
      ),
    );
  }
  if (validity !== undefined) {
    problems.push(
      problemAt(
        at(path, 'validity'),
        validity,
        'nothing',
        'a bundle that renews is good until its period ends',
      ),
    );
  }
  return problems;
}

function checkDestinations(bundle: OfferingBundle, path: string, context: BundleContext): Problem[] {
  const zones = bundle.zones ?? [HOME];
  if (!context.zonesKnown && zones.some((zone) => zone !== HOME)) return [];
  const scopes = bundle.pot?.map((rate, index) => ({ ...rate, path: at(path, 'pot', index) })) ?? [
    { services: bundle.services ?? [], destinations: bundle.destinations, path },
  ];
  return scopes.flatMap(({ services, destinations, path: scopePath }) => {
    if (services.length === 0) return [];
    const own = context.services.filter(
      ({ part, zone }) => services.includes(part.value?.id ?? '') && zones.includes(zone ?? HOME),
    );
    // A service that is wrong itself may well have the destination.
    if (own.some(({ part, tariff }) => part.isGuess || tariff === undefined)) return [];
    if (services.some((id) => !own.some(({ part }) => part.value?.id === id)) && zones.includes(HOME))
      return [];
    const targets = context.targets.filter(
      (target) => services.includes(target.service) && zones.includes(target.zone),
    );
    const priced = [...new Set(targets.filter(({ free }) => !free).map(({ destination }) => destination))];
    if (priced.length === 0) {
      return [
        problemAt(
          at(scopePath, 'services'),
          services,
          'a service that costs something',
          targets.length === 0
            ? 'nobody can draw from this bundle: none of them can be used in its zones'
            : 'nobody can draw from this bundle: all of it is free anyway',
        ),
      ];
    }
    const names = new Set(targets.map(({ destination }) => destination));
    return (destinations ?? []).flatMap((name, index) => {
      if (priced.includes(name)) return [];
      const why = names.has(name)
        ? 'nobody can draw from the bundle towards it: it is free anyway'
        : `its services have no such destination${didYouMean(name, priced)}`;
      return [problemAt(at(scopePath, 'destinations', index), name, priced.join(', '), why)];
    });
  });
}
