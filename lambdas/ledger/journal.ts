/** Reads the journal, in memory that does not grow with it. */
import {
  BatchGetItemCommand,
  type AttributeValue,
  GetItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import type { PostedEntry } from '../../domain/ledger/entry.js';
import { daysOf } from '../../domain/ledger/period.js';
import { entryKey, journalPk, latePk, type LedgerBooks, SHARDS } from './books.js';
import { entryOfItem } from './journal-item.js';

/** Local days of the market, the last included. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

type Item = Record<string, AttributeValue>;

/** By the day on which it happened; @param sources  only those, such as `usage` */
export async function* entriesOf(
  books: LedgerBooks,
  { from, to }: Span,
  sources?: readonly string[],
): AsyncGenerator<PostedEntry> {
  for (const day of daysOf(from, to))
    for (let shard = 0; shard < SHARDS; shard++)
      for await (const item of itemsOf(books, journalPk(day, shard))) {
        if (sources !== undefined && !sources.includes(item['source']?.S ?? '')) continue;
        yield entryOfItem(item);
      }
}

/** What was booked on days, whenever it happened. */
export async function* entriesBooked(books: LedgerBooks, { from, to }: Span): AsyncGenerator<PostedEntry> {
  for (const day of daysOf(from, to)) yield* entriesAfter(books, day);
}

/** Where an entry is among those that are booked on a day. */
export const placeOf = ({ sourceDay, id }: Pick<PostedEntry, 'sourceDay' | 'id'>): string =>
  `${sourceDay}#${id}`;

/**
 * What was booked on a day: first what happened on it, then what came late.
 *
 * @param after  the place of an entry; those that follow it
 */
export async function* entriesAfter(
  books: LedgerBooks,
  day: string,
  after?: string,
): AsyncGenerator<PostedEntry> {
  const [sourceDay = day, ...id] = after?.split('#') ?? [];
  const isLate = sourceDay !== day;
  const last = after === undefined ? undefined : entryKey({ id: id.join('#'), sourceDay });
  for (let shard = isLate ? SHARDS : 0; shard < SHARDS; shard++) {
    const pk = journalPk(day, shard);
    if (last !== undefined && pk < last.pk) continue;
    for await (const item of itemsOf(books, pk, pk === last?.pk ? last.sk : undefined))
      // Others of this day were late, and are booked on another.
      if (item['day']?.S === day) yield entryOfItem(item);
  }
  yield* lateEntries(books, day, isLate ? after : undefined);
}

const MOST_KEYS = 100;

async function* lateEntries(
  books: LedgerBooks,
  day: string,
  after: string | undefined,
): AsyncGenerator<PostedEntry> {
  let keys: Item[] = [];
  for await (const { sk } of itemsOf(books, latePk(day), after)) {
    const [sourceDay = '', ...id] = (sk?.S ?? '').split('#');
    const key = entryKey({ id: id.join('#'), sourceDay });
    keys.push({ pk: { S: key.pk }, sk: { S: key.sk } });
    if (keys.length < MOST_KEYS) continue;
    yield* byKeys(books, keys);
    keys = [];
  }
  yield* byKeys(books, keys);
}

/** In the order of the keys. */
async function* byKeys({ client, table }: LedgerBooks, keys: readonly Item[]): AsyncGenerator<PostedEntry> {
  const entries: PostedEntry[] = [];
  let left = [...keys];
  while (left.length > 0) {
    const { Responses: found = {}, UnprocessedKeys: rest = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
    );
    entries.push(...(found[table] ?? []).map(entryOfItem));
    left = rest[table]?.Keys ?? [];
  }
  yield* entries.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

/** Strongly consistent. */
export async function findEntry(
  { client, table }: LedgerBooks,
  of: { readonly id: string; readonly sourceDay: string },
): Promise<PostedEntry | undefined> {
  const { pk, sk } = entryKey(of);
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
  );
  return item === undefined ? undefined : entryOfItem(item);
}

/** All items of a partition in order; strongly consistent. @param after  a sort key: those that follow it */
export async function* itemsOf(
  { client, table }: LedgerBooks,
  pk: string,
  after?: string,
): AsyncGenerator<Item> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: {
        ':pk': { S: pk },
        ...(after === undefined ? {} : { ':after': { S: after } }),
      },
      ConsistentRead: true,
    },
  );
  for await (const { Items: items = [] } of pages) yield* items;
}
