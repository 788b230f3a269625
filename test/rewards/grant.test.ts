/** Rewards over one DynamoDB: once whatever repeats, races or crashes, with what they are for, and seen as buckets. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import type { Grant } from '../../lambdas/rewards/grant.js';
import type { RewardDesk } from '../../lambdas/rewards/reward-desk.js';
import { openShop, type Shop } from '../partners/balances/shop.js';

const DAY_MS = 86_400_000;
let shop: Shop;
let rewards: typeof import('../../lambdas/rewards/grant.js');
let book: typeof import('../../lambdas/rewards/reward-book.js');
let desks: (nowMs: number) => RewardDesk;
let clock: () => Promise<number>;
let ids = 0;

beforeAll(async () => {
  shop = await openShop();
  rewards = await import('../../lambdas/rewards/grant.js');
  book = await import('../../lambdas/rewards/reward-book.js');
  const { rewardDesks } = await import('../../lambdas/rewards/reward-desk.js');
  desks = rewardDesks({ accounts: 'accounts', records: 'records' });
  const { operatorTime } = await import('../../lambdas/shared/clock.js');
  clock = operatorTime;
});
afterAll(async () => {
  await shop.desk.stop();
});

const desk = async () => desks(await clock());
const grantOf = (subscriberId: string, more: Partial<Grant> = {}): Grant => ({
  id: `rwd_${++ids}`,
  subscriberId,
  bucket: 'reward-data',
  amount: 1e9,
  source: { kind: 'ad', id: `adn_${ids}` },
  ...more,
});
const note = (name: string): TransactWriteItem => ({
  Put: {
    TableName: 'records',
    Item: { pk: { S: `NOTE#${name}` }, sk: { S: 'META' } },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});
const left = async (id: string, name = 'reward-data') => {
  const { body } = await shop.ask('listBucket', { query: { 'product.id': id } });
  return (body as { name: string; remainingValue: { amount: number } }[])
    .filter((bucket) => bucket.name === name)
    .reduce((sum, { remainingValue }) => sum + remainingValue.amount, 0);
};
const codes = (outcome: { outcome: string; problems?: readonly { code: string }[] }) =>
  outcome.problems?.map(({ code }) => code) ?? outcome.outcome;

it('is given once with what it is for, and shown as a bucket with its end', async () => {
  const id = await shop.sell();
  const grant = grantOf(id, { reason: 'Watched a film' });
  const given = await rewards.grantReward(await desk(), grant, [note(grant.id)]);
  expect(given).toMatchObject({
    outcome: 'granted',
    reward: { id: grant.id, subscriberId: id, bucket: 'reward-data', amount: 1e9, state: 'granted' },
  });
  expect(await shop.desk.record(`NOTE#${grant.id}`)).toBeDefined();
  // Its other writes are not asked for again: they were done with the first.
  expect(await rewards.grantReward(await desk(), grant, [note(grant.id)])).toMatchObject({
    outcome: 'already-granted',
    reward: { id: grant.id },
  });
  const { body } = await shop.ask('listBucket', { query: { 'product.id': id } });
  const [bucket] = (body as { name: string }[]).filter(({ name }) => name === 'reward-data');
  expect(bucket).toMatchObject({
    usageType: 'data',
    remainingValue: { amount: 1e9, units: 'bytes' },
    validFor: { endDateTime: given.outcome === 'granted' ? given.reward.expiresAt : '' },
  });
  const listed = [];
  const nowMs = await clock();
  for await (const reward of book.rewardsGiven(await desk(), id, nowMs)) listed.push(reward);
  expect(listed).toEqual([given.outcome === 'granted' ? given.reward : {}]);
  for await (const { state } of book.rewardsGiven(await desk(), id, nowMs + 40 * DAY_MS))
    expect(state).toBe('expired');
});

it('is refused with stable codes', async () => {
  const id = await shop.sell({ offering: 'endless' });
  const grant = async (more: Partial<Grant>) =>
    codes(await rewards.grantReward(await desk(), grantOf(id, more), [note(`refused-${ids}`)]));
  expect(await grant({ bucket: 'reward-minutes' })).toEqual(['bucket-unknown']);
  expect(await grant({ amount: 0, expiresAtMs: 1 })).toEqual(['amount-invalid', 'expiry-passed']);
  expect(await grant({ subscriberId: 'sub_nobody' })).toEqual(['subscriber-not-found']);
  expect(await grant({ accountKey: 'imsi-1' })).toEqual(['account-not-open']);
  const first = grantOf(id);
  await rewards.grantReward(await desk(), first);
  expect(codes(await rewards.grantReward(await desk(), { ...first, amount: 2 }))).toEqual(['id-used']);
  await expect(
    rewards.grantReward(
      await desk(),
      first,
      Array.from({ length: 91 }, () => note('many')),
    ),
  ).rejects.toThrow('at most 90');
});

it('is not given when what it is for has changed, and says so at once', async () => {
  const id = await shop.sell();
  const grant = grantOf(id);
  await shop.desk.client.send(
    new (await import('@aws-sdk/client-dynamodb')).TransactWriteItemsCommand({
      TransactItems: [note('taken')],
    }),
  );
  expect(await rewards.grantReward(await desk(), grant, [note('taken')])).toEqual({
    outcome: 'also-changed',
  });
  expect(await left(id)).toBe(0);
  expect(await book.findReward(await desk(), grant.id)).toBeUndefined();
  expect(await rewards.grantReward(await desk(), grant)).toMatchObject({ outcome: 'granted' });
  expect(
    await rewards.takeBackReward(await desk(), { id: 'tb-taken', grantId: grant.id }, [note('taken')]),
  ).toEqual({ outcome: 'also-changed' });
  expect(await left(id)).toBe(1e9);
});

it('is taken back whole or in parts, once each, and never more than was given', async () => {
  const id = await shop.sell();
  const grant = grantOf(id);
  await rewards.grantReward(await desk(), grant);
  const back = async (name: string, amount?: number) =>
    rewards.takeBackReward(await desk(), {
      id: `${grant.id}-${name}`,
      grantId: grant.id,
      ...(amount === undefined ? {} : { amount }),
    });
  expect(await back('a', 4e8)).toEqual({ outcome: 'taken-back', taken: 4e8, missing: 0 });
  expect(await back('a', 4e8)).toEqual({ outcome: 'already-taken-back', taken: 4e8, missing: 0 });
  expect(codes(await back('a', 3e8))).toEqual(['id-used']);
  expect(codes(await back('b', 7e8))).toEqual(['amount-invalid']);
  // Somebody uses 500 MB of the 600 that are left.
  const used = { amount: { amount: 5e8, units: 'bytes' }, adjustType: 'generalDebit' };
  const { body: buckets } = await shop.ask('listBucket', { query: { 'product.id': id } });
  const { id: bucketId } = (buckets as { id: string; name: string }[]).find(
    ({ name }) => name === 'reward-data',
  )!;
  const adjusted = await shop.ask('createAdjustBalance', {
    as: 'operator',
    body: { ...used, bucket: { id: bucketId }, product: { id }, reason: 'used' },
  });
  expect(adjusted.status).toBe(201);
  expect(await back('c')).toEqual({ outcome: 'taken-back', taken: 1e8, missing: 5e8 });
  expect(codes(await back('d'))).toEqual(['reward-taken-back']);
  expect(await left(id)).toBe(0);
  expect(await book.findReward(await desk(), grant.id)).toMatchObject({
    state: 'taken-back',
    askedBack: 1e9,
    missing: 5e8,
  });
  expect(codes(await rewards.takeBackReward(await desk(), { id: 'x', grantId: 'rwd_none' }))).toEqual([
    'reward-not-found',
  ]);
});

it('that has expired is missing', async () => {
  const id = await shop.sell();
  const grant = grantOf(id);
  const nowMs = await clock();
  await rewards.grantReward(desks(nowMs), { ...grant, expiresAtMs: nowMs + DAY_MS });
  const later = desks(nowMs + 3 * DAY_MS);
  expect(await rewards.takeBackReward(later, { id: 'late', grantId: grant.id })).toEqual({
    outcome: 'taken-back',
    taken: 0,
    missing: 1e9,
  });
});

/** A desk whose transactions are lost on their way there, or on their way back. */
function stormy(of: RewardDesk, faults: readonly ('none' | 'before' | 'after')[]): RewardDesk {
  let at = 0;
  const { client } = of;
  const send = async (command: object) => {
    const isWrite = command.constructor.name === 'TransactWriteItemsCommand';
    const fault = isWrite ? (faults[at++] ?? 'none') : 'none';
    if (fault === 'before') throw new Error('lost on the way there');
    const answer: unknown = await client.send(command as never);
    if (fault === 'after') throw new Error('lost on the way back');
    return answer;
  };
  return { ...of, client: { send } as unknown as RewardDesk['client'] };
}

it('counts once, however often it is asked for, at once, and whatever is lost', async () => {
  const fault = fc.constantFrom('none' as const, 'before' as const, 'after' as const);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fault, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      fc.array(fault, { minLength: 1, maxLength: 3 }),
      async (askers, takers) => {
        const id = await shop.sell();
        const grant = grantOf(id);
        const until = async <T>(
          faults: readonly ('none' | 'before' | 'after')[],
          ask: (of: RewardDesk) => Promise<T>,
        ) => {
          const of = stormy(await desk(), faults);
          for (;;) {
            try {
              return await ask(of);
            } catch (error) {
              if (!String(error).includes('lost on the way')) throw error;
            }
          }
        };
        const outcomes = await Promise.all(
          askers.map(async (faults) =>
            until(faults, async (of) => rewards.grantReward(of, grant, [note(grant.id)])),
          ),
        );
        for (const { outcome } of outcomes) expect(['granted', 'already-granted']).toContain(outcome);
        expect(await left(id)).toBe(1e9);
        const back = { id: `${grant.id}-back`, grantId: grant.id, amount: 6e8 };
        const taken = await Promise.all([
          until(takers, async (of) => rewards.takeBackReward(of, back)),
          until(['none'], async (of) => rewards.takeBackReward(of, back)),
        ]);
        for (const one of taken) expect(one).toMatchObject({ taken: 6e8, missing: 0 });
        expect(await left(id)).toBe(4e8);
      },
    ),
    { numRuns: 15 },
  );
});

it('brings an account that nobody wrote for long up to date first', async () => {
  const id = await shop.sell({ offering: 'monthly', credit: '100.00' });
  await shop.desk.moveClock(100 * DAY_MS);
  try {
    expect(await rewards.grantReward(await desk(), grantOf(id))).toMatchObject({ outcome: 'granted' });
    const { body } = await shop.ask('listBucket', { query: { 'product.id': id } });
    const wallet = (body as { name: string; remainingValue: { amount: number } }[]).find(
      ({ name }) => name === 'wallet',
    )!;
    expect(wallet.remainingValue.amount).toBeLessThan(100);
  } finally {
    await shop.desk.moveClock(-100 * DAY_MS);
  }
});
