/** Lists with places against plain lists: whatever is created, deleted and given back, every page is the same. */
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../../local/dynamodb/index.js';
import { Places, type Place } from '../../../lambdas/partners/kernel/places.js';
import { createTables } from '../../support/tables.js';

let local: LocalDynamoDb;
let client: DynamoDBClient;
let lists = 0;

beforeAll(async () => {
  local = await startLocalDynamoDb();
  Object.assign(process.env, {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
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

const newList = () => new Places(client, 'records', `THING${++lists}`);

/** What a record's transaction does of it. */
const fill = async (places: Places, place: Place, key: string, atMs = Date.now()) => {
  const { TableName, Item } = places.put(place, key, atMs).Put!;
  await local.call('PutItem', { TableName, Item });
};
const empty = async (places: Places, place: Place) => {
  for (const { Delete, Update } of places.leave(place)) {
    if (Delete !== undefined) await local.call('DeleteItem', { ...Delete });
    if (Update !== undefined) await local.call('UpdateItem', { ...Update });
  }
};
/** A minute goes by. */
const longAgo = async (list: number, owner: string) =>
  client.send(
    new UpdateItemCommand({
      TableName: 'records',
      Key: { pk: { S: `LISTS#THING${list}` }, sk: { S: owner } },
      UpdateExpression: 'SET takenAtMs = :long',
      ExpressionAttributeValues: { ':long': { N: '0' } },
    }),
  );

type Step =
  | { readonly do: 'create'; readonly owner: string; readonly many: number }
  | { readonly do: 'delete'; readonly nth: number }
  | { readonly do: 'give back'; readonly owner: string; readonly many: number };

const owner = fc.constantFrom('acme', 'corner-shop');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('create' as const), owner, many: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('delete' as const), nth: fc.nat({ max: 30 }) }),
  fc.record({ do: fc.constant('give back' as const), owner, many: fc.integer({ min: 1, max: 3 }) }),
);

test('every page of every owner is that of a plain list', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 14 }),
      fc.array(fc.record({ offset: fc.nat({ max: 20 }), limit: fc.nat({ max: 8 }) }), {
        minLength: 3,
        maxLength: 3,
      }),
      async (steps, pages) => {
        const places = newList();
        const plain: { key: string; place: Place }[] = [];
        let made = 0;
        for (const each of steps) {
          if (each.do === 'create')
            for (const place of await places.takeMany(each.owner, each.many)) {
              const key = `THING#${++made}`;
              await fill(places, place, key);
              plain.push({ key, place });
            }
          else if (each.do === 'give back')
            await places.giveBackMany(await places.takeMany(each.owner, each.many));
          else if (plain.length > 0) {
            const [gone] = plain.splice(each.nth % plain.length, 1);
            await empty(places, gone!.place);
          }
        }
        for (const whose of ['acme', 'corner-shop', undefined]) {
          const expected = plain
            .filter(({ place }) => whose === undefined || place.owner === whose)
            .sort((a, b) =>
              a.place.owner === b.place.owner
                ? a.place.number - b.place.number
                : a.place.owner < b.place.owner
                  ? -1
                  : 1,
            )
            .map(({ key }) => key);
          for (const { offset, limit } of pages)
            expect(await places.page(whose, offset, limit)).toEqual({
              keys: expected.slice(offset, offset + limit),
              total: expected.length,
            });
        }
      },
    ),
    { numRuns: 12 },
  );
}, 20_000);

test('whoever took a place and crashed leaves none for long, in the middle and at the end', async () => {
  const places = newList();
  const list = lists;
  const taken = await places.takeMany('acme', 6);
  for (const n of [0, 2, 4]) await fill(places, taken[n]!, `THING#${n}`);
  const soon = await places.page('acme', 0, 10);
  expect(soon).toEqual({ keys: ['THING#0', 'THING#2', 'THING#4'], total: 6 });
  await longAgo(list, 'acme');
  for (const n of [0, 2, 4]) await fill(places, taken[n]!, `THING#${n}`, 0);
  await places.page('acme', 0, 10);
  expect(await places.page('acme', 0, 10)).toEqual({ keys: ['THING#0', 'THING#2', 'THING#4'], total: 3 });
  expect(await places.page('acme', 1, 1)).toEqual({ keys: ['THING#2'], total: 3 });
  const next = await places.take('acme');
  await fill(places, next, 'THING#6');
  expect(await places.page('acme', 3, 10)).toEqual({ keys: ['THING#6'], total: 4 });
});

test('a place that was left in the middle is known when what came behind it is old, however busy the list is', async () => {
  const places = newList();
  const [first, , third] = await places.takeMany('acme', 3);
  await fill(places, third!, 'THING#2', Date.now() - 61_000);
  await fill(places, first!, 'THING#0');
  await fill(places, await places.take('acme'), 'THING#3');
  expect((await places.page('acme', 0, 10)).total).toBe(4);
  expect(await places.page('acme', 1, 10)).toEqual({ keys: ['THING#2', 'THING#3'], total: 3 });
});

test('places taken at the same time are all different', async () => {
  const places = newList();
  const taken = await Promise.all(
    Array.from({ length: 30 }, async (_, n) => places.takeMany('acme', 1 + (n % 3))),
  );
  const numbers = taken.flat().map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(Math.max(...numbers)).toBe(numbers.length - 1);
});

test('places of products in blocks are all used, or given back as if they had never been taken', async () => {
  const { ProductPlaces } = await import('../../../lambdas/pools/product-places.js');
  const { dynamodb } = await import('../../../lambdas/shared/dynamodb.js');
  const blocks = new ProductPlaces('records', 25);
  const products = new Places(client, 'records', 'PRODUCT');
  for (const [chunk, many] of [40, 3].entries()) {
    await Promise.all(
      Array.from({ length: many }, async (_, n) => {
        const place = await blocks.next();
        // Every fifth member was there already.
        if (n % 5 === 4) return blocks.giveBack(place);
        const { TableName, Item } = blocks.put(place, `sub_${chunk}x${n}`).Put!;
        await local.call('PutItem', { TableName, Item });
      }),
    );
    await blocks.settle();
  }
  const { keys, total } = await products.page('operator', 0, 200);
  expect([keys.length, total]).toEqual([35, 35]);
  expect(new Set(keys).size).toBe(35);
  dynamodb.destroy();
});
