/**
 * The judge: an independent account of every unit, fed by the stream alone. Any disagreement with the
 * accounts is a violation.
 */
import type { PlanVersion } from '../../../domain/catalogue/plan.js';
import type { Item } from '../../../domain/charging/item.js';
import { usageRecord } from '../../../domain/charging/usage-record.js';
import { viewAccount } from '../../../domain/charging/view.js';

interface AccountBooks {
  version: number;
  /** By bucket id: put in, drawn. */
  readonly granted: Map<number, number>;
  readonly drawn: Map<number, number>;
}

export class Ledger {
  readonly violations: string[] = [];
  /** Units by message: `account/session/sequence` → recorded. */
  readonly units = new Map<string, number>();
  readonly recordedTimes = new Map<string, number>();
  uncollected = 0;
  private readonly plan: PlanVersion;
  private readonly books = new Map<string, AccountBooks>();
  private readonly now: () => number;

  constructor(plan: PlanVersion, now: () => number) {
    this.plan = plan;
    this.now = now;
  }

  violate(what: string): void {
    if (this.violations.length < 20) this.violations.push(what);
  }

  open(item: Item): void {
    const view = viewAccount(item, this.plan, this.now());
    this.books.set(view.key, {
      version: view.version,
      granted: new Map(view.buckets.map((b) => [b.id, b.total])),
      drawn: new Map(),
    });
  }

  /** One version from the stream. */
  onWrite(item: Item): void {
    const key = item['k'] as string;
    const books = this.books.get(key) as AccountBooks;
    const version = item['v'] as number;
    if (version !== books.version + 1) this.violate(`${key}: version ${version} follows ${books.version}`);
    books.version = version;
    try {
      this.book(item, books);
      this.check(item, books);
    } catch (error) {
      this.violate(`${key} v${version}: ${(error as Error).message}`);
    }
  }

  private book(item: Item, books: AccountBooks): void {
    const record = usageRecord(item, this.plan);
    if (record === undefined) return;
    for (const { bucketId, amount } of record.movements ?? [])
      books.granted.set(bucketId, (books.granted.get(bucketId) ?? 0) + amount);
    if (record.lines.length === 0) return;
    const message = `${record.account}/${record.kind === 'event' ? 'event' : record.sessionId}/${record.sequence}`;
    const times = (this.recordedTimes.get(message) ?? 0) + 1;
    this.recordedTimes.set(message, times);
    if (times > 1 && record.sequence !== 0) this.violate(`${message}: charged ${times} times`);
    for (const line of record.lines) {
      this.units.set(message, (this.units.get(message) ?? 0) + line.units);
      if (line.amount < 0 || line.units < 0) this.violate(`${message}: a negative line`);
      if (line.uncollected) this.uncollected += line.units;
      else if (line.bucketId !== undefined) {
        books.drawn.set(line.bucketId, (books.drawn.get(line.bucketId) ?? 0) + line.amount);
      }
    }
  }

  private check(item: Item, books: AccountBooks): void {
    const view = viewAccount(item, this.plan, this.now());
    for (const bucket of view.buckets) {
      const where = `${view.key} v${view.version} ${bucket.name}#${bucket.id}`;
      const granted = books.granted.get(bucket.id) ?? 0;
      const drawn = books.drawn.get(bucket.id) ?? 0;
      if (bucket.total !== granted)
        this.violate(`${where}: holds ${bucket.total} granted, the ledger ${granted}`);
      if (bucket.available + bucket.reserved + drawn !== granted) {
        this.violate(`${where}: ${bucket.available} + ${bucket.reserved} + ${drawn} drawn is not ${granted}`);
      }
      if (bucket.available < 0 || bucket.reserved < 0) {
        this.violate(`${where}: below its floor: ${bucket.available} available, ${bucket.reserved} reserved`);
      }
    }
    for (const name in item) {
      const value = item[name];
      if (typeof value === 'number' && value < 0)
        this.violate(`${view.key} v${view.version}: ${name} is ${value}`);
    }
  }
}
