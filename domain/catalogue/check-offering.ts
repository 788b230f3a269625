/** What must hold between the parts of an offering, its market and its host; all problems at once. */
import { at, problemAt, type Problem } from '../operator/problem.js';
import { checkBundle } from './check-bundle.js';
import { checkFloorPrices } from './check-floor-prices.js';
import { checkRatingGroups, checkUniqueIds } from './check-identity.js';
import { checkFinalUnit, checkWallet } from './check-payment.js';
import { checkService } from './check-service.js';
import { checkTariff } from './check-tariff.js';
import { checkZeroRating } from './check-zero-rating.js';
import type { OfferingView, Surroundings } from './offering-view.js';
import { priceServices, type PricedService } from './priced-service.js';
import { destinationsOf } from './service-tariff.js';

/** The account item names rating groups by one base-36 digit, classes by two. */
const MAX_CLASSES = 1_000;
const MAX_RATING_GROUPS = 36;
/** Half of what an account holds, so that top-ups and rewards find room. */
const MAX_BUCKETS = 32;

/** The bucket of money that every plan has. */
export const WALLET = 'wallet';

/**
 * Everything that is wrong with an offering in its market and under its host's terms.
 *
 * Covers: ids and rating groups that occur twice, more than one way of pricing, units that do not fit, tariffs that
 * do not compile, retail prices below the host's floor, content-based zero-rating against the market's policy,
 * bundles that nobody can draw from, credit limits, final units, and the limits of an account item.
 */
export function checkOffering(view: OfferingView, surroundings: Surroundings): Problem[] {
  const services = priceServices(view.services, surroundings);
  return [
    ...view.services.flatMap(({ path, value }) => (value === undefined ? [] : checkService(value, path))),
    ...services.flatMap(({ part, tariff }) =>
      tariff === undefined || part.isGuess ? [] : checkTariff(tariff),
    ),
    ...checkUniqueIds(view.services, 'service'),
    ...checkUniqueIds(view.bundles, 'bundle', [WALLET]),
    ...checkRatingGroups(view),
    ...checkFloorPrices(services, surroundings),
    ...checkZeroRating(view, services, surroundings),
    ...view.bundles.flatMap((bundle) => checkBundle(bundle, services)),
    ...checkWallet(view, surroundings),
    ...checkFinalUnit(view),
    ...checkLimits(view, services),
  ];
}

function checkLimits(view: OfferingView, services: readonly PricedService[]): Problem[] {
  const groups = services.reduce((sum, { part }) => sum + (part.value?.ratingGroups.length ?? 0), 0);
  const classes = services.reduce(
    (sum, { tariff }) => sum + (tariff === undefined ? 0 : destinationsOf(tariff.definition).size),
    0,
  );
  return [
    ...limit(at(view.path, 'services'), groups, MAX_RATING_GROUPS, 'rating groups of all services'),
    ...limit(at(view.path, 'services'), classes, MAX_CLASSES, 'destinations of all services'),
    ...limit(at(view.path, 'bundles'), view.bundles.length + 1, MAX_BUCKETS, 'bundles and the wallet'),
  ];
}

function limit(path: string, count: number, most: number, what: string): Problem[] {
  return count > most ? [problemAt(path, count, `at most ${most} ${what}`)] : [];
}
