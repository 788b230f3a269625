/** From a product offering to a plan version. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import { toMicros } from '../operator/decimal.js';
import type { Offering } from '../operator/offering.js';
import { at, once } from '../operator/problem.js';
import type { Operator } from '../operator/schema.js';
import { CatalogueError } from './catalogue-error.js';
import { capsOf, completeCap } from './caps.js';
import { addOnsFor } from './check-add-on.js';
import { checkOffering } from './check-offering.js';
import { compileAddOn } from './compile-add-on.js';
import { bundleBucket, grantBucket, unlimitedBuckets, walletBucket } from './compile-buckets.js';
import { compileCounter } from './compile-counter.js';
import { rewardBuckets } from './compile-rewards.js';
import { compileService } from './compile-service.js';
import { usagePriceBucket, usagePriceCounter } from './compile-usage-price.js';
import {
  viewOffering,
  viewSurroundings,
  type OfferingView,
  type OperatorTerms,
  type Surroundings,
} from './offering-view.js';
import type { BucketTemplate, PlanClass, PlanVersion, RoamingZone } from './plan.js';
import { priceServices } from './priced-service.js';
import { compileRecurring } from './recurring.js';
import { HELPLINE } from './service-tariff.js';
import { sponsoredBuckets } from './sponsored.js';
import { HOME, targetsOf, type ClassTarget } from './target.js';

/**
 * All plans of an operator, compiled.
 *
 * @throws CatalogueError with the problems of all plans
 */
export function compileCatalogue(operator: Operator): PlanVersion[] {
  const surroundings = viewSurroundings(operator);
  const views = operator.plans.map((plan, index) => viewOffering(plan, at('plans', index)));
  const problems = once(views.flatMap((view) => checkOffering(view, surroundings)));
  if (problems.length > 0) throw new CatalogueError(problems);
  return operator.plans.map((plan, index) => build(operator, plan, views[index]!, surroundings));
}

/**
 * One offering, compiled against its operator's market, host and add-ons. The same offering gives the same id.
 *
 * @param path  prefix of the problems' paths
 * @throws CatalogueError with all problems
 */
export function compilePlan(operator: OperatorTerms, plan: Offering, path = ''): PlanVersion {
  const surroundings = viewSurroundings(operator);
  const view = viewOffering(plan, path);
  const problems = checkOffering(view, surroundings);
  if (problems.length > 0) throw new CatalogueError(problems);
  return build(operator, plan, view, surroundings);
}

/** `plan_` and the first 16 hex digits of the SHA-256 of the canonical JSON of everything but the id. */
export function planId(content: Omit<PlanVersion, 'id'>): string {
  return `plan_${createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 16)}`;
}

function build(
  operator: OperatorTerms,
  plan: Offering,
  view: OfferingView,
  surroundings: Surroundings,
): PlanVersion {
  const { market } = operator;
  const priced = priceServices(view, surroundings);
  const zones = plan.zones.map(({ zone }): RoamingZone => {
    const { id, networks } = operator.host.zones.find((candidate) => candidate.id === zone)!;
    return { id, networks };
  });
  const services = priced.map((service) => compileService(operator, plan, service, zones));
  const classes: PlanClass[] = services.flatMap((service, index) =>
    service.tariff.profiles.map((_, profile) => ({ service: index, profile })),
  );
  const known = targetsOf(priced);
  const targets = classes.map(({ service, profile }, index): ClassTarget => {
    const { id, zone, tariff } = services[service]!;
    const zoneId = zone === undefined ? HOME : zones[zone]!.id;
    const { destination } = tariff.profiles[profile]!;
    const target = known.find(
      (candidate) =>
        candidate.service === id && candidate.zone === zoneId && candidate.destination === destination,
    );
    return { ...target!, index };
  });
  const planZones = [HOME, ...zones.map(({ id }) => id)];
  const caps = capsOf(view, known, surroundings).map(({ value }) =>
    completeCap(value!, plan.recurring !== undefined),
  );
  const capCounters = caps.map((cap) => compileCounter(cap, targets, planZones));
  const addOns = addOnsFor(plan.id, surroundings.addOns).map(({ value }) => value!);
  const meters = plan.usagePrices.map((of) => usagePriceBucket(of, targets));
  const bundles: BucketTemplate[] = [
    ...plan.bundles.map((bundle) => bundleBucket(bundle, targets)),
    ...addOns.flatMap((addOn, index) =>
      addOn.bundles.map((bundle) =>
        bundleBucket(
          addOn.validity === undefined ? bundle : { validity: addOn.validity, ...bundle },
          targets,
          index,
        ),
      ),
    ),
    ...caps.flatMap((cap, index) =>
      cap.grants === undefined ? [] : [grantBucket(cap, index, capCounters[index]!, targets)],
    ),
  ];
  const counters = [
    ...capCounters,
    ...plan.usagePrices.map((of, index) => usagePriceCounter(of, meters[index]!, bundles.length + index)),
  ];
  const wallet = walletBucket(operator, plan, targets, meters);
  const notItemised = targets.filter((target) => target.destination === HELPLINE).map(({ index }) => index);
  const sponsors = Object.fromEntries(
    targets.flatMap(({ service, index }) => {
      const { free, trafficClass: { sponsor } = {} } = plan.services.find(({ id }) => id === service) ?? {};
      return sponsor === undefined || free !== true ? [] : [[String(index), sponsor]];
    }),
  );
  const content: Omit<PlanVersion, 'id'> = {
    offeringId: plan.id,
    name: plan.name,
    currency: market.currency,
    countryCode: market.numberingPlan.countryCode,
    timeZone: market.timeZone,
    paymentMode: plan.paymentMode,
    taxInclusive: market.tax.inclusive,
    services,
    classes,
    buckets: [
      ...bundles,
      ...meters,
      ...unlimitedBuckets(counters, targets),
      wallet,
      // Behind the wallet: whoever looks for the first bucket of money finds that.
      ...(operator.rewards === undefined
        ? []
        : rewardBuckets(operator.rewards, { targets, bundles: [...bundles, ...meters], wallet })),
      ...sponsoredBuckets(plan.services, targets),
    ],
    ...(plan.recurring === undefined
      ? {}
      : { recurring: compileRecurring(plan.recurring, market.timeZone, market.currency) }),
    ...(plan.invoice === undefined ? {} : { invoice: plan.invoice }),
    ...(addOns.length === 0
      ? {}
      : { addOns: addOns.map((addOn) => compileAddOn(addOn, market.timeZone, market.currency)) }),
    ...(counters.length === 0 ? {} : { counters }),
    ...(zones.length === 0 ? {} : { zones, homeNetworks: [market.numberingPlan.mcc] }),
    ...(plan.advance === undefined
      ? {}
      : {
          advance: {
            amountMicros: toMicros(plan.advance.amount),
            feeMicros: toMicros(plan.advance.fee),
          },
        }),
    ...(plan.sims === undefined || plan.sims === 1 ? {} : { sims: plan.sims }),
    ...(plan.transferable === undefined ? {} : { transferable: true }),
    ...(notItemised.length === 0 ? {} : { notItemised }),
    tax: { name: market.tax.name, rateMicros: toMicros(market.tax.ratePercent) },
    ...(Object.keys(sponsors).length === 0 ? {} : { sponsors }),
  };
  return { id: planId(content), ...content };
}
