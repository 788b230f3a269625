/**
 * Amounts of an account that are set aside for something that is to come: held, then captured or released, whole or in
 * parts. A hold's record (`ACCOUNT#<key>` / `HOLD#<id>`) and the account change in one transaction, so that what the
 * account has, what is held and what was captured always add up to what there was.
 */
import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { BucketUnit } from '../../../domain/catalogue/plan.js';
import { decodeAccount, type Item } from '../../../domain/charging/item.js';
import type { PlanIndex } from '../../../domain/charging/plan-index.js';
import { decideReserve, decideUnreserve, type ReservedPart } from '../../../domain/charging/reserve.js';
import { usageRecord } from '../../../domain/charging/usage-record.js';
import { bucketNamed } from '../../accounts/amounts.js';
import { type Desk, type PresentAccount, presentAccount } from '../../accounts/desk.js';
import {
  accountPut,
  commandId,
  movementKey,
  newRecord,
  type Tables,
  writeTogether,
} from '../../accounts/ledger.js';
import { type Refusal, untilFirst } from '../../accounts/run-command.js';
import { fromItem, toAttributes } from '../../shared/attributes.js';
import type { Subscriber } from '../../subscribers/find-subscriber.js';

export interface HoldOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  readonly desk: () => Promise<Omit<Desk, 'ledger' | 'planOnSale'>>;
}

/** A part of a hold, by when it expires (epoch seconds; 0 = never). */
export interface HeldPart {
  readonly amount: number;
  readonly expiresAt: number;
}

/**
 * `open`: something is still held. `closed`: all of it was captured or released.
 * Invariant: amount = Σ parts + captured + released.
 */
export interface Hold {
  readonly id: string;
  readonly accountKey: string;
  readonly subscriberId: string;
  /** Id of the plan's bucket. */
  readonly bucket: string;
  readonly unit: BucketUnit;
  /** All that was ever held, in the bucket's unit (micros when money). */
  readonly amount: number;
  /** What is still held. */
  readonly parts: readonly HeldPart[];
  readonly captured: number;
  readonly released: number;
  readonly state: 'open' | 'closed';
  /** What captures took, by their ids. */
  readonly captures: Readonly<Record<string, number>>;
  readonly revision: number;
  /** ISO 8601, the operator's time. */
  readonly atISO: string;
}

export const heldOf = ({ parts }: Pick<Hold, 'parts'>): number =>
  parts.reduce((sum, { amount }) => sum + amount, 0);

export interface Refused {
  readonly problems: readonly Refusal[];
}

/** What a step makes of a hold, and the writes that do it. */
export interface HoldStep {
  readonly hold: Hold;
  readonly writes: readonly TransactWriteItem[];
  /** The account after it; absent when it does not change. */
  readonly item?: Item;
}

const keyOf = (accountKey: string, id: string) => ({ pk: `ACCOUNT#${accountKey}`, sk: `HOLD#${id}` });

export async function findHold(
  { client, tables }: Pick<HoldOffice, 'client' | 'tables'>,
  accountKey: string,
  id: string,
): Promise<Hold | undefined> {
  const { pk, sk } = keyOf(accountKey, id);
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    }),
  );
  return item === undefined ? undefined : asHold(item);
}

/** The holds of an account that still hold something. */
export async function openHolds(
  { client, tables }: Pick<HoldOffice, 'client' | 'tables'>,
  accountKey: string,
): Promise<Hold[]> {
  const holds: Hold[] = [];
  let after: Parameters<typeof asHold>[0] | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: tables.records,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :hold)',
        FilterExpression: '#state = :open',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':pk': { S: `ACCOUNT#${accountKey}` },
          ':hold': { S: 'HOLD#' },
          ':open': { S: 'open' },
        },
        ConsistentRead: true,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    holds.push(...items.map(asHold));
    after = last;
  } while (after !== undefined);
  return holds;
}

function asHold(item: Parameters<typeof fromItem>[0]): Hold {
  const { pk: _pk, sk: _sk, ...hold } = fromItem(item);
  return hold as unknown as Hold;
}

/** A hold to be made. The id is the caller's; within an account it names one hold for ever. */
export interface WantedHold {
  readonly id: string;
  /** Id of a bucket of the plan. */
  readonly bucket: string;
  /** In its unit (micros when money), ≥ 1. */
  readonly amount: number;
  /** Kept with the movement's record. */
  readonly kept?: Readonly<Record<string, unknown>>;
}

/** @returns the hold and its writes, or all that is wrong with it; undefined = the account knows it already */
export function stepHold(
  tables: Tables,
  { subscriberId, accountKey }: Pick<Subscriber, 'subscriberId' | 'accountKey'>,
  { item, index }: PresentAccount,
  { id, bucket, amount, kept = {} }: WantedHold,
  nowMs: number,
): HoldStep | Refused | undefined {
  const template = bucketNamed(index, bucket);
  const name = commandId('reserve', id);
  const decision = decideReserve(item, index, nowMs, { id: name, atMs: nowMs, template, amount });
  if (decision.outcome === 'refused') return { problems: decision.problems };
  if (decision.outcome === 'already-done') return undefined;
  const hold: Hold = {
    id,
    accountKey,
    subscriberId,
    bucket,
    unit: index.plan.buckets[template]!.unit,
    amount,
    parts: partsOf(item, index, decision.item),
    captured: 0,
    released: 0,
    state: 'open',
    captures: {},
    revision: 1,
    atISO: new Date(nowMs).toISOString(),
  };
  return {
    hold,
    item: decision.item,
    writes: [
      accountPut(tables, decision),
      newRecord(tables, { ...keyOf(accountKey, id), ...hold }),
      movementOf(tables, hold, 'reserve', id, nowMs, { ...kept, amount: String(amount) }),
    ],
  };
}

/** What was taken, by when it expires: units keep their expiry. */
function partsOf(before: Item, index: PlanIndex, after: Item): HeldPart[] {
  const expiries = new Map(decodeAccount(before, index).buckets.map(({ id, expiresAt }) => [id, expiresAt]));
  const parts = new Map<number, number>();
  for (const { action, bucketId, amount } of usageRecord(after, index.plan)?.movements ?? []) {
    if (action !== 'reserved') continue;
    const expiresAt = expiries.get(bucketId) ?? 0;
    parts.set(expiresAt, (parts.get(expiresAt) ?? 0) - amount);
  }
  return [...parts].map(([expiresAt, amount]) => ({ amount, expiresAt }));
}

/** Gives back all that is still held. Undefined = nothing is: it was captured or released before. */
export function stepRelease(
  tables: Tables,
  hold: Hold,
  { item, index }: PresentAccount,
  nowMs: number,
): HoldStep | Refused | undefined {
  const held = heldOf(hold);
  if (held === 0) return undefined;
  const after: Hold = {
    ...hold,
    parts: [],
    released: hold.released + held,
    state: 'closed',
    revision: hold.revision + 1,
  };
  const template = templateFor(hold, index);
  // The plan was changed, and has no such bucket: what it held would have ended with the change.
  if (template === undefined) return { hold: after, writes: [changed(tables, hold, after)] };
  const parts: ReservedPart[] = hold.parts.map((part) => ({ ...part, template }));
  const decision = decideUnreserve(item, index, nowMs, {
    id: commandId('unreserve', hold.id),
    atMs: nowMs,
    parts,
  });
  if (decision.outcome === 'refused') return { problems: decision.problems };
  if (decision.outcome === 'already-done') return undefined;
  return {
    hold: after,
    item: decision.item,
    writes: [
      accountPut(tables, decision),
      changed(tables, hold, after),
      movementOf(tables, hold, 'unreserve', hold.id, nowMs, { amount: String(held) }),
    ],
  };
}

/** The bucket that takes back what is held, under the plan that the account has now. */
function templateFor({ bucket, unit }: Hold, index: PlanIndex): number | undefined {
  const template = index.plan.buckets.findIndex((of) => of.id === bucket && of.unit === unit);
  if (template >= 0) return template;
  return unit === 'money' && index.wallet >= 0 ? index.wallet : undefined;
}

/**
 * Takes what is held for good: it has been paid for something.
 *
 * @param id  of this capture; the same one again changes nothing
 * @param amount  @default all that is still held
 * @returns undefined = it was captured under this id before
 */
export function stepCapture(
  tables: Tables,
  hold: Hold,
  { id, amount = heldOf(hold) }: { readonly id: string; readonly amount?: number | undefined },
): HoldStep | Refused | undefined {
  if (Object.hasOwn(hold.captures, id)) return undefined;
  const held = heldOf(hold);
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > held)
    return {
      problems: [
        {
          code: held === 0 ? 'nothing-held' : 'amount-not-held',
          detail: `amount ${amount} of hold ${hold.id}; held: ${held}`,
        },
      ],
    };
  const parts = lessFrom(hold.parts, amount);
  const after: Hold = {
    ...hold,
    parts,
    captured: hold.captured + amount,
    captures: { ...hold.captures, [id]: amount },
    state: parts.length === 0 ? 'closed' : 'open',
    revision: hold.revision + 1,
  };
  return { hold: after, writes: [changed(tables, hold, after)] };
}

/** What is left of parts, taken from the first on. */
function lessFrom(parts: readonly HeldPart[], amount: number): HeldPart[] {
  let left = amount;
  return parts.flatMap((part) => {
    const taken = Math.min(left, part.amount);
    left -= taken;
    return taken === part.amount ? [] : [{ ...part, amount: part.amount - taken }];
  });
}

function changed({ records }: Tables, before: Hold, after: Hold): TransactWriteItem {
  return {
    Put: {
      TableName: records,
      Item: toAttributes({ ...keyOf(after.accountKey, after.id), ...after }),
      ConditionExpression: 'revision = :revision',
      ExpressionAttributeValues: { ':revision': { N: String(before.revision) } },
    },
  };
}

function movementOf(
  tables: Tables,
  { accountKey, subscriberId, bucket }: Hold,
  command: 'reserve' | 'unreserve',
  id: string,
  nowMs: number,
  kept: Readonly<Record<string, unknown>>,
): TransactWriteItem {
  return newRecord(tables, {
    ...movementKey(accountKey, commandId(command, id)),
    command,
    id,
    atISO: new Date(nowMs).toISOString(),
    subscriberId,
    bucket,
    request: '',
    ...kept,
  });
}

export type HoldOutcome =
  { readonly hold: Hold; readonly isRepeated: boolean; readonly item?: Item } | Refused;

/**
 * What else is written with a step, which sees what the step makes of the hold and the account as it was before; a
 * condition of it that does not hold makes the step try again.
 *
 * @returns undefined = what it stands on has changed: all of it is looked at again
 */
export type Also = (
  step: HoldStep,
  before?: PresentAccount,
) => Promise<readonly TransactWriteItem[] | undefined>;

const nothingElse: Also = () => Promise.resolve([]);

/**
 * Holds an amount: all of it, or nothing. The same id again is answered with the hold as it is, and holds nothing more.
 *
 * @throws BusyError when other writers of the account were first too often: the same may be sent again
 */
export async function hold(
  office: HoldOffice,
  subscriber: Pick<Subscriber, 'subscriberId' | 'accountKey'>,
  wanted: WantedHold,
  also: Also = nothingElse,
): Promise<HoldOutcome> {
  const { accountKey, subscriberId } = subscriber;
  return untilFirst(async () => {
    const known = await findHold(office, accountKey, wanted.id);
    if (known !== undefined) return { hold: known, isRepeated: true };
    const desk = await office.desk();
    const account = await presentAccount(desk, accountKey);
    if (account === undefined) return notOpen(subscriberId);
    return written(office, stepHold(office.tables, subscriber, account, wanted, desk.nowMs), also, account);
  });
}

/** Gives back what is still held; again, nothing. @throws BusyError as `hold` */
export async function release(
  office: HoldOffice,
  accountKey: string,
  id: string,
  also: Also = nothingElse,
): Promise<HoldOutcome> {
  return untilFirst(async () => {
    const known = await findHold(office, accountKey, id);
    if (known === undefined) return unknownHold(id);
    if (heldOf(known) === 0) return { hold: known, isRepeated: true };
    const desk = await office.desk();
    const account = await presentAccount(desk, accountKey);
    if (account === undefined) return notOpen(known.subscriberId);
    return written(office, stepRelease(office.tables, known, account, desk.nowMs), also, account);
  });
}

/**
 * Takes what is held, or a part of it, for good.
 *
 * @param capture  its id, and the amount (@default all that is still held)
 * @throws BusyError as `hold`
 */
export async function capture(
  office: HoldOffice,
  accountKey: string,
  id: string,
  asked: { readonly id: string; readonly amount?: number },
  also: Also = nothingElse,
): Promise<HoldOutcome> {
  return untilFirst(async () => {
    const known = await findHold(office, accountKey, id);
    if (known === undefined) return unknownHold(id);
    const step = stepCapture(office.tables, known, asked);
    return step === undefined ? { hold: known, isRepeated: true } : written(office, step, also);
  });
}

/** @returns undefined = somebody else was first, and all of it is looked at again */
async function written(
  { client }: HoldOffice,
  step: HoldStep | Refused | undefined,
  also: Also,
  before?: PresentAccount,
): Promise<HoldOutcome | undefined> {
  if (step === undefined || 'problems' in step) return step;
  const more = await also(step, before);
  if (more === undefined) return undefined;
  const done = await writeTogether(client, [...step.writes, ...more]);
  return done
    ? { hold: step.hold, isRepeated: false, ...(step.item === undefined ? {} : { item: step.item }) }
    : undefined;
}

const notOpen = (subscriberId: string): Refused => ({
  problems: [{ code: 'account-not-open', detail: `${subscriberId} has no account yet` }],
});

const unknownHold = (id: string): Refused => ({
  problems: [{ code: 'hold-not-found', detail: `there is no hold ${id}` }],
});
