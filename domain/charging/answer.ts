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

/** The answer for a group that holds a grant, or was refused one. Both paths and repeats use it. */
export function groupAnswer(
  index: PlanIndex,
  group: number,
  granted: number,
  final: boolean,
  long: boolean,
  tariffChange?: { atS: number; inS: number },
): GroupAnswer {
  const planGroup = index.groups[group];
  const service = planGroup === undefined ? undefined : index.plan.services[planGroup.service];
  if (planGroup === undefined || service === undefined) {
    throw new RangeError(`plan ${index.plan.id} has no rating group with index ${group}`);
  }
  const { quota } = service;
  if (granted === 0) {
    return {
      ratingGroup: planGroup.ratingGroup,
      resultCode: 'QUOTA_LIMIT_REACHED',
      granted,
      ...(final ? { final: service.finalUnit } : {}),
    };
  }
  const validityS = long ? quota.longValidityS : quota.validityS;
  return {
    ratingGroup: planGroup.ratingGroup,
    resultCode: 'SUCCESS',
    unit: service.unit,
    granted,
    validityS: tariffChange === undefined ? validityS : Math.min(validityS, tariffChange.inS),
    ...(!long && quota.holdingS > 0 ? { holdingS: quota.holdingS } : {}),
    threshold: Math.floor((granted * quota.thresholdPercent) / 100),
    ...(tariffChange === undefined ? {} : { tariffChangeAtS: tariffChange.atS }),
    ...(final ? { final: service.finalUnit } : {}),
  };
}
