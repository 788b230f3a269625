import { createHash } from 'node:crypto';
import { MemorySchedule } from '../../bench/memory-schedule.js';
import type { RenewalSchedule } from '../../lambdas/renewals/schedule.js';
import { startDynamoDb, type TestDynamoDb } from '../catalogue/dynamodb.js';

let database: TestDynamoDb;
let inDynamoDb: RenewalSchedule;
let shardOf: (typeof import('../../lambdas/renewals/schedule.js'))['shardOf'];

beforeAll(async () => {
  database = await startDynamoDb();
  const module = await import('../../lambdas/renewals/schedule.js');
  ({ shardOf } = module);
  inDynamoDb = new module.DynamoDbRenewalSchedule(database.client, 'records');
});
afterAll(() => database.stop());

/** All rows of an account's shard that are due, page by page. */
async function due(schedule: RenewalSchedule, shard: string, throughS: number) {
  const rows = [];
  let after: string | undefined;
  let pages = 0;
  do {
    const page = await schedule.due(shard, throughS, after);
    rows.push(...page.rows);
    ({ after } = page);
    pages += 1;
  } while (after !== undefined);
  return { rows, pages };
}

/** Accounts of one shard. */
function accounts(shard: string, count: number): string[] {
  const found: string[] = [];
  for (let i = 0; found.length < count; i += 1) if (shardOf(`imsi-${i}`) === shard) found.push(`imsi-${i}`);
  return found;
}

test('a shard is the first digit of the SHA-256 of the account key', () => {
  expect(shardOf('imsi-234990000000001')).toBe(
    createHash('sha256').update('imsi-234990000000001').digest('hex')[0],
  );
});

describe.each([
  ['in DynamoDB', () => inDynamoDb],
  ['in memory', () => new MemorySchedule()],
])('%s', (_, make) => {
  test('the higher version wins, whatever comes first', async () => {
    const schedule = make();
    const [account] = accounts('0', 1) as [string];
    await schedule.keep({ account, version: 3, dueS: 300 });
    await schedule.keep({ account, version: 2, dueS: 200 });
    await schedule.keep({ account, version: 3, dueS: 999 });
    expect((await due(schedule, '0', 1_000)).rows).toEqual([{ account, version: 3, dueS: 300 }]);
    await schedule.keep({ account, version: 4, dueS: undefined });
    expect((await due(schedule, '0', 1_000)).rows).toEqual([]);
    // What is out of the schedule still tells late writers apart.
    await schedule.keep({ account, version: 3, dueS: 300 });
    expect((await due(schedule, '0', 1_000)).rows).toEqual([]);
  });

  test('a row is replaced only as it was read, and an account that comes back is scheduled again', async () => {
    const schedule = make();
    const [account] = accounts('1', 1) as [string];
    await schedule.keep({ account, version: 7, dueS: 100 });
    const [row] = (await due(schedule, '1', 1_000)).rows;
    await schedule.keep({ account, version: 8, dueS: 150 });
    await schedule.replace(row!, { account, version: 0, dueS: undefined });
    const [fresh] = (await due(schedule, '1', 1_000)).rows;
    expect(fresh).toEqual({ account, version: 8, dueS: 150 });
    await schedule.replace(fresh!, { account, version: 0, dueS: undefined });
    expect((await due(schedule, '1', 1_000)).rows).toEqual([]);
    await schedule.keep({ account, version: 1, dueS: 400 });
    expect((await due(schedule, '1', 1_000)).rows).toEqual([{ account, version: 1, dueS: 400 }]);
  });

  test('what is due comes in order of time, in pages, up to the second', async () => {
    const schedule = make();
    const keys = accounts('2', 120);
    await Promise.all(
      keys.map((account, i) => schedule.keep({ account, version: 1, dueS: 1_000 + ((i * 37) % 120) })),
    );
    const { rows, pages } = await due(schedule, '2', 1_099);
    expect(rows.map(({ dueS }) => dueS)).toEqual(Array.from({ length: 100 }, (__, i) => 1_000 + i));
    expect(pages).toBeGreaterThan(1);
  });

  test('the next time is the earliest of all shards', async () => {
    const schedule = make();
    const [a] = accounts('a', 1) as [string];
    const [f] = accounts('f', 1) as [string];
    await schedule.keep({ account: a, version: 1, dueS: 6_000 });
    await schedule.keep({ account: f, version: 1, dueS: 5_000 });
    expect(await schedule.nextAfter(4_000)).toBe(5_000);
    expect(await schedule.nextAfter(5_000)).toBe(6_000);
    expect(await schedule.nextAfter(6_000)).toBeUndefined();
  });
});
