/**
 * Keeps sums of usage, exactly once a record: a transaction adds records to their sums and marks each of them, on condition
 * that it was not marked before. Marks end after longer than anything is sent again.
 */
import {
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { merged, usagePart, type UsageSum, usageSums } from '../../domain/sponsors/usage-tally.js';

export interface UsageBooks {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** The offering of a plan version. */
  readonly offeringOf: (planId: string) => Promise<string>;
  /** Real time, epoch milliseconds. */
  readonly now: () => number;
}

/** Dead letters are kept for 14 days. */
const MARK_S = 30 * 24 * 3600;
/** A transaction takes 100 items. */
const MOST_ITEMS = 90;
const MOST_TRIES = 8;
const PAUSE_MS = 10;

interface Counted {
  readonly mark: string;
  readonly sums: readonly UsageSum[];
}

/** @throws Error when the table stays too busy: the same records may come again */
export async function addUsage(books: UsageBooks, records: readonly UsageRecord[]): Promise<void> {
  const parts = new Map<number, Counted[]>();
  const seen = new Set<string>();
  for (const record of records) {
    const mark = `${record.account}#${record.version}`;
    if (record.lines.length === 0 || seen.has(mark)) continue;
    seen.add(mark);
    const part = usagePart(record.account);
    const counted = { mark, sums: usageSums(record, await books.offeringOf(record.planId)) };
    parts.set(part, [...(parts.get(part) ?? []), counted]);
  }
  // Of one part at a time: two transactions of different parts never meet.
  for (const counted of parts.values()) for (const slice of slices(counted)) await addSlice(books, slice);
}

function* slices(all: readonly Counted[]): Generator<Counted[]> {
  let slice: Counted[] = [];
  for (const one of all) {
    const next = [...slice, one];
    if (slice.length > 0 && next.length + sumsOf(next).length > MOST_ITEMS) {
      yield slice;
      slice = [one];
    } else slice = next;
  }
  if (slice.length > 0) yield slice;
}

const sumsOf = (slice: readonly Counted[]) => merged(slice.flatMap(({ sums }) => sums));

async function addSlice(books: UsageBooks, wanted: readonly Counted[]): Promise<void> {
  let slice = wanted;
  for (let tried = 0; slice.length > 0; tried++) {
    if (tried === MOST_TRIES)
      throw new Error(`sums of usage stay too busy; ${slice.length} records are not counted`);
    if (tried > 0) await new Promise((done) => setTimeout(done, PAUSE_MS * 2 ** tried * Math.random()));
    const failed = await attempt(books, slice);
    if (failed === undefined) return;
    // Those that were counted before drop out; the rest is tried again.
    slice = slice.filter((_counted, i) => failed[i] !== 'ConditionalCheckFailed');
  }
}

/** @returns undefined when it is done, else why each record's mark was not written */
async function attempt(
  { client, table, now }: UsageBooks,
  slice: readonly Counted[],
): Promise<readonly string[] | undefined> {
  const ttl = String(Math.floor(now() / 1000) + MARK_S);
  const TransactItems: TransactWriteItem[] = [
    ...slice.map(({ mark }) => ({
      Put: {
        TableName: table,
        Item: { pk: { S: `USAGESEEN#${mark}` }, sk: { S: 'META' }, ttl: { N: ttl } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    })),
    ...sumsOf(slice).map(({ date, of, part, people, ...numbers }) =>
      sumWrite(table, { date, of, part }, numbers, people),
    ),
  ];
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? '');
    const known = ['None', '', 'ConditionalCheckFailed', 'TransactionConflict', 'ThrottlingError'];
    if (codes.some((code) => !known.includes(code))) throw error;
    return codes;
  }
}

function sumWrite(
  table: string,
  { date, of, part }: Pick<UsageSum, 'date' | 'of' | 'part'>,
  numbers: Readonly<Record<string, number>>,
  people: readonly number[],
): TransactWriteItem {
  const added = Object.entries(numbers).filter(([, value]) => value !== 0);
  return {
    Update: {
      TableName: table,
      Key: { pk: { S: `USAGEDAY#${date}` }, sk: { S: `${of}#${part}` } },
      UpdateExpression: `ADD people :people${added.map((_number, i) => `, #${i} :${i}`).join('')}`,
      ...(added.length === 0
        ? {}
        : { ExpressionAttributeNames: Object.fromEntries(added.map(([name], i) => [`#${i}`, name])) }),
      ExpressionAttributeValues: {
        ':people': { NS: people.map(String) },
        ...Object.fromEntries(added.map(([, value], i) => [`:${i}`, { N: String(value) }])),
      },
    },
  };
}

export type ReadSum = Omit<UsageSum, 'part' | 'date'>;

/** The sums of a day, all parts together. @param prefix  `plan#`, or `sponsor#<sponsor>#` */
export async function readSums(
  { client, table }: Pick<UsageBooks, 'client' | 'table'>,
  date: string,
  prefix: string,
): Promise<ReadSum[]> {
  const sums: UsageSum[] = [];
  let after: Record<string, never> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': { S: `USAGEDAY#${date}` }, ':prefix': { S: prefix } },
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    for (const { sk, people, bytes, seconds, messages, wholesaleMicros } of items)
      sums.push({
        date,
        of: (sk?.S ?? '').split('#').slice(0, -1).join('#'),
        part: 0,
        bytes: Number(bytes?.N ?? 0),
        seconds: Number(seconds?.N ?? 0),
        messages: Number(messages?.N ?? 0),
        wholesaleMicros: Number(wholesaleMicros?.N ?? 0),
        people: (people?.NS ?? []).map(Number),
      });
    after = last as typeof after;
  } while (after !== undefined);
  return merged(sums);
}
