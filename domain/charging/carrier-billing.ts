/** What a subscriber pays to a third party from the account's wallet, and what of it is given back. */
import { isStopped } from './account.js';
import { amountWords } from './amount-words.js';
import {
  amountProblems,
  command,
  type CommandDecision,
  type CommandId,
  type CommandProblem,
  refused,
  stopped,
} from './command.js';
import type { Item } from './item.js';
import { put, takeable, takeOut } from './movements.js';
import type { PlanIndex } from './plan-index.js';
import type { Arrivals, Work } from './work.js';

/** An amount of the wallet. */
export interface CarrierAmount {
  /** ISO 4217; another than the account's is refused. */
  readonly currency: string;
  /** Above zero. */
  readonly micros: number;
}

/**
 * Takes an amount out of the wallet: all of it, or nothing. Only what is there and neither reserved nor borrowed, never
 * a credit limit, and nothing of an account that is stopped.
 */
export function decideCarrierCharge(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId & CarrierAmount,
  arrivals?: Arrivals,
): CommandDecision {
  const run = (work: Work): CommandProblem[] => {
    const { micros, id } = request;
    const { account } = work;
    const borrowed = account.advanceMicros + account.advanceFeeMicros;
    const problems = [
      ...amountOrWalletProblems(work, request),
      ...(isStopped(account) ? [stopped(account)] : []),
      ...(borrowed > 0
        ? [refused('advance-outstanding', `${borrowed} micros of an advance are not repaid yet`)]
        : []),
    ];
    if (problems.length > 0) return problems;
    const cause = { action: 'carrier-billed', reference: id } as const;
    if (takeOut(work, work.index.wallet, micros, 'zero', cause)) return [];
    return [
      refused(
        'balance-too-low',
        `got ${amountWords(work.index, undefined, micros)}; available: ${amountWords(work.index, undefined, there(work))}`,
      ),
    ];
  };
  return command(item, index, nowMs, request, arrivals, run);
}

/** Puts back what was taken; into an account that has ended, too. */
export function decideCarrierReturn(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId & CarrierAmount,
  arrivals?: Arrivals,
): CommandDecision {
  const run = (work: Work): CommandProblem[] => {
    const { micros, id } = request;
    const problems = amountOrWalletProblems(work, request);
    if (problems.length > 0) return problems;
    const template = work.index.wallet;
    const into = {
      action: 'carrier-returned',
      template,
      amount: micros,
      expiresAt: 0,
      reference: id,
    } as const;
    return put(work, into) === undefined ? [refused('account-full', 'the account has no room for it')] : [];
  };
  return command(item, index, nowMs, request, arrivals, run, true);
}

function amountOrWalletProblems({ index }: Work, { micros, currency }: CarrierAmount): CommandProblem[] {
  return [
    ...amountProblems(micros),
    ...(currency === index.plan.currency
      ? []
      : [refused('currency-differs', `got ${currency}; allowed: ${index.plan.currency}`)]),
    ...(index.wallet < 0 ? [refused('bucket-unknown', `plan ${index.plan.id} has no wallet`)] : []),
  ];
}

/** What the wallet holds and nobody has reserved. */
const there = (work: Work): number =>
  work.account.buckets
    .filter(({ template }) => template === work.index.wallet)
    .reduce((sum, bucket) => sum + takeable(work, bucket, 'zero'), 0);
