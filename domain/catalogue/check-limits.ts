/** The limits of an account item. */
import type { OfferingAddOn } from '../operator/add-on.js';
import type { OfferingBundle } from '../operator/bundle.js';
import type { Cap } from '../operator/cap.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import type { OfferingView, Part } from './offering-view.js';
import type { PricedService } from './priced-service.js';
import { destinationsOf } from './service-tariff.js';

/** The account item names rating groups by one base-36 digit, classes by two. */
const MAX_CLASSES = 1_000;
const MAX_RATING_GROUPS = 36;
/** Half of what an account holds, so that top-ups and rewards find room. */
const MAX_PLAN_BUCKETS = 32;
/** Of a sponsor's traffic: today's, and yesterday's that is not settled yet. */
const LOANS_AT_ONCE = 2;
/** All that it holds. */
const MAX_BUCKETS = 64;

export function checkLimits(
  view: OfferingView,
  services: readonly PricedService[],
  caps: readonly Part<Cap>[],
  addOns: readonly Part<OfferingAddOn>[],
  filledByOthers: { readonly rewards: number; readonly sponsored: number },
): Problem[] {
  const groups = view.services.reduce((sum, { value }) => sum + (value?.ratingGroups.length ?? 0), 0);
  const classes = services.reduce(
    (sum, { tariff }) => sum + (tariff === undefined ? 0 : destinationsOf(tariff.definition).size),
    0,
  );
  const ofPlan = view.bundles.length + view.usagePrices.length + 1;
  const all =
    1 +
    filledByOthers.rewards +
    LOANS_AT_ONCE * filledByOthers.sponsored +
    view.usagePrices.length +
    view.bundles.reduce((sum, { value }) => sum + atOnce(value), 0) +
    caps.filter(({ value }) => value?.grants !== undefined).length +
    addOns.reduce(
      (sum, { value }) =>
        sum + (value?.most ?? 1) * value!.bundles.reduce((inner, bundle) => inner + atOnce(bundle), 0),
      0,
    );
  const bundles = at(view.path, 'bundles');
  const tooMany = limit(bundles, ofPlan, MAX_PLAN_BUCKETS, 'bundles, usage prices and the wallet');
  return [
    ...limit(at(view.path, 'services'), groups, MAX_RATING_GROUPS, 'rating groups of all services'),
    ...limit(at(view.path, 'services'), classes, MAX_CLASSES, 'destinations of all services in all zones'),
    ...tooMany,
    ...(tooMany.length > 0
      ? []
      : limit(
          bundles,
          all,
          MAX_BUCKETS,
          'buckets at once: bundles with what rolls over, add-ons, the wallet, rewards, sponsors',
        )),
  ];
}

/** Buckets that a bundle may have at once: one for each period that is still good. */
function atOnce(bundle: OfferingBundle | undefined): number {
  return 1 + (bundle?.rollover?.periods ?? 0);
}

function limit(path: string, count: number, most: number, what: string): Problem[] {
  return count > most ? [problemAt(path, count, `at most ${most} ${what}`)] : [];
}
