/** What a shop basket has to have, and what is given for it. */
import { toMicros } from '../operator/decimal.js';
import type { LoyaltyTerms } from '../operator/loyalty.js';
import type { RewardKind } from '../sponsors/ad-event.js';
import { rewardAmount } from '../sponsors/amounts.js';
import type { RuleBody } from './schemas.js';

/** As it is reckoned with. */
export interface BasketRule {
  /** Unique; those of the operator file have a dot, which ids of others can't have. */
  readonly id: string;
  readonly name: string;
  /** Of a line: any of each list. Absent = all. */
  readonly categories?: readonly string[] | undefined;
  readonly skus?: readonly string[] | undefined;
  readonly brands?: readonly string[] | undefined;
  /** Where it holds. Absent = everywhere. */
  readonly stores?: readonly string[] | undefined;
  /** At whose tills it holds. Absent = at everybody's. */
  readonly partners?: readonly string[] | undefined;
  /** Of the lines that qualify, all together. */
  readonly minMicros: number;
  readonly minQuantity: number;
  readonly kind: RewardKind;
  /** Bytes, seconds, messages, micros or points, each time. */
  readonly amount: number;
  /** It is given for every whole one of these. Absent = once a basket. */
  readonly perMicros?: number;
  /** How often at most. Absent = as often as it applies. */
  readonly perBasket?: number | undefined;
  readonly perMemberAndDay?: number | undefined;
  readonly total?: number | undefined;
  /** First instant, and the first after it; of the sale. Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly campaignId?: string | undefined;
  /** The member's tier makes the points more or fewer. */
  readonly byTier: boolean;
}

/** Those that hold at a time; with two counters each they fit into one transaction with the basket. */
export const MOST_RULES = 40;

/** @returns undefined when what it gives is no amount of its kind */
export function ruleOf(body: RuleBody): BasketRule | undefined {
  const { id, name, when, gives, per, most, from, to, campaignId } = body;
  const amount = rewardAmount(gives.kind, gives.amount);
  if (amount === undefined) return undefined;
  const { minAmount, minQuantity, ...lists } = when;
  return {
    id,
    name,
    ...lists,
    minMicros: minAmount === undefined ? 0 : toMicros(minAmount),
    minQuantity: minQuantity ?? 0,
    kind: gives.kind,
    amount,
    ...(per === 'basket' ? {} : { perMicros: toMicros(per) }),
    ...most,
    fromMs: from === undefined ? 0 : Date.parse(from),
    toMs: to === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(to),
    campaignId,
    byTier: false,
  };
}

/** What every basket earns, as the operator file says. */
export const earnRules = ({ earn, pointsName }: Pick<LoyaltyTerms, 'earn' | 'pointsName'>): BasketRule[] =>
  earn
    .filter(({ on }) => on === 'basket')
    .map(({ points, per }, i) => ({
      id: `earn.${i + 1}`,
      name: pointsName,
      minMicros: 0,
      minQuantity: 0,
      kind: 'points',
      amount: points,
      perMicros: toMicros(per),
      fromMs: 0,
      toMs: Number.MAX_SAFE_INTEGER,
      byTier: true,
    }));
