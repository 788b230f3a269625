/**
 * The storm over a pool: members who charge at once against leases, with lost requests and answers, instances that
 * die, zombie writes, repeats, reclaims in between and periods that end. A seed decides everything. After every write
 * each slice adds up, and what members were lent is what the pool lent out.
 */
import { decodeAccount, type Item } from '../../../domain/charging/item.js';
import { openAccount } from '../../../domain/charging/open-account.js';
import { indexPlan } from '../../../domain/charging/plan-index.js';
import type { ChargingRequest, SessionRef } from '../../../domain/charging/request.js';
import { openCap, openPool } from '../../../domain/pools/open-pool.js';
import { readSlice, sliceItem } from '../../../domain/pools/slice.js';
import type { TransactResult, TransactWrite } from '../../../lambdas/charging/account-store.js';
import { Charger, type Outcome } from '../../../lambdas/charging/charger.js';
import { reclaimPool } from '../../../lambdas/pools/reclaim-pool.js';
import { Simulation } from '../../charging/storm/simulation.js';
import { StormyStore } from '../../charging/storm/stormy-store.js';
import { BUCKET, MB, pooledPlan } from '../plans.js';

/** What may be broken on purpose, to show that the storm notices. */
export const POOL_FAULTS = ['pool-balance', 'period', 'account-version', 'half-transaction'] as const;
export type PoolFault = (typeof POOL_FAULTS)[number];

export interface PoolStormOptions {
  readonly seed: number;
  readonly requests: number;
  readonly fault?: PoolFault;
  /** Bytes a day. @default so little that it is empty every day */
  readonly granted?: number;
}

export interface PoolStormResult {
  readonly requests: number;
  readonly leases: number;
  readonly returns: number;
  readonly periods: number;
  readonly denials: number;
  /** Times that a slice was left with nothing. */
  readonly emptied: number;
  readonly violations: readonly string[];
}

const START = Date.UTC(2026, 2, 30, 12);
/** Clocks of instances differ from the true time by so much. */
const SKEW_S = 2;
const DAY_MS = 86_400_000;
/** Of Berlin's summer. */
const MIDNIGHT = Date.UTC(2026, 2, 29, 22);
const POOL_ID = 'pool_storm';
const MEMBERS = 24;
const SLICES = 2;
const SCARCE = 6_000 * MB;
const CAP = 900 * MB;
const MAX_VIOLATIONS = 20;

class FaultyStore extends StormyStore {
  poolFault: PoolFault | undefined;

  override transact(writes: readonly TransactWrite[]): Promise<TransactResult> {
    const { poolFault } = this;
    if (poolFault === 'half-transaction' && writes.length > 1) return super.transact(writes.slice(0, 1));
    return super.transact(
      writes.map((write): TransactWrite => {
        if ('item' in write) {
          const basis = this.items.get(write.item['k'] as string)?.['v'];
          return poolFault === 'account-version' && typeof basis === 'number' ? { ...write, basis } : write;
        }
        const dropped = poolFault === 'pool-balance' ? 'a' : poolFault === 'period' ? 'x' : undefined;
        const conditions = write.move.conditions.filter(
          ({ attribute }) => dropped === undefined || !attribute.startsWith(dropped),
        );
        return { move: { ...write.move, conditions } };
      }),
    );
  }
}

class World {
  readonly simulation: Simulation;
  readonly store: FaultyStore;
  readonly violations: string[] = [];
  readonly keys: string[] = [];
  readonly plan = pooledPlan();
  requests = 0;
  denials = 0;
  leases = 0;
  returns = 0;
  emptied = 0;
  readonly periods = new Set<number>();
  private readonly index = indexPlan(this.plan);
  private readonly chargers: Charger[];
  private readonly limit: number;
  private readonly granted: number;
  /** How far the clock that is furthest ahead is. */
  aheadMs = 0;
  private dirty = false;

  constructor({ seed, requests, fault, granted = SCARCE }: PoolStormOptions) {
    this.limit = requests;
    this.granted = granted;
    this.simulation = new Simulation(seed, START);
    const { random } = this.simulation;
    this.store = new FaultyStore({
      simulation: this.simulation,
      onWrite: (item, before) => this.onWrite(item, before),
      loss: 0.01,
    });
    this.store.poolFault = fault;
    const pool = {
      poolId: POOL_ID,
      allowances: [{ bucket: BUCKET, amount: granted }],
      cycle: { every: 1, unit: 'day', anchor: 'activation', timeZone: 'Europe/Berlin' },
      anchorMs: START,
      slices: SLICES,
      nowMs: START,
    } as const;
    for (const slice of openPool(pool)) this.store.open(sliceItem(slice));
    const cap = openCap('sales', { ...pool, allowances: [{ bucket: BUCKET, amount: CAP }] });
    this.store.open(sliceItem(cap));
    for (let i = 0; i < MEMBERS; i++) {
      const key = `imsi-2620100000${2000 + i}`;
      const of = i % 3 === 0 ? `${POOL_ID}/sales` : POOL_ID;
      this.store.open(openAccount({ key, plan: this.plan, pool: of, nowMs: START }));
      this.keys.push(key);
    }
    this.chargers = Array.from({ length: 4 }, () => {
      const skew = random.below(2_000 * SKEW_S) - 1_000 * SKEW_S;
      this.aheadMs = Math.max(this.aheadMs, skew);
      return new Charger({
        store: this.store,
        loadPlan: this.loadPlan,
        now: () => this.simulation.now + skew,
        pacing: { sleep: (ms) => this.simulation.sleep(ms), random: () => random.next() },
      });
    });
  }

  readonly loadPlan = () => Promise.resolve(this.plan);

  get done(): boolean {
    return this.requests >= this.limit || this.violations.length >= MAX_VIOLATIONS;
  }

  private onWrite(item: Item, before: Item | undefined): void {
    const [after, was] = [item, before].map((of) =>
      of?.['p'] === undefined && of ? readSlice(of) : undefined,
    );
    const [now, then] = [after?.resources[0], was?.resources[0]];
    if (now !== undefined && then !== undefined && after?.key.includes('#')) {
      if (after.expiresAt !== was?.expiresAt) this.periods.add(after.expiresAt);
      else if (now.leased > then.leased) this.leases++;
      else if (now.leased < then.leased) this.returns++;
      if (now.available === 0) this.emptied++;
    }
    if (this.dirty) return;
    this.dirty = true;
    // After the whole transaction, which writes its items in one go.
    queueMicrotask(() => {
      this.dirty = false;
      this.check();
    });
  }

  violate(what: string): void {
    if (this.violations.length < MAX_VIOLATIONS)
      this.violations.push(`${new Date(this.simulation.now).toISOString()} ${what}`);
  }

  private check(): void {
    const leased = new Map<number, number>();
    let cap: { expiresAt: number; leased: number } | undefined;
    const accounts: Item[] = [];
    for (const item of this.store.items.values()) {
      if (item['p'] !== undefined) {
        accounts.push(item);
        continue;
      }
      const { key, expiresAt, resources } = readSlice(item);
      const [r] = resources;
      if (r === undefined) continue;
      if (r.available + r.leased !== r.granted)
        this.violate(`${key}: ${r.available} + ${r.leased} of ${r.granted}`);
      if (r.available < 0) this.violate(`${key}: oversold by ${-r.available}`);
      if (key.includes('#')) leased.set(expiresAt, (leased.get(expiresAt) ?? 0) + r.leased);
      else cap = { expiresAt, leased: r.leased };
    }
    const lent = new Map<number, number>();
    let ofSales = 0;
    for (const item of accounts) {
      for (const bucket of decodeAccount(item, this.index).buckets) {
        if (this.plan.buckets[bucket.template]?.pooled !== true) continue;
        lent.set(bucket.expiresAt, (lent.get(bucket.expiresAt) ?? 0) + bucket.granted);
        if (bucket.expiresAt === cap?.expiresAt && String(item['pl']).endsWith('/sales'))
          ofSales += bucket.granted;
      }
    }
    // While slices are in two periods, the one that ended is only told of by those that have not begun the next. And
    // an instance whose clock is ahead clears away what is spent and, to it, over.
    const over = (expiresAt: number) => (expiresAt - SKEW_S) * 1000 <= this.simulation.now;
    const whole = leased.size === 1;
    for (const [expiresAt, out] of lent) {
      if (expiresAt === 0) this.violate('a lease without an end');
      const there = leased.get(expiresAt);
      if (there !== undefined && out > there && whole)
        this.violate(`members were lent ${out}, the pool says ${there}`);
      if (whole && there !== undefined && out !== there && !over(expiresAt))
        this.violate(`members were lent ${out}, the pool says ${there}`);
      if (out > this.granted) this.violate(`members were lent ${out} of ${this.granted}`);
    }
    if (cap !== undefined && ofSales !== cap.leased && !over(cap.expiresAt))
      this.violate(`sales was lent ${ofSales}, its cap says ${cap.leased}`);
    if (ofSales > CAP) this.violate(`sales was lent ${ofSales} of ${CAP}`);
  }

  /** Sends until an answer comes, at most thrice; several instances may serve the same message. */
  async send(serve: (charger: Charger) => Promise<Outcome>): Promise<Outcome | undefined> {
    const { simulation } = this;
    for (let i = 0; i < 3; i++) {
      const outcome = await new Promise<Outcome | undefined>((resolve) => {
        simulation.after(1_500, () => resolve(undefined));
        const copies = simulation.random.chance(0.05) ? 2 : 1;
        for (let copy = 0; copy < copies; copy++) {
          this.requests++;
          serve(simulation.random.pick(this.chargers)).then(resolve, (error: Error) => {
            if (!error.message.includes('did not answer')) this.violate(`thrown: ${error.stack}`);
          });
        }
      });
      if (outcome !== undefined && (outcome.ok || outcome.problem.status !== 503)) return outcome;
    }
    return undefined;
  }

  /** Brings back what is idle, again and again, in the middle of all this. */
  async reclaim(): Promise<void> {
    const { simulation, store, loadPlan } = this;
    const accounts = () => this.keys.map((key) => store.items.get(key) as Item);
    while (!this.done) {
      await simulation.sleep(simulation.random.below(900_000));
      const run = reclaimPool(POOL_ID, {
        store,
        loadPlan,
        now: () => simulation.now,
        members: async function* () {
          yield await Promise.resolve(accounts());
        },
      }).catch((error: Error) => {
        if (!error.message.includes('did not answer')) this.violate(`thrown: ${error.stack}`);
      });
      // Its instance may die at any call.
      await Promise.race([run, simulation.sleep(120_000)]);
    }
  }
}

/** Where a member charges. */
export interface Place {
  readonly simulation: Simulation;
  readonly done: boolean;
  denials: number;
  /** How far the clock that is furthest ahead is. */
  readonly aheadMs: number;
  send(serve: (charger: Charger) => Promise<Outcome>): Promise<Outcome | undefined>;
}

/** Somebody who streams now and then, and meets all misfortunes. */
export class Member {
  private readonly world: Place;
  private readonly key: string;
  private readonly ratingGroup: number;

  constructor(world: Place, key: string, ratingGroup = 1000) {
    this.world = world;
    this.key = key;
    this.ratingGroup = ratingGroup;
  }

  async live(): Promise<void> {
    const { simulation } = this.world;
    while (!this.world.done) {
      await this.session();
      const toMidnight = DAY_MS - ((simulation.now - MIDNIGHT) % DAY_MS);
      // Periods end in the middle of things: many are at it when the first instance begins the next one.
      if (simulation.random.chance(0.25))
        await simulation.sleep(
          Math.max(0, toMidnight - this.world.aheadMs - 20 + simulation.random.below(40)),
        );
      else await simulation.sleep(simulation.random.below(1_200_000));
    }
  }

  private request(sequence: number, used: number, asks = true): ChargingRequest {
    const { random, now } = this.world.simulation;
    return {
      sequence,
      retransmission: false,
      digest: this.six(),
      atMs: now,
      sentAtMs: now,
      destination: '',
      groups: [
        {
          ratingGroup: this.ratingGroup,
          ...(asks ? { requested: {} } : {}),
          used:
            used === 0
              ? []
              : [
                  {
                    bytes: used,
                    localSequence: sequence,
                    statedAtMs: now,
                    usedAtMs: now,
                    exhausted: random.chance(0.8),
                  },
                ],
        },
      ],
    };
  }

  private six(): Uint8Array {
    return Uint8Array.from({ length: 6 }, () => this.world.simulation.random.below(256));
  }

  private async session(): Promise<void> {
    const { world, key } = this;
    const { simulation } = world;
    const { random } = simulation;
    const opening = { ...this.request(0, 0), createKey: this.six(), contentKey: this.six() };
    const opened = await world.send((charger) => charger.create(key, opening));
    if (opened === undefined || !opened.ok) return;
    const ref: SessionRef = {
      accountKey: key,
      planId: opened.planId,
      sessionId: opened.answer.sessionId,
      slot: opened.answer.slot,
      groups: opened.answer.session,
    };
    let granted = opened.answer.groups[0]?.granted ?? 0;
    const updates = random.below(12);
    for (let sequence = 1; sequence <= updates && !world.done; sequence++) {
      await simulation.sleep(random.below(120_000));
      if (granted === 0) world.denials++;
      const request = this.request(
        sequence,
        Math.floor(granted * (random.chance(0.7) ? 0.9 : random.next())),
      );
      const answer = await world.send((charger) => charger.update(ref, request));
      if (answer !== undefined && !answer.ok) return;
      if (answer?.ok) granted = answer.answer.groups[0]?.granted ?? 0;
    }
    // Some go without a word: their reservation must come back by itself.
    if (random.chance(0.1)) return;
    const last = this.request(updates + 1, Math.floor(granted * random.next()), false);
    await world.send((charger) => charger.release(ref, last));
  }
}

export async function poolStorm(options: PoolStormOptions): Promise<PoolStormResult> {
  const world = new World(options);
  for (const key of world.keys) void new Member(world, key).live();
  void world.reclaim();
  await world.simulation.run();
  const { requests, leases, returns, periods, denials, emptied, violations } = world;
  return { requests, leases, returns, periods: periods.size, denials, emptied, violations };
}
