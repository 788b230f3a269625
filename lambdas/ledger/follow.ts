/**
 * Follows books that are not told on the bus: sponsors' ledgers entry by entry, and the days of points. Both are read on from
 * where the last run came to; what it posted and did not note is known by its id.
 */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { bookDay, dayAfter, daysOf } from '../../domain/ledger/period.js';
import { entryOfPoints, NO_POINTS, pointsSince } from '../../domain/ledger/points.js';
import { entryOfSponsor } from '../../domain/ledger/sponsors.js';
import type { SponsorRecord } from '../../domain/sponsors/sponsor.js';
import { pointsOfDay } from '../loyalty/points-records.js';
import type { Partner } from '../partners/kernel/partner.js';
import { RecordBook } from '../partners/kernel/records.js';
import { entriesAfter } from '../sponsors/ledger-book.js';
import type { LedgerBooks } from './books.js';
import type { LedgerOffice } from './office.js';
import { postEntries } from './post.js';
import { postStep, readSteps } from './steps.js';

const PAGE = 100;
const OPERATOR: Partner = { id: OPERATOR_OWNER, isOperator: true, requestsPerMinute: 0 };

async function readCursor({ client, table }: LedgerBooks, name: string): Promise<string | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: 'CURSOR' }, sk: { S: name } },
      ConsistentRead: true,
    }),
  );
  return item?.['place']?.S;
}

/** Never back: two runs at once post the same, and the one that is behind notes nothing. */
async function writeCursor({ client, table }: LedgerBooks, name: string, place: string): Promise<void> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk: { S: 'CURSOR' }, sk: { S: name }, place: { S: place } },
        ConditionExpression: 'attribute_not_exists(pk) OR place < :place',
        ExpressionAttributeValues: { ':place': { S: place } },
      }),
    );
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
  }
}

/** @returns how many entries of sponsors were read */
export async function followSponsors(office: LedgerOffice): Promise<number> {
  const { client, recordsTable } = office;
  const sponsors = new RecordBook<SponsorRecord>(client, recordsTable, 'SPONSOR', 'sponsor');
  let read = 0;
  for await (const { id } of sponsors.list(OPERATOR).walk()) read += await followSponsor(office, id);
  return read;
}

async function followSponsor(
  { books, client, recordsTable, market }: LedgerOffice,
  sponsorId: string,
): Promise<number> {
  const { currency, timeZone } = await market();
  const from = { client, tables: { records: recordsTable, accounts: '' } };
  const name = `sponsor/${sponsorId}`;
  let place = (await readCursor(books, name)) ?? '';
  for (let read = 0; ;) {
    const { entries, next } = await entriesAfter(from, sponsorId, place, PAGE);
    await postEntries(
      books,
      entries.flatMap((entry) => {
        const sourceDay = isoDate(dayAt(timeZone, Date.parse(entry.at)));
        return entryOfSponsor(sponsorId, entry, { sourceDay, currency }) ?? [];
      }),
    );
    read += entries.length;
    if (entries.length === 0) return read;
    await writeCursor(books, name, next);
    place = next;
  }
}

/** A ledger that is new takes up points from so many days ago. */
const FIRST_DAYS = 31;

/** Posts what days of points came to since they were posted last; yesterday is looked at again, for what came at midnight. */
export async function followPoints(
  { books, client, recordsTable, market, pointMicros }: LedgerOffice,
  nowMs: number,
  shut: () => Promise<string | undefined>,
): Promise<void> {
  if (pointMicros === 0) return;
  const { currency, timeZone } = await market();
  const today = isoDate(dayAt(timeZone, nowMs));
  const from = (await readCursor(books, 'points')) ?? dayAfter(today, -FIRST_DAYS);
  for (const day of daysOf(dayAfter(from, -1), today)) {
    const now = await pointsOfDay({ client, tables: { records: recordsTable, accounts: '' } }, day);
    const key = { pk: 'POINTSPOSTED', sk: day };
    const before = await readSteps(books, key, NO_POINTS);
    const entry = entryOfPoints(pointsSince(now, before.posted), pointMicros, {
      id: `points/${day}/${before.steps + 1}`,
      at: new Date(nowMs).toISOString(),
      sourceDay: day,
      currency,
    });
    if (entry !== undefined)
      await postStep(books, key, before, now, { entry, day: bookDay(day, await shut()) });
  }
  await writeCursor(books, 'points', today);
}
