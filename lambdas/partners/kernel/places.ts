/**
 * Lists whose n-th element is found at once, however long they are: each element has a place, a number that counts up.
 * What was deleted leaves a hole, and holes are known, so an offset leads straight to a place.
 */
import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { placeAt } from '../../../domain/partners/places.js';
import { fromItem } from '../../shared/attributes.js';

export interface Place {
  readonly list: string;
  readonly owner: string;
  readonly number: number;
}

interface Meta {
  readonly owner: string;
  readonly next: number;
  /** Ascending. */
  readonly holes: readonly number[];
  /** When the last place was taken, ms since the epoch. */
  readonly takenAtMs: number;
}

/** A place that was taken and not used for so long belongs to a request that failed. */
const ABANDONED_MS = 60_000;
const DIGITS = 12;
const BATCH = 100;

export class Places {
  private readonly client: DynamoDBClient;
  private readonly table: string;
  private readonly list: string;

  constructor(client: DynamoDBClient, table: string, list: string) {
    this.client = client;
    this.table = table;
    this.list = list;
  }

  /** The next place of an owner's list; one write. */
  async take(owner: string, realNowMs = Date.now()): Promise<Place> {
    const { Attributes: taken } = await this.client.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: { pk: { S: `LISTS#${this.list}` }, sk: { S: owner } },
        UpdateExpression: 'ADD #next :one SET takenAtMs = :now',
        ExpressionAttributeNames: { '#next': 'next' },
        ExpressionAttributeValues: { ':one': { N: '1' }, ':now': { N: String(realNowMs) } },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return { list: this.list, owner, number: Number(taken?.['next']?.N) - 1 };
  }

  /** Puts a record's key into a place; for the transaction that writes the record. */
  put(place: Place, pk: string): TransactWriteItem {
    return {
      Put: {
        TableName: this.table,
        Item: { ...entryKey(place), ref: { S: pk } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };
  }

  /** Empties a place; for the transaction that deletes the record. */
  leave(place: Place): TransactWriteItem[] {
    return [
      { Delete: { TableName: this.table, Key: entryKey(place) } },
      { Update: { TableName: this.table, ...holeAt(place) } },
    ];
  }

  /** Gives back a place that will not be used. */
  async giveBack(place: Place): Promise<void> {
    await this.client.send(new UpdateItemCommand({ TableName: this.table, ...holeAt(place) }));
  }

  /**
   * The partition keys of an owner's records from an offset on, or of all owners', and how many there are.
   *
   * @param owner  undefined = all of them, one after the other
   */
  async page(
    owner: string | undefined,
    offset: number,
    limit: number,
  ): Promise<{ readonly keys: readonly string[]; readonly total: number }> {
    const metas = await this.metas(owner);
    const total = metas.reduce((sum, { next, holes }) => sum + next - holes.length, 0);
    const keys: string[] = [];
    let skip = offset;
    for (const meta of metas) {
      const length = meta.next - meta.holes.length;
      if (keys.length >= limit) break;
      if (skip < length) keys.push(...(await this.entries(meta, skip, limit - keys.length)));
      skip = Math.max(0, skip - length);
    }
    return { keys, total };
  }

  /** The records of these keys, in their order; what is gone is left out. */
  async records(keys: readonly string[]): Promise<Record<string, unknown>[]> {
    const found = new Map<string, Record<string, unknown>>();
    for (let at = 0; at < keys.length; at += BATCH) {
      let wanted = keys.slice(at, at + BATCH).map((pk) => ({ pk: { S: pk }, sk: { S: 'META' } }));
      while (wanted.length > 0) {
        const { Responses: read, UnprocessedKeys: left } = await this.client.send(
          new BatchGetItemCommand({
            RequestItems: { [this.table]: { Keys: wanted, ConsistentRead: true } },
          }),
        );
        for (const item of read?.[this.table] ?? []) found.set(item['pk']!.S!, fromItem(item));
        wanted = (left?.[this.table]?.Keys ?? []) as typeof wanted;
      }
    }
    return keys.map((key) => found.get(key)).filter((record) => record !== undefined);
  }

  private async metas(owner: string | undefined): Promise<Meta[]> {
    const pk = { S: `LISTS#${this.list}` };
    if (owner !== undefined) {
      const { Item: item } = await this.client.send(
        new GetItemCommand({ TableName: this.table, Key: { pk, sk: { S: owner } }, ConsistentRead: true }),
      );
      return item === undefined ? [] : [metaOf(item)];
    }
    const { Items: items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
      }),
    );
    return items.map(metaOf);
  }

  private async entries(meta: Meta, offset: number, limit: number): Promise<string[]> {
    const { owner, next, holes, takenAtMs } = meta;
    const keys: string[] = [];
    let expected = placeAt(offset, holes);
    while (keys.length < limit && expected < next) {
      const { Items: items = [] } = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk AND sk >= :from',
          ExpressionAttributeValues: {
            ':pk': { S: `LIST#${this.list}#${owner}` },
            ':from': { S: digits(expected) },
          },
          Limit: limit - keys.length,
          ConsistentRead: true,
        }),
      );
      if (items.length === 0) break;
      for (const item of items) {
        const number = Number(item['sk']!.S);
        for (; expected < number; expected++) await this.mend(owner, expected, holes, takenAtMs);
        keys.push(item['ref']!.S!);
        expected = number + 1;
      }
    }
    return keys;
  }

  /** Whoever took a place and crashed leaves a hole that nobody told of. */
  private async mend(
    owner: string,
    number: number,
    holes: readonly number[],
    takenAtMs: number,
  ): Promise<void> {
    if (holes.includes(number) || Date.now() - takenAtMs < ABANDONED_MS) return;
    await this.giveBack({ list: this.list, owner, number });
  }
}

const digits = (number: number) => String(number).padStart(DIGITS, '0');

const entryKey = ({ list, owner, number }: Place) => ({
  pk: { S: `LIST#${list}#${owner}` },
  sk: { S: digits(number) },
});

const holeAt = ({ list, owner, number }: Place) => ({
  Key: { pk: { S: `LISTS#${list}` }, sk: { S: owner } },
  UpdateExpression: 'ADD holes :hole',
  ExpressionAttributeValues: { ':hole': { NS: [String(number)] } },
});

function metaOf(item: Readonly<Record<string, { S?: string; N?: string; NS?: string[] }>>): Meta {
  return {
    owner: item['sk']?.S ?? '',
    next: Number(item['next']?.N ?? 0),
    holes: (item['holes']?.NS ?? []).map(Number).sort((a, b) => a - b),
    takenAtMs: Number(item['takenAtMs']?.N ?? 0),
  };
}
