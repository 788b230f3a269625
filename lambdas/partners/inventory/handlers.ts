/** TMF637: products, which are subscribers with their accounts. What changes them is a product order (TMF622). */
import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { type Item, planIdOf } from '../../../domain/charging/item.js';
import { viewAccount } from '../../../domain/charging/view.js';
import { OPERATOR_OWNER } from '../../../domain/events/event.js';
import { identityKey } from '../../../domain/operator/identities.js';
import { definitions } from '../../../domain/partners/definitions/inventory.js';
import { type Product, type ProductWords, viewProduct } from '../../../domain/partners/inventory/product.js';
import { PRODUCTS } from '../../../domain/partners/places.js';
import { attributesOf } from '../../../domain/partners/tmf/definitions.js';
import type { Filter } from '../../../domain/partners/tmf/filter.js';
import { shallowBefore } from '../../../domain/partners/tmf/merge-patch.js';
import { BusyError } from '../../accounts/desk.js';
import { type Tables, writeTogether } from '../../accounts/ledger.js';
import { eventWrite, wake } from '../../events/outbox.js';
import { fromItem, toAttributes } from '../../shared/attributes.js';
import { loadPlan } from '../../shared/plan-store.js';
import { json, type InvalidParam } from '../../shared/problem.js';
import type { Subscriber } from '../../subscribers/find-subscriber.js';
import { resourceEvent } from '../kernel/announce.js';
import { bodyChecks } from '../kernel/check-body.js';
import { answerList, answerOne, type ListSource, listQuery } from '../kernel/list.js';
import { maySee, type Partner } from '../kernel/partner.js';
import { Places } from '../kernel/places.js';
import { invalid, notFound } from '../kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../kernel/serve.js';

export interface InventoryOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  /** Of the operator: the seller where no channel partner is. */
  readonly operatorId: string;
}

/** A subscriber's record, with what products add to it. */
export type ProductRecord = Subscriber & {
  readonly orderItemId?: string;
  readonly words?: ProductWords;
  /** Counts changes of words. */
  readonly wordsRevision?: number;
};

export const checkInventoryBody = bodyChecks(definitions);

export const ownerOfProduct = ({ partnerId }: Pick<Subscriber, 'partnerId'>): string =>
  partnerId ?? OPERATOR_OWNER;

const ATTRIBUTES = [...attributesOf(definitions, 'Product'), '@type', '@baseType', '@schemaLocation'];
const WALK = 100;
/** All else of a product is changed by an order. */
const PATCHED = ['name', 'description', 'isCustomerVisible'] as const;

export function inventoryHandlers(office: InventoryOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    listProduct: async (request) => {
      const read = productReader(office);
      return answerList(
        listQuery(request.query, ATTRIBUTES),
        productsOf(office, request.partner, read),
        async (record) => viewProduct(await read(record), office.operatorId, request.baseUrl),
      );
    },
    retrieveProduct: async (request) => {
      const record = await mustGetProduct(office, request.partner, request.path['id'] ?? '');
      const product = await productReader(office)(record);
      return answerOne(viewProduct(product, office.operatorId, request.baseUrl), request.query);
    },
    patchProduct: async (request) => patchProduct(office, request),
  };
}

/** @throws RefusedError 404 when there is none that this partner may see */
export async function mustGetProduct(
  { client, tables }: Pick<InventoryOffice, 'client' | 'tables'>,
  partner: Partner,
  id: string,
): Promise<ProductRecord> {
  const found = await getProduct({ client, tables }, id);
  if (found === undefined || !maySee(partner, ownerOfProduct(found))) throw notFound('product', id);
  return found;
}

export async function getProduct(
  { client, tables }: Pick<InventoryOffice, 'client' | 'tables'>,
  id: string,
): Promise<ProductRecord | undefined> {
  if (!/^sub_[0-9A-Za-z]{1,40}$/.test(id)) return undefined;
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: `SUBSCRIBER#${id}` }, sk: { S: 'META' } },
      ConsistentRead: true,
    }),
  );
  return item === undefined ? undefined : (fromItem(item) as unknown as ProductRecord);
}

/** Reads what belongs to products; an account that several of them share is read once. */
export function productReader({
  client,
  tables,
}: Pick<InventoryOffice, 'client' | 'tables'>): (record: ProductRecord) => Promise<Product> {
  const accounts = new Map<string, Promise<Product['account']>>();
  const readAccount = async (key: string): Promise<Product['account']> => {
    const { Item: stored } = await client.send(
      new GetItemCommand({ TableName: tables.accounts, Key: { k: { S: key } }, ConsistentRead: true }),
    );
    if (stored === undefined) return undefined;
    const item = fromItem(stored) as Item;
    const plan = await loadPlan(planIdOf(item));
    if (plan === undefined)
      throw new Error(`account ${key} names plan version ${planIdOf(item)}, which is not published`);
    return { plan, state: viewAccount(item, plan, 0).state };
  };
  return async (record) => {
    const { accountKey } = record;
    let account = accounts.get(accountKey);
    if (account === undefined) {
      account = readAccount(accountKey);
      accounts.set(accountKey, account);
    }
    const known = await account;
    // The account knows the plan first: the subscriber's record follows.
    return { ...record, offeringId: known?.plan.offeringId ?? record.offeringId, account: known };
  };
}

/**
 * Those that a partner may see, oldest first.
 *
 * @param read  reads ahead what belongs to those that are walked over, many at a time; it must remember
 */
export function productsOf(
  office: Pick<InventoryOffice, 'client' | 'tables'>,
  partner: Partner,
  read?: (record: ProductRecord) => Promise<Product>,
): ListSource<ProductRecord> {
  const places = new Places(office.client, office.tables.records, PRODUCTS);
  const owner = partner.isOperator ? undefined : partner.id;
  const page = async (offset: number, limit: number) => {
    const { keys, total } = await places.page(owner, offset, limit);
    return { items: (await places.records(keys)) as unknown as ProductRecord[], total };
  };
  return {
    page,
    walk: async function* () {
      for (let offset = 0; ; offset += WALK) {
        const { items, total } = await page(offset, WALK);
        if (read !== undefined) await Promise.all(items.map(read));
        yield* items;
        if (offset + WALK >= total) return;
      }
    },
    find: (filters) => find(office, partner, filters),
  };
}

const CUSTOMER_ID = /^cus_[0-9a-f]{1,64}$/;

/** By id, card and number, and by customer: what indexes know. */
function find(
  office: Pick<InventoryOffice, 'client' | 'tables'>,
  partner: Partner,
  filters: readonly Filter[],
): Promise<readonly ProductRecord[]> | undefined {
  const valuesOf = (name: string) =>
    filters.find(({ path, operator }) => path.join('.') === name && operator === 'eq')?.values;
  const visible = async (ids: readonly (string | undefined)[]) => {
    const found = await Promise.all(
      [...new Set(ids)].map(async (id) => (id === undefined ? undefined : getProduct(office, id))),
    );
    return found
      .filter((record) => record !== undefined)
      .filter((record) => maySee(partner, ownerOfProduct(record)));
  };
  const byIdentity = async (keys: readonly { pk: string; sk: string }[]) =>
    visible(await Promise.all(keys.map(async (key) => holderOf(office, key))));
  const ids = valuesOf('id');
  if (ids !== undefined) return visible(ids);
  const cards = valuesOf('productSerialNumber');
  if (cards !== undefined) return byIdentity(cards.map((iccid) => identityKey('iccid', iccid)));
  const resources = valuesOf('realizingResource.id');
  if (resources?.every((id) => RESOURCE_ID.test(id)) === true)
    return byIdentity(
      resources.map((id) =>
        id.startsWith('res_iccid-')
          ? identityKey('iccid', id.slice('res_iccid-'.length))
          : identityKey('msisdn', id.slice('res_'.length)),
      ),
    );
  const parties = valuesOf('relatedParty.id');
  if (parties?.every((id) => CUSTOMER_ID.test(id)) === true)
    return Promise.all(parties.map(async (id) => productsOfCustomer(office, id))).then(async (lists) =>
      visible(lists.flat()),
    );
  return undefined;
}

const RESOURCE_ID = /^res_(iccid-\d{1,20}|msisdn-\d{1,15})$/;

async function holderOf(
  { client, tables }: Pick<InventoryOffice, 'client' | 'tables'>,
  { pk, sk }: { pk: string; sk: string },
): Promise<string | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    }),
  );
  return item?.['subscriberId']?.S;
}

/** Ids of a customer's products, terminated ones too. */
export async function productsOfCustomer(
  { client, tables }: Pick<InventoryOffice, 'client' | 'tables'>,
  customerId: string,
): Promise<string[]> {
  const ids: string[] = [];
  let from: Record<string, { S: string }> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: tables.records,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :product)',
        ExpressionAttributeValues: { ':pk': { S: `CUSTOMER#${customerId}` }, ':product': { S: 'PRODUCT#' } },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    ids.push(...items.map((item) => item['subscriberId']?.S ?? ''));
    from = last as typeof from;
  } while (from !== undefined);
  return ids;
}

const ATTEMPTS = 5;

async function patchProduct(office: InventoryOffice, request: PartnerRequest) {
  const { partner, nowMs, baseUrl } = request;
  const patch = request.body as Readonly<Record<string, unknown>>;
  const problems: InvalidParam[] = Object.entries(patch)
    .filter(([name]) => !(PATCHED as readonly string[]).includes(name))
    .map(([param, value]) => ({
      param,
      reason: `got ${JSON.stringify(value)}; a product order changes that (POST /tmf-api/productOrderingManagement/v4/productOrder); allowed here: ${PATCHED.join(', ')}`,
    }));
  if (problems.length > 0) throw invalid('use-product-order', problems);
  const id = request.path['id'] ?? '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const record = await mustGetProduct(office, partner, id);
    const product = await productReader(office)(record);
    const words = Object.fromEntries(
      Object.entries({ ...record.words, ...patch }).filter(([, value]) => value !== null),
    ) as ProductWords;
    const before = viewProduct(product, office.operatorId, baseUrl);
    const view = viewProduct({ ...product, words }, office.operatorId, baseUrl);
    const previous = shallowBefore(before, view);
    if (Object.keys(previous).length === 0) return json(200, before);
    const revision = (record.wordsRevision ?? 0) + 1;
    const event = resourceEvent({
      by: partner,
      nowMs,
      owner: ownerOfProduct(record),
      resource: 'product',
      id,
      revision: `words-${revision}`,
      change: 'updated',
      view,
      previous,
      api: 'inventory',
    });
    const written = await writeTogether(office.client, [
      wordsWrite(office.tables.records, id, words, revision),
      eventWrite(office.tables.records, event),
    ]);
    if (written) {
      await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
      return json(200, view);
    }
  }
  throw new BusyError(`others change product ${id} at this moment`);
}

const wordsWrite = (table: string, id: string, words: ProductWords, revision: number): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: { pk: { S: `SUBSCRIBER#${id}` }, sk: { S: 'META' } },
    UpdateExpression: 'SET words = :words, wordsRevision = :revision',
    ConditionExpression:
      revision === 1
        ? 'attribute_exists(pk) AND attribute_not_exists(wordsRevision)'
        : 'wordsRevision = :before',
    ExpressionAttributeValues: {
      ...toAttributes({ ':words': words, ':revision': revision }),
      ...(revision === 1 ? {} : toAttributes({ ':before': revision - 1 })),
    },
  },
});
