/** What an account has of loans that are over leaves it, for the transaction that settles them with their lenders. */
import { type Loan, heldBuckets, isExpired } from './account.js';
import type { Item } from './item.js';
import { loanOf, loansDueS } from './loans.js';
import { drop } from './movements.js';
import { closeWork, openWork } from './open-work.js';
import type { PlanIndex } from './plan-index.js';
import type { Work } from './work.js';

export type SettleDecision =
  | {
      readonly outcome: 'settled';
      /** To be written on condition of `basis`, in one transaction with what lenders are told of the loans. */
      readonly item: Item;
      readonly basis: number;
      /** None: a session still holds some of each, and only when to look again is news. */
      readonly loans: readonly Loan[];
    }
  | { readonly outcome: 'nothing-due' };

export function decideSettlement(item: Item, index: PlanIndex, nowMs: number): SettleDecision {
  const { y } = item;
  if (typeof y !== 'number' || y * 1000 > nowMs) return { outcome: 'nothing-due' };
  const work = openWork(item, index, nowMs, { asIs: true });
  const basis = work.account.version;
  const loans = takeOverLoans(work);
  if (loans.length === 0 && loansDueS(work.account) === y) return { outcome: 'nothing-due' };
  const next = closeWork(work, { kind: 'account', atS: work.nowS, sessionId: 0, slot: 0, sequence: 0 });
  return { outcome: 'settled', item: next, basis, loans };
}

function takeOverLoans(work: Work): Loan[] {
  const { account, nowS } = work;
  const held = heldBuckets(account);
  for (const bucket of account.buckets)
    if (isExpired(bucket, nowS) && !held.has(bucket.id) && loanOf(account, bucket.id) !== undefined)
      drop(work, bucket);
  const over = account.loans.filter(({ bucket }) => bucket === 0);
  account.loans = account.loans.filter(({ bucket }) => bucket !== 0);
  return over;
}
