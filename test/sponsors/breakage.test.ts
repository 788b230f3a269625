/** What nobody used of campaigns' rewards: told apart to the last byte, and counted once. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { brokenParts } from '../../domain/sponsors/breakage.js';
import { openSponsorDesk, type SponsorDesk } from './desk.js';

let desk: SponsorDesk;

beforeAll(async () => {
  desk = await openSponsorDesk();
});
afterAll(async () => desk.stop());

test('parts are whole, none is more than was given, and together they are what expired', () => {
  const amounts = fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { maxLength: 12 });
  fc.assert(
    fc.property(amounts, fc.integer({ min: 0, max: 2 ** 44 }), (given, expired) => {
      const rewards = given.map((amount, i) => ({ id: String(i), amount }));
      const total = given.reduce((sum, amount) => sum + amount, 0);
      const parts = brokenParts(expired, rewards);
      expect(parts.reduce((sum, { amount }) => sum + amount, 0)).toBe(Math.min(expired, total));
      for (const { id, amount } of parts) {
        expect(amount).toBeGreaterThanOrEqual(0);
        expect(amount).toBeLessThanOrEqual(given[Number(id)]!);
      }
    }),
  );
});

async function put(item: Readonly<Record<string, unknown>>): Promise<void> {
  const { toAttributes } = await import('../../lambdas/shared/attributes.js');
  await desk.client.send(new PutItemCommand({ TableName: 'records', Item: toAttributes(item) }));
}

test('a bucket that expires breaks the rewards in it, of their own campaigns, once', async () => {
  await desk.sponsor('breaks', '90.00');
  const [one, two] = [await desk.campaign('breaks'), await desk.campaign('breaks')];
  const reward = (id: string, amount: number, bucketId: number, source: object) => ({
    pk: `REWARD#${id}`,
    sk: 'META',
    gsi1pk: 'REWARDS#sub_1',
    gsi1sk: `2026-11-01#${id}`,
    id,
    subscriberId: 'sub_1',
    accountKey: 'imsi-1',
    bucket: 'reward-data',
    bucketId,
    amount,
    askedBack: 0,
    missing: 0,
    state: 'granted',
    source,
    grantedAt: '2026-11-01T10:00:00.000Z',
  });
  await put(reward('rwd_1', 100, 7, { kind: 'ad', id: 'adn_1' }));
  await put(reward('rwd_2', 200, 7, { kind: 'ad', id: 'adn_2' }));
  await put(reward('rwd_3', 300, 7, { kind: 'basket', id: 'bsk_1' }));
  await put(reward('rwd_4', 999, 8, { kind: 'ad', id: 'adn_1' }));
  await put(reward('rwd_5', 100, 7, { kind: 'ad', id: 'adn_1' }));
  await put({ pk: 'ADDECISION#adn_1', sk: 'META', campaignId: one, plan: 'monthly' });
  await put({ pk: 'ADDECISION#adn_2', sk: 'META', campaignId: two, plan: 'monthly' });
  const record = {
    account: 'imsi-1',
    version: 44,
    subscriberId: 'sub_1',
    lines: [],
    movements: [{ action: 'expired', bucket: 'reward-data', bucketId: 7, unit: 'bytes', amount: -350 }],
  } as unknown as UsageRecord;
  const { countBreakage } = await import('../../lambdas/sponsors/breakage.js');
  const books = { client: desk.client, table: 'records', now: Date.now };
  await Promise.all([countBreakage(books, record), countBreakage(books, record)]);
  await countBreakage(books, record);
  const { readTallies } = await import('../../lambdas/sponsors/tallies.js');
  const tables = { accounts: 'accounts', records: 'records' };
  // Half of 700 expired: half of each is broken.
  expect(await readTallies({ client: desk.client, tables }, one)).toMatchObject([
    { date: '2026-11-01', plan: 'monthly', numbers: { 'broken.data': 100 } },
  ]);
  expect(await readTallies({ client: desk.client, tables }, two)).toMatchObject([
    { numbers: { 'broken.data': 100 } },
  ]);
});
