/** What an account would have to be given for all that it could not pay. */
import { dueCharges } from '../cycles/due-charges.js';
import { type Account, graceEndS, isExpired, type Subscription, termsOf } from './account.js';
import type { PlanIndex } from './plan-index.js';
import { isPrepaidByPeriod, timeOf } from './renew.js';

/**
 * Micros that its wallet is short of: for charges that are tried again as soon as money comes, and for what ended
 * periods left owing and is due. 0 = nothing is unpaid.
 */
export function unpaidMicros(account: Account, index: PlanIndex, nowS: number): number {
  const charges = account.subscriptions.reduce((sum, each) => sum + unpaidCharges(each, index, nowS), 0);
  const floor = index.plan.buckets[index.wallet]?.floor ?? 0;
  const funds = account.buckets
    .filter((bucket) => bucket.template === index.wallet && !isExpired(bucket, nowS))
    .reduce((sum, { available }) => sum + available - floor, 0);
  const owed = account.owed.filter(({ dueS }) => dueS <= nowS).reduce((sum, { micros }) => sum + micros, 0);
  // Money that comes pays both: what is owed is what the wallet is below zero.
  return Math.max(owed, charges === 0 ? 0 : charges - funds, 0);
}

function unpaidCharges(subscription: Subscription, index: PlanIndex, nowS: number): number {
  const terms = termsOf(index, subscription);
  if (subscription.unpaidSinceS === 0 || terms === undefined) return 0;
  const through = subscription.chargedThrough < 0 ? undefined : subscription.chargedThrough;
  const stoppedMs = graceEndS(index, subscription) * 1000;
  // A period that is over and gave nothing costs nothing (`renew.ts`).
  return dueCharges(terms.charge, timeOf(subscription), through, nowS * 1000)
    .charges.filter(
      ({ toMs, dueMs }) => toMs > nowS * 1000 || !(isPrepaidByPeriod(terms) || dueMs >= stoppedMs),
    )
    .reduce((sum, { amountMicros }) => sum + amountMicros, 0);
}
