/** The same messages through DynamoDB and through the in-memory store end in the same item, attribute by attribute. */
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CountingStore } from '../../bench/counting-store.js';
import { openAccount } from '../../domain/charging/open-account.js';
import type { SessionRef } from '../../domain/charging/request.js';
import type { AccountStore } from '../../lambdas/charging/account-store.js';
import { Charger } from '../../lambdas/charging/charger.js';
import { DynamoDbAccountStore, marshalItem } from '../../lambdas/charging/dynamodb-account-store.js';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/dynamodb/index.js';
import { MB, mixed, payAsYouGo } from './plans.js';
import { NOW, create, group, request } from './requests.js';
import { Random } from './storm/simulation.js';

const KEY = 'imsi-262010000000001';
let local: LocalDynamoDb;
let client: DynamoDBClient;

beforeAll(async () => {
  local = await startLocalDynamoDb();
  client = new DynamoDBClient({
    endpoint: local.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(async () => {
  client.destroy();
  await local.stop();
});

test.each([
  ['bundles and a wallet', mixed(), [1000, 1001]],
  [
    'money at a flat price',
    payAsYouGo([{ price: '0.01', per: MB, increment: 1_000 }], 90_000_000),
    [32, 6400],
  ],
])('%s', async (name, plan, ratingGroups) => {
  const TableName = name.replaceAll(' ', '-');
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const opened = openAccount({ key: KEY, plan, nowMs: NOW });
  await client.send(new PutItemCommand({ TableName, Item: marshalItem(opened) }));
  const memory = new CountingStore();
  memory.seed(opened);
  const real = new DynamoDbAccountStore(client, TableName);
  let roundTrips = 0;
  const counted: AccountStore = {
    get: (key) => (roundTrips++, real.get(key)),
    put: (item, basis) => (roundTrips++, real.put(item, basis)),
    update: (update) => (roundTrips++, real.update(update)),
    transact: (writes) => (roundTrips++, real.transact(writes)),
  };
  let now = NOW;
  const chargers = [counted, memory].map(
    (store) => new Charger({ store, loadPlan: () => Promise.resolve(plan), now: () => now }),
  );
  const random = new Random(7);
  const sessions: { ref: SessionRef; sequence: number }[] = [];
  for (let step = 0; step < 120; step++) {
    now += random.chance(0.02) ? 3 * 3_600_000 : 10_000;
    const open = sessions.length === 0 || (sessions.length < 3 && random.chance(0.1));
    const releases = random.chance(0.1);
    const session = random.pick(sessions);
    const named = ratingGroups.slice(0, 1 + random.below(2));
    const opening = create(
      named.map((g) => group(g)),
      { atMs: now },
    );
    const report = open
      ? undefined
      : request(
          ++session.sequence,
          named.map((g) =>
            group(g, {
              ask: releases ? false : {},
              used: { bytes: random.below(25 * MB) },
              exhausted: random.chance(0.5),
            }),
          ),
          { atMs: now },
        );
    const outcomes = [];
    for (const charger of chargers) {
      if (report === undefined) outcomes.push(await charger.create(KEY, opening));
      else
        outcomes.push(
          await (releases ? charger.release(session.ref, report) : charger.update(session.ref, report)),
        );
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(await real.get(KEY)).toEqual(memory.items.get(KEY));
    const [first] = outcomes;
    if (open && first?.ok) {
      const { answer, accountKey, planId } = first;
      sessions.push({
        ref: { accountKey, planId, sessionId: answer.sessionId, slot: answer.slot, groups: answer.session },
        sequence: 0,
      });
    } else if (releases && !open) sessions.splice(sessions.indexOf(session), 1);
  }
  expect(roundTrips).toBe(memory.roundTrips);
  expect(await real.get('imsi-nobody')).toBeUndefined();
});
