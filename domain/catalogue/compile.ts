/** From a product offering to a plan version. */
import { createHash } from 'node:crypto';
import { toMicros } from '../operator/decimal.js';
import type { Offering, OfferingBundle, OfferingService } from '../operator/offering.js';
import { at } from '../operator/problem.js';
import { parseQuantity } from '../operator/quantity.js';
import type { Operator } from '../operator/schema.js';
import { compileTariff, isFree } from '../rating/index.js';
import { canonicalJson } from '../canonical-json.js';
import { CatalogueError } from './catalogue-error.js';
import { checkOffering, WALLET } from './check-offering.js';
import { viewOffering, viewSurroundings } from './offering-view.js';
import type { BucketTemplate, FinalUnit, PlanClass, PlanService, PlanVersion, QuotaPolicy } from './plan.js';
import { QUOTA_DEFAULTS } from './quota-defaults.js';
import { serviceTariff, USAGE_UNITS } from './service-tariff.js';

/** Above every priority that a bundle may have: money pays last. */
const WALLET_PRIORITY = 1_000;

/**
 * All plans of an operator, compiled.
 *
 * @throws CatalogueError with the problems of all plans
 */
export function compileCatalogue(operator: Operator): PlanVersion[] {
  const surroundings = viewSurroundings(operator);
  const problems = operator.plans.flatMap((plan, index) =>
    checkOffering(viewOffering(plan, at('plans', index)), surroundings),
  );
  if (problems.length > 0) throw new CatalogueError(problems);
  return operator.plans.map((plan) => build(operator, plan));
}

/**
 * One offering, compiled against its operator's market and host. The same offering gives the same id.
 *
 * @param path  prefix of the problems' paths
 * @throws CatalogueError with all problems
 */
export function compilePlan(operator: Operator, plan: Offering, path = ''): PlanVersion {
  const problems = checkOffering(viewOffering(plan, path), viewSurroundings(operator));
  if (problems.length > 0) throw new CatalogueError(problems);
  return build(operator, plan);
}

/** `plan_` and the first 16 hex digits of the SHA-256 of the canonical JSON of everything but the id. */
export function planId(content: Omit<PlanVersion, 'id'>): string {
  return `plan_${createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 16)}`;
}

function build(operator: Operator, plan: Offering): PlanVersion {
  const { market } = operator;
  const services = plan.services.map((service) => compileService(operator, plan, service));
  const classes: PlanClass[] = services.flatMap((service, index) =>
    service.tariff.profiles.map((_, profile) => ({ service: index, profile })),
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
      ...plan.bundles.map((bundle) => compileBundle(bundle, services, classes)),
      compileWallet(operator, plan, services, classes),
    ],
  };
  return { id: planId(content), ...content };
}

function compileService(operator: Operator, plan: Offering, service: OfferingService): PlanService {
  return {
    id: service.id,
    kind: service.kind,
    unit: USAGE_UNITS[service.kind],
    ratingGroups: service.ratingGroups,
    tariff: compileTariff(serviceTariff(service, '', operator.market).definition),
    quota: compileQuota(service),
    finalUnit: service.kind === 'data' ? compileFinalUnit(operator, plan) : { action: 'TERMINATE' },
  };
}

function compileQuota({ kind, quota }: OfferingService): QuotaPolicy {
  const defaults = QUOTA_DEFAULTS[kind];
  const max = amount(quota?.max, defaults.max);
  return {
    // A smaller largest grant than the default's smallest one pulls that down with it, and the other way round.
    min: Math.min(amount(quota?.min, defaults.min), quota?.max === undefined ? Infinity : max),
    max: Math.max(max, quota?.min === undefined ? 0 : amount(quota.min, 0)),
    growth: quota?.growth ?? defaults.growth,
    balanceDivisor: quota?.balanceDivisor ?? defaults.balanceDivisor,
    thresholdPercent: quota?.thresholdPercent ?? defaults.thresholdPercent,
    validityS: amount(quota?.validity, defaults.validityS),
    holdingS: amount(quota?.holding, defaults.holdingS),
    timersBelow: amount(quota?.timersBelow, defaults.timersBelow),
    longValidityS: amount(quota?.longValidity, defaults.longValidityS),
  };
}

function amount(written: string | undefined, fallback: number): number {
  return written === undefined ? fallback : parseQuantity(written)!.amount;
}

function compileFinalUnit({ brand }: Operator, { finalUnit, paymentMode }: Offering): FinalUnit {
  const action = finalUnit?.action ?? (paymentMode === 'postpaid' ? 'TERMINATE' : 'REDIRECT');
  switch (action) {
    case 'REDIRECT':
      return { action, redirectUrl: finalUnit?.redirectUrl ?? brand.topUpUrl };
    case 'RESTRICT_ACCESS':
      return { action, restrictionFilterRules: finalUnit?.filterRules ?? [] };
    default:
      return { action };
  }
}

function compileBundle(
  bundle: OfferingBundle,
  services: readonly PlanService[],
  classes: readonly PlanClass[],
): BucketTemplate {
  const { unit, amount } = parseQuantity(bundle.amount)!;
  return {
    id: bundle.id,
    unit,
    amount,
    priority: bundle.priority,
    classes: payableClasses(services, classes).filter((index) => {
      const { service, profile } = classes[index]!;
      const { id, tariff } = services[service]!;
      return (
        bundle.services.includes(id) &&
        (bundle.destinations?.includes(tariff.profiles[profile]!.destination) ?? true)
      );
    }),
    floor: 0,
    ...(bundle.step === undefined ? {} : { step: parseQuantity(bundle.step)!.amount }),
    ...(bundle.blocking === undefined ? {} : { blocking: true }),
    ...(bundle.validity === undefined ? {} : { validityS: parseQuantity(bundle.validity)!.amount }),
  };
}

function compileWallet(
  { market }: Operator,
  { paymentMode, wallet }: Offering,
  services: readonly PlanService[],
  classes: readonly PlanClass[],
): BucketTemplate {
  const limit =
    paymentMode === 'prepaid' ? '0' : (wallet.creditLimit ?? market.policy.billShock?.defaultCap ?? '0');
  return {
    id: WALLET,
    unit: 'money',
    amount: toMicros(wallet.startingCredit),
    priority: WALLET_PRIORITY,
    classes: payableClasses(services, classes),
    // 0 − x, since −x would make a limit of nothing a negative zero.
    floor: 0 - toMicros(limit),
  };
}

/** Classes that cost something; free ones never need a bucket, so that no empty one can stop them. */
function payableClasses(services: readonly PlanService[], classes: readonly PlanClass[]): number[] {
  return classes.flatMap(({ service, profile }, index) =>
    isFree(services[service]!.tariff, profile) ? [] : [index],
  );
}
