import { type Item, planIdOf } from '../../domain/charging/item.js';
import { type AccountView, viewAccount } from '../../domain/charging/view.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import { loadPlan } from '../shared/plan-store.js';

/** An account as the operator's tools see it, with its currency and money in it. */
export type AccountAnswer = AccountView & {
  readonly offeringId: string;
  /** ISO 4217. */
  readonly currency: string;
};

/** @throws Error when the account's plan is not published */
export async function accountAnswer(item: Item, nowMs: number): Promise<AccountAnswer> {
  const planId = planIdOf(item);
  const plan = await loadPlan(planId);
  if (plan === undefined) throw new Error(`an account names plan version ${planId}, which is not published`);
  const view = viewAccount(item, plan, nowMs);
  return {
    ...view,
    offeringId: plan.offeringId,
    currency: plan.currency,
    buckets: view.buckets.map((bucket) =>
      bucket.unit === 'money' ? { ...bucket, money: fromMicros(bucket.available) } : bucket,
    ),
  };
}
