/** Settles what sponsors lent to an account and is over: the account and its lenders change in one transaction. */
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { type Item, planIdOf } from '../../domain/charging/item.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decideSettlement } from '../../domain/charging/settle-loans.js';
import { settleMove, settledOf } from '../../domain/pools/lender.js';
import type { AccountStore } from '../charging/account-store.js';

export interface SettleOptions {
  /** Writes accounts and what sponsors lent them. @default loans wait for somebody who may */
  readonly lenders?: Pick<AccountStore, 'transact'>;
  /** A plan version by its id, cached by the caller. */
  readonly loadPlan: (planId: string) => Promise<PlanVersion | undefined>;
}

export type LoanSettlement =
  | { readonly outcome: 'settled'; readonly item: Item }
  | { readonly outcome: 'nothing-due' }
  /** Another writer was first: decide again. `item`: as it is, if that is known. */
  | { readonly outcome: 'changed'; readonly item?: Item | undefined };

/** Many accounts settle with one lender when a day ends: they take turns. */
const BUSY_MS = 60;

/** @throws Error when a lender knows nothing of a loan: nothing is written then */
export async function settleLoans(
  seen: Item,
  nowMs: number,
  { lenders, loadPlan }: SettleOptions,
): Promise<LoanSettlement> {
  if (lenders === undefined || typeof seen['y'] !== 'number') return { outcome: 'nothing-due' };
  const planId = planIdOf(seen);
  const plan = await loadPlan(planId);
  if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
  const decision = decideSettlement(seen, indexPlan(plan), nowMs);
  if (decision.outcome === 'nothing-due') return decision;
  const { item, basis, loans } = decision;
  const moves = settledOf(loans).map((settled) => ({ move: settleMove(settled) }));
  const result = await lenders.transact([{ item, basis }, ...moves]);
  if (result.written) return { outcome: 'settled', item };
  const [account, ...ofLenders] = result.failures;
  if (account?.reason === 'condition') return { outcome: 'changed', item: account.current };
  const wrong = ofLenders.findIndex(({ reason }) => reason === 'condition');
  if (wrong >= 0)
    throw new Error(`${moves[wrong]?.move.key ?? ''} knows nothing of a loan of ${String(item['k'])}`);
  await new Promise((done) => setTimeout(done, BUSY_MS * Math.random()));
  return { outcome: 'changed' };
}
