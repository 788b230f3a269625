/** An account store in memory that counts what DynamoDB would charge for. */
import { type FastUpdate, applyUpdate, holds } from '../domain/charging/fast-path.js';
import { type Item, itemBytes } from '../domain/charging/item.js';
import type {
  AccountStore,
  TransactFailure,
  TransactResult,
  TransactWrite,
  WriteResult,
} from '../lambdas/charging/account-store.js';

/** A write of an item costs a unit for each started KB, a failed conditional write too. */
export const writeUnits = (bytes: number): number => Math.ceil(bytes / 1_024);
/** A strongly consistent read costs a unit for each started 4 KB. */
export const readUnits = (bytes: number): number => Math.ceil(bytes / 4_096);

export class CountingStore implements AccountStore {
  readonly items = new Map<string, Item>();
  roundTrips = 0;
  /** Bytes of each write (the larger of before and after) and of each read. */
  writes: number[] = [];
  reads: number[] = [];
  private readonly serviceMs: number;
  private readonly weighs: boolean;

  /** @param options  `weighs: false` leaves sizes out, where the store's own time would show. */
  constructor({ serviceMs = 0, weighs = true } = {}) {
    this.serviceMs = serviceMs;
    this.weighs = weighs;
  }

  seed(item: Item): void {
    this.items.set(item['k'] as string, item);
  }

  reset(): void {
    this.roundTrips = 0;
    this.writes = [];
    this.reads = [];
  }

  async get(key: string): Promise<Item | undefined> {
    await this.trip();
    const item = this.items.get(key);
    if (this.weighs) this.reads.push(item === undefined ? 1 : itemBytes(item));
    return item;
  }

  async put(item: Item, basis: number): Promise<WriteResult> {
    await this.trip();
    const current = this.items.get(item['k'] as string);
    return this.write(current, current?.['v'] === basis ? item : undefined);
  }

  async update(update: FastUpdate): Promise<WriteResult> {
    await this.trip();
    const current = this.items.get(update.key);
    const possible = current !== undefined && holds(current, update.conditions);
    return this.write(current, possible ? applyUpdate(current, update) : undefined);
  }

  async transact(writes: readonly TransactWrite[]): Promise<TransactResult> {
    await this.trip();
    const before = writes.map((write) => this.items.get(keyOf(write)));
    const result = transaction(writes, before);
    before.forEach((current, i) => this.write(current, 'after' in result ? result.after[i] : undefined));
    return 'after' in result ? { written: true } : result;
  }

  private write(current: Item | undefined, next: Item | undefined): WriteResult {
    if (this.weighs) {
      const [before, after] = [current, next].map((item) => (item === undefined ? 1 : itemBytes(item)));
      this.writes.push(Math.max(before ?? 1, after ?? 1));
    }
    if (next === undefined) return { written: false, current };
    this.items.set(next['k'] as string, next);
    return { written: true, values: next };
  }

  private async trip(): Promise<void> {
    this.roundTrips++;
    if (this.serviceMs > 0) await new Promise((done) => setTimeout(done, this.serviceMs));
  }
}

/** The key of the item that a part of a transaction writes. */
export const keyOf = (write: TransactWrite): string =>
  'item' in write ? (write.item['k'] as string) : write.move.key;

/** What a transaction makes of the items as they are: all of them after it, or why not. */
export function transaction(
  writes: readonly TransactWrite[],
  before: readonly (Item | undefined)[],
): { readonly after: readonly Item[] } | Extract<TransactResult, { written: false }> {
  const after = writes.map((write, i) => nextOf(write, before[i]));
  const done = after.filter((item) => item !== undefined);
  if (done.length === writes.length) return { after: done };
  return {
    written: false,
    failures: after.map((next, i): TransactFailure =>
      next === undefined ? { reason: 'condition', current: before[i] } : { reason: 'none' },
    ),
  };
}

function nextOf(write: TransactWrite, current: Item | undefined): Item | undefined {
  if ('item' in write) return current?.['v'] === write.basis ? write.item : undefined;
  if (current === undefined || !holds(current, write.move.conditions)) return undefined;
  return applyUpdate(current, write.move);
}
