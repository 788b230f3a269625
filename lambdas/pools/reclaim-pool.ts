/**
 * Brings the leases of idle members back to a pool that has run short, and begins new periods that nobody's request
 * has begun yet. A pool with plenty left is not walked: what idles there harms nobody, and ends with its period.
 */
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { type Account, type Session, isExpired } from '../../domain/charging/account.js';
import { type Item, decodeAccount, planIdOf } from '../../domain/charging/item.js';
import { decideReturn } from '../../domain/charging/lease-return.js';
import { type PlanIndex, indexPlan } from '../../domain/charging/plan-index.js';
import { idleAmount, isShort } from '../../domain/pools/idle.js';
import { leaseSize, smallestGrant } from '../../domain/pools/lease.js';
import { renewalOf, returnMove } from '../../domain/pools/move.js';
import { type Slice, capKey, poolOf, readSlice, sliceKey } from '../../domain/pools/slice.js';
import type { AccountStore } from '../charging/account-store.js';

export interface ReclaimOptions {
  readonly store: Pick<AccountStore, 'get' | 'transact'>;
  readonly loadPlan: (planId: string) => Promise<PlanVersion | undefined>;
  /** The accounts of a pool's members, some at a time. */
  readonly members: (poolId: string) => AsyncIterable<readonly Item[]>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Whether there is time to go on. @default always */
  readonly mayGoOn?: () => boolean;
}

export interface ReclaimSummary {
  readonly poolId: string;
  /** Slices and caps whose new period began. */
  readonly renewed: number;
  /** Ids of the buckets that had run short. */
  readonly short: readonly string[];
  readonly membersRead: number;
  /** Bucket id → amount that came back. */
  readonly returned: Readonly<Record<string, number>>;
  /** Accounts that could not be read or written; the next run tries again. */
  readonly failed: number;
  readonly complete: boolean;
}

const MAX_ATTEMPTS = 4;

/** A pool as this run knows it. */
interface Pool {
  readonly poolId: string;
  readonly slices: Slice[];
  readonly caps: Map<string, Slice | undefined>;
}

/** @throws Error when the store fails; what was returned by then stays returned */
export async function reclaimPool(poolId: string, options: ReclaimOptions): Promise<ReclaimSummary> {
  const { members, mayGoOn = () => true } = options;
  const found = await readPool(poolId, options);
  const pool: Pool = { poolId, slices: found.slices, caps: new Map() };
  const short = [...new Set(pool.slices.flatMap(({ resources }) => resources.map((r) => r.bucket)))].filter(
    (bucket) => isShort(totals(pool, bucket)),
  );
  const returned: Record<string, number> = {};
  let [membersRead, failed] = [0, 0];
  let complete = true;
  if (short.length > 0) {
    for await (const page of members(poolId)) {
      for (const item of page) {
        membersRead++;
        try {
          for (const [bucket, amount] of await reclaimMember(item, short, pool, options))
            returned[bucket] = (returned[bucket] ?? 0) + amount;
        } catch (error) {
          // One account that can't be read must not keep the others' leases.
          failed++;
          console.error(
            JSON.stringify({ message: 'lease not reclaimed', account: item['k'], error: String(error) }),
          );
        }
      }
      if (mayGoOn()) continue;
      complete = false;
      break;
    }
  }
  return { poolId, renewed: found.renewed, short, membersRead, returned, failed, complete };
}

async function readPool(
  poolId: string,
  options: ReclaimOptions,
): Promise<{ readonly slices: Slice[]; readonly renewed: number }> {
  const slices: Slice[] = [];
  let renewed = 0;
  for (let i = 0; i < Math.max(1, slices[0]?.slices ?? 1); i++) {
    const { slice, began } = await current(sliceKey(poolId, i), options);
    if (slice === undefined) throw new Error(`slice ${i} of ${poolId} is missing`);
    slices.push(slice);
    if (began) renewed++;
  }
  return { slices, renewed };
}

/** A slice as it is now, its new period begun if that is due. */
async function current(
  key: string,
  { store, now }: ReclaimOptions,
): Promise<{ readonly slice: Slice | undefined; readonly began: boolean }> {
  const item = await store.get(key);
  if (item === undefined) return { slice: undefined, began: false };
  const slice = readSlice(item);
  const renewal = renewalOf(slice, now());
  if (renewal === undefined) return { slice, began: false };
  const { written } = await store.transact([{ move: renewal.move }]);
  if (written) return { slice: renewal.slice, began: true };
  const after = await store.get(key);
  return { slice: after === undefined ? undefined : readSlice(after), began: false };
}

function totals(pool: Pool, bucket: string): { available: number; granted: number; members: number } {
  const sum = { available: 0, granted: 0, members: 0 };
  for (const { resources } of pool.slices) {
    for (const r of resources) {
      if (r.bucket !== bucket) continue;
      sum.available += r.available;
      sum.granted += r.granted;
      sum.members += r.members;
    }
  }
  return sum;
}

async function reclaimMember(
  seen: Item,
  short: readonly string[],
  pool: Pool,
  options: ReclaimOptions,
): Promise<[string, number][]> {
  const { loadPlan } = options;
  const { pl } = seen;
  if (typeof pl !== 'string' || poolOf(pl).poolId !== pool.poolId) return [];
  const planId = planIdOf(seen);
  const plan = await loadPlan(planId);
  if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
  const index = indexPlan(plan);
  const returned: [string, number][] = [];
  let item: Item | undefined = seen;
  for (const bucket of short) {
    const template = plan.buckets.findIndex((b) => b.id === bucket && b.pooled === true);
    if (template < 0 || item === undefined) continue;
    const result: { amount: number; item: Item | undefined } = await giveBack(
      item,
      { template, bucket },
      index,
      pool,
      options,
    );
    item = result.item;
    if (result.amount > 0) returned.push([bucket, result.amount]);
  }
  return returned;
}

/** Returns what is idle of one bucket of a member, and the account as it then is. */
async function giveBack(
  seen: Item,
  { template, bucket }: { readonly template: number; readonly bucket: string },
  index: PlanIndex,
  pool: Pool,
  options: ReclaimOptions,
): Promise<{ readonly amount: number; readonly item: Item | undefined }> {
  const { store, now } = options;
  const { costCentre } = poolOf(seen['pl'] as string);
  let item: Item | undefined = seen;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS && item !== undefined; attempt++) {
    const nowS = Math.floor(now() / 1000);
    const at = fullest(pool, bucket);
    const slice = pool.slices[at];
    const resource = slice?.resources.findIndex((r) => r.bucket === bucket) ?? -1;
    if (slice === undefined || resource < 0) break;
    const smallest = smallestGrant(index, template);
    const keep = Math.max(
      smallest,
      leaseSize({ ...totals(pool, bucket), wanted: smallest, smallest, lent: 0 }),
    );
    const idle = idleOf(decodeAccount(item, index), template, slice.expiresAt, nowS, keep);
    const most = Math.min(idle, slice.resources[resource]?.leased ?? 0);
    if (most <= 0) break;
    const decision = decideReturn(item, index, now(), { template, amount: most });
    if (decision.outcome !== 'returned' || planIdOf(decision.item) !== index.plan.id) break;
    const { amount } = decision;
    const cap = costCentre === undefined ? undefined : await capOf(pool, costCentre, options);
    const limit = cap?.resources.findIndex((r) => r.bucket === bucket) ?? -1;
    // A cap that was set after the lease knows less of it than the pool; one in another period, nothing.
    const known = cap?.expiresAt === slice.expiresAt ? (cap.resources[limit]?.leased ?? 0) : 0;
    const capped = Math.min(amount, known);
    const result = await store.transact([
      { item: decision.item, basis: decision.basis },
      { move: returnMove(slice, [{ resource, amount }]) },
      ...(cap !== undefined && capped > 0
        ? [{ move: returnMove(cap, [{ resource: limit, amount: capped }]) }]
        : []),
    ]);
    if (result.written) {
      await refresh(pool, at, costCentre, options);
      return { amount, item: decision.item };
    }
    const [account] = result.failures;
    if (account?.reason === 'condition') item = account.current;
    await refresh(pool, at, costCentre, options);
  }
  return { amount: 0, item };
}

function idleOf(account: Account, template: number, expiresAt: number, nowS: number, keep: number): number {
  const bucket = account.buckets.find((b) => b.template === template && b.expiresAt === expiresAt);
  if (bucket === undefined || isExpired(bucket, nowS)) return 0;
  const [open, over] = [true, false].map((isOpen) =>
    account.sessions.filter((session) => session.validUntilS > nowS === isOpen),
  ) as [Session[], Session[]];
  // What sessions that are over still hold returns to the bucket with the very decision that takes it out.
  const residual = over
    .flatMap((session) => session.groups.flatMap((group) => group.holds))
    .reduce((sum, hold) => sum + (hold.bucket === bucket.id ? hold.amount : 0), 0);
  return idleAmount({ available: bucket.available + residual, inUse: open.length > 0 }, keep);
}

/** The slice that most was taken from: members of an empty one lease from the others. */
function fullest({ slices }: Pool, bucket: string): number {
  const leased = slices.map(({ resources }) => resources.find((r) => r.bucket === bucket)?.leased ?? -1);
  return leased.indexOf(Math.max(...leased));
}

async function capOf(pool: Pool, costCentre: string, options: ReclaimOptions): Promise<Slice | undefined> {
  if (!pool.caps.has(costCentre)) {
    const { slice } = await current(capKey(pool.poolId, costCentre), options);
    pool.caps.set(costCentre, slice);
  }
  return pool.caps.get(costCentre);
}

/** Others lease while this runs: what was written to is read again. */
async function refresh(
  pool: Pool,
  at: number,
  costCentre: string | undefined,
  options: ReclaimOptions,
): Promise<void> {
  const { slice } = await current(sliceKey(pool.poolId, at), options);
  if (slice !== undefined) pool.slices[at] = slice;
  if (costCentre !== undefined) pool.caps.delete(costCentre);
}
