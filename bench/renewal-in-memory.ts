/**
 * Renews as many subscriptions as it is told and prints one JSON object. Bundled by bench/renewal.ts, and run in a
 * process of its own with --expose-gc.
 *
 * The store makes each account when it is read and keeps one byte of it, and the schedule makes its pages: what
 * grows with the number of subscriptions is then the renewer's, and nobody else's.
 */
import { join } from 'node:path';
import { compileCatalogue } from '../domain/catalogue/compile.js';
import type { PlanVersion } from '../domain/catalogue/plan.js';
import type { Item } from '../domain/charging/item.js';
import { openAccount } from '../domain/charging/open-account.js';
import { dueAt } from '../domain/charging/renewal.js';
import { operatorId } from '../domain/operator/operator.js';
import type { WriteResult } from '../lambdas/charging/account-store.js';
import { renewDue } from '../lambdas/renewals/renew-due.js';
import {
  type DuePage,
  type RenewalSchedule,
  SHARDS,
  type ScheduleEntry,
} from '../lambdas/renewals/schedule.js';
import { loadOperators } from '../operators/load.js';

const OPENED_MS = Date.UTC(2026, 0, 15, 12);
const NOW_MS = Date.UTC(2026, 1, 16);
const PAGE = 50;
const SAMPLE_EVERY = 1_000;

/** The first plan of lily-gb that costs something each month. Named, since a bundle of this file lies elsewhere. */
function recurringPlan(): PlanVersion {
  const gb = loadOperators(join(process.cwd(), 'operators')).find(
    (operator) => operatorId(operator) === 'lily-gb',
  );
  const plan = gb && compileCatalogue(gb).find(({ recurring }) => recurring !== undefined);
  if (plan === undefined) throw new Error('operators/lily.gb.yaml has no plan with a recurring price');
  return plan;
}

class AccountsOnDemand {
  /** 1 = renewed. */
  readonly renewed: Uint8Array;
  private readonly template: Item;
  private readonly onWrite: () => void;

  constructor(count: number, template: Item, onWrite: () => void) {
    this.renewed = new Uint8Array(count);
    this.template = template;
    this.onWrite = onWrite;
  }

  get(key: string): Promise<Item | undefined> {
    return Promise.resolve({ ...this.template, k: key });
  }

  put(item: Item, basis: number): Promise<WriteResult> {
    const i = Number((item['k'] as string).slice('imsi-'.length));
    if (this.renewed[i] !== 0 || basis !== this.template['v'])
      throw new Error(`account ${i} was renewed twice, or from version ${basis}`);
    this.renewed[i] = 1;
    this.onWrite();
    return Promise.resolve({ written: true, values: item });
  }
}

class ScheduleOnDemand implements RenewalSchedule {
  private readonly count: number;
  private readonly dueS: number;

  constructor(count: number, dueS: number) {
    this.count = count;
    this.dueS = dueS;
  }

  due(shard: string, _throughS: number, after: string | undefined): Promise<DuePage> {
    const rows = [];
    let i = after === undefined ? SHARDS.indexOf(shard) : Number(after);
    for (; i < this.count && rows.length < PAGE; i += SHARDS.length)
      rows.push({ account: `imsi-${i}`, version: 1, dueS: this.dueS });
    return Promise.resolve({ rows, after: i < this.count ? String(i) : undefined });
  }

  keep(entry: ScheduleEntry): Promise<void> {
    if (entry.dueS === undefined || entry.dueS * 1000 <= NOW_MS)
      throw new Error(`account ${entry.account} has no next renewal`);
    return Promise.resolve();
  }

  replace(): Promise<void> {
    return Promise.reject(new Error('every account has something due'));
  }

  nextAfter(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

async function main(): Promise<void> {
  const count = Number(process.argv[2]);
  const plan = recurringPlan();
  const template = openAccount({ key: 'imsi-0', plan, walletMicros: 1_000_000_000, nowMs: OPENED_MS });
  let writes = 0;
  let peakHeap = 0;
  let samplingUs = 0;
  const cpuUs = (): number => {
    const { user, system } = process.cpuUsage();
    return user + system;
  };
  const sample = (): void => {
    const before = cpuUs();
    (globalThis as { gc?: () => void }).gc?.();
    peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed);
    samplingUs += cpuUs() - before;
  };
  const store = new AccountsOnDemand(count, template, () => {
    writes += 1;
    if (writes % SAMPLE_EVERY === 0) sample();
  });
  sample();
  const startedUs = cpuUs();
  const summary = await renewDue(NOW_MS, {
    store,
    schedule: new ScheduleOnDemand(count, dueAt(template) ?? Number.NaN),
    loadPlan: () => Promise.resolve(plan),
    successorOf: () => Promise.resolve(undefined),
    mayGoOn: () => true,
  });
  const spentUs = cpuUs() - startedUs - samplingUs;
  if (summary.renewed !== count || writes !== count || store.renewed.includes(0))
    throw new Error(`${summary.renewed} of ${count} were renewed: ${JSON.stringify(summary)}`);
  process.stdout.write(
    JSON.stringify({
      perSecond: (count * 1e6) / spentUs,
      peakHeap,
      peakRss: process.resourceUsage().maxRSS * 1024,
    }),
  );
}

void main();
