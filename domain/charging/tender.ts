/**
 * How a bucket pays for a class of traffic: with money at the tariff's price, one to one in the service's own
 * unit, in whole steps of it, or from a conversion pot at a fixed amount a unit.
 */
import type { Bucket } from './account.js';
import { template } from './account.js';
import type { BucketTemplate } from '../catalogue/plan.js';
import type { ClassTerms, PlanIndex } from './plan-index.js';
import type { Payment } from './request.js';
import { type Metered, priceOf, settleUsage, unitsFor } from './price.js';

export type Tender =
  | { readonly kind: 'money' }
  | { readonly kind: 'units' }
  /** Drawn in whole steps since the session began to draw from this bucket. */
  | { readonly kind: 'steps'; readonly step: number }
  /** So many of the pot's smallest parts for one unit. */
  | { readonly kind: 'converted'; readonly perUnit: number };

const MONEY: Tender = { kind: 'money' };
const UNITS: Tender = { kind: 'units' };

export function paysIn(index: PlanIndex, bucket: Bucket, terms: ClassTerms): Tender {
  return tenderOf(template(index, bucket), terms);
}

function tenderOf({ unit, step, perUnit }: BucketTemplate, terms: ClassTerms): Tender {
  if (unit === 'money') return MONEY;
  const converted = perUnit?.[terms.index];
  if (converted !== undefined) return { kind: 'converted', perUnit: converted };
  return step === undefined || step === 1 ? UNITS : { kind: 'steps', step };
}

/** What the fast path is to make of a bucket for a class. */
export function paymentIn(index: PlanIndex, bucket: Bucket, terms: ClassTerms): Payment {
  return paymentFrom(template(index, bucket), terms);
}

function paymentFrom(of: BucketTemplate, terms: ClassTerms): Payment {
  const { kind } = tenderOf(of, terms);
  if (kind === 'units') return 'units';
  return kind === 'money' && terms.flat !== undefined ? 'money' : 'rated';
}

/** What pays for a class when an account is as its plan made it. */
export function usualPayment(index: PlanIndex, classIndex: number): Payment {
  const terms = index.classes[classIndex];
  if (terms === undefined) return 'rated';
  const [first] = index.plan.buckets
    .filter((bucket) => bucket.classes.includes(terms.index))
    .sort((a, b) => a.priority - b.priority);
  return first === undefined ? 'rated' : paymentFrom(first, terms);
}

/** Units drawn from a stepped bucket before now; 0 when the group drew from another one last. */
function drawnBefore({ group }: Metered, bucket: number): number {
  return group.steppedBucket === bucket ? group.position - group.steppedFrom : 0;
}

const stepsOf = (units: number, step: number) => Math.ceil(units / step) * step;

/** What the next `units` take from a bucket. */
export function amountFor(tender: Tender, metered: Metered, bucket: number, units: number): number {
  switch (tender.kind) {
    case 'money':
      return priceOf(metered, units);
    case 'units':
      return units;
    case 'steps': {
      const before = drawnBefore(metered, bucket);
      return stepsOf(before + units, tender.step) - stepsOf(before, tender.step);
    }
    case 'converted':
      return units * tender.perUnit;
  }
}

/** The most units, up to a limit, that an amount of a bucket pays for next. */
export function unitsWithin(
  tender: Tender,
  metered: Metered,
  bucket: number,
  amount: number,
  limit: number,
): number {
  switch (tender.kind) {
    case 'money':
      // Without any money only what costs nothing to its end: rounding down makes no unit free.
      if (amount === 0) return priceOf(metered, limit) === 0 ? limit : 0;
      return unitsFor(metered, amount, limit);
    case 'units':
      return Math.min(amount, limit);
    case 'steps': {
      const before = drawnBefore(metered, bucket);
      const begun = stepsOf(before, tender.step);
      const whole = Math.floor(amount / tender.step) * tender.step;
      return Math.min(limit, begun - before + whole);
    }
    case 'converted':
      return Math.min(limit, Math.floor(amount / tender.perUnit));
  }
}

/**
 * The units of usage that has happened which an amount pays for. A maximum cost that disconnects ends grants,
 * not debts: what was used beyond it is owed in full.
 */
export function unitsOwed(
  tender: Tender,
  metered: Metered,
  bucket: number,
  amount: number,
  units: number,
): number {
  if (tender.kind === 'money' && priceOf(metered, units) <= amount) return units;
  return unitsWithin(tender, metered, bucket, amount, units);
}

/** Counts `units` as used and returns what they take from the bucket. */
export function settleFor(tender: Tender, metered: Metered, bucket: number, units: number): number {
  if (tender.kind === 'money') return settleUsage(metered, units);
  const amount = amountFor(tender, metered, bucket, units);
  const { group } = metered;
  if (tender.kind === 'steps' && group.steppedBucket !== bucket) {
    group.steppedBucket = bucket;
    group.steppedFrom = group.position;
  }
  group.position += units;
  return amount;
}
