/** What a bill lists beside usage: charges, adjustments, payments, and what became of allowances. */
import type { PlanVersion } from '../catalogue/plan.js';
import type { Movement } from '../charging/movement.js';
import { priceOfUsage } from '../charging/usage-price.js';
import type { UsageRecord } from '../charging/usage-record.js';
import { amountOf } from './amount.js';
import type { Allowance, ChargeLine, Entry, PricedUsage } from './bill.js';
import { sectionOf } from './ledger.js';
import { marketTime } from './market-time.js';
import { metersOf, type Plans } from './usage-groups.js';

interface Moved {
  readonly record: UsageRecord;
  readonly movement: Movement;
  readonly plan: PlanVersion;
}

export function movedIn(records: readonly UsageRecord[], plans: Plans): Moved[] {
  return records.flatMap((record) =>
    (record.movements ?? []).map((movement) => ({ record, movement, plan: plans.get(record.planId)! })),
  );
}

/** One line a plan, add-on or usage price and period, though several buckets may have paid it. */
export function chargeLines(moved: readonly Moved[], timeZone: string, plans: Plans): ChargeLine[] {
  const lines = new Map<string, ChargeLine>();
  for (const { record, movement, plan } of moved) {
    const { action, unit, addOn, from, to, usagePrice } = movement;
    if (unit !== 'money' || sectionOf(movement) !== 'charges') continue;
    const charged = usagePrice === undefined ? undefined : pricedUsage(movement, usagePrice, plans);
    const local = (at: string) => marketTime(timeZone, Date.parse(at));
    const type = charged !== undefined ? 'usage' : action === 'recurring' ? 'recurring' : 'one-time';
    const planId = movement.planId ?? plan.id;
    const once = type === 'one-time' ? record.version : 0;
    const key = JSON.stringify([type, planId, addOn, usagePrice, from, to, once]);
    const before = lines.get(key);
    lines.set(key, {
      type,
      planId,
      ...(addOn === undefined ? {} : { addOn }),
      name: charged?.name ?? (addOn === undefined ? plan.name : nameOfAddOn(plan, addOn)),
      ...(from === undefined ? {} : { from: local(from) }),
      ...(to === undefined ? {} : { to: local(to) }),
      at: before?.at ?? record.marketTime,
      amount: amountOf((before?.amount.micros ?? 0) - movement.amount),
      ...(charged === undefined ? {} : { usage: charged.usage }),
    });
  }
  return [...lines.values()];
}

/** The price of a period's usage, once more: what it counted and the plan version tell it. */
function pricedUsage({ planId = '', units = 0 }: Movement, usagePrice: string, plans: Plans) {
  const counter = plans.get(planId)?.counters?.find(({ id }) => id === usagePrice);
  if (counter?.pricing === undefined || counter.unit === 'money')
    throw new RangeError(`plan version ${planId} has no usage price ${usagePrice}`);
  const { name, per } = counter.pricing;
  const parts = priceOfUsage(counter.pricing, units).parts.map(({ micros, ...part }) => ({
    ...part,
    amount: amountOf(micros),
  }));
  const usage: PricedUsage = { usagePrice, unit: counter.unit, units, per, parts };
  return { name, usage };
}

function nameOfAddOn(plan: PlanVersion, addOn: string): string {
  return plan.addOns?.find(({ id }) => id === addOn)?.name ?? addOn;
}

/** Not of people's doing, and told as allowances: what plans give, lend out and let expire in units. */
const GIVEN_BY_PLAN: readonly Movement['action'][] = [
  'opened',
  'renewed',
  'bought',
  'leased',
  'returned',
  'expired',
];

/**
 * Adjustments or payments, one by one; those of units as well, but for what the plan gives and takes.
 *
 * @param reasons  why, by the adjustment's reference
 */
export function entriesOf(
  moved: readonly Moved[],
  section: 'adjustments' | 'payments',
  reasons: ReadonlyMap<string, string>,
): Entry[] {
  return moved
    .filter(({ movement }) => sectionOf(movement) === section)
    .filter(({ movement: { unit, action } }) => unit === 'money' || !GIVEN_BY_PLAN.includes(action))
    .filter(({ movement }) => movement.amount !== 0)
    .map(({ record, movement: { action, bucket, bucketId, unit, amount, reference } }): Entry => {
      const reason = reference === undefined ? undefined : reasons.get(reference);
      return {
        action,
        bucket,
        bucketId,
        unit,
        quantity: amount,
        ...(unit === 'money' ? { amount: amountOf(amount) } : {}),
        ...(reference === undefined ? {} : { reference }),
        ...(reason === undefined ? {} : { reason }),
        at: record.marketTime,
      };
    });
}

/** What was given of each allowance, used and taken away; of those that anything happened to, by name. */
export function allowancesOf(records: readonly UsageRecord[], plans: Plans): Allowance[] {
  const sums = new Map<string, { plan: PlanVersion; used: number; given: number; taken: number }>();
  const sumOf = (bucket: string, plan: PlanVersion) => {
    const sum = sums.get(bucket) ?? { plan, used: 0, given: 0, taken: 0 };
    sums.set(bucket, sum);
    return sum;
  };
  for (const record of records) {
    const plan = plans.get(record.planId)!;
    const unitOf = new Map(plan.buckets.map(({ id, unit }) => [id, unit]));
    const meters = metersOf(plan);
    for (const { bucket, amount, priceMicros } of record.lines) {
      if (bucket === undefined || meters.has(bucket) || priceMicros !== 0 || unitOf.get(bucket) === 'money')
        continue;
      sumOf(bucket, plan).used += amount;
    }
    for (const { bucket, unit, amount } of record.movements ?? []) {
      if (unit === 'money' || meters.has(bucket)) continue;
      const sum = sumOf(bucket, plan);
      if (amount > 0) sum.given += amount;
      else sum.taken -= amount;
    }
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([bucket, { plan, used, given, taken }]) => {
      const template = plan.buckets.find(({ id }) => id === bucket);
      if (template === undefined) return [];
      const { unit, scale = 1, unlimited } = template;
      return [{ bucket, unit, scale, ...(unlimited === true ? { unlimited } : {}), used, given, taken }];
    });
}
