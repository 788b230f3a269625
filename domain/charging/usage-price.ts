/**
 * Prices of a whole period's usage: a counter without a limit counts it, and when the plan's period ends what it
 * counted is priced and taken from the wallet. A function of the counter's value, so whatever came in what parts
 * and however late the end is noticed, a period costs the same, once.
 */
import type { CounterTemplate, UsagePricing } from '../catalogue/plan.js';
import type { PeriodPrice } from '../price-models/index.js';
// Why not the index: what it has beside this would be in every bundle that charges.
import { priceUnits } from '../price-models/price-units.js';
import { type Account, ChargingInvariantError } from './account.js';
import { put, takeOut } from './movements.js';
import type { Work } from './work.js';

export type UsagePrice = CounterTemplate & { readonly pricing: UsagePricing };

export function isUsagePrice(counter: CounterTemplate): counter is UsagePrice {
  return counter.pricing !== undefined;
}

/** @param units  of the whole period, in the counter's unit */
export function priceOfUsage({ model, per }: UsagePricing, units: number): PeriodPrice {
  return priceUnits(model, { units: String(units), per: String(per.size) });
}

/** What a usage price has counted since the period began, in its unit. */
export function usageOf({ counters }: Pick<Account, 'counters'>, c: number): number {
  return counters.find(({ template }) => template === c)?.value ?? 0;
}

/** Sees to it that what pays for priced usage until the period ends is there, and does not run out. */
export function openMeters(work: Work): void {
  const { account, index } = work;
  for (const { pricing } of index.plan.counters ?? []) {
    const amount = pricing === undefined ? undefined : index.plan.buckets[pricing.bucket]?.amount;
    if (pricing === undefined || amount === undefined) continue;
    const template = pricing.bucket;
    const there = account.buckets.find((b) => b.template === template && b.expiresAt === 0)?.available ?? 0;
    if (there < amount / 2)
      put(work, { action: 'renewed', template, amount: amount - there, expiresAt: 0, of: 0 });
  }
}

/**
 * Charges the usage of a period that ends, and closes its counters. What is owed is owed whatever the credit limit
 * says: it was used.
 *
 * @param period  what the charge is for
 * @param isServed  false: nothing was served in it, so that no minimum is due where nothing was used
 */
export function chargeUsage(
  work: Work,
  period: { readonly of: number; readonly fromS: number; readonly toS: number },
  isServed: boolean,
): void {
  const { account, index } = work;
  const { counters = [], id: planId } = index.plan;
  counters.forEach((of, c) => {
    if (!isUsagePrice(of)) return;
    const units = usageOf(account, c);
    account.counters = account.counters.filter(({ template }) => template !== c);
    if (units === 0 && !isServed) return;
    const { micros } = priceOfUsage(of.pricing, units);
    // What cost nothing is told all the same; what was not even used is not.
    if (units === 0 && micros === 0) return;
    const usage = { planId, counter: of.id, units };
    if (
      !takeOut(work, index.wallet, micros, 'any', {
        action: 'usage-charge',
        ...period,
        atS: period.toS,
        usage,
      })
    )
      throw new ChargingInvariantError(`account ${account.key} has no wallet to pay ${of.id} from`);
  });
}
