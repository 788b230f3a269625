/**
 * The storm: many clients on few accounts, with crashes, lost answers, zombie writes, duplicates, late
 * replays, reordering, abandoned sessions, updates after release, clock skew and balances driven to zero.
 * A seed decides everything; a failing one replays exactly.
 */
import type { PlanVersion } from '../../../domain/catalogue/plan.js';
import { openAccount } from '../../../domain/charging/open-account.js';
import { Charger } from '../../../lambdas/charging/charger.js';
import type { CreditOptions } from '../../../lambdas/charging/credit-account.js';
import { MB, mixed } from '../plans.js';
import { Client, type Place, type Sent, type Surroundings, checkSent, replay } from './client.js';
import { Ledger } from './ledger.js';
import { Network } from './network.js';
import { Simulation } from './simulation.js';
import { type PlantedFault, StormyStore } from './stormy-store.js';

export interface StormOptions {
  readonly seed: number;
  readonly requests: number;
  readonly clients?: number;
  readonly accounts?: number;
  readonly fault?: PlantedFault;
  readonly onProgress?: (requests: number) => void;
}

export interface StormResult {
  readonly seed: number;
  readonly requests: number;
  readonly storeCalls: number;
  readonly messages: number;
  readonly uncollectedUnits: number;
  readonly violations: readonly string[];
}

const START = Date.UTC(2026, 10, 22, 12);
const INSTANCES = 6;

class World implements Surroundings {
  readonly simulation: Simulation;
  readonly plan: PlanVersion;
  readonly ledger: Ledger;
  readonly store: StormyStore;
  readonly keys: string[] = [];
  readonly sent = new Map<string, Sent>();
  /** Per session of a peer that never numbers its messages: units reported and acknowledged. */
  readonly unnumbered = new Map<string, number>();
  readonly network: Network;
  private readonly limit: number;

  constructor(options: StormOptions) {
    this.limit = options.requests;
    this.simulation = new Simulation(options.seed, START);
    this.plan = mixed({ data: 300 * MB, seconds: 600, wallet: 3_000_000, bonus: 40 * MB });
    this.ledger = new Ledger(this.plan, () => this.simulation.now);
    this.store = new StormyStore({
      simulation: this.simulation,
      onWrite: (item) => this.ledger.onWrite(item),
      fault: options.fault,
      loss: 0.008,
    });
    for (let i = 0; i < (options.accounts ?? 20); i++) {
      const item = openAccount({ key: `imsi-2620100000${1000 + i}`, plan: this.plan, nowMs: START });
      this.keys.push(item['k'] as string);
      this.store.open(item);
      this.ledger.open(item);
    }
    const chargers = Array.from({ length: INSTANCES }, () => {
      const skew = this.simulation.random.below(4_000) - 2_000;
      return new Charger({
        store: this.store,
        loadPlan: () => Promise.resolve(this.plan),
        now: () => this.simulation.now + skew,
      });
    });
    this.network = new Network({
      simulation: this.simulation,
      chargers,
      violate: this.violate,
      onProgress: options.onProgress,
    });
  }

  readonly violate = (what: string): void => this.ledger.violate(what);

  readonly sleep = (ms: number): Promise<void> => this.simulation.sleep(ms);

  readonly mark = (): number => 0;

  readonly placeOf = (supi: string): Place => ({ supi });

  readonly credit = () => {
    const template = this.simulation.random.pick([0, 0, 1, 3]);
    return { template, amount: template === 3 ? 1_000_000 : 40 * MB };
  };

  get crediting(): CreditOptions {
    return { store: this.store, loadPlan: () => Promise.resolve(this.plan), now: () => this.simulation.now };
  }

  get done(): boolean {
    return this.network.requests >= this.limit;
  }
}

export async function storm(options: StormOptions): Promise<StormResult> {
  const world = new World(options);
  const { random } = world.simulation;
  for (let i = 0; i < (options.clients ?? 50); i++) void new Client(world, !random.chance(0.1)).live();
  void replay(world);
  await world.simulation.run();
  const { ledger, sent } = world;
  checkSent(world, ledger.units);
  return {
    seed: options.seed,
    requests: world.network.requests,
    storeCalls: world.store.calls,
    messages: sent.size,
    uncollectedUnits: ledger.uncollected,
    violations: ledger.violations,
  };
}
