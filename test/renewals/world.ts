/** A small operator in memory: accounts with a monthly price, the schedule, a clock, and what was charged. */
import { CountingStore } from '../../bench/counting-store.js';
import { MemorySchedule } from '../../bench/memory-schedule.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { dueAt } from '../../domain/charging/renewal.js';
import type { Movement } from '../../domain/charging/movement.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import type { WriteResult } from '../../lambdas/charging/account-store.js';
import type { RenewDueOptions } from '../../lambdas/renewals/renew-due.js';
import type { ClockState, ClockStore } from '../../lambdas/renewals/test-clock.js';
import { mixed } from '../charging/plans.js';

/** Ten euros a month from the day of activation, in Berlin; 1 GB each month. */
export function monthly(id = 'plan_00112233445566aa', priceMicros = 10_000_000): PlanVersion {
  const base = mixed({ wallet: 0 });
  return {
    ...base,
    id,
    buckets: base.buckets.map((bucket) =>
      bucket.id === 'data' ? { ...bucket, amount: 1e9, renews: { periods: 0 } } : bucket,
    ),
    recurring: {
      graceDays: 3,
      charge: {
        cycle: { every: 1, unit: 'month', anchor: 'activation', timeZone: 'Europe/Berlin' },
        priceMicros,
      },
    },
  };
}

/** Keeps every write, as the accounts' stream would. */
export class WatchedStore extends CountingStore {
  readonly written: Item[] = [];
  /** Whether a write's answer gets lost, after it was done. */
  losesAnswer: (item: Item) => boolean = () => false;

  constructor() {
    super({ weighs: false });
  }

  override async put(item: Item, basis: number): Promise<WriteResult> {
    const result = await super.put(item, basis);
    if (result.written) this.written.push(item);
    if (this.losesAnswer(item)) throw new Error('the answer was lost');
    return result;
  }
}

export class World {
  readonly store = new WatchedStore();
  readonly schedule = new MemorySchedule();
  readonly plans: Map<string, PlanVersion>;
  successor: (planId: string, atMs: number) => string | undefined = () => undefined;

  constructor(...plans: PlanVersion[]) {
    this.plans = new Map((plans.length === 0 ? [monthly()] : plans).map((plan) => [plan.id, plan]));
  }

  /** A new account with money in its wallet, in the schedule. */
  async open(key: string, at: string, walletMicros = 100_000_000): Promise<void> {
    const [plan] = this.plans.values();
    const item = openAccount({ key, plan: plan!, walletMicros, nowMs: Date.parse(at) });
    this.store.seed(item);
    this.store.written.push(item);
    await this.schedule.keep({ account: key, version: item['v'] as number, dueS: dueAt(item) });
  }

  options(mayGoOn: () => boolean = () => true): RenewDueOptions {
    return {
      store: this.store,
      schedule: this.schedule,
      loadPlan: (id) => Promise.resolve(this.plans.get(id)),
      successorOf: (plan, atMs) => Promise.resolve(this.successor(plan.id, atMs)),
      mayGoOn,
    };
  }

  /** All movements of an account, of each version once. */
  movements(key: string): Movement[] {
    const versions = new Map(
      this.store.written.filter(({ k }) => k === key).map((item) => [item['v'], item]),
    );
    return [...versions.values()].flatMap((item) => {
      const packed = Buffer.from(item['p'] as Uint8Array);
      const plan = this.plans.get(`plan_${packed.subarray(1, 9).toString('hex')}`);
      return usageRecord(item, plan!)?.movements ?? [];
    });
  }

  /** The periods that an account was charged for: from when, and how much. */
  charges(key: string): string[] {
    return this.movements(key)
      .filter(({ action }) => action === 'recurring')
      .map(({ from, amount }) => `${from} ${amount}`);
  }
}

export class MemoryClock implements ClockStore {
  state: ClockState = { id: 'main', offsetMs: 0, renewed: 0, failed: 0, revision: 0 };

  read(): Promise<ClockState> {
    return Promise.resolve(this.state);
  }

  write(state: ClockState): Promise<boolean> {
    if (state.revision !== this.state.revision) return Promise.resolve(false);
    this.state = { ...state, revision: state.revision + 1 };
    return Promise.resolve(true);
  }
}
