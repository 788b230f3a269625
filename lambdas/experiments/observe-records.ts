/**
 * Adds what usage records say to months of subscribers and to exposures, exactly once a record: a transaction of marks
 * and sums, in which each mark must be new.
 */
import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import {
  type Figures,
  FIGURES,
  type FiguresAt,
  figuresOf,
  isNothing,
  isSince,
  sumFigures,
} from '../../domain/experiments/figures.js';
import { exposedOf, figuresWrite } from './exposures.js';
import { runningExperiments } from './running.js';

export interface ObserveBooks {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Real time, epoch milliseconds. */
  readonly now: () => number;
}

/** Dead letters are kept for 14 days. */
const MARK_S = 30 * 24 * 3600;
/** Months are closed soon after their end; people's own figures are not kept longer than needed. */
const MONTH_KEPT_S = 100 * 24 * 3600;
/** What a transaction takes: marks, months, and exposures. */
const MOST_ITEMS = 100;
/** Rows of a file that came late may be of so many months. */
const MONTHS = 12;
const MOST_TRIES = 8;
const PAUSE_MS = 10;

/** A record: its mark, and what it says of each instant. */
interface Seen {
  readonly mark: string;
  readonly parts: readonly FiguresAt[];
}

/** @throws Error when the table stays too busy: the same records may come again */
export async function observeRecords(books: ObserveBooks, records: readonly UsageRecord[]): Promise<void> {
  const bySubscriber = new Map<string, Map<string, Seen>>();
  for (const record of records) {
    const { subscriberId } = record;
    const parts = figuresOf(record);
    if (subscriberId === undefined || parts.length === 0) continue;
    const mark = `${record.account}#${record.version}`;
    const own = bySubscriber.get(subscriberId) ?? new Map<string, Seen>();
    own.set(mark, { mark, parts });
    bySubscriber.set(subscriberId, own);
  }
  if (bySubscriber.size === 0) return;
  const exposed = new Map<string, Map<string, string>>();
  for (const experimentId of await runningExperiments(books))
    exposed.set(
      experimentId,
      new Map(
        [...(await exposedOf(books, experimentId, [...bySubscriber.keys()]))].map(([id, { since }]) => [
          id,
          since,
        ]),
      ),
    );
  for (const [subscriberId, own] of bySubscriber) {
    const all = [...own.values()];
    const trials = [...exposed.values()].filter((since) => since.has(subscriberId)).length;
    const atOnce = Math.max(1, MOST_ITEMS - MONTHS - trials);
    for (let at = 0; at < all.length; at += atOnce)
      await add(books, subscriberId, all.slice(at, at + atOnce), exposed);
  }
}

async function add(
  books: ObserveBooks,
  subscriberId: string,
  wanted: readonly Seen[],
  exposed: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Promise<void> {
  let left = wanted;
  for (let tried = 0; left.length > 0; tried++) {
    if (tried === MOST_TRIES)
      throw new Error(`figures of ${subscriberId} stay too busy; ${left.length} records are not counted`);
    if (tried > 0) await new Promise((done) => setTimeout(done, PAUSE_MS * 2 ** tried * Math.random()));
    const failed = await attempt(books, subscriberId, left, exposed);
    if (failed === undefined) return;
    // Those that were counted before drop out; the rest is tried again.
    left = left.filter((_seen, i) => failed[i] !== 'ConditionalCheckFailed');
  }
}

/** @returns undefined when it is done, else why each mark was not written */
async function attempt(
  { client, table, now }: ObserveBooks,
  subscriberId: string,
  seen: readonly Seen[],
  exposed: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Promise<readonly string[] | undefined> {
  const nowS = Math.floor(now() / 1000);
  const parts = seen.flatMap((each) => each.parts);
  const months = [...new Set(parts.map(({ month }) => month))];
  const TransactItems: TransactWriteItem[] = [
    ...seen.map(({ mark }) => ({
      Put: {
        TableName: table,
        Item: { pk: { S: `OBSERVED#${mark}` }, sk: { S: 'META' }, ttl: { N: String(nowS + MARK_S) } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    })),
    ...months.flatMap((month) => {
      const figures = sumFigures(parts.filter((each) => each.month === month).map((each) => each.figures));
      return isNothing(figures) ? [] : [monthWrite(table, subscriberId, month, nowS, figures)];
    }),
    ...[...exposed].flatMap(([experimentId, since]) => {
      const from = since.get(subscriberId);
      const after = parts.filter(({ at }) => from !== undefined && isSince(at, from));
      const figures = sumFigures(after.map((each) => each.figures));
      return isNothing(figures) ? [] : [figuresWrite(table, experimentId, subscriberId, figures)];
    }),
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

/** `PERSONMONTH#<month>` / `<subscriber>`: listed by month, and forgotten after it was closed. */
function monthWrite(
  table: string,
  subscriberId: string,
  month: string,
  nowS: number,
  figures: Figures,
): TransactWriteItem {
  const named = FIGURES.filter((name) => figures[name] !== 0);
  return {
    Update: {
      TableName: table,
      Key: { pk: { S: `PERSONMONTH#${month}` }, sk: { S: subscriberId } },
      UpdateExpression: `SET #ttl = :ttl ADD ${named.map((_name, i) => `#${i} :${i}`).join(', ')}`,
      ExpressionAttributeNames: {
        '#ttl': 'ttl',
        ...Object.fromEntries(named.map((name, i) => [`#${i}`, name])),
      },
      ExpressionAttributeValues: {
        ':ttl': { N: String(nowS + MONTH_KEPT_S) },
        ...Object.fromEntries(named.map((name, i) => [`:${i}`, { N: String(figures[name]) }])),
      },
    },
  };
}
