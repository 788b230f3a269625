import type { OfferingBundle } from '../operator/offering.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { parseQuantity } from '../operator/quantity.js';
import { didYouMean } from '../operator/suggest.js';
import { checkUnit } from './check-service.js';
import { rawMember, type Part } from './offering-view.js';
import type { PricedService } from './priced-service.js';
import { destinationsOf, USAGE_UNITS } from './service-tariff.js';

/** Whether somebody can draw from a bundle: its services exist, count in its unit, and cost something there. */
export function checkBundle(
  { path, value: bundle }: Part<OfferingBundle>,
  services: readonly PricedService[],
): Problem[] {
  if (bundle === undefined) return [];
  const named = bundle.services.map((id) => services.find(({ part }) => rawMember(part.raw, 'id') === id));
  const problems = [
    ...checkUnit(bundle.validity, at(path, 'validity'), 'seconds'),
    ...checkStep(bundle, path),
    ...checkServiceIds(bundle, path, named, services),
    ...checkServiceUnits(bundle, path, named),
  ];
  return problems.length > 0 ? problems : checkDestinations(bundle, path, named);
}

function checkStep({ step, amount }: OfferingBundle, path: string): Problem[] {
  const unit = parseQuantity(amount)?.unit;
  return unit === undefined ? [] : checkUnit(step, at(path, 'step'), unit);
}

type Named = readonly (PricedService | undefined)[];

function checkServiceIds(
  bundle: OfferingBundle,
  path: string,
  named: Named,
  services: readonly PricedService[],
): Problem[] {
  const ids = services.flatMap(({ part }) => (part.value === undefined ? [] : [part.value.id]));
  // A service whose own id is wrong, or another's, may be the one that is meant.
  if (new Set(ids).size < services.length) return [];
  return bundle.services.flatMap((id, index) =>
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
}

function checkServiceUnits(bundle: OfferingBundle, path: string, named: Named): Problem[] {
  const unit = parseQuantity(bundle.amount)?.unit;
  if (unit === undefined) return [];
  return named.flatMap((priced, index) => {
    const kind = priced?.part.value?.kind;
    if (kind === undefined || USAGE_UNITS[kind] === unit) return [];
    return [
      problemAt(
        at(path, 'services', index),
        bundle.services[index],
        `services counted in ${unit}`,
        `"${bundle.amount}" cannot pay for ${kind}, which is counted in ${USAGE_UNITS[kind]}`,
      ),
    ];
  });
}

function checkDestinations(bundle: OfferingBundle, path: string, named: Named): Problem[] {
  const tariffs = named.map((priced) => (priced?.part.isGuess ? undefined : priced?.tariff));
  const destinations = tariffs.flatMap((tariff) =>
    tariff === undefined ? [] : [...destinationsOf(tariff.definition)],
  );
  // A service that is wrong itself may well have the destination.
  if (tariffs.includes(undefined)) return [];
  const priced = [...new Set(destinations.filter(([, { free }]) => !free).map(([name]) => name))];
  if (priced.length === 0) {
    return [
      problemAt(
        at(path, 'services'),
        bundle.services,
        'a service that costs something',
        'nobody can draw from this bundle: all of it is free anyway',
      ),
    ];
  }
  const names = new Set(destinations.map(([name]) => name));
  return (bundle.destinations ?? []).flatMap((name, index) => {
    if (priced.includes(name)) return [];
    const why = names.has(name)
      ? 'nobody can draw from the bundle towards it: it is free anyway'
      : `its services have no such destination${didYouMean(name, priced)}`;
    return [problemAt(at(path, 'destinations', index), name, priced.join(', '), why)];
  });
}
