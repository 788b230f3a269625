/** A new subscriber: with an account of its own, or as another SIM of somebody's. All of it or nothing. */
import { createHash } from 'node:crypto';
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../domain/charging/item.js';
import { decideJoin } from '../../domain/charging/join.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { IDENTITY_BYTES } from '../../domain/charging/once.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { marshalItem } from '../charging/dynamodb-account-store.js';
import { memberId } from '../files/members-kind.js';
import { readRecord } from '../pools/pool-records.js';
import { requestDigest } from '../pools/write-once.js';
import { findSubscriber, type Subscriber } from '../subscribers/find-subscriber.js';
import { type Desk, presentAccount } from './desk.js';
import { accountPut, newRecord, type Tables, writeTogether } from './ledger.js';
import { notOpen, type Refusal, untilFirst } from './run-command.js';

export interface NewSubscriber {
  /** `sub_…`; absent = it follows from the SIM. */
  readonly id?: string | undefined;
  /** `imsi-…` */
  readonly supi: string;
  /** `msisdn-…` */
  readonly msisdn: string;
  readonly iccid: string;
}

export type NewAccount =
  | { readonly plan: PlanVersion; /** @default the plan's own */ readonly walletMicros?: number | undefined }
  | { readonly shareWith: Subscriber };

export type Creation =
  | { readonly outcome: 'created' | 'repeated'; readonly subscriberId: string; readonly item: Item }
  | { readonly outcome: 'refused'; readonly problems: readonly Refusal[] };

export interface Registry {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
}

/**
 * The same request again changes nothing and is as good as the first time.
 *
 * @throws BusyError when other writers of a shared account were first too often
 */
export async function createSubscriber(
  desk: Desk,
  registry: Registry,
  asked: NewSubscriber,
  account: NewAccount,
): Promise<Creation> {
  const { tables, client } = registry;
  const { supi, msisdn } = asked;
  const subscriberId = asked.id ?? memberId(supi);
  const accountKey = 'plan' in account ? supi : account.shareWith.accountKey;
  const request = requestDigest({
    ...asked,
    id: subscriberId,
    ...('plan' in account
      ? { offeringId: account.plan.offeringId, walletMicros: account.walletMicros ?? null }
      : { shareWith: accountKey }),
  });
  return untilFirst(async () => {
    const known: (Subscriber & { readonly request?: string }) | undefined = await findSubscriber(
      tables.records,
      subscriberId,
    );
    if (known?.request === request) {
      const before = await presentAccount(desk, known.accountKey);
      if (before === undefined) throw new Error(`account ${known.accountKey} of ${subscriberId} is missing`);
      return { outcome: 'repeated', subscriberId, item: before.item };
    }
    const taken = await takenBy(desk, tables.records, { subscriberId, supi, msisdn }, known);
    if (taken.length > 0) return { outcome: 'refused', problems: taken };
    const opened = await accountFor(desk, tables, supi, account);
    if ('problems' in opened) return { outcome: 'refused', problems: opened.problems };
    const { plan, writes, item } = opened;
    const written = await writeTogether(client, [
      newRecord(tables, {
        pk: `SUBSCRIBER#${subscriberId}`,
        sk: 'META',
        gsi1pk: `MSISDN#${msisdn}`,
        gsi1sk: 'META',
        subscriberId,
        accountKey,
        supi,
        msisdn,
        iccid: asked.iccid,
        offeringId: plan.offeringId,
        planId: plan.id,
        state: 'active',
        request,
      }),
      newRecord(tables, { pk: `SIM#${supi}`, sk: 'META', subscriberId }),
      // The index is read a moment late: this is what keeps a number from being given twice.
      newRecord(tables, { pk: `MSISDN#${msisdn}`, sk: 'META', subscriberId }),
      ...writes,
    ]);
    return written ? { outcome: 'created', subscriberId, item } : undefined;
  });
}

async function takenBy(
  { store }: Desk,
  records: string,
  { subscriberId, supi, msisdn }: { subscriberId: string; supi: string; msisdn: string },
  known: Subscriber | undefined,
): Promise<Refusal[]> {
  const [bySim, account, byNumber, number] = await Promise.all([
    findSubscriber(records, supi),
    store.get(supi),
    findSubscriber(records, msisdn),
    readRecord<{ subscriberId: string }>(records, { pk: `MSISDN#${msisdn}`, sk: 'META' }),
  ]);
  const holder = byNumber?.subscriberId ?? number?.subscriberId;
  const taken = (code: string, what: string, by: string | undefined): Refusal[] =>
    by === undefined ? [] : [{ code, detail: `${what} belongs to ${by} already` }];
  return [
    ...(known === undefined
      ? []
      : [{ code: 'subscriber-exists', detail: `${subscriberId} is there already, with other content` }]),
    ...taken('sim-taken', supi, bySim?.subscriberId ?? (account === undefined ? undefined : 'an account')),
    ...taken('number-taken', msisdn, holder),
  ];
}

type Opened =
  | { readonly plan: PlanVersion; readonly item: Item; readonly writes: TransactWriteItem[] }
  | { readonly problems: readonly Refusal[] };

async function accountFor(desk: Desk, tables: Tables, supi: string, account: NewAccount): Promise<Opened> {
  if ('plan' in account) {
    const { plan, walletMicros } = account;
    const item = openAccount({
      key: supi,
      plan,
      nowMs: desk.nowMs,
      ...(walletMicros === undefined ? {} : { walletMicros }),
    });
    return { plan, item, writes: [newItem(tables, item)] };
  }
  const shared = await presentAccount(desk, account.shareWith.accountKey);
  if (shared === undefined) {
    const missing = notOpen(account.shareWith);
    return { problems: missing.outcome === 'refused' ? missing.problems : [] };
  }
  const { item, index } = shared;
  const id = new Uint8Array(createHash('sha256').update(`join:${supi}`).digest().subarray(0, IDENTITY_BYTES));
  const decision = decideJoin(item, index, desk.nowMs, { id, atMs: desk.nowMs, supi });
  if (decision.outcome === 'refused') return { problems: decision.problems };
  const alias = newItem(tables, { k: supi, to: account.shareWith.accountKey });
  return decision.outcome === 'already-done'
    ? { plan: index.plan, item, writes: [alias] }
    : { plan: index.plan, item: decision.item, writes: [alias, accountPut(tables, decision)] };
}

const newItem = ({ accounts }: Tables, item: Item): TransactWriteItem => ({
  Put: {
    TableName: accounts,
    Item: marshalItem(item),
    ConditionExpression: 'attribute_not_exists(k)',
  },
});
