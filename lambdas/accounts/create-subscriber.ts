/** A new subscriber: with an account of its own, or as another SIM of somebody's. All of it or nothing. */
import { createHash } from 'node:crypto';
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../domain/charging/item.js';
import { decideJoin } from '../../domain/charging/join.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { IDENTITY_BYTES } from '../../domain/charging/once.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { type Identities, identityRecords, subscriberRecord } from '../../domain/operator/identities.js';
import { marshalItem } from '../charging/dynamodb-account-store.js';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { PRODUCTS } from '../../domain/partners/places.js';
import { Places } from '../partners/kernel/places.js';
import { memberId } from '../files/members-kind.js';
import { requestDigest } from '../pools/write-once.js';
import { findSubscriber, type Subscriber } from '../subscribers/find-subscriber.js';
import { takenIdentities } from '../subscribers/taken.js';
import { offeringUnknown } from './commands.js';
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
  /** Who sold it, to whom, by which order. @default the operator itself, to nobody by name */
  readonly sale?: Sale | undefined;
}

export interface Sale {
  readonly partnerId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly orderItemId?: string | undefined;
  readonly documents?: readonly string[] | undefined;
  /** What belongs to it, in the same transaction; when a condition of it does not hold, nothing is written. */
  readonly writes?: readonly TransactWriteItem[];
}

export type NewAccount =
  | { readonly offeringId: string; /** @default the plan's own */ readonly walletMicros?: number | undefined }
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
  { sale = {}, ...asked }: NewSubscriber,
  account: NewAccount,
): Promise<Creation> {
  const { tables, client } = registry;
  const { supi, msisdn, iccid } = asked;
  const subscriberId = asked.id ?? memberId(supi);
  const accountKey = 'shareWith' in account ? account.shareWith.accountKey : supi;
  const request = requestDigest({
    ...asked,
    id: subscriberId,
    ...('shareWith' in account
      ? { shareWith: accountKey }
      : { offeringId: account.offeringId, walletMicros: account.walletMicros ?? null }),
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
    const taken = await takenBy(desk, tables.records, { subscriberId, supi, msisdn, iccid }, known);
    if (taken.length > 0) return { outcome: 'refused', problems: taken };
    const opened = await accountFor(desk, tables, supi, account);
    if ('problems' in opened) return { outcome: 'refused', problems: opened.problems };
    const { plan, writes, item } = opened;
    const { writes: soldWith = [], ...sold } = sale;
    const products = new Places(client, tables.records, PRODUCTS);
    const place = await products.take(sold.partnerId ?? OPERATOR_OWNER);
    const written = await writeTogether(client, [
      newRecord(tables, {
        ...subscriberRecord({
          subscriberId,
          accountKey,
          supi,
          msisdn,
          iccid,
          offeringId: plan.offeringId,
          planId: plan.id,
          place: place.number,
          ...sold,
          activatedAt: new Date(desk.nowMs).toISOString(),
        }),
        request,
      }),
      products.put(place, `SUBSCRIBER#${subscriberId}`),
      ...identityRecords({ subscriberId, supi, msisdn, iccid }).map((record) => newRecord(tables, record)),
      ...writes,
      ...soldWith,
    ]);
    if (!written) await products.giveBack(place);
    return written ? { outcome: 'created', subscriberId, item } : undefined;
  });
}

async function takenBy(
  { store }: Desk,
  records: string,
  asked: Identities,
  known: Subscriber | undefined,
): Promise<Refusal[]> {
  const { subscriberId, supi } = asked;
  const [taken, account] = await Promise.all([takenIdentities(records, asked), store.get(supi)]);
  const ofSomebody = account !== undefined && known?.supi !== supi && !taken.some((t) => t.field === 'supi');
  return [
    ...(known === undefined
      ? []
      : [{ code: 'subscriber-exists', detail: `${subscriberId} is there already, with other content` }]),
    ...(ofSomebody ? [{ code: 'sim-taken', detail: `${supi} has an account already` }] : []),
    ...taken.map(({ code, detail }) => ({ code, detail })),
  ];
}

type Opened =
  | { readonly plan: PlanVersion; readonly item: Item; readonly writes: TransactWriteItem[] }
  | { readonly problems: readonly Refusal[] };

async function accountFor(desk: Desk, tables: Tables, supi: string, account: NewAccount): Promise<Opened> {
  if ('offeringId' in account) {
    const { offeringId, walletMicros } = account;
    const index = await desk.planOnSale(offeringId);
    if (index === undefined) return { problems: [offeringUnknown(offeringId)] };
    const { plan } = index;
    if ((walletMicros ?? 0) > 0 && !plan.buckets.some(({ unit }) => unit === 'money'))
      return { problems: [{ code: 'bucket-unknown', detail: `plan ${plan.id} has no bucket for money` }] };
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
