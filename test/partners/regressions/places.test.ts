/** A place that somebody has is nobody else's to give back, however late he comes. */
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../../local/dynamodb/index.js';
import { type Place, Places } from '../../../lambdas/partners/kernel/places.js';
import { createTables } from '../../support/tables.js';

let local: LocalDynamoDb;
let client: DynamoDBClient;
beforeAll(async () => {
  local = await startLocalDynamoDb();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: local.endpoint,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  client = new DynamoDBClient({});
  await createTables(client);
});
afterAll(async () => {
  client.destroy();
  await local.stop();
});

const fill = async (places: Places, place: Place, key: string) => {
  const { TableName, Item } = places.put(place, key).Put!;
  await local.call('PutItem', { TableName, Item });
};

test('given back twice, as after a lost answer, it stays with whoever took it in between', async () => {
  const places = new Places(client, 'records', 'TWICE');
  const failed = await places.take('acme');
  await places.giveBack(failed);
  const mine = await places.take('acme');
  await fill(places, mine, 'THING#1');
  await places.giveBack(failed);
  const next = await places.take('acme');
  expect(next.number).not.toBe(mine.number);
  await fill(places, next, 'THING#2');
  expect(await places.page('acme', 0, 10)).toEqual({ keys: ['THING#1', 'THING#2'], total: 2 });
});

test('two who list at once find the same abandoned place; a new one that comes in between is seen, and the list goes on', async () => {
  const places = new Places(client, 'records', 'ABANDONED');
  await places.take('acme');
  await client.send(
    new UpdateItemCommand({
      TableName: 'records',
      Key: { pk: { S: 'LISTS#ABANDONED' }, sk: { S: 'acme' } },
      UpdateExpression: 'SET takenAtMs = :long',
      ExpressionAttributeValues: { ':long': { N: '0' } },
    }),
  );
  // The first reader has seen the list, and goes on after the second one and a writer are done.
  const late = new Places(client, 'records', 'ABANDONED');
  const inner = late as unknown as { entries: (...of: readonly unknown[]) => Promise<readonly string[]> };
  const entries = inner.entries.bind(late);
  const mine: Place[] = [];
  inner.entries = async (...of) => {
    await places.page('acme', 0, 10);
    mine.push(await places.take('acme'));
    return entries(...of);
  };
  await late.page('acme', 0, 10);
  await fill(places, mine[0]!, 'THING#1');
  const next = await places.take('acme');
  expect(next.number).toBeGreaterThan(mine[0]!.number);
  await fill(places, next, 'THING#2');
  expect(await places.page('acme', 0, 10)).toEqual({ keys: ['THING#1', 'THING#2'], total: 2 });
});
