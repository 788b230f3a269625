/**
 * Records of points: `POINTS#<membership>` / `META` is what a member holds, `ENTRY#<number>` what happened, and
 * `POINTSENTRY#<id>` that it did. `POINTSDAY#<date>` sums the days up, in parts that many write to at once.
 */
import { createHash } from 'node:crypto';
import {
  GetItemCommand,
  paginateQuery,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../domain/events/event.js';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import {
  type Leg,
  type Lot,
  nextDue,
  noPoints,
  type PointsState,
  upToDate,
} from '../../domain/loyalty/points.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import type { LoyaltyOffice } from './office.js';

export type Book = Pick<LoyaltyOffice, 'client' | 'tables' | 'terms' | 'market' | 'wake'>;

/** What is to happen, once by its id. */
export type PointsMove = {
  /** `pte_…`, of the caller's choice: the same one happens once. */
  readonly id: string;
  readonly membershipId: string;
  /** Whole points, ≥ 1. */
  readonly points: number;
  /** What it is for, as the ledger shows it: `{ basketId: 'bsk_…' }`. */
  readonly of: Readonly<Record<string, string>>;
  readonly nowMs: number;
  readonly actor: PartnerEvent['actor'];
  readonly owner: string;
} & (
  | { readonly kind: 'burn' | 'transfer-out' }
  /** @param atFace  the points are those that the member gets; default: its tier gives more or less */
  | { readonly kind: 'earn'; readonly atFace?: boolean }
  /** Undoes an `earn`, as far as the member still has it. */
  | { readonly kind: 'take-back'; readonly grantId: string }
  /** Undoes a `burn`, of all its points or of fewer, once. */
  | { readonly kind: 'put-back'; readonly burnId: string }
  /** What another member sent. */
  | { readonly kind: 'transfer-in'; readonly lots: readonly Lot[] }
);

/** `POINTSENTRY#<id>` / `META`, and in the member's list. */
export interface PointsEntry {
  readonly id: string;
  readonly membershipId: string;
  readonly number: number;
  readonly kind: PointsMove['kind'] | 'expire';
  /** Positive: the member has more afterwards. */
  readonly points: number;
  readonly legs: readonly Leg[];
  readonly balance: number;
  readonly of: Readonly<Record<string, string>>;
  /** ISO 8601 */
  readonly at: string;
  /** `2026-11`, the market's. */
  readonly month: string;
  /** Of what is spent: which lots, so that it can be undone. */
  readonly lots?: readonly Lot[];
  /** With `take-back`: how much was there no more. */
  readonly missing?: number;
  /** Digest of what was asked: an id may not come again with anything else. */
  readonly request?: string;
  /** Of what was earned: how much of it was taken back since. */
  readonly takenBack?: number;
}

export type Stored = PointsState & { readonly membershipId: string };

const stateKey = (membershipId: string) => ({ pk: `POINTS#${membershipId}`, sk: 'META' });
export const entryKey = (membershipId: string, number: number) => ({
  pk: `POINTS#${membershipId}`,
  sk: `ENTRY#${String(number).padStart(10, '0')}`,
});
export const markKey = (id: string) => ({ pk: `POINTSENTRY#${id}`, sk: 'META' });
/** Members of whom something expires, by month. */
const DUE = 'POINTS#DUE';
const PARTS_OF_DAY = 16;

export async function read<T>(
  { client, tables }: Pick<Book, 'client' | 'tables'>,
  key: { pk: string; sk: string },
): Promise<T | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
      ConsistentRead: true,
    }),
  );
  return item === undefined ? undefined : (fromItem(item) as unknown as T);
}

export const findEntry = async (book: Book, id: string) => read<PointsEntry>(book, markKey(id));

export const storedPoints = async (book: Book, membershipId: string) =>
  read<Stored>(book, stateKey(membershipId));

async function dateOf({ market }: Pick<LoyaltyOffice, 'market'>, nowMs: number): Promise<string> {
  const { timeZone } = await market();
  return isoDate(dayAt(timeZone, nowMs));
}

export const monthOf = async (book: Pick<LoyaltyOffice, 'market'>, nowMs: number): Promise<string> =>
  (await dateOf(book, nowMs)).slice(0, 7);

/** What a member holds now: expired lots are no part of it, whether somebody swept them or not. */
export async function pointsOf(book: Book, membershipId: string, nowMs: number): Promise<PointsState> {
  const state = await storedPoints(book, membershipId);
  return state === undefined
    ? noPoints(book.terms)
    : upToDate(state, await monthOf(book, nowMs), book.terms).state;
}

/** Entries, the last first. */
export async function entriesOf({ client, tables }: Book, membershipId: string): Promise<PointsEntry[]> {
  const entries: PointsEntry[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: tables.records,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :entry)',
      ExpressionAttributeValues: { ':pk': { S: `POINTS#${membershipId}` }, ':entry': { S: 'ENTRY#' } },
      ScanIndexForward: false,
      ConsistentRead: true,
    },
  );
  for await (const { Items: items = [] } of pages)
    entries.push(...items.map((item) => fromItem(item) as unknown as PointsEntry));
  return entries;
}

export const put = ({ tables }: Book, record: Readonly<Record<string, unknown>>): TransactWriteItem => ({
  Put: {
    TableName: tables.records,
    Item: toAttributes(record),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

export function stateWrites(
  { tables }: Book,
  membershipId: string,
  before: Stored | undefined,
  state: PointsState,
): TransactWriteItem[] {
  const due = nextDue(state);
  const { version, lots, earned, tier, tierUntil, steps } = state;
  return [
    {
      Put: {
        TableName: tables.records,
        Item: toAttributes({
          ...stateKey(membershipId),
          // Not all that was read: it is in the index only while something is due.
          version,
          lots,
          earned,
          tier,
          tierUntil,
          steps,
          membershipId,
          ...(due === undefined ? {} : { gsi1pk: DUE, gsi1sk: `${due}#${membershipId}` }),
        }),
        ...(before === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'version = :before',
              ExpressionAttributeValues: { ':before': { N: String(before.version) } },
            }),
      },
    },
  ];
}

/** What legs do to the day's sums, for one transaction. @param of  names the transaction: its part of the day follows */
export async function dayWrite(
  book: Book,
  legs: readonly Leg[],
  of: string,
  nowMs: number,
): Promise<TransactWriteItem> {
  const sums = new Map<string, number>();
  for (const { account, points } of legs) sums.set(account, (sums.get(account) ?? 0) + points);
  const names = [...sums.keys()];
  const part = createHash('sha256').update(of).digest()[0]! % PARTS_OF_DAY;
  return {
    Update: {
      TableName: book.tables.records,
      Key: {
        pk: { S: `POINTSDAY#${await dateOf(book, nowMs)}` },
        sk: { S: String(part).padStart(2, '0') },
      },
      UpdateExpression: `ADD ${['#n :one', ...names.map((_, i) => `#${i} :${i}`)].join(', ')}`,
      ExpressionAttributeNames: {
        '#n': 'transactions',
        ...Object.fromEntries(names.map((name, i) => [`#${i}`, name])),
      },
      ExpressionAttributeValues: {
        ':one': { N: '1' },
        ...Object.fromEntries(names.map((name, i) => [`:${i}`, { N: String(sums.get(name)) }])),
      },
    },
  };
}

/** What a day did to each account of points; the accounts of a day add up to 0. @param date  the market's, `2026-11-23` */
export async function pointsOfDay(
  { client, tables }: Pick<Book, 'client' | 'tables'>,
  date: string,
): Promise<Record<Leg['account'], number>> {
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.records,
      KeyConditionExpression: 'pk = :day',
      ExpressionAttributeValues: { ':day': { S: `POINTSDAY#${date}` } },
      ConsistentRead: true,
    }),
  );
  const sum = (account: Leg['account']) =>
    items.reduce((all, item) => all + Number(item[account]?.N ?? 0), 0);
  return {
    members: sum('members'),
    issued: sum('issued'),
    burned: sum('burned'),
    expired: sum('expired'),
    transferred: sum('transferred'),
  };
}

/** Members of whom something is due by a month, some of them. */
export async function duePoints({ client, tables }: Book, month: string): Promise<string[]> {
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.records,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :due AND gsi1sk < :after',
      ExpressionAttributeValues: { ':due': { S: DUE }, ':after': { S: `${month}#~` } },
      Limit: 100,
    }),
  );
  return items.flatMap(({ gsi1sk }) => gsi1sk?.S?.split('#')[1] ?? []);
}
