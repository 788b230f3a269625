/** What every command on accounts works with. */
import { type Item, planIdOf } from '../../domain/charging/item.js';
import type { PlanIndex } from '../../domain/charging/plan-index.js';
import { dueAt } from '../../domain/charging/renewal.js';
import type { AccountStore } from '../charging/account-store.js';
import { publishedIndex } from '../charging/next-plan.js';
import { type RenewAccountOptions, renewAccount } from '../renewals/renew-account.js';
import type { Ledger } from './ledger.js';

export interface Desk extends RenewAccountOptions {
  readonly store: Pick<AccountStore, 'get' | 'put'>;
  readonly ledger: Ledger;
  /** The operator's time, epoch milliseconds. */
  readonly nowMs: number;
  /** The plan version that an offering is sold as now; undefined = none. */
  readonly planOnSale: (offeringId: string) => Promise<PlanIndex | undefined>;
}

/** An account with the plan version it is charged under. */
export interface PresentAccount {
  readonly item: Item;
  readonly index: PlanIndex;
}

/** Other writers were first too often, or the account is years behind; the same may be sent again. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

const MAX_RENEWALS = 10;

/**
 * An account with all done that is due on it, so that a command meets the plan and the buckets of its own time.
 *
 * @returns undefined when there is no such account
 * @throws BusyError when it has more due than is done at once
 */
export async function presentAccount(
  desk: Omit<Desk, 'ledger' | 'planOnSale'>,
  key: string,
): Promise<PresentAccount | undefined> {
  for (let renewals = 0; renewals <= MAX_RENEWALS; renewals++) {
    const item = await desk.store.get(key);
    // An alias has no plan; an account's key never names one.
    if (item?.['p'] === undefined) return undefined;
    if ((dueAt(item) ?? Infinity) * 1000 > desk.nowMs)
      return { item, index: await publishedIndex(planIdOf(item), desk.loadPlan) };
    await renewAccount(key, desk.nowMs, desk);
  }
  throw new BusyError(`account ${key} has more due than is done at once`);
}
