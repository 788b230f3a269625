/** Codes are reserved, all or none, and redeemed; the same till's transaction again changes nothing. */
import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { readCouponCode } from '../../domain/promotions/coupon-code.js';
import { isOurs } from '../../domain/promotions/effect.js';
import { couponKey, keptAs, type Redemption } from '../../domain/promotions/redemption.js';
import type { Situation } from '../../domain/promotions/situation.js';
import { newId } from '../../domain/partners/ids.js';
import { writeTogether } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import { eventWrite, wake } from '../events/outbox.js';
import { actorOf, ownerOf, type Partner } from '../partners/kernel/partner.js';
import type { Recorded } from '../partners/kernel/records.js';
import { RefusedError } from '../partners/kernel/refused.js';
import { requestDigest } from '../pools/write-once.js';
import { toAttributes } from '../shared/attributes.js';
import type { InvalidParam } from '../shared/problem.js';
import { type Asked, evaluate, type Evaluation, type Usable } from './evaluate.js';
import { hashOfCode } from './find-code.js';
import { readMeters, stateOf, takeWrites } from './meters.js';
import type { PromotionsOffice } from './office.js';
import { redemptionEvent } from './redemption-view.js';
import { commit, end } from './settle.js';

export interface Redeeming {
  readonly partner: Partner;
  readonly situation: Situation;
  readonly asked: readonly Asked[];
  readonly giftMicros?: number;
  /** The till's transaction, the order, the basket: with it the same code or promotion is used once. */
  readonly reference?: string;
  /** 32 hex digits, for ids; of the idempotency key, or random. */
  readonly seed: string;
  /** How long what is reserved is kept. */
  readonly minutes?: number;
}

export interface Redeemed {
  /** In the order in which they were asked for. */
  readonly redemptions: readonly Recorded<Redemption>[];
  /** Undefined when all of it was done before. */
  readonly evaluation?: Evaluation;
}

const MINUTES = 15;
const MINUTE_MS = 60_000;
/** Of one reference and code, whose reservations ended each time. */
const MOST_AGAIN = 20;

/**
 * Reserves codes, or promotions without one: all of them, or none. Whatever till crashes, they are free again after
 * their minutes.
 *
 * @throws RefusedError 409 with a reason for each that can't be used; 429 after too many wrong codes
 */
export async function reserveCodes(office: PromotionsOffice, redeeming: Redeeming): Promise<Redeemed> {
  const { asked } = redeeming;
  return untilFirst(async () => {
    const known = await Promise.all(asked.map(async (each) => knownOf(office, redeeming, each)));
    if (known.every(({ before }) => before !== undefined))
      return { redemptions: known.map(({ before }) => before!) };
    await freeExpired(office, redeeming);
    const evaluation = await evaluate(office, asked, redeeming);
    const usables = evaluation.answers.flatMap((each) => ('usable' in each ? [each.usable] : []));
    if (usables.length < asked.length) throw unusable(evaluation);
    const made = await Promise.all(
      usables.map(async (usable, i) => recordOf(office, redeeming, known[i]!.id, usable)),
    );
    const writes = [
      ...made.flatMap(({ writes: own }) => own),
      ...takeWrites(
        office,
        usables.flatMap(({ meters }, i) => meters.map((meter) => ({ meter, holder: known[i]!.id }))),
      ),
    ];
    if (!(await writeTogether(office.client, writes))) {
      await Promise.all(made.map(async ({ giveBack }) => giveBack()));
      return undefined;
    }
    await wake(
      process.env['EVENTS_QUEUE_URL'],
      made.map(({ eventId }) => eventId),
    );
    return { redemptions: made.map(({ record }) => record), evaluation };
  });
}

/**
 * Redeems codes, or promotions without one: reserves all of them, and then redeems each with what it gives. Cut off in
 * between, the same request goes on; nobody's request leaves them free after a while.
 *
 * @param also  written with the first that is redeemed, or not at all
 */
export async function redeemCodes(
  office: PromotionsOffice,
  redeeming: Redeeming,
  also: readonly TransactWriteItem[] = [],
): Promise<Redeemed> {
  const { redemptions, evaluation } = await reserveCodes(office, redeeming);
  const settling = settlingOf(redeeming);
  const done: Recorded<Redemption>[] = [];
  try {
    for (const [i, { id, state }] of redemptions.entries())
      done.push(
        // Returned since, it stays so: a till that delivers late, or twice, changes nothing.
        state === 'rolled_back' ? redemptions[i]! : await commit(office, id, settling, i === 0 ? also : []),
      );
  } catch (error) {
    // What of it was redeemed is so; the rest is free.
    for (const { id } of redemptions.slice(done.length))
      await end(office, id, 'released', settling).catch(() => undefined);
    throw error;
  }
  return { redemptions: done, ...(evaluation === undefined ? {} : { evaluation }) };
}

const settlingOf = ({ partner, situation: { nowMs } }: Redeeming) => ({ actor: actorOf(partner), nowMs });

/** What names a redemption: who, for which transaction, with which code. */
async function knownOf(
  office: PromotionsOffice,
  { partner, reference, seed }: Redeeming,
  asked: Asked,
): Promise<{ readonly id: string; readonly before?: Recorded<Redemption> }> {
  const what =
    'code' in asked
      ? hashOfCode(readCouponCode(asked.code)?.code ?? asked.code.trim().toUpperCase())
      : asked.promotion.id;
  for (let again = 0; again < MOST_AGAIN; again++) {
    const name = [partner.id, reference ?? `#${seed}`, what, again].join('\n');
    const id = newId('rdm', createHash('sha256').update(name).digest('hex'));
    const before = await office.redemptions.get(id);
    if (before === undefined) return { id };
    if (before.state !== 'released' && before.state !== 'expired') return { id, before };
  }
  throw new RefusedError(
    409,
    'reference-used',
    `"${reference}" was reserved ${MOST_AGAIN} times with this code; allowed: a reference of its own`,
  );
}

/** A code whose till never came back is free when its time is over, whether the sweep was here or not. */
async function freeExpired(office: PromotionsOffice, redeeming: Redeeming): Promise<void> {
  const { situation, asked } = redeeming;
  for (const each of asked) {
    if (!('code' in each)) continue;
    const code = readCouponCode(each.code)?.code;
    if (code === undefined) continue;
    const holder = await holderOf(office, hashOfCode(code));
    const held = holder === undefined ? undefined : await office.redemptions.get(holder);
    if (held?.state === 'reserved' && Date.parse(held.reservedUntil ?? '') <= situation.nowMs)
      await end(office, held.id, 'expired', {
        actor: { type: 'system', id: 'promotions' },
        nowMs: situation.nowMs,
      });
  }
}

async function holderOf(office: PromotionsOffice, codeHash: string): Promise<string | undefined> {
  const meter = { ...couponKey(codeHash), name: 'uses' as const, by: 1, most: 1, of: '' };
  return stateOf(await readMeters(office, [meter]), meter).holder;
}

/** A new redemption with its place in the list and its event, for the transaction. */
async function recordOf(office: PromotionsOffice, redeeming: Redeeming, id: string, usable: Usable) {
  const { partner, situation, reference, minutes = MINUTES } = redeeming;
  const { nowMs, currency, subscriber } = situation;
  const { redemptions, tables, baseUrl } = office;
  const owner = ownerOf(partner);
  const place = await redemptions.places.take(owner);
  const atISO = new Date(nowMs).toISOString();
  const { promotion, batch, codeHash, meters, gives, offMicros } = usable;
  const value: Redemption = {
    promotionId: promotion.id,
    state: 'reserved',
    ...(batch === undefined ? {} : { batchId: batch.id }),
    ...(codeHash === undefined ? {} : { codeHash }),
    ...(subscriber === undefined ? {} : { subscriberId: subscriber.subscriberId }),
    ...(reference === undefined ? {} : { reference }),
    meters,
    given: gives.map(({ effect, subscriberId }) => ({
      effect,
      state: isOurs(effect) ? 'owed' : 'told',
      ...(subscriberId === undefined ? {} : { subscriberId }),
    })),
    offMicros,
    currency,
    request: requestDigest({ promotionId: promotion.id, codeHash, reference }),
    reservedUntil: new Date(nowMs + minutes * MINUTE_MS).toISOString(),
  };
  const record: Recorded<Redemption> = {
    ...keptAs(id, value, atISO),
    id,
    owner,
    revision: 1,
    createdAt: atISO,
    updatedAt: atISO,
    place: place.number,
  };
  const event = redemptionEvent('redemption.created', record, actorOf(partner), { nowMs, baseUrl });
  const key = redemptions.key(id);
  const writes: TransactWriteItem[] = [
    {
      Put: {
        TableName: tables.records,
        Item: toAttributes({ ...key, ...record }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    redemptions.places.put(place, key.pk),
    eventWrite(tables.records, event),
  ];
  return { record, writes, eventId: event.id, giveBack: async () => redemptions.places.giveBack(place) };
}

function unusable({ answers }: Evaluation): RefusedError {
  const invalidParams: InvalidParam[] = answers.flatMap((each, i) =>
    'usable' in each
      ? []
      : each.reasons.map(({ code, detail }) => ({ param: `codes[${i}]`, reason: `${code}: ${detail}` })),
  );
  const codes = answers.flatMap((each) => ('usable' in each ? [] : each.reasons.map(({ code }) => code)));
  return new RefusedError(
    409,
    codes[0] ?? 'code-unusable',
    invalidParams.map(({ param, reason }) => `${param}: ${reason}`).join(' · '),
    { invalidParams },
  );
}
