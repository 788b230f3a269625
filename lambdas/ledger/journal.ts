/** Reads the journal, in memory that does not grow with it. */
import {
  BatchGetItemCommand,
  type AttributeValue,
  GetItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import type { PostedEntry, UsageFact } from '../../domain/ledger/entry.js';
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
  for (const day of daysOf(from, to)) {
    for await (const entry of entriesOf(books, { from: day, to: day })) if (entry.day === day) yield entry;
    yield* lateEntries(books, day);
  }
}

const MOST_KEYS = 100;

async function* lateEntries(books: LedgerBooks, day: string): AsyncGenerator<PostedEntry> {
  let keys: Item[] = [];
  for await (const { sk } of itemsOf(books, latePk(day))) {
    const [sourceDay = '', ...id] = (sk?.S ?? '').split('#');
    const key = entryKey({ id: id.join('#'), sourceDay });
    keys.push({ pk: { S: key.pk }, sk: { S: key.sk } });
    if (keys.length < MOST_KEYS) continue;
    yield* byKeys(books, keys);
    keys = [];
  }
  yield* byKeys(books, keys);
}

async function* byKeys({ client, table }: LedgerBooks, keys: readonly Item[]): AsyncGenerator<PostedEntry> {
  let left = [...keys];
  while (left.length > 0) {
    const { Responses: found = {}, UnprocessedKeys: rest = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
    );
    for (const item of found[table] ?? []) yield entryOfItem(item);
    left = rest[table]?.Keys ?? [];
  }
}

/** One line of usage each, of days and, where it is named, of one host. */
export async function* usageFacts(
  books: LedgerBooks,
  { host, ...span }: Span & { readonly host?: string },
): AsyncGenerator<UsageFact> {
  for await (const { facts = [] } of entriesOf(books, span))
    for (const fact of facts) if (host === undefined || fact.host === host) yield fact;
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

/** All items of a partition in order; strongly consistent. */
export async function* itemsOf({ client, table }: LedgerBooks, pk: string): AsyncGenerator<Item> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
      ConsistentRead: true,
    },
  );
  for await (const { Items: items = [] } of pages) yield* items;
}
