/**
 * An operator without a network between: the real Nchf service over a store in memory, whose writes become usage
 * records a moment later. It can be told to do wrong, to show that the simulated network notices.
 */
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { applyUpdate, type FastUpdate, holds } from '../../domain/charging/fast-path.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { type UsageRecord, usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import { keyOf, transaction } from '../../bench/counting-store.js';
import type {
  AccountStore,
  TransactResult,
  TransactWrite,
  WriteResult,
} from '../../lambdas/charging/account-store.js';
import { Charger } from '../../lambdas/charging/charger.js';
import { ChargingMetrics } from '../../lambdas/charging/charging-metrics.js';
import { type NchfOptions, serveNchf } from '../../lambdas/charging/nchf.js';
import type { Account, Accounts, Usage } from '../../local/traffic/accounts.js';
import type { Json, NchfTransport, Reply } from '../../local/traffic/message.js';

export type PlantedFault =
  | 'record-twice'
  | 'record-lost'
  | 'amount-wrong'
  | 'charge-repeats'
  | 'money-from-nowhere'
  | 'release-ignored';

export interface InProcessOptions {
  readonly plan: PlanVersion;
  readonly subscribers: readonly string[];
  readonly walletMicros?: number;
  readonly fault?: PlantedFault | undefined;
  /** Usage records arrive so much later. */
  readonly streamDelayMs?: number;
  /** Answers 503 so often, 0 to 1. */
  readonly unavailable?: number;
  /** Sees every request. */
  readonly onRequest?: (path: string, body: Json) => void;
}

class MemoryStore implements AccountStore {
  readonly items = new Map<string, Item>();
  readonly onWrite: (item: Item) => void;

  constructor(onWrite: (item: Item) => void) {
    this.onWrite = onWrite;
  }

  async get(key: string): Promise<Item | undefined> {
    await roundTrip();
    return this.items.get(key);
  }

  async put(item: Item, basis: number): Promise<WriteResult> {
    await roundTrip();
    const current = this.items.get(item['k'] as string);
    if (current?.['v'] !== basis) return { written: false, current };
    return this.write(item);
  }

  async update(update: FastUpdate): Promise<WriteResult> {
    await roundTrip();
    const current = this.items.get(update.key);
    const possible = current !== undefined && update.add.every(([name]) => typeof current[name] === 'number');
    if (!possible || !holds(current, update.conditions)) return { written: false, current };
    return this.write(applyUpdate(current, update));
  }

  async transact(writes: readonly TransactWrite[]): Promise<TransactResult> {
    await roundTrip();
    const result = transaction(
      writes,
      writes.map((write) => this.items.get(keyOf(write))),
    );
    if (!('after' in result)) return result;
    for (const item of result.after) this.write(item);
    return { written: true };
  }

  private write(item: Item): WriteResult {
    this.items.set(item['k'] as string, item);
    this.onWrite(item);
    return { written: true, values: item };
  }
}

/** Long enough that calls interleave. */
const roundTrip = () => new Promise<void>((done) => setImmediate(done));

export class InProcessOperator implements NchfTransport, Accounts {
  private readonly options: InProcessOptions;
  private readonly store: MemoryStore;
  private readonly records = new Map<string, Usage[]>();
  private readonly nchf: NchfOptions;
  private written = 0;
  /** Whether a record has had its fault. */
  private spoilt = false;
  private requests = 0;

  constructor(options: InProcessOptions) {
    this.options = options;
    const { plan, subscribers, walletMicros } = options;
    this.store = new MemoryStore((item) => this.stream(item));
    for (const key of subscribers) {
      const item = openAccount({
        key,
        plan,
        nowMs: Date.now(),
        ...(walletMicros === undefined ? {} : { walletMicros }),
      });
      this.store.items.set(key, item);
    }
    this.nchf = {
      charger: new Charger({ store: this.store, loadPlan: async () => plan, now: Date.now }),
      keys: [{ id: 1, key: new Uint8Array(32).fill(7) }],
      metrics: new ChargingMetrics('test'),
      now: Date.now,
    };
  }

  async post(path: string, body: Json, signal?: AbortSignal): Promise<Reply> {
    const { onRequest, unavailable = 0, fault } = this.options;
    this.requests += 1;
    onRequest?.(path, body);
    if ((this.requests * 0.618_033_988_75) % 1 < unavailable)
      return { status: 503, body: { cause: 'SYSTEM_FAILURE' } };
    if (fault === 'release-ignored' && path.endsWith('/release') && this.requests % 5 === 0)
      return { status: 204, body: undefined };
    const sent = fault === 'charge-repeats' ? asNew(body) : body;
    const {
      status,
      headers,
      body: text,
    } = await serveNchf(
      {
        method: 'POST',
        path: `/nchf-convergedcharging/v3${path}`,
        origin: 'http://in-process.invalid',
        contentType: 'application/json',
        body: JSON.stringify(sent),
      },
      this.nchf,
    );
    signal?.throwIfAborted();
    return {
      status,
      location: headers['location'],
      body: text === undefined ? undefined : JSON.parse(text),
    };
  }

  async account(supi: string): Promise<Account> {
    const view = viewAccount(this.item(supi), this.options.plan, Date.now());
    if (this.options.fault !== 'money-from-nowhere') return view;
    return {
      ...view,
      buckets: view.buckets.map((bucket) =>
        bucket.used > 0 ? { ...bucket, available: bucket.available + 1 } : bucket,
      ),
    };
  }

  async usageSince(supi: string, version: number): Promise<Usage[]> {
    return (this.records.get(supi) ?? []).filter((record) => record.version > version);
  }

  private item(supi: string): Item {
    const item = this.store.items.get(supi);
    if (item === undefined) throw new Error(`no account ${supi}`);
    return item;
  }

  private stream(item: Item): void {
    const record = usageRecord(item, this.options.plan);
    if (record === undefined) return;
    setTimeout(() => this.keep(record), this.options.streamDelayMs ?? 0);
  }

  private keep(record: UsageRecord): void {
    const { fault } = this.options;
    this.written += 1;
    // Why not just the 20th: which one that is depends on the machine, and one that drew nothing shows no fault.
    const isFaulty =
      !this.spoilt &&
      this.written >= 20 &&
      record.lines.some(({ bucketId, amount, units }) => bucketId !== undefined && amount > 0 && units > 0);
    this.spoilt ||= isFaulty;
    if (isFaulty && fault === 'record-lost') return;
    const kept = this.records.get(record.account) ?? [];
    this.records.set(record.account, kept);
    kept.push(record);
    if (isFaulty && fault === 'record-twice') kept.push(record);
    if (fault === 'amount-wrong' && isFaulty)
      kept[kept.length - 1] = {
        ...record,
        lines: record.lines.map((line) => ({
          ...line,
          bucketId: line.bucketId ?? 1,
          amount: line.amount + 1,
        })),
      };
  }
}

/** A repeat in the clothes of a new message: what a charging function sees that forgets what it has served. */
function asNew(body: Json): Json {
  const { retransmissionIndicator, ...rest } = body;
  if (retransmissionIndicator !== true) return body;
  return { ...rest, invocationSequenceNumber: Number(body['invocationSequenceNumber']) + 1_000_000 };
}
