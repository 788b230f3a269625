import type { OfferingBundle } from '../operator/offering.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { parseQuantity } from '../operator/quantity.js';
import { didYouMean } from '../operator/suggest.js';
import { checkUnit } from './check-service.js';
import { rawMember, type Part } from './offering-view.js';
import type { PricedService } from './priced-service.js';
import { destinationsOf, USAGE_UNITS } from './service-tariff.js';

export function checkBundle(
  { path, value: bundle }: Part<OfferingBundle>,
  services: readonly PricedService[],
): Problem[] {
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
