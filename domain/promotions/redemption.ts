/**
 * A redemption: a code or a promotion, used by somebody. Everything that it takes of what is limited it takes by meters,
 * and gives back by the same ones, so that none is counted twice or lost.
 */
import type { Effect } from './effect.js';
import type { Promotion } from './promotion.js';

/** `reserved` waits for its till; the others are ends, but `redeemed`, which can be rolled back. */
export type RedemptionState = 'reserved' | 'redeemed' | 'released' | 'expired' | 'rolled_back';

/** Something that is limited: an attribute of a record that counts up to its most. */
export interface Meter {
  readonly pk: string;
  readonly sk: string;
  readonly name: 'uses' | 'spentMicros';
  /** What this redemption takes, ≥ 1. */
  readonly by: number;
  readonly most: number;
  /** What it limits, for people: "of this code". */
  readonly of: string;
}

/** What became of an effect that is ours. */
export interface Given {
  readonly effect: Effect;
  /** `owed`: not done yet, or not for the last time; `told`: whoever asked does it. */
  readonly state: 'owed' | 'given' | 'failed' | 'told' | 'take-back-owed' | 'taken-back';
  readonly subscriberId?: string;
  /** Of the reward, of the entry of points. */
  readonly grantId?: string;
  readonly problem?: string;
  /** Of what was taken back: how much was there no more. */
  readonly missing?: number;
  /** Of a discount on the recurring price: how often, how much in all, and when the next time is. */
  readonly credits?: number;
  readonly creditedMicros?: number;
  readonly nextAt?: string;
}

export interface Redemption {
  readonly promotionId: string;
  readonly state: RedemptionState;
  readonly batchId?: string;
  /** SHA-256 of the code; the code itself is nowhere. */
  readonly codeHash?: string;
  readonly subscriberId?: string;
  /** As whoever asked named it: the till's transaction, the order. */
  readonly reference?: string;
  readonly meters: readonly Meter[];
  readonly given: readonly Given[];
  /** Off the order, micros. */
  readonly offMicros: number;
  readonly currency: string;
  /** Digest of what was asked. */
  readonly request: string;
  /** ISO 8601; of a reserved one. */
  readonly reservedUntil?: string;
  readonly redeemedAt?: string;
  readonly endedAt?: string;
  readonly reason?: string;
  /** The index finds what is due. */
  readonly gsi1pk?: string;
  readonly gsi1sk?: string;
}

/** The index's partition of what waits: reservations until they expire, effects that are owed. */
export const REDEMPTIONS_DUE = 'REDEMPTION#DUE';

export const couponKey = (codeHash: string) => ({ pk: `COUPON#${codeHash}`, sk: 'META' });

export interface MeterOf {
  readonly promotionId: string;
  readonly codeHash?: string;
  readonly subscriberId?: string;
  /** Whether the code is one of many: by itself it is then good for one use. */
  readonly isOfBatch: boolean;
  /** The market's calendar day, YYYY-MM-DD. */
  readonly day: string;
  /** What of a gift is used. */
  readonly giftMicros?: number;
}

/** What a redemption takes. */
export function metersFor({ terms }: Promotion, of: MeterOf): Meter[] {
  const { total, perDay, perSubscriber, perCode } = terms.limits;
  const pk = `PROMOTION#${of.promotionId}`;
  const meter = (sk: string, most: number | undefined, words: string): Meter[] =>
    most === undefined ? [] : [{ pk, sk, name: 'uses', by: 1, most, of: words }];
  const mostOfCode = perCode ?? (of.isOfBatch && terms.kind === 'coupon' ? 1 : undefined);
  return [
    ...(of.codeHash === undefined
      ? []
      : terms.kind === 'gift'
        ? [
            {
              ...couponKey(of.codeHash),
              name: 'spentMicros' as const,
              by: of.giftMicros ?? 0,
              most: terms.giftMicros ?? 0,
              of: 'of this gift',
            },
          ]
        : mostOfCode === undefined
          ? []
          : [
              {
                ...couponKey(of.codeHash),
                name: 'uses' as const,
                by: 1,
                most: mostOfCode,
                of: 'of this code',
              },
            ]),
    ...meter('USED', total, 'of this promotion'),
    ...meter(`DAY#${of.day}`, perDay, `of this promotion on ${of.day}`),
    ...(of.subscriberId === undefined
      ? []
      : meter(`SUBSCRIBER#${of.subscriberId}`, perSubscriber, 'of this promotion by this subscriber')),
  ];
}

/** When somebody must look at it again: a reservation at its end, what is owed at once. */
function dueOf({ state, given, reservedUntil }: Redemption, atISO: string): string | undefined {
  if (state === 'reserved') return reservedUntil;
  const due = given
    .filter((each) => each.state === 'owed' || each.state === 'take-back-owed')
    .map(({ nextAt = atISO }) => nextAt);
  return due.toSorted()[0];
}

/** A redemption as it is kept: where the index finds it, when it is due. */
export function keptAs(id: string, redemption: Redemption, atISO: string): Redemption {
  const { gsi1pk: _pk, gsi1sk: _sk, ...rest } = redemption;
  const due = dueOf(redemption, atISO);
  return due === undefined ? rest : { ...rest, gsi1pk: REDEMPTIONS_DUE, gsi1sk: `${due}#${id}` };
}
