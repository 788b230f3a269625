/**
 * The storm's second world: plans with periods, add-ons, caps, roaming and shared accounts, charged and commanded
 * at the same time, while renewers run and time goes on by hours, days and months.
 */
import { openAccount } from '../../../domain/charging/open-account.js';
import { planIdOf } from '../../../domain/charging/item.js';
import { indexPlan } from '../../../domain/charging/plan-index.js';
import { decideRenewal, dueAt } from '../../../domain/charging/renewal.js';
import type { PlanVersion } from '../../../domain/catalogue/plan.js';
import type { Desk } from '../../../lambdas/accounts/desk.js';
import { Charger } from '../../../lambdas/charging/charger.js';
import { UsageKind } from '../../../lambdas/files/usage-kind.js';
import { renewAccount } from '../../../lambdas/renewals/renew-account.js';
import { EUR } from '../monthly.js';
import { MB } from '../plans.js';
import { Client, type Place, type Sent, type Surroundings, checkSent, replay } from './client.js';
import { Network } from './network.js';
import { PeriodBooks } from './period-books.js';
import { Commander } from './period-commands.js';
import { PERIOD_FAULTS, type PeriodFault } from './period-faults.js';
import { FLEX, FLEX_2, PAY_AS_YOU_GO, PLANS, WEEKLY } from './period-plans.js';
import { Simulation } from './simulation.js';
import type { StormResult } from './storm.js';
import { StormyStore, type Tamper } from './stormy-store.js';

export interface PeriodStormOptions {
  readonly seed: number;
  readonly requests: number;
  readonly clients?: number;
  readonly accounts?: number;
  readonly fault?: PeriodFault;
  readonly onProgress?: (requests: number) => void;
}

export interface PeriodStormResult extends StormResult {
  /** Days that went by. */
  readonly days: number;
  /** What happened, and how often. */
  readonly seen: Readonly<Record<string, number>>;
}

const START = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SUCCESSOR_FROM = START + 75 * DAY;
const INSTANCES = 6;
/** Commands and files go on by themselves: these errors mean "send it again". */
const PASSING = ['did not answer', 'other writers', 'more due than'];

export class PeriodWorld implements Surroundings {
  readonly simulation: Simulation;
  readonly books: PeriodBooks;
  readonly store: StormyStore;
  readonly network: Network;
  readonly keys: string[] = [];
  readonly sent = new Map<string, Sent>();
  readonly unnumbered = new Map<string, number>();
  /** Units of rows by account, of files that were acknowledged. */
  readonly fileUnits = new Map<string, number>();
  private readonly limit: number;
  private readonly tamper: Tamper | undefined;
  private resumeAt = 0;
  private files = 0;

  constructor(options: PeriodStormOptions) {
    this.limit = options.requests;
    this.simulation = new Simulation(options.seed, START);
    this.books = new PeriodBooks({ now: () => this.nowMs, successorFromMs: SUCCESSOR_FROM });
    this.tamper =
      options.fault === undefined ? undefined : PERIOD_FAULTS[options.fault](() => this.simulation.now);
    this.store = new StormyStore({
      simulation: this.simulation,
      onWrite: (item, before) => this.books.onWrite(item, before),
      loss: 0.008,
      tamper: this.tamper,
    });
    for (let i = 0; i < (options.accounts ?? 16); i++) {
      const key = `imsi-2620100000${1000 + i}`;
      const plan = this.simulation.random.pick([FLEX, FLEX, FLEX, WEEKLY, PAY_AS_YOU_GO]);
      const nowMs = START - this.simulation.random.below(40) * DAY;
      const item = openAccount({ key, plan, nowMs });
      this.keys.push(key);
      this.store.open(item);
      this.books.onWrite(item, undefined, nowMs);
      for (const supi of this.simsOf(key).slice(1)) this.store.open({ k: supi, to: key });
    }
    const chargers = Array.from({ length: INSTANCES }, () => {
      const skew = this.simulation.random.below(4_000) - 2_000;
      return new Charger({
        store: this.store,
        loadPlan: this.loadPlan,
        successorOf: this.successorOf,
        now: () => this.simulation.now + skew,
      });
    });
    const { onProgress } = options;
    this.network = new Network({ simulation: this.simulation, chargers, violate: this.violate, onProgress });
  }

  readonly loadPlan = (planId: string): Promise<PlanVersion | undefined> =>
    Promise.resolve(PLANS.find(({ id }) => id === planId));

  readonly successorOf = ({ id }: PlanVersion, atMs: number): Promise<string | undefined> =>
    Promise.resolve(id === FLEX.id && atMs >= SUCCESSOR_FROM ? FLEX_2.id : undefined);

  readonly violate = (what: string): void => this.books.violate(what);

  get nowMs(): number {
    return this.simulation.now;
  }

  get crediting() {
    const { store, loadPlan, successorOf } = this;
    return { store, loadPlan, successorOf, now: () => this.nowMs };
  }

  get done(): boolean {
    return this.network.requests >= this.limit;
  }

  /** Everything rests while time goes on. */
  readonly sleep = async (ms: number): Promise<void> => {
    const { simulation } = this;
    await simulation.sleep(ms);
    while (simulation.now < this.resumeAt && !this.done)
      await simulation.sleep(this.resumeAt - simulation.now + simulation.random.below(1_500));
  };

  readonly mark = (key: string): unknown => {
    const item = this.store.items.get(key);
    return `${this.resumeAt} ${item?.['v'] as number}`;
  };

  /** The SIMs that may use an account: the one it is named after, and two more. */
  simsOf(key: string): string[] {
    return [key, ...['1', '2'].map((n) => key.replace('imsi-262010', `imsi-26201${n}`))];
  }

  readonly placeOf = (key: string): Place => {
    const { random } = this.simulation;
    const supi = random.chance(0.6) ? key : random.pick(this.simsOf(key));
    if (random.chance(0.5)) return { supi };
    return { supi, visited: random.pick(['26201', '26201', '20801', '22201', '31026']) };
  };

  readonly credit = () => {
    const { random } = this.simulation;
    // The wallet of either numbering; a plan's other bucket now and then.
    return { template: random.pick([6, 6, 0]), amount: 4 * EUR + random.below(10 * EUR) };
  };

  excuse(error: unknown): void {
    const { message, stack } = error as Error;
    if (!PASSING.some((part) => message.includes(part))) this.violate(`thrown: ${stack}`);
  }

  desk(): Desk {
    const { store, loadPlan, successorOf, nowMs } = this;
    return {
      store,
      loadPlan,
      successorOf,
      nowMs,
      ledger: { find: () => Promise.resolve(undefined), commit: () => Promise.resolve(false) },
      planOnSale: () => Promise.resolve(undefined),
    };
  }

  /** Time goes on: to the moment at which something falls due, or by any stretch. */
  async goOn(): Promise<void> {
    const { simulation } = this;
    const { random } = simulation;
    while (!this.done) {
      await simulation.sleep(1_500 + random.below(4_000));
      const due = dueAt(this.store.items.get(random.pick(this.keys)) ?? {});
      const luck = random.below(100);
      const near = due !== undefined && Math.abs(due * 1_000 - simulation.now) < HOUR;
      // Within the hour before something is due sessions begin that go on after it.
      if (near) this.resumeAt = simulation.now + random.below(1.8 * HOUR);
      else if (luck < 30 && due !== undefined) this.resumeAt = due * 1_000 - random.below(1_500);
      else if (luck < 65 && due !== undefined) this.resumeAt = due * 1_000 - random.below(HOUR);
      else if (luck < 75) this.resumeAt = simulation.now + random.below(10 * HOUR);
      else if (luck < 95) this.resumeAt = simulation.now + HOUR + random.below(3 * DAY);
      else if (luck < 98) this.resumeAt = simulation.now + 5 * DAY + random.below(15 * DAY);
      else this.resumeAt = simulation.now + 30 * DAY + random.below(40 * DAY);
      if (this.resumeAt > simulation.now) await simulation.sleep(this.resumeAt - simulation.now);
    }
  }

  /** Renews what is due, sooner or later, twice or not at all. */
  async renew(): Promise<void> {
    const { random } = this.simulation;
    const store =
      this.tamper?.unconditional === true
        ? { get: (key: string) => this.store.get(key), put: this.store.overwrite.bind(this.store) }
        : this.store;
    while (!this.done) {
      await this.sleep(random.below(80));
      const due = this.keys.filter(
        (key) => (dueAt(this.store.items.get(key) ?? {}) ?? Infinity) * 1_000 <= this.nowMs,
      );
      const key = random.pick(due.length > 0 ? due : this.keys);
      try {
        const nowMs = this.nowMs + random.below(2_000) - 1_000;
        await renewAccount(key, nowMs, {
          store,
          loadPlan: this.loadPlan,
          successorOf: this.successorOf,
        });
      } catch (error) {
        this.excuse(error);
      }
    }
  }

  /** Usage in files: in parts, each sent until it is acknowledged, and some of them again. */
  async bring(): Promise<void> {
    const { simulation } = this;
    const { random } = simulation;
    const kind = new UsageKind({
      store: this.store,
      loadPlan: this.loadPlan,
      successorOf: this.successorOf,
      now: () => Promise.resolve(this.nowMs),
      findSupi: () => Promise.resolve(undefined),
    });
    while (!this.done) {
      await this.sleep(random.below(400));
      const fileId = String(++this.files).padStart(12, '0');
      const rows = Array.from({ length: 1 + random.below(12) }, (_, i) => ({
        row: i + 1,
        recordId: '',
        subscriber: random.pick(this.keys),
        ...random.pick([
          { ratingGroup: 1000, units: { bytes: random.below(3 * MB) } },
          { ratingGroup: 2001, units: { bytes: random.below(3 * MB) } },
          { ratingGroup: 100, units: { seconds: random.below(60) } },
          { ratingGroup: 200, units: { messages: 1 } },
        ]),
        atMs: this.nowMs - random.below(DAY),
        destination: '491711234567',
        ...(random.chance(0.2) ? { visited: '20801' } : {}),
      }));
      const parts = [rows.slice(0, 1 + random.below(rows.length)), rows];
      for (const part of [...parts, ...(random.chance(0.3) ? parts : [])]) {
        while (!(await this.processed(() => kind.process(part, fileId)))) {
          // What can't be processed at all was told; the file would come again for ever.
          if (this.books.violations.length > 0) return;
          await this.sleep(20);
        }
      }
      for (const { subscriber, units } of rows) {
        const [used = 0] = Object.values(units);
        this.fileUnits.set(subscriber, (this.fileUnits.get(subscriber) ?? 0) + used);
      }
    }
  }

  private async processed(process: () => Promise<unknown>): Promise<boolean> {
    const { simulation } = this;
    // An instance that never hears of its call again is stopped, and the queue hands the file to another.
    const died = simulation.sleep(5_000).then(() => false);
    const tried = process().then(
      () => true,
      (error: unknown) => {
        this.excuse(error);
        return false;
      },
    );
    return Promise.race([tried, died]);
  }

  /** At the end nobody is late: everything due is done. */
  settle(): void {
    for (const key of this.keys) {
      for (let n = 0; n < 50; n++) {
        const item = this.store.items.get(key) ?? {};
        const plan = PLANS.find(({ id }) => id === planIdOf(item)) as PlanVersion;
        const wished = PLANS.find(({ id }) => id === item['x']);
        const later = plan.id === FLEX.id && this.nowMs >= SUCCESSOR_FROM ? FLEX_2 : undefined;
        const next = wished ?? later;
        const decision = decideRenewal(
          item,
          indexPlan(plan),
          this.nowMs,
          next === undefined ? {} : { next: indexPlan(next) },
        );
        if (decision.outcome !== 'renewed') break;
        this.store.items.set(key, decision.item);
        this.books.onWrite(decision.item, item);
      }
    }
  }
}

export async function periodStorm(options: PeriodStormOptions): Promise<PeriodStormResult> {
  const world = new PeriodWorld(options);
  const { random } = world.simulation;
  const commanders = Array.from({ length: 4 }, () => new Commander(world));
  for (let i = 0; i < (options.clients ?? 40); i++) void new Client(world, !random.chance(0.1)).live();
  for (const commander of commanders) void commander.live();
  for (let i = 0; i < 2; i++) void world.renew();
  void world.bring();
  void world.goOn();
  void replay(world);
  await world.simulation.run();
  world.settle();
  const { books } = world;
  checkSent(world, books.units);
  for (const key of world.keys) {
    const [reported = 0, recorded = 0] = [world.fileUnits.get(key), books.fileUnits.get(key)];
    if (reported !== recorded)
      books.violate(`${key}: ${reported} units in files, ${recorded} of them recorded`);
  }
  for (const { acknowledged, transfers } of commanders) {
    for (const { key, reference, action } of acknowledged) {
      if (books.movedBy(key, reference, action) === undefined)
        books.violate(`${key}: ${action} ${reference} was acknowledged and never done`);
    }
    for (const { from, to } of transfers) {
      const gone = books.movedBy(from.key, from.reference, from.action) ?? 0;
      const come = books.movedBy(to.key, to.reference, to.action) ?? 0;
      if (gone + come !== 0) books.violate(`${-gone} went from ${from.key}, ${come} came to ${to.key}`);
    }
  }
  return {
    seed: options.seed,
    requests: world.network.requests,
    storeCalls: world.store.calls,
    messages: world.sent.size,
    uncollectedUnits: books.uncollected,
    days: Math.round((world.nowMs - START) / DAY),
    seen: books.seen,
    violations: books.violations,
  };
}
