/** What somebody gives a subscriber for a time, once, and what of it is taken back. */
import { LONGEST_REWARD_MS, rewardExpiryS } from '../rewards/expiry.js';
import { isReward, type RewardBucket, rewardsOf, rewardTemplate } from '../rewards/reward.js';
import { type Bucket, isExpired, LIMITS, sortBuckets } from './account.js';
import {
  amountProblems,
  command,
  type CommandDecision,
  type CommandId,
  type CommandProblem,
  refused,
} from './command.js';
import type { Item } from './item.js';
import { put, takeable, takeFrom } from './movements.js';
import type { PlanIndex } from './plan-index.js';
import type { Arrivals, Work } from './work.js';

/** Buckets that rewards of one kind may have at a time. */
export const MOST_OF_A_KIND = 10;
/** Room that rewards leave for what is paid for: beyond it they share buckets. */
const ROOM_FOR_OTHERS = 16;

export interface RewardRequest extends CommandId {
  readonly bucket: RewardBucket;
  /** In its unit (micros when money): a whole number from 1 to 2⁵⁰. */
  readonly amount: number;
  /** Epoch milliseconds, after now. It may last somewhat longer (`rewardExpiryS`). @default as the plan says */
  readonly expiresAtMs?: number | undefined;
}

export type RewardDecision =
  | (Extract<CommandDecision, { outcome: 'done' }> & {
      /** Of the bucket that it went into. */
      readonly bucketId: number;
      /** Epoch seconds. */
      readonly expiresAt: number;
    })
  | Exclude<CommandDecision, { outcome: 'done' }>;

/**
 * Puts a reward into its bucket. The same id a second time changes nothing.
 *
 * Refused with all problems: a plan that takes no such reward (`bucket-unknown`), an amount or an expiry that is none,
 * an account that has ended, or is full.
 */
export function decideReward(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: RewardRequest,
  arrivals?: Arrivals,
): RewardDecision {
  let into: Bucket | undefined;
  const decision = command(item, index, nowMs, request, arrivals, (work) => {
    const problems = rewardProblems(work, request, nowMs);
    if (problems.length > 0) return problems;
    into = putReward(work, request, nowMs);
    return into === undefined
      ? [refused('account-full', 'the account has no room for another bucket, or for this much')]
      : [];
  });
  return decision.outcome === 'done' && into !== undefined
    ? { ...decision, bucketId: into.id, expiresAt: into.expiresAt }
    : (decision as Exclude<CommandDecision, { outcome: 'done' }>);
}

/** Everything that is wrong with it. */
export function rewardProblems(
  { index: { plan } }: Work,
  { bucket, amount, expiresAtMs }: RewardRequest,
  nowMs: number,
): CommandProblem[] {
  const latestMs = nowMs + LONGEST_REWARD_MS;
  return [
    ...(rewardTemplate(plan, bucket) < 0
      ? [
          refused(
            'bucket-unknown',
            `got "${bucket}"; plan ${plan.id} takes ${rewardsOf(plan).join(', ') || 'no rewards'}`,
          ),
        ]
      : []),
    ...amountProblems(amount),
    ...(expiresAtMs === undefined || (expiresAtMs > nowMs && expiresAtMs <= latestMs)
      ? []
      : [
          refused(
            'expiry-passed',
            `expires at ${timeWords(expiresAtMs)}; allowed: after ${timeWords(nowMs)}, until ${timeWords(latestMs)}`,
          ),
        ]),
  ];
}

const timeWords = (ms: number): string =>
  Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);

/** Into the bucket with its expiry, or a new one; where there is room for none, into one that lasts longer. */
export function putReward(
  work: Work,
  { id, bucket, amount, expiresAtMs }: RewardRequest,
  nowMs: number,
): Bucket | undefined {
  const { account, index, nowS } = work;
  const template = rewardTemplate(index.plan, bucket);
  const { validityS = 0 } = index.plan.buckets[template] ?? {};
  const wantedMs = expiresAtMs ?? nowMs + validityS * 1000;
  const expiresAt = rewardExpiryS(index.plan.timeZone, wantedMs, nowMs);
  const into = (at: number): Bucket | undefined =>
    put(work, { action: 'rewarded', template, amount, expiresAt: at, reference: id });
  const ends = account.buckets
    .filter((of) => of.template === template && of.expiresAt !== 0 && !isExpired(of, nowS))
    .sort((a, b) => a.expiresAt - b.expiresAt);
  const hasRoom = ends.length < MOST_OF_A_KIND && account.buckets.length < LIMITS.buckets - ROOM_FOR_OTHERS;
  if (hasRoom || ends.length === 0 || ends.some((of) => of.expiresAt === expiresAt)) {
    const direct = into(expiresAt);
    if (direct !== undefined) return direct;
  }
  const later = ends.find((of) => of.expiresAt > expiresAt);
  if (later !== undefined) return into(later.expiresAt);
  // What was promised last lasts longest: whatever shares its bucket lasts as long.
  const last = ends.at(-1);
  if (last === undefined) return undefined;
  last.expiresAt = expiresAt;
  sortBuckets(index, account.buckets);
  return into(expiresAt);
}

export interface TakeBackRequest extends CommandId {
  /** The bucket that it went into, and the account's own number of it. */
  readonly bucket: RewardBucket;
  readonly bucketId: number;
  /** In the bucket's unit, ≥ 1: all of it, if it is still there. */
  readonly amount: number;
}

export type TakeBackDecision =
  | (Extract<CommandDecision, { outcome: 'done' }> & { readonly taken: number; readonly missing: number })
  | Exclude<CommandDecision, { outcome: 'done' }>;

/**
 * Takes back what is left of a reward and not reserved, never more than its bucket has; of an account that has ended,
 * too. The units of a bucket are alike: what is left in it is left of whichever of its rewards is taken back first.
 */
export function decideTakeBack(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: TakeBackRequest,
  arrivals?: Arrivals,
): TakeBackDecision {
  let taken = 0;
  const run = (work: Work): CommandProblem[] => {
    const problems = amountProblems(request.amount);
    if (problems.length === 0) taken = takeReward(work, request);
    return problems;
  };
  const decision = command(item, index, nowMs, request, arrivals, run, true);
  return decision.outcome === 'done' ? { ...decision, taken, missing: request.amount - taken } : decision;
}

/** @returns how much was there: nothing of it after another plan without such rewards */
export function takeReward(work: Work, { amount, bucketId, bucket: name, id }: TakeBackRequest): number {
  const bucket = work.account.buckets.find((of) => of.id === bucketId);
  const of = bucket === undefined ? undefined : work.index.plan.buckets[bucket.template];
  if (bucket === undefined || of === undefined || of.id !== name || !isReward(of)) return 0;
  const taken = Math.min(amount, takeable(work, bucket, 'zero'));
  if (taken > 0) takeFrom(work, bucket, taken, { action: 'reward-taken-back', reference: id });
  return taken;
}
