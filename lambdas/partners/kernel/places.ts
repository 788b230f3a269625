/**
 * Lists whose n-th element is found at once, however long they are: each element has a place, a number that counts up.
 * What was deleted leaves a hole, and holes are known, so an offset leads straight to a place.
 */
import { randomUUID } from 'node:crypto';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionConflictException,
  type TransactWriteItem,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { entryKeyOf, listKeyOf, placeAt, placeDigits } from '../../../domain/partners/places.js';
import { fromItem } from '../../shared/attributes.js';

export interface Place {
  readonly list: string;
  readonly owner: string;
  readonly number: number;
  /** Names the write that took it: whoever gives it back gives back this one, and not what another has taken since. */
  readonly takenBy?: string;
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
const BATCH = 100;
const LONGEST_KEY = 600;
const ATTEMPTS = 8;
const PAUSE_MS = 4;

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
    const [place] = await this.takeMany(owner, 1, realNowMs);
    return place!;
  }

  /**
   * The next places of an owner's list, for one write. Those that are not used within a minute are taken for those of
   * a request that failed: give back what is left over.
   */
  async takeMany(owner: string, count: number, realNowMs = Date.now()): Promise<Place[]> {
    const takenBy = randomUUID();
    const taken = await this.update({
      TableName: this.table,
      Key: metaKey(this.list, owner),
      UpdateExpression: 'ADD #next :count SET takenAtMs = :now, takenBy = :by',
      ExpressionAttributeNames: { '#next': 'next' },
      ExpressionAttributeValues: {
        ':count': { N: String(count) },
        ':now': { N: String(realNowMs) },
        ':by': { S: takenBy },
      },
      ReturnValues: 'UPDATED_NEW',
    });
    const next = Number(taken?.['next']?.N);
    return Array.from({ length: count }, (_, index) => ({
      list: this.list,
      owner,
      number: next - count + index,
      takenBy,
    }));
  }

  /** Puts a record's key into a place; for the transaction that writes the record. */
  put(place: Place, pk: string, realNowMs = Date.now()): TransactWriteItem {
    return {
      Put: {
        TableName: this.table,
        Item: { ...entryKey(place), ref: { S: pk }, atMs: { N: String(realNowMs) } },
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
    await this.giveBackMany([place]);
  }

  /** Gives back places of one owner: the last ones as if they had never been taken, others as holes. */
  async giveBackMany(places: readonly Place[]): Promise<void> {
    const numbers = places.map(({ number }) => number).sort((a, b) => a - b);
    const [first, last] = [numbers[0], numbers.at(-1)];
    const { owner, takenBy } = places[0] ?? {};
    if (first === undefined || last === undefined || owner === undefined) return;
    const Key = metaKey(this.list, owner);
    if (takenBy !== undefined && last - first === numbers.length - 1) {
      try {
        await this.update({
          TableName: this.table,
          Key,
          UpdateExpression: 'SET #next = :first',
          ConditionExpression: '#next = :end AND takenBy = :by',
          ExpressionAttributeNames: { '#next': 'next' },
          ExpressionAttributeValues: {
            ':first': { N: String(first) },
            ':end': { N: String(last + 1) },
            ':by': { S: takenBy },
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        return;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // An attempt whose answer was lost has given them back, and others may have them; else others took places since.
        if (Number(error.Item?.['next']?.N ?? 0) <= last + 1) return;
      }
    }
    await this.update({
      TableName: this.table,
      Key,
      UpdateExpression: 'ADD holes :holes',
      ExpressionAttributeValues: { ':holes': { NS: numbers.map(String) } },
    });
  }

  /** Plain writes meet transactions of others at the same item, which are over in a moment. */
  private async update(input: UpdateItemCommandInput): Promise<UpdateItemCommandOutput['Attributes']> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { Attributes: attributes } = await this.client.send(new UpdateItemCommand(input));
        return attributes;
      } catch (error) {
        if (!(error instanceof TransactionConflictException) || attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MS * 2 ** attempt));
      }
    }
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
    // The store refuses keys that come twice, and longer ones than there can be.
    const distinct = [...new Set(keys)].filter((key) => key.length <= LONGEST_KEY);
    for (let at = 0; at < distinct.length; at += BATCH) {
      let wanted = distinct.slice(at, at + BATCH).map((pk) => ({ pk: { S: pk }, sk: { S: 'META' } }));
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
            ':from': { S: placeDigits(expected) },
          },
          Limit: limit - keys.length,
          ConsistentRead: true,
        }),
      );
      if (items.length === 0) {
        for (; expected < next; expected++) await this.mend(owner, expected, meta);
        break;
      }
      for (const item of items) {
        const number = Number(item['sk']!.S);
        // Whoever has a place before this one took it before this one was written.
        const sinceMs = Number(item['atMs']?.N ?? takenAtMs);
        for (; expected < number; expected++) await this.mend(owner, expected, meta, sinceMs);
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
    { holes, takenAtMs }: Meta,
    sinceMs = takenAtMs,
  ): Promise<void> {
    if (holes.includes(number) || Date.now() - sinceMs < ABANDONED_MS) return;
    try {
      await this.update({
        TableName: this.table,
        Key: metaKey(this.list, owner),
        UpdateExpression: 'ADD holes :holes',
        // Behind the last entry: only while nobody took a place since, whose it may be.
        ...(sinceMs === takenAtMs
          ? {
              ConditionExpression: 'takenAtMs = :seen AND #next > :number',
              ExpressionAttributeNames: { '#next': 'next' },
            }
          : {}),
        ExpressionAttributeValues: {
          ':holes': { NS: [String(number)] },
          ...(sinceMs === takenAtMs
            ? { ':seen': { N: String(takenAtMs) }, ':number': { N: String(number) } }
            : {}),
        },
      });
    } catch (error) {
      // Whoever lists next sees what is so then.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

function entryKey({ list, owner, number }: Place) {
  const { pk, sk } = entryKeyOf(list, owner, number);
  return { pk: { S: pk }, sk: { S: sk } };
}

function metaKey(list: string, owner: string) {
  const { pk, sk } = listKeyOf(list, owner);
  return { pk: { S: pk }, sk: { S: sk } };
}

const holeAt = ({ list, owner, number }: Place) => ({
  Key: metaKey(list, owner),
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
