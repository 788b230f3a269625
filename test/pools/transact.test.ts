/** The same transactions through DynamoDB and through the in-memory store end in the same items and the same reasons. */
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CountingStore } from '../../bench/counting-store.js';
import { leaseMove, renewalOf, returnMove, shortMove } from '../../domain/pools/move.js';
import { openPool } from '../../domain/pools/open-pool.js';
import { readSlice, sliceItem } from '../../domain/pools/slice.js';
import type { AccountStore, TransactWrite } from '../../lambdas/charging/account-store.js';
import { DynamoDbAccountStore, marshalItem } from '../../lambdas/charging/dynamodb-account-store.js';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/dynamodb/index.js';

const TableName = 'accounts';
const NOW = Date.UTC(2026, 10, 22, 12);
const [slice] = openPool({
  poolId: 'pool_office',
  allowances: [
    { bucket: 'data', amount: 1_000 },
    { bucket: 'calls', amount: 60 },
  ],
  cycle: { every: 1, unit: 'month', anchor: 'activation', timeZone: 'Europe/Madrid' },
  anchorMs: NOW,
  slices: 1,
  nowMs: NOW,
}) as [ReturnType<typeof readSlice>];
const KEY = 'imsi-214070000000001';
const account = (v: number) => ({ k: KEY, v, p: new Uint8Array([v]) });

let local: LocalDynamoDb;
let client: DynamoDBClient;
let stores: readonly AccountStore[];

beforeAll(async () => {
  local = await startLocalDynamoDb();
  client = new DynamoDBClient({
    endpoint: local.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const memory = new CountingStore();
  for (const item of [sliceItem(slice), account(1)]) {
    await client.send(new PutItemCommand({ TableName, Item: marshalItem(item) }));
    memory.seed(item);
  }
  stores = [new DynamoDbAccountStore(client, TableName), memory];
});
afterAll(async () => {
  client.destroy();
  await local.stop();
});

const parts = (data: number, calls: number) => [
  { resource: 0, amount: data, first: true },
  { resource: 1, amount: calls },
];

test.each<[string, readonly TransactWrite[], readonly string[] | undefined]>([
  ['a lease', [{ item: account(2), basis: 1 }, { move: leaseMove(slice, parts(700, 60)) }], undefined],
  [
    'a lease of more than is there: neither is written',
    [{ item: account(3), basis: 2 }, { move: leaseMove(slice, parts(301, 1)) }],
    ['none', 'condition'],
  ],
  [
    'a lease for an account that was changed meanwhile',
    [{ item: account(2), basis: 1 }, { move: leaseMove(slice, parts(1, 1).slice(0, 1)) }],
    ['condition', 'none'],
  ],
  ['a return', [{ item: account(3), basis: 2 }, { move: returnMove(slice, parts(200, 10)) }], undefined],
  [
    'a return of more than was leased',
    [{ move: returnMove(slice, parts(501, 1).slice(0, 1)) }],
    ['condition'],
  ],
  ['a note that it is empty', [{ move: shortMove(slice, NOW / 1000) }], undefined],
  ['a new period', [{ move: renewalOf(slice, slice.expiresAt * 1000)!.move }], undefined],
  ['a lease of the period before', [{ move: leaseMove(slice, parts(1, 1)) }], ['condition']],
])('%s', async (_, writes, failing) => {
  const results = await Promise.all(stores.map((store) => store.transact(writes)));
  expect(results[0]).toEqual(results[1]);
  const [result] = results;
  expect(result?.written === false ? result.failures.map(({ reason }) => reason) : undefined).toEqual(
    failing,
  );
  for (const key of [slice.key, KEY]) {
    const [real, memory] = await Promise.all(stores.map((store) => store.get(key)));
    expect(real).toEqual(memory);
  }
});
