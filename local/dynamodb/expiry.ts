import { run, validated } from './actions.js';
import { keysOf, type Item } from './attributes.js';
import { TTL_IDENTITY, type ChangeStreams } from './change-stream.js';
import { isServiceError } from './errors.js';
import type { Store } from './store.js';
import type { Table } from './table.js';

const BUCKET_S = 60;

interface Due {
  readonly table: Table;
  readonly keys: Item;
  readonly at: number;
}

/**
 * Time to live: deletes items whose TTL attribute has passed, as DynamoDB itself would.
 *
 * Expiries are kept by the minute, from the writes that pass; a table that came from disk is read once.
 */
export class Expiry {
  private readonly store: Store;
  private readonly streams: ChangeStreams;
  private readonly now: () => number;
  private readonly due = new Map<number, Map<string, Due>>();

  constructor(store: Store, streams: ChangeStreams, now: () => number) {
    this.store = store;
    this.streams = streams;
    this.now = now;
  }

  /** Notes the expiry of an item just written. */
  noted(table: Table, key: string, after: Item | undefined): void {
    const at = after === undefined ? undefined : expiryOf(table, after);
    if (at === undefined || after === undefined) return;
    const bucket = Math.floor(at / BUCKET_S);
    const items = this.due.get(bucket) ?? new Map<string, Due>();
    this.due.set(bucket, items.set(`${table.TableName} ${key}`, { table, keys: keysOf(after, table), at }));
  }

  /** Notes every item of a table whose TTL has just been switched on. */
  async readTable(table: Table): Promise<void> {
    let start: unknown;
    do {
      const data = validated(
        'Scan',
        { TableName: table.TableName, ExclusiveStartKey: start },
        this.store.raw,
      );
      const page = await run('Scan', this.store.reading(), data);
      for (const item of page['Items'] as Item[])
        this.noted(table, JSON.stringify(keysOf(item, table)), item);
      start = page['LastEvaluatedKey'];
    } while (start !== undefined);
  }

  /** Deletes what is due; returns how many items went. */
  async sweep(): Promise<number> {
    const nowS = Math.floor(this.now() / 1000);
    let deleted = 0;
    for (const [bucket, items] of this.due) {
      if (bucket * BUCKET_S > nowS) continue;
      for (const [id, { table, keys, at }] of items) {
        if (at > nowS) continue;
        items.delete(id);
        if (await this.deleteIfExpired(table, keys, nowS)) deleted += 1;
      }
      if (items.size === 0) this.due.delete(bucket);
    }
    return deleted;
  }

  /** Deletes an item unless its expiry has moved since; a later expiry was noted by the write that set it. */
  private async deleteIfExpired(table: Table, keys: Item, nowS: number): Promise<boolean> {
    const view = this.store.writing((written, _key, before) =>
      this.streams.written(written, before, undefined, TTL_IDENTITY),
    );
    const request = {
      TableName: table.TableName,
      Key: keys,
      ConditionExpression: '#ttl <= :now',
      ExpressionAttributeNames: { '#ttl': table.TimeToLive?.AttributeName },
      ExpressionAttributeValues: { ':now': { N: String(nowS) } },
    };
    try {
      await run('DeleteItem', view, validated('DeleteItem', request, this.store.raw));
      return true;
    } catch (error) {
      if (isServiceError(error)) return false;
      throw error;
    }
  }
}

/** The instant an item expires, epoch seconds; undefined = never. */
function expiryOf(table: Table, item: Item): number | undefined {
  if (table.TimeToLive?.Enabled !== true) return undefined;
  const value = item[table.TimeToLive.AttributeName]?.N;
  if (value === undefined) return undefined;
  return Math.floor(Number(value));
}
