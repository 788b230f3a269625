/**
 * The buckets of a plan that rewards go into: one for each kind that the operator gives and the plan has a use for. What
 * is free or included without limit needs none.
 */
import { parseQuantity } from '../operator/quantity.js';
import type { RewardTerms } from '../operator/rewards.js';
import { REWARD_UNITS, type RewardKind } from '../rewards/reward.js';
import { WALLET_PRIORITY } from './compile-buckets.js';
import type { BucketTemplate, UsageUnit } from './plan.js';
import { ANYWHERE } from './service-tariff.js';
import { HOME, type ClassTarget } from './target.js';

/** Before every bundle, but one of this priority that expires sooner. */
const REWARD_PRIORITY = 0;

interface PlanParts {
  readonly targets: readonly ClassTarget[];
  /** The plan's own and its add-ons'. */
  readonly bundles: readonly BucketTemplate[];
  readonly wallet: BucketTemplate;
}

export function rewardBuckets(
  { kinds, destinations, validity }: RewardTerms,
  { targets, bundles, wallet }: PlanParts,
): BucketTemplate[] {
  const endless = new Set(
    bundles
      .filter(({ unlimited, givenBy, windows }) => unlimited === true && givenBy === undefined && !windows)
      .flatMap(({ classes }) => classes),
  );
  const atHome = targets.filter(
    ({ zone, free, directional, index }) => zone === HOME && !free && !directional && !endless.has(index),
  );
  const unitsOf = (unit: UsageUnit): number[] =>
    atHome
      .filter(
        (target) =>
          target.unit === unit &&
          (unit === 'bytes' || [ANYWHERE, ...destinations].includes(target.destination)),
      )
      .map(({ index }) => index);
  const of: Readonly<Record<RewardKind, Pick<BucketTemplate, 'classes' | 'priority'>>> = {
    data: { classes: unitsOf('bytes'), priority: REWARD_PRIORITY },
    minutes: { classes: unitsOf('seconds'), priority: REWARD_PRIORITY },
    messages: { classes: unitsOf('messages'), priority: REWARD_PRIORITY },
    // As the wallet: what expires sooner is used first, and the wallet's own money never does.
    credit: { classes: wallet.classes, priority: WALLET_PRIORITY },
  };
  return kinds
    .filter((kind) => of[kind].classes.length > 0)
    .map((kind) => ({
      id: `reward-${kind}`,
      unit: REWARD_UNITS[`reward-${kind}`],
      ...of[kind],
      amount: 0,
      floor: 0,
      givenBy: { reward: true },
      validityS: parseQuantity(validity)!.amount,
    }));
}
