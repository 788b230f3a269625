/** A plan version as people and the partner API see it, without its look-up tables. */
import { fromMicros } from '../operator/decimal.js';
import { flatRate, isFree } from '../rating/index.js';
import type { BucketUnit, PlanService, PlanVersion, ServiceKind, UsageUnit } from './plan.js';

export interface PlanView {
  readonly id: string;
  readonly offeringId: string;
  readonly name: string;
  readonly currency: string;
  readonly paymentMode: PlanVersion['paymentMode'];
  readonly taxInclusive: boolean;
  readonly services: readonly ServiceView[];
  readonly buckets: readonly PlanBucketView[];
}

interface ServiceView {
  readonly id: string;
  readonly kind: ServiceKind;
  readonly unit: UsageUnit;
  readonly ratingGroups: readonly number[];
  readonly destinations: readonly DestinationView[];
}

interface DestinationView {
  readonly destination: string;
  readonly pricing: 'free' | 'flat' | 'variable';
  /** With `flat`: what an increment costs, in micros, as an exact fraction. */
  readonly increment?: { readonly units: number; readonly numerator: number; readonly denominator: number };
}

interface PlanBucketView {
  readonly id: string;
  readonly unit: BucketUnit;
  /** In the unit; micros when money. */
  readonly amount: number;
  /** With money: the amount in the currency's unit. */
  readonly money?: string;
  /** With a credit limit: how far below zero money may go, in the currency's unit. */
  readonly creditLimit?: string;
  readonly priority: number;
  readonly validityS?: number;
  /** Drawn in whole steps of this many units. */
  readonly step?: number;
  /** When it can't pay, nothing behind it does. */
  readonly blocking?: boolean;
  /** What may draw from it, as `<service>/<destination>`. */
  readonly usedFor: readonly string[];
}

export function viewPlan(plan: PlanVersion): PlanView {
  const { id, offeringId, name, currency, paymentMode, taxInclusive } = plan;
  return {
    id,
    offeringId,
    name,
    currency,
    paymentMode,
    taxInclusive,
    services: plan.services.map(viewService),
    buckets: plan.buckets.map((bucket) => ({
      id: bucket.id,
      unit: bucket.unit,
      amount: bucket.amount,
      ...(bucket.unit === 'money' ? { money: fromMicros(bucket.amount) } : {}),
      ...(bucket.floor < 0 ? { creditLimit: fromMicros(-bucket.floor) } : {}),
      priority: bucket.priority,
      ...(bucket.validityS === undefined ? {} : { validityS: bucket.validityS }),
      ...(bucket.step === undefined ? {} : { step: bucket.step }),
      ...(bucket.blocking === undefined ? {} : { blocking: bucket.blocking }),
      usedFor: bucket.classes.map((index) => {
        const { service, profile } = plan.classes[index]!;
        const { id: serviceId, tariff } = plan.services[service]!;
        return `${serviceId}/${tariff.profiles[profile]!.destination}`;
      }),
    })),
  };
}

function viewService({ id, kind, unit, ratingGroups, tariff }: PlanService): ServiceView {
  return {
    id,
    kind,
    unit,
    ratingGroups,
    destinations: tariff.profiles.map(({ destination }, profile): DestinationView => {
      if (isFree(tariff, profile)) return { destination, pricing: 'free' };
      const flat = flatRate(tariff, profile);
      if (flat === undefined) return { destination, pricing: 'variable' };
      const { increment: units, numerator, denominator } = flat;
      return { destination, pricing: 'flat', increment: { units, numerator, denominator } };
    }),
  };
}
