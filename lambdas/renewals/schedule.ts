/**
 * The renewal schedule: a row an account in the records table that says when the account next has something due.
 *
 * `pk=ACCOUNT#<key> sk=RENEWAL {account, version, dueS, gsi1pk=RENEWAL#<0…f>, gsi1sk=<dueS, 12 digits>#<key>}`.
 * The row is a hint: whether something is due is decided on the account itself, so a row that is late, early or
 * there twice costs a look and never an amount. It is kept by whoever is first, the recorder from the accounts'
 * stream or the renewer after its own write; the higher version of the account wins.
 */
import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';

export interface ScheduleEntry {
  readonly account: string;
  /** The account's version that says so. 0: there is no such account. */
  readonly version: number;
  /** Epoch seconds; undefined: nothing will be due. */
  readonly dueS: number | undefined;
}

/** A row that the index shows: it has a time. */
export type DueRow = ScheduleEntry & { readonly dueS: number };

export interface DuePage {
  /** Ascending by `dueS`. */
  readonly rows: readonly DueRow[];
  /** Where the next page begins; undefined: this was the last. */
  readonly after: string | undefined;
}

/** The port between renewals and where their schedule lies. */
export interface RenewalSchedule {
  /** Stores the entry, unless one of the same or a later version is there. */
  keep(entry: ScheduleEntry): Promise<void>;
  /** Puts an entry in place of a row, unless that row has changed since. */
  replace(row: DueRow, entry: ScheduleEntry): Promise<void>;
  /** Rows of a shard that are due at `throughS` or before, epoch seconds. */
  due(shard: string, throughS: number, after: string | undefined): Promise<DuePage>;
  /** The earliest time in the schedule after `afterS`, epoch seconds. */
  nextAfter(afterS: number): Promise<number | undefined>;
}

/** Why sixteen: a partition of the index takes 1,000 writes a second, and whole brands renew at the same midnight. */
export const SHARDS: readonly string[] = '0123456789abcdef'.split('');

/** The shard of an account: one hex digit of the SHA-256 of its key. */
export function shardOf(account: string): string {
  return createHash('sha256').update(account).digest('hex').slice(0, 1);
}

const INDEX = 'gsi1';
const PAGE = 50;

const dueKey = (dueS: number): string => String(dueS).padStart(12, '0');

export class DynamoDbRenewalSchedule implements RenewalSchedule {
  private readonly client: DynamoDBClient;
  private readonly table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  async keep(entry: ScheduleEntry): Promise<void> {
    await this.put(entry, 'attribute_not_exists(pk) OR #version < :version', entry.version);
  }

  async replace(row: DueRow, entry: ScheduleEntry): Promise<void> {
    await this.put(entry, '#version = :version', row.version);
  }

  async due(shard: string, throughS: number, after: string | undefined): Promise<DuePage> {
    const gsi1pk = { S: `RENEWAL#${shard}` };
    const account = after?.slice(after.indexOf('#') + 1);
    const { Items: items = [], LastEvaluatedKey: last } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        IndexName: INDEX,
        KeyConditionExpression: 'gsi1pk = :shard AND gsi1sk < :end',
        ExpressionAttributeValues: { ':shard': gsi1pk, ':end': { S: dueKey(throughS + 1) } },
        Limit: PAGE,
        ...(after === undefined
          ? {}
          : {
              ExclusiveStartKey: {
                pk: { S: `ACCOUNT#${account}` },
                sk: { S: 'RENEWAL' },
                gsi1pk,
                gsi1sk: { S: after },
              },
            }),
      }),
    );
    return { rows: items.map(toRow), after: last?.['gsi1sk']?.S };
  }

  async nextAfter(afterS: number): Promise<number | undefined> {
    const firsts = await Promise.all(
      SHARDS.map(async (shard) => {
        const { Items: items = [] } = await this.client.send(
          new QueryCommand({
            TableName: this.table,
            IndexName: INDEX,
            KeyConditionExpression: 'gsi1pk = :shard AND gsi1sk >= :from',
            ExpressionAttributeValues: {
              ':shard': { S: `RENEWAL#${shard}` },
              ':from': { S: dueKey(afterS + 1) },
            },
            Limit: 1,
          }),
        );
        return items.map((item) => toRow(item).dueS);
      }),
    );
    const times = firsts.flat();
    return times.length === 0 ? undefined : Math.min(...times);
  }

  private async put(entry: ScheduleEntry, condition: string, version: number): Promise<void> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: toItem(entry),
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': { N: String(version) } },
        }),
      );
    } catch (error) {
      // Somebody who knew better was first.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

function toItem({ account, version, dueS }: ScheduleEntry): Record<string, AttributeValue> {
  return {
    pk: { S: `ACCOUNT#${account}` },
    sk: { S: 'RENEWAL' },
    account: { S: account },
    version: { N: String(version) },
    // Without the index's attributes the row is out of the schedule, and still tells late writers its version.
    ...(dueS === undefined
      ? {}
      : {
          dueS: { N: String(dueS) },
          gsi1pk: { S: `RENEWAL#${shardOf(account)}` },
          gsi1sk: { S: `${dueKey(dueS)}#${account}` },
        }),
  };
}

function toRow(item: Record<string, AttributeValue>): DueRow {
  const account = item['account']?.S;
  const version = Number(item['version']?.N);
  const dueS = Number(item['dueS']?.N);
  if (account === undefined || !Number.isSafeInteger(version) || !Number.isSafeInteger(dueS)) {
    throw new Error(
      `renewal row ${item['pk']?.S} is malformed: account (text), version and dueS (integers) expected`,
    );
  }
  return { account, version, dueS };
}
