import { addDecimals, compareDecimals, multiplyDecimals } from '../operator/decimal.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { parseAmount, unitSize } from '../operator/quantity.js';
import type { OfferingView, Surroundings } from './offering-view.js';
import type { PricedService } from './priced-service.js';
import { USAGE_UNITS } from './service-tariff.js';

/**
 * Recurring prices that are below the host's floor for what they include.
 *
 * How much of the price is for which bundle nobody can tell. But when all of it is less than the floor of one kind of
 * service alone, it is below the floor however it is divided.
 */
export function checkIncludedPrices(
  view: OfferingView,
  services: readonly PricedService[],
  { floorPrices, tax }: Surroundings,
): Problem[] {
  const recurring = view.recurring.value;
  if (recurring === undefined || tax === undefined) return [];
  return floorPrices.flatMap((floor) => {
    const { unit } = unitSize(floor.per);
    if (unit !== USAGE_UNITS[floor.service]) return [];
    const included = view.bundles.reduce((sum, { value: bundle }) => {
      const amount = bundle?.amount === undefined ? undefined : parseAmount(bundle.amount);
      const isExempt =
        bundle === undefined ||
        floor.exempt.includes(bundle.id) ||
        (bundle.services ?? []).every((id) => floor.exempt.includes(id));
      const isOfKind = services.some(
        ({ part }) => part.value?.kind === floor.service && bundle?.services?.includes(part.value.id),
      );
      return bundle?.renews === true && !isExempt && isOfKind && amount?.unit === unit
        ? sum + amount.amount
        : sum;
    }, 0);
    const perUnit = floor.included ?? floor.price;
    // price × floor unit × 100 against floor × amount × (100 + tax): no division.
    const paid = multiplyDecimals(
      multiplyDecimals(recurring.price, String(unitSize(floor.per).amount)),
      '100',
    );
    const gross = tax.inclusive ? addDecimals('100', tax.ratePercent) : '100';
    const least = multiplyDecimals(multiplyDecimals(perUnit, String(included)), gross);
    if (included === 0 || compareDecimals(paid, least) >= 0) return [];
    return [
      problemAt(
        at(view.recurring.path, 'price'),
        recurring.price,
        `at least ${perUnit} per ${floor.per}${tax.inclusive ? ` before ${tax.ratePercent} % ${tax.name}` : ''} ` +
          `of included ${floor.service}, or an exemption in host.agreement.floorPrices`,
        `below the floor price that the host sets, even if all of it paid for ${floor.service}`,
      ),
    ];
  });
}
