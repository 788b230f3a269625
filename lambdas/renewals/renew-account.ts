/** Renews one account: decides, writes on condition, decides again from what another writer left. */
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { type Item, planIdOf } from '../../domain/charging/item.js';
import { type PlanIndex, indexPlan } from '../../domain/charging/plan-index.js';
import { decideRenewal } from './seams.js';
import type { AccountStore } from '../charging/account-store.js';

export interface RenewAccountOptions {
  readonly store: Pick<AccountStore, 'get' | 'put'>;
  /** A plan version by its id, cached by the caller. */
  readonly loadPlan: (planId: string) => Promise<PlanVersion | undefined>;
  /** The version that accounts with this plan go on with from their next period on; undefined: they keep theirs. */
  readonly successorOf: (plan: PlanVersion, atMs: number) => Promise<PlanVersion | undefined>;
}

/** What became of a renewal. `dueS`: when the account next has something due, epoch seconds; undefined: never. */
export type AccountRenewal =
  | { readonly outcome: 'gone' }
  | {
      readonly outcome: 'renewed' | 'nothing-due';
      readonly version: number;
      readonly dueS: number | undefined;
    };

/** Writers of one account that keep meeting each other; the next run tries again. */
const MAX_ATTEMPTS = 12;
/** One decision has limits, so a year of missed days takes several; after so many the next run goes on. */
const MAX_DECISIONS = 32;

/**
 * Does all that is due on an account now. Twice, late, or beside a charge that came first: each period is charged
 * once, because the decision is a function of the account and of time, and the write is on condition of what it saw.
 *
 * @throws Error when the store fails, when the plan is not published, or when other writers were first too often
 */
export async function renewAccount(
  key: string,
  nowMs: number,
  { store, loadPlan, successorOf }: RenewAccountOptions,
): Promise<AccountRenewal> {
  let item = await store.get(key);
  let decisions = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS;) {
    // An alias of a shared account has no plan and nothing due.
    if (item?.['p'] === undefined) return { outcome: 'gone' };
    const planId = planIdOf(item);
    const plan = await loadPlan(planId);
    if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
    const successor = await successorOf(plan, nowMs);
    const arrivals: { next?: PlanIndex } = successor === undefined ? {} : { next: indexPlan(successor) };
    const decision = decideRenewal(item, indexPlan(plan), nowMs, arrivals);
    if (decision.outcome === 'nothing-due') {
      return {
        outcome: decisions > 0 ? 'renewed' : 'nothing-due',
        version: versionOf(item),
        dueS: dueOf(item),
      };
    }
    const result = await store.put(decision.item, decision.basis);
    if (result.written) {
      decisions += 1;
      item = decision.item;
      const dueS = dueOf(item);
      if (dueS === undefined || dueS * 1000 > nowMs || decisions === MAX_DECISIONS)
        return { outcome: 'renewed', version: versionOf(item), dueS };
    } else {
      attempt += 1;
      item = result.current;
    }
  }
  throw new Error(`${MAX_ATTEMPTS} other writers of account ${key} were first`);
}

const versionOf = (item: Item): number => item['v'] as number;
const dueOf = (item: Item): number | undefined => item['r'] as number | undefined;
