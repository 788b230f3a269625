/** The two functions as they are deployed, with an account that is charged: subscribe, spend, be told. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, SQSEvent } from 'aws-lambda';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import { decideEvent } from '../../domain/charging/event.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { seedSubscribers, subscriberItems } from '../../domain/operator/seeds.js';
import { operatorId } from '../../domain/operator/operator.js';
import { loadOperators } from '../../operators/load.js';
import { startDynamoDb, type TestDynamoDb } from '../catalogue/dynamodb.js';
import { create, group } from '../charging/requests.js';

const de = loadOperators().find((operator) => operatorId(operator) === 'fieldworks-de')!;
const plans = compileCatalogue(de);
const flex = plans.find(({ offeringId }) => offeringId === 'flex')!;
const [subscriber] = seedSubscribers(de, plans);
const { supi } = subscriber!;

let database: TestDynamoDb;
let peer: Server;
/** Answers of the queue's own API. */
let queue: Server;
const delays: { QueueUrl: string; VisibilityTimeout: number }[] = [];
let notifUri: string;
let heard: { path: string; body: { statusInfos: Record<string, { currentStatus: string }> } }[];
let answers: number[];
let spendingLimits: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
let notify: (event: SQSEvent) => Promise<{ batchItemFailures: unknown[] }>;
let item: Item;

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function put(table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const { toAttributes } = await import('../../lambdas/shared/attributes.js');
  await database.client.send(new PutItemCommand({ TableName: table, Item: toAttributes(row) }));
}

beforeAll(async () => {
  database = await startDynamoDb();
  const reader = (take: (path: string, body: never) => number) =>
    createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () =>
        response.writeHead(take(request.url ?? '', JSON.parse(text) as never)).end('{}'),
      );
    });
  peer = reader((path, body) => {
    heard.push({ path, body });
    return answers.shift() ?? 204;
  });
  queue = reader((_, body) => {
    delays.push(body);
    return 200;
  });
  notifUri = `${await listen(peer)}/pcf/7`;
  const endpoint = await listen(queue);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: endpoint,
    QUEUE_URL: `${endpoint}/1/policy`,
    NOTIFY_HOSTS: 'pcf.host.example',
    NOTIFY_LOCAL_HTTP: '1',
  });
  const { publishCatalogue } = await import('../../lambdas/catalogue/publish.js');
  await publishCatalogue('records', plans);
  for (const row of subscriberItems(subscriber!)) await put('records', row);
  item = openAccount({ key: supi, plan: flex, nowMs: Date.now() });
  await put('accounts', item);
  const limits = await import('../../lambdas/policy/spending-limits.handler.js');
  spendingLimits = limits.handler;
  notify = (await import('../../lambdas/policy/notify.handler.js')).handler;
});
afterAll(async () => {
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  dynamodb.destroy();
  peer.close();
  queue.close();
  await database.stop();
});
let errors: jest.SpyInstance;
afterEach(() => errors.mockRestore());
beforeEach(() => {
  errors = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  heard = [];
  answers = [];
});

function request(method: string, body?: unknown): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    rawPath: '/nchf-spendinglimitcontrol/v1/subscriptions',
    headers: { 'content-type': 'application/json' },
    requestContext: { domainName: 'policy.example', http: { method } },
    body: Buffer.from(JSON.stringify(body ?? {})).toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2;
}

/** Usage that was delivered, whoever pays. */
async function use(ratingGroup: number, used: { seconds: number } | { bytes: number }): Promise<void> {
  const atMs = Date.now();
  const wanted = create([group(ratingGroup, { ask: false, used, atMs })], {
    atMs,
    destination: '49900123456',
  });
  const event = { ...wanted, oneTimeEventType: 'PEC' as const, sentAtMs: atMs };
  const decision = decideEvent(item, event, indexPlan(flex), atMs);
  if (decision.outcome === 'refused' || decision.item === undefined) throw new Error('refused');
  ({ item } = decision);
  await put('accounts', item);
}

const messages = (...bodies: string[]): SQSEvent =>
  ({
    Records: bodies.map((body, i) => ({
      messageId: `m${i}`,
      receiptHandle: `r${i}`,
      body,
      attributes: { ApproximateReceiveCount: '3' },
    })),
  }) as unknown as SQSEvent;
const changed = JSON.stringify({
  'detail-type': 'counter.reached',
  detail: { data: { account: supi, counter: 'monthly-spend' } },
});

test('a spending cap: subscribed to at nothing, told at half, told when it is reached', async () => {
  const answered = await spendingLimits(request('POST', { supi, notifUri }));
  expect(answered.statusCode).toBe(201);
  expect(answered.headers?.['location']).toMatch(/^https:\/\/policy\.example\/nchf-spendinglimitcontrol/);
  expect(JSON.parse(answered.body ?? '')).toMatchObject({
    supi,
    statusInfos: { 'monthly-spend': { currentStatus: 'active' } },
  });
  // 0.99 a minute to a premium number.
  await use(100, { seconds: 11 * 60 });
  expect(await notify(messages(changed, changed))).toEqual({ batchItemFailures: [] });
  expect(heard.at(-1)?.body.statusInfos['monthly-spend']?.currentStatus).toBe('near-limit');
  // The plan's points pay 20 GB; from there 2.50 a GB, up to the cap.
  await use(1000, { bytes: 25e9 });
  await notify(messages(changed));
  expect(heard.at(-1)?.body.statusInfos['monthly-spend']?.currentStatus).toBe('limit-reached');
  expect(heard.every(({ path }) => path === '/pcf/7/notify')).toBe(true);
  const before = heard.length;
  await notify(messages(changed));
  expect(heard).toHaveLength(before);
});

test('of a batch only what failed comes back, later each time', async () => {
  const { SubscriptionStore } = await import('../../lambdas/policy/subscription-store.js');
  const [row] = await new SubscriptionStore(database.client, 'records').list(supi);
  await new SubscriptionStore(database.client, 'records').noteTold(row!, {});
  answers = [500];
  const failed = await notify(messages('{"detail":{"data":{"account":"imsi-999"}}}', changed, 'no event'));
  expect(failed).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }] });
  expect(delays.map(({ VisibilityTimeout }) => VisibilityTimeout)).toEqual([20, 20]);
  expect(errors.mock.calls.flat().join()).toContain('answered 500');
  await notify(messages(changed, changed));
  expect(heard).toHaveLength(2);
});

test('what fails inside is answered 503, to be tried again', async () => {
  const broken = await spendingLimits({ ...request('POST', {}), requestContext: undefined } as never);
  expect(errors).toHaveBeenCalledTimes(1);
  expect([broken.statusCode, broken.headers?.['retry-after']]).toEqual([503, '1']);
});
