/** What the last page of a long list costs against the first: 100,000 customers of one partner. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { entryKeyOf, listKeyOf } from '../domain/partners/places.js';
import { partnerRoutes } from '../domain/partners/routes.js';
import { type LocalDynamoDb, startLocalDynamoDb } from '../local/dynamodb/index.js';
import type { PartnerHandler, PartnerRequest } from '../lambdas/partners/kernel/serve.js';
import { toAttributes } from '../lambdas/shared/attributes.js';
import { median } from './load-time.js';

type Emit = (name: string, value: number, unit: string) => void;

const CUSTOMERS = 100_000;
/** Customers that were deleted, anywhere in the list. */
const DELETED = 1_000;
const OWNER = 'acme';
const PAGE = 50;
const ROUNDS = 101;
const BATCH = 25;
const WRITERS = 8;

export async function measureLists(emit: Emit): Promise<void> {
  const local = await startLocalDynamoDb();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: local.endpoint,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const client = new DynamoDBClient({});
  try {
    await fill(client, local);
    const { customersHandlers } = await import('../lambdas/partners/customers/handlers.js');
    const list = customersHandlers({ client, table: TABLE })['listCustomer']!;
    const reads = countReads(client);
    const last = CUSTOMERS - PAGE;
    const [first, other] = [await costOf(list, 0, reads), await costOf(list, last, reads)];
    const times: { first: number[]; last: number[] } = { first: [], last: [] };
    // One after the other, so that whatever else the machine does falls on both.
    for (let round = 0; round < ROUNDS; round++) {
      times.first.push(await timeOf(list, 0));
      times.last.push(await timeOf(list, last));
    }
    emit(
      'partner.last_page_over_first',
      Number((median(times.last) / median(times.first)).toFixed(2)),
      `times, of ${CUSTOMERS} customers and ${DELETED} deleted ones; median of ${ROUNDS}`,
    );
    emit('partner.first_page_read_units', first.units, `read units, in ${first.requests} requests`);
    emit('partner.last_page_read_units', other.units, `read units, in ${other.requests} requests`);
  } finally {
    client.destroy();
    await local.stop();
  }
}

const TABLE = 'records';

async function fill(client: DynamoDBClient, local: LocalDynamoDb): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  const all = CUSTOMERS + DELETED;
  const every = Math.floor(all / DELETED);
  const holes: number[] = [];
  const items: Record<string, unknown>[] = [];
  for (let place = 0; place < all; place++) {
    if (place % every === every >> 1 && holes.length < DELETED) holes.push(place);
    else items.push(...customerAt(place));
  }
  const meta = toAttributes({ ...listKeyOf('CUSTOMER', OWNER), next: all, takenAtMs: 0 });
  items.push({ ...meta, holes: { NS: holes.map(String) } });
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < items.length) {
      const batch = items.slice(next, (next += BATCH));
      const puts = batch.map((Item) => ({ PutRequest: { Item } }));
      await local.call('BatchWriteItem', { RequestItems: { [TABLE]: puts } });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

function customerAt(place: number): Record<string, unknown>[] {
  const id = `cus_${place.toString(16).padStart(24, '0')}`;
  const atISO = '2026-11-23T00:00:00.000Z';
  const record = {
    pk: `CUSTOMER#${id}`,
    sk: 'META',
    name: `Customer ${place}`,
    status: 'active',
    engagedParty: { id: `crm-${place}`, referredType: 'Individual', also: {} },
    products: 0,
    accounts: {},
    also: {},
    id,
    owner: OWNER,
    revision: 1,
    createdAt: atISO,
    updatedAt: atISO,
    place,
  };
  return [toAttributes(record), toAttributes({ ...entryKeyOf('CUSTOMER', OWNER, place), ref: record.pk })];
}

interface Reads {
  requests: number;
  units: number;
}

/** Has every request tell what it consumed, and sums it. */
function countReads(client: DynamoDBClient): Reads {
  const reads: Reads = { requests: 0, units: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next({
        ...args,
        input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' },
      });
      const { ConsumedCapacity: consumed } = result.output as {
        ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
      };
      reads.requests++;
      reads.units += [consumed ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
      return result;
    },
    { step: 'initialize' },
  );
  return reads;
}

async function costOf(list: PartnerHandler, offset: number, reads: Reads): Promise<Reads> {
  Object.assign(reads, { requests: 0, units: 0 });
  const { body = '', headers = {} } = await list(requestOf(offset));
  const page = JSON.parse(body) as { name: string }[];
  if (page.length !== PAGE || headers['x-total-count'] !== String(CUSTOMERS))
    throw new Error(`offset ${offset}: ${page.length} of ${String(headers['x-total-count'])} customers`);
  return { ...reads };
}

async function timeOf(list: PartnerHandler, offset: number): Promise<number> {
  const start = process.hrtime.bigint();
  await list(requestOf(offset));
  return Number(process.hrtime.bigint() - start);
}

function requestOf(offset: number): PartnerRequest {
  return {
    route: partnerRoutes().find(({ operationId }) => operationId === 'listCustomer')!,
    partner: { id: OWNER, isOperator: false, requestsPerMinute: 1 },
    path: {},
    query: { offset: String(offset), limit: String(PAGE) },
    body: undefined,
    headers: {},
    seed: '',
    nowMs: 0,
    requestId: 'bench',
    baseUrl: 'https://partners.example',
  };
}
