/** What must hold between the parts of an offering, its market and its host; all problems at once. */
import type { Recurring } from '../operator/recurring.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { capsOf } from './caps.js';
import { addOnsFor } from './check-add-on.js';
import { checkBundle, type BundleContext } from './check-bundle.js';
import { checkCap } from './check-cap.js';
import { checkFloorPrices } from './check-floor-prices.js';
import { checkRatingGroups, checkUniqueIds } from './check-identity.js';
import { checkIncludedPrices } from './check-included-prices.js';
import { checkLimits } from './check-limits.js';
import { checkFinalUnit, checkInvoice, checkWallet } from './check-payment.js';
import { checkService } from './check-service.js';
import { checkTariff } from './check-tariff.js';
import { checkUsagePrices } from './check-usage-price.js';
import { checkZeroRating } from './check-zero-rating.js';
import { checkPlanZones } from './check-zones.js';
import { WALLET } from './compile-buckets.js';
import { usagePriceBundle } from './compile-usage-price.js';
import type { OfferingView, Part, Surroundings } from './offering-view.js';
import { priceServices } from './priced-service.js';
import { checkRecurring } from './recurring.js';
import { sponsoredIds } from './sponsored.js';
import { HOME, targetsOf } from './target.js';

/**
 * Everything that is wrong with an offering in its market and under its host's terms.
 *
 * Covers: ids and rating groups that occur twice, more than one way of pricing, units that do not fit, tariffs that
 * do not compile, retail prices below the host's floor, content-based zero-rating against the market's policy,
 * bundles that nobody can draw from, caps that count nobody, cycles that fit no calendar, prices of a
 * period's usage, zones, add-ons, credit limits, final units, and the limits of an account item.
 */
export function checkOffering(view: OfferingView, surroundings: Surroundings): Problem[] {
  const services = priceServices(view, surroundings);
  const targets = targetsOf(services);
  const zones = [HOME, ...view.zones.flatMap(({ value }) => (value === undefined ? [] : [value.zone]))];
  const addOns = addOnsFor(view.id, surroundings.addOns);
  const caps = capsOf(view, targets, surroundings);
  const zonesKnown = view.zones.every(({ value }) => value !== undefined);
  const context = { services, targets, zones, zonesKnown };
  const planContext: BundleContext = { ...context, giver: 'plan', recurs: recursOf(view.recurring) };
  const addOnBundles = addOns.flatMap(({ path, value }) =>
    value!.bundles.map((bundle, index) => ({
      part: { path: at(path, 'bundles', index), raw: bundle, value: bundle },
      context: {
        ...context,
        giver: 'add-on' as const,
        recurs: recursOf({ path: '', raw: value!.recurring, value: value!.recurring }),
      },
    })),
  );
  const grants = caps.flatMap(({ path, value }) =>
    value?.grants === undefined ? [] : [{ path: at(path, 'grants'), raw: value.grants, value: value.grants }],
  );
  const usagePrices = view.usagePrices.map(({ path, raw, value }) => ({
    path,
    raw,
    value: value === undefined ? undefined : usagePriceBundle(value),
  }));
  const sponsored = sponsoredIds(view.services.map(({ value }) => value));
  const hasPeriod =
    view.recurring.raw === undefined ? false : view.recurring.value === undefined ? undefined : true;
  const own = services.filter(({ asHome }) => asHome !== true);
  return [
    ...own.flatMap(({ part: { path, value } }) => (value === undefined ? [] : checkService(value, path))),
    ...own.flatMap(({ part, tariff }) => (tariff === undefined || part.isGuess ? [] : checkTariff(tariff))),
    ...checkUniqueIds(view.services, 'service'),
    ...checkUniqueIds(
      [...view.bundles, ...addOnBundles.map(({ part }) => part), ...grants, ...usagePrices],
      'bundle',
      [WALLET, ...surroundings.rewardBuckets, ...sponsored],
    ),
    ...checkUniqueIds([...caps, ...usagePrices], 'cap'),
    ...checkRatingGroups(view),
    ...checkPlanZones(view, surroundings),
    ...checkFloorPrices(services, surroundings),
    ...checkIncludedPrices(view, services, surroundings),
    ...checkZeroRating(
      [...view.bundles, ...addOnBundles.map(({ part }) => part), ...usagePrices],
      caps,
      services,
      targets,
      zones,
      surroundings,
    ),
    ...view.bundles.flatMap((bundle) => checkBundle(bundle, planContext)),
    ...addOnBundles.flatMap((bundle) => checkBundle(bundle.part, bundle.context)),
    ...caps.flatMap((cap) => checkCap(cap, { ...context, hasPeriod })),
    ...checkUsagePrices(view, planContext, surroundings),
    ...checkRecurring(view.recurring, surroundings.timeZone, surroundings.currency),
    ...checkInvoice(view),
    ...checkAdvance(view),
    ...checkWallet(view, surroundings),
    ...checkFinalUnit(view),
    ...checkLimits(view, services, caps, addOns, {
      rewards: surroundings.rewardBuckets.length,
      sponsored: sponsored.length,
    }),
  ];
}

function recursOf({ raw, value }: Part<Recurring>): BundleContext['recurs'] {
  if (raw === undefined) return 'never';
  if (value === undefined) return undefined;
  return value.spread === undefined ? 'each-period' : 'each-day';
}

function checkAdvance({ paymentMode, advance }: OfferingView): Problem[] {
  const { value, path } = advance;
  if (value === undefined) return [];
  if (paymentMode.value === 'postpaid') {
    return [problemAt(path, value, 'nothing', 'a postpaid plan is paid afterwards anyway')];
  }
  return /^[0.]*$/.test(value.amount) ? [problemAt(at(path, 'amount'), value.amount, 'more than 0')] : [];
}
