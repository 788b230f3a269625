import { mkdirSync } from 'node:fs';
import { create } from 'dynalite/db/index.js';
import type { Item } from './attributes.js';
import type { Table } from './table.js';

/** What a write did to one item; called after it is committed, while its key is still locked. */
export type WriteObserver = (
  table: Table,
  key: string,
  before: Item | undefined,
  after: Item | undefined,
) => void;

/** One put or delete of a transaction, collected instead of applied. */
export interface Change {
  readonly type: 'put' | 'del';
  readonly key: string;
  readonly value?: unknown;
}

/**
 * The key-value store under dynalite's actions.
 *
 * Dynalite's actions take their store as an argument. Handing them a view of it is how this layer sees the
 * image before each write without a second read, and collects a transaction's writes instead of applying them.
 */
export class Store {
  readonly raw: DynaliteStore;
  private readonly tables = new Map<string, Table>();

  constructor(directory: string | undefined, region: string, accountId: string) {
    if (directory !== undefined) mkdirSync(directory, { recursive: true });
    this.raw = create({
      ...(directory === undefined ? {} : { path: directory }),
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
    });
    this.raw.tableDb.awsRegion = region;
    this.raw.tableDb.awsAccountId = accountId;
  }

  /** Waits until the files are open; rejects when another process holds them. */
  async open(): Promise<void> {
    await this.raw.db.open();
  }

  async close(): Promise<void> {
    await this.raw.db.close();
  }

  /** The table, from memory once it is active. Throws ResourceNotFoundException. */
  async table(name: string): Promise<Table> {
    return await new Promise((resolve, reject) => {
      this.getTable(name, (error, table) => (error ? reject(error) : resolve(table as Table)));
    });
  }

  async saveTable(table: Table): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.raw.tableDb.put(table.TableName, table, (error) => (error ? reject(error) : resolve()));
    });
    this.forget(table.TableName);
  }

  /** Drops a table from memory, because a table operation may have changed it. */
  forget(name: string): void {
    this.tables.delete(name);
  }

  private getTable(name: string, done: (error: Error | null, table?: Table) => void): void {
    const known = this.tables.get(name);
    if (known !== undefined) return done(null, known);
    this.raw.getTable(name, false, (error, found) => {
      const table = found as Table | undefined;
      if (table?.TableStatus === 'ACTIVE') this.tables.set(name, table);
      done(error, table);
    });
  }

  private readonly cachedGetTable: DynaliteStore['getTable'] = (name, checkStatus, done) => {
    const answer = (typeof checkStatus === 'function' ? checkStatus : done) as (
      e: Error | null,
      t?: Table,
    ) => void;
    this.getTable(name, answer);
  };

  /** A view for reads: tables come from memory. */
  reading(): DynaliteStore {
    const view = Object.create(this.raw) as DynaliteStore;
    view.getTable = this.cachedGetTable;
    return view;
  }

  /**
   * A view for writes, one a request: it remembers the image each key had when dynalite read it under the key's
   * lock (told to `read` too), and reports every committed change.
   */
  writing(observe: WriteObserver, read?: (image: Item | undefined) => void): DynaliteStore {
    const images = new Map<string, Item | undefined>();
    const view = this.reading();
    view.getItemDb = (name) => {
      const items = this.raw.getItemDb(name);
      const committed = (key: string, after: Item | undefined): void => {
        const table = this.tables.get(name);
        if (table !== undefined) observe(table, key, images.get(key), after);
      };
      return {
        lock: (keys, critical) => items.lock(keys, critical),
        get: (key, done) =>
          items.get(key, (error, item) => {
            images.set(key, item);
            read?.(item);
            done(error, item);
          }),
        put: (key, item, done) =>
          items.put(key, item, (error) => {
            if (error === null) committed(key, item as Item);
            done(error);
          }),
        del: (key, done) =>
          items.del(key, (error) => {
            if (error === null) committed(key, undefined);
            done(error);
          }),
      };
    };
    return view;
  }

  /** A view that collects writes; the caller holds the locks, so dynalite's own are passed through. */
  collecting(changes: Change[], images: Map<string, { before?: Item; after?: Item }>): DynaliteStore {
    const view = this.reading();
    const collect = (prefix: string, items: DynaliteSubDb, seen?: typeof images): DynaliteSubDb => ({
      lock: (_key, critical) => critical((done) => done as never),
      get: (key, done) =>
        items.get(key, (error, item) => {
          if (item !== undefined) seen?.set(prefix + key, { before: item });
          done(error, item);
        }),
      put: (key, value, done) => {
        changes.push({ type: 'put', key: prefix + key, value });
        seen?.set(prefix + key, { ...seen.get(prefix + key), after: value as Item });
        done(null);
      },
      del: (key, done) => {
        changes.push({ type: 'del', key: prefix + key });
        done(null);
      },
    });
    view.getItemDb = (name) => collect(itemPrefix(name), this.raw.getItemDb(name), images);
    view.getIndexDb = (kind, table, index) =>
      collect(`index-${kind.toLowerCase()}~${table}~${index}~`, this.raw.getIndexDb(kind, table, index));
    return view;
  }

  /** Applies collected changes as one atomic batch. */
  async apply(changes: readonly Change[]): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.raw.db.batch(changes, (error) => (error ? reject(error) : resolve()));
    });
  }

  /**
   * Runs a task while holding the locks of all keys, taken in one order so that no two holders wait for each other.
   */
  async locked<T>(keys: readonly { table: string; key: string }[], task: () => Promise<T>): Promise<T> {
    const [first, ...rest] = keys.toSorted((a, b) => compare(a.table, b.table) || compare(a.key, b.key));
    if (first === undefined) return await task();
    return await new Promise<T>((resolve, reject) => {
      this.raw.getItemDb(first.table).lock(first.key, (release) => {
        const done = release((settle: () => void) => settle()) as (settle: () => void) => void;
        this.locked(rest, task).then(
          (value) => done(() => resolve(value)),
          (error: unknown) => done(() => reject(error)),
        );
      });
    });
  }
}

/** How dynalite names an item in its one key space. */
export const itemPrefix = (table: string): string => `item-${table}~`;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
