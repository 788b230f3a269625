/** Amounts that are set aside for something that is to come, and what of them is not needed after all. */
import { isReward } from '../rewards/reward.js';
import { isStopped } from './account.js';
import {
  amountProblems,
  bucketProblems,
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
import { type Parcel, tooLittle } from './transfer.js';
import type { Arrivals, Work } from './work.js';

/**
 * Takes an amount of one bucket template out and sets it aside: all of it, or nothing. Only what is there and neither
 * reserved by the network nor borrowed, never a credit limit, and nothing of an account that is stopped.
 */
export function decideReserve(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId & Parcel,
  arrivals?: Arrivals,
): CommandDecision {
  return command(item, index, nowMs, request, arrivals, (work) => {
    const { template, amount, id } = request;
    const problems = reserveProblems(work, request);
    if (problems.length > 0) return problems;
    if (takeOut(work, template, amount, 'zero', { action: 'reserved', reference: id })) return [];
    const there = work.account.buckets
      .filter((bucket) => bucket.template === template)
      .reduce((sum, bucket) => sum + takeable(work, bucket, 'zero'), 0);
    return [tooLittle(work, template, amount, there)];
  });
}

function reserveProblems({ account, index }: Work, { template, amount }: Parcel): CommandProblem[] {
  const { id, unit, pooled, unlimited } = index.plan.buckets[template] ?? {};
  const isGiven = isReward(index.plan.buckets[template] ?? {});
  const borrowed = account.advanceMicros + account.advanceFeeMicros;
  return [
    ...amountProblems(amount),
    ...bucketProblems(index, template),
    ...(unlimited === true ? [refused('bucket-unlimited', `${id} is unlimited`)] : []),
    ...(pooled === true ? [refused('not-transferable', `${id} is of a pool`)] : []),
    ...(isGiven ? [refused('not-transferable', `${id} was given to this subscriber`)] : []),
    ...(isStopped(account) ? [stopped(account)] : []),
    ...(borrowed > 0 && unit === 'money'
      ? [refused('advance-outstanding', `${borrowed} micros of an advance are not repaid yet`)]
      : []),
  ];
}

/** A part of what was set aside. */
export interface ReservedPart extends Parcel {
  /** When it expires, epoch seconds, as it would have where it was; 0 = never. */
  readonly expiresAt: number;
}

/** Puts back what was set aside; into an account that has ended, too. All parts, or none. */
export function decideUnreserve(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId & { readonly parts: readonly ReservedPart[] },
  arrivals?: Arrivals,
): CommandDecision {
  const run = (work: Work): CommandProblem[] => {
    const { parts, id } = request;
    const problems = parts.flatMap(({ template, amount }) => [
      ...amountProblems(amount),
      ...bucketProblems(work.index, template),
    ]);
    if (problems.length > 0) return problems;
    return parts.every((part) => put(work, { action: 'unreserved', ...part, reference: id }) !== undefined)
      ? []
      : [refused('account-full', 'the account has no room for it')];
  };
  return command(item, index, nowMs, request, arrivals, run, true);
}
