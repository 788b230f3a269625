/** Where renewals meet the decision and the catalogue's versions, until both are wired. */
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { Item } from '../../domain/charging/item.js';
import type { PlanIndex } from '../../domain/charging/plan-index.js';

export type RenewalDecision =
  | { readonly outcome: 'renewed'; readonly item: Item; readonly basis: number }
  | { readonly outcome: 'nothing-due' };

export function decideRenewal(
  _item: Item,
  _index: PlanIndex,
  _nowMs: number,
  _arrivals?: { readonly next?: PlanIndex },
): RenewalDecision {
  return { outcome: 'nothing-due' };
}

export function successorOf(
  _table: string,
  _plan: PlanVersion,
  _atMs: number,
): Promise<PlanVersion | undefined> {
  return Promise.resolve(undefined);
}
