/** Gives what a redemption owes, each once, and takes it back: one transaction with the redemption's own record. */
import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { dateOf, dayInMonth } from '../../domain/cycles/calendar-date.js';
import { dayAt, dayStartMs } from '../../domain/cycles/local-day.js';
import type { Effect } from '../../domain/promotions/effect.js';
import type { Given } from '../../domain/promotions/redemption.js';
import { discountMicros } from '../../domain/promotions/stack.js';
import { grantReward, takeBackReward } from '../rewards/grant.js';
import type { Done } from './done.js';
import type { PromotionsOffice } from './office.js';
import { moveInWallet } from './wallet.js';

const DAY_MS = 86_400_000;

export interface Giving {
  readonly redemptionId: string;
  /** Of the effect in the redemption. */
  readonly index: number;
  readonly given: Given;
  readonly redeemedAtMs: number;
  readonly nowMs: number;
  readonly promotionName: string;
}

/** The writes that belong to it, of what the entry becomes. */
export type AlsoOf = (after: Given) => readonly TransactWriteItem[];

const idOf = (
  prefix: string,
  { redemptionId, index }: Giving,
  ...more: readonly (string | number)[]
): string =>
  `${prefix}_${createHash('sha256')
    .update([redemptionId, index, ...more].join(':'))
    .digest('hex')
    .slice(0, 24)}`;

/** Gives one effect. */
export async function give(office: PromotionsOffice, giving: Giving, also: AlsoOf): Promise<Done> {
  const { given, nowMs, redeemedAtMs, redemptionId, promotionName } = giving;
  const { effect, subscriberId } = given;
  const reason = promotionName.slice(0, 80);
  if (subscriberId === undefined)
    return {
      outcome: 'refused',
      problems: [{ code: 'subscriber-missing', detail: 'it goes to a subscriber' }],
    };
  switch (effect.type) {
    case 'reward': {
      const grantId = idOf('rwd', giving);
      const outcome = await grantReward(
        office.desk(nowMs),
        {
          id: grantId,
          subscriberId,
          bucket: effect.bucket,
          amount: effect.amount,
          expiresAtMs: Math.max(nowMs, redeemedAtMs) + effect.days * DAY_MS,
          source: { kind: 'promotion', id: redemptionId },
          reason,
        },
        also({ ...given, state: 'given', grantId }),
      );
      switch (outcome.outcome) {
        case 'granted':
          return { outcome: 'done' };
        case 'already-granted':
          return { outcome: 'repeated' };
        default:
          return outcome;
      }
    }
    case 'points': {
      const { points } = office;
      if (points === undefined) return noPoints();
      const grantId = idOf('pte', giving);
      return points.earn(
        { id: grantId, subscriberId, points: effect.points, redemptionId, nowMs },
        also({ ...given, state: 'given', grantId }),
      );
    }
    case 'gift-credit':
      return moveInWallet(
        office,
        {
          id: idOf('gft', giving),
          subscriberId,
          direction: 'credit',
          microsOf: () => effect.micros,
          reason,
          nowMs,
        },
        () => also({ ...given, state: 'given', creditedMicros: effect.micros }),
      );
    case 'plan-discount':
      return giveDiscount(office, { ...giving, effect, reason, subscriberId }, also);
    default:
      return {
        outcome: 'refused',
        problems: [{ code: 'not-given', detail: `${effect.type} is not given here` }],
      };
  }
}

/** One month of a discount on the recurring price: of what the plan costs then, into the wallet that it is taken from. */
async function giveDiscount(
  office: PromotionsOffice,
  giving: Giving & {
    readonly effect: Extract<Effect, { type: 'plan-discount' }>;
    readonly reason: string;
    readonly subscriberId: string;
  },
  also: AlsoOf,
): Promise<Done> {
  const { given, effect, nowMs, redeemedAtMs, reason, subscriberId } = giving;
  const { credits = 0, creditedMicros = 0 } = given;
  const { currency, timeZone } = await office.market();
  const months = effect.months ?? 1;
  const isLast = months !== 'forever' && credits + 1 >= months;
  const { nextAt: _before, ...rest } = given;
  return moveInWallet(
    office,
    {
      id: idOf('dsc', giving, credits),
      subscriberId,
      direction: 'credit',
      reason,
      nowMs,
      microsOf: ({ index }) => {
        const price = index.plan.recurring?.charge.priceMicros ?? 0;
        if (price > 0) return discountMicros(price, effect, currency);
        // The first time whoever redeems is told; later it is a month without a price.
        return credits === 0 ? `plan ${index.plan.offeringId} has no recurring price` : 0;
      },
    },
    (micros) =>
      also({
        ...rest,
        state: isLast ? 'given' : 'owed',
        credits: credits + 1,
        creditedMicros: creditedMicros + micros,
        ...(isLast ? {} : { nextAt: monthsLater(timeZone, redeemedAtMs, credits + 1) }),
      }),
  );
}

/** The start of the same day of a later month, or of its last day. */
function monthsLater(timeZone: string, atMs: number, months: number): string {
  const { month, dayOfMonth } = dateOf(dayAt(timeZone, atMs));
  return new Date(dayStartMs(timeZone, dayInMonth(month + months, dayOfMonth))).toISOString();
}

/** Takes back what one effect gave. What is there no more is missing. */
export async function takeBack(office: PromotionsOffice, giving: Giving, also: AlsoOf): Promise<Done> {
  const { given, nowMs, promotionName } = giving;
  const { effect, subscriberId = '', grantId = '', creditedMicros = 0 } = given;
  const { nextAt: _next, ...rest } = given;
  const after: Given = { ...rest, state: 'taken-back' };
  switch (effect.type) {
    case 'reward': {
      const outcome = await takeBackReward(
        office.desk(nowMs),
        { id: idOf('rwb', giving), grantId },
        also(after),
      );
      switch (outcome.outcome) {
        case 'taken-back':
          return { outcome: 'done', missing: outcome.missing };
        case 'already-taken-back':
          return { outcome: 'repeated', missing: outcome.missing };
        default:
          return outcome;
      }
    }
    case 'points':
      return office.points === undefined
        ? noPoints()
        : office.points.takeBack({ id: idOf('ptb', giving), grantId, subscriberId, nowMs }, also(after));
    case 'gift-credit':
    case 'plan-discount':
      return moveInWallet(
        office,
        {
          id: idOf('bck', giving),
          subscriberId,
          direction: 'debit',
          microsOf: () => creditedMicros,
          reason: promotionName.slice(0, 80),
          nowMs,
        },
        () => also(after),
      );
    default:
      return {
        outcome: 'refused',
        problems: [{ code: 'not-given', detail: `${effect.type} was not given here` }],
      };
  }
}

const noPoints = (): Done => ({
  outcome: 'refused',
  problems: [{ code: 'points-not-offered', detail: 'this operator has no points' }],
});
