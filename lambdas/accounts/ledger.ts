/**
 * What was done to accounts, and by whom: one record a command, written in the transaction that does it. So a record
 * is there exactly when its command was done, however often it was sent and whatever crashed in between.
 */
import { createHash } from 'node:crypto';
import {
  type DynamoDBClient,
  GetItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../../domain/charging/item.js';
import { IDENTITY_BYTES } from '../../domain/charging/once.js';
import { marshalItem } from '../charging/dynamodb-account-store.js';
import { fromItem, toAttributes } from '../shared/attributes.js';

export interface Tables {
  readonly accounts: string;
  readonly records: string;
}

export type CommandName =
  | 'adjustment'
  | 'transfer'
  | 'advance'
  | 'add-on'
  | 'add-on-cancel'
  | 'plan'
  | 'state'
  | 'lift'
  | 'payment'
  | 'carrier-billing'
  | 'partner-top-up'
  | 'reserve'
  | 'unreserve'
  | 'voucher'
  | 'reward'
  | 'reward-taken-back'
  | 'sponsor-deposit'
  | 'sponsor-money';

/** `ACCOUNT#<key>` / `MOVEMENT#<12 hex digits>`. */
export interface MovementRecord {
  readonly command: CommandName;
  /** As the client chose it. */
  readonly id: string;
  /** ISO 8601, the operator's time. */
  readonly atISO: string;
  /** The subscriber who was named. */
  readonly subscriberId: string;
  /** Digest of what was asked. */
  readonly request: string;
  readonly reason?: string;
  readonly actor?: string;
  readonly [about: string]: unknown;
}

/** A new version of an account, and the one it replaces. */
export interface AccountWrite {
  readonly item: Item;
  readonly basis: number;
}

export interface MovementWrite {
  readonly account: string;
  readonly commandId: Uint8Array;
  readonly record: MovementRecord;
}

/** Six bytes that name a command in an account: of `<command>:<client's id>`, the first of SHA-256. */
export function commandId(command: CommandName, ...id: readonly string[]): Uint8Array {
  const name = [command, ...id].join(':');
  return new Uint8Array(createHash('sha256').update(name).digest().subarray(0, IDENTITY_BYTES));
}

export function movementKey(account: string, id: Uint8Array): { pk: string; sk: string } {
  return { pk: `ACCOUNT#${account}`, sk: `MOVEMENT#${Buffer.from(id).toString('hex')}` };
}

export interface Ledger {
  /** The record of a command that was done; a strongly consistent read. */
  find(account: string, id: Uint8Array): Promise<MovementRecord | undefined>;
  /**
   * Writes new versions of accounts with the records of what they do: all or none.
   *
   * @returns false = another writer was first, or the command was done already; nothing is written
   */
  commit(accounts: readonly AccountWrite[], movements: readonly MovementWrite[]): Promise<boolean>;
}

/** What another writer of the same items is; anything else is thrown. */
const OTHERS = ['ConditionalCheckFailed', 'TransactionConflict'];

export class DynamoDbLedger implements Ledger {
  private readonly client: DynamoDBClient;
  private readonly tables: Tables;

  constructor(client: DynamoDBClient, tables: Tables) {
    this.client = client;
    this.tables = tables;
  }

  async find(account: string, id: Uint8Array): Promise<MovementRecord | undefined> {
    const { pk, sk } = movementKey(account, id);
    const { Item: item } = await this.client.send(
      new GetItemCommand({
        TableName: this.tables.records,
        Key: { pk: { S: pk }, sk: { S: sk } },
        ConsistentRead: true,
      }),
    );
    return item === undefined ? undefined : (fromItem(item) as unknown as MovementRecord);
  }

  async commit(accounts: readonly AccountWrite[], movements: readonly MovementWrite[]): Promise<boolean> {
    return writeTogether(this.client, [
      ...accounts.map((write) => accountPut(this.tables, write)),
      ...movements.map(({ account, commandId: id, record }) =>
        newRecord(this.tables, { ...movementKey(account, id), ...record }),
      ),
    ]);
  }
}

/** @returns false = a condition did not hold, or another transaction was at it: nothing is written */
export async function writeTogether(
  client: DynamoDBClient,
  TransactItems: TransactWriteItem[],
): Promise<boolean> {
  try {
    // The SDK gives a transaction a token that its own attempts share: an answer that was lost is answered again.
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return true;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? '');
    if (codes.some((code) => OTHERS.includes(code))) return false;
    throw error;
  }
}

export function accountPut({ accounts }: Tables, { item, basis }: AccountWrite): TransactWriteItem {
  return {
    Put: {
      TableName: accounts,
      Item: marshalItem(item),
      ConditionExpression: 'v = :v',
      ExpressionAttributeValues: { ':v': { N: String(basis) } },
    },
  };
}

export function newRecord({ records }: Tables, record: Readonly<Record<string, unknown>>): TransactWriteItem {
  return {
    Put: {
      TableName: records,
      Item: toAttributes(record),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}
