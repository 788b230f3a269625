/** The state of an account: in grace while something is unpaid, suspended after it, or as its operator says. */
import { graceEndS } from './account.js';
import type { AccountState } from './movement.js';
import type { Work } from './work.js';

export const STATES: readonly AccountState[] = ['active', 'grace', 'suspended', 'terminated'];
export const REASONS = ['unpaid', 'operator', 'paid', 'payment-disputed', 'payment-refunded'] as const;
export type Reason = (typeof REASONS)[number];

const DAY_S = 86_400;

function stateAt({ account, index }: Work, atS: number): AccountState {
  if (account.state === 'terminated') return 'terminated';
  if (account.held) return 'suspended';
  let state: AccountState = 'active';
  for (const subscription of account.subscriptions) {
    if (subscription.of !== 0 || subscription.unpaidSinceS === 0) continue;
    if (graceEndS(index, subscription) <= atS) return 'suspended';
    state = 'grace';
  }
  const [owed] = account.owed;
  if (owed === undefined || owed.dueS > atS) return state;
  const endS = owed.dueS + (index.plan.invoice?.graceDays ?? 0) * DAY_S;
  return endS <= atS ? 'suspended' : 'grace';
}

/** Sets the state that holds at a time, and tells when it is another one. */
export function settleState(work: Work, atS: number, reason?: Reason): void {
  const { account } = work;
  const state = stateAt(work, atS);
  if (state === account.state) return;
  account.state = state;
  tellState(work, reason ?? (state === 'active' ? 'paid' : 'unpaid'));
}

export function tellState(work: Work, reason: Reason): void {
  work.notices.push({
    type: 'state',
    state: STATES.indexOf(work.account.state),
    reason: REASONS.indexOf(reason),
  });
}
