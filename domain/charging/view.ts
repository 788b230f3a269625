/** An account as people and the partner API see it: every bucket as total = available + reserved + used. */
import type { BucketUnit, PlanVersion } from '../catalogue/plan.js';
import { isExpired, template } from './account.js';
import { type Item, decodeAccount } from './item.js';
import { indexPlan } from './plan-index.js';

export interface BucketView {
  readonly id: number;
  readonly name: string;
  readonly unit: BucketUnit;
  readonly priority: number;
  /** The amounts below are in this many parts of the unit: 1, but for conversion pots. */
  readonly scale: number;
  /** Everything ever put in, in the unit (micros when money). */
  readonly total: number;
  readonly available: number;
  readonly reserved: number;
  readonly used: number;
  /** ISO 8601; absent = never. */
  readonly expiresAt?: string;
  readonly expired: boolean;
}

export interface SessionView {
  readonly id: number;
  readonly startedAt: string;
  /** Reservations return after this. */
  readonly validUntil: string;
  readonly state: 'open' | 'expired';
  readonly groups: readonly {
    readonly ratingGroup: number;
    readonly used: number;
    readonly granted: number;
  }[];
}

export interface AccountView {
  readonly key: string;
  readonly version: number;
  readonly planId: string;
  readonly buckets: readonly BucketView[];
  readonly sessions: readonly SessionView[];
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/**
 * Decodes an account item for display. Reservations of closed and of expired sessions count as available:
 * they return with the next slow write.
 */
export function viewAccount(item: Item, plan: PlanVersion, nowMs: number): AccountView {
  const index = indexPlan(plan);
  const account = decodeAccount(item, index);
  const nowS = Math.floor(nowMs / 1000);
  const reserved = new Map<number, number>();
  for (const session of account.sessions) {
    for (const hold of session.groups.flatMap((group) => group.holds)) {
      if (session.validUntilS > nowS)
        reserved.set(hold.bucket, (reserved.get(hold.bucket) ?? 0) + hold.amount);
      else
        for (const bucket of account.buckets) if (bucket.id === hold.bucket) bucket.available += hold.amount;
    }
  }
  return {
    key: account.key,
    version: account.version,
    planId: account.planId,
    buckets: account.buckets.map((bucket) => {
      const { id: name, unit, priority, scale = 1 } = template(index, bucket);
      const held = reserved.get(bucket.id) ?? 0;
      return {
        id: bucket.id,
        name,
        unit,
        priority,
        scale,
        total: bucket.granted,
        available: bucket.available,
        reserved: held,
        used: bucket.granted - bucket.available - held,
        ...(bucket.expiresAt === 0 ? {} : { expiresAt: iso(bucket.expiresAt) }),
        expired: isExpired(bucket, nowS),
      };
    }),
    sessions: account.sessions
      .filter((session) => session.validUntilS !== 0)
      .map((session) => ({
        id: session.id,
        startedAt: iso(session.startedAtS),
        validUntil: iso(session.validUntilS),
        state: session.validUntilS > nowS ? 'open' : 'expired',
        groups: session.groups.map((group) => ({
          ratingGroup: index.groups[group.group]?.ratingGroup ?? -1,
          used: group.position,
          granted: session.validUntilS > nowS ? group.granted : 0,
        })),
      })),
  };
}
