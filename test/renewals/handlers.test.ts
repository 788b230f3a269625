/** The renewer and the test clock as Lambda runs them, on DynamoDB. */
import { createHash } from 'node:crypto';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, type PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { dueAt } from '../../domain/charging/renewal.js';
import { viewAccount } from '../../domain/charging/view.js';
import { marshalItem, unmarshalItem } from '../../lambdas/charging/dynamodb-account-store.js';
import { toAttributes } from '../../lambdas/shared/attributes.js';
import { toPlanParts } from '../../lambdas/shared/plan-parts.js';
import { startDynamoDb, type TestDynamoDb } from '../catalogue/dynamodb.js';
import { read } from '../catalogue/event.js';
import { monthly } from './world.js';

const DAY_MS = 86_400_000;
/** A fixed hour of a day in the middle of a month, so that no run meets a boundary. */
const OPENED = Math.floor(Date.now() / DAY_MS) * DAY_MS - 3 * DAY_MS;

let database: TestDynamoDb;
let renew: (typeof import('../../lambdas/renewals/renew.handler.js'))['handler'];
let serve: (typeof import('../../lambdas/renewals/clock.handler.js'))['handler'];
let operatorTime: () => Promise<number>;
let plan: PlanVersion;
let output: string[];
let announced: (string | undefined)[];

const context = { getRemainingTimeInMillis: () => 60_000 };

beforeAll(async () => {
  database = await startDynamoDb();
  Object.assign(process.env, { TEST_CLOCK: 'main', TIME_ZONE: 'Europe/Berlin', EVENT_BUS_NAME: 'events' });
  ({ handler: renew } = await import('../../lambdas/renewals/renew.handler.js'));
  ({ handler: serve } = await import('../../lambdas/renewals/clock.handler.js'));
  ({ operatorTime } = await import('../../lambdas/shared/clock.js'));
  const { id: _id, ...content } = monthly();
  const text = canonicalJson(content);
  plan = { ...content, id: `plan_${createHash('sha256').update(text).digest('hex').slice(0, 16)}` };
  const [data] = toPlanParts(text);
  await put('records', toAttributes({ pk: `PLAN#${plan.id}`, sk: 'PART#00', data, parts: 1 }));
});
afterAll(async () => {
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  dynamodb.destroy();
  await database.stop();
});
beforeEach(() => {
  output = [];
  announced = [];
  jest.spyOn(EventBridgeClient.prototype, 'send').mockImplementation((command: unknown) => {
    const { Entries = [] } = (command as PutEventsCommand).input;
    announced.push(...Entries.map(({ DetailType }) => DetailType));
    return { FailedEntryCount: 0 };
  });
  jest.spyOn(console, 'log').mockImplementation();
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output.push(String(text));
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

async function put(table: string, item: ReturnType<typeof toAttributes>): Promise<void> {
  await database.client.send(new PutItemCommand({ TableName: table, Item: item }));
}

async function openUntold(key: string, nowMs = OPENED) {
  const item = openAccount({ key, plan, walletMicros: 500_000_000, nowMs });
  await put('accounts', marshalItem(item));
  return item;
}

async function open(key: string): Promise<void> {
  const item = await openUntold(key);
  const { DynamoDbRenewalSchedule } = await import('../../lambdas/renewals/schedule.js');
  await new DynamoDbRenewalSchedule(database.client, 'records').keep({
    account: key,
    version: item['v'] as number,
    dueS: dueAt(item),
  });
}

/** What is left in an account's wallet, micros. */
async function wallet(key: string): Promise<number | undefined> {
  const { Item: item } = await database.client.send(
    new GetItemCommand({ TableName: 'accounts', Key: { k: { S: key } }, ConsistentRead: true }),
  );
  const { buckets } = viewAccount(unmarshalItem(item!), plan, OPENED);
  return buckets.find(({ unit }) => unit === 'money')?.available;
}

async function call(routeKey: string, body?: object) {
  const event = { routeKey, pathParameters: { clockId: 'main' }, body: body && JSON.stringify(body) };
  return read(await serve(event as unknown as APIGatewayProxyEventV2, context));
}

test('a clock that was never moved shows real time', async () => {
  expect(Math.abs((await operatorTime()) - Date.now())).toBeLessThan(2_000);
});

test('with nothing due the renewer is silent', async () => {
  await open('imsi-1');
  await renew({}, context);
  expect(output).toEqual([]);
});

test('what it did is a line of metrics that an alarm can watch', async () => {
  const { DynamoDbRenewalSchedule } = await import('../../lambdas/renewals/schedule.js');
  // Due two hours ago, and there is no such account.
  const dueS = Math.floor(Date.now() / 1000) - 7_200;
  await new DynamoDbRenewalSchedule(database.client, 'records').keep({ account: 'imsi-0', version: 1, dueS });
  await renew({}, context);
  const line = JSON.parse(output.join('')) as Record<string, unknown>;
  expect(line).toMatchObject({
    message: 'renewals done',
    Operator: 'lily-gb',
    Renewed: 0,
    Failed: 0,
    Lag: expect.any(Number),
    repaired: 1,
    _aws: {
      CloudWatchMetrics: [
        {
          Namespace: 'Wildlily/Renewals',
          Dimensions: [['Operator']],
          Metrics: [{ Name: 'Renewed' }, { Name: 'Failed' }, { Name: 'Lag', Unit: 'Seconds' }],
        },
      ],
    },
  });
  expect(line['Lag']).toBeGreaterThanOrEqual(7_200);
  output = [];
  await renew({}, context);
  expect(output).toEqual([]);
});

test('a quarter passes: each month is charged once, and functions see the time', async () => {
  await open('imsi-2');
  expect(await call('POST /test/clocks/{clockId}/advance', { by: 'P3M' })).toMatchObject({
    status: 200,
    body: { status: 'ready', renewed: 6, failed: 0 },
  });
  expect((await operatorTime()) - Date.now()).toBeGreaterThan(88 * DAY_MS);
  // The first month, and the three since.
  expect(await wallet('imsi-1')).toBe(460_000_000);
  expect(await wallet('imsi-2')).toBe(460_000_000);
  await renew({}, context);
  expect(output).toEqual([]);
  expect(await wallet('imsi-2')).toBe(460_000_000);
});

test('what the stream of accounts has not told the schedule yet is renewed all the same', async () => {
  await openUntold('imsi-3', await operatorTime());
  // An alias of a shared account, and a part of a pool, are no accounts.
  await put('accounts', toAttributes({ k: 'imsi-4', to: 'imsi-3' }));
  await put('accounts', toAttributes({ k: 'pool_a#0', r: 1 }));
  const advanced = await call('POST /test/clocks/{clockId}/advance', { by: 'P1M' });
  expect(advanced).toMatchObject({ status: 200, body: { status: 'ready', renewed: 3, failed: 0 } });
  expect(await wallet('imsi-3')).toBe(480_000_000);
});

test('the renewer goes on with an advance that was cut off', async () => {
  const { DynamoDbClockStore } = await import('../../lambdas/renewals/test-clock.js');
  const clock = new DynamoDbClockStore(database.client, 'records', 'main');
  const state = await clock.read();
  await clock.write({ ...state, targetMs: Date.now() + state.offsetMs + 40 * DAY_MS, renewed: 0, failed: 0 });
  expect(await call('GET /test/clocks/{clockId}')).toMatchObject({ body: { status: 'advancing' } });
  await renew({ 'detail-type': 'test_clock.advancing' }, context);
  expect(await call('GET /test/clocks/{clockId}')).toMatchObject({ body: { status: 'ready', failed: 0 } });
  expect(await wallet('imsi-1')).toBeLessThanOrEqual(450_000_000);
  expect(announced).toEqual(['test_clock.arrived']);
});

test('that nobody could be told of it is no failure: schedules do the same', async () => {
  jest.spyOn(EventBridgeClient.prototype, 'send').mockImplementation(() => {
    throw new Error('no bus');
  });
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  expect(await call('POST /test/clocks/{clockId}/advance', { by: '1 h' })).toMatchObject({ status: 200 });
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('no bus'));
});
