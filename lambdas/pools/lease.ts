/**
 * Takes leases for a member whose pooled bucket ran out: the member's account and the pool's slice change in one
 * transaction, so an amount is never in both or in neither.
 */
import { type Account, LIMITS, isExpired } from '../../domain/charging/account.js';
import type { Decision } from '../../domain/charging/decide.js';
import { type Item, decodeAccount, planIdOf } from '../../domain/charging/item.js';
import type { PlanIndex } from '../../domain/charging/plan-index.js';
import { hasRoom } from '../../domain/charging/movements.js';
import { type PlannedLease, type Want, planLease, smallestGrant } from '../../domain/pools/lease.js';
import type { Arrivals } from '../../domain/charging/work.js';
import { renewalOf, shortMove } from '../../domain/pools/move.js';
import { type Slice, capKey, homeSlice, poolOf, readSlice, sliceKey } from '../../domain/pools/slice.js';
import type { AccountStore, TransactFailure, TransactWrite } from '../charging/account-store.js';
import { type Lent, Lenders, NOTHING_LENT } from './lenders.js';

type Answered = Decision & { readonly outcome: 'answer' };
type Short = NonNullable<Answered['short']>;

export type Leased =
  /** Decided with the leases, and written. */
  | { readonly outcome: 'written'; readonly decision: Answered }
  /** Another writer of the account was first. */
  | { readonly outcome: 'changed'; readonly item: Item | undefined }
  /**
   * The account has no pool, or its pool has nothing left. With a decision: the same, and that sponsors were asked in
   * vain; to be written instead of the first.
   */
  | { readonly outcome: 'nothing'; readonly decision?: Decision }
  /** The pool has something, and others kept taking turns: to be tried again. */
  | { readonly outcome: 'busy' };

export interface PoolLeasesOptions {
  readonly store: Pick<AccountStore, 'get' | 'transact'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** @default setTimeout */
  readonly sleep?: (ms: number) => Promise<void>;
  /** 0 to 1, for pauses that differ. @default Math.random */
  readonly random?: () => number;
}

const MAX_ATTEMPTS = 10;
const PAUSE_MS = 8;
/** A slice that was empty is not looked at again for so long: its members would all ask at every request. */
const EMPTY_MS = 2_000;
/** An empty pool calls for a reclaim at most this often. */
const SHORT_AGAIN_S = 60;
const MAX_EMPTY = 10_000;

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

const NOTHING = { outcome: 'nothing' } as const;

/** What sponsors lend as far as is known; asked again when somebody else took some of it first. */
class Asked {
  lent: Lent = NOTHING_LENT;
  private readonly again: () => Promise<Lent>;

  constructor(again: () => Promise<Lent>) {
    this.again = again;
  }

  async ask(): Promise<void> {
    this.lent = await this.again();
  }
}

export class PoolLeases {
  private readonly options: PoolLeasesOptions;
  /** Slice → epoch milliseconds until which it is taken for empty. */
  private readonly empty = new Map<string, number>();
  private readonly slicesOf = new Map<string, number>();
  private readonly lenders: Lenders;

  constructor(options: PoolLeasesOptions) {
    this.options = options;
    this.lenders = new Lenders(options.store);
  }

  /**
   * Leases what a decision fell short of, from the member's own slice or, when that is empty, from the others. A
   * bucket that still has a smallest grant's worth after the decision is left alone: a lease is for many requests.
   *
   * @param item  the account as the decision saw it
   * @param decide  the same decision with leases
   */
  async take(
    item: Item,
    decision: Decision,
    index: PlanIndex,
    decide: (arrivals: Arrivals) => Decision,
  ): Promise<Leased> {
    const { pl } = item;
    const { short = [] } = decision;
    const after = decision.outcome === 'answer' ? decision.item : item;
    if (short.length === 0 || after === undefined) return NOTHING;
    // A change of plan comes with this very write: the next request leases for the new plan's buckets.
    if (planIdOf(after) !== index.plan.id) return NOTHING;
    // What was refused needs all that it lacks; a session goes on with what it has.
    const all = decision.outcome === 'refused';
    const account = decodeAccount(after, index);
    const wants = wantsOf(account, short, index, all, this.options.now());
    const nowS = Math.floor(this.options.now() / 1000);
    // What leaves a pool must have a place to be put.
    if (wants.length === 0 || !hasRoom(account, nowS, wants.length)) return NOTHING;
    if (account.loans.length + wants.length > LIMITS.loans) return NOTHING;
    const [ofSponsors, ofPool] = [true, false].map((sponsored) =>
      wants.filter(({ template }) => index.sponsored.includes(template) === sponsored),
    ) as [Want[], Want[]];
    const sponsors = new Asked(() => this.lenders.ask(account, ofSponsors, index, this.options.now()));
    await sponsors.ask();
    const result =
      typeof pl === 'string' && pl !== '' && ofPool.length > 0
        ? await this.takeFromPool(pl, account.key, ofPool, sponsors, decide)
        : NOTHING;
    if (result.outcome !== 'nothing') return result;
    if (sponsors.lent.moves.length > 0) return this.takeFromSponsors(sponsors, decide);
    const { declined } = sponsors.lent;
    return declined.length === 0 ? NOTHING : { ...NOTHING, decision: decide({ declined }) };
  }

  /** From the member's own slice or, when that is empty, from the others; what sponsors lend comes with it. */
  private async takeFromPool(
    pl: string,
    accountKey: string,
    wants: readonly Want[],
    sponsors: Asked,
    decide: (arrivals: Arrivals) => Decision,
  ): Promise<Leased> {
    const { poolId, costCentre } = poolOf(pl);
    const slices = this.slicesOf.get(poolId) ?? (await this.read(sliceKey(poolId, 0)))?.slices;
    if (slices === undefined) return NOTHING;
    this.slicesOf.set(poolId, slices);
    const home = homeSlice(accountKey, slices);
    let busy = false;
    for (let i = 0; i < slices; i++) {
      const key = sliceKey(poolId, (home + i) % slices);
      const cap = costCentre === undefined ? undefined : capKey(poolId, costCentre);
      if (this.isEmpty(key) || (cap !== undefined && this.isEmpty(cap))) continue;
      const result = await this.takeFrom(key, cap, wants, sponsors, decide);
      if (result.outcome === 'written' || result.outcome === 'changed') return result;
      if (result.outcome === 'busy') busy = true;
    }
    return busy ? { outcome: 'busy' } : NOTHING;
  }

  private async takeFrom(
    key: string,
    capKeyOrNone: string | undefined,
    wants: readonly Want[],
    sponsors: Asked,
    decide: (arrivals: Arrivals) => Decision,
  ): Promise<Leased> {
    let slice = await this.read(key);
    let cap = capKeyOrNone === undefined ? undefined : await this.read(capKeyOrNone);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      if (slice === undefined) return NOTHING;
      if (cap !== undefined && capKeyOrNone !== undefined && cap.expiresAt !== slice.expiresAt) {
        // Clocks of instances differ: both go on in the later period, or the cap would forget this lease.
        const laterMs = Math.max(cap.expiresAt, slice.expiresAt) * 1000 - 1;
        slice = await this.read(key, laterMs);
        cap = await this.read(capKeyOrNone, laterMs);
        continue;
      }
      const planned = planLease(slice, cap, wants);
      if (planned === undefined) {
        await this.foundEmpty(slice, cap, wants);
        return NOTHING;
      }
      const result = await this.write(planned, sponsors, attempt, decide);
      if (!('failures' in result)) return result;
      const [ofSlice, ofCap] = result.failures;
      slice = await this.after(ofSlice, key);
      if (capKeyOrNone !== undefined) cap = await this.after(ofCap, capKeyOrNone);
    }
    return { outcome: 'busy' };
  }

  private async takeFromSponsors(sponsors: Asked, decide: (arrivals: Arrivals) => Decision): Promise<Leased> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const result = await this.write({ leases: [], moves: [] }, sponsors, attempt, decide);
      if (!('failures' in result)) return result;
      const { declined, moves } = sponsors.lent;
      // Others were first, and left nothing.
      if (moves.length === 0) return { ...NOTHING, decision: decide({ declined }) };
    }
    return { outcome: 'busy' };
  }

  /** Writes the account with its leases and everybody who lends; or why the lenders' parts were not written. */
  private async write(
    { leases, moves }: Pick<PlannedLease, 'leases' | 'moves'>,
    sponsors: Asked,
    attempt: number,
    decide: (arrivals: Arrivals) => Decision,
  ): Promise<Leased | { readonly failures: readonly TransactFailure[] }> {
    const { store, sleep = pause, random = Math.random } = this.options;
    const { lent } = sponsors;
    const decision = decide({ leases: [...leases, ...lent.leases], declined: lent.declined });
    if (decision.outcome !== 'answer' || decision.item === undefined) return NOTHING;
    const writes: TransactWrite[] = [
      { item: decision.item, basis: decision.basis },
      ...[...moves, ...lent.moves].map((move) => ({ move })),
    ];
    const result = await store.transact(writes);
    if (result.written) return { outcome: 'written', decision };
    const [account, ...failures] = result.failures;
    if (account?.reason === 'condition') return { outcome: 'changed', item: account.current };
    if (result.failures.some(({ reason }) => reason === 'busy'))
      await sleep(PAUSE_MS * attempt * (1 + random()));
    if (failures.slice(moves.length).some(({ reason }) => reason === 'condition')) await sponsors.ask();
    return { failures };
  }

  /** A slice as a failed transaction showed it, else as it is now. */
  private async after(failure: TransactFailure | undefined, key: string): Promise<Slice | undefined> {
    if (failure?.reason === 'condition' && failure.current !== undefined) {
      const slice = readSlice(failure.current);
      if (renewalOf(slice, this.options.now()) === undefined) return slice;
    }
    return this.read(key);
  }

  /** A slice, its new period begun if that is due. */
  private async read(key: string, notBeforeMs = 0): Promise<Slice | undefined> {
    const { store, now } = this.options;
    const item = await store.get(key);
    if (item === undefined) return undefined;
    const slice = readSlice(item);
    const renewal = renewalOf(slice, Math.max(now(), notBeforeMs));
    if (renewal === undefined) return slice;
    const result = await store.transact([{ move: renewal.move }]);
    if (result.written) return renewal.slice;
    const current = await store.get(key);
    return current === undefined ? undefined : readSlice(current);
  }

  private isEmpty(key: string): boolean {
    return (this.empty.get(key) ?? 0) > this.options.now();
  }

  private async foundEmpty(slice: Slice, cap: Slice | undefined, wants: readonly Want[]): Promise<void> {
    const { store, now } = this.options;
    const capped = cap !== undefined && planLease(slice, undefined, wants) !== undefined;
    const { key, shortAtS } = capped ? cap : slice;
    if (this.empty.size >= MAX_EMPTY) this.empty.clear();
    // What one resource lacks another may have, so only a slice without anything is passed over.
    if (wants.length === slice.resources.length) this.empty.set(key, now() + EMPTY_MS);
    const nowS = Math.floor(now() / 1000);
    if (shortAtS + SHORT_AGAIN_S > nowS) return;
    // Only a hint: the schedule reclaims too, and the answer must not wait for it to be tried again.
    await store.transact([{ move: shortMove(capped ? cap : slice, nowS) }]).catch(() => undefined);
  }
}

function wantsOf(account: Account, short: Short, index: PlanIndex, all: boolean, nowMs: number): Want[] {
  return short.flatMap(({ template, amount }): Want[] => {
    const bucket = index.plan.buckets[template];
    if (bucket === undefined) return [];
    const smallest = bucket.unit === 'money' ? amount : smallestGrant(index, template);
    const held = account.buckets.filter((b) => b.template === template);
    const left = held.reduce((sum, b) => sum + (isExpired(b, Math.floor(nowMs / 1000)) ? 0 : b.available), 0);
    if (left >= smallest && !all) return [];
    return [{ template, bucket: bucket.id, amount, smallest, holds: held }];
  });
}
