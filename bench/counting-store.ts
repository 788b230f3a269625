/** An account store in memory that counts what DynamoDB would charge for. */
import { type FastUpdate, applyUpdate, holds } from '../domain/charging/fast-path.js';
import { type Item, itemBytes } from '../domain/charging/item.js';
import type { AccountStore, WriteResult } from '../lambdas/charging/account-store.js';

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
