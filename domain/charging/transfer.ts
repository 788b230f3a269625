/** Amounts that someone gives, takes or moves between accounts. */
import { isReward } from '../rewards/reward.js';
import { isStopped } from './account.js';
import { amountWords } from './amount-words.js';
import {
  type CommandDecision,
  type CommandId,
  type CommandProblem,
  amountProblems,
  bucketProblems,
  command,
  refused,
  stopped,
} from './command.js';
import type { Item } from './item.js';
import { put, takeOut, takeable } from './movements.js';
import type { PlanIndex } from './plan-index.js';
import type { Arrivals, Work } from './work.js';

/** An amount of one bucket template. */
export interface Parcel {
  /** Index into `plan.buckets`. */
  readonly template: number;
  /** In its unit (micros when money): a whole number from 1 to 2⁵⁰. */
  readonly amount: number;
}

/**
 * Takes an amount out: an operator's correction (`debited`), or one side of a transfer (`transferred-out`). Only
 * what is there and not reserved, never a credit limit.
 */
export function decideDebit(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId & Parcel & { readonly action: 'debited' | 'transferred-out' },
  arrivals?: Arrivals,
): CommandDecision {
  const gives = request.action === 'transferred-out';
  const run = (work: Work) => [
    ...parcelProblems(work, request),
    ...(gives ? givingProblems(work, request) : []),
    ...take(work, request),
  ];
  // What was used before the end may come to light, and be corrected, after it.
  return command(item, index, nowMs, request, arrivals, run, !gives);
}

/**
 * Puts an amount in: an operator's correction (`credited`), or one side of a transfer (`transferred-in`).
 *
 * @param request  expiresAt: epoch seconds; 0 = never. more: further amounts of the same bucket that expire at other
 *   times; all of it is put in, or nothing
 */
export function decideGift(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId &
    Parcel & {
      readonly action: 'credited' | 'transferred-in';
      readonly expiresAt: number;
      readonly more?: readonly { readonly amount: number; readonly expiresAt: number }[];
    },
  arrivals?: Arrivals,
): CommandDecision {
  const run = (work: Work) => {
    const { action, template, id, more = [] } = request;
    const parts = [request, ...more].map(({ amount, expiresAt }) => ({ template, amount, expiresAt }));
    const [problems = []] = parts
      .map((part) => parcelProblems(work, part))
      .filter((found) => found.length > 0);
    if (problems.length > 0) return problems;
    return parts.every((part) => put(work, { action, ...part, reference: id }) !== undefined)
      ? []
      : [refused('account-full', 'the account has no room for another bucket, or for this much')];
  };
  return command(item, index, nowMs, request, arrivals, run, request.action === 'credited');
}

/** What is borrowed is not given away, and a stopped account gives nothing. */
function givingProblems({ account, index }: Work, { template }: Parcel): CommandProblem[] {
  const borrowed = account.advanceMicros + account.advanceFeeMicros;
  return [
    ...(index.plan.transferable === true
      ? []
      : [refused('not-transferable', `plan ${index.plan.id} allows no transfers`)]),
    ...(isGiven(index, template)
      ? [refused('not-transferable', `${index.plan.buckets[template]?.id} was given to this subscriber`)]
      : []),
    ...(isStopped(account) ? [stopped(account)] : []),
    ...(borrowed > 0 && index.plan.buckets[template]?.unit === 'money'
      ? [refused('advance-outstanding', `${borrowed} micros of an advance are not repaid yet`)]
      : []),
  ];
}

/** What rewards gave is for whom it was given to. */
const isGiven = ({ plan }: PlanIndex, template: number): boolean => isReward(plan.buckets[template] ?? {});

function parcelProblems({ index }: Work, { template, amount }: Parcel): CommandProblem[] {
  const { id, unlimited } = index.plan.buckets[template] ?? {};
  return [
    ...amountProblems(amount),
    ...bucketProblems(index, template),
    // Its amount stands for "no end": more or less of it means nothing.
    ...(unlimited === true ? [refused('bucket-unlimited', `${id} is unlimited`)] : []),
  ];
}

function take(
  work: Work,
  { action, template, amount, id }: CommandId & Parcel & { readonly action: 'debited' | 'transferred-out' },
): CommandProblem[] {
  if (parcelProblems(work, { template, amount }).length > 0) return [];
  if (takeOut(work, template, amount, 'zero', { action, reference: id })) return [];
  const there = work.account.buckets
    .filter((b) => b.template === template)
    .reduce((sum, b) => sum + takeable(work, b, 'zero'), 0);
  return [tooLittle(work, template, amount, there)];
}

/** What can't be transferred between two accounts, whatever they hold. */
export function transferProblems(
  from: { readonly key: string; readonly index: PlanIndex },
  to: { readonly key: string; readonly index: PlanIndex },
  { template }: Parcel,
): CommandProblem[] {
  const { id = '', unit, pooled, unlimited } = from.index.plan.buckets[template] ?? {};
  const sameMoney = unit !== 'money' || from.index.plan.currency === to.index.plan.currency;
  return [
    ...(from.key === to.key ? [refused('transfer-to-itself', `both sides are account ${from.key}`)] : []),
    ...(sameMoney
      ? []
      : [
          refused(
            'currency-differs',
            `from ${from.index.plan.currency} to ${to.index.plan.currency}; allowed: the same currency`,
          ),
        ]),
    // What a pool lent is the pool's, and no end can't be given away.
    ...(pooled === true || unlimited === true
      ? [refused('not-transferable', `${id} is ${pooled === true ? 'of a pool' : 'unlimited'}`)]
      : []),
  ];
}

/** The bucket template of the receiver that takes what the giver sends: the same name and unit, money its wallet. */
export function receivingTemplate(from: PlanIndex, to: PlanIndex, template: number): number | undefined {
  const sent = from.plan.buckets[template];
  if (sent === undefined) return undefined;
  if (sent.unit === 'money') return to.wallet < 0 ? undefined : to.wallet;
  const same = to.plan.buckets.findIndex(
    (b) =>
      b.id === sent.id && b.unit === sent.unit && (b.scale ?? 1) === (sent.scale ?? 1) && b.pooled !== true,
  );
  return same < 0 ? undefined : same;
}

/** More is asked for than is there. */
export function tooLittle({ index }: Work, template: number, amount: number, there: number): CommandProblem {
  const bucket = index.plan.buckets[template];
  const words = (each: number): string => amountWords(index, bucket, each);
  return refused('balance-too-low', `got ${words(amount)} of ${bucket?.id}; available: ${words(there)}`);
}
