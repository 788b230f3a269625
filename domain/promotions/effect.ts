/** What an action gives, as data: what we do ourselves, and what whoever asked must do. */
import { parseQuantity } from '../operator/quantity.js';
import type { RewardBucket } from '../rewards/reward.js';
import { microsOf } from './criteria.js';
import type { Action, Terms } from './promotion.js';

export type Effect =
  /** Into the subscriber's account: bytes, seconds, messages or micros. */
  | { readonly type: 'reward'; readonly bucket: RewardBucket; readonly amount: number; readonly days: number }
  /** To the subscriber's membership. */
  | { readonly type: 'points'; readonly points: number }
  /** Off what is ordered, by whoever sells it: basis points of it, or micros. */
  | OrderDiscount
  /** Off the plan's recurring price, by us, each month again. */
  | {
      readonly type: 'plan-discount';
      readonly basisPoints?: number;
      readonly micros?: number;
      /** Absent = once. */
      readonly months?: number | 'forever';
    }
  /** Of a gift: off what is ordered, by whoever sells it, or as credit, by us. */
  | { readonly type: 'gift-payment'; readonly micros: number }
  | { readonly type: 'gift-credit'; readonly micros: number }
  /** Not ours to do: a physical gift, another voucher, an offering. */
  | { readonly type: 'external'; readonly action: Action };

export interface OrderDiscount {
  readonly type: 'order-discount';
  readonly basisPoints?: number;
  readonly micros?: number;
  /** Off this product alone; absent = off everything. */
  readonly product?: string;
}

/** Whether it changes something of ours, of a subscriber who must be known; all else is told to whoever asked. */
export const isOurs = ({ type }: Effect): boolean =>
  type === 'reward' || type === 'points' || type === 'plan-discount' || type === 'gift-credit';

type EffectTerms = Pick<Terms, 'appliesTo' | 'months' | 'rewardDays'>;

const PERCENT = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%$/;
const WHOLE = /^[1-9]\d{0,11}$/;

/**
 * An action as it is executed. Types are TMF671's: "voice (minute)", "data (MB)", "data (GB)", "SMS", "bonus point",
 * "currency", and "discount" for a percentage.
 *
 * @param promotionType  `reduction` and `discount` take a currency off; otherwise it is given
 * @returns what is wrong with its value, as text
 */
export function readAction(
  action: Action,
  promotionType: string | undefined,
  terms: EffectTerms,
): Effect | string {
  const { actionType, actionValue = '' } = action;
  const value = actionValue.trim();
  const kind = actionType.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const isOff = /^(discount|reduction)$/i.test(promotionType ?? '');
  if (PERCENT.test(value) && (isOff || kind === 'discount')) {
    const basisPoints = basisPointsOf(value);
    return basisPoints > 0 && basisPoints <= 10_000
      ? discountOf(action, { basisPoints }, terms)
      : `got "${value}"; allowed: more than 0 %, at most 100 %`;
  }
  switch (kind) {
    case 'data (mb)':
    case 'data (gb)':
    case 'data':
      return reward(
        'reward-data',
        kind === 'data' ? value : `${value} ${kind.slice(6, 8).toUpperCase()}`,
        'bytes',
        terms,
      );
    case 'voice (minute)':
    case 'voice':
      return reward('reward-minutes', kind === 'voice' ? value : `${value} min`, 'seconds', terms);
    case 'sms':
      return reward('reward-messages', `${value} messages`, 'messages', terms);
    case 'bonus point':
      return WHOLE.test(value)
        ? { type: 'points', points: Number(value) }
        : `got "${value}"; allowed: whole number from 1`;
    case 'currency':
    case 'discount': {
      const micros = microsOf(value);
      if (micros === undefined || micros === 0)
        return `got "${value}"; allowed: an amount such as "5.00"${kind === 'discount' || isOff ? ', or a percentage such as "10 %"' : ''}`;
      return kind === 'discount' || isOff
        ? discountOf(action, { micros }, terms)
        : { type: 'reward', bucket: 'reward-credit', amount: micros, days: terms.rewardDays };
    }
    default:
      return { type: 'external', action };
  }
}

function reward(
  bucket: RewardBucket,
  text: string,
  unit: string,
  { rewardDays: days }: EffectTerms,
): Effect | string {
  const quantity = parseQuantity(text);
  return quantity === undefined || quantity.unit !== unit || quantity.amount === 0
    ? `got "${text.trim()}"; allowed: a whole number of ${unit}, more than 0`
    : { type: 'reward', bucket, amount: quantity.amount, days };
}

function discountOf(
  { actionEntityRef }: Action,
  off: { readonly basisPoints: number } | { readonly micros: number },
  { appliesTo, months }: EffectTerms,
): Effect {
  return appliesTo === 'plan'
    ? { type: 'plan-discount', ...off, ...(months === undefined ? {} : { months }) }
    : {
        type: 'order-discount',
        ...off,
        ...(actionEntityRef === undefined ? {} : { product: actionEntityRef.id }),
      };
}

/** "12.5 %" is 1250. */
function basisPointsOf(text: string): number {
  const [, whole = '0', fraction = ''] = PERCENT.exec(text)!;
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}
