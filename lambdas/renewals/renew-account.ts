/** Renews one account: decides, writes on condition, decides again from what another writer left. */
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { type Item, planIdOf } from '../../domain/charging/item.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decideRenewal, dueAt, wakeAt } from '../../domain/charging/renewal.js';
import type { AccountStore } from '../charging/account-store.js';
import { type SettleOptions, settleLoans } from './settle-loans.js';

export interface RenewAccountOptions extends SettleOptions {
  readonly store: Pick<AccountStore, 'get' | 'put'>;
  /** The id of the version that subscribers of this one go on with when a period begins; undefined: the same. */
  readonly successorOf: (plan: PlanVersion, atMs: number) => Promise<string | undefined>;
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
  options: RenewAccountOptions,
): Promise<AccountRenewal> {
  const { store } = options;
  let item = await store.get(key);
  let decisions = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS;) {
    // An alias of a shared account has no plan and nothing due.
    if (item?.['p'] === undefined) return { outcome: 'gone' };
    const dueS = wakeAt(item);
    const decision = await decide(item, nowMs, options);
    if (decision.outcome === 'nothing-due') {
      const settled = await settleLoans(item, nowMs, options);
      if (settled.outcome === 'changed') {
        attempt += 1;
        item = settled.item ?? (await store.get(key));
        continue;
      }
      if (settled.outcome === 'settled')
        return { outcome: 'renewed', version: versionOf(settled.item), dueS: wakeAt(settled.item) };
      return { outcome: decisions > 0 ? 'renewed' : 'nothing-due', version: versionOf(item), dueS };
    }
    const result = await store.put(decision.item, decision.basis);
    if (!result.written) {
      attempt += 1;
      item = result.current;
      continue;
    }
    decisions += 1;
    ({ item } = decision);
    if ((wakeAt(item) ?? Infinity) * 1000 > nowMs || decisions === MAX_DECISIONS)
      return { outcome: 'renewed', version: versionOf(item), dueS: wakeAt(item) };
  }
  throw new Error(`${MAX_ATTEMPTS} other writers of account ${key} were first`);
}

/**
 * Which version an account goes on with depends on when its period began, not on when somebody looks. So where
 * versions changed between what is due and now, only what is due is done, as it would have been in time.
 */
async function decide(
  item: Item,
  nowMs: number,
  { loadPlan, successorOf }: RenewAccountOptions,
): Promise<ReturnType<typeof decideRenewal>> {
  const dueMs = (dueAt(item) ?? Infinity) * 1000;
  if (dueMs > nowMs) return { outcome: 'nothing-due' };
  const plan = await published(planIdOf(item), loadPlan);
  const planned = plannedVersion(item);
  const nextId = planned ?? (await successorOf(plan, dueMs));
  const isSameNow = planned === undefined && nextId === (await successorOf(plan, nowMs));
  const next = nextId === undefined ? undefined : indexPlan(await published(nextId, loadPlan));
  return decideRenewal(item, indexPlan(plan), isSameNow ? nowMs : dueMs, { next });
}

async function published(planId: string, loadPlan: RenewAccountOptions['loadPlan']): Promise<PlanVersion> {
  const plan = await loadPlan(planId);
  if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
  return plan;
}

/** What the subscriber chose to go on with (`x` of the item), before any new version of what there is. */
function plannedVersion(item: Item): string | undefined {
  const planned = item['x'];
  return typeof planned === 'string' && planned !== '' ? planned : undefined;
}

const versionOf = (item: Item): number => item['v'] as number;
