/** Traffic that a sponsor pays for: first its pool, then the subscriber's plan, with notice; what idles comes back once. */
import * as fc from 'fast-check';
import { planId } from '../../domain/catalogue/compile.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { LIMITS } from '../../domain/charging/account.js';
import { decidePlanChange } from '../../domain/charging/account-commands.js';
import { CountingStore } from '../../bench/counting-store.js';
import { type Item, decodeAccount, encodeAccount, planIdOf } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { wakeAt } from '../../domain/charging/renewal.js';
import type { GroupRequest, SessionRef } from '../../domain/charging/request.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import { readLender } from '../../domain/pools/lender.js';
import type { AccountStore, TransactWrite } from '../../lambdas/charging/account-store.js';
import { Charger } from '../../lambdas/charging/charger.js';
import { renewAccount } from '../../lambdas/renewals/renew-account.js';
import { NOW, create, group, key, request } from '../charging/requests.js';
import { MB, MUSIC, SPONSOR, VIDEO, sponsorItems, sponsoredPlan } from './sponsors.js';

const KEY = 'imsi-262010000000001';
const plan = sponsoredPlan();
const index = indexPlan(plan);
/** Berlin, one hour ahead of UTC in November. */
const MIDNIGHT = Date.UTC(2026, 10, 22, 23);

function world(agreements: Parameters<typeof sponsorItems>[0], accounts = [KEY]) {
  const store = new CountingStore();
  for (const item of sponsorItems(agreements)) store.seed(item);
  for (const key of accounts) store.seed(openAccount({ key, plan, nowMs: NOW }));
  const clock = { nowMs: NOW };
  const plans = new Map([[plan.id, plan]]);
  const loadPlan = (id: string) => Promise.resolve(plans.get(id));
  const charger = new Charger({
    store,
    loadPlan,
    now: () => clock.nowMs,
    pacing: { sleep: () => Promise.resolve(), random: () => 0 },
  });
  const records: ReturnType<typeof usageRecord>[] = [];
  const put = store.items.set.bind(store.items);
  store.items.set = (key: string, item: Item) => {
    if (item['p'] !== undefined) records.push(usageRecord(item, plans.get(planIdOf(item))!));
    return put(key, item);
  };
  const of = (poolId: string) => readLender(store.items.get(`${poolId}#0`)!);
  return {
    store,
    charger,
    plans,
    clock,
    of,
    notices: () => records.flatMap((record) => record?.notices ?? []),
    lines: () => records.flatMap((record) => record?.lines ?? []),
    account: (key = KEY) => decodeAccount(store.items.get(key)!, index),
    bucket: (name: string, key = KEY) =>
      viewAccount(store.items.get(key)!, plan, clock.nowMs).buckets.filter((b) => b.name === name),
    renew: (key = KEY, lenders: AccountStore = store) =>
      renewAccount(key, clock.nowMs, {
        store,
        lenders,
        loadPlan,
        successorOf: () => Promise.resolve(undefined),
      }),
    adds(poolId: string) {
      const { granted, available, leased, used, paidIn } = of(poolId);
      expect(available + leased + used).toBe(granted);
      expect(Math.min(available, leased, used)).toBeGreaterThanOrEqual(0);
      return { paidIn, available, leased, used };
    },
  };
}

type World = ReturnType<typeof world>;

/** A session that streams until it is told to stop. */
class Stream {
  private sequence = 0;
  private ref!: SessionRef;
  granted = 0;
  used = 0;
  readonly world: World;
  readonly ratingGroup: number;
  readonly key: string;

  constructor(of: World, ratingGroup = VIDEO, key = KEY) {
    this.world = of;
    this.ratingGroup = ratingGroup;
    this.key = key;
  }

  private request(groups: GroupRequest[]) {
    const atMs = this.world.clock.nowMs;
    return request(++this.sequence, groups, { atMs });
  }

  async open(): Promise<this> {
    const { charger, clock } = this.world;
    const opened = await charger.create(
      this.key,
      create([group(this.ratingGroup)], { atMs: clock.nowMs, supi: this.key }),
    );
    if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
    const { answer, accountKey, planId } = opened;
    const { sessionId, slot, session } = answer;
    this.ref = { accountKey, planId, sessionId, slot, groups: session };
    this.granted = answer.groups[0]!.granted;
    return this;
  }

  async use(bytes = this.granted): Promise<number> {
    const used = { used: { bytes }, exhausted: bytes === this.granted };
    const outcome = await this.world.charger.update(this.ref, this.request([group(this.ratingGroup, used)]));
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
    this.used += bytes;
    this.granted = outcome.answer.groups[0]!.granted;
    return this.granted;
  }

  async close(bytes = 0): Promise<void> {
    const last = group(this.ratingGroup, { ask: false, used: { bytes } });
    const outcome = await this.world.charger.release(this.ref, this.request([last]));
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
    this.used += bytes;
  }
}

const POOL = 'pool_sag-1';

test('the sponsor pays first, its pool ends, and the plan pays from the next grant on: the subscriber is told once', async () => {
  const w = world([{ poolId: POOL, bytes: 900 * MB }]);
  const stream = await new Stream(w).open();
  while (stream.used < 1_500 * MB && stream.granted > 0) await stream.use();
  expect(w.bucket('sponsored-video').map(({ used }) => used)).toEqual([900 * MB]);
  const [wallet] = w.bucket('wallet');
  // 0.01 a MB, for what the sponsor did not pay.
  expect(wallet!.used).toBe(Math.ceil((stream.used - 900 * MB) / 1_000) * 10);
  expect(w.notices()).toEqual([{ type: 'sponsored_traffic.ended', sponsor: SPONSOR, services: ['video'] }]);
  const sum = (sponsored: boolean) =>
    w
      .lines()
      .filter((line) => (line.sponsor === SPONSOR) === sponsored)
      .reduce((total, line) => total + line.units, 0);
  expect([sum(true), sum(false)]).toEqual([900 * MB, stream.used - 900 * MB]);
  expect(w.lines().every((line) => (line.sponsor === undefined) === (line.bucket === 'wallet'))).toBe(true);
  await stream.close();
  expect(w.adds(POOL)).toEqual({ paidIn: 900 * MB, available: 0, leased: 900 * MB, used: 0 });
  // Its day is over: what was used is used for good, and the account owes nothing.
  w.clock.nowMs = MIDNIGHT;
  await w.renew();
  expect(w.adds(POOL)).toEqual({ paidIn: 900 * MB, available: 0, leased: 0, used: 900 * MB });
  expect(w.account().loans).toEqual([]);
});

test('what is idle when the local day ends comes back, once', async () => {
  const w = world([{ poolId: POOL, bytes: 100_000 * MB }]);
  const stream = await new Stream(w).open();
  const { granted } = stream;
  await stream.use(granted);
  await stream.close(5 * MB);
  expect(wakeAt(w.store.items.get(KEY)!)).toBe(MIDNIGHT / 1000);
  w.clock.nowMs = MIDNIGHT - 1_000;
  await w.renew();
  expect(w.adds(POOL).used).toBe(0);
  w.clock.nowMs = MIDNIGHT;
  for (let again = 0; again < 3; again++) await w.renew();
  expect(w.adds(POOL)).toMatchObject({ leased: 0, used: granted + 5 * MB });
  expect(w.of(POOL).loans).toBe(0);
  expect(w.bucket('sponsored-video')).toEqual([]);
  expect(wakeAt(w.store.items.get(KEY)!)).toBeUndefined();
});

test('an answer that is lost settles nothing twice; a lender that another account holds waits', async () => {
  const w = world([{ poolId: POOL, bytes: 100_000 * MB }]);
  const stream = await new Stream(w).open();
  await stream.use();
  await stream.close();
  w.clock.nowMs = MIDNIGHT;
  let busy = 2;
  const flaky = Object.create(w.store) as CountingStore;
  flaky.transact = async (writes: readonly TransactWrite[]) => {
    if (busy-- > 0) return { written: false, failures: writes.map(() => ({ reason: 'busy' as const })) };
    await w.store.transact(writes);
    throw new Error('the answer was lost');
  };
  await expect(w.renew(KEY, flaky)).rejects.toThrow('lost');
  await w.renew();
  expect(w.adds(POOL)).toMatchObject({ leased: 0, used: stream.used });
});

test('a lender that knows nothing of a loan is not made to: nothing is written', async () => {
  const w = world([{ poolId: POOL, bytes: 1_000 * MB }]);
  const stream = await new Stream(w).open();
  await stream.close();
  w.clock.nowMs = MIDNIGHT;
  const item = w.store.items.get(`${POOL}#0`)!;
  w.store.seed({ ...item, l: 0, a: 1_000 * MB });
  await expect(w.renew()).rejects.toThrow(/knows nothing of a loan/);
  expect(w.account().loans).toHaveLength(1);
});

test('a session that runs over midnight is lent anew; what it held is settled when it has reported', async () => {
  const w = world([{ poolId: POOL, bytes: 100_000 * MB }]);
  w.clock.nowMs = MIDNIGHT - 60_000;
  const stream = await new Stream(w).open();
  const before = stream.granted;
  w.clock.nowMs = MIDNIGHT + 1_000;
  await w.renew();
  // Its reservation is good for a while: who settled it now would not know what it will say.
  expect(w.account().loans).toHaveLength(1);
  await stream.use(before);
  await w.renew();
  const { leased, used } = w.adds(POOL);
  expect(used).toBe(before);
  expect(leased).toBeGreaterThan(0);
  expect(w.lines().every(({ sponsor }) => sponsor === SPONSOR)).toBe(true);
});

test('a cap a subscriber and day holds, and the next day begins anew', async () => {
  const w = world([{ poolId: POOL, bytes: 100_000 * MB, perDay: 150 * MB }]);
  const video = await new Stream(w).open();
  while (video.used < 400 * MB) await video.use();
  // Music is of the same sponsor: the cap is for both.
  const music = await new Stream(w, MUSIC).open();
  await music.use();
  const sponsored = () =>
    [...w.bucket('sponsored-video'), ...w.bucket('sponsored-music')].reduce((sum, b) => sum + b.total, 0);
  expect(sponsored()).toBe(150 * MB);
  await video.close();
  await music.close();
  w.clock.nowMs = MIDNIGHT;
  await w.renew();
  await new Stream(w).open();
  expect(sponsored()).toBeGreaterThan(0);
  expect(sponsored()).toBeLessThanOrEqual(150 * MB);
  expect(w.adds(POOL).used).toBe(150 * MB);
});

test('agreements pay in their order, each for its services and in its time', async () => {
  const w = world([
    { poolId: 'pool_sag-over', bytes: 1_000 * MB, toMs: NOW },
    { poolId: 'pool_sag-later', bytes: 1_000 * MB, fromMs: NOW + 1_000_000 },
    { poolId: 'pool_sag-music', bytes: 1_000 * MB, services: ['music'] },
    { poolId: 'pool_sag-all', bytes: 1_000 * MB },
  ]);
  const video = await new Stream(w).open();
  const music = await new Stream(w, MUSIC).open();
  await video.use();
  await music.use();
  const leased = (id: string) => w.of(`pool_sag-${id}`).leased > 0;
  expect(['over', 'later', 'music', 'all'].map(leased)).toEqual([false, false, true, true]);
});

test('one session with two kinds of sponsored traffic is lent for both at once', async () => {
  const w = world([{ poolId: POOL, bytes: 100_000 * MB }]);
  const opened = await w.charger.create(
    KEY,
    create([group(VIDEO), group(MUSIC), group(1000)], { supi: KEY }),
  );
  expect(opened.ok && opened.answer.groups.map(({ granted }) => granted > 0)).toEqual([true, true, true]);
  expect(w.account().loans).toHaveLength(2);
  expect(w.of(POOL)).toMatchObject({ loans: 2 });
  expect(
    w
      .account()
      .buckets.filter((b) => b.template > 0)
      .map((b) => b.granted),
  ).toHaveLength(2);
  w.adds(POOL);
});

test('a plan whose sponsor has no agreement charges as if it had none, and asks again seldom', async () => {
  const w = world([]);
  const stream = await new Stream(w).open();
  expect(stream.granted).toBeGreaterThan(0);
  await stream.use(10 * MB);
  w.store.reset();
  for (let i = 0; i < 20; i++) await stream.use(1 * MB);
  // Nobody is asked, and nothing but the account is touched: one round trip each, as for any other traffic.
  expect(w.store.roundTrips).toBe(20);
  expect(w.notices()).toEqual([]);
});

test('who was told that the pool ended is served by it again, once somebody paid in', async () => {
  const w = world([{ poolId: POOL, bytes: 100 * MB }]);
  const stream = await new Stream(w).open();
  while (stream.used < 200 * MB) await stream.use(Math.min(stream.granted, 20 * MB));
  expect(w.notices()).toHaveLength(1);
  const item = w.store.items.get(`${POOL}#0`)!;
  const more = 1_000 * MB;
  const paidIn = {
    t: (item['t'] as number) + more,
    g: (item['g'] as number) + more,
    a: (item['a'] as number) + more,
  };
  w.store.seed({ ...item, ...paidIn });
  await stream.use(1 * MB);
  expect(w.of(POOL).available).toBe(more);
  w.clock.nowMs += 1_801_000;
  await stream.use(1 * MB);
  await stream.use();
  expect(w.of(POOL).available).toBeLessThan(more);
  expect(w.account().lapses).toEqual([]);
  const sponsored = w.lines().filter(({ sponsor }) => sponsor === SPONSOR);
  expect(sponsored.reduce((sum, { units }) => sum + units, 0)).toBeGreaterThan(100 * MB);
  w.adds(POOL);
});

/** The account goes on with another plan at once. */
function changePlan(w: World, next: PlanVersion): void {
  const decision = decidePlanChange(w.store.items.get(KEY)!, index, w.clock.nowMs, {
    id: key(77),
    atMs: NOW,
    next: indexPlan(next),
    when: 'now',
  });
  if (decision.outcome !== 'done') throw new Error(JSON.stringify(decision));
  w.store.items.set(KEY, decision.item);
}

test('a plan without the sponsor: what it lent and was not used goes back at once, in the midst of a session', async () => {
  const w = world([{ poolId: POOL, bytes: 10_000 * MB }]);
  const stream = await new Stream(w).open();
  await stream.use(15 * MB);
  const { leased } = w.adds(POOL);
  const { id: _, ...content } = { ...plan, buckets: plan.buckets.slice(0, 1) };
  const next = { id: planId(content), ...content };
  w.plans.set(next.id, next);
  changePlan(w, next);
  const item = w.store.items.get(KEY)!;
  expect(decodeAccount(item, indexPlan(next)).loans).toEqual([
    { lender: `${POOL}#0`, bucket: 0, lent: leased, left: leased - 15 * MB, overS: NOW / 1000 },
  ]);
  expect(wakeAt(item)).toBe(NOW / 1000);
  await w.renew();
  await w.renew();
  expect(w.adds(POOL)).toEqual({
    paidIn: 10_000 * MB,
    available: 10_000 * MB - 15 * MB,
    leased: 0,
    used: 15 * MB,
  });
});

test('a plan with the same sponsor goes on with what it lent', async () => {
  const w = world([{ poolId: POOL, bytes: 10_000 * MB }]);
  const stream = await new Stream(w).open();
  await stream.use(15 * MB);
  const { leased } = w.adds(POOL);
  const { id: _, ...content } = { ...plan, name: 'Another' };
  const next = { id: planId(content), ...content };
  w.plans.set(next.id, next);
  changePlan(w, next);
  expect(w.account().loans).toMatchObject([{ lender: `${POOL}#0` }]);
  await stream.use(5 * MB);
  expect(w.lines().filter(({ sponsor }) => sponsor === undefined)).toEqual([]);
  await stream.close();
  w.clock.nowMs = MIDNIGHT;
  await w.renew();
  expect(w.adds(POOL)).toMatchObject({ leased: 0, used: 20 * MB });
  expect(leased).toBeGreaterThan(20 * MB);
});

test('an account that is full of buckets is lent nothing, rather than something that has no place', async () => {
  const w = world([{ poolId: POOL, bytes: 10_000 * MB }]);
  const account = w.account();
  const [wallet] = account.buckets;
  for (let i = account.buckets.length; i < LIMITS.buckets; i++)
    account.buckets.push({ ...wallet!, id: ++account.nextBucketId, expiresAt: MIDNIGHT / 1000 + i });
  w.store.seed(encodeAccount(account, index, undefined, NOW / 1000));
  const stream = await new Stream(w).open();
  expect(stream.granted).toBeGreaterThan(0);
  expect(w.adds(POOL).leased).toBe(0);
});

test('accounts that sponsors never lent to are stored as ever', async () => {
  const w = world([]);
  const stream = await new Stream(w, 1000).open();
  await stream.use();
  const item = w.store.items.get(KEY)!;
  expect([(item['p'] as Uint8Array)[0], item['y']]).toEqual([2, undefined]);
});

test('any amounts and any order: never more than was paid in, never more than a cap, and all of it is found again', async () => {
  const step = fc.record({
    who: fc.nat(3),
    share: fc.integer({ min: 0, max: 100 }),
    sleepS: fc.integer({ min: 1, max: 20_000 }),
    ends: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3_000 }),
      fc.integer({ min: 0, max: 400 }),
      fc.array(step, { minLength: 1, maxLength: 25 }),
      async (megabytes, cap, steps) => {
        const keys = [1, 2, 3, 4].map((n) => `imsi-26201000000000${n}`);
        const w = world([{ poolId: POOL, bytes: megabytes * MB, perDay: cap * MB }], keys);
        const streams = new Map<string, Stream>();
        for (const { who, share, sleepS, ends } of steps) {
          const key = keys[who]!;
          const stream = streams.get(key) ?? (await new Stream(w, VIDEO, key).open());
          streams.set(key, stream);
          w.clock.nowMs += sleepS * 1_000;
          await stream.use(Math.floor((stream.granted * share) / 100));
          if (ends) {
            await stream.close();
            streams.delete(key);
          }
          if (share % 3 === 0) await w.renew(key);
          w.adds(POOL);
          for (const of of keys) {
            const lent = new Map<number, number>();
            for (const { bucket } of w.account(of).loans) {
              const b = w.account(of).buckets.find(({ id }) => id === bucket)!;
              lent.set(b.expiresAt, (lent.get(b.expiresAt) ?? 0) + b.granted);
            }
            if (cap > 0) for (const amount of lent.values()) expect(amount).toBeLessThanOrEqual(cap * MB);
          }
        }
        const used = w
          .lines()
          .filter(({ sponsor }) => sponsor === SPONSOR)
          .reduce((sum, { units }) => sum + units, 0);
        for (const stream of streams.values()) await stream.close();
        w.clock.nowMs += 3 * 86_400_000;
        for (const key of keys) await w.renew(key);
        expect(w.adds(POOL)).toEqual({
          paidIn: megabytes * MB,
          available: megabytes * MB - used,
          leased: 0,
          used,
        });
        expect(w.of(POOL).loans).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});
