/**
 * The ledger of points: `POINTS#<membership>` / `META` is what a member holds, `ENTRY#<number>` what happened, and
 * `POINTSENTRY#<id>` that it did. An entry, what the member then holds and the caller's own writes are one transaction.
 */
import { GetItemCommand, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import {
  balanceOf,
  burn,
  type Changed,
  earn,
  inTier,
  type Leg,
  type Lot,
  nextDue,
  noPoints,
  type PointsState,
  putBack,
  takeBack,
  upToDate,
} from '../../domain/loyalty/points.js';
import type { PartnerEvent } from '../../domain/events/event.js';
import { untilFirst } from '../accounts/run-command.js';
import { eventWrite } from '../events/outbox.js';
import { eventId } from '../partners/kernel/announce.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import { type Also, writeWith } from '../rewards/write-with.js';
import type { LoyaltyOffice } from './office.js';

type Book = Pick<LoyaltyOffice, 'client' | 'tables' | 'terms' | 'market' | 'wake'>;

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
}

export type Moved =
  | { readonly outcome: 'done' | 'repeated'; readonly entry: PointsEntry }
  | { readonly outcome: 'refused'; readonly code: PointsRefusal; readonly detail: string }
  /** A condition of the caller's writes did not hold; nothing was done. */
  | { readonly outcome: 'also-changed' };

export type PointsRefusal = 'points-too-few' | 'points-too-many' | 'entry-not-found' | 'entry-undone';

type Stored = PointsState & { readonly membershipId: string };

const stateKey = (membershipId: string) => ({ pk: `POINTS#${membershipId}`, sk: 'META' });
const entryKey = (membershipId: string, number: number) => ({
  pk: `POINTS#${membershipId}`,
  sk: `ENTRY#${String(number).padStart(10, '0')}`,
});
const markKey = (id: string) => ({ pk: `POINTSENTRY#${id}`, sk: 'META' });
/** Members of whom something expires, by month. */
const DUE = 'POINTS#DUE';

async function read<T>({ client, tables }: Book, key: { pk: string; sk: string }): Promise<T | undefined> {
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

export async function monthOf({ market }: Pick<LoyaltyOffice, 'market'>, nowMs: number): Promise<string> {
  const { timeZone } = await market();
  return isoDate(dayAt(timeZone, nowMs)).slice(0, 7);
}

/** What a member holds now: expired lots are no part of it, whether somebody swept them or not. */
export async function pointsOf(book: Book, membershipId: string, nowMs: number): Promise<PointsState> {
  const state = await read<Stored>(book, stateKey(membershipId));
  return state === undefined
    ? noPoints(book.terms)
    : upToDate(state, await monthOf(book, nowMs), book.terms).state;
}

/** Entries, the last first. */
export async function entriesOf({ client, tables }: Book, membershipId: string): Promise<PointsEntry[]> {
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.records,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :entry)',
      ExpressionAttributeValues: { ':pk': { S: `POINTS#${membershipId}` }, ':entry': { S: 'ENTRY#' } },
      ScanIndexForward: false,
      ConsistentRead: true,
    }),
  );
  return items.map((item) => fromItem(item) as unknown as PointsEntry);
}

/**
 * Changes what a member holds, once by the move's id.
 *
 * @param also  writes of the same transaction
 * @throws BusyError when others were first too often: the same may be asked for again
 */
export async function movePoints(book: Book, move: PointsMove, also: Also = []): Promise<Moved> {
  const { id, membershipId, nowMs } = move;
  const month = await monthOf(book, nowMs);
  return untilFirst<Moved>(async () => {
    const known = await findEntry(book, id);
    if (known !== undefined) return { outcome: 'repeated', entry: known };
    const stored = await read<Stored>(book, stateKey(membershipId));
    const before: PointsState = stored ?? noPoints(book.terms);
    const decided = await decide(book, move, before, month);
    if ('code' in decided) return { outcome: 'refused', ...decided };
    const due = upToDate(before, month, book.terms);
    const entries: PointsEntry[] = [];
    const common = { membershipId, at: new Date(nowMs).toISOString(), month };
    let { version } = before;
    // What expired is on record before what comes of it.
    if (due.expired > 0)
      entries.push({
        ...common,
        id: `${membershipId}:${version + 1}`,
        number: ++version,
        kind: 'expire',
        points: -due.expired,
        legs: due.legs,
        balance: balanceOf(due.state),
        of: {},
      });
    const state: PointsState = { ...decided.state, version: version + 1 };
    const entry: PointsEntry = {
      ...common,
      id,
      number: state.version,
      kind: move.kind,
      points: decided.legs
        .filter(({ account }) => account === 'members')
        .reduce((sum, { points }) => sum + points, 0),
      legs: decided.legs,
      balance: balanceOf(state),
      of: move.of,
      ...(decided.lots === undefined ? {} : { lots: decided.lots }),
      ...(decided.missing === undefined ? {} : { missing: decided.missing }),
    };
    const events = eventsOf(move, before, state, entry);
    const own = [
      ...stateWrites(book, membershipId, stored, state),
      ...[...entries, entry].map((each) => put(book, { ...entryKey(membershipId, each.number), ...each })),
      put(book, { ...markKey(id), ...entry }),
      ...('undoes' in decided ? [undone(book, decided.undoes!, id)] : []),
      ...events.map((event) => eventWrite(book.tables.records, event)),
    ];
    const written = await writeWith({ client: book.client }, own, also);
    if (written === 'written') {
      await book.wake(events.map((event) => event.id));
      return { outcome: 'done', entry };
    }
    if (written === 'raced') return undefined;
    const since = await findEntry(book, id);
    return since === undefined ? { outcome: 'also-changed' } : undefined;
  });
}

interface Decided extends Changed {
  readonly lots?: readonly Lot[];
  readonly missing?: number;
  /** The entry that this one undoes, which is undone once. */
  readonly undoes?: string;
}

type Refused = { readonly code: PointsRefusal; readonly detail: string };

async function decide(
  book: Book,
  move: PointsMove,
  before: PointsState,
  month: string,
): Promise<Decided | Refused> {
  const { terms } = book;
  const held = () => balanceOf(upToDate(before, month, terms).state);
  const tooMany: Refused = { code: 'points-too-many', detail: `${move.points} points more than can be held` };
  switch (move.kind) {
    case 'earn': {
      const current = upToDate(before, month, terms).state;
      const points = move.atFace === true ? move.points : Math.max(1, inTier(move.points, current, terms));
      return earn(before, points, month, terms) ?? tooMany;
    }
    case 'burn':
    case 'transfer-out': {
      const done = burn(before, move.points, month, terms, move.kind === 'burn' ? 'burned' : 'transferred');
      return done === undefined
        ? { code: 'points-too-few', detail: `got ${move.points} points; the member has ${held()}` }
        : { ...done, lots: done.spent };
    }
    case 'transfer-in':
      return putBack(before, move.lots, month, terms, 'transferred') ?? tooMany;
    case 'take-back': {
      const grant = await findEntry(book, move.grantId);
      if (grant?.kind !== 'earn' || grant.membershipId !== move.membershipId) return noEntry(move.grantId);
      const done = takeBack(before, Math.min(move.points, grant.points), grant.month, month, terms);
      return { ...done, missing: done.missing };
    }
    case 'put-back': {
      const spent = await findEntry(book, move.burnId);
      if (spent?.kind !== 'burn' || spent.membershipId !== move.membershipId) return noEntry(move.burnId);
      const by = await read<{ readonly by: string }>(book, { ...markKey(move.burnId), sk: 'UNDONE' });
      if (by !== undefined)
        return { code: 'entry-undone', detail: `entry ${move.burnId} was undone by ${by.by}` };
      const done = putBack(before, lastOf(spent.lots ?? [], move.points), month, terms);
      return done === undefined ? tooMany : { ...done, undoes: move.burnId };
    }
  }
}

const noEntry = (id: string): Refused => ({
  code: 'entry-not-found',
  detail: `the member has no such entry ${id}`,
});

/** Those of lots that are good the longest, which a member would rather have again. */
function lastOf(lots: readonly Lot[], points: number): Lot[] {
  const kept: Lot[] = [];
  let left = points;
  for (const lot of [...lots].reverse()) {
    const part = Math.min(left, lot.points);
    left -= part;
    if (part > 0) kept.unshift({ ...lot, points: part });
  }
  return kept;
}

/** That a burn was not undone; for the transaction that gives what it is for. */
export const notUndone = ({ tables }: Pick<LoyaltyOffice, 'tables'>, id: string): TransactWriteItem => ({
  ConditionCheck: {
    TableName: tables.records,
    Key: { pk: { S: `POINTSENTRY#${id}` }, sk: { S: 'UNDONE' } },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

const put = ({ tables }: Book, record: Readonly<Record<string, unknown>>): TransactWriteItem => ({
  Put: {
    TableName: tables.records,
    Item: toAttributes(record),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** A burn is undone once, whoever asks by whatever id. */
const undone = (book: Book, id: string, by: string): TransactWriteItem =>
  put(book, { pk: `POINTSENTRY#${id}`, sk: 'UNDONE', by });

function stateWrites(
  { tables }: Book,
  membershipId: string,
  before: Stored | undefined,
  state: PointsState,
): TransactWriteItem[] {
  const due = nextDue(state);
  const { version, lots, earned, tier, tierUntil } = state;
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

const EVENT: Readonly<Record<PointsMove['kind'], string>> = {
  earn: 'points.earned',
  'transfer-in': 'points.earned',
  burn: 'points.burned',
  'transfer-out': 'points.burned',
  'take-back': 'points.taken_back',
  'put-back': 'points.put_back',
};

function eventsOf(
  { membershipId, actor, owner, kind }: PointsMove,
  before: PointsState,
  after: PointsState,
  entry: PointsEntry,
): PartnerEvent[] {
  const subject = `membership/${membershipId}`;
  const base = { time: entry.at, owner, subject, actor };
  const points: PartnerEvent = {
    ...base,
    id: eventId(subject, entry.id),
    type: EVENT[kind],
    data: {
      points: { id: entry.id, membershipId, points: entry.points, balance: entry.balance, of: entry.of },
    },
  };
  if (before.tier === after.tier) return [points];
  return [
    points,
    {
      ...base,
      id: eventId(subject, 'tier', String(after.version)),
      type: 'tier.changed',
      data: { membership: { id: membershipId, tier: after.tier } },
      previousData: { tier: before.tier },
    },
  ];
}

/** Books what has expired of a member, and looks at its tier. @returns how many points expired */
export async function expirePoints(book: Book, membershipId: string, nowMs: number): Promise<number> {
  const month = await monthOf(book, nowMs);
  return untilFirst<number>(async () => {
    const stored = await read<Stored>(book, stateKey(membershipId));
    if (stored === undefined) return 0;
    const { state, expired, legs } = upToDate(stored, month, book.terms);
    if (expired === 0 && state.tier === stored.tier && state.tierUntil === stored.tierUntil) return 0;
    const next = { ...state, version: stored.version + 1 };
    const at = new Date(nowMs).toISOString();
    const id = `${membershipId}:${next.version}`;
    const subject = `membership/${membershipId}`;
    const event: PartnerEvent = {
      id: eventId(subject, id),
      type: expired > 0 ? 'points.expired' : 'tier.changed',
      time: at,
      owner: 'operator',
      subject,
      actor: { type: 'system', id: 'loyalty-sweep' },
      data:
        expired > 0
          ? { points: { id, membershipId, points: -expired, balance: balanceOf(next), of: {} } }
          : { membership: { id: membershipId, tier: next.tier } },
      ...(expired > 0 ? {} : { previousData: { tier: stored.tier } }),
    };
    const entry: PointsEntry = {
      id,
      membershipId,
      number: next.version,
      kind: 'expire',
      points: -expired,
      legs,
      balance: balanceOf(next),
      of: {},
      at,
      month,
    };
    const written = await writeWith(
      { client: book.client },
      [
        ...stateWrites(book, membershipId, stored, next),
        put(book, { ...entryKey(membershipId, next.version), ...entry }),
        eventWrite(book.tables.records, event),
      ],
      [],
    );
    if (written !== 'written') return undefined;
    await book.wake([event.id]);
    return expired;
  });
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
