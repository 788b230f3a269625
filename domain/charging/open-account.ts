import type { PlanVersion } from '../catalogue/plan.js';
import { LIMITS, nothingMore } from './account.js';
import type { Item } from './item.js';
import { memberOf } from './members.js';
import { openBucket } from './movements.js';
import { nothingYet } from './once.js';
import { indexPlan } from './plan-index.js';
import { beginningAt, renewDue } from './renew.js';
import { closeWork } from './open-work.js';
import { workOn } from './work.js';

export interface OpenAccountProps {
  /** Account key: the SUPI at first activation, `imsi-…`. */
  readonly key: string;
  readonly plan: PlanVersion;
  /** Credit in the plan's money bucket, micros; whole, ≥ 0. @default the plan's own amount */
  readonly walletMicros?: number;
  /** Further SIMs that share it, `imsi-…`; others are entered when they join or first use it. @default none */
  readonly members?: readonly string[];
  /** The pool that fills its pooled buckets. @default none */
  readonly pool?: string;
  readonly nowMs: number;
}

/**
 * A new account with the buckets of its plan, as the item to put (on condition that none is there). A plan with
 * a period begins its first one; what that costs is taken from the wallet, and where it holds too little the
 * account waits for money.
 *
 * Throws `RangeError` for an amount that is not a whole number ≥ 0, money without a bucket for it, or too many SIMs.
 */
export function openAccount({
  key,
  plan,
  walletMicros,
  members = [],
  pool = '',
  nowMs,
}: OpenAccountProps): Item {
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
  const work = workOn(
    {
      key,
      version: 0,
      planId: plan.id,
      buckets: [],
      sessions: [],
      tombstones: [],
      events: [],
      eventHorizonS: 0,
      credits: nothingYet(),
      nextBucketId: 1,
      ...nothingMore(),
      pool,
    },
    index,
    nowMs,
  );
  const { account, nowS } = work;
  for (const supi of members) {
    if (memberOf(account, supi) === undefined)
      throw new RangeError(`${members.length} SIMs: at most ${LIMITS.members} may share an account`);
  }
  plan.buckets.forEach((template, t) => {
    if (template.givenBy !== undefined || template.renews !== undefined || template.pooled === true) return;
    const amount = t === wallet && walletMicros !== undefined ? walletMicros : template.amount;
    openBucket(work, t, amount, template.validityS === undefined ? 0 : nowS + template.validityS);
  });
  if (plan.recurring !== undefined) {
    const subscription = {
      id: account.nextBucketId++,
      of: 0,
      endS: 0,
      unpaidSinceS: 0,
      trialOver: false,
      ...beginningAt(nowS),
    };
    account.subscriptions.push(subscription);
    renewDue(work);
  }
  return closeWork(work, { kind: 'account', atS: nowS, sessionId: 0, slot: 0, sequence: 0 });
}
