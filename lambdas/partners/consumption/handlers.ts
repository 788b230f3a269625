/** TMF677 Usage Consumption: a question is a report of how much is left, which is kept as it was. */
import { definitions } from '../../../domain/partners/definitions/consumption.js';
import { reportOf } from '../../../domain/partners/consumption/report.js';
import { TMF_BASE } from '../../../domain/partners/routes.js';
import { parseFilter } from '../../../domain/partners/tmf/filter.js';
import type { InvalidParam } from '../../shared/problem.js';
import { holdingsOf, MOST_WALKED, setAsideOf, subscribersFor } from '../balances/buckets.js';
import {
  type BalancesOffice,
  bucketOwner,
  msisdnOf,
  subscriberOf,
  subscribersOf,
} from '../balances/office.js';
import { bodyChecks } from '../kernel/check-body.js';
import { type Collection, collectionHandlers, type Resource } from '../kernel/collection.js';
import { RecordBook } from '../kernel/records.js';
import { invalid, RefusedError } from '../kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../kernel/serve.js';
import type { Subscriber } from '../../subscribers/find-subscriber.js';

export const checkConsumptionBody = bodyChecks(definitions);

/** `CONSUMPTION#<id>` / `META`, beside what every record of partners has. */
interface Asked {
  readonly asked: Resource;
  readonly atISO: string;
  readonly usageConsumption: readonly Resource[];
}

/** Products of one report: it is one record. */
export const MOST_REPORTED = 50;
const MOST_BYTES = 250_000;

interface Ref {
  readonly id?: string;
  readonly name?: string;
}

/** Handlers by `operationId`. */
export function consumptionHandlers(office: BalancesOffice): Readonly<Record<string, PartnerHandler>> {
  const { client, tables } = office;
  const collection: Collection<Asked> = {
    table: tables.records,
    book: new RecordBook<Asked>(client, tables.records, 'CONSUMPTION', 'query-usage-consumption'),
    api: 'consumption',
    name: 'queryUsageConsumption',
    type: 'QueryUsageConsumption',
    words: 'query-usage-consumption',
    prefix: 'quc',
    definitions,
    checkBody: checkConsumptionBody,
    view: ({ id, asked, atISO, usageConsumption }, baseUrl) => ({
      '@type': 'QueryUsageConsumption',
      queryUsageConsumptionDate: atISO,
      ...asked,
      id,
      href: `${baseUrl}${TMF_BASE.consumption}/queryUsageConsumption/${id}`,
      usageConsumption,
    }),
    make: async (request, asked) => ({
      value: {
        asked,
        atISO: new Date(request.nowMs).toISOString(),
        usageConsumption: await report(office, request, asked),
      },
    }),
    remake: () => Promise.reject(new Error('a question is not changed')),
  };
  return collectionHandlers(collection);
}

async function report(office: BalancesOffice, request: PartnerRequest, asked: Resource): Promise<Resource[]> {
  const subscribers = await meant(office, request, asked);
  if (subscribers.length > MOST_REPORTED)
    throw new RefusedError(
      400,
      'report-too-long',
      `${subscribers.length} products are too many for one report; allowed: up to ${MOST_REPORTED}, named in searchCriteria.product, searchCriteria.logicalResource or partyAccount`,
    );
  const all = await holdingsOf(office, subscribers, request.nowMs);
  const consumption = await Promise.all(
    all.map(async (holdings) =>
      reportOf(
        bucketOwner(holdings.subscriber),
        holdings.account,
        await setAsideOf(office, holdings),
        request,
      ),
    ),
  );
  const bytes = Buffer.byteLength(JSON.stringify(consumption));
  if (bytes > MOST_BYTES)
    throw new RefusedError(
      400,
      'report-too-long',
      `the buckets of ${subscribers.length} products are too many for one report; allowed: fewer products`,
    );
  return consumption;
}

/** The products that a question is about; without criteria, all of who asks. */
async function meant(
  office: BalancesOffice,
  request: PartnerRequest,
  asked: Resource,
): Promise<Subscriber[]> {
  const { partner } = request;
  const criteria = (asked['searchCriteria'] ?? {}) as Resource;
  const refs = (of: Resource, name: string) => (of[name] ?? []) as readonly Ref[];
  const names: { readonly param: string; readonly got: string; readonly name: string }[] = [
    ...refs(criteria, 'product').map(({ id = '' }) => ({
      param: 'searchCriteria.product',
      got: id,
      name: id,
    })),
    ...refs(criteria, 'logicalResource').map(({ id = '' }) => ({
      param: 'searchCriteria.logicalResource',
      got: id,
      name: msisdnOf(id),
    })),
    ...[...refs(criteria, 'partyAccount'), ...refs(asked, 'partyAccount')].map(({ id = '' }) => ({
      param: 'partyAccount',
      got: id,
      name: id,
    })),
  ];
  const problems: InvalidParam[] = [];
  const found = new Map<string, Subscriber>();
  for (const { param, got, name } of names) {
    const subscriber = await subscriberOf(office, partner, name);
    if (subscriber === undefined) problems.push({ param, reason: `got "${got}"; you have no such product` });
    else found.set(subscriber.subscriberId, subscriber);
  }
  if (problems.length > 0) throw invalid('product-not-found', problems);
  if (names.length > 0) return [...found.values()];
  const parties = [...refs(criteria, 'relatedParty'), ...refs(asked, 'relatedParty')].map(
    ({ id = '' }) => id,
  );
  const all = subscribersOf(office, partner);
  if (parties.length > 0) {
    const filter = parseFilter('relatedParty.id', parties.map((id) => `"${id}"`).join(','));
    const some = await subscribersFor(office, request, [filter]);
    return some.filter(({ customerId }) => customerId !== undefined && parties.includes(customerId));
  }
  const count = await all.count();
  if (count > MOST_REPORTED)
    throw new RefusedError(
      400,
      'report-too-long',
      `${count} products are too many for one report; allowed: up to ${MOST_REPORTED}, named in searchCriteria.product, searchCriteria.logicalResource, partyAccount or relatedParty (of at most ${MOST_WALKED} products)`,
    );
  const everyone: Subscriber[] = [];
  for await (const subscriber of all.walk()) everyone.push(subscriber);
  return everyone;
}
