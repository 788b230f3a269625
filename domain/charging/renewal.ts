/** Brings an account up to date when nobody charges it: what is due is done, as the next charge would. */
import { nextDueS } from './account.js';
import type { Item } from './item.js';
import type { PlanIndex } from './plan-index.js';
import { closeWork, openWork } from './open-work.js';
import type { Arrivals } from './work.js';

export type RenewalDecision =
  | { readonly outcome: 'renewed'; readonly item: Item; readonly basis: number }
  | { readonly outcome: 'nothing-due' };

/** When something of an account is due next, epoch seconds; undefined = nothing. */
export function dueAt(item: Item): number | undefined {
  return typeof item['r'] === 'number' ? item['r'] : undefined;
}

/** When somebody is to look at an account next: what is due, or a loan that is to be settled. Epoch s; undefined = never. */
export function wakeAt(item: Item): number | undefined {
  const { y } = item;
  const dueS = dueAt(item);
  return typeof y === 'number' ? Math.min(dueS ?? Infinity, y) : dueS;
}

/**
 * Does what has fallen due. A function of time: twice or a week late, each period is charged once.
 *
 * @throws ChargingInvariantError when the account is to go on with a plan version that `arrivals` lacks
 */
export function decideRenewal(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  arrivals?: Arrivals,
): RenewalDecision {
  const due = dueAt(item);
  if (due === undefined || due * 1000 > nowMs) return { outcome: 'nothing-due' };
  const work = openWork(item, index, nowMs, arrivals);
  const basis = work.account.version;
  // What waits for a plan version that the caller did not bring is left to one who does.
  const moved = work.movements.length + work.notices.length > 0;
  if (!moved && nextDueS(work.account, work.index) === due) return { outcome: 'nothing-due' };
  const next = closeWork(work, { kind: 'account', atS: work.nowS, sessionId: 0, slot: 0, sequence: 0 });
  return { outcome: 'renewed', item: next, basis };
}
