/** What a payment does to the account it was made for: captures credit it, refunds and disputes take back. */
import { isStopped } from './account.js';
import { type Reason, settleState } from './account-state.js';
import { type CommandDecision, type CommandId, amountProblems, command, refused } from './command.js';
import type { Item } from './item.js';
import type { MovementAction } from './movement.js';
import { put, takeOut, takeable } from './movements.js';
import type { PlanIndex } from './plan-index.js';
import type { Arrivals, Work } from './work.js';

/** One step of a payment: all of it happens in one write, or nothing. Micros of the account's currency, each ≥ 0. */
export interface PaymentStep {
  /** ISO 4217; another than the account's is refused. */
  readonly currency: string;
  /** Put in: captured. */
  readonly creditMicros: number;
  /** Taken out, first what is unused and then below zero: refunded, or lost to a dispute. */
  readonly takeMicros: number;
  /** Put in again: what was taken for a refund that failed, or a dispute that was won later. */
  readonly returnMicros: number;
  /** Taken out, of what is there and not reserved only: disputed. */
  readonly holdMicros: number;
  /** Put in again of what was held. */
  readonly releaseMicros: number;
  /** Suspends the account with this reason; it stays so until its operator resumes it. */
  readonly suspend?: Extract<Reason, 'payment-disputed' | 'payment-refunded'> | undefined;
  /** Suspends only if the wallet is below zero afterwards. */
  readonly suspendBelowZero?: boolean;
}

export type PaymentStepDecision = CommandDecision & {
  /** Of `holdMicros`: no more than was there. */
  readonly heldMicros: number;
};

/**
 * Decides a step of a payment. The same id a second time changes nothing.
 *
 * Refused with all problems: another currency, a plan without a wallet, no room, or a credit to an account that has
 * ended; what is taken back is taken from an ended account, too.
 */
export function decidePaymentStep(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId & PaymentStep,
  arrivals?: Arrivals,
): PaymentStepDecision {
  let heldMicros = 0;
  const run = (work: Work) => {
    const problems = stepProblems(work, request);
    if (problems.length > 0) return problems;
    const { id, creditMicros, returnMicros, releaseMicros, takeMicros, holdMicros } = request;
    const given = (action: MovementAction, amount: number): boolean =>
      amount === 0 ||
      put(work, { action, template: work.index.wallet, amount, expiresAt: 0, reference: id }) !== undefined;
    if (
      !given('released', releaseMicros + returnMicros) ||
      !given('topped-up', creditMicros) ||
      (takeMicros > 0 &&
        !takeOut(work, work.index.wallet, takeMicros, 'any', { action: 'clawed-back', reference: id }))
    )
      return [refused('account-full', 'the account has no room for it')];
    heldMicros = Math.min(holdMicros, there(work));
    if (heldMicros > 0)
      takeOut(work, work.index.wallet, heldMicros, 'zero', { action: 'held', reference: id });
    suspend(work, request);
    return [];
  };
  return { ...command(item, index, nowMs, request, arrivals, run, request.creditMicros === 0), heldMicros };
}

function stepProblems({ index }: Work, step: PaymentStep) {
  const { creditMicros, takeMicros, returnMicros, holdMicros, releaseMicros, currency } = step;
  const amounts = [creditMicros, takeMicros, returnMicros, holdMicros, releaseMicros].filter(
    (amount) => amount !== 0,
  );
  return [
    ...amounts.flatMap(amountProblems),
    ...(currency === index.plan.currency
      ? []
      : [refused('currency-differs', `got ${currency}; allowed: ${index.plan.currency}`)]),
    ...(index.wallet < 0 ? [refused('bucket-unknown', `plan ${index.plan.id} has no wallet`)] : []),
  ];
}

/** What the wallet holds and nobody has reserved. */
function there(work: Work): number {
  return work.account.buckets
    .filter(({ template }) => template === work.index.wallet)
    .reduce((sum, bucket) => sum + takeable(work, bucket, 'zero'), 0);
}

function suspend(work: Work, { suspend: reason, suspendBelowZero }: PaymentStep): void {
  const { account, index } = work;
  const isBelowZero = account.buckets.some((b) => b.template === index.wallet && b.available < 0);
  if (reason === undefined || (suspendBelowZero && !isBelowZero) || isStopped(account)) return;
  account.held = true;
  settleState(work, work.nowS, reason);
}
