/** Budgets and their slices in the records table. */
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { Budget, Slice } from '../../domain/budgets/budget.js';
import { fromItem, toAttributes } from '../shared/attributes.js';

/** The index of slices by when they are to be closed. */
export const SLICES = 'BUDGETSLICES';
const META = 'META';
const SLICE = 'SLICE#';

export const budgetPk = (campaignId: string): string => `BUDGET#${campaignId}`;

export class BudgetBook {
  readonly client: DynamoDBClient;
  private readonly table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  async get(campaignId: string): Promise<Budget | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({
        TableName: this.table,
        Key: { pk: { S: budgetPk(campaignId) }, sk: { S: META } },
        ConsistentRead: true,
      }),
    );
    return item === undefined ? undefined : budgetOf(item);
  }

  /** A budget with its open slices, as they were at one time or another during the call: look at the version. */
  async all(campaignId: string): Promise<{ readonly budget: Budget; readonly slices: Slice[] } | undefined> {
    const items: Record<string, AttributeValue>[] = [];
    let after: Record<string, AttributeValue> | undefined;
    do {
      const { Items: page = [], LastEvaluatedKey: last } = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: budgetPk(campaignId) } },
          ConsistentRead: true,
          ...(after === undefined ? {} : { ExclusiveStartKey: after }),
        }),
      );
      items.push(...page);
      after = last;
    } while (after !== undefined);
    const meta = items.find(({ sk }) => sk?.S === META);
    if (meta === undefined) return undefined;
    return {
      budget: budgetOf(meta),
      slices: items.filter(({ sk }) => sk?.S?.startsWith(SLICE)).map((item) => sliceOf(item)),
    };
  }

  async slice(campaignId: string, id: string): Promise<Slice | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: sliceKey(campaignId, id), ConsistentRead: true }),
    );
    return item === undefined ? undefined : sliceOf(item);
  }

  /** Slices that are over, those first that were over first. */
  async over(nowMs: number, limit: number): Promise<Slice[]> {
    const { Items: items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :slices AND gsi1sk <= :now',
        ExpressionAttributeValues: {
          ':slices': { S: SLICES },
          ':now': { S: new Date(nowMs).toISOString() },
        },
        Limit: limit,
      }),
    );
    return items.map((item) => sliceOf(item));
  }

  create(budget: Budget): TransactWriteItem {
    return {
      Put: {
        TableName: this.table,
        Item: itemOf(budget),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };
  }

  /** @param after  of the version after the one that was read */
  change(after: Budget): TransactWriteItem {
    return {
      Put: {
        TableName: this.table,
        Item: itemOf(after),
        ConditionExpression: 'version = :before',
        ExpressionAttributeValues: { ':before': { N: String(after.version - 1) } },
      },
    };
  }

  createSlice(slice: Slice): TransactWriteItem {
    return {
      Put: {
        TableName: this.table,
        Item: toAttributes({
          pk: budgetPk(slice.campaignId),
          sk: `${SLICE}${slice.id}`,
          ...slice,
          gsi1pk: SLICES,
          gsi1sk: new Date(slice.settleUntilMs).toISOString(),
        }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };
  }

  /** Gives back what no decision reserved. Whoever holds the slice alone knows, and nobody else makes it smaller. */
  shrinkSlice(
    { campaignId, id, amount }: Pick<Slice, 'campaignId' | 'id' | 'amount'>,
    by: number,
  ): TransactWriteItem {
    return {
      Update: {
        TableName: this.table,
        Key: sliceKey(campaignId, id),
        UpdateExpression: 'SET amount = amount - :by, unspent = unspent - :by',
        ConditionExpression: 'amount = :amount AND unspent >= :by',
        ExpressionAttributeValues: { ':amount': { N: String(amount) }, ':by': { N: String(by) } },
      },
    };
  }

  /** Commits what an event costs. The transaction fails when the slice was closed, or would spend more than it holds. */
  commit(campaignId: string, id: string, micros: number): TransactWriteItem {
    return {
      Update: {
        TableName: this.table,
        Key: sliceKey(campaignId, id),
        UpdateExpression: 'SET unspent = unspent - :micros',
        ConditionExpression: 'unspent >= :micros',
        ExpressionAttributeValues: { ':micros': { N: String(micros) } },
      },
    };
  }

  /** Ends a slice as it was read: with anything spent since, the transaction fails. */
  removeSlice({ campaignId, id, amount, unspent }: Slice): TransactWriteItem {
    return {
      Delete: {
        TableName: this.table,
        Key: sliceKey(campaignId, id),
        ConditionExpression: 'amount = :amount AND unspent = :unspent',
        ExpressionAttributeValues: { ':amount': { N: String(amount) }, ':unspent': { N: String(unspent) } },
      },
    };
  }
}

const sliceKey = (campaignId: string, id: string) => ({
  pk: { S: budgetPk(campaignId) },
  sk: { S: `${SLICE}${id}` },
});

const itemOf = (budget: Budget) => toAttributes({ pk: budgetPk(budget.campaignId), sk: META, ...budget });

function budgetOf(item: Record<string, AttributeValue>): Budget {
  const { pk: _pk, sk: _sk, ...budget } = fromItem(item);
  return budget as unknown as Budget;
}

function sliceOf(item: Record<string, AttributeValue>): Slice {
  const { pk: _pk, sk: _sk, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, ...slice } = fromItem(item);
  return slice as unknown as Slice;
}
