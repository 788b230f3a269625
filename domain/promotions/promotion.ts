/**
 * A promotion: when something is given (patterns of criteria, as TMF671 has them), what (their actions), and on what
 * terms. The rules are kept as they came; `readPatterns` makes of them what is executed.
 */

/** As TMF671 suggests them. Only what is released gives anything. */
export const LIFECYCLE = ['draft', 'test', 'waitForApproval', 'release', 'suspend', 'retirement'] as const;
export type LifecycleStatus = (typeof LIFECYCLE)[number];

/**
 * `coupon`: codes that give what the patterns say · `gift`: codes with an amount, used up in parts · `referral`: codes
 * of subscribers, who are rewarded with whoever uses them · `automatic`: no code; whatever qualifies.
 */
export const PROMOTION_KINDS = ['coupon', 'gift', 'referral', 'automatic'] as const;
export type PromotionKind = (typeof PROMOTION_KINDS)[number];

/** A systematic code, which people know by heart: 3 to 15 capitals and digits. */
export const SYSTEMATIC_CODE = /^[A-Z0-9]{3,15}$/;

/** How often; absent = as often as people like. */
export interface Limits {
  readonly total?: number;
  readonly perSubscriber?: number;
  /** Of all subscribers, on a day of the market's calendar. */
  readonly perDay?: number;
  /** Of each code. Default: 1 of a code of a batch, no limit of a systematic one or a referral's. */
  readonly perCode?: number;
}

export interface Stacking {
  /** Smaller comes first, 0 to 999; 0 is nobody's before. */
  readonly priority: number;
  /** Applies alone or not at all. */
  readonly exclusive: boolean;
  /** Of one group at most one applies. */
  readonly group?: string;
}

export interface Terms {
  readonly kind: PromotionKind;
  readonly code?: string;
  /** Whoever pays for it books it under this, at most 15 characters. */
  readonly reason?: string;
  readonly limits: Limits;
  readonly stacking: Stacking;
  /** What a discount is taken from: what is ordered now, or the subscriber's recurring price. */
  readonly appliesTo: 'order' | 'plan';
  /** How many months a discount on the recurring price is given for; absent = once. */
  readonly months?: number | 'forever';
  /** Of a gift's codes, micros. */
  readonly giftMicros?: number;
  /** What a referral's owner gets. */
  readonly referrer?: readonly Action[];
  /** Days that rewards last. */
  readonly rewardDays: number;
}

export interface Promotion {
  readonly name: string;
  readonly status: LifecycleStatus;
  /** `award`, `discount`, `reduction` or another word. */
  readonly promotionType?: string;
  readonly patterns: readonly Pattern[];
  readonly validFor: Period;
  readonly terms: Terms;
  /** The rest of the resource as it came: description, attachment, @type … */
  readonly also: Readonly<Record<string, unknown>>;
}

/** From the first instant to the last, the end exclusive; ISO 8601. */
export interface Period {
  readonly startDateTime?: string;
  readonly endDateTime?: string;
}

export const isWithin = ({ startDateTime, endDateTime }: Period, nowMs: number): boolean =>
  (startDateTime === undefined || Date.parse(startDateTime) <= nowMs) &&
  (endDateTime === undefined || nowMs < Date.parse(endDateTime));

/** `PromotionPattern` of TMF671; attributes that are not named here are kept. */
export interface Pattern {
  readonly id?: string;
  readonly name?: string;
  /** Smaller is tried first. */
  readonly priority?: number;
  readonly validFor?: Period;
  readonly criteriaGroupLogicalRelationship?: string;
  readonly criteriaGroup: readonly CriteriaGroup[];
  readonly action: readonly Action[];
}

export interface CriteriaGroup {
  readonly groupName?: string;
  readonly criteriaLogicalRelationship?: string;
  readonly criteria: readonly Criterion[];
}

export interface Criterion {
  readonly criteriaParameter: string;
  readonly criteriaOperator: string;
  readonly criteriaValue: string;
}

export interface Action {
  readonly actionType: string;
  readonly actionValue?: string;
  readonly actionEntityRef?: { readonly id: string; readonly [more: string]: unknown };
}
