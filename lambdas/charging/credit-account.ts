/** Credits an account in its store. Apart from the charger, whose function never credits and starts the faster for it. */
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { type CreditRequest, decideCredit } from '../../domain/charging/credit.js';
import { planIdOf } from '../../domain/charging/item.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import type { AccountStore } from './account-store.js';

export interface CreditOptions {
  readonly store: AccountStore;
  readonly loadPlan: (planId: string) => Promise<PlanVersion | undefined>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export type CreditOutcome =
  { readonly credited: true } | { readonly credited: false; readonly problems: readonly string[] };

const MAX_ATTEMPTS = 12;

/**
 * Puts an amount into an account's bucket; the same credit id a second time changes nothing and is as good
 * as the first.
 *
 * @throws Error when the store fails, when the plan is not published, or when other writers were first too often:
 *   the same credit may be sent again
 */
export async function creditAccount(
  accountKey: string,
  request: CreditRequest,
  { store, loadPlan, now }: CreditOptions,
): Promise<CreditOutcome> {
  let item = await store.get(accountKey);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    if (item === undefined) return { credited: false, problems: [`there is no account ${accountKey}`] };
    const planId = planIdOf(item);
    const plan = await loadPlan(planId);
    if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
    const decision = decideCredit(item, request, indexPlan(plan), now());
    if (decision.outcome === 'already-credited') return { credited: true };
    if (decision.outcome === 'refused') return { credited: false, problems: decision.problems };
    const result = await store.put(decision.item, decision.basis);
    if (result.written) return { credited: true };
    item = result.current;
  }
  throw new Error(`${MAX_ATTEMPTS} other writers of account ${accountKey} were first`);
}
