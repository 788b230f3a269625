/** Credits an account in its store. Apart from the charger, whose function never credits and starts the faster for it. */
import { type CreditRequest, decideCredit } from '../../domain/charging/credit.js';
import { planIdOf } from '../../domain/charging/item.js';
import type { AccountStore } from './account-store.js';
import { type NextPlanOptions, nextPlan, publishedIndex } from './next-plan.js';

/** A credit may be the first to touch an account in a new period: as anyone, it brings the next plan version. */
export interface CreditOptions extends NextPlanOptions {
  readonly store: AccountStore;
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
  options: CreditOptions,
): Promise<CreditOutcome> {
  const { store, loadPlan, now } = options;
  let item = await store.get(accountKey);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    if (item === undefined) return { credited: false, problems: [`there is no account ${accountKey}`] };
    const index = await publishedIndex(planIdOf(item), loadPlan);
    const nowMs = now();
    const next = await nextPlan(item, index, nowMs, options);
    const decision = decideCredit(item, request, index, nowMs, { next });
    if (decision.outcome === 'already-credited') return { credited: true };
    if (decision.outcome === 'refused') return { credited: false, problems: decision.problems };
    const result = await store.put(decision.item, decision.basis);
    if (result.written) return { credited: true };
    item = result.current;
  }
  throw new Error(`${MAX_ATTEMPTS} other writers of account ${accountKey} were first`);
}
