/**
 * TMF635 Usage: what products used, as it was rated, and what partners report themselves, which is kept and not rated.
 */
import { inParallel } from '../../../domain/in-parallel.js';
import { definitions } from '../../../domain/partners/definitions/usage.js';
import { TMF_BASE } from '../../../domain/partners/routes.js';
import { attributesOf } from '../../../domain/partners/tmf/definitions.js';
import { type Filter, parseFilter } from '../../../domain/partners/tmf/filter.js';
import {
  isUsageKind,
  readUsageId,
  USAGE_KINDS,
  usageSpecificationRef,
  viewUsages,
  viewUsageSpecification,
} from '../../../domain/partners/usage/usage.js';
import { usageRow } from '../../billing/usage-rows.js';
import { subscribersFor } from '../balances/buckets.js';
import { joinedList } from '../catalog/joined-list.js';
import { type BalancesOffice, subscriberOf } from '../balances/office.js';
import { bodyChecks } from '../kernel/check-body.js';
import { type Collection, collectionHandlers, type Resource } from '../kernel/collection.js';
import { answerList, answerOne, type ListSource, listOf, listQuery } from '../kernel/list.js';
import { RecordBook } from '../kernel/records.js';
import { RefusedError } from '../kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../kernel/serve.js';
import { type Stretch, usageRecords } from './rows.js';
import type { Subscriber } from '../../subscribers/find-subscriber.js';

export const checkUsageBody = bodyChecks(definitions);

/** `PARTNERUSAGE#…` and `USAGESPEC#…`: what partners report, as it came. */
interface Reported {
  readonly resource: Resource;
}

const META = ['@type', '@baseType', '@schemaLocation'];
/** Of one answer; more are asked for by product and time. */
const MOST_USAGES = 20_000;
const LANES = 16;
const OTHERS = ['product.id', 'logicalResource.id', 'partyAccount.id'];

export function usageHandlers(office: BalancesOffice): Readonly<Record<string, PartnerHandler>> {
  const usages = usageCollection(office);
  const specifications = specificationCollection(office);
  const own = collectionHandlers(usages);
  const ownSpecifications = collectionHandlers(specifications);
  const usageAttributes = [...new Set([...attributesOf(definitions, 'Usage'), ...META])];
  const specificationAttributes = [...new Set([...attributesOf(definitions, 'UsageSpecification'), ...META])];
  return {
    ...own,
    ...ownSpecifications,
    listUsage: async (request) => {
      const query = listQuery(request.query, usageAttributes, OTHERS);
      const source = await everyUsage(office, usages, request, query.filters);
      return answerList(query, source, (each) => each);
    },
    retrieveUsage: async (request) => {
      const derived = await ratedUsage(office, request, request.path['id'] ?? '');
      return derived === undefined ? own['retrieveUsage']!(request) : answerOne(derived, request.query);
    },
    patchUsage: async (request) => {
      await refuseRated(office, request);
      return own['patchUsage']!(request);
    },
    deleteUsage: async (request) => {
      await refuseRated(office, request);
      return own['deleteUsage']!(request);
    },
    listUsageSpecification: async (request) => {
      const query = listQuery(request.query, specificationAttributes);
      const ours = USAGE_KINDS.map((kind) => viewUsageSpecification(kind, request.baseUrl));
      return answerList(query, joinedList(ours, viewed(specifications, request)), (each) => each);
    },
    retrieveUsageSpecification: async (request) => {
      const id = request.path['id'];
      return isUsageKind(id)
        ? answerOne(viewUsageSpecification(id, request.baseUrl), request.query)
        : ownSpecifications['retrieveUsageSpecification']!(request);
    },
    patchUsageSpecification: async (request) => {
      refuseOurs(request);
      return ownSpecifications['patchUsageSpecification']!(request);
    },
    deleteUsageSpecification: async (request) => {
      refuseOurs(request);
      return ownSpecifications['deleteUsageSpecification']!(request);
    },
  };
}

function usageCollection({ client, tables }: BalancesOffice): Collection<Reported> {
  return {
    table: tables.records,
    book: new RecordBook<Reported>(client, tables.records, 'PARTNERUSAGE', 'usage'),
    api: 'usage',
    name: 'usage',
    type: 'Usage',
    words: 'usage',
    prefix: 'usg',
    definitions,
    checkBody: checkUsageBody,
    view: ({ id, resource, createdAt }, baseUrl) => {
      const kind = resource['usageType'] as string | undefined;
      return {
        '@type': 'Usage',
        usageDate: createdAt,
        status: 'received',
        usageSpecification: usageSpecificationRef(isUsageKind(kind) ? kind : 'other', baseUrl),
        ...resource,
        id,
        href: `${baseUrl}${TMF_BASE.usage}/usage/${id}`,
      };
    },
    make: (_request, resource) => Promise.resolve({ value: { resource } }),
    remake: (_request, _before, resource) => Promise.resolve({ value: { resource } }),
  };
}

function specificationCollection({ client, tables }: BalancesOffice): Collection<Reported> {
  return {
    table: tables.records,
    book: new RecordBook<Reported>(client, tables.records, 'USAGESPEC', 'usage-specification'),
    api: 'usage',
    name: 'usageSpecification',
    type: 'UsageSpecification',
    words: 'usage-specification',
    prefix: 'ups',
    definitions,
    checkBody: checkUsageBody,
    view: ({ id, resource, updatedAt }, baseUrl) => ({
      '@type': 'UsageSpecification',
      name: id,
      lifecycleStatus: 'Active',
      lastUpdate: updatedAt,
      ...resource,
      id,
      href: `${baseUrl}${TMF_BASE.usage}/usageSpecification/${id}`,
    }),
    make: (_request, resource) => Promise.resolve({ value: { resource } }),
    remake: (_request, _before, { lastUpdate: _lastUpdate, ...resource }) =>
      Promise.resolve({ value: { resource } }),
  };
}

/** A list's records as they are answered. */
function viewed<T extends object>(
  { book, view }: Pick<Collection<T>, 'book' | 'view'>,
  { partner, baseUrl }: PartnerRequest,
): ListSource<Resource> {
  const source = book.list(partner);
  return {
    page: async (offset, limit) => {
      const { items, total } = await source.page(offset, limit);
      return { items: items.map((record) => view(record, baseUrl)), total };
    },
    async *walk() {
      for await (const record of source.walk()) yield view(record, baseUrl);
    },
  };
}

/** Rated usage of the products that the filters leave, oldest first of each, and then what was reported. */
async function everyUsage(
  office: BalancesOffice,
  collection: Collection<Reported>,
  request: PartnerRequest,
  filters: readonly Filter[],
): Promise<ListSource<Resource>> {
  const ids = filters.find(({ path, operator }) => path.join('.') === 'id' && operator === 'eq');
  if (ids !== undefined) {
    const rated = await Promise.all(ids.values.map(async (id) => ratedUsage(office, request, id)));
    const reported = (await collection.book.list(request.partner).find?.(filters)) ?? [];
    return listOf([
      ...rated.filter((usage) => usage !== undefined),
      ...reported.map((record) => collection.view(record, request.baseUrl)),
    ]);
  }
  const about = OTHERS.flatMap((name) => {
    const value = request.query[name];
    return value === undefined ? [] : [parseFilter(name, value)];
  });
  const named = [...about, ...filters.flatMap(aboutProduct)];
  const subscribers = await subscribersFor(office, request, named);
  const stretch = stretchOf(filters);
  const { client, tables } = office;
  let found = 0;
  const rated = await inParallel(subscribers, LANES, async (subscriber) => {
    const usages: Resource[] = [];
    for await (const record of usageRecords(client, tables.records, subscriber.accountKey, stretch)) {
      const more = viewUsages(record, subscriber, request.baseUrl);
      found += more.length;
      if (found > MOST_USAGES)
        throw new RefusedError(
          400,
          'list-too-long',
          `more than ${MOST_USAGES} usages are too many for one answer; allowed: filters by product.id and usageDate.gte, usageDate.lte`,
        );
      usages.push(...more);
    }
    return usages;
  });
  // Who asks for a product's usage asks for what was rated.
  return about.length > 0 ? listOf(rated.flat()) : joinedList(rated.flat(), viewed(collection, request));
}

/** A filter by the product that was rated, as products are found. */
function aboutProduct(filter: Filter): Filter[] {
  const path = filter.path.join('.');
  if (path === 'ratedProductUsage.productRef.id') return [{ ...filter, path: ['product', 'id'] }];
  return path === 'relatedParty.id' ? [filter] : [];
}

const DAY_MS = 86_400_000;

/** The time that filters by `usageDate` leave, a day more on both sides; they are applied again. */
function stretchOf(filters: readonly Filter[]): Stretch {
  const at = (operators: readonly Filter['operator'][]) =>
    filters
      .filter(({ path, operator }) => path.join('.') === 'usageDate' && operators.includes(operator))
      .flatMap(({ values }) => values.map(Date.parse))
      .filter((ms) => !Number.isNaN(ms));
  const [from, to] = [at(['gt', 'gte', 'eq']), at(['lt', 'lte', 'eq'])];
  return {
    ...(from.length === 0 ? {} : { from: new Date(Math.min(...from) - DAY_MS).toISOString() }),
    ...(to.length === 0 ? {} : { to: new Date(Math.max(...to) + DAY_MS).toISOString() }),
  };
}

/** @returns undefined when the id is of no usage that this partner may see */
async function ratedUsage(
  office: BalancesOffice,
  { partner, baseUrl }: PartnerRequest,
  id: string,
): Promise<Resource | undefined> {
  const name = readUsageId(id);
  if (name === undefined) return undefined;
  const subscriber: Subscriber | undefined = await subscriberOf(office, partner, name.subscriberId);
  if (subscriber === undefined) return undefined;
  const record = await usageRow(office.tables.records, subscriber.accountKey, name.version);
  return record === undefined
    ? undefined
    : viewUsages(record, subscriber, baseUrl).find((usage) => usage['id'] === id);
}

async function refuseRated(office: BalancesOffice, request: PartnerRequest): Promise<void> {
  const id = request.path['id'] ?? '';
  if ((await ratedUsage(office, request, id)) === undefined) return;
  throw new RefusedError(
    409,
    'usage-rated',
    `usage ${id} was rated, and stays as it is; allowed: an adjustment of the balance (TMF654 adjustBalance)`,
  );
}

function refuseOurs({ path }: PartnerRequest): void {
  if (isUsageKind(path['id']))
    throw new RefusedError(
      409,
      'specification-of-the-operator',
      `usage specification ${path['id']} is the operator's; allowed: one of your own`,
    );
}
