/** What charging answers, free of its protocol; `nchf-answer.ts` puts it into Nchf_ConvergedCharging. */
import type { FinalUnit, QuotaPolicy, UsageUnit } from '../catalogue/plan.js';
import type { PlanIndex } from './plan-index.js';
import type { SessionGroup } from './request.js';

/** Per rating group (TS 32.291 §6.1.6.3, ResultCode). */
export type ResultCode = 'SUCCESS' | 'QUOTA_LIMIT_REACHED' | 'RATING_FAILED' | 'END_USER_SERVICE_DENIED';

export interface GroupAnswer {
  readonly ratingGroup: number;
  readonly resultCode: ResultCode;
  readonly unit?: UsageUnit;
  /** Units granted; 0 = none. */
  readonly granted: number;
  readonly validityS?: number;
  readonly holdingS?: number;
  /** Units that remain when the network should come back. */
  readonly threshold?: number;
  /** Epoch seconds at which the price changes. */
  readonly tariffChangeAtS?: number;
  readonly final?: FinalUnit;
}

export interface SessionAnswer {
  readonly kind: 'created' | 'updated' | 'released' | 'event';
  readonly sessionId: number;
  readonly slot: number;
  /** Where a created session is, as `zoneOf`. */
  readonly zone?: number;
  readonly groups: readonly GroupAnswer[];
  /** How the session's groups are charged now: for its reference, and as a hint to the fast path. */
  readonly session: readonly SessionGroup[];
}

/** Why a request as a whole is refused. Codes are stable; `nchf-answer.ts` maps them to causes. */
export type Refusal =
  | 'SESSION_NOT_FOUND'
  | 'QUOTA_LIMIT_REACHED'
  | 'RATING_FAILED'
  | 'TOO_MANY_SESSIONS'
  | 'UNITS_MISSING'
  | 'EVENT_STALE';

/** Whether a grant of this size gets the long timers. */
export function isLong(policy: QuotaPolicy, size: number): boolean {
  return size >= policy.timersBelow;
}

export interface GrantAnswer {
  readonly granted: number;
  readonly final: boolean;
  readonly long: boolean;
  /** The next change of price. */
  readonly tariffChange?: { readonly atS: number; readonly inS: number } | undefined;
  /** Seconds until the bucket that pays expires. */
  readonly expiresInS?: number | undefined;
}

/** The answer for a group that holds a grant, or was refused one. Both paths and repeats use it. */
export function groupAnswer(index: PlanIndex, group: number, answer: GrantAnswer): GroupAnswer {
  const { granted, final, long, tariffChange, expiresInS } = answer;
  const planGroup = index.groups[group];
  const service = planGroup === undefined ? undefined : index.plan.services[planGroup.service];
  if (planGroup === undefined || service === undefined) {
    throw new RangeError(`plan ${index.plan.id} has no rating group with index ${group}`);
  }
  const { quota, finalUnit, unit } = service;
  const { ratingGroup } = planGroup;
  const ending = final ? { final: finalUnit } : {};
  if (granted === 0) return { ratingGroup, resultCode: 'QUOTA_LIMIT_REACHED', granted, ...ending };
  return {
    ratingGroup,
    resultCode: 'SUCCESS',
    unit,
    granted,
    validityS: Math.min(
      long ? quota.longValidityS : quota.validityS,
      tariffChange?.inS ?? Infinity,
      expiresInS ?? Infinity,
    ),
    ...(!long && quota.holdingS > 0 ? { holdingS: quota.holdingS } : {}),
    threshold: Math.floor((granted * quota.thresholdPercent) / 100),
    ...(tariffChange === undefined ? {} : { tariffChangeAtS: tariffChange.atS }),
    ...ending,
  };
}
