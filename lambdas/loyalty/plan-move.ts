/** Decides what a move does, as writes of a transaction: its caller may have more to do in the same one. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../domain/events/event.js';
import {
  balanceOf,
  burn,
  type Changed,
  earn,
  inTier,
  type Leg,
  type Lot,
  noPoints,
  type PointsState,
  putBack,
  takeBack,
  upToDate,
} from '../../domain/loyalty/points.js';
import { eventWrite } from '../events/outbox.js';
import { eventId } from '../partners/kernel/announce.js';
import { requestDigest } from '../pools/write-once.js';
import {
  type Book,
  entryKey,
  findEntry,
  markKey,
  monthOf,
  type PointsEntry,
  type PointsMove,
  put,
  read,
  stateWrites,
  storedPoints,
} from './points-records.js';

export type PointsRefusal =
  'points-too-few' | 'points-too-many' | 'entry-not-found' | 'entry-undone' | 'id-used';

export interface Refused {
  readonly code: PointsRefusal;
  readonly detail: string;
}

export interface Planned {
  readonly outcome: 'planned';
  readonly entry: PointsEntry;
  /** All that it does to accounts of points, for the day's sums. */
  readonly legs: readonly Leg[];
  readonly writes: readonly TransactWriteItem[];
  readonly eventIds: readonly string[];
}

export type Plan =
  | Planned
  /** It happened before, by its id. */
  | { readonly outcome: 'repeated'; readonly entry: PointsEntry }
  | ({ readonly outcome: 'refused' } & Refused);

/** What a move would do now. Whoever writes it and is not the first plans again. */
export async function planMove(book: Book, move: PointsMove): Promise<Plan> {
  const { id, membershipId, nowMs } = move;
  const { nowMs: _now, actor: _actor, points, ...asked } = move;
  // How many are put back follows from what is left of what they became.
  const request = requestDigest(move.kind === 'put-back' ? asked : { ...asked, points });
  const known = await findEntry(book, id);
  if (known !== undefined)
    return known.request === request
      ? { outcome: 'repeated', entry: known }
      : {
          outcome: 'refused',
          code: 'id-used',
          detail: `entry ${id} was made at ${known.at} of other content; allowed: an id of its own`,
        };
  const month = await monthOf(book, nowMs);
  const stored = await storedPoints(book, membershipId);
  const before: PointsState = stored ?? noPoints(book.terms);
  const due = upToDate(before, month, book.terms);
  const common = { membershipId, at: new Date(nowMs).toISOString(), month };
  // What expired is on record before what comes of it.
  const expiry: PointsEntry[] =
    due.expired > 0
      ? [
          {
            ...common,
            id: `${membershipId}:${before.version + 1}`,
            number: before.version + 1,
            kind: 'expire',
            points: -due.expired,
            legs: due.legs,
            balance: balanceOf(due.state),
            of: {},
          },
        ]
      : [];
  const present = { ...due.state, version: before.version + expiry.length };
  const decided = await decide(book, move, present, month);
  if ('code' in decided) return { outcome: 'refused', ...decided };
  const { state, legs, lots, missing, undoes, takes } = decided;
  const entry: PointsEntry = {
    ...common,
    id,
    number: state.version,
    kind: move.kind,
    points: legs.filter(({ account }) => account === 'members').reduce((sum, { points }) => sum + points, 0),
    legs,
    balance: balanceOf(state),
    of: move.of,
    request,
    ...(lots === undefined ? {} : { lots }),
    ...(missing === undefined ? {} : { missing }),
  };
  const events = [...expiry.map((each) => expiryEvent(move, each)), ...eventsOf(move, before, state, entry)];
  return {
    outcome: 'planned',
    entry,
    legs: [...expiry, entry].flatMap((each) => each.legs),
    eventIds: events.map((event) => event.id),
    writes: [
      ...stateWrites(book, membershipId, stored, state),
      ...[...expiry, entry].map((each) => put(book, { ...entryKey(membershipId, each.number), ...each })),
      put(book, { ...markKey(id), ...entry }),
      ...(undoes === undefined ? [] : [undone(book, undoes, id)]),
      ...(takes === undefined ? [] : [takenBack(book, takes)]),
      ...events.map((event) => eventWrite(book.tables.records, event)),
    ],
  };
}

interface Decided extends Changed {
  readonly lots?: readonly Lot[];
  readonly missing?: number;
  /** The entry that this one undoes, which is undone once. */
  readonly undoes?: string;
  /** What was earned, and how much of it this one takes back. */
  readonly takes?: { readonly grant: PointsEntry; readonly points: number };
}

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
      const { takenBack = 0 } = grant;
      const left = grant.points - takenBack;
      if (left <= 0)
        return { code: 'entry-undone', detail: `all of entry ${move.grantId} was taken back before` };
      const points = Math.min(move.points, left);
      return { ...takeBack(before, points, grant, month, terms), takes: { grant, points } };
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

/** A burn is undone once, whoever asks by whatever id. */
const undone = (book: Book, id: string, by: string): TransactWriteItem =>
  put(book, { pk: `POINTSENTRY#${id}`, sk: 'UNDONE', by });

/** Nothing that was earned is taken back twice, whoever asks by whatever ids. */
function takenBack(
  { tables }: Book,
  { grant: { id, takenBack: before }, points }: NonNullable<Decided['takes']>,
): TransactWriteItem {
  const { pk, sk } = markKey(id);
  return {
    Update: {
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET takenBack = :after',
      ConditionExpression: before === undefined ? 'attribute_not_exists(takenBack)' : 'takenBack = :before',
      ExpressionAttributeValues: {
        ':after': { N: String((before ?? 0) + points) },
        ...(before === undefined ? {} : { ':before': { N: String(before) } }),
      },
    },
  };
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
  return before.tier === after.tier
    ? [points]
    : [points, tierEvent({ actor, owner }, membershipId, before, after, entry.at)];
}

/** That points of a member expired. */
export function expiryEvent(
  { actor, owner }: Pick<PointsMove, 'actor' | 'owner'>,
  { id, membershipId, points, balance, at }: PointsEntry,
): PartnerEvent {
  const subject = `membership/${membershipId}`;
  return {
    id: eventId(subject, id),
    type: 'points.expired',
    time: at,
    owner,
    subject,
    actor,
    data: { points: { id, membershipId, points, balance, of: {} } },
  };
}

/** That a member is in another tier. */
export function tierEvent(
  { actor, owner }: Pick<PointsMove, 'actor' | 'owner'>,
  membershipId: string,
  before: PointsState,
  after: PointsState,
  at: string,
): PartnerEvent {
  const subject = `membership/${membershipId}`;
  return {
    id: eventId(subject, 'tier', String(after.version)),
    type: 'tier.changed',
    time: at,
    owner,
    subject,
    actor,
    data: { membership: { id: membershipId, tier: after.tier } },
    previousData: { tier: before.tier },
  };
}
