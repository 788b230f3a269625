/** Buckets and what they add up to: views of accounts, found by product, number or account. */
import { BatchGetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../domain/charging/item.js';
import {
  accountRef,
  bucketHref,
  type BucketsOf,
  measureOf,
  numberRef,
  partiesOf,
  productRef,
  readBucketId,
  type SetAside,
  viewBuckets,
} from '../../../domain/partners/balances/bucket.js';
import { quantityOf, usageTypeOf } from '../../../domain/partners/balances/quantity.js';
import { TMF_BASE } from '../../../domain/partners/routes.js';
import { type Filter, matches } from '../../../domain/partners/tmf/filter.js';
import { inParallel } from '../../../domain/in-parallel.js';
import { unmarshalItem } from '../../charging/dynamodb-account-store.js';
import { type ListSource, listOf } from '../kernel/list.js';
import { RefusedError } from '../kernel/refused.js';
import type { PartnerRequest } from '../kernel/serve.js';
import { heldOf, openHolds } from './hold.js';
import {
  accountView,
  type BalancesOffice,
  bucketOwner,
  msisdnOf,
  subscriberOf,
  subscribersOf,
} from './office.js';
import type { Subscriber } from '../../subscribers/find-subscriber.js';

type Resource = Readonly<Record<string, unknown>>;

/** More are not walked for one answer. */
export const MOST_WALKED = 2_000;
const LANES = 16;

/** What a subscriber's account is. */
export interface Holdings {
  readonly subscriber: Subscriber;
  readonly account: BucketsOf;
}

/** What of a subscriber's account is shown. */
export type View = (
  holdings: Holdings,
  setAside: readonly SetAside[],
  request: Pick<PartnerRequest, 'baseUrl' | 'nowMs'>,
) => Resource[];

export async function setAsideOf(office: BalancesOffice, { subscriber }: Holdings): Promise<SetAside[]> {
  const holds = await openHolds(office, subscriber.accountKey);
  return holds.map((hold) => ({ id: hold.id, bucket: hold.bucket, amount: heldOf(hold) }));
}

export const bucketsOf: View = ({ subscriber, account }, setAside, { baseUrl, nowMs }) =>
  viewBuckets(bucketOwner(subscriber), account, setAside, { baseUrl, nowMs });

/** The sum of a product's buckets of one usage type: `sub_anna.data`. */
export const accumulatedOf: View = ({ subscriber, account }, _setAside, { baseUrl }) => {
  const { subscriberId, msisdn } = subscriber;
  const of = bucketOwner(subscriber);
  const counted = account.buckets.filter(({ expired, unlimited }) => !expired && unlimited !== true);
  const types = [...new Set(counted.map(({ unit }) => usageTypeOf(unit)))];
  const parties = partiesOf(of, baseUrl);
  return types.map((type) => {
    const buckets = counted.filter(({ unit }) => usageTypeOf(unit) === type);
    const id = `${subscriberId}.${type}`;
    const quantities = buckets.map((bucket) =>
      quantityOf(bucket.available, measureOf(bucket, account.currency)),
    );
    // Money is summed as whole micros: decimals of floating point do not add up.
    const [first] = buckets;
    const amount =
      first?.unit === 'points'
        ? quantities.reduce((sum, quantity) => sum + quantity.amount, 0)
        : quantityOf(
            buckets.reduce((sum, { available }) => sum + available, 0),
            measureOf(first!, account.currency),
          ).amount;
    return {
      '@type': 'AccumulatedBalance',
      id,
      href: `${baseUrl}${TMF_BASE.balances}/accumulatedBalance/${id}`,
      name: type,
      totalBalance: { amount, units: quantities[0]!.units },
      bucket: buckets.map((bucket) => ({
        id: `${subscriberId}.${bucket.id}`,
        href: bucketHref(`${subscriberId}.${bucket.id}`, baseUrl),
        name: bucket.name,
        '@referredType': 'Bucket',
      })),
      product: [productRef(subscriberId, baseUrl)],
      logicalResource: [numberRef(msisdn, baseUrl)],
      partyAccount: accountRef(of),
      ...(parties.length === 0 ? {} : { relatedParty: parties }),
    };
  });
};

/** Numbers as `numberRef` names them, however a filter writes them. */
export function canonical(filters: readonly Filter[]): Filter[] {
  return filters.map((filter) => {
    const path = filter.path.join('.');
    if (path === 'logicalResource.id')
      return { ...filter, values: filter.values.map((value) => `res_${msisdnOf(value)}`) };
    if (path === 'logicalResource.value')
      return { ...filter, values: filter.values.map((value) => msisdnOf(value).replace('msisdn-', '')) };
    return filter;
  });
}

/** The names of subscribers that a filter is about; undefined when none is. */
function namedBy(filters: readonly Filter[]): readonly string[] | undefined {
  for (const { path, operator, values } of filters) {
    if (operator !== 'eq') continue;
    switch (path.join('.')) {
      case 'product.id':
      case 'partyAccount.id':
        return values;
      case 'logicalResource.id':
      case 'logicalResource.value':
        return values.map(msisdnOf);
      case 'id':
        return values.map((id) => readBucketId(id)?.subscriberId ?? '');
      case 'bucket.id':
        return values.map((id) => readBucketId(id)?.subscriberId ?? '');
      case 'href':
        return values.map((href) => readBucketId(href.split('/').at(-1)!)?.subscriberId ?? '');
    }
  }
  return undefined;
}

/** A customer's products; undefined when one of the ids is of no customer that has any. */
async function productsOfCustomers(
  { client, tables }: BalancesOffice,
  ids: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  if (ids === undefined) return undefined;
  const found = await Promise.all(
    ids.map(async (id) => {
      const { Items: items = [] } = await client.send(
        new QueryCommand({
          TableName: tables.records,
          KeyConditionExpression: 'pk = :customer AND begins_with(sk, :product)',
          ExpressionAttributeValues: { ':customer': { S: `CUSTOMER#${id}` }, ':product': { S: 'PRODUCT#' } },
        }),
      );
      return items.flatMap((item) => item['subscriberId']?.S ?? []);
    }),
  );
  return found.some((products) => products.length === 0) ? undefined : found.flat();
}

/** The subscribers that a request may look at: those that its filters name, or all of a partner's. */
export async function subscribersFor(
  office: BalancesOffice,
  { partner }: PartnerRequest,
  filters: readonly Filter[],
): Promise<Subscriber[]> {
  const customer = filters.find(
    ({ path, operator }) => path.join('.') === 'relatedParty.id' && operator === 'eq',
  );
  const names = namedBy(filters) ?? (await productsOfCustomers(office, customer?.values));
  if (names !== undefined) {
    const found = await Promise.all(
      [...new Set(names)].map(async (name) => subscriberOf(office, partner, name)),
    );
    return found.filter((subscriber) => subscriber !== undefined);
  }
  const all = subscribersOf(office, partner);
  const count = await all.count();
  if (count > MOST_WALKED)
    throw new RefusedError(
      400,
      'list-too-long',
      `${count} products are too many to look at for one answer; allowed: a filter by product.id, logicalResource.id (the number) or partyAccount.id, or a list of at most ${MOST_WALKED} products`,
    );
  const subscribers: Subscriber[] = [];
  for await (const subscriber of all.walk()) subscribers.push(subscriber);
  return subscribers;
}

const BATCH = 100;

/** The accounts of subscribers, in their order; those that are not open are left out. */
export async function holdingsOf(
  office: BalancesOffice,
  subscribers: readonly Subscriber[],
  nowMs: number,
): Promise<Holdings[]> {
  const keys = [...new Set(subscribers.map(({ accountKey }) => accountKey))];
  const batches = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, batch) =>
    keys.slice(batch * BATCH, (batch + 1) * BATCH),
  );
  const items = (await inParallel(batches, LANES, async (batch) => accountItems(office, batch))).flat();
  const views = new Map(
    await Promise.all(
      items.map(async (item) => [String(item['k']), await accountView(office, item, nowMs)] as const),
    ),
  );
  return subscribers.flatMap((subscriber) => {
    const account = views.get(subscriber.accountKey);
    return account === undefined ? [] : [{ subscriber, account }];
  });
}

async function accountItems({ client, tables }: BalancesOffice, keys: readonly string[]): Promise<Item[]> {
  const items: Item[] = [];
  let wanted = keys.map((key) => ({ k: { S: key } }));
  while (wanted.length > 0) {
    const { Responses: read, UnprocessedKeys: left } = await client.send(
      new BatchGetItemCommand({
        RequestItems: { [tables.accounts]: { Keys: wanted, ConsistentRead: true } },
      }),
    );
    items.push(...(read?.[tables.accounts] ?? []).map(unmarshalItem));
    wanted = (left?.[tables.accounts]?.Keys ?? []) as typeof wanted;
  }
  // An alias has no plan.
  return items.filter((item) => item['p'] !== undefined);
}

/** What only the holds of an account tell. */
const OF_HOLDS = ['reservedValue', 'reserveBalance'];

/**
 * What accounts show and filters leave. Holds are read of what is in the page, and of all only for filters by what is
 * set aside.
 */
export async function overAccounts(
  office: BalancesOffice,
  request: PartnerRequest,
  filters: readonly Filter[],
  view: View,
  drafts: readonly Resource[] = [],
): Promise<{ readonly source: ListSource<Shown>; readonly show: (shown: Shown) => Promise<Resource> }> {
  const subscribers = await subscribersFor(office, request, filters);
  const all = await holdingsOf(office, subscribers, request.nowMs);
  const read = new Map<string, Promise<SetAside[]>>();
  const setAside = async (holdings: Holdings) => {
    const { accountKey } = holdings.subscriber;
    const reading = read.get(accountKey) ?? setAsideOf(office, holdings);
    read.set(accountKey, reading);
    return reading;
  };
  const isOfHolds = filters.some(({ path }) => OF_HOLDS.includes(path[0] ?? ''));
  const shown = await inParallel(all, LANES, async (holdings) =>
    view(holdings, isOfHolds ? await setAside(holdings) : [], request).map((resource) => ({
      holdings,
      resource,
    })),
  );
  return {
    source: listOf(
      [...shown.flat(), ...drafts.map((resource): Shown => ({ resource }))].filter(({ resource }) =>
        matches(resource, filters),
      ),
    ),
    show: async ({ holdings, resource }) =>
      holdings === undefined
        ? resource
        : (view(holdings, await setAside(holdings), request).find(({ id }) => id === resource['id']) ??
          resource),
  };
}

export interface Shown {
  /** Absent of what is no account's. */
  readonly holdings?: Holdings;
  readonly resource: Resource;
}

/** One of them by its id, which begins with its subscriber's. */
export async function oneOverAccounts(
  office: BalancesOffice,
  request: PartnerRequest,
  id: string,
  view: View,
): Promise<Resource | undefined> {
  const named = readBucketId(id);
  const subscriber =
    named === undefined ? undefined : await subscriberOf(office, request.partner, named.subscriberId);
  if (subscriber === undefined) return undefined;
  const [holdings] = await holdingsOf(office, [subscriber], request.nowMs);
  return holdings === undefined
    ? undefined
    : view(holdings, await setAsideOf(office, holdings), request).find((each) => each['id'] === id);
}
