/** Pools of agreements in DynamoDB: paid in, lent by charging, taken back, while everybody is at it. */
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { openAccount } from '../../domain/charging/open-account.js';
import { Charger } from '../../lambdas/charging/charger.js';
import { DynamoDbAccountStore, marshalItem } from '../../lambdas/charging/dynamodb-account-store.js';
import { type SponsorPools, sponsorPools } from '../../lambdas/pools/sponsor-pool.js';
import { renewAccount } from '../../lambdas/renewals/renew-account.js';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/dynamodb/index.js';
import { NOW, create, group, request } from '../charging/requests.js';
import { MB, SPONSOR, VIDEO, sponsoredPlan } from './sponsors.js';

const TableName = 'accounts';
const plan = sponsoredPlan();
const loadPlan = () => Promise.resolve(plan);
const clock = { nowMs: NOW };
let local: LocalDynamoDb;
let client: DynamoDBClient;
let store: DynamoDbAccountStore;
let pools: SponsorPools;
let charger: Charger;

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
  store = new DynamoDbAccountStore(client, TableName);
  pools = sponsorPools(client, TableName, () => clock.nowMs);
  charger = new Charger({ store, loadPlan, now: () => clock.nowMs });
});

afterAll(async () => {
  client.destroy();
  await local.stop();
});

const write = async (writes: readonly TransactWriteItem[]) =>
  client.send(new TransactWriteItemsCommand({ TransactItems: [...writes] }));

const opened = (poolId: string, bytes: number, more: object = {}) =>
  pools.open({
    poolId,
    sponsorId: SPONSOR,
    services: [],
    bytes,
    bytesPerDay: undefined,
    fromMs: NOW - 1_000,
    toMs: NOW + 30 * 86_400_000,
    ...more,
  });

async function account(n: number): Promise<string> {
  const key = `imsi-26201000000${1000 + n}`;
  await client.send(
    new PutItemCommand({ TableName, Item: marshalItem(openAccount({ key, plan, nowMs: NOW })) }),
  );
  return key;
}

async function stream(key: string, bytes: number): Promise<void> {
  const first = await charger.create(key, create([group(VIDEO)], { supi: key }));
  if (!first.ok) throw new Error(JSON.stringify(first.problem));
  const { answer, accountKey, planId } = first;
  const ref = { accountKey, planId, sessionId: answer.sessionId, slot: answer.slot, groups: answer.session };
  const last = await charger.release(ref, request(1, [group(VIDEO, { ask: false, used: { bytes } })]));
  if (!last.ok) throw new Error(JSON.stringify(last.problem));
}

const renew = (key: string) =>
  renewAccount(key, clock.nowMs, {
    store,
    lenders: store,
    loadPlan,
    successorOf: () => Promise.resolve(undefined),
  });

test('an agreement from its first byte to its last: bought = used + leased + available, until it is taken back', async () => {
  expect(await pools.read('pool_sag-a')).toBeUndefined();
  expect(await pools.takeBack('pool_sag-a')).toBeUndefined();
  const first = await opened('pool_sag-a', 10_000 * MB);
  const again = await opened('pool_sag-a', 10_000 * MB);
  await write(first);
  await expect(write(again)).rejects.toThrow(/canceled|cancelled/i);
  await write(await pools.add('pool_sag-a', 1_000 * MB));
  const key = await account(1);
  await stream(key, 15 * MB);
  const lent = (await pools.read('pool_sag-a'))!;
  expect(lent).toMatchObject({ boughtBytes: 11_000 * MB, usedBytes: 0 });
  expect(lent.leasedBytes).toBeGreaterThanOrEqual(20 * MB);
  expect(lent.leasedBytes + lent.availableBytes).toBe(11_000 * MB);
  // Somebody leases between the look and the write: nothing of it happens.
  const stale = (await pools.takeBack('pool_sag-a'))!;
  await stream(await account(2), 5 * MB);
  await expect(write(stale.writes)).rejects.toThrow(/canceled|cancelled/i);
  const back = (await pools.takeBack('pool_sag-a'))!;
  await write(back.writes);
  expect(back.bytes).toBe(back.before.availableBytes);
  // It lends nothing further, and what is out comes back when its day is over.
  await stream(await account(3), 5 * MB);
  await expect(write(await pools.add('pool_sag-a', MB))).resolves.toBeDefined();
  clock.nowMs = Date.UTC(2026, 10, 22, 23, 5);
  await Promise.all([key, key, 'imsi-262010000001002'].map(renew));
  const after = (await pools.takeBack('pool_sag-a'))!;
  expect(after.before).toMatchObject({ usedBytes: 20 * MB, leasedBytes: 0 });
  await write(after.writes);
  expect(back.bytes + after.bytes + 20 * MB).toBe(11_001 * MB);
  expect(await pools.takeBack('pool_sag-a')).toMatchObject({ bytes: 0, writes: [] });
  clock.nowMs = NOW;
});

test('agreements of one sponsor that are made at once: both are known, whoever was first', async () => {
  const [b, c] = await Promise.all([opened('pool_sag-b', MB), opened('pool_sag-c', MB)]);
  await write(b);
  await expect(write(c)).rejects.toThrow(/canceled|cancelled/i);
  await write(await opened('pool_sag-c', 40_000_000 * MB));
  const item = await store.get(`pool_sponsor-${SPONSOR}`);
  // Ten terabytes and more lie in several slices.
  expect(item?.['d']).toBe('pool_sag-b:1 pool_sag-c:8');
  expect(await pools.read('pool_sag-c')).toMatchObject({ availableBytes: 40_000_000 * MB });
});

test('a cap a day is changed for what is lent from then on', async () => {
  await write(await pools.setDailyCap('pool_sag-c', 30 * MB));
  await write(await pools.setDailyCap('pool_sag-b', 1));
  const key = await account(9);
  await stream(key, 20 * MB);
  const { leasedBytes } = (await pools.read('pool_sag-c'))!;
  expect(leasedBytes).toBeLessThanOrEqual(30 * MB);
});

test('no more than twenty agreements of a sponsor run side by side', async () => {
  for (let i = 0; i < 18; i++) await write(await opened(`pool_sag-n${i}`, MB));
  await expect(opened('pool_sag-more', MB)).rejects.toThrow(/at most 20 are allowed/);
  clock.nowMs = NOW + 31 * 86_400_000;
  await expect(opened('pool_sag-more', MB)).resolves.toHaveLength(2);
  clock.nowMs = NOW;
});
