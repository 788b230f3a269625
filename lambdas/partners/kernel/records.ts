/** What partners make: records of one kind, each with an owner, a revision and a place in its owner's list. */
import { type DynamoDBClient, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { writeTogether } from '../../accounts/ledger.js';
import { fromItem, toAttributes } from '../../shared/attributes.js';
import type { ListSource } from './list.js';
import { maySee, type Partner } from './partner.js';
import { type Place, Places } from './places.js';
import { notFound } from './refused.js';

/** What every record has, beside what it is about. */
export interface Kept {
  readonly id: string;
  /** A partner's id, or `operator`. */
  readonly owner: string;
  /** Counts the writes, from 1. */
  readonly revision: number;
  /** ISO 8601, the operator's time. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly place: number;
}

export type Recorded<T extends object> = T & Kept;

const WALK = 100;
/** Ours are shorter by far; a key of the table ends at 2,048 bytes. */
const LONGEST_ID = 512;

/** Records `<kind>#<id>` / `META`. */
export class RecordBook<T extends object> {
  readonly places: Places;
  private readonly client: DynamoDBClient;
  private readonly table: string;
  private readonly kind: string;
  private readonly listName: string;
  private readonly resource: string;

  /**
   * @param kind  begins the partition key: `PARTY`
   * @param resource  in errors, kebab-case: `party`
   * @param list  of places; named when records of one kind are listed apart
   */
  constructor(client: DynamoDBClient, table: string, kind: string, resource: string, list = kind) {
    this.client = client;
    this.table = table;
    this.kind = kind;
    this.resource = resource;
    this.places = new Places(client, table, list);
    this.listName = list;
  }

  key(id: string): { readonly pk: string; readonly sk: 'META' } {
    return { pk: `${this.kind}#${id}`, sk: 'META' };
  }

  async get(id: string): Promise<Recorded<T> | undefined> {
    if (id.length > LONGEST_ID) return undefined;
    const { pk, sk } = this.key(id);
    const { Item: item } = await this.client.send(
      new GetItemCommand({
        TableName: this.table,
        Key: { pk: { S: pk }, sk: { S: sk } },
        ConsistentRead: true,
      }),
    );
    return item === undefined ? undefined : (fromItem(item) as unknown as Recorded<T>);
  }

  /** @throws RefusedError 404 when there is none that this partner may see */
  async mustGet(partner: Partner, id: string): Promise<Recorded<T>> {
    const found = await this.get(id);
    if (found === undefined || !maySee(partner, found.owner)) throw notFound(this.resource, id);
    return found;
  }

  /**
   * Writes a new record, its place in the list, and what belongs to it (events): all or nothing.
   *
   * @returns the record; the one that is there already when the id was written before (the same request again);
   *   undefined when a condition of `also` did not hold
   */
  async create(
    { id, owner, nowMs, value }: { id: string; owner: string; nowMs: number; value: T },
    also: readonly TransactWriteItem[] = [],
  ): Promise<Recorded<T> | undefined> {
    const before = await this.get(id);
    if (before !== undefined) return before;
    const place = await this.places.take(owner);
    const atISO = new Date(nowMs).toISOString();
    const record = {
      ...value,
      id,
      owner,
      revision: 1,
      createdAt: atISO,
      updatedAt: atISO,
      place: place.number,
    };
    const written = await writeTogether(this.client, [
      ...this.creation(record),
      this.places.put(place, this.key(id).pk),
      ...also,
    ]);
    if (written) return record;
    await this.places.giveBack(place);
    return this.get(id);
  }

  private creation(record: Recorded<T>): TransactWriteItem[] {
    return [
      {
        Put: {
          TableName: this.table,
          Item: toAttributes({ ...this.key(record.id), ...(record as object) }),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ];
  }

  /**
   * The write of a changed record, for a transaction.
   *
   * @param value  all of it, not what differs
   */
  change(before: Recorded<T>, value: T, nowMs: number): { record: Recorded<T>; write: TransactWriteItem } {
    const { id, owner, revision, createdAt, place } = before;
    const record = {
      ...value,
      id,
      owner,
      revision: revision + 1,
      createdAt,
      updatedAt: new Date(nowMs).toISOString(),
      place,
    };
    const write = {
      Put: {
        TableName: this.table,
        Item: toAttributes({ ...this.key(id), ...(record as object) }),
        ConditionExpression: 'revision = :revision',
        ExpressionAttributeValues: { ':revision': { N: String(revision) } },
      },
    };
    return { record, write };
  }

  /** @returns undefined when somebody else was first, or a condition of `also` did not hold */
  async update(
    before: Recorded<T>,
    value: T,
    nowMs: number,
    also: readonly TransactWriteItem[] = [],
  ): Promise<Recorded<T> | undefined> {
    const { record, write } = this.change(before, value, nowMs);
    return (await writeTogether(this.client, [write, ...also])) ? record : undefined;
  }

  /** @returns false when somebody else was first */
  async remove(before: Recorded<T>, also: readonly TransactWriteItem[] = []): Promise<boolean> {
    return writeTogether(this.client, [...this.removal(before), ...also]);
  }

  /** The writes that remove a record, for a transaction. */
  removal(before: Recorded<T>): TransactWriteItem[] {
    const { pk, sk } = this.key(before.id);
    const place: Place = { list: this.listName, owner: before.owner, number: before.place };
    return [
      {
        Delete: {
          TableName: this.table,
          Key: { pk: { S: pk }, sk: { S: sk } },
          ConditionExpression: 'revision = :revision',
          ExpressionAttributeValues: { ':revision': { N: String(before.revision) } },
        },
      },
      ...this.places.leave(place),
    ];
  }

  /** Those that a partner may see, oldest first. */
  list(partner: Partner): ListSource<Recorded<T>> {
    const owner = partner.isOperator ? undefined : partner.id;
    return {
      page: async (offset, limit) => this.page(owner, offset, limit),
      walk: () => this.walk(owner),
      find: (filters) => {
        const ids = filters.find(({ path, operator }) => path.join('.') === 'id' && operator === 'eq');
        return ids === undefined ? undefined : this.byIds(partner, ids.values);
      },
    };
  }

  private async page(owner: string | undefined, offset: number, limit: number) {
    const { keys, total } = await this.places.page(owner, offset, limit);
    return { items: (await this.places.records(keys)) as unknown as Recorded<T>[], total };
  }

  private async *walk(owner: string | undefined): AsyncIterable<Recorded<T>> {
    for (let offset = 0; ; offset += WALK) {
      const { items, total } = await this.page(owner, offset, WALK);
      yield* items;
      if (offset + WALK >= total) return;
    }
  }

  private async byIds(partner: Partner, ids: readonly string[]): Promise<Recorded<T>[]> {
    const found = await Promise.all(ids.map(async (id) => this.get(id)));
    return found.filter((record) => record !== undefined).filter(({ owner }) => maySee(partner, owner));
  }
}
