/** TMF639: numbers, SIM cards and eSIM profiles in stock and in use, and other things that are listed. */
import { type DynamoDBClient, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type IdentityField, identityKey } from '../../../domain/operator/identities.js';
import { definitions } from '../../../domain/partners/definitions/resources.js';
import {
  numberResourceId,
  type ResourceRecord,
  simResourceId,
} from '../../../domain/partners/resources/record.js';
import {
  isStockCategory,
  type Numbering,
  patchResource,
  readResource,
  resourceInUse,
  viewResource,
} from '../../../domain/partners/resources/resource.js';
import { readOperator } from '../../catalogue/operator-record.js';
import type { Tables } from '../../accounts/ledger.js';
import { getProduct, ownerOfProduct, type ProductRecord, productsOf } from '../inventory/handlers.js';
import { bodyChecks } from '../kernel/check-body.js';
import { type Collection, collectionHandlers, type Made, type Resource } from '../kernel/collection.js';
import type { ListSource } from '../kernel/list.js';
import { maySee } from '../kernel/partner.js';
import { type Recorded, RecordBook } from '../kernel/records.js';
import { invalid, RefusedError } from '../kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../kernel/serve.js';

export interface ResourcesOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
}

export const checkResourceBody = bodyChecks(definitions);

type Kept = Recorded<ResourceRecord>;

/** No place: it is seen through its subscriber, and is no record. */
const NOWHERE = -1;

export function resourcesHandlers(office: ResourcesOffice): Readonly<Record<string, PartnerHandler>> {
  const { client, tables } = office;
  const table = tables.records;
  const book = new RecordBook<ResourceRecord>(client, table, 'RESOURCE', 'resource');
  const collection: Collection<ResourceRecord> = {
    table,
    book,
    api: 'resources',
    name: 'resource',
    type: 'Resource',
    words: 'resource',
    prefix: 'res',
    definitions,
    checkBody: checkResourceBody,
    view: (resource, baseUrl) => viewResource(resource.id, resource, baseUrl),
    make: async (request, body) => bringIn(office, book, request, body),
    remake: async (_request, before, merged) => Promise.resolve(patched(before, merged)),
    unmake: async (_request, before) => Promise.resolve(takenOut(table, before)),
    list: (request) =>
      request.partner.isOperator ? book.list(request.partner) : ofPartner(office, book, request),
    findElsewhere: async (request, id) => inUse(office, book, request, id),
  };
  return collectionHandlers(collection);
}

/** @throws RefusedError 400, 403, 409 */
async function bringIn(
  office: ResourcesOffice,
  book: RecordBook<ResourceRecord>,
  { partner, seed }: PartnerRequest,
  body: Resource,
): Promise<Made<ResourceRecord>> {
  if (isStockCategory(body['category']) && !partner.isOperator)
    throw new RefusedError(
      403,
      'stock-is-the-operators',
      `category: got "${body['category']}"; numbers and SIMs are brought in by the operator; allowed: other resources of yours`,
    );
  const read = readResource(body, await numberingOf(office.tables.records), seed);
  if ('problems' in read) throw invalid('invalid-resource', read.problems);
  const { id, resource } = read;
  if (id === undefined) return { value: resource };
  const known = await book.get(id);
  if (known !== undefined && known.seed !== seed)
    throw new RefusedError(409, 'resource-exists', `${resource.name} is in stock already: ${id}`);
  const taken = known === undefined ? await takenBy(office, resource) : [];
  if (taken.length > 0) throw new RefusedError(409, 'resource-taken', taken.join('; '));
  return {
    id,
    value: resource,
    also: known === undefined ? simLock(office.tables.records, id, resource) : [],
  };
}

/** A SIM is in stock once by its card, whose id it has, and once by its IMSI. */
function simLock(table: string, id: string, { supi }: ResourceRecord): TransactWriteItem[] {
  if (supi === undefined) return [];
  return [
    {
      Put: {
        TableName: table,
        Item: { ...simLockKey(supi), ref: { S: id } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ];
}

const simLockKey = (supi: string) => ({ pk: { S: `STOCKSIM#${supi}` }, sk: { S: 'META' } });

async function takenBy({ client, tables }: ResourcesOffice, resource: ResourceRecord): Promise<string[]> {
  const { kind, value = '', supi, name } = resource;
  const read = async (key: Record<'pk' | 'sk', { S: string }>) => {
    const { Item: item } = await client.send(
      new GetItemCommand({ TableName: tables.records, Key: key, ConsistentRead: true }),
    );
    return item;
  };
  const holderOf = async (field: IdentityField, of: string) => {
    const { pk, sk } = identityKey(field, of);
    return (await read({ pk: { S: pk }, sk: { S: sk } }))?.['subscriberId']?.S;
  };
  const [holder, ofSim, other] = await Promise.all([
    holderOf(kind === 'msisdn' ? 'msisdn' : 'iccid', value),
    supi === undefined ? undefined : holderOf('supi', supi),
    supi === undefined ? undefined : read(simLockKey(supi)),
  ]);
  const stocked = other?.['ref']?.S;
  return [
    ...(holder === undefined ? [] : [`${name} belongs to ${holder}`]),
    ...(ofSim === undefined ? [] : [`${supi} belongs to ${ofSim}`]),
    ...(stocked === undefined ? [] : [`${supi} is that of ${stocked}`]),
  ];
}

let numbering: Promise<Numbering | undefined> | undefined;

/** Of the operator file that was published; it changes with deployments only. */
async function numberingOf(table: string): Promise<Numbering> {
  numbering ??= readOperator(table).then((operator) => operator?.market.numberingPlan);
  const found = await numbering;
  if (found === undefined) {
    numbering = undefined;
    throw new Error('no operator file was published');
  }
  return found;
}

function patched(before: Kept, merged: Resource): Made<ResourceRecord> {
  if (before.place === NOWHERE)
    throw new RefusedError(
      409,
      'resource-in-use',
      `${before.id} is of product ${before.subscriberId ?? ''}; a product order changes that`,
    );
  const result = patchResource(before, viewResource(before.id, before, ''), withoutBase(merged, before));
  if ('problems' in result) throw invalid('invalid-resource', result.problems);
  if ('inUse' in result)
    throw new RefusedError(
      409,
      'resource-in-use',
      `${before.id} is ${result.inUse === 'reserved' ? `reserved by ${before.reservedBy ?? 'an order'}` : `in use by ${before.subscriberId ?? 'a subscriber'}`}; it can be retired once it is free`,
    );
  const { resource } = result;
  return { value: resource, change: resource.status === before.status ? 'updated' : 'state_changed' };
}

/** What refers to other resources by this API's address follows from the record, and is no part of a patch. */
const withoutBase = (merged: Resource, { subscriberId }: Kept): Resource => {
  if (subscriberId === undefined) return merged;
  const { resourceRelationship: _seen, ...rest } = merged;
  return rest;
};

/** @throws RefusedError 409 */
function takenOut(table: string, { id, status, kind, supi, place }: Kept): TransactWriteItem[] {
  if (place === NOWHERE || (kind !== 'other' && status !== 'available' && status !== 'retired'))
    throw new RefusedError(
      409,
      'resource-in-use',
      `${id} is ${status.replace('_', ' ')}; allowed: to delete what is available or retired`,
    );
  if (supi === undefined) return [];
  return [{ Delete: { TableName: table, Key: simLockKey(supi) } }];
}

/** What a partner brought in, then the number and the SIM of each of its products. */
function ofPartner(
  office: ResourcesOffice,
  book: RecordBook<ResourceRecord>,
  { partner }: PartnerRequest,
): ListSource<Kept> {
  const own = book.list(partner);
  const products = productsOf(office, partner);
  return {
    page: async (offset, limit) => {
      const mine = await own.page(offset, limit);
      const skip = Math.max(0, offset - mine.total);
      const left = limit - mine.items.length;
      // Two of each: an odd offset begins with the second one of a product.
      const first = Math.floor(skip / 2);
      const theirs = await products.page(first, left === 0 ? 0 : Math.ceil((left + 1) / 2));
      const resources = theirs.items.flatMap(resourcesOf).slice(skip % 2, (skip % 2) + left);
      return {
        items: [...mine.items, ...(await withStock(book, resources))],
        total: mine.total + 2 * theirs.total,
      };
    },
    walk: async function* () {
      yield* own.walk();
      for await (const product of products.walk()) yield* await withStock(book, resourcesOf(product));
    },
  };
}

const resourcesOf = (product: ProductRecord): Kept[] => [
  kept(numberResourceId(product.msisdn), product, { msisdn: product.msisdn }),
  kept(simResourceId(product.iccid), product, { iccid: product.iccid, supi: product.supi }),
];

/** What the stock knows of resources that are seen through their products; it is not theirs who see it so. */
async function withStock(book: RecordBook<ResourceRecord>, resources: readonly Kept[]): Promise<Kept[]> {
  const records = (await book.places.records(
    resources.map(({ id }) => book.key(id).pk),
  )) as unknown as Kept[];
  const known = new Map(records.map((record) => [record.id, record]));
  return resources.map((resource) => {
    const { form, eid, type } = known.get(resource.id) ?? {};
    return {
      ...resource,
      ...(form === undefined ? {} : { form }),
      ...(eid === undefined ? {} : { eid }),
      ...(type === undefined ? {} : { type }),
    };
  });
}

function kept(id: string, product: ProductRecord, what: Parameters<typeof resourceInUse>[0]): Kept {
  const { subscriberId, partnerId, activatedAt = new Date(0).toISOString() } = product;
  return {
    ...resourceInUse(what, subscriberId, partnerId),
    // What it left may be somebody else's by now.
    ...(product.state === 'terminated' ? { status: 'retired' as const } : {}),
    id,
    owner: ownerOfProduct(product),
    revision: 0,
    createdAt: activatedAt,
    updatedAt: activatedAt,
    place: NOWHERE,
  };
}

/** By its id, the number or SIM of a product that the partner may see. */
async function inUse(
  office: ResourcesOffice,
  book: RecordBook<ResourceRecord>,
  { partner }: PartnerRequest,
  id: string,
): Promise<Kept | undefined> {
  const found = /^res_(?:iccid-(?<iccid>\d{1,20})|(?<msisdn>msisdn-\d{1,15}))$/.exec(id)?.groups;
  const { iccid, msisdn } = found ?? {};
  const key =
    msisdn !== undefined
      ? identityKey('msisdn', msisdn)
      : iccid !== undefined
        ? identityKey('iccid', iccid)
        : undefined;
  if (key === undefined) return undefined;
  const { Item: item } = await office.client.send(
    new GetItemCommand({
      TableName: office.tables.records,
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
      ConsistentRead: true,
    }),
  );
  const subscriberId = item?.['subscriberId']?.S;
  const product = subscriberId === undefined ? undefined : await getProduct(office, subscriberId);
  if (product === undefined || !maySee(partner, ownerOfProduct(product))) return undefined;
  const [resource] = await withStock(
    book,
    resourcesOf(product).filter((each) => each.id === id),
  );
  return resource;
}
