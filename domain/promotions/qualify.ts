/** Whether a promotion applies to a situation, and what it gives then. Asking changes nothing. */
import { type Effect, isOurs } from './effect.js';
import { readPatterns, ruleFor } from './patterns.js';
import { isWithin, type Promotion } from './promotion.js';
import type { Situation } from './situation.js';

/** Why a promotion or a code gives nothing, with a stable code. */
export interface Reason {
  readonly code: ReasonCode;
  readonly detail: string;
}

export type ReasonCode =
  | 'promotion-not-released'
  | 'promotion-not-begun'
  | 'promotion-ended'
  | 'criteria-not-met'
  | 'subscriber-missing'
  | 'own-referral'
  | 'order-missing'
  | 'limit-reached'
  | 'code-cancelled'
  | 'code-reserved'
  | 'gift-used-up'
  | 'stacked-out'
  | 'not-given';

export type Qualification =
  | { readonly qualifies: true; readonly effects: readonly Effect[]; readonly pattern?: string }
  | { readonly qualifies: false; readonly reasons: readonly Reason[] };

/** @param promotion  as it is now */
export function qualify(promotion: Promotion, situation: Situation): Qualification {
  const { nowMs } = situation;
  const { status, validFor } = promotion;
  if (status !== 'release')
    return not('promotion-not-released', `the promotion is in state "${status}"; what gives is in "release"`);
  if (!isWithin(validFor, nowMs))
    return Date.parse(validFor.startDateTime ?? '') > nowMs
      ? not('promotion-not-begun', `it begins at ${validFor.startDateTime}`)
      : not('promotion-ended', `it ended at ${validFor.endDateTime}`);
  // A gift is money that somebody paid: it has no conditions but its time.
  if (promotion.terms.kind === 'gift') return { qualifies: true, effects: [] };
  const rule = ruleFor(readPatterns(promotion), situation);
  if (rule === undefined)
    return not('criteria-not-met', 'none of its patterns holds for this order and subscriber');
  if (situation.subscriber === undefined && rule.effects.some(isOurs))
    return not('subscriber-missing', 'what it gives goes to a subscriber; allowed: the id or number of one');
  if (situation.order === undefined && rule.effects.some(({ type }) => type === 'order-discount'))
    return not('order-missing', 'what it gives is taken off an order; allowed: the order with its lines');
  const { id = rule.pattern.name } = rule.pattern;
  return { qualifies: true, effects: rule.effects, ...(id === undefined ? {} : { pattern: id }) };
}

const not = (code: ReasonCode, detail: string): Qualification => ({
  qualifies: false,
  reasons: [{ code, detail }],
});

/** Whether a referral's owner and whoever uses it are one: the same line, account, customer or document. */
export function isOwnReferral(
  owner: NonNullable<Situation['subscriber']>,
  user: NonNullable<Situation['subscriber']>,
): boolean {
  const papers = new Set(owner.documents);
  return (
    owner.subscriberId === user.subscriberId ||
    owner.accountKey === user.accountKey ||
    (owner.customerId !== undefined && owner.customerId === user.customerId) ||
    (user.documents ?? []).some((paper) => papers.has(paper))
  );
}
