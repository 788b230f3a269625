/** An account store with DynamoDB's semantics and every misfortune of a network. */
import { type FastUpdate, applyUpdate, holds } from '../../../domain/charging/fast-path.js';
import type { Item } from '../../../domain/charging/item.js';
import { keyOf, transaction } from '../../../bench/counting-store.js';
import type {
  AccountStore,
  TransactResult,
  TransactWrite,
  WriteResult,
} from '../../../lambdas/charging/account-store.js';
import type { Simulation } from './simulation.js';

/** Conditions that may be left out, to show that the storm notices. */
export const PLANTED_FAULTS = ['version', 'sequence', 'balance', 'closed-session', 'active-bucket'] as const;
export type PlantedFault = (typeof PLANTED_FAULTS)[number];

/** First letter of the attributes whose condition a planted fault drops. */
const DROPPED: Record<Exclude<PlantedFault, 'version'>, string> = {
  sequence: 'q',
  balance: 'a',
  'closed-session': 't',
  'active-bucket': 'k',
};

export interface StormyStoreOptions {
  readonly simulation: Simulation;
  /** Called once for each write, in order: the stream. */
  readonly onWrite: (item: Item, before: Item | undefined) => void;
  readonly fault?: PlantedFault | undefined;
  /** Faults of what decides, not of the store: what it makes of each write. */
  readonly tamper?: Tamper | undefined;
  /** Probability that a call is lost before it arrives, or its answer after it was done. */
  readonly loss: number;
}

export interface Tamper {
  /** Attributes whose conditions are left out, by their first letter. */
  readonly drops?: string;
  readonly put?: (item: Item, before: Item | undefined) => Item;
  readonly update?: (update: FastUpdate) => FastUpdate;
  /** Only the first part of a transaction is written. */
  readonly half?: true;
  /** Renewals are written whatever was there. */
  readonly unconditional?: true;
}

export class StormyStore implements AccountStore {
  readonly items = new Map<string, Item>();
  calls = 0;
  private readonly options: StormyStoreOptions;

  constructor(options: StormyStoreOptions) {
    this.options = options;
  }

  open(item: Item): void {
    this.items.set(item['k'] as string, item);
  }

  get(key: string): Promise<Item | undefined> {
    return this.call(() => this.items.get(key));
  }

  put(item: Item, basis: number): Promise<WriteResult> {
    return this.call(() => {
      const current = this.items.get(item['k'] as string);
      if (this.options.fault !== 'version' && current?.['v'] !== basis) return { written: false, current };
      this.write(item);
      return { written: true, values: item };
    });
  }

  /** A put without its condition. */
  overwrite(item: Item): Promise<WriteResult> {
    return this.call(() => {
      this.write(item);
      return { written: true, values: item };
    });
  }

  update(wanted: FastUpdate): Promise<WriteResult> {
    const { fault, tamper } = this.options;
    const update = tamper?.update?.(wanted) ?? wanted;
    const dropped = fault === undefined || fault === 'version' ? tamper?.drops : DROPPED[fault];
    const conditions =
      dropped === undefined
        ? update.conditions
        : update.conditions.filter((c) => !c.attribute.startsWith(dropped));
    return this.call(() => {
      const current = this.items.get(update.key);
      if (current === undefined || !holds(current, conditions)) return { written: false, current };
      // As in DynamoDB, arithmetic on an attribute that is not there is an error.
      const next = applyUpdate(current, update);
      this.write(next, true);
      return { written: true, values: next };
    });
  }

  transact(writes: readonly TransactWrite[]): Promise<TransactResult> {
    return this.call(() => {
      const result = transaction(
        writes,
        writes.map((write) => this.items.get(keyOf(write))),
      );
      if (!('after' in result)) return result;
      const half = this.options.tamper?.half === true;
      for (const item of half ? result.after.slice(0, 1) : result.after) this.write(item);
      return { written: true };
    });
  }

  private write(decided: Item, fast = false): void {
    const key = decided['k'] as string;
    const before = this.items.get(key);
    const item = fast ? decided : (this.options.tamper?.put?.(decided, before) ?? decided);
    this.items.set(key, item);
    this.options.onWrite(item, before);
  }

  /**
   * One round trip: it may be lost on the way in or on the way out, may never return (the instance died), or
   * be done long after the caller gave up (a zombie).
   */
  private call<T>(effect: () => T): Promise<T> {
    this.calls++;
    const { simulation, loss } = this.options;
    const { random } = simulation;
    const timedOut = () => new Error('the store did not answer in time');
    return new Promise((resolve, reject) => {
      const luck = random.next();
      const there = 1 + random.below(5);
      const back = 1 + random.below(5);
      if (luck < loss) {
        simulation.after(50, () => reject(timedOut()));
      } else if (luck < 2 * loss) {
        simulation.after(there, () => {
          effect();
          simulation.after(50, () => reject(timedOut()));
        });
      } else if (luck < 3 * loss) {
        simulation.after(there, () => void effect());
      } else if (luck < 3.5 * loss) {
        simulation.after(20, () => reject(timedOut()));
        simulation.after(20 + random.below(380), () => void effect());
      } else {
        simulation.after(there, () => {
          const result = effect();
          simulation.after(back, () => resolve(result));
        });
      }
    });
  }
}
