import type { Offering } from '../operator/offering.js';
import { parseQuantity } from '../operator/quantity.js';
import type { OfferingService } from '../operator/service.js';
import { compileTariff } from '../rating/index.js';
import type { OperatorTerms } from './offering-view.js';
import type { FinalUnit, PlanService, QuotaPolicy, RoamingZone } from './plan.js';
import type { PricedService } from './priced-service.js';
import { QUOTA_DEFAULTS } from './quota-defaults.js';
import { USAGE_UNITS } from './service-tariff.js';

/** A service that its checks have passed, at home or in one of the plan's zones. */
export function compileService(
  operator: OperatorTerms,
  plan: Offering,
  { part, tariff, zone }: PricedService,
  zones: readonly RoamingZone[],
): PlanService {
  const service = part.value!;
  return {
    id: service.id,
    kind: service.kind,
    unit: USAGE_UNITS[service.kind],
    ...(zone === undefined ? {} : { zone: zones.findIndex(({ id }) => id === zone) }),
    ratingGroups: service.ratingGroups,
    tariff: compileTariff(tariff!.definition),
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

function compileFinalUnit({ brand }: OperatorTerms, { finalUnit, paymentMode }: Offering): FinalUnit {
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
