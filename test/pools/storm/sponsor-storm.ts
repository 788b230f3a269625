/**
 * The storm over a sponsor's pool: sessions of many accounts race for its last bytes, with lost requests and answers,
 * instances that die, repeats, clocks that differ, days that end, and renewers in between that settle what is over. A
 * seed decides everything. After every write each slice adds up, and what it lent is what accounts hold of it; in the
 * end what it lost is what usage records say that it paid.
 */
import { type Item, decodeAccount } from '../../../domain/charging/item.js';
import { openAccount } from '../../../domain/charging/open-account.js';
import { indexPlan } from '../../../domain/charging/plan-index.js';
import { wakeAt } from '../../../domain/charging/renewal.js';
import { usageRecord } from '../../../domain/charging/usage-record.js';
import { readLender } from '../../../domain/pools/lender.js';
import { SPONSOR, VIDEO, sponsorItems, sponsoredPlan, MB } from '../sponsors.js';
import type { TransactResult, TransactWrite } from '../../../lambdas/charging/account-store.js';
import { Charger, type Outcome } from '../../../lambdas/charging/charger.js';
import { renewAccount } from '../../../lambdas/renewals/renew-account.js';
import { Simulation } from '../../charging/storm/simulation.js';
import { StormyStore } from '../../charging/storm/stormy-store.js';
import { Member, type Place } from './storm.js';

/** What may be broken on purpose, to show that the storm notices. */
export const SPONSOR_FAULTS = [
  'pool-balance',
  'account-version',
  'half-transaction',
  'settled-twice',
] as const;
export type SponsorFault = (typeof SPONSOR_FAULTS)[number];

export interface SponsorStormOptions {
  readonly seed: number;
  readonly requests: number;
  readonly accounts?: number;
  /** @default so little that it ends within hours */
  readonly bytes?: number;
  /** @default no cap */
  readonly perDay?: number;
  readonly slices?: number;
  readonly fault?: SponsorFault;
}

export interface SponsorStormResult {
  readonly requests: number;
  readonly leases: number;
  readonly settled: number;
  /** Bytes that the sponsor paid, as usage records say, and what its pool knows in the end. */
  readonly paid: number;
  readonly used: number;
  readonly left: number;
  readonly overspent: number;
  /** Subscribers were told that the pool ended. */
  readonly told: number;
  readonly violations: readonly string[];
}

const START = Date.UTC(2026, 2, 30, 12);
const SKEW_MS = 4_000;
const POOL_ID = 'pool_sag-storm';
const MAX_VIOLATIONS = 20;

class FaultyStore extends StormyStore {
  planted: SponsorFault | undefined;

  override transact(writes: readonly TransactWrite[]): Promise<TransactResult> {
    const { planted } = this;
    if (planted === 'half-transaction' && writes.length > 1) return super.transact(writes.slice(0, 1));
    return super.transact(
      writes.map((write): TransactWrite => {
        if ('item' in write) {
          const key = write.item['k'] as string;
          const basis = this.items.get(key)?.['v'];
          const settles =
            planted === 'settled-twice' && writes.some((w) => 'move' in w && isSettling(w.move));
          return (planted === 'account-version' || settles) && typeof basis === 'number'
            ? { ...write, basis }
            : write;
        }
        const conditions = write.move.conditions.filter(
          ({ attribute }) => planted !== 'pool-balance' || attribute !== 'a',
        );
        return { move: { ...write.move, conditions } };
      }),
    );
  }
}

const isSettling = ({ add }: { readonly add: readonly (readonly [string, number])[] }): boolean =>
  add.some(([name]) => name === 'u');

class World implements Place {
  readonly simulation: Simulation;
  readonly store: FaultyStore;
  readonly violations: string[] = [];
  readonly keys: string[] = [];
  readonly plan = sponsoredPlan(10 ** 12);
  requests = 0;
  denials = 0;
  leases = 0;
  settled = 0;
  paid = 0;
  told = 0;
  aheadMs = 0;
  readonly loadPlan = () => Promise.resolve(this.plan);
  private readonly index = indexPlan(this.plan);
  private readonly chargers: Charger[];
  private readonly limit: number;
  private readonly bytes: number;
  private readonly perDay: number;
  private readonly seen = new Set<string>();
  private dirty = false;

  constructor(options: SponsorStormOptions) {
    const { seed, requests, accounts = 60, bytes = 9_000 * MB, perDay = 0, slices = 2, fault } = options;
    this.limit = requests;
    this.bytes = bytes;
    this.perDay = perDay;
    this.simulation = new Simulation(seed, START);
    const { random } = this.simulation;
    this.store = new FaultyStore({
      simulation: this.simulation,
      onWrite: (item, before) => this.onWrite(item, before),
      loss: 0.01,
    });
    this.store.planted = fault;
    for (const item of sponsorItems([{ poolId: POOL_ID, bytes, perDay }], { slices })) this.store.open(item);
    for (let i = 0; i < accounts; i++) {
      const key = `imsi-2620100000${2000 + i}`;
      this.store.open(openAccount({ key, plan: this.plan, nowMs: START }));
      this.keys.push(key);
    }
    this.chargers = Array.from({ length: 6 }, () => {
      const skew = random.below(SKEW_MS) - SKEW_MS / 2;
      this.aheadMs = Math.max(this.aheadMs, skew);
      return new Charger({
        store: this.store,
        loadPlan: this.loadPlan,
        now: () => this.simulation.now + skew,
        pacing: { sleep: (ms) => this.simulation.sleep(ms), random: () => random.next() },
      });
    });
  }

  get done(): boolean {
    return this.requests >= this.limit || this.violations.length >= MAX_VIOLATIONS;
  }

  violate(what: string): void {
    if (this.violations.length < MAX_VIOLATIONS)
      this.violations.push(`${new Date(this.simulation.now).toISOString()} ${what}`);
  }

  private onWrite(item: Item, before: Item | undefined): void {
    if (item['p'] === undefined) {
      const was = before === undefined ? undefined : readLender(before);
      const now = readLender(item);
      if (now.leased > (was?.leased ?? 0)) this.leases++;
      if (now.leased < (was?.leased ?? 0)) this.settled++;
    } else {
      // The stream: each version once in effect.
      const version = `${item['k'] as string}/${item['v'] as number}`;
      const record = this.seen.has(version) ? undefined : usageRecord(item, this.plan);
      this.seen.add(version);
      for (const line of record?.lines ?? []) if (line.sponsor === SPONSOR) this.paid += line.units;
      this.told += record?.notices?.length ?? 0;
    }
    if (this.dirty) return;
    this.dirty = true;
    // After the whole transaction, which writes its items in one go.
    queueMicrotask(() => {
      this.dirty = false;
      this.check();
    });
  }

  private check(): void {
    const lent = new Map<string, { bytes: number; loans: number }>();
    for (const key of this.keys) {
      const { loans, buckets } = decodeAccount(this.store.items.get(key)!, this.index);
      const days = new Map<number, number>();
      for (const loan of loans) {
        const bucket = buckets.find(({ id }) => id === loan.bucket);
        const bytes = bucket?.granted ?? loan.lent;
        const sum = lent.get(loan.lender) ?? { bytes: 0, loans: 0 };
        lent.set(loan.lender, { bytes: sum.bytes + bytes, loans: sum.loans + 1 });
        if (bucket !== undefined) days.set(bucket.expiresAt, (days.get(bucket.expiresAt) ?? 0) + bytes);
      }
      if (this.perDay > 0)
        for (const bytes of days.values())
          if (bytes > this.perDay) this.violate(`${key} was lent ${bytes} in a day`);
      if (buckets.some((b) => b.template > 0 && !loans.some(({ bucket }) => bucket === b.id)))
        this.violate(`${key} holds what nobody lent`);
    }
    for (const { key, granted, available, leased, used, loans } of this.lenders()) {
      if (available + leased + used !== granted)
        this.violate(`${key}: ${available} + ${leased} + ${used} of ${granted}`);
      if (Math.min(available, leased, used) < 0) this.violate(`${key}: oversold`);
      const { bytes = 0, loans: open = 0 } = lent.get(key) ?? {};
      if (bytes !== leased) this.violate(`${key} says ${leased} are lent, accounts say ${bytes}`);
      if (open !== loans) this.violate(`${key} says ${loans} loans, accounts say ${open}`);
    }
    if (this.paid > this.bytes) this.violate(`the sponsor paid ${this.paid} of ${this.bytes}`);
  }

  lenders(): ReturnType<typeof readLender>[] {
    return [...this.store.items.values()]
      .filter((item) => item['a'] !== undefined && item['p'] === undefined)
      .map(readLender);
  }

  async send(serve: (charger: Charger) => Promise<Outcome>): Promise<Outcome | undefined> {
    const { simulation } = this;
    for (let i = 0; i < 3; i++) {
      const outcome = await new Promise<Outcome | undefined>((resolve) => {
        simulation.after(1_500, () => resolve(undefined));
        const copies = simulation.random.chance(0.05) ? 2 : 1;
        for (let copy = 0; copy < copies; copy++) {
          this.requests++;
          serve(simulation.random.pick(this.chargers)).then(resolve, (error: Error) => this.excuse(error));
        }
      });
      if (outcome !== undefined && (outcome.ok || outcome.problem.status !== 503)) return outcome;
    }
    return undefined;
  }

  private excuse(error: Error): void {
    if (!error.message.includes('did not answer')) this.violate(`thrown: ${error.stack}`);
  }

  /** Looks at accounts again and again, as the schedule would, and sometimes at some that have nothing due. */
  async renew(): Promise<void> {
    const { simulation } = this;
    while (!this.done) {
      await simulation.sleep(simulation.random.below(30_000));
      const due = this.keys.filter(
        (key) => (wakeAt(this.store.items.get(key) ?? {}) ?? Infinity) * 1_000 <= simulation.now,
      );
      const key = simulation.random.pick(due.length > 0 ? due : this.keys);
      // A run that was started twice.
      void this.settle(key);
      await Promise.race([this.settle(key), simulation.sleep(120_000)]);
    }
  }

  async settle(key: string): Promise<void> {
    await renewAccount(key, this.simulation.now, {
      store: this.store,
      lenders: this.store,
      loadPlan: this.loadPlan,
      successorOf: () => Promise.resolve(undefined),
    }).catch((error: Error) => this.excuse(error));
  }
}

export async function sponsorStorm(options: SponsorStormOptions): Promise<SponsorStormResult> {
  const world = new World(options);
  // Two devices on each account, so that its writers meet.
  for (const key of [...world.keys, ...world.keys]) void new Member(world, key, VIDEO).live();
  void world.renew();
  void world.renew();
  await world.simulation.run();
  // Everybody has gone, and some days pass.
  const days = async () => {
    for (let day = 0; day < 4; day++) {
      await world.simulation.sleep(86_400_000);
      for (let again = 0; again < 6; again++) {
        for (const key of world.keys) void world.settle(key);
        await world.simulation.sleep(60_000);
      }
    }
  };
  void days();
  await world.simulation.run();
  const lenders = world.lenders();
  const sum = (of: (lender: (typeof lenders)[number]) => number) =>
    lenders.reduce((total, lender) => total + of(lender), 0);
  const { requests, leases, settled, paid, told, violations } = world;
  const used = sum((lender) => lender.used);
  const left = sum((lender) => lender.available);
  if (violations.length === 0 && (used !== paid || sum((lender) => lender.leased) !== 0))
    world.violate(`in the end ${used} were used and ${sum((l) => l.leased)} are lent; records say ${paid}`);
  const overspent = Math.max(0, paid - (options.bytes ?? 9_000 * MB));
  return { requests, leases, settled, paid, used, left, overspent, told, violations };
}
