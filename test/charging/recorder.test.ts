/** The recorder, from stream events to the records table and the bus. */
import { GetItemCommand, PutItemCommand, QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamoDBRecord } from 'aws-lambda';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { decideEvent } from '../../domain/charging/event.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { decidePaymentStep } from '../../domain/charging/payment-step.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decideRenewal } from '../../domain/charging/renewal.js';
import { marshalItem } from '../../lambdas/charging/dynamodb-account-store.js';
import { fromItem, toAttributes } from '../../lambdas/shared/attributes.js';
import { toPlanParts } from '../../lambdas/shared/plan-parts.js';
import { startDynamoDb, type TestDynamoDb } from '../catalogue/dynamodb.js';
import { create, group } from './requests.js';
import { monthly } from '../renewals/world.js';

interface Entry {
  readonly DetailType: string;
  readonly Source: string;
  readonly Detail: { readonly id: string; readonly time: string; readonly data: Record<string, unknown> };
}

let database: TestDynamoDb;
let bus: Server;
/** What the bus was told. */
let told: Entry[] = [];
/** How many calls of the bus fail. */
let failures = 0;
let handler: (typeof import('../../lambdas/charging/records.handler.js'))['handler'];
let plan: PlanVersion;

const OPENED = Date.parse('2026-01-31T12:00:00Z');

beforeAll(async () => {
  database = await startDynamoDb();
  bus = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { Entries } = JSON.parse(Buffer.concat(chunks).toString()) as {
        Entries: { DetailType: string; Source: string; Detail: string }[];
      };
      const fails = failures > 0;
      if (fails) failures -= 1;
      else
        told.push(
          ...Entries.map((entry) => ({ ...entry, Detail: JSON.parse(entry.Detail) as Entry['Detail'] })),
        );
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(
        JSON.stringify({ FailedEntryCount: fails ? Entries.length : 0, Entries: Entries.map(() => ({})) }),
      );
    });
  });
  await new Promise<void>((done) => {
    bus.listen(0, '127.0.0.1', done);
  });
  Object.assign(process.env, {
    EVENT_BUS_NAME: 'events',
    AWS_ENDPOINT_URL_EVENTBRIDGE: `http://127.0.0.1:${(bus.address() as AddressInfo).port}`,
  });
  ({ handler } = await import('../../lambdas/charging/records.handler.js'));
  plan = await publish(monthly());
  await put({ pk: 'SIM#imsi-1', sk: 'META', subscriberId: 'sub_1' });
  for (const [version, effectiveFrom, nanos] of [
    [1, '2026-01-01T00:00:00Z', 1_000_000],
    [2, '2026-02-15T00:00:00Z', 2_000_000],
  ] as const)
    await put({
      pk: 'HOSTTERMS',
      sk: String(version).padStart(6, '0'),
      terms: canonicalJson({
        version,
        effectiveFromMs: Date.parse(effectiveFrom),
        currency: 'EUR',
        rates: [{ service: 'sms', nanos, per: 1 }],
      }),
    });
});
afterAll(async () => {
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  dynamodb.destroy();
  await database.stop();
  bus.closeAllConnections();
  await new Promise((done) => {
    bus.close(done);
  });
});
beforeEach(() => {
  told = [];
  failures = 0;
});

async function put(item: Record<string, unknown>): Promise<void> {
  await database.client.send(new PutItemCommand({ TableName: 'records', Item: toAttributes(item) }));
}

/** Stores a plan version under the id of its content. */
async function publish(unnamed: PlanVersion): Promise<PlanVersion> {
  const { id: _, ...content } = unnamed;
  const text = canonicalJson(content);
  const id = `plan_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  const [data] = toPlanParts(text);
  await put({ pk: `PLAN#${id}`, sk: 'PART#00', data, parts: 1 });
  return { ...content, id };
}

async function stored(pk: string): Promise<Record<string, unknown>[]> {
  const { Items: items = [] } = await database.client.send(
    new QueryCommand({
      TableName: 'records',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
    }),
  );
  return items.map(fromItem);
}

async function renewalRow(account: string): Promise<Record<string, AttributeValue> | undefined> {
  const { Item: item } = await database.client.send(
    new GetItemCommand({
      TableName: 'records',
      Key: { pk: { S: `ACCOUNT#${account}` }, sk: { S: 'RENEWAL' } },
    }),
  );
  return item;
}

let sequence = 0;

/** A change of an account as the stream carries it. */
function change(before: Item | undefined, after: Item): DynamoDBRecord {
  const image = (item: Item) =>
    Object.fromEntries(
      Object.entries(marshalItem(item)).map(([name, { B: bytes, ...value }]) => [
        name,
        bytes === undefined ? value : { B: Buffer.from(bytes).toString('base64') },
      ]),
    ) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];
  return {
    eventName: before === undefined ? 'INSERT' : 'MODIFY',
    dynamodb: {
      SequenceNumber: String(++sequence),
      NewImage: image(after) ?? {},
      ...(before === undefined ? {} : { OldImage: image(before) ?? {} }),
    },
  };
}

const opened = (key: string): Item => openAccount({ key, plan, walletMicros: 50_000_000, nowMs: OPENED });

function renewed(item: Item, at: string): Item {
  const decision = decideRenewal(item, indexPlan(plan), Date.parse(at));
  if (decision.outcome !== 'renewed') throw new Error('nothing was due');
  return decision.item;
}

/** One message, charged as an event. */
function messaged(item: Item, at: string): Item {
  const atMs = Date.parse(at);
  const request = { ...create([group(200, { ask: { messages: 1 } })], { atMs }), sentAtMs: atMs };
  const decision = decideEvent(item, request as Parameters<typeof decideEvent>[1], indexPlan(plan), atMs);
  if (decision.outcome !== 'answer' || decision.item === undefined)
    throw new Error(`the event was not charged: ${JSON.stringify(decision)}`);
  return decision.item;
}

test('an account that opens is in the schedule, and its movements are recorded and announced', async () => {
  const item = opened('imsi-1');
  expect(await handler({ Records: [change(undefined, item)] })).toEqual({ batchItemFailures: [] });
  expect(await renewalRow('imsi-1')).toMatchObject({
    account: { S: 'imsi-1' },
    version: { N: String(item['v']) },
    dueS: { N: String(item['r']) },
    gsi1pk: { S: expect.stringMatching(/^RENEWAL#[0-9a-f]$/) },
    gsi1sk: { S: `${String(item['r']).padStart(12, '0')}#imsi-1` },
  });
  const [record] = await stored('USAGE#imsi-1');
  expect(record).toMatchObject({ subscriberId: 'sub_1', lines: [], movements: expect.any(Array) });
  expect(told.map(({ DetailType }) => DetailType)).toEqual(['usage.recorded']);
  expect(told[0]?.Detail.data).toEqual({ records: [expect.objectContaining({ subscriberId: 'sub_1' })] });
});

test('a renewal moves the schedule on, and its notices are events of their own', async () => {
  const before = opened('imsi-1');
  const after = renewed(before, '2026-02-28T00:00:00Z');
  await handler({ Records: [change(before, after)] });
  expect((await renewalRow('imsi-1'))?.['dueS']).toEqual({ N: String(after['r']) });
  expect(told.map(({ DetailType, Source }) => [DetailType, Source])).toEqual([
    ['usage.recorded', 'wildlily.lily-gb'],
    ['period.ended', 'wildlily.lily-gb'],
  ]);
  expect(told[1]?.Detail).toMatchObject({
    specversion: '1.0',
    id: `notice_imsi-1_${String(after['v'])}_0`,
    type: 'period.ended',
    data: {
      account: 'imsi-1',
      version: after['v'],
      supi: 'imsi-1',
      subscriberId: 'sub_1',
      planId: plan.id,
      type: 'period.ended',
      from: '2026-01-31T12:00:00.000Z',
      to: '2026-02-27T23:00:00.000Z',
    },
  });
});

test('money that comes in is told as a top-up, what goes out and what the plan gives is not', async () => {
  const before = opened('imsi-7');
  const atMs = Date.parse('2026-02-01T00:00:00Z');
  const step = (item: Item, n: number, what: object) => {
    const decision = decidePaymentStep(item, indexPlan(plan), atMs, {
      id: new Uint8Array([0, 0, 0, 0, 0, n]),
      atMs,
      currency: plan.currency,
      creditMicros: 0,
      takeMicros: 0,
      returnMicros: 0,
      holdMicros: 0,
      releaseMicros: 0,
      ...what,
    });
    if (decision.outcome !== 'done') throw new Error(JSON.stringify(decision));
    return decision.item;
  };
  const paid = step(before, 1, { creditMicros: 20_000_000 });
  const refunded = step(paid, 2, { takeMicros: 5_000_000 });
  const later = renewed(refunded, '2026-02-28T00:00:00Z');
  await handler({ Records: [change(before, paid), change(paid, refunded), change(refunded, later)] });
  const topUps = told.filter(({ DetailType }) => DetailType === 'balance.topped_up');
  expect(topUps.map(({ Detail }) => Detail)).toMatchObject([
    {
      id: `top_up_imsi-7_${String(paid['v'])}_0`,
      type: 'balance.topped_up',
      data: {
        account: 'imsi-7',
        action: 'topped-up',
        unit: 'money',
        amount: 20_000_000,
        reference: '000000000001',
      },
    },
  ]);
});

test('changes that come again, or late, leave the schedule at the newest and the records as they were', async () => {
  const first = opened('imsi-2');
  const second = renewed(first, '2026-02-28T00:00:00Z');
  const third = renewed(second, '2026-03-31T00:00:00Z');
  const changes = [change(undefined, first), change(first, second), change(second, third)];
  await handler({ Records: changes });
  const records = await stored('USAGE#imsi-2');
  await handler({ Records: changes.slice(0, 2) });
  await handler({ Records: changes.slice(1, 2) });
  expect((await renewalRow('imsi-2'))?.['version']).toEqual({ N: String(third['v']) });
  expect(await stored('USAGE#imsi-2')).toEqual(records);
  expect(records).toHaveLength(3);
  expect(records[0]).not.toHaveProperty('subscriberId');
});

test('what has nothing due any more leaves the schedule', async () => {
  const before = opened('imsi-3');
  const { r: _, ...rest } = renewed(before, '2026-02-28T00:00:00Z');
  await handler({ Records: [change(undefined, before), change(before, rest)] });
  const row = await renewalRow('imsi-3');
  expect(row).toMatchObject({ version: { N: String(rest['v']) } });
  expect(row).not.toHaveProperty('gsi1pk');
});

test.each([
  ['2026-02-14T23:59:59Z', 1_000, 1],
  ['2026-02-15T00:00:00Z', 2_000, 2],
])("usage at %s costs us %s micros, by the host's terms %s", async (at, wholesaleMicros, hostTerms) => {
  const key = `imsi-4${hostTerms}`;
  const before = opened(key);
  await handler({ Records: [change(before, messaged(before, at))] });
  const [record] = await stored(`USAGE#${key}`);
  expect(record).toMatchObject({
    lines: [{ service: 'messages', units: 1, priceMicros: 70_000, wholesaleMicros, hostTerms }],
  });
});

test('an alias of a shared account is no account of its own', async () => {
  expect(await handler({ Records: [change(undefined, { k: 'imsi-5', to: 'imsi-1' })] })).toEqual({
    batchItemFailures: [],
  });
  expect(await renewalRow('imsi-5')).toBeUndefined();
  expect(told).toEqual([]);
});

test('a change that can not be read is handed back by its number; those before it are delivered', async () => {
  jest.spyOn(console, 'error').mockImplementation();
  const good = opened('imsi-6');
  const unknown = openAccount({
    key: 'imsi-7',
    plan: { ...plan, id: 'plan_0000000000000000' },
    nowMs: OPENED,
  });
  const changes = [change(undefined, good), change(undefined, unknown), change(undefined, opened('imsi-8'))];
  expect(await handler({ Records: changes })).toEqual({
    batchItemFailures: [{ itemIdentifier: changes[1]?.dynamodb?.SequenceNumber }],
  });
  expect(await stored('USAGE#imsi-6')).toHaveLength(1);
  expect(await stored('USAGE#imsi-8')).toEqual([]);
  jest.restoreAllMocks();
});

test('a bus that refuses fails the batch, and the same batch again delivers all of it', async () => {
  const changes = [change(undefined, opened('imsi-9'))];
  failures = 1;
  await expect(handler({ Records: changes })).rejects.toThrow('not accepted by the bus');
  await handler({ Records: changes });
  expect(told).toHaveLength(1);
  expect(await stored('USAGE#imsi-9')).toHaveLength(1);
});
