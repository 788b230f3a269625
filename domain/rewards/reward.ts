/**
 * Rewards: what somebody other than the subscriber gives into the subscriber's account (an advertiser, a shop, a
 * promotion, a membership), once and for a time. Each kind has a bucket of its own in every plan of an operator whose
 * file has `rewards`.
 */
import type { BucketTemplate, BucketUnit, PlanVersion } from '../catalogue/plan.js';

export const REWARD_KINDS = ['data', 'minutes', 'messages', 'credit'] as const;
export type RewardKind = (typeof REWARD_KINDS)[number];

/** The bucket of a plan that a kind of reward goes into. */
export type RewardBucket = `reward-${RewardKind}`;
export const REWARD_BUCKETS: readonly RewardBucket[] = REWARD_KINDS.map((kind) => `reward-${kind}` as const);

/** What amounts of it count: bytes, seconds, messages, or micros of the plan's currency. */
export const REWARD_UNITS: Readonly<Record<RewardBucket, Exclude<BucketUnit, 'points'>>> = {
  'reward-data': 'bytes',
  'reward-minutes': 'seconds',
  'reward-messages': 'messages',
  'reward-credit': 'money',
};

/** What a reward was given for. */
export interface RewardSource {
  readonly kind: 'ad' | 'basket' | 'promotion' | 'points' | 'experiment';
  /** Of the ad decision, the basket, the redemption, the entry of points or the experiment. */
  readonly id: string;
}

/** Whether nobody but `grantReward` fills a bucket: it is neither the plan's nor the subscriber's own. */
export const isReward = ({ givenBy }: Pick<BucketTemplate, 'givenBy'>): boolean =>
  givenBy !== undefined && 'reward' in givenBy;

/** Index into `plan.buckets`; −1 = the plan takes no such reward: it lacks the service, or has it without limit. */
export const rewardTemplate = ({ buckets }: Pick<PlanVersion, 'buckets'>, bucket: RewardBucket): number =>
  buckets.findIndex((of) => of.id === bucket && isReward(of));

/** What a plan's subscribers can be rewarded with. */
export const rewardsOf = ({ buckets }: Pick<PlanVersion, 'buckets'>): RewardBucket[] =>
  REWARD_BUCKETS.filter((bucket) => rewardTemplate({ buckets }, bucket) >= 0);

/** A reward as it was given, and what of it was taken back since. */
export interface Reward {
  /** `rwd_…` */
  readonly id: string;
  readonly subscriberId: string;
  readonly bucket: RewardBucket;
  /** In the bucket's unit (`REWARD_UNITS`), ≥ 1. */
  readonly amount: number;
  readonly source: RewardSource;
  readonly state: 'granted' | 'taken-back';
  /** ISO 8601: at least as late as was asked for (`rewardExpiry`). */
  readonly expiresAt: string;
  readonly grantedAt: string;
  /** What was asked back so far, in the bucket's unit, and how much of that was there no more. */
  readonly askedBack: number;
  readonly missing: number;
}

/** As people see it. */
export type SeenReward = Omit<Reward, 'state'> & { readonly state: Reward['state'] | 'expired' };

/** `expired` is never stored: it is what a granted one is once its time is over. */
export function seenReward(reward: Reward, nowMs: number): SeenReward {
  const { state, expiresAt } = reward;
  return { ...reward, state: state === 'granted' && Date.parse(expiresAt) <= nowMs ? 'expired' : state };
}
