/** TMF671's Promotion as this house has it, and back. */
import type { z } from 'zod';
import { microsOf } from './criteria.js';
import { readAction } from './effect.js';
import { fromMicros } from '../operator/decimal.js';
import { didYouMean } from '../operator/suggest.js';
import { type Note, readPatterns } from './patterns.js';
import {
  LIFECYCLE,
  type LifecycleStatus,
  type Pattern,
  type Period,
  type Promotion,
  type Terms,
} from './promotion.js';
import type { terms as termsSchema } from './schemas.js';

type Resource = Readonly<Record<string, unknown>>;
export type TermsBody = z.output<typeof termsSchema>;

const REWARD_DAYS = 30;
const PRIORITY = 100;
/** A gift pays for what discounts leave. */
const GIFT_PRIORITY = 900;

/**
 * @param body  valid by the standard's schema
 * @param terms  of `body.terms`, valid
 * @returns everything that is wrong with it
 */
export function readPromotion(
  body: Resource,
  terms: TermsBody,
): Promotion | { readonly problems: readonly Note[] } {
  const {
    name,
    lifecycleStatus = 'draft',
    promotionType,
    pattern = [],
    validFor = {},
    terms: _terms,
    notExecuted: _notExecuted,
    lastUpdate: _lastUpdate,
    ...also
  } = body;
  const kept = readTerms(terms);
  const promotion = {
    name: name as string,
    status: lifecycleStatus as LifecycleStatus,
    ...(promotionType === undefined ? {} : { promotionType: promotionType as string }),
    patterns: pattern as readonly Pattern[],
    validFor: validFor as Period,
    terms: kept,
    also,
  };
  const problems = [
    ...((LIFECYCLE as readonly unknown[]).includes(lifecycleStatus)
      ? []
      : [
          {
            param: 'lifecycleStatus',
            reason: `got ${JSON.stringify(lifecycleStatus)}; allowed: ${LIFECYCLE.join(', ')}${didYouMean(lifecycleStatus, LIFECYCLE)}`,
          },
        ]),
    ...periodProblems(validFor as Period, 'validFor'),
    ...(pattern as readonly Pattern[]).flatMap((each, i) =>
      periodProblems(each.validFor ?? {}, `pattern[${i}].validFor`),
    ),
    ...termsProblems(terms, promotion),
  ];
  return problems.length > 0 ? { problems } : promotion;
}

function readTerms(terms: TermsBody): Terms {
  const {
    kind = 'coupon',
    code,
    reason,
    limits = {},
    stacking = {},
    appliesTo = 'order',
    months,
    referrer,
  } = terms;
  const giftMicros = terms.giftAmount === undefined ? undefined : microsOf(terms.giftAmount);
  return {
    kind,
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason }),
    limits: defined(limits),
    stacking: {
      priority: stacking.priority ?? (kind === 'gift' ? GIFT_PRIORITY : PRIORITY),
      exclusive: stacking.exclusive ?? false,
      ...(stacking.group === undefined ? {} : { group: stacking.group }),
    },
    appliesTo,
    ...(months === undefined ? {} : { months }),
    ...(giftMicros === undefined ? {} : { giftMicros }),
    ...(referrer === undefined ? {} : { referrer: referrer.map((each) => defined(each)) }),
    rewardDays: terms.rewardDays ?? REWARD_DAYS,
  };
}

/** Without members that are there and undefined. */
const defined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [name in keyof T]: Exclude<T[name], undefined>;
  };

function termsProblems(body: TermsBody, { terms, promotionType, patterns }: Promotion): Note[] {
  const { kind } = terms;
  const problem = (isWrong: boolean, param: string, reason: string): Note[] =>
    isWrong ? [{ param: `terms.${param}`, reason }] : [];
  const hasPlanDiscount = terms.appliesTo === 'plan';
  return [
    ...problem(
      kind === 'gift' && (terms.giftMicros ?? 0) === 0,
      'giftAmount',
      'is missing; a gift has an amount above 0',
    ),
    ...problem(
      kind !== 'gift' && body.giftAmount !== undefined,
      'giftAmount',
      `got "${body.giftAmount}"; allowed: with kind "gift"`,
    ),
    ...problem(
      kind === 'gift' && patterns.length > 0,
      'kind',
      'got "gift" with patterns; allowed: none, a gift is money without conditions',
    ),
    ...problem(
      kind === 'gift' && terms.limits.perCode !== undefined,
      'limits.perCode',
      'a gift is used until nothing of it is left; allowed: without perCode',
    ),
    ...problem(
      kind === 'referral' && terms.referrer === undefined,
      'referrer',
      'is missing; it says what the owner of a code gets',
    ),
    ...problem(
      kind !== 'referral' && terms.referrer !== undefined,
      'referrer',
      'allowed: with kind "referral"',
    ),
    ...problem(
      terms.code !== undefined && kind !== 'coupon',
      'code',
      `got "${terms.code}"; allowed: with kind "coupon"`,
    ),
    ...problem(
      body.months !== undefined && !hasPlanDiscount,
      'months',
      `got ${JSON.stringify(body.months)}; allowed: with appliesTo "plan"`,
    ),
    ...(terms.referrer ?? []).flatMap((action, i) => {
      const effect = readAction(action, promotionType, terms);
      const given = typeof effect === 'string' ? effect : effect.type;
      return given === 'reward' || given === 'points'
        ? []
        : [
            {
              param: `terms.referrer[${i}]`,
              reason:
                typeof effect === 'string'
                  ? effect
                  : `got "${action.actionType}"; allowed: what goes into an account or a membership`,
            },
          ];
    }),
  ];
}

function periodProblems({ startDateTime: start, endDateTime: end }: Period, param: string): Note[] {
  return start !== undefined && end !== undefined && Date.parse(end) <= Date.parse(start)
    ? [{ param: `${param}.endDateTime`, reason: `got "${end}"; allowed: after ${start}` }]
    : [];
}

/** As the standard answers it, with what it has no words for. */
export function viewPromotion(
  promotion: Promotion & { readonly id: string; readonly updatedAt: string },
  href: string,
): Resource {
  const { id, name, status, promotionType, patterns, validFor, terms, also, updatedAt } = promotion;
  const { notes } = readPatterns(promotion);
  const { giftMicros, ...told } = terms;
  return {
    '@type': 'Promotion',
    ...also,
    id,
    href,
    name,
    lastUpdate: updatedAt,
    lifecycleStatus: status,
    ...(promotionType === undefined ? {} : { promotionType }),
    ...(patterns.length === 0 ? {} : { pattern: patterns }),
    ...(Object.keys(validFor).length === 0 ? {} : { validFor }),
    terms: { ...told, ...(giftMicros === undefined ? {} : { giftAmount: fromMicros(giftMicros) }) },
    ...(notes.length === 0 ? {} : { notExecuted: notes }),
  };
}
