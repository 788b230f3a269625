/** Accounts in DynamoDB. One round trip a call; a failed condition returns the item that made it fail. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Condition, FastUpdate } from '../../domain/charging/fast-path.js';
import type { Item, ItemValue } from '../../domain/charging/item.js';
import type { AccountStore, WriteResult } from './account-store.js';

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
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: marshalItem(item),
          ConditionExpression: 'v = :v',
          ExpressionAttributeValues: { ':v': { N: String(basis) } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
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
}

async function attempt(write: () => Promise<Item>): Promise<WriteResult> {
  try {
    return { written: true, values: await write() };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { written: false, current: error.Item === undefined ? undefined : unmarshalItem(error.Item) };
  }
}

/** No reserved word of DynamoDB is a letter and digits. */
const NEVER_RESERVED = /^[a-z]\d{0,2}$/;

/**
 * A fast update as DynamoDB's expressions. Generated names such as `as` or `get` may be reserved words, so
 * names with letters in second place go through a placeholder.
 */
export function expressions(update: FastUpdate) {
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
