import type { OfferingAddOn } from '../operator/add-on.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { didYouMean } from '../operator/suggest.js';
import { checkUnit } from './check-service.js';
import type { Part } from './offering-view.js';
import { checkRecurring } from './recurring.js';

/** The add-ons that an offering can be sold with. */
export function addOnsFor(
  offeringId: string | undefined,
  addOns: readonly Part<OfferingAddOn>[],
): Part<OfferingAddOn>[] {
  return addOns.filter(
    ({ value }) =>
      value !== undefined && offeringId !== undefined && (value.plans?.includes(offeringId) ?? true),
  );
}

/** What is wrong with an add-on whatever plan it is bought with. */
export function checkAddOn(
  { path, value: addOn }: Part<OfferingAddOn>,
  market: { readonly timeZone: string | undefined; readonly currency: string | undefined },
  planIds: readonly unknown[],
): Problem[] {
  if (addOn === undefined) return [];
  const { recurring, until, validity, price, plans = [] } = addOn;
  const ends = (['validity', 'until', 'recurring'] as const).filter((key) => addOn[key] !== undefined);
  const known = planIds.filter((id) => typeof id === 'string');
  return [
    ...checkUnit(validity, at(path, 'validity'), 'seconds'),
    ...(recurring === undefined
      ? []
      : checkRecurring(
          { path: at(path, 'recurring'), raw: recurring, value: recurring },
          market.timeZone,
          market.currency,
        )),
    ...(ends.length > 1
      ? [problemAt(path, ends, 'at most one of validity, until, recurring', 'it ends in more than one way')]
      : []),
    ...(recurring !== undefined && !/^[0.]*$/.test(price)
      ? [problemAt(at(path, 'price'), price, 'nothing', 'what recurs is paid by recurring.price')]
      : []),
    ...(recurring !== undefined && addOn.bundles.every(({ renews }) => renews === undefined)
      ? [
          problemAt(
            at(path, 'recurring'),
            recurring.price,
            'renews: true in at least one of its bundles',
            'it would cost something each period and give nothing',
          ),
        ]
      : []),
    ...addOn.bundles.flatMap((bundle, index) =>
      bundle.validity !== undefined && (until !== undefined || validity !== undefined)
        ? [
            problemAt(
              at(path, 'bundles', index, 'validity'),
              bundle.validity,
              'nothing',
              `the add-on says already how long it is good: ${until ?? validity}`,
            ),
          ]
        : [],
    ),
    // A plan whose own id is wrong may be the one that is meant.
    ...(known.length < planIds.length ? [] : plans).flatMap((id, index) =>
      known.includes(id)
        ? []
        : [
            problemAt(
              at(path, 'plans', index),
              id,
              known.join(', '),
              `no plan has this id${didYouMean(id, known)}`,
            ),
          ],
    ),
  ];
}
