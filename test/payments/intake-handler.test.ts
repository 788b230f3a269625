/** The function as it is deployed: DynamoDB with its conditions, Secrets Manager and SQS behind their own protocols. */
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { createHash, randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/dynamodb/index.js';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { WebhookEvent } from '../../lambdas/payments/webhook-event.js';
import { createTables } from '../support/tables.js';
import {
  MPESA_TEST_SECRET,
  MPESA_TOKEN,
  type MpesaCases,
  httpApiEvent,
  paymentCases,
} from './intake-world.js';

const { samples } = paymentCases('mpesa') as MpesaCases;
const KEY = 'ws_CO_191220191020363925:0';

let local: LocalDynamoDb;
let client: DynamoDBClient;
let handler: (event: WebhookEvent) => Promise<APIGatewayProxyStructuredResultV2>;
/** Bodies of requests by service. */
let secretsAsked: unknown[];
let queued: string[];
let queueFails: 'call' | 'entry' | undefined;
let secret: string;
let lines: Record<string, unknown>[];
let out: jest.SpyInstance;
let warnings: jest.SpyInstance;

beforeAll(async () => {
  local = await startLocalDynamoDb({
    alongside: [
      {
        target: 'secretsmanager',
        call: (operation, body) => {
          secretsAsked.push({ operation, ...body });
          return Promise.resolve({ status: 200, body: { SecretString: secret } });
        },
      },
      {
        target: 'AmazonSQS',
        call: (_, body) => {
          const entries = body['Entries'] as { Id: string; MessageBody: string }[];
          if (queueFails === 'call') return Promise.resolve({ status: 400, body: { message: 'no' } });
          const failed = queueFails === 'entry' ? entries.slice(0, 1) : [];
          queued.push(...entries.slice(failed.length).map(({ MessageBody }) => MessageBody));
          return Promise.resolve({
            status: 200,
            body: {
              Successful: entries.slice(failed.length).map(({ Id, MessageBody }) => ({
                Id,
                MessageId: Id,
                MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
              })),
              Failed: failed.map(({ Id }) => ({ Id, Code: 'x', SenderFault: false })),
            },
          });
        },
      },
    ],
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: local.endpoint,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    RECORDS_TABLE: 'records',
    OPERATOR_ID: 'lily-ke',
    PAYMENT_PROVIDERS: 'mpesa,alipay',
    PAYMENT_QUEUE_URL: `${local.endpoint}/1/payments`,
  });
  client = new DynamoDBClient({});
  await createTables(client);
  ({ handler } = await import('../../lambdas/payments/intake.handler.js'));
});
afterAll(async () => {
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  dynamodb.destroy();
  client.destroy();
  await local.stop();
});
beforeEach(() => {
  secretsAsked = [];
  queued = [];
  queueFails = undefined;
  secret = JSON.stringify(MPESA_TEST_SECRET);
  lines = [];
  out = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(JSON.parse(String(line)) as Record<string, unknown>);
    return true;
  });
  warnings = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  out.mockRestore();
  warnings.mockRestore();
});

const sent = (body = JSON.stringify(samples[0]?.body)) =>
  httpApiEvent({
    provider: 'mpesa',
    token: MPESA_TOKEN,
    headers: { 'content-type': 'application/json' },
    body,
  });

const kept = async (key = KEY) => {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: 'records',
      Key: { pk: { S: `INBOX#mpesa#${key}` }, sk: { S: 'MESSAGE' } },
      ConsistentRead: true,
    }),
  );
  return item;
};

test('a webhook is kept with its bytes, sent, acknowledged and counted', async () => {
  queueFails = 'entry';
  expect(await handler(sent())).toMatchObject({ statusCode: 503 });
  queueFails = 'call';
  expect(await handler(sent())).toMatchObject({ statusCode: 503 });
  queueFails = undefined;
  // What was kept and not sent is sent by the repeat.
  expect(await handler(sent())).toEqual({
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"ResultCode":0,"ResultDesc":"Accepted"}',
  });
  expect(queued).toEqual([JSON.stringify({ provider: 'mpesa', key: KEY })]);
  expect(secretsAsked).toEqual([
    { operation: 'GetSecretValue', SecretId: 'wildlily/lily-ke/payments/mpesa' },
  ]);
  const item = await kept();
  expect(item).toMatchObject({
    provider: { S: 'mpesa' },
    key: { S: KEY },
    type: { S: 'stkCallback' },
    askFirst: { BOOL: true },
    rawSha256: { S: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  });
  expect(item).not.toHaveProperty('appliedISO');
  expect(gunzipSync(item?.['raw']?.B ?? new Uint8Array()).toString()).toBe(JSON.stringify(samples[0]?.body));
  const received = Date.parse(item?.['receivedISO']?.S ?? '');
  expect(Number(item?.['ttl']?.N)).toBeCloseTo(received / 1_000 + 40 * 86_400, -1);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatchObject({
    Operator: 'lily-ke',
    Provider: 'mpesa',
    Received: 1,
    Stored: 1,
    Failures: 1,
    _aws: {
      CloudWatchMetrics: [
        { Namespace: 'Wildlily/Payments', Dimensions: [['Operator'], ['Operator', 'Provider']] },
      ],
    },
  });
  expect(lines[2]).toMatchObject({ Received: 1, Duplicates: 1 });
});

test('a repeat writes nothing over what was applied or quarantined, and sends it no more', async () => {
  const set = (name: string) =>
    client.send(
      new UpdateItemCommand({
        TableName: 'records',
        Key: { pk: { S: `INBOX#mpesa#${KEY}` }, sk: { S: 'MESSAGE' } },
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': { S: '2026-01-02T03:04:05.000Z' } },
      }),
    );
  await set('appliedISO');
  const before = await kept();
  expect(await handler(sent())).toMatchObject({ statusCode: 200 });
  expect(await kept()).toEqual(before);
  expect(queued).toEqual([]);
});

test('several at once are one message', async () => {
  const body = JSON.stringify(samples[1]?.body);
  const answers = await Promise.all(Array.from({ length: 8 }, () => handler(sent(body))));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 8 }, () => 200));
  expect(await kept('ws_CO_191220191020363926:1032')).toBeDefined();
});

test('a body that does not fit beside the rest is known by its digest', async () => {
  const body = { ...samples[2]?.body, filler: randomBytes(500_000).toString('hex') };
  expect(await handler(sent(JSON.stringify(body)))).toMatchObject({ statusCode: 200 });
  const item = await kept('RKTQDM7W6S');
  expect(item).toHaveProperty('rawSha256');
  expect(item).not.toHaveProperty('raw');
});

test('a provider whose secret is malformed is our fault', async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const event = {
    ...sent('{}'),
    rawPath: '/webhooks/alipay',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  } as unknown as WebhookEvent;
  expect(await handler(event)).toMatchObject({ statusCode: 503 });
  expect(lines).toMatchObject([{ Provider: 'alipay', Received: 1, Failures: 1 }]);
});

test('when the table is gone, the provider sends it again', async () => {
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  const send = jest.spyOn(dynamodb, 'send').mockImplementation(() => {
    throw new Error('gone');
  });
  expect(await handler(sent())).toMatchObject({ statusCode: 503 });
  send.mockRestore();
  expect(await handler(sent())).toMatchObject({ statusCode: 200 });
});
