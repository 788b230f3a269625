/** Gives units of a pool back that an account leased and does not need. */
import { isExpired } from './account.js';
import type { Item } from './item.js';
import { takeOut } from './movements.js';
import type { PlanIndex } from './plan-index.js';
import { closeWork, openWork } from './open-work.js';

export type ReturnDecision =
  | { readonly outcome: 'returned'; readonly item: Item; readonly basis: number; readonly amount: number }
  | { readonly outcome: 'nothing' };

/**
 * Takes up to an amount out of what a pooled bucket has available.
 *
 * @param wanted  template: index into `plan.buckets`, of a pooled one; amount in its unit
 */
export function decideReturn(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  wanted: { readonly template: number; readonly amount: number },
): ReturnDecision {
  const { template } = wanted;
  if (index.plan.buckets[template]?.pooled !== true) return { outcome: 'nothing' };
  const work = openWork(item, index, nowMs, { asIs: true });
  const { account, nowS } = work;
  const basis = account.version;
  const there = account.buckets
    .filter((b) => b.template === template && !isExpired(b, nowS))
    .reduce((sum, b) => sum + Math.max(0, b.available), 0);
  const amount = Math.min(there, wanted.amount);
  if (amount <= 0) return { outcome: 'nothing' };
  takeOut(work, template, amount, 'zero', { action: 'returned' });
  const next = closeWork(work, { kind: 'account', atS: nowS, sessionId: 0, slot: 0, sequence: 0 });
  return { outcome: 'returned', item: next, basis, amount };
}
