import type { PlanVersion } from '../catalogue/plan.js';
import { type Bucket, LIMITS, sortBuckets } from './account.js';
import { type Item, encodeAccount } from './item.js';
import { nothingYet } from './once.js';
import { indexPlan } from './plan-index.js';

export interface OpenAccountProps {
  /** Account key: the SUPI at first activation, `imsi-…`. */
  readonly key: string;
  readonly plan: PlanVersion;
  /** Credit in the plan's money bucket, micros; whole, ≥ 0. @default the plan's own amount */
  readonly walletMicros?: number;
  readonly nowMs: number;
}

/**
 * A new account with the buckets of its plan, as the item to put (on condition that none is there).
 *
 * Throws `RangeError` for an amount that is not a whole number ≥ 0, or money without a bucket for it.
 */
export function openAccount({ key, plan, walletMicros, nowMs }: OpenAccountProps): Item {
  const index = indexPlan(plan);
  const wallet = plan.buckets.findIndex((b) => b.unit === 'money');
  if (walletMicros !== undefined) {
    if (!Number.isSafeInteger(walletMicros) || walletMicros < 0) {
      throw new RangeError(`walletMicros ${walletMicros}: a whole number of micros ≥ 0 is allowed`);
    }
    if (walletMicros > 0 && wallet < 0) throw new RangeError(`plan ${plan.id} has no bucket for money`);
  }
  if (plan.buckets.length > LIMITS.buckets) {
    throw new RangeError(
      `plan ${plan.id} has ${plan.buckets.length} buckets; at most ${LIMITS.buckets} are allowed`,
    );
  }
  const nowS = Math.floor(nowMs / 1000);
  const buckets = plan.buckets.map((template, i): Bucket => {
    const amount = i === wallet && walletMicros !== undefined ? walletMicros : template.amount;
    return {
      id: i + 1,
      template: i,
      expiresAt: template.validityS === undefined ? 0 : nowS + template.validityS,
      granted: amount,
      available: amount,
    };
  });
  return encodeAccount(
    {
      key,
      version: 1,
      planId: plan.id,
      buckets: sortBuckets(index, buckets),
      sessions: [],
      tombstones: [],
      events: [],
      eventHorizonS: 0,
      credits: nothingYet(),
      nextBucketId: buckets.length + 1,
    },
    index,
    undefined,
    nowS,
  );
}
