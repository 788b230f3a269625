/**
 * A pool of 2 TB that 200 members use at once until it is empty, through the real charger: how often its slice is
 * written, what lies unused in members' leases when the first of them is told no, and that no unit is granted twice.
 */
import type { PlanVersion } from '../domain/catalogue/plan.js';
import type { Item } from '../domain/charging/item.js';
import { viewAccount } from '../domain/charging/view.js';
import { openAccount } from '../domain/charging/open-account.js';
import { openPool } from '../domain/pools/open-pool.js';
import { readSlice, sliceItem, sliceKey } from '../domain/pools/slice.js';
import type { TransactResult, TransactWrite } from '../lambdas/charging/account-store.js';
import { Charger } from '../lambdas/charging/charger.js';
import { reclaimPool } from '../lambdas/pools/reclaim-pool.js';
import { CountingStore, keyOf } from './counting-store.js';
import { Peer, ordinaryPlan } from './peer.js';

type Emit = (name: string, value: number, unit: string) => void;

const NOW = Date.UTC(2026, 10, 22, 12);
const MEMBERS = 200;
const POOL_ID = 'pool_office';
const BUCKET = 'office-data';
const GRANTED = MEMBERS * 10_000_000_000;
/** Members in ten who stop after a few requests; the others go on until there is nothing left. */
const LIGHT_IN_TEN = 3;
const LIGHT_REQUESTS = 4;
/** A grant so small is used up at once. */
const CRUMBS = 1_000_000;
const ROUND_MS = 5_000;

/** Counts writes of the pool's items, failed ones too: what a hot item has to bear. */
class PoolStore extends CountingStore {
  hotWrites = 0;

  override transact(writes: readonly TransactWrite[]): Promise<TransactResult> {
    this.hotWrites += writes.filter((write) => keyOf(write).startsWith('pool_')).length;
    return super.transact(writes);
  }
}

/** The first plan of lily-gb with one bucket, which the pool fills, and nothing to fall back to. */
function pooledPlan(): PlanVersion {
  const plan = ordinaryPlan();
  const data = plan.buckets.find((b) => b.unit === 'bytes');
  if (data === undefined) throw new Error('the first plan of lily-gb has no data bucket');
  const { validityS: _, ...bucket } = data;
  return { ...plan, buckets: [{ ...bucket, id: BUCKET, amount: 0, pooled: true }] };
}

interface Member {
  readonly peer: Peer;
  readonly light: boolean;
  requests: number;
  done: boolean;
}

export async function run(emit: Emit): Promise<void> {
  const plan = pooledPlan();
  const store = new PoolStore({ weighs: false });
  let now = NOW;
  const loadPlan = () => Promise.resolve(plan);
  const charger = new Charger({ store, loadPlan, now: () => now });
  const pool = { poolId: POOL_ID, allowances: [{ bucket: BUCKET, amount: GRANTED }], slices: 1 };
  for (const slice of openPool({ ...pool, anchorMs: NOW, nowMs: NOW })) store.seed(sliceItem(slice));
  const members = Array.from({ length: MEMBERS }, (_, i): Member => {
    const peer = new Peer(plan, `imsi-2349900000${10_000 + i}`, 1);
    store.seed(openAccount({ key: peer.key, plan, pool: POOL_ID, nowMs: NOW }));
    return { peer, light: i % 10 < LIGHT_IN_TEN, requests: 0, done: false };
  });
  const check = () => {
    const { granted, available, leased } = held(store);
    const out = members.reduce((sum, { peer }) => sum + total(store, plan, peer.key, now), 0);
    if (granted !== GRANTED || available + leased !== GRANTED || out > leased || available < 0)
      throw new Error(`oversold: ${available} + ${leased} of ${granted}, ${out} with members`);
  };

  await Promise.all(members.map(({ peer }) => peer.create(charger)));
  let requests = MEMBERS;
  let stranded: number | undefined;
  for (let round = 0; members.some(({ done }) => !done); round++) {
    now += ROUND_MS;
    const busy = members.filter(({ done }) => !done);
    await Promise.all(busy.map((member) => use(member, charger)));
    requests += busy.length;
    if (round % 10 === 0) check();
    const denied = busy.filter(({ done, light }) => done && !light);
    if (denied.length === 0) continue;
    check();
    stranded ??= idle(store, plan, members, now);
    const accounts = members.map(({ peer }) => store.items.get(peer.key) as Item);
    const { returned } = await reclaimPool(POOL_ID, {
      store,
      loadPlan,
      now: () => now,
      members: async function* () {
        yield await Promise.resolve(accounts);
      },
    });
    // What came back is there for those who were told no.
    if ((returned[BUCKET] ?? 0) > 0) for (const member of denied) member.done = false;
  }
  check();
  emit('pool.hot_writes_per_request', store.hotWrites / requests, 'writes of the pool a charging request');
  emit('pool.stranded_percent', ((stranded ?? 0) * 100) / GRANTED, '% idle in leases at the first no');
  emit('pool.unused_percent', (idle(store, plan, members, now) * 100) / GRANTED, '% idle at the end');
}

/** One request at the threshold of its grant; light members end their session after some. */
async function use(member: Member, charger: Charger): Promise<void> {
  const { peer, light } = member;
  member.requests++;
  if (light && member.requests > LIGHT_REQUESTS) {
    member.done = true;
    await peer.release(charger);
    return;
  }
  const { grant } = peer;
  if (grant > CRUMBS) await peer.exhaust(charger);
  else await peer.update(charger, grant, true);
  if (peer.grant === 0) member.done = true;
}

function held(store: PoolStore): { granted: number; available: number; leased: number } {
  const item = store.items.get(sliceKey(POOL_ID, 0));
  const [resource] = item === undefined ? [] : readSlice(item).resources;
  return resource ?? { granted: 0, available: 0, leased: 0 };
}

function total(store: PoolStore, plan: PlanVersion, key: string, nowMs: number): number {
  const item = store.items.get(key);
  if (item === undefined) throw new Error(`account ${key} is gone`);
  return viewAccount(item, plan, nowMs).buckets.reduce((sum, bucket) => sum + bucket.total, 0);
}

function idle(store: PoolStore, plan: PlanVersion, members: readonly Member[], nowMs: number): number {
  const inLeases = members.reduce((sum, { peer }) => {
    const item = store.items.get(peer.key);
    if (item === undefined) return sum;
    return sum + viewAccount(item, plan, nowMs).buckets.reduce((of, bucket) => of + bucket.available, 0);
  }, 0);
  return inLeases + held(store).available;
}
