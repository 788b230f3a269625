/** Accounts in DynamoDB. One round trip a call; a failed condition returns the item that made it fail. */
import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Condition, FastUpdate } from '../../domain/charging/fast-path.js';
import type { Item, ItemValue } from '../../domain/charging/item.js';
import type {
  AccountStore,
  TransactFailure,
  TransactResult,
  TransactWrite,
  WriteResult,
} from './account-store.js';

export function marshal(value: ItemValue): AttributeValue {
  if (typeof value === 'number') return { N: String(value) };
  return typeof value === 'string' ? { S: value } : { B: value };
}

export function marshalItem(item: Item): Record<string, AttributeValue> {
  const result: Record<string, AttributeValue> = {};
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) result[name] = marshal(value);
  }
  return result;
}

/** Throws `RangeError` for a number past 2⁵³ − 1: it would not be exact. */
export function unmarshalItem(attributes: Record<string, AttributeValue>): Item {
  const item: Item = {};
  for (const name in attributes) {
    const value = attributes[name] as AttributeValue;
    if (value.N !== undefined) {
      const number = Number(value.N);
      if (!Number.isSafeInteger(number))
        throw new RangeError(`account attribute ${name} is ${value.N}, past 2^53 - 1`);
      item[name] = number;
    } else item[name] = value.S ?? value.B;
  }
  return item;
}

export class DynamoDbAccountStore implements AccountStore {
  private readonly client: DynamoDBClient;
  private readonly table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  async get(key: string): Promise<Item | undefined> {
    const { Item: found } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: { k: { S: key } }, ConsistentRead: true }),
    );
    return found === undefined ? undefined : unmarshalItem(found);
  }

  put(item: Item, basis: number): Promise<WriteResult> {
    return attempt(async () => {
      await this.client.send(new PutItemCommand({ TableName: this.table, ...replacement(item, basis) }));
      return {};
    });
  }

  update(update: FastUpdate): Promise<WriteResult> {
    return attempt(async () => {
      const { Attributes: values } = await this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: { k: { S: update.key } },
          ...expressions(update),
        }),
      );
      return values === undefined ? {} : unmarshalItem(values);
    });
  }

  async transact(writes: readonly TransactWrite[]): Promise<TransactResult> {
    const TransactItems = writes.map((write) => {
      if ('item' in write) return { Put: { TableName: this.table, ...replacement(write.item, write.basis) } };
      // A transaction returns nothing on success.
      const { ReturnValues: _, ...update } = expressions(write.move);
      return { Update: { TableName: this.table, Key: { k: { S: write.move.key } }, ...update } };
    });
    try {
      // The SDK's own attempts share the token, so an answer that was lost is answered again.
      await this.client.send(
        new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: randomUUID() }),
      );
      return { written: true };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      return {
        written: false,
        failures: (error.CancellationReasons ?? []).map((reason): TransactFailure => {
          switch (reason.Code) {
            case 'None':
              return { reason: 'none' };
            case 'ConditionalCheckFailed':
              return {
                reason: 'condition',
                current: reason.Item === undefined ? undefined : unmarshalItem(reason.Item),
              };
            case 'TransactionConflict':
            case 'ThrottlingError':
            case 'ProvisionedThroughputExceeded':
              return { reason: 'busy' };
            default:
              throw error;
          }
        }),
      };
    }
  }
}

/** An item on condition of the version it replaces. */
function replacement(item: Item, basis: number) {
  return {
    Item: marshalItem(item),
    ConditionExpression: 'v = :v',
    ExpressionAttributeValues: { ':v': { N: String(basis) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** A transaction of the same item is over within milliseconds. */
const CONFLICT_PAUSES_MS = [5, 15, 40];

async function attempt(write: () => Promise<Item>): Promise<WriteResult> {
  for (let tried = 0; ; tried++) {
    try {
      return { written: true, values: await write() };
    } catch (error) {
      const pauseMs = CONFLICT_PAUSES_MS[tried];
      if (error instanceof TransactionConflictException && pauseMs !== undefined) {
        await new Promise((done) => setTimeout(done, pauseMs * (1 + Math.random())));
        continue;
      }
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { written: false, current: error.Item === undefined ? undefined : unmarshalItem(error.Item) };
    }
  }
}

/** No reserved word of DynamoDB is a letter and digits. */
const NEVER_RESERVED = /^[a-z]\d{0,2}$/;

/**
 * A fast update as DynamoDB's expressions. Generated names such as `as` or `get` may be reserved words, so
 * names with letters in second place go through a placeholder.
 */
export function expressions(update: Pick<FastUpdate, 'conditions' | 'add' | 'set'>) {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  let count = 0;
  const name = (attribute: string) => {
    if (NEVER_RESERVED.test(attribute)) return attribute;
    names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  };
  const value = (of: number | Uint8Array) => {
    const placeholder = `:${(count++).toString(36)}`;
    values[placeholder] = marshal(of);
    return placeholder;
  };
  const condition = (c: Condition): string => {
    if ('path' in c) return `${name(c.attribute)} = ${name(c.path)}`;
    if ('value' in c) return `${name(c.attribute)} ${c.op} ${value(c.value)}`;
    return `${c.op === 'absent' ? 'attribute_not_exists' : 'attribute_exists'}(${name(c.attribute)})`;
  };
  const changes = [
    ...update.add.map(
      ([a, amount]) => `${name(a)} = ${name(a)} ${amount < 0 ? '-' : '+'} ${value(Math.abs(amount))}`,
    ),
    ...update.set.map(([a, to]) => `${name(a)} = ${value(to)}`),
  ];
  return {
    ConditionExpression: update.conditions.map(condition).join(' AND '),
    UpdateExpression: `SET ${changes.join(', ')}`,
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ExpressionAttributeValues: values,
    ReturnValues: 'UPDATED_NEW' as const,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}
