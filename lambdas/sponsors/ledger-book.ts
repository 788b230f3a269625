/**
 * Sponsors' ledgers: `SPONSORLEDGER#<sponsor>` / `HEAD` and, an entry each, `<ISO time>#<10 digits>`. Entries are written
 * in the transaction that moves the money, on condition of the head, so they are gapless, in order and complete.
 */
import { GetItemCommand, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { decidePaymentStep } from '../../domain/charging/payment-step.js';
import { decideReserve, decideUnreserve } from '../../domain/charging/reserve.js';
import type { CommandDecision } from '../../domain/charging/command.js';
import {
  accountChange,
  type Entry,
  enter,
  type Head,
  NOTHING,
  type Posting,
} from '../../domain/sponsors/ledger.js';
import { sponsorAccount } from '../../domain/sponsors/sponsor.js';
import { type PresentAccount, presentAccount } from '../accounts/desk.js';
import { accountPut, commandId, movementKey, newRecord } from '../accounts/ledger.js';
import type { Refusal } from '../accounts/run-command.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import type { SponsorOffice } from './office.js';

const HEAD = 'HEAD';
const pkOf = (sponsorId: string) => `SPONSORLEDGER#${sponsorId}`;
const skOf = ({ at, number }: Pick<Entry, 'at' | 'number'>) => `${at}#${String(number).padStart(10, '0')}`;

type Books = Pick<SponsorOffice, 'client' | 'tables'>;

export async function readHead({ client, tables }: Books, sponsorId: string): Promise<Head> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: pkOf(sponsorId) }, sk: { S: HEAD } },
      ConsistentRead: true,
    }),
  );
  return item === undefined ? NOTHING : (fromItem(item) as unknown as Head);
}

export type Posted =
  | {
      readonly outcome: 'ready';
      readonly entries: readonly Entry[];
      /** What the account holds afterwards. Micros. */
      readonly accountMicros: number;
      readonly writes: readonly TransactWriteItem[];
    }
  | { readonly outcome: 'refused'; readonly problems: readonly Refusal[] }
  /** Somebody else was first; look again. */
  | { readonly outcome: 'raced' };

/**
 * The writes of postings, for a transaction with what they are for: the account by a command once an id, the record of
 * it, the entries and the head. When that transaction fails, somebody else was first: look again.
 *
 * All postings together move the account one way or not at all.
 *
 * @param request  digest of what a client asked, kept with the record of the command
 */
export async function post(
  office: SponsorOffice,
  sponsorId: string,
  postings: readonly Posting[],
  nowMs: number,
  request?: string,
): Promise<Posted> {
  const head = await readHead(office, sponsorId);
  const change = accountChange(postings);
  const entries = enterable(head, postings, nowMs);
  const moved = await moveAccount(office, sponsorId, { postings, entries, change, request }, nowMs);
  if ('outcome' in moved) return moved;
  // The account says what there is; what it lets through the ledger has room for, unless it was read a moment later.
  if (entries === undefined) return { outcome: 'raced' };
  const last = entries.at(-1)!;
  const { records } = office.tables;
  return {
    outcome: 'ready',
    entries,
    accountMicros: last.after.account,
    writes: [
      ...moved.writes,
      ...entries.map((entry) => newRecord(office.tables, { pk: pkOf(sponsorId), sk: skOf(entry), ...entry })),
      {
        Put: {
          TableName: records,
          Item: toAttributes({
            pk: pkOf(sponsorId),
            sk: HEAD,
            number: last.number,
            at: last.at,
            after: last.after,
          }),
          ...(head.number === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#number = :number',
                ExpressionAttributeNames: { '#number': 'number' },
                ExpressionAttributeValues: { ':number': { N: String(head.number) } },
              }),
        },
      },
    ],
  };
}

function enterable(head: Head, postings: readonly Posting[], nowMs: number): Entry[] | undefined {
  try {
    return enter(head, postings, nowMs);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface AccountMove {
  readonly postings: readonly Posting[];
  readonly entries: readonly Entry[] | undefined;
  /** > 0 puts in. */
  readonly change: number;
  readonly request: string | undefined;
}

async function moveAccount(
  office: SponsorOffice,
  sponsorId: string,
  { postings, entries, change, request }: AccountMove,
  nowMs: number,
): Promise<{ readonly writes: readonly TransactWriteItem[] } | Exclude<Posted, { outcome: 'ready' }>> {
  if (change === 0) return { writes: [] };
  const { tables } = office;
  const desk = office.desk(nowMs);
  const key = sponsorAccount(sponsorId);
  const account = await presentAccount(desk, key);
  if (account === undefined)
    return {
      outcome: 'refused',
      problems: [{ code: 'account-not-open', detail: `sponsor ${sponsorId} has no account` }],
    };
  const posting = postings.find(({ kind, micros }) => kind !== 'spent' && micros > 0)!;
  const isDeposit = posting.kind === 'deposited';
  const id = isDeposit ? depositCommand(posting.id) : commandId('sponsor-money', posting.kind, posting.id);
  const decision = decide(account, { id, atMs: nowMs }, change, isDeposit, nowMs);
  if (decision.outcome === 'refused') return decision;
  // The account, its ledger and what it is for change together, so it was done between two reads.
  if (decision.outcome === 'already-done') return { outcome: 'raced' };
  const { kind, micros, of = {}, reference, by } = posting;
  return {
    writes: [
      accountPut(tables, decision),
      newRecord(tables, {
        ...movementKey(key, id),
        command: isDeposit ? 'sponsor-deposit' : 'sponsor-money',
        id: posting.id,
        atISO: new Date(nowMs).toISOString(),
        sponsorId,
        request: request ?? `${kind} ${micros}`,
        entry: entries?.find(({ id: entered }) => entered === posting.id),
        actor: by,
        ...of,
        ...(reference === undefined ? {} : { reason: reference }),
      }),
    ],
  };
}

/** Names a deposit in its account. */
export const depositCommand = (id: string): Uint8Array => commandId('sponsor-deposit', 'deposited', id);

function decide(
  { item, index }: PresentAccount,
  of: { readonly id: Uint8Array; readonly atMs: number },
  change: number,
  isDeposit: boolean,
  nowMs: number,
): CommandDecision {
  const amount = Math.abs(change);
  const template = index.wallet;
  if (change < 0) return decideReserve(item, index, nowMs, { ...of, template, amount });
  if (!isDeposit)
    return decideUnreserve(item, index, nowMs, { ...of, parts: [{ template, amount, expiresAt: 0 }] });
  return decidePaymentStep(item, index, nowMs, {
    ...of,
    currency: index.plan.currency,
    creditMicros: amount,
    takeMicros: 0,
    returnMicros: 0,
    holdMicros: 0,
    releaseMicros: 0,
  });
}

const PAGE = 200;

/** Entries after a place in the ledger, and the place that they end at. */
export async function entriesAfter(
  { client, tables }: Books,
  sponsorId: string,
  after: string,
  limit: number,
): Promise<{ readonly entries: readonly Entry[]; readonly next: string }> {
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.records,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :after AND :end',
      ExpressionAttributeValues: {
        ':pk': { S: pkOf(sponsorId) },
        // Nothing sorts between a place and the same with a blank.
        ':after': { S: `${after} ` },
        ':end': { S: BEHIND },
      },
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  const entries = items.map((item) => fromItem(item) as unknown as Entry);
  const last = entries.at(-1);
  return { entries, next: last === undefined ? after : skOf(last) };
}

/** Behind every time, before the head. */
const BEHIND = ':';

/** Entries in order. @param fromISO  the first instant; @param toISO  the first instant after it */
export async function* entriesBetween(
  { client, tables }: Books,
  sponsorId: string,
  fromISO: string,
  toISO: string,
): AsyncIterable<Entry> {
  let after: Record<string, { S: string }> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: tables.records,
        // HEAD sorts behind every time.
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': { S: pkOf(sponsorId) },
          ':from': { S: fromISO },
          ':to': { S: toISO },
        },
        ConsistentRead: true,
        Limit: PAGE,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    for (const item of items) yield fromItem(item) as unknown as Entry;
    after = last as typeof after;
  } while (after !== undefined);
}

/** What there was before an instant. */
export async function headBefore({ client, tables }: Books, sponsorId: string, atISO: string): Promise<Head> {
  const { Items: [item] = [] } = await client.send(
    new QueryCommand({
      TableName: tables.records,
      KeyConditionExpression: 'pk = :pk AND sk < :at',
      ExpressionAttributeValues: { ':pk': { S: pkOf(sponsorId) }, ':at': { S: atISO } },
      ScanIndexForward: false,
      Limit: 1,
      ConsistentRead: true,
    }),
  );
  return item === undefined ? NOTHING : (fromItem(item) as unknown as Head);
}
