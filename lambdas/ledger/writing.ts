/** Routes that post by hand, take back, close and export. */
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { type Entry, entryProblems, reversalOf } from '../../domain/ledger/entry.js';
import type { EntryBody, ReversalBody } from '../../domain/ledger/schemas.js';
import { RECOGNITION } from '../../domain/ledger/sums.js';
import { toMicros } from '../../domain/operator/decimal.js';
import { actorOf } from '../partners/kernel/partner.js';
import { invalid, notFound, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { closeMonth } from './close.js';
import { askExport, findExport } from './export.js';
import { findEntry } from './journal.js';
import type { LedgerOffice } from './office.js';
import { readPeriods } from './periods.js';
import { EntryConflictError, postEntries } from './post.js';
import { isDay, isMonth } from './span.js';
import { entryView } from './views.js';

/** Of a request's 29 seconds: the sweep goes on with what is left. */
const CLOSE_MS = 20_000;

export function writingHandlers(office: LedgerOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    createLedgerEntry: async (request) => createEntry(office, request),
    createLedgerReversal: async (request) => reverse(office, request),
    closeLedgerPeriod: async (request) => close(office, request),
    exportLedgerPeriod: async ({ path }) => {
      const month = monthIn(path);
      if (!office.canExport)
        throw new RefusedError(
          409,
          'export-not-offered',
          'this ledger has no bucket that months are written to',
        );
      const before = await findExport(office.books, month);
      // Asked for again before it was written, it is the same.
      const record = before?.state === 'asked' ? before : await askExport(office.books, month);
      return json(202, record);
    },
  };
}

const noteOf = ({ partner }: PartnerRequest, reason: string): string => {
  const { type, id } = actorOf(partner);
  return `${type}:${id}: ${reason}`;
};

async function createEntry(office: LedgerOffice, request: PartnerRequest) {
  const { id: name, day, currency, legs, reason } = request.body as EntryBody;
  const entry: Entry = {
    id: `manual/${name}`,
    at: new Date(request.nowMs).toISOString(),
    sourceDay: day,
    currency,
    legs: legs.map(({ account, party, amount }) => ({
      account,
      ...(party === undefined ? {} : { party }),
      micros: signedMicros(amount),
    })),
    note: noteOf(request, reason),
  };
  const { timeZone } = await office.market();
  const today = isoDate(dayAt(timeZone, request.nowMs));
  const problems = [
    ...entryProblems(entry).map((problem) => ({ param: 'legs', reason: problem })),
    ...(isDay(day) && day <= today
      ? []
      : [{ param: 'day', reason: `got "${day}"; allowed: a day to ${today}` }]),
  ];
  if (problems.length > 0) throw invalid('entry-invalid', problems);
  await markId(office, entry);
  return posted(office, entry);
}

const signedMicros = (amount: string): number =>
  amount.startsWith('-') ? -toMicros(amount.slice(1)) : toMicros(amount);

/**
 * An id is of one day, since an entry's place follows from both.
 *
 * @throws RefusedError 409 when it was used on another one
 */
async function markId({ books: { client, table } }: LedgerOffice, { id, sourceDay }: Entry): Promise<void> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk: { S: 'MANUAL' }, sk: { S: id }, day: { S: sourceDay } },
        ConditionExpression: 'attribute_not_exists(pk) OR #day = :day',
        ExpressionAttributeNames: { '#day': 'day' },
        ExpressionAttributeValues: { ':day': { S: sourceDay } },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw idUsed(id);
  }
}

const idUsed = (id: string) => new RefusedError(409, 'id-used', `entry ${id} was posted with other content`);

async function posted(office: LedgerOffice, entry: Entry) {
  try {
    const { repeated } = await postEntries(office.books, [entry]);
    const found = await findEntry(office.books, entry);
    if (found === undefined) throw new Error(`entry ${entry.id} was posted and is not there`);
    return json(repeated > 0 ? 200 : 201, entryView(found));
  } catch (error) {
    if (error instanceof EntryConflictError) throw idUsed(entry.id);
    throw error;
  }
}

async function reverse(office: LedgerOffice, request: PartnerRequest) {
  const { entryId, day, reason } = request.body as ReversalBody;
  const entry = await findEntry(office.books, { id: entryId, sourceDay: day });
  if (entry === undefined) throw notFound('ledger-entry', `${entryId} of ${day}`);
  if (entry.source === RECOGNITION)
    throw new RefusedError(
      409,
      'entry-follows',
      `${entryId} follows from what was charged; reverse the entries of that`,
    );
  // Of the entry's own day, so that it is one whenever it is asked for; it is booked on a day that is open.
  const reversal = reversalOf(entry, new Date(request.nowMs).toISOString(), entry.sourceDay);
  return posted(office, { ...reversal, note: noteOf(request, reason) });
}

function monthIn({ month = '' }: Readonly<Record<string, string>>): string {
  if (!isMonth(month))
    throw invalid('invalid-path', [{ param: 'month', reason: `got "${month}"; allowed: YYYY-MM` }]);
  return month;
}

async function close(office: LedgerOffice, { path, nowMs }: PartnerRequest) {
  const month = monthIn(path);
  const { timeZone } = await office.market();
  const today = isoDate(dayAt(timeZone, nowMs));
  const done = await closeMonth(office, month, today, nowMs, office.books.now() + CLOSE_MS);
  if (done.outcome === 'refused') throw new RefusedError(409, 'period-not-closable', done.detail);
  const period = (await readPeriods(office.books)).find((each) => each.month === month);
  return json(200, {
    month,
    state: done.outcome,
    ...(done.outcome === 'closed' ? {} : { detail: done.detail }),
    ...(period === undefined ? {} : { closingAt: period.closingAt }),
    ...(period?.closedAt === undefined ? {} : { closedAt: period.closedAt }),
  });
}
