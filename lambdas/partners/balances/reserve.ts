/** Reservations: an amount that is set aside, until an adjustment consumes it, somebody cancels it, or it expires. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { fromItem } from '../../shared/attributes.js';
import { type ActionRecord, viewAction } from '../../../domain/partners/balances/action.js';
import { type TmfQuantity, readQuantity } from '../../../domain/partners/balances/quantity.js';
import { shallowBefore } from '../../../domain/partners/tmf/merge-patch.js';
import { newId } from '../../../domain/partners/ids.js';
import type { PartnerEvent } from '../../../domain/events/event.js';
import { writeTogether } from '../../accounts/ledger.js';
import { untilFirst } from '../../accounts/run-command.js';
import { eventWrite, wake } from '../../events/outbox.js';
import { tryLater } from '../kernel/due.js';
import { maySee, type Partner } from '../kernel/partner.js';
import { invalid, notFound, RefusedError } from '../kernel/refused.js';
import type { PartnerRequest } from '../kernel/serve.js';
import {
  type Action,
  actionEvent,
  type ActionBooks,
  actorName,
  impactsOf,
  KINDS,
  refusedBy,
} from './actions.js';
import { type ActionBody, alsoOf, asked, recordOf } from './create.js';
import { capture, heldOf, hold, type HoldOffice, release } from './hold.js';
import { type BalancesOffice, bucketOwner, ownerOfSubscriber } from './office.js';
import { targetOf } from './target.js';

/** The index's partition of reservations that will expire, by when. */
const DUE = 'RESERVE#DUE';
const KIND = KINDS.reserveBalance;
const isoOf = (ms: number) => new Date(ms).toISOString();

/** Sets an amount aside; all of it, or nothing. */
export async function createReservation(
  office: BalancesOffice,
  books: ActionBooks,
  request: PartnerRequest,
): Promise<Action> {
  const body = request.body as ActionBody;
  const { nowMs, partner, seed } = request;
  const id = newId(KIND.prefix, seed);
  const book = books.of('reserveBalance');
  const known = await book.get(id);
  if (known !== undefined) return known;
  const expiresAt = expiryOf(body, nowMs);
  if ((body.amount?.amount ?? 0) < 0)
    throw invalid('amount-invalid', [
      { param: 'amount.amount', reason: `got ${body.amount?.amount}; allowed: above 0` },
    ]);
  const wanted = await asked(office, request, body);
  const { subscriber, template, amount } = wanted;
  const { unit, id: bucket } = template;
  const of = bucketOwner(subscriber);
  const kept = { actor: actorName(partner), ...(body.reason === undefined ? {} : { reason: body.reason }) };
  return books.place('reserveBalance', ownerOfSubscriber(subscriber), async (placing) => {
    const eventIds: string[] = [];
    const outcome = await hold(
      holdOffice(office, nowMs),
      subscriber,
      { id, bucket, amount, kept },
      async ({ item: after }, account) => {
        const before = account!.item;
        const record = placing.record(
          id,
          {
            ...recordOf(request, 'reserveBalance', wanted, body),
            status: 'active',
            amount: -amount,
            held: amount,
            confirmedAt: isoOf(nowMs),
            impacts: await impactsOf(office, of, { before, after: after!, unit }, nowMs),
            ...(expiresAt === undefined ? {} : { expiresAt, gsi1pk: DUE, gsi1sk: `${expiresAt}#${id}` }),
          },
          nowMs,
        );
        const event = actionEvent(partner, KIND, record, 'created', request);
        eventIds.splice(0, 1, event.id);
        return [...placing.writes(record), eventWrite(office.tables.records, event)];
      },
    );
    if ('problems' in outcome) throw refusedBy(outcome.problems);
    if (!outcome.isRepeated) await wake(process.env['EVENTS_QUEUE_URL'], eventIds);
    const result = await book.get(id);
    if (result === undefined)
      throw new RefusedError(409, 'id-used', `reservation ${id} was made, and deleted`);
    return { result, isWritten: !outcome.isRepeated };
  });
}

const holdOffice = (office: BalancesOffice, nowMs: number): HoldOffice => ({
  client: office.client,
  tables: office.tables,
  desk: () => Promise.resolve(office.desk(nowMs)),
});

/** In the form that sorts. @throws RefusedError 400 when it has passed */
function expiryOf({ expirationDate }: ActionBody, nowMs: number): string | undefined {
  if (expirationDate === undefined) return undefined;
  const atMs = Date.parse(expirationDate);
  if (atMs <= nowMs)
    throw invalid('expiry-passed', [
      { param: 'expirationDate', reason: `got "${expirationDate}"; allowed: after ${isoOf(nowMs)}` },
    ]);
  return isoOf(atMs);
}

/** Of a reservation's end: how, who, and what its record is to say beside. */
export interface End {
  readonly how: 'cancelled' | 'expired';
  readonly by: Partner | PartnerEvent['actor'];
  /** Its record goes too. */
  readonly deletes?: boolean;
  /** What a patch changes with it. */
  readonly also?: ActionRecord['also'];
}

/**
 * Gives back what is still set aside. One that ended before stays as it is.
 *
 * @throws BusyError when others were first too often
 */
export async function endReservation(
  office: BalancesOffice,
  books: ActionBooks,
  id: string,
  { how, by, deletes = false, also }: End,
  at: { readonly nowMs: number; readonly baseUrl: string },
): Promise<Action> {
  const { client, tables } = office;
  const book = books.of('reserveBalance');
  const { nowMs, baseUrl } = at;
  let ended: { readonly record: Action; readonly eventId: string } | undefined;
  const writesFor = async (status: Action['status']) => {
    const before = await book.get(id);
    if (before === undefined) throw notFound(KIND.words, id);
    const { record, write } = book.change(before, without(before, { status, also }), nowMs);
    const previous = shallowBefore(viewAction(before, baseUrl), viewAction(record, baseUrl));
    const event = actionEvent(by, KIND, record, deletes ? 'deleted' : 'state_changed', at, previous);
    ended = { record, eventId: event.id };
    const removal = deletes ? [...book.removal(before), ...books.leaveAll(before)] : [write];
    return [...removal, eventWrite(tables.records, event)];
  };
  return untilFirst(async () => {
    const before = await book.get(id);
    if (before === undefined) throw notFound(KIND.words, id);
    if (before.status === 'completed' && deletes) throw done(id);
    if (before.status === 'active') {
      const { accountKey } = before.of;
      const outcome = await release(holdOffice(office, nowMs), accountKey, id, async () => writesFor(how));
      if ('problems' in outcome) throw refusedBy(outcome.problems);
      // Somebody else ended it meanwhile: its record says how.
      if (outcome.isRepeated) return undefined;
    } else if (!deletes) return before;
    else if (!(await writeTogether(client, await writesFor(before.status)))) return undefined;
    const { record, eventId } = ended!;
    await wake(process.env['EVENTS_QUEUE_URL'], [eventId]);
    return record;
  });
}

/** What is wrong with changing a reservation that was consumed. */
const done = (id: string) =>
  new RefusedError(
    409,
    'action-done',
    `reservation ${id} was consumed; allowed: a top-up, which puts the amount in again`,
  );

/** A record that no longer waits for its expiry. */
function without(
  before: Action,
  {
    status,
    also,
    held = 0,
  }: Pick<ActionRecord, 'status'> & { also?: ActionRecord['also'] | undefined; held?: number },
): ActionRecord {
  const { gsi1pk, gsi1sk, ...rest } = before;
  const waits = status === 'active' && gsi1pk !== undefined && gsi1sk !== undefined;
  return { ...rest, status, held, also: also ?? before.also, ...(waits ? { gsi1pk, gsi1sk } : {}) };
}

/** An adjustment of TMF654's `reservationDebit`: consumes what was set aside, or a part of it. */
export async function consumeReservation(
  office: BalancesOffice,
  books: ActionBooks,
  request: PartnerRequest,
  reserveId: string,
): Promise<Action> {
  const body = request.body as ActionBody;
  const { nowMs, partner, seed, baseUrl } = request;
  const kind = KINDS.adjustBalance;
  const id = newId(kind.prefix, seed);
  const known = await books.of('adjustBalance').get(id);
  if (known !== undefined) return known;
  const reserves = books.of('reserveBalance');
  const seen = await reserves.get(reserveId);
  if (seen === undefined || !maySee(partner, seen.owner))
    throw invalid('reservation-not-found', [
      { param: 'reserveBalance.id', reason: `got "${reserveId}"; you have no such reservation` },
    ]);
  const names = ['bucket', 'product', 'logicalResource', 'partyAccount'];
  if (names.some((name) => body[name] !== undefined)) {
    const { subscriber } = await targetOf(office, partner, body);
    if (subscriber.subscriberId !== seen.of.subscriberId)
      throw invalid('products-differ', [
        {
          param: 'reserveBalance.id',
          reason: `got "${reserveId}", which is of ${seen.of.subscriberId}, with ${subscriber.subscriberId}; allowed: one product`,
        },
      ]);
  }
  if (seen.expiresAt !== undefined && Date.parse(seen.expiresAt) <= nowMs)
    throw new RefusedError(409, 'reservation-expired', `${reserveId} expired at ${seen.expiresAt}`);
  const { unit, currency, scale } = seen;
  const measure = { unit, currency, ...(scale === undefined ? {} : { scale }) };
  const wanted = body.amount?.amount === undefined ? undefined : amountOf(body.amount, measure);
  return books.place('adjustBalance', seen.owner, async (placing) => {
    const eventIds: string[] = [];
    const asked = { id, ...(wanted === undefined ? {} : { amount: wanted }) };
    const outcome = await capture(
      holdOffice(office, nowMs),
      seen.of.accountKey,
      reserveId,
      asked,
      async ({ hold: after }) => {
        const before = await reserves.get(reserveId);
        // It was cancelled or expired at this moment, and the hold with it.
        if (before?.status !== 'active') return undefined;
        const held = heldOf(after);
        const status = held === 0 ? 'completed' : 'active';
        const { record: left, write } = reserves.change(before, without(before, { status, held }), nowMs);
        const record = placing.record(
          id,
          {
            action: 'adjustBalance',
            status: 'completed',
            of: before.of,
            bucket: before.bucket,
            ...measure,
            amount: -(after.captures[id] ?? 0),
            impacts: [],
            confirmedAt: isoOf(nowMs),
            reserveId,
            actor: actorName(partner),
            also: { adjustType: 'reservationDebit', ...alsoOf(body) },
          },
          nowMs,
        );
        const events = [
          actionEvent(partner, kind, record, 'created', request),
          actionEvent(
            partner,
            KIND,
            left,
            held === 0 ? 'state_changed' : 'updated',
            request,
            shallowBefore(viewAction(before, baseUrl), viewAction(left, baseUrl)),
          ),
        ];
        eventIds.splice(0, eventIds.length, ...events.map((event) => event.id));
        return [
          write,
          ...placing.writes(record),
          ...events.map((event) => eventWrite(office.tables.records, event)),
        ];
      },
    );
    if ('problems' in outcome) throw refusedBy(outcome.problems);
    if (!outcome.isRepeated) await wake(process.env['EVENTS_QUEUE_URL'], eventIds);
    const result = await books.of('adjustBalance').get(id);
    if (result === undefined) throw new Error(`adjustment ${id} consumed its reservation and has no record`);
    return { result, isWritten: !outcome.isRepeated };
  });
}

function amountOf(amount: TmfQuantity, measure: Parameters<typeof readQuantity>[1]): number {
  const read = readQuantity(amount, measure);
  if (typeof read === 'number') return read;
  throw invalid('amount-invalid', [{ param: `amount.${read.field}`, reason: read.reason }]);
}

/** Reservations that a sweep ends at once. */
const SWEPT = 100;

/**
 * Ends reservations whose time has passed: what they set aside is there again.
 *
 * @returns how many it looked at
 */
export async function expireReservations(
  office: BalancesOffice,
  books: ActionBooks,
  at: { readonly nowMs: number; readonly baseUrl: string },
): Promise<number> {
  const { Items: due = [] } = await office.client.send(
    new QueryCommand({
      TableName: office.tables.records,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :due AND gsi1sk <= :now',
      ExpressionAttributeValues: { ':due': { S: DUE }, ':now': { S: `${isoOf(at.nowMs)}#~` } },
      Limit: SWEPT,
    }),
  );
  const by = { type: 'system', id: 'reservations' } as const;
  for (const item of due) {
    const { id } = fromItem(item) as unknown as Action;
    try {
      await endReservation(office, books, id, { how: 'expired', by }, at);
    } catch (error) {
      const key = books.of('reserveBalance').key(id);
      await tryLater(office.client, { table: office.tables.records, key, id, list: DUE }, at.nowMs, error);
    }
  }
  return due.length;
}
