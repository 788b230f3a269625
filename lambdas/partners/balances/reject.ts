/** Actions on balances that are none of ours: kept as they came, and rejected. */
import { rejectedAction } from '../../../domain/partners/balances/action.js';
import { newId } from '../../../domain/partners/ids.js';
import { BusyError } from '../../accounts/desk.js';
import { writeTogether } from '../../accounts/ledger.js';
import { eventWrite, wake } from '../../events/outbox.js';
import { ownerOf } from '../kernel/partner.js';
import { RefusedError } from '../kernel/refused.js';
import type { PartnerRequest } from '../kernel/serve.js';
import { type Action, actionEvent, type ActionBooks, type ActionKind, actorName } from './actions.js';
import type { BalancesOffice } from './office.js';

/** TMF654's `rejected`: what is on record of it, once a request. */
export async function reject(
  { client, tables }: BalancesOffice,
  books: ActionBooks,
  kind: ActionKind,
  request: PartnerRequest,
): Promise<Action> {
  const { partner, nowMs, seed, body } = request;
  const id = newId(kind.prefix, seed);
  const book = books.of(kind.name);
  const known = await book.get(id);
  if (known !== undefined) return known;
  return books.place(kind.name, ownerOf(partner), async (placing) => {
    const value = rejectedAction(kind.name, actorName(partner), body as Readonly<Record<string, unknown>>);
    const record = placing.record(id, value, nowMs);
    const event = actionEvent(partner, kind, record, 'created', request);
    const isWritten = await writeTogether(client, [
      ...placing.writes(record),
      eventWrite(tables.records, event),
    ]);
    if (isWritten) await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
    const result = isWritten ? record : await book.get(id);
    if (result === undefined)
      throw new RefusedError(409, 'id-used', `${kind.words} ${id} was rejected, and its record deleted`);
    return { result, isWritten };
  });
}

/** Takes what was rejected off the lists; nothing was ever moved by it. */
export async function forgetRejected(
  { tables }: BalancesOffice,
  books: ActionBooks,
  kind: ActionKind,
  record: Action,
  request: PartnerRequest,
): Promise<void> {
  const event = actionEvent(request.partner, kind, record, 'deleted', request);
  const removed = await books
    .of(kind.name)
    .remove(record, [...books.leaveAll(record), eventWrite(tables.records, event)]);
  if (!removed) throw new BusyError(`${kind.words} ${record.id} was changed by somebody else`);
  await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
}
