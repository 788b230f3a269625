import type { Cap } from '../operator/cap.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { parseQuantity } from '../operator/quantity.js';
import { completeCap } from './caps.js';
import { checkServiceIds, checkZoneIds } from './check-bundle.js';
import type { Part } from './offering-view.js';
import type { PricedService } from './priced-service.js';
import { capTargets, capUnit, type Target } from './target.js';

export interface CapContext {
  readonly services: readonly PricedService[];
  readonly targets: readonly Target[];
  readonly zones: readonly string[];
  readonly zonesKnown: boolean;
  /** Undefined when the plan's price is wrong itself. */
  readonly hasPeriod: boolean | undefined;
}

/** Whether a cap counts something, starts again some time, and does what fits its purpose. */
export function checkCap({ path, value: cap }: Part<Cap>, context: CapContext): Problem[] {
  if (cap === undefined) return [];
  const problems = [
    ...checkLimit(cap, path),
    ...checkServiceIds(cap.services, at(path, 'services'), context.services),
    ...checkZoneIds(cap.zones, at(path, 'zones'), context),
    ...checkAction(cap, path),
    ...(cap.period === 'cycle' && context.hasPeriod === false
      ? [problemAt(at(path, 'period'), cap.period, 'day, month', 'the plan has no period: nothing recurs')]
      : []),
    ...(cap.notices ?? []).flatMap((percent, index, all) =>
      index > 0 && percent <= all[index - 1]!
        ? [problemAt(at(path, 'notices', index), percent, `more than the one before it, ${all[index - 1]}`)]
        : [],
    ),
  ];
  return problems.length > 0 ? problems : checkCounted(cap, path, context);
}

function checkLimit(cap: Cap, path: string): Problem[] {
  const unit = capUnit(cap);
  const wantsMoney = cap.purpose === 'spending-cap' || cap.purpose === 'bill-shock';
  const wantsUsage = cap.purpose === 'fair-use' || cap.purpose === 'volume-cap';
  if (wantsMoney && unit !== 'money') {
    return [
      problemAt(at(path, 'limit'), cap.limit, 'amount of money such as "50.00"', `a ${cap.purpose} is one`),
    ];
  }
  if (wantsUsage && unit === 'money') {
    return [
      problemAt(at(path, 'limit'), cap.limit, 'quantity such as "20 GB"', `${cap.purpose} counts usage`),
    ];
  }
  return unit === 'money' && /^[0.]*$/.test(cap.limit)
    ? [problemAt(at(path, 'limit'), cap.limit, 'more than 0', 'nothing could ever be used')]
    : [];
}

function checkAction(cap: Cap, path: string): Problem[] {
  const { atLimit } = completeCap(cap, true);
  if (atLimit === 'grant') {
    if (cap.grants !== undefined) return [];
    return [
      problemAt(at(path, 'grants'), undefined, 'a bundle such as { id: day-pack-800mb, amount: 800 MB }'),
    ];
  }
  return cap.grants === undefined
    ? []
    : [problemAt(at(path, 'grants'), cap.grants, 'nothing, unless atLimit is grant')];
}

function checkCounted(
  cap: Cap,
  path: string,
  { services, targets, zones, zonesKnown }: CapContext,
): Problem[] {
  if (!zonesKnown) return [];
  // What a service that is wrong itself costs is not known.
  if (services.some(({ part, tariff }) => part.isGuess || tariff === undefined)) return [];
  const unit = capUnit(cap);
  const counted = capTargets(cap, targets, zones);
  if (counted.length === 0) {
    const what = unit === 'money' ? 'cost money' : `are counted in ${unit}`;
    return [
      problemAt(
        cap.services === undefined ? at(path, 'limit') : at(path, 'services'),
        cap.services ?? cap.limit,
        `services that ${what} in its zones`,
        'nobody is ever counted by this cap',
      ),
    ];
  }
  const unknown = (cap.destinations ?? []).flatMap((name, index) =>
    counted.some(({ destination }) => destination === name)
      ? []
      : [
          problemAt(
            at(path, 'destinations', index),
            name,
            [
              ...new Set(
                capTargets({ ...cap, destinations: undefined }, targets, zones).map((t) => t.destination),
              ),
            ].join(', '),
            'nothing is counted towards it',
          ),
        ],
  );
  const grantUnit = cap.grants === undefined ? undefined : parseQuantity(cap.grants.amount)?.unit;
  const misfit =
    grantUnit !== undefined && !counted.some((target) => target.unit === grantUnit && !target.free)
      ? [
          problemAt(
            at(path, 'grants', 'amount'),
            cap.grants!.amount,
            `a quantity of ${[...new Set(counted.filter((t) => !t.free).map((t) => t.unit))].join(' or ')}`,
            'nobody can draw from what it grants',
          ),
        ]
      : [];
  return [...unknown, ...misfit];
}
