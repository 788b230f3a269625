/**
 * Subscriptions to policy counters in the Records table: `pk = POLICY#<supi>`, `sk` = the subscription's id, which
 * begins with the SUPI, so that a request that names the id alone finds the row.
 */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { StatusInfos } from '../../domain/policy/counter-status.js';
import type { SpendingLimitContext } from '../../domain/policy/spending-limit-context.js';
import { fromItem, toAttributes } from '../shared/attributes.js';

export interface PolicySubscription extends SpendingLimitContext {
  readonly id: string;
  /** What the subscriber of the notifications knows; nothing before the first answer. */
  readonly told: StatusInfos;
  /** Counts the writes of the row: who told something says what it was based on. */
  readonly revision: number;
}

/** Expired rows are not seen any more, and deleted by DynamoDB a day later. */
const TTL_MARGIN_S = 86_400;

export const subscriptionId = (supi: string, unique: string): string => `${supi}.${unique}`;

function keyOf(id: string): { pk: AttributeValue; sk: AttributeValue } {
  return { pk: { S: `POLICY#${id.slice(0, id.lastIndexOf('.'))}` }, sk: { S: id } };
}

export class SubscriptionStore {
  private readonly client: DynamoDBClient;
  private readonly table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  /** The subscription, expired or not. */
  async get(id: string): Promise<PolicySubscription | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: keyOf(id), ConsistentRead: true }),
    );
    return item === undefined ? undefined : subscriptionOf(item);
  }

  /** All of a subscriber, expired or not. */
  async list(supi: string): Promise<PolicySubscription[]> {
    const found: PolicySubscription[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: `POLICY#${supi}` } },
          ConsistentRead: true,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      found.push(...(page.Items ?? []).map(subscriptionOf));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return found;
  }

  async put(subscription: PolicySubscription): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: itemOf(subscription) }));
  }

  /** Puts it in place of the one that was read, unless that was written or removed since: then false. */
  async replace(subscription: PolicySubscription, { revision }: PolicySubscription): Promise<boolean> {
    return unlessOthers(
      this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: itemOf({ ...subscription, revision: revision + 1 }),
          ConditionExpression: 'revision = :read',
          ExpressionAttributeValues: toAttributes({ ':read': revision }),
        }),
      ),
    );
  }

  /** Notes what was told, unless the row was written since it was read: then false. */
  async noteTold({ id, revision }: PolicySubscription, told: StatusInfos): Promise<boolean> {
    return unlessOthers(
      this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: keyOf(id),
          UpdateExpression: 'SET told = :told, revision = :next',
          ConditionExpression: 'revision = :read',
          ExpressionAttributeValues: {
            ...toAttributes({ ':told': told, ':next': revision + 1, ':read': revision }),
          },
        }),
      ),
    );
  }

  async remove(id: string): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.table, Key: keyOf(id) }));
  }
}

function subscriptionOf(item: Record<string, AttributeValue>): PolicySubscription {
  const { pk: _pk, sk: _sk, ttl: _ttl, ...subscription } = fromItem(item);
  return subscription as unknown as PolicySubscription;
}

function itemOf(subscription: PolicySubscription): Record<string, AttributeValue> {
  const ttl = Math.ceil(subscription.expiresAtMs / 1000) + TTL_MARGIN_S;
  return { ...keyOf(subscription.id), ...toAttributes({ ...subscription, ttl }) };
}

async function unlessOthers(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
