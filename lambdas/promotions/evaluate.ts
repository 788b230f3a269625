/** What codes, or promotions without one, would give together now. Changes nothing but counts of wrong codes. */
import { marketDate } from '../../domain/billing/market-time.js';
import type { Batch } from '../../domain/promotions/batch.js';
import { type Effect, readAction } from '../../domain/promotions/effect.js';
import type { Promotion } from '../../domain/promotions/promotion.js';
import { isOwnReferral, qualify, type Reason } from '../../domain/promotions/qualify.js';
import { type Meter, metersFor } from '../../domain/promotions/redemption.js';
import type { Situation } from '../../domain/promotions/situation.js';
import { type Candidate, stack } from '../../domain/promotions/stack.js';
import type { Partner } from '../partners/kernel/partner.js';
import type { Recorded } from '../partners/kernel/records.js';
import { findCode } from './find-code.js';
import { readMeters, stateOf } from './meters.js';
import type { PromotionsOffice } from './office.js';
import { anySubscriber } from './situation.js';

/** A code as it was typed, or a promotion that needs none. */
export type Asked = { readonly code: string } | { readonly promotion: Recorded<Promotion> };

/** One that applies, with everything that its redemption takes and gives. */
export interface Usable extends Candidate {
  readonly promotion: Recorded<Promotion>;
  readonly batch?: Recorded<Batch>;
  readonly codeHash?: string;
  readonly meters: readonly Meter[];
  readonly offMicros: number;
  /** With whom each effect is for. */
  readonly gives: readonly { readonly effect: Effect; readonly subscriberId?: string }[];
}

export interface Evaluation {
  /** In the order in which they were asked for. */
  readonly answers: readonly (
    | { readonly usable: Usable }
    | { readonly promotionId?: string; readonly reasons: readonly UnusableReason[] }
  )[];
  readonly restMicros?: number;
}

export type UnusableReason = Reason | { readonly code: 'code-unusable'; readonly detail: string };

const UNKNOWN: UnusableReason = {
  code: 'code-unusable',
  detail: 'no code that you may use is like this one',
};

type Entry = Candidate & Pick<Usable, 'promotion' | 'batch' | 'codeHash' | 'gives'>;
type Found =
  { readonly entry: Entry } | { readonly promotionId?: string; readonly reasons: readonly UnusableReason[] };

export interface EvaluateOptions {
  readonly partner: Partner;
  readonly situation: Situation;
  /** How much of a gift. @default what the order costs, or all that is left */
  readonly giftMicros?: number;
}

/** @throws RefusedError 429 after too many wrong codes */
export async function evaluate(
  office: PromotionsOffice,
  asked: readonly Asked[],
  options: EvaluateOptions,
): Promise<Evaluation> {
  const { situation } = options;
  const found: Found[] = [];
  for (const each of asked) found.push(await findAsked(office, each, options, found));
  const entries = found.flatMap((each) => ('entry' in each ? [each.entry] : []));
  const stacked = stack(entries, situation.order, situation.currency);
  const off = new Map(stacked.applied.map(({ candidate, offMicros }) => [candidate, offMicros]));
  const outs = new Map(stacked.dropped.map(({ candidate, reason }) => [candidate, reason]));
  const answers = found.map((each) => {
    if (!('entry' in each)) return each;
    const { entry } = each;
    const reason = outs.get(entry);
    if (reason !== undefined) return { promotionId: entry.promotion.id, reasons: [reason] };
    return { usable: usableOf(entry, off.get(entry) ?? 0, situation) };
  });
  const limited = await limits(
    office,
    answers.flatMap((each) => ('usable' in each ? [each.usable] : [])),
  );
  return {
    answers: answers.map((each) => {
      const reason = 'usable' in each ? limited.get(each.usable) : undefined;
      return 'usable' in each && reason !== undefined
        ? { promotionId: each.usable.promotion.id, reasons: [reason] }
        : each;
    }),
    ...(stacked.restMicros === undefined ? {} : { restMicros: stacked.restMicros }),
  };
}

async function findAsked(
  office: PromotionsOffice,
  asked: Asked,
  { partner, situation, giftMicros }: EvaluateOptions,
  before: readonly Found[],
): Promise<Found> {
  const { subscriber, nowMs } = situation;
  const found =
    'code' in asked
      ? await findCode(office, partner, subscriber?.subscriberId, asked.code, nowMs)
      : { promotion: asked.promotion };
  if (found === undefined) return { reasons: [UNKNOWN] };
  const { promotion } = found;
  const batch = 'batch' in found ? found.batch : undefined;
  const codeHash = 'codeHash' in found ? found.codeHash : undefined;
  const { id: promotionId, terms } = promotion;
  const not = (code: Reason['code'], detail: string): Found => ({ promotionId, reasons: [{ code, detail }] });
  if (batch?.state === 'cancelled') return not('code-cancelled', 'the code was cancelled');
  if (codeHash !== undefined && before.some((each) => 'entry' in each && each.entry.codeHash === codeHash))
    return not('stacked-out', 'the same code twice');
  const qualified = qualify(promotion, situation);
  if (!qualified.qualifies) return { promotionId, reasons: qualified.reasons };
  const gift =
    terms.kind === 'gift' ? await giftEffect(office, promotion, codeHash, situation, giftMicros) : undefined;
  if (gift !== undefined && 'code' in gift) return { promotionId, reasons: [gift] };
  const effects = gift === undefined ? qualified.effects : [gift];
  const referrer = batch?.referrer === undefined ? undefined : await anySubscriber(office, batch.referrer);
  if (terms.kind === 'referral') {
    if (subscriber === undefined) return not('subscriber-missing', 'who uses a referral must be known');
    if (referrer === undefined || isOwnReferral(referrer, subscriber))
      return not(
        'own-referral',
        'nobody refers himself: it is the line, account, customer or document of its owner',
      );
  }
  const forReferrer = (terms.referrer ?? []).flatMap((action) => {
    const effect = readAction(action, promotion.promotionType, terms);
    return typeof effect === 'string' ? [] : [{ effect, subscriberId: referrer!.subscriberId }];
  });
  return {
    entry: {
      id: `${promotionId}${codeHash ?? ''}`,
      stacking: terms.stacking,
      effects,
      promotion,
      ...(batch === undefined ? {} : { batch }),
      ...(codeHash === undefined ? {} : { codeHash }),
      gives: [
        ...effects.map((effect) => ({
          effect,
          ...(subscriber === undefined ? {} : { subscriberId: subscriber.subscriberId }),
        })),
        ...(referrer === undefined ? [] : forReferrer),
      ],
    },
  };
}

/** As much of a gift as is wanted and left; off an order where there is one, else as credit. */
async function giftEffect(
  office: PromotionsOffice,
  promotion: Recorded<Promotion>,
  codeHash: string | undefined,
  { order, subscriber, nowMs, timeZone }: Situation,
  wanted: number | undefined,
): Promise<Effect | Reason> {
  const meters = metersFor(promotion, {
    promotionId: promotion.id,
    isOfBatch: true,
    day: marketDate(timeZone, nowMs),
    ...(codeHash === undefined ? {} : { codeHash }),
  });
  const [meter] = meters;
  const used = meter === undefined ? 0 : stateOf(await readMeters(office, [meter]), meter).used;
  const left = (promotion.terms.giftMicros ?? 0) - used;
  if (left <= 0) return { code: 'gift-used-up', detail: 'nothing of the gift is left' };
  if (wanted !== undefined && wanted > left)
    return { code: 'gift-used-up', detail: `${wanted} micros of the gift; ${left} are left` };
  const micros = wanted ?? left;
  if (order !== undefined) return { type: 'gift-payment', micros };
  return subscriber === undefined
    ? { code: 'subscriber-missing', detail: 'a gift goes to a subscriber, or pays for an order' }
    : { type: 'gift-credit', micros };
}

function usableOf(entry: Entry, offMicros: number, { nowMs, timeZone, subscriber }: Situation): Usable {
  const { promotion, codeHash, batch, effects } = entry;
  const credit = effects.find((effect) => effect.type === 'gift-credit');
  const giftMicros = credit?.type === 'gift-credit' ? credit.micros : offMicros;
  const meters = metersFor(promotion, {
    promotionId: promotion.id,
    isOfBatch: batch !== undefined,
    day: marketDate(timeZone, nowMs),
    ...(codeHash === undefined ? {} : { codeHash }),
    ...(subscriber === undefined ? {} : { subscriberId: subscriber.subscriberId }),
    giftMicros,
  });
  // What a gift does not pay for it does not lose.
  const gives = entry.gives.map((each) =>
    each.effect.type === 'gift-payment' ? { ...each, effect: { ...each.effect, micros: offMicros } } : each,
  );
  return { ...entry, gives, meters: meters.filter(({ by }) => by > 0), offMicros };
}

/** Of those whose limit is reached: why. What those before take counts, too. */
async function limits(
  office: PromotionsOffice,
  usables: readonly Usable[],
): Promise<ReadonlyMap<Usable, Reason>> {
  const states = await readMeters(
    office,
    usables.flatMap(({ meters }) => meters),
  );
  const taken = new Map<string, number>();
  const reasons = new Map<Usable, Reason>();
  for (const usable of usables) {
    const full = usable.meters.find((meter) => {
      const name = `${meter.pk} ${meter.sk}`;
      return stateOf(states, meter).used + (taken.get(name) ?? 0) + meter.by > meter.most;
    });
    if (full === undefined) {
      for (const { pk, sk, by } of usable.meters)
        taken.set(`${pk} ${sk}`, (taken.get(`${pk} ${sk}`) ?? 0) + by);
      continue;
    }
    const { holder } = stateOf(states, full);
    const isCode = full.pk.startsWith('COUPON#');
    const held = isCode && holder !== undefined ? await office.redemptions.get(holder) : undefined;
    reasons.set(
      usable,
      held?.state === 'reserved'
        ? { code: 'code-reserved', detail: `the code is reserved until ${held.reservedUntil}` }
        : { code: 'limit-reached', detail: `the limit ${full.of} is reached: ${full.most}` },
    );
  }
  return reasons;
}
