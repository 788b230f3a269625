/**
 * TMF620: what is sold, as views of the plans, and what partners add to it: drafts, and catalogs and categories of their
 * own.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { entryOf, type CatalogEntry, viewEntry } from '../../../domain/partners/catalog/entry.js';
import { planOffering } from '../../../domain/partners/catalog/offerings.js';
import {
  CATALOG_RESOURCES,
  type CatalogResource,
  type Resource,
  typeOf,
} from '../../../domain/partners/catalog/reference.js';
import { definitions } from '../../../domain/partners/definitions/catalog.js';
import { newId } from '../../../domain/partners/ids.js';
import { attributesOf } from '../../../domain/partners/tmf/definitions.js';
import { json } from '../../shared/problem.js';
import { bodyChecks } from '../kernel/check-body.js';
import { type Collection, collectionHandlers } from '../kernel/collection.js';
import { dryRunOf } from '../kernel/dry-run.js';
import { answerList, answerOne, listQuery } from '../kernel/list.js';
import { type Recorded, RecordBook } from '../kernel/records.js';
import { RefusedError } from '../kernel/refused.js';
import { created, type PartnerHandler, type PartnerRequest } from '../kernel/serve.js';
import { joinedList } from './joined-list.js';
import { carriesPlan, publishMobilePlan } from './publish-plan.js';
import { soldPlans } from './sold-plans.js';
import { findView, viewsOf } from './views.js';

export interface CatalogOffice {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Names the operator's catalog. */
  readonly operatorId: string;
}

export const checkCatalogBody = bodyChecks(definitions);

/** How each resource's own entries are kept: kind of record, prefix of ids, name in errors. */
const KEPT: Readonly<Record<CatalogResource, readonly [kind: string, prefix: string, words: string]>> = {
  catalog: ['CATALOG', 'cat', 'catalog'],
  category: ['CATEGORY', 'cgy', 'category'],
  productOffering: ['OFFERINGDRAFT', 'off', 'product-offering'],
  productOfferingPrice: ['OFFERINGPRICE', 'pop', 'product-offering-price'],
  productSpecification: ['SPECIFICATION', 'psp', 'product-specification'],
};

export function catalogHandlers(office: CatalogOffice): Readonly<Record<string, PartnerHandler>> {
  return Object.assign({}, ...CATALOG_RESOURCES.map((resource) => handlersOf(office, resource))) as Record<
    string,
    PartnerHandler
  >;
}

function handlersOf(office: CatalogOffice, resource: CatalogResource): Record<string, PartnerHandler> {
  const { client, table } = office;
  const [kind, prefix, words] = KEPT[resource];
  const type = typeOf(resource);
  const book = new RecordBook<CatalogEntry>(client, table, kind, words);
  const view = (entry: Recorded<CatalogEntry>, baseUrl: string) => viewEntry(resource, entry, baseUrl);
  const own: Collection<CatalogEntry> = {
    table,
    book,
    api: 'catalog',
    name: resource,
    type,
    words,
    prefix,
    definitions,
    checkBody: checkCatalogBody,
    view,
    make: async (_request, body) => Promise.resolve({ value: entryOf(resource, body) }),
    remake: async (_request, before, { lastUpdate: _then, ...merged }) => {
      const isMoved = merged['lifecycleStatus'] !== lifecycleOf(before);
      return Promise.resolve({
        value: entryOf(resource, merged),
        ...(isMoved ? { change: 'state_changed' as const } : {}),
      });
    },
  };
  const handlers = collectionHandlers(own);
  const attributes = attributesOf(definitions, type);
  const find = async (request: PartnerRequest) =>
    findView(office, resource, request.path['id'] ?? '', request);
  return {
    [`list${type}`]: async (request) => {
      const derived = await viewsOf(office, resource, request);
      const kept = book.list(request.partner);
      return answerList(
        listQuery(request.query, attributes),
        joinedList<Resource, Recorded<CatalogEntry>>(derived, kept),
        (item) => ('attributes' in item ? view(item as Recorded<CatalogEntry>, request.baseUrl) : item),
      );
    },
    [`create${type}`]: async (request) => {
      const body = request.body as Resource;
      const dryRun = dryRunOf(request);
      if (resource === 'productOffering' && carriesPlan(body)) return publish(office, request, dryRun);
      if (!dryRun) return handlers[`create${type}`]!(request);
      const entry = { id: newId(prefix, request.seed), updatedAt: new Date(request.nowMs).toISOString() };
      return json(200, viewEntry(resource, { ...entry, ...entryOf(resource, body) }, request.baseUrl));
    },
    [`retrieve${type}`]: async (request) => {
      const found = await find(request);
      return found === undefined ? handlers[`retrieve${type}`]!(request) : answerOne(found, request.query);
    },
    [`patch${type}`]: async (request) => {
      if ((await find(request)) !== undefined) throw derivedRefusal(resource, request);
      return handlers[`patch${type}`]!(request);
    },
    [`delete${type}`]: async (request) => {
      if ((await find(request)) !== undefined) throw derivedRefusal(resource, request);
      return handlers[`delete${type}`]!(request);
    },
  };
}

const lifecycleOf = ({ attributes }: CatalogEntry) => (JSON.parse(attributes) as Resource)['lifecycleStatus'];

async function publish({ table }: CatalogOffice, request: PartnerRequest, dryRun: boolean) {
  const { sold, isNew } = await publishMobilePlan(table, request, request.body as Resource, dryRun);
  const others = (await soldPlans(table, request.nowMs)).filter(
    ({ offeringId }) => offeringId !== sold.offeringId,
  );
  const offering = planOffering(sold, [...others, sold], request.baseUrl);
  return isNew ? created(offering) : json(200, offering);
}

const derivedRefusal = (resource: CatalogResource, { path }: PartnerRequest) =>
  new RefusedError(
    409,
    'follows-from-plan',
    `${KEPT[resource][2].replaceAll('-', ' ')} ${path['id']} follows from what is sold and can't be changed by itself; ` +
      'the operator publishes another version of the plan by POST productOffering with "@type": "MobilePlanOffering"',
  );
