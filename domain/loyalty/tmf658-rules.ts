/** What the operator file says of earning, as TMF658's rules: an event of a type, an amount, and points for it. */
import type { LoyaltyTerms } from '../operator/loyalty.js';
import { head, reference } from './tmf658.js';

type Resource = Readonly<Record<string, unknown>>;
type Terms = Pick<LoyaltyTerms, 'earn' | 'pointsName'>;
type Rule = LoyaltyTerms['earn'][number] & { readonly id: string; readonly words: string };

const ON = { basket: 'baskets', 'top-up': 'top-ups' } as const;

/** They have no names in the file: they are called by their places. */
const rulesOf = ({ earn, pointsName }: Terms): readonly Rule[] =>
  earn.map((rule, i) => ({
    ...rule,
    id: `earn-${i + 1}`,
    words: `${rule.points} ${pointsName} for every ${rule.per} of ${ON[rule.on]}`,
  }));

export const ruleViews = (terms: Terms, baseUrl: string): Resource[] =>
  rulesOf(terms).map(({ id, words, on }) => ({
    ...head('loyaltyRule', id, baseUrl),
    commonName: words,
    hasSubRules: false,
    isMandatoryEvaluation: true,
    loyaltyEventType: [reference('loyaltyEventType', on, baseUrl)],
    loyaltyCondition: [reference('loyaltyCondition', id, baseUrl)],
    loyaltyAction: [reference('loyaltyAction', id, baseUrl)],
  }));

export const eventTypeViews = ({ earn }: Terms, baseUrl: string): Resource[] =>
  [...new Set(earn.map(({ on }) => on))].map((on) => ({
    ...head('loyaltyEventType', on, baseUrl),
    eventType: on,
  }));

/** Whoever pays less earns nothing. */
export const conditionViews = (terms: Terms, baseUrl: string): Resource[] =>
  rulesOf(terms).map(({ id, per }) => ({
    ...head('loyaltyCondition', id, baseUrl),
    attribute: 'event.amount',
    operator: '>=',
    value: per,
  }));

/** Points are booked here: there is no endpoint that is called for it. */
export const actionViews = (terms: Terms, baseUrl: string): Resource[] =>
  rulesOf(terms).map(({ id, words, points, per }) => ({
    ...head('loyaltyAction', id, baseUrl),
    actionType: 'LoyaltyEarn',
    commonName: words,
    actionAttributes: { quantity: points, forEvery: per },
  }));
