/** A promotion that won a trial, as another operator can take it over: what it is, and what of it this market can't give. */
import type { OperatorTerms } from '../catalogue/offering-view.js';
import { isDecimal } from '../operator/decimal.js';
import { isOurs, readAction, type Effect } from '../promotions/effect.js';
import { type Note, readPatterns } from '../promotions/patterns.js';
import type { Action, Criterion, Pattern, Promotion } from '../promotions/promotion.js';
import { viewPromotion } from '../promotions/resource.js';
import type { RewardBucket } from '../rewards/reward.js';
import { type Money, otherMoney } from './take-over.js';

type Resource = Readonly<Record<string, unknown>>;

/** Of the origin alone: its ids, links, times, and codes that people know there. */
const ITS_OWN = ['id', 'href', 'lastUpdate', 'lifecycleStatus', 'validFor', 'notExecuted', 'attachment'];

/** What a recipe carries of a promotion. */
export function promotionContent(promotion: Promotion): Resource {
  const view = viewPromotion({ ...promotion, id: '', updatedAt: '' }, '');
  const { code: _code, ...terms } = view['terms'] as Resource;
  const content = Object.fromEntries(Object.entries(view).filter(([name]) => !ITS_OWN.includes(name)));
  const patterns = promotion.patterns.map(({ validFor: _validFor, ...pattern }) => pattern);
  return { ...content, ...(patterns.length === 0 ? {} : { pattern: patterns }), terms };
}

/** Parameters of criteria whose values are names that an operator gave. */
const NAMED: readonly string[] = ['plan', 'product', 'category', 'store', 'partner', 'channel'];

export interface PromotionTakeOver extends Money {
  /** Of the origin's plans, products, categories, stores, partners and channels: what they are called here. */
  readonly names?: Readonly<Record<string, string>> | undefined;
}

/** The promotion in this market's money and with its names, as a draft. */
export function takeOverPromotion(content: Resource, how: PromotionTakeOver): Resource {
  const { pattern, terms = {} } = content;
  const { giftAmount, referrer } = terms as { giftAmount?: string; referrer?: readonly Action[] };
  const actions = (all: readonly Action[]) => all.map((each) => takenAction(each, how));
  return {
    ...content,
    lifecycleStatus: 'draft',
    ...(pattern === undefined
      ? {}
      : { pattern: (pattern as readonly Pattern[]).map((each) => takenPattern(each, how, actions)) }),
    terms: {
      ...(terms as Resource),
      ...(giftAmount === undefined ? {} : { giftAmount: amount(giftAmount, how) }),
      ...(referrer === undefined ? {} : { referrer: actions(referrer) }),
    },
  };
}

const takenPattern = (
  pattern: Pattern,
  how: PromotionTakeOver,
  actions: (all: readonly Action[]) => readonly Action[],
): Pattern => ({
  ...pattern,
  criteriaGroup: pattern.criteriaGroup.map((group) => ({
    ...group,
    criteria: group.criteria.map((each) => takenCriterion(each, how)),
  })),
  action: actions(pattern.action),
});

function takenCriterion(criterion: Criterion, how: PromotionTakeOver): Criterion {
  const { criteriaParameter, criteriaValue } = criterion;
  const each = (change: (value: string) => string) => ({
    ...criterion,
    criteriaValue: criteriaValue
      .split(',')
      .map((value) => change(value.trim()))
      .join(','),
  });
  if (criteriaParameter === 'orderAmount') return each((value) => amount(value, how));
  return NAMED.includes(criteriaParameter) ? each((value) => nameOf(value, how) ?? value) : criterion;
}

/** Quantities of data, minutes and points are the same everywhere; money is not. */
function takenAction(action: Action, how: PromotionTakeOver): Action {
  const { actionType, actionValue, actionEntityRef } = action;
  const isMoney = /^\s*(currency|discount)\s*$/i.test(actionType);
  const name = actionEntityRef === undefined ? undefined : nameOf(actionEntityRef.id, how);
  return {
    ...action,
    ...(isMoney && actionValue !== undefined ? { actionValue: amount(actionValue, how) } : {}),
    ...(actionEntityRef === undefined || name === undefined
      ? {}
      : { actionEntityRef: { ...actionEntityRef, id: name } }),
  };
}

/** Percentages stay as they are. */
const amount = (value: string, how: Money) =>
  isDecimal(value.trim()) ? otherMoney(value.trim(), how) : value;

const nameOf = (name: string, { names = {} }: PromotionTakeOver) =>
  Object.hasOwn(names, name) ? names[name] : undefined;

/**
 * Names of the origin that nobody said anything of: here they would mean nothing, or something else.
 *
 * @param content  as the recipe has it
 */
export function unknownNames(content: Resource, how: PromotionTakeOver): Note[] {
  const patterns = (content['pattern'] ?? []) as readonly Pattern[];
  const told = (param: string, kind: string, value: string): Note[] =>
    nameOf(value, how) === undefined
      ? [
          {
            param,
            reason: `got "${value}", a ${kind} of the origin's; allowed: one that "names" says the name here of`,
          },
        ]
      : [];
  return patterns.flatMap((pattern, p) => [
    ...pattern.criteriaGroup.flatMap((group, g) =>
      group.criteria.flatMap(({ criteriaParameter: kind, criteriaValue }, c) =>
        NAMED.includes(kind)
          ? criteriaValue
              .split(',')
              .flatMap((value) =>
                told(`pattern[${p}].criteriaGroup[${g}].criteria[${c}].criteriaValue`, kind, value.trim()),
              )
          : [],
      ),
    ),
    ...pattern.action.flatMap(({ actionEntityRef }, a) =>
      actionEntityRef === undefined
        ? []
        : told(`pattern[${p}].action[${a}].actionEntityRef.id`, 'product', actionEntityRef.id),
    ),
  ]);
}

/** Plans that a promotion asks for, in this market's names. */
export const plansAskedFor = ({ patterns }: Promotion): string[] => [
  ...new Set(
    patterns.flatMap(({ criteriaGroup }) =>
      criteriaGroup.flatMap(({ criteria }) =>
        criteria.flatMap(({ criteriaParameter, criteriaValue }) =>
          criteriaParameter === 'plan' ? criteriaValue.split(',').map((value) => value.trim()) : [],
        ),
      ),
    ),
  ),
];

/** What of a promotion this market can't give: by its law, and by what its plans have. All of it. */
export function promotionProblems(promotion: Promotion, operator: OperatorTerms): Note[] {
  const { promotionType, terms } = promotion;
  const { rules, notes } = readPatterns(promotion);
  const given = [
    ...rules.flatMap(({ pattern, effects }) =>
      effects.map((effect) => ({ param: `pattern[${promotion.patterns.indexOf(pattern)}].action`, effect })),
    ),
    ...(terms.referrer ?? []).flatMap((action, i) => {
      const effect = readAction(action, promotionType, terms);
      return typeof effect === 'string' ? [] : [{ param: `terms.referrer[${i}]`, effect }];
    }),
  ];
  return [
    // Kept and not executed is no promotion that won a trial.
    ...notes,
    ...given.flatMap(({ param, effect }) =>
      isOurs(effect) ? effectProblems(effect, operator).map((reason) => ({ param, reason })) : [],
    ),
  ];
}

const KIND: Readonly<Record<RewardBucket, 'data' | 'minutes' | 'messages' | 'credit'>> = {
  'reward-data': 'data',
  'reward-minutes': 'minutes',
  'reward-messages': 'messages',
  'reward-credit': 'credit',
};

function effectProblems(effect: Effect, { market, rewards }: OperatorTerms): string[] {
  if (effect.type === 'points')
    return ["gives points, which are of the origin's membership; allowed: what is no point"];
  if (effect.type !== 'reward') return [];
  const kind = KIND[effect.bucket];
  const { rule, source } = market.policy.dataReward;
  return [
    ...(rewards?.kinds.includes(kind) === true
      ? []
      : [`gives ${kind}; allowed by "rewards" of this operator: ${rewards?.kinds.join(', ') ?? 'nothing'}`]),
    ...(kind === 'data' && rule !== 'allow'
      ? [`gives data; market.policy.dataReward is "${rule}" here (${source})`]
      : []),
  ];
}
