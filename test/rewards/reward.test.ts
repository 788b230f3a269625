/** Rewards in an account: put in once, taken back as far as they are left, and nobody else's money. */
import * as fc from 'fast-check';
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { LIMITS } from '../../domain/charging/account.js';
import { decidePlanChange, decideState } from '../../domain/charging/account-commands.js';
import { decideCarrierCharge } from '../../domain/charging/carrier-billing.js';
import type { CommandDecision } from '../../domain/charging/command.js';
import { type Item, decodeAccount } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decideReserve } from '../../domain/charging/reserve.js';
import { decideReward, decideTakeBack, MOST_OF_A_KIND } from '../../domain/charging/reward.js';
import { decideDebit } from '../../domain/charging/transfer.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import type { Operator } from '../../domain/operator/operator.js';
import { REWARD_BUCKETS, type RewardBucket, rewardsOf, rewardTemplate } from '../../domain/rewards/reward.js';
import { loadOperators } from '../../operators/load.js';
import { key, NOW } from '../charging/requests.js';

const DAY_MS = 86_400_000;
const lily = loadOperators().find(({ market }) => market.country === 'GB')!;
const plansOf = (operator: Operator) => compileCatalogue(operator);
const planNamed = (id: string, operator = lily): PlanVersion =>
  plansOf(operator).find(({ offeringId }) => offeringId === id)!;
const starter = planNamed('starter');
const monthly = planNamed('monthly');
const without = plansOf({ ...lily, rewards: undefined }).find(({ offeringId }) => offeringId === 'starter')!;

const open = (plan = starter, nowMs = NOW) => openAccount({ key: 'imsi-1', plan, nowMs });
const done = (decision: CommandDecision): Item => {
  if (decision.outcome !== 'done') throw new Error(JSON.stringify(decision));
  return decision.item;
};
const codes = (decision: CommandDecision) =>
  decision.outcome === 'refused' ? decision.problems.map(({ code }) => code) : decision.outcome;

interface Given {
  readonly bucket?: RewardBucket;
  readonly amount?: number;
  readonly days?: number;
  readonly nowMs?: number;
  readonly plan?: PlanVersion;
}

const reward = (
  item: Item,
  n: number,
  { bucket = 'reward-data', amount = 1e9, days, nowMs = NOW, plan = starter }: Given = {},
) =>
  decideReward(item, indexPlan(plan), nowMs, {
    id: key(n),
    atMs: nowMs,
    bucket,
    amount,
    expiresAtMs: days === undefined ? undefined : nowMs + days * DAY_MS,
  });

const rewarded = (item: Item, n: number, given?: Given) => {
  const decision = reward(item, n, given);
  if (decision.outcome !== 'done') throw new Error(JSON.stringify(decision));
  return decision;
};

const views = (item: Item, name: string, plan = starter, nowMs = NOW) =>
  viewAccount(item, plan, nowMs).buckets.filter((bucket) => bucket.name === name);

it('opens a bucket of its own, which expires and is drawn before the plan', () => {
  const { item, expiresAt, bucketId } = rewarded(open(), 1);
  const [bucket] = views(item, 'reward-data');
  expect(bucket).toMatchObject({ id: bucketId, available: 1e9, total: 1e9, priority: 0, expired: false });
  expect(Date.parse(bucket!.expiresAt!)).toBe(expiresAt * 1000);
  expect(expiresAt * 1000).toBeGreaterThanOrEqual(NOW + 30 * DAY_MS);
  expect(viewAccount(item, starter, NOW).buckets[0]!.name).toBe('reward-data');
  expect(usageRecord(item, starter)?.movements).toMatchObject([
    { action: 'rewarded', bucket: 'reward-data', unit: 'bytes', amount: 1e9 },
  ]);
  expect(codes(reward(item, 1))).toBe('already-done');
});

it('of money is used before the wallet, and is neither bills, payments, transfers nor set aside', () => {
  const index = indexPlan(monthly);
  const item = rewarded(open(monthly), 1, { bucket: 'reward-credit', amount: 50e6, plan: monthly }).item;
  const order = viewAccount(item, monthly, NOW)
    .buckets.filter(({ unit }) => unit === 'money')
    .map(({ name }) => name);
  expect(order).toEqual(['reward-credit', 'wallet']);
  expect(index.plan.buckets[index.wallet]!.id).toBe('wallet');
  const template = rewardTemplate(monthly, 'reward-credit');
  const of = { id: key(2), atMs: NOW };
  expect(codes(decideCarrierCharge(item, index, NOW, { ...of, currency: 'GBP', micros: 1e6 }))).toEqual([
    'balance-too-low',
  ]);
  expect(codes(decideReserve(item, index, NOW, { ...of, template, amount: 1e6 }))).toEqual([
    'not-transferable',
  ]);
  expect(
    codes(decideDebit(item, index, NOW, { ...of, template, amount: 1e6, action: 'transferred-out' })),
  ).toEqual(['not-transferable']);
  // The first month is due, and the wallet has nothing.
  const later = NOW + 8 * DAY_MS;
  const due = rewarded(item, 3, { bucket: 'reward-credit', amount: 1, nowMs: later, plan: monthly }).item;
  expect(viewAccount(due, monthly, later).state).toBe('grace');
  expect(views(due, 'reward-credit', monthly, later).reduce((sum, b) => sum + b.available, 0)).toBe(50e6 + 1);
});

it('ends with a plan that takes no rewards, and never becomes the wallet', () => {
  const item = rewarded(open(), 1, { bucket: 'reward-credit', amount: 5e6 }).item;
  const next = indexPlan(without);
  const changed = done(
    decidePlanChange(item, indexPlan(starter), NOW, { id: key(2), atMs: NOW, next, when: 'now' }),
  );
  const before = views(item, 'wallet').reduce((sum, { available }) => sum + available, 0);
  const buckets = viewAccount(changed, without, NOW).buckets;
  expect(buckets.filter(({ unit }) => unit === 'money')).toMatchObject([
    { name: 'wallet', available: before },
  ]);
  expect(usageRecord(changed, without)?.movements).toContainEqual(
    expect.objectContaining({ action: 'expired', bucket: 'reward-credit', amount: -5e6 }),
  );
  // And goes on in a plan that does take them.
  const moved = done(
    decidePlanChange(item, indexPlan(starter), NOW, {
      id: key(3),
      atMs: NOW,
      next: indexPlan(planNamed('endless')),
      when: 'now',
    }),
  );
  expect(views(moved, 'reward-credit', planNamed('endless'))).toMatchObject([{ available: 5e6 }]);
});

it('is refused with all problems', () => {
  expect(codes(reward(open(without), 1, { plan: without, amount: 0, days: -1 }))).toEqual([
    'bucket-unknown',
    'amount-invalid',
    'expiry-passed',
  ]);
  expect(codes(reward(open(), 1, { days: 4_000 }))).toEqual(['expiry-passed']);
  expect(codes(reward(open(), 1, { amount: 1.5 }))).toEqual(['amount-invalid']);
  const ended = done(
    decideState(open(), indexPlan(starter), NOW, { id: key(3), atMs: NOW, state: 'terminated' }),
  );
  expect(codes(reward(ended, 1))).toEqual(['account-terminated']);
  const suspended = done(
    decideState(open(), indexPlan(starter), NOW, { id: key(3), atMs: NOW, state: 'suspended' }),
  );
  expect(reward(suspended, 1).outcome).toBe('done');
});

it('never fills an account, and never ends before it was promised to', () => {
  const lasts = fc.array(
    fc.record({
      days: fc.integer({ min: 1, max: 800 }),
      bucket: fc.constantFrom(...REWARD_BUCKETS),
      pause: fc.integer({ min: 1_000, max: 3 * DAY_MS }),
    }),
    { minLength: 20, maxLength: 120 },
  );
  fc.assert(
    fc.property(lasts, (gifts) => {
      let item = open();
      let nowMs = NOW;
      const promised = new Map<number, number>();
      gifts.forEach(({ days, bucket, pause }, n) => {
        nowMs += pause;
        const given = rewarded(item, n + 1, { days, bucket, nowMs, amount: 1_000 });
        item = given.item;
        promised.set(given.bucketId, Math.max(promised.get(given.bucketId) ?? 0, nowMs + days * DAY_MS));
      });
      const { buckets } = decodeAccount(item, indexPlan(starter));
      for (const { id, expiresAt } of buckets)
        expect(expiresAt === 0 ? Infinity : expiresAt * 1000).toBeGreaterThanOrEqual(promised.get(id) ?? 0);
      for (const name of REWARD_BUCKETS)
        expect(
          views(item, name, starter, nowMs).filter(({ expired }) => !expired).length,
        ).toBeLessThanOrEqual(MOST_OF_A_KIND);
      expect(buckets.length).toBeLessThanOrEqual(LIMITS.buckets);
    }),
    { numRuns: 30 },
  );
});

it('is taken back as far as it is left, once, below zero never; what moved is what is there', () => {
  const step = fc.record({
    give: fc.boolean(),
    amount: fc.integer({ min: 1, max: 1_000 }),
    used: fc.integer({ min: 0, max: 400 }),
    bucket: fc.constantFrom(...rewardsOf(starter)),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
      const index = indexPlan(starter);
      let item = open();
      let n = 0;
      const moved = new Map<number, number>();
      const count = (after: Item) => {
        for (const { bucketId, amount, action } of usageRecord(after, starter)?.movements ?? [])
          if (action !== 'opened') moved.set(bucketId, (moved.get(bucketId) ?? 0) + amount);
        item = after;
      };
      const gifts: { bucket: RewardBucket; bucketId: number; amount: number }[] = [];
      for (const { give, amount, used, bucket } of steps) {
        const nowMs = NOW + ++n * 1_000;
        if (give || gifts.length === 0) {
          const given = rewarded(item, n, { bucket, amount, nowMs, days: 5 });
          gifts.push({ bucket, bucketId: given.bucketId, amount });
          count(given.item);
        } else {
          const gift = gifts.pop()!;
          const template = rewardTemplate(starter, gift.bucket);
          // Somebody uses some of it: an operator's debit stands for usage.
          const use = { id: key(1_000 + n), atMs: nowMs, template, amount: used };
          const spent = decideDebit(item, index, nowMs, { ...use, action: 'debited' });
          if (spent.outcome === 'done') count(spent.item);
          const ask = { id: key(n), atMs: nowMs, ...gift };
          const left = views(item, gift.bucket, starter, nowMs).find(({ id }) => id === gift.bucketId)!;
          const taken = decideTakeBack(item, index, nowMs, ask);
          if (taken.outcome !== 'done') throw new Error(JSON.stringify(taken));
          expect(taken.taken).toBe(Math.min(gift.amount, left.available));
          expect(taken.taken + taken.missing).toBe(gift.amount);
          count(taken.item);
          expect(decideTakeBack(item, index, nowMs, ask).outcome).toBe('already-done');
        }
        for (const bucket of viewAccount(item, starter, nowMs).buckets) {
          expect(bucket.available).toBeGreaterThanOrEqual(0);
          expect(bucket.total).toBe(bucket.available + bucket.used + bucket.reserved);
          if (moved.has(bucket.id)) expect(bucket.available).toBe(moved.get(bucket.id));
        }
      }
    }),
  );
});
