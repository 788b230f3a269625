/** The ways of a redemption: reserved, redeemed, released, expired, rolled back. Each is one transaction. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../domain/events/event.js';
import { isOurs } from '../../domain/promotions/effect.js';
import { type Given, keptAs, type Redemption } from '../../domain/promotions/redemption.js';
import { writeTogether } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import { eventWrite, wake } from '../events/outbox.js';
import type { Recorded } from '../partners/kernel/records.js';
import { notFound, RefusedError } from '../partners/kernel/refused.js';
import { type AlsoOf, give, type Giving, takeBack } from './give.js';
import { giveBackWrites } from './meters.js';
import type { Done } from './done.js';
import type { PromotionsOffice } from './office.js';
import { redemptionEvent, type RedemptionEventType } from './redemption-view.js';

export interface Settling {
  readonly actor: PartnerEvent['actor'];
  readonly nowMs: number;
}

type Kept = Recorded<Redemption>;
type Also = readonly TransactWriteItem[];

const iso = (ms: number) => new Date(ms).toISOString();

/** The write of what a redemption becomes, with its event. */
function changeOf(
  office: PromotionsOffice,
  before: Kept,
  after: Redemption,
  { actor, nowMs }: Settling,
  type?: RedemptionEventType,
): { readonly record: Kept; readonly writes: TransactWriteItem[]; readonly eventIds: readonly string[] } {
  const { record, write } = office.redemptions.change(before, keptAs(before.id, after, iso(nowMs)), nowMs);
  if (type === undefined) return { record, writes: [write], eventIds: [] };
  const event = redemptionEvent(type, record, actor, { nowMs, baseUrl: office.baseUrl });
  return { record, writes: [write, eventWrite(office.tables.records, event)], eventIds: [event.id] };
}

/** A redemption without what a record has beside it. */
const valueOf = ({
  id: _id,
  owner: _owner,
  revision: _revision,
  createdAt: _created,
  updatedAt: _updated,
  place: _place,
  ...value
}: Kept): Redemption => value;

const given = (redemption: Redemption, index: number, after: Given): Redemption => ({
  ...redemption,
  given: redemption.given.map((each, i) => (i === index ? after : each)),
});

async function givingOf(
  office: PromotionsOffice,
  redemption: Kept,
  index: number,
  nowMs: number,
): Promise<Giving> {
  const promotion = await office.promotions.get(redemption.promotionId);
  return {
    redemptionId: redemption.id,
    index,
    given: redemption.given[index]!,
    redeemedAtMs: Date.parse(redemption.redeemedAt ?? iso(nowMs)),
    nowMs,
    promotionName: promotion?.name ?? redemption.promotionId,
  };
}

/**
 * Redeems what is reserved: its state, its first effect and `also` change together. Redeemed before, it stays so.
 *
 * @throws RefusedError 409 when it is no more, or can't be given
 */
export async function commit(
  office: PromotionsOffice,
  id: string,
  settling: Settling,
  also: Also = [],
): Promise<Kept> {
  const { nowMs } = settling;
  const done = await untilFirst<Kept>(async () => {
    const before = await mustGet(office, id);
    if (before.state === 'redeemed') return before;
    if (before.state !== 'reserved') throw ended(before);
    if (Date.parse(before.reservedUntil ?? '') <= nowMs) {
      await end(office, id, 'expired', settling);
      throw ended({ ...before, state: 'expired' });
    }
    const { reservedUntil: _until, ...rest } = valueOf(before);
    const next: Redemption = { ...rest, state: 'redeemed', redeemedAt: iso(nowMs) };
    const index = next.given.findIndex(({ state }) => state === 'owed');
    let eventIds: readonly string[] = [];
    const writesFor: AlsoOf = (after) => {
      const change = changeOf(
        office,
        before,
        index < 0 ? next : given(next, index, after),
        settling,
        'coupon.redeemed',
      );
      ({ eventIds } = change);
      return [...change.writes, ...also];
    };
    const outcome =
      index < 0
        ? await alone(office, writesFor(undefined as never))
        : await give(office, await givingOf(office, { ...before, ...next }, index, nowMs), writesFor);
    if (outcome.outcome === 'refused') {
      await end(office, id, 'released', settling);
      throw refusedBy(outcome.problems);
    }
    if (outcome.outcome === 'also-changed') {
      // Ours, when somebody else was first; else the caller's, who must look at it again.
      if (also.length > 0 && (await mustGet(office, id)).revision === before.revision)
        throw new RefusedError(
          409,
          'changed-meanwhile',
          'what it was to be done with has changed; look at it again',
        );
      return undefined;
    }
    if (outcome.outcome === 'repeated') return undefined;
    await wake(process.env['EVENTS_QUEUE_URL'], eventIds);
    return mustGet(office, id);
  });
  return settleOwed(office, done.id, settling);
}

async function alone(office: PromotionsOffice, writes: readonly TransactWriteItem[]): Promise<Done> {
  return (await writeTogether(office.client, [...writes]))
    ? { outcome: 'done' }
    : { outcome: 'also-changed' };
}

/** Gives, or takes back, what is owed by now; what fails for good says so. The sweep does what a crash left. */
export async function settleOwed(office: PromotionsOffice, id: string, settling: Settling): Promise<Kept> {
  const { nowMs } = settling;
  return untilFirst<Kept>(async () => {
    const before = await mustGet(office, id);
    const isDue = ({ nextAt }: Given) => nextAt === undefined || Date.parse(nextAt) <= nowMs;
    const index =
      before.state === 'reserved'
        ? -1
        : before.given.findIndex(
            (each) => (each.state === 'owed' || each.state === 'take-back-owed') && isDue(each),
          );
    if (index < 0) return before;
    const giving = await givingOf(office, before, index, nowMs);
    const isBack = giving.given.state === 'take-back-owed';
    const writesFor: AlsoOf = (after) =>
      changeOf(office, before, given(valueOf(before), index, after), settling).writes;
    const outcome = await (isBack ? takeBack : give)(office, giving, writesFor);
    if (outcome.outcome === 'refused')
      await office.redemptions.update(
        before,
        keptAs(
          id,
          given(valueOf(before), index, failed(giving.given, isBack, outcome.problems[0]?.detail)),
          iso(nowMs),
        ),
        nowMs,
      );
    else if ('missing' in outcome && (outcome.missing ?? 0) > 0)
      await note(office, id, index, outcome.missing ?? 0, nowMs);
    // The next one, if any.
    return undefined;
  });
}

/** A discount that was given in some months and can't be any more is over; anything else has failed. */
function failed(before: Given, isBack: boolean, problem = 'refused'): Given {
  const { nextAt: _next, ...rest } = before;
  if (isBack) return { ...rest, state: 'taken-back', problem, missing: before.creditedMicros ?? 0 };
  return { ...rest, state: (before.credits ?? 0) > 0 ? 'given' : 'failed', problem };
}

async function note(office: PromotionsOffice, id: string, index: number, missing: number, nowMs: number) {
  await untilFirst(async () => {
    const before = await mustGet(office, id);
    const after = given(valueOf(before), index, { ...before.given[index]!, missing });
    return office.redemptions.update(before, keptAs(id, after, iso(nowMs)), nowMs);
  });
}

/** Frees what is reserved. Ended before, it stays so. @throws RefusedError 409 when it was redeemed */
export async function end(
  office: PromotionsOffice,
  id: string,
  how: 'released' | 'expired',
  settling: Settling,
): Promise<Kept> {
  return untilFirst(async () => {
    const before = await mustGet(office, id);
    if (before.state === 'redeemed')
      throw new RefusedError(
        409,
        'redemption-redeemed',
        `redemption ${id} was redeemed; allowed: roll it back`,
      );
    if (before.state !== 'reserved') return before;
    const after: Redemption = { ...valueOf(before), state: how, endedAt: iso(settling.nowMs) };
    const change = changeOf(office, before, after, settling, `redemption.${how}`);

    if (!(await writeTogether(office.client, [...change.writes, ...giveBackWrites(office, before.meters)])))
      return undefined;
    await wake(process.env['EVENTS_QUEUE_URL'], change.eventIds);
    return change.record;
  });
}

/**
 * Undoes a redemption, whenever that is: what it took of limits is given back, and what it gave is taken back. A gift's
 * credit that was used can't be: then nothing is undone.
 *
 * @throws RefusedError 409 when it was not redeemed, or a gift's credit was used
 */
export async function rollBack(
  office: PromotionsOffice,
  id: string,
  settling: Settling & { readonly reason?: string | undefined },
  also: Also = [],
): Promise<Kept> {
  const { nowMs, reason } = settling;
  await untilFirst<true>(async () => {
    const before = await mustGet(office, id);
    if (before.state === 'rolled_back') return true;
    if (before.state !== 'redeemed')
      throw new RefusedError(
        409,
        'redemption-not-redeemed',
        `redemption ${id} is ${before.state}; allowed: redeemed`,
      );
    const next: Redemption = {
      ...valueOf(before),
      state: 'rolled_back',
      endedAt: iso(nowMs),
      ...(reason === undefined ? {} : { reason }),
      given: before.given.map(owedBack),
    };
    const gift = next.given.findIndex(
      ({ effect, state }) => effect.type === 'gift-credit' && state === 'take-back-owed',
    );
    let eventIds: readonly string[] = [];
    const writesFor: AlsoOf = (after) => {
      const change = changeOf(
        office,
        before,
        gift < 0 ? next : given(next, gift, after),
        settling,
        'coupon.rolled_back',
      );
      ({ eventIds } = change);
      return [...change.writes, ...giveBackWrites(office, before.meters), ...also];
    };
    const outcome =
      gift < 0
        ? await alone(office, writesFor(undefined as never))
        : await takeBack(office, await givingOf(office, { ...before, ...next }, gift, nowMs), writesFor);
    if (outcome.outcome === 'refused') throw refusedBy(outcome.problems);
    if (outcome.outcome !== 'done') return undefined;
    await wake(process.env['EVENTS_QUEUE_URL'], eventIds);
    return true;
  });
  return settleOwed(office, id, settling);
}

/** What was given is to be taken back; what was not, need not be given any more. */
function owedBack(each: Given): Given {
  if (!isOurs(each.effect)) return each;
  const { nextAt: _next, ...rest } = each;
  const isGiven = each.state === 'given' || (each.credits ?? 0) > 0;
  return isGiven
    ? { ...rest, state: 'take-back-owed' }
    : each.state === 'owed'
      ? { ...rest, state: 'taken-back' }
      : each;
}

async function mustGet(office: PromotionsOffice, id: string): Promise<Kept> {
  const found = await office.redemptions.get(id);
  if (found === undefined) throw notFound('redemption', id);
  return found;
}

const ended = ({ id, state }: Kept) =>
  new RefusedError(
    409,
    `redemption-${state.replace('_', '-')}`,
    `redemption ${id} is ${state}; allowed: reserved`,
  );

const refusedBy = (problems: readonly { readonly code: string; readonly detail: string }[]) =>
  new RefusedError(409, problems[0]?.code ?? 'not-given', problems.map(({ detail }) => detail).join(' · '));
