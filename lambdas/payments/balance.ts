/** What an account's wallet holds, and what it still has to pay. */
import { decodeAccount, type Item, planIdOf } from '../../domain/charging/item.js';
import { viewAccount } from '../../domain/charging/view.js';
import type { AccountState } from '../../domain/charging/movement.js';
import { unpaidMicros } from '../../domain/charging/unpaid.js';
import { publishedIndex } from '../charging/next-plan.js';
import type { SettleOptions } from './settle-payment.js';

export interface Balance {
  readonly state: AccountState;
  /** Of the wallet, and not reserved, micros; undefined = the plan has no wallet. */
  readonly micros: number | undefined;
  /** What is missing to pay what is unpaid, micros. */
  readonly missingMicros: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly timeZone: string;
}

/** @returns undefined = there is no such account; what is due on it is not done first */
export async function balanceOf(
  account: string,
  { store, loadPlan, nowMs }: Awaited<ReturnType<SettleOptions['desk']>>,
): Promise<Balance | undefined> {
  const item: Item | undefined = await store.get(account);
  if (item?.['p'] === undefined) return undefined;
  const index = await publishedIndex(planIdOf(item), loadPlan);
  const { plan, wallet } = index;
  const { state, buckets } = viewAccount(item, plan, nowMs);
  const ofWallet = buckets.filter(({ name, expired }) => name === plan.buckets[wallet]?.id && !expired);
  return {
    state,
    micros: wallet < 0 ? undefined : ofWallet.reduce((sum, { available }) => sum + available, 0),
    missingMicros: unpaidMicros(decodeAccount(item, index), index, Math.floor(nowMs / 1000)),
    currency: plan.currency,
    timeZone: plan.timeZone,
  };
}
