import { PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { seedSubscribers, subscriberItems } from '../../domain/operator/seeds.js';
import { loadOperators } from '../../operators/load.js';
import { startDynamoDb, type TestDynamoDb } from '../catalogue/dynamodb.js';
import { getRequest, read } from '../catalogue/event.js';

const [, , lilyGb] = loadOperators();
const plans = compileCatalogue(lilyGb!);
const [subscriber, withoutAccount] = seedSubscribers(lilyGb!, plans);

let database: TestDynamoDb;
let handler: (typeof import('../../lambdas/subscribers/read.handler.js'))['handler'];

beforeAll(async () => {
  database = await startDynamoDb();
  const { publishCatalogue } = await import('../../lambdas/catalogue/publish.js');
  ({ handler } = await import('../../lambdas/subscribers/read.handler.js'));
  await publishCatalogue('records', plans);
  for (const item of [...subscriberItems(subscriber!), ...subscriberItems(withoutAccount!)])
    await put('records', item);
  const plan = plans.find(({ id }) => id === subscriber!.planId)!;
  await put(
    'accounts',
    openAccount({ key: subscriber!.supi, plan, walletMicros: 7_500_000, nowMs: Date.now() }),
  );
  for (let version = 1; version <= 5; version += 1) {
    await put('records', {
      pk: `USAGE#${subscriber!.supi}`,
      sk: String(version).padStart(12, '0'),
      version,
      at: '2026-10-25T01:30:00.000Z',
    });
  }
});
afterAll(async () => {
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  dynamodb.destroy();
  await database.stop();
});

async function put(table: string, item: Readonly<Record<string, unknown>>): Promise<void> {
  await database.client.send(
    new PutItemCommand({
      TableName: table,
      Item: Object.fromEntries(
        Object.entries(item).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, toAttribute(value)]],
        ),
      ),
    }),
  );
}

function toAttribute(value: unknown): AttributeValue {
  if (typeof value === 'number') return { N: String(value) };
  return value instanceof Uint8Array ? { B: value } : { S: String(value) };
}

const get = async (subscriberId: string) =>
  read(await handler(getRequest('GET /subscribers/{subscriberId}', { subscriberId })));
const usage = async (query?: Record<string, string>) =>
  read(
    await handler(
      getRequest('GET /subscribers/{subscriberId}/usage', { subscriberId: subscriber!.supi }, query),
    ),
  );

test.each(['subscriberId', 'supi', 'msisdn'] as const)('a subscriber is found by its %s', async (name) => {
  expect(await get(subscriber![name])).toMatchObject({
    status: 200,
    body: {
      subscriberId: subscriber!.subscriberId,
      supi: subscriber!.supi,
      msisdn: subscriber!.msisdn,
      state: 'active',
      account: {
        planId: subscriber!.planId,
        currency: 'GBP',
        buckets: expect.arrayContaining([
          expect.objectContaining({ name: 'data-2gb', total: 2e9, available: 2e9, used: 0 }),
          expect.objectContaining({ name: 'wallet', available: 7_500_000, money: '7.50' }),
        ]),
        sessions: [],
      },
    },
  });
});

test('a subscriber who was never activated has no account', async () => {
  const { body } = await get(withoutAccount!.subscriberId);
  expect(body).not.toHaveProperty('account');
});

test.each([
  ['sub_999999', 404],
  ['imsi-001010000000001', 404],
  ['msisdn-440000000000', 404],
  ['Alice', 400],
  ['imsi-12', 400],
  ['', 400],
])('%p is answered with %d', async (subscriberId, status) => {
  expect(await get(subscriberId)).toMatchObject({ status, type: 'application/problem+json' });
});

test('usage comes newest first, page by page, each record once', async () => {
  const seen: number[] = [];
  let after: string | undefined;
  do {
    const { status, body } = await usage({ limit: '2', ...(after === undefined ? {} : { after }) });
    expect(status).toBe(200);
    const page = body as { items: { version: number }[]; after?: string };
    seen.push(...page.items.map(({ version }) => version));
    after = page.after;
  } while (after !== undefined);
  expect(seen).toEqual([5, 4, 3, 2, 1]);
});

test('usage shows no keys of the table', async () => {
  const { body } = await usage({ limit: '1' });
  expect(body).toMatchObject({ items: [{ version: 5, at: '2026-10-25T01:30:00.000Z' }] });
  expect((body as { items: object[] }).items[0]).not.toHaveProperty('pk');
});

test.each<Record<string, string>>([
  { limit: '201' },
  { limit: 'ten' },
  { after: 'AAAA' },
  { after: Buffer.from('x'.repeat(12)).toString('base64url') },
])('a query of %p is refused', async (query) =>
  expect(await usage(query)).toMatchObject({ status: 400, type: 'application/problem+json' }),
);
