/**
 * Who is in which variant since when, and what it did since: `EXPOSURE#<experiment>` / `<subscriber>`. A subscriber's
 * variant follows from its id; the exposure keeps it, so that nothing moves it any more.
 */
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { FIGURES, type Figures } from '../../domain/experiments/figures.js';
import type { Exposure } from '../../domain/experiments/observe.js';
import { fromItem, toAttributes } from '../shared/attributes.js';

interface Books {
  readonly client: DynamoDBClient;
  readonly table: string;
}

export interface KeptExposure extends Exposure {
  readonly subscriberId: string;
  /** ISO 8601. */
  readonly since: string;
}

const keyOf = (experimentId: string, subscriberId: string) => ({
  pk: { S: `EXPOSURE#${experimentId}` },
  sk: { S: subscriberId },
});

const conversionKey = (experimentId: string, subscriberId: string, id: string) => ({
  pk: { S: `TRIALCONVERSION#${experimentId}#${subscriberId}` },
  sk: { S: id },
});

function read(item: Readonly<Record<string, never>> | object): KeptExposure {
  const kept = item as Record<string, unknown>;
  return {
    subscriberId: String(kept['sk']),
    variant: String(kept['variant']),
    since: String(kept['since']),
    conversions: Number(kept['conversions'] ?? 0),
    figures: Object.fromEntries(FIGURES.map((name) => [name, Number(kept[name] ?? 0)])) as unknown as Figures,
  };
}

export async function exposureOf(
  { client, table }: Books,
  experimentId: string,
  subscriberId: string,
): Promise<KeptExposure | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: keyOf(experimentId, subscriberId), ConsistentRead: true }),
  );
  return item === undefined ? undefined : read(fromItem(item));
}

/** Exposes a subscriber, once. @returns the exposure that holds */
export async function expose(
  books: Books,
  experimentId: string,
  { subscriberId, variant, since }: Pick<KeptExposure, 'subscriberId' | 'variant' | 'since'>,
): Promise<KeptExposure> {
  const { client, table } = books;
  const zeros = Object.fromEntries(FIGURES.map((name) => [name, 0]));
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          ...keyOf(experimentId, subscriberId),
          ...toAttributes({ variant, since, conversions: 0, ...zeros }),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return (await exposureOf(books, experimentId, subscriberId))!;
  }
  return { subscriberId, variant, since, conversions: 0, figures: zeros as unknown as Figures };
}

/** All exposures of an experiment, some at a time. */
export async function* exposures(
  { client, table }: Books,
  experimentId: string,
): AsyncIterable<KeptExposure> {
  let after: Awaited<ReturnType<typeof pageOf>>['after'];
  const pageOf = async (from: Record<string, never> | undefined) => {
    const { Items: items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `EXPOSURE#${experimentId}` } },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    return { items, after: LastEvaluatedKey as Record<string, never> | undefined };
  };
  do {
    const page = await pageOf(after);
    for (const item of page.items) yield read(fromItem(item));
    after = page.after;
  } while (after !== undefined);
}

const AT_ONCE = 100;

/** Which of these subscribers are in an experiment, by id. */
export async function exposedOf(
  { client, table }: Books,
  experimentId: string,
  subscriberIds: readonly string[],
): Promise<Map<string, KeptExposure>> {
  const found = new Map<string, KeptExposure>();
  for (let at = 0; at < subscriberIds.length; at += AT_ONCE) {
    let keys: Record<string, { S: string }>[] | undefined = subscriberIds
      .slice(at, at + AT_ONCE)
      .map((id) => keyOf(experimentId, id));
    while (keys !== undefined && keys.length > 0) {
      const { Responses: answers, UnprocessedKeys: left } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
      );
      for (const item of answers?.[table] ?? []) {
        const exposure = read(fromItem(item));
        found.set(exposure.subscriberId, exposure);
      }
      keys = left?.[table]?.Keys as typeof keys;
    }
  }
  return found;
}

/** Adds figures to an exposure that is there. */
export function figuresWrite(
  table: string,
  experimentId: string,
  subscriberId: string,
  figures: Figures,
): TransactWriteItem {
  const named = FIGURES.filter((name) => figures[name] !== 0);
  return {
    Update: {
      TableName: table,
      Key: keyOf(experimentId, subscriberId),
      UpdateExpression: `ADD ${named.map((_name, i) => `#${i} :${i}`).join(', ')}`,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: Object.fromEntries(named.map((name, i) => [`#${i}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        named.map((name, i) => [`:${i}`, { N: String(figures[name]) }]),
      ),
    },
  };
}

const ATTEMPTS = 6;
const PAUSE_MS = 10;

/**
 * Counts a conversion of an exposed subscriber, once an id.
 *
 * @returns false when it was counted before or the subscriber is in no variant; undefined when it stays too busy
 */
export async function convertOnce(
  { client, table }: Books,
  experimentId: string,
  subscriberId: string,
  id: string,
): Promise<boolean | undefined> {
  const TransactItems = conversionWrites(table, experimentId, subscriberId, id);
  for (let tried = 0; tried < ATTEMPTS; tried++) {
    if (tried > 0) await new Promise((done) => setTimeout(done, PAUSE_MS * 2 ** tried * Math.random()));
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if (codes.includes('ConditionalCheckFailed')) return false;
      // Usage of the same subscriber is being added up: that is no reason to count nothing.
      if (!codes.includes('TransactionConflict')) throw error;
    }
  }
  return undefined;
}

const conversionWrites = (
  table: string,
  experimentId: string,
  subscriberId: string,
  id: string,
): TransactWriteItem[] => [
  {
    Put: {
      TableName: table,
      Item: conversionKey(experimentId, subscriberId, id),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
  {
    Update: {
      TableName: table,
      Key: keyOf(experimentId, subscriberId),
      UpdateExpression: 'ADD conversions :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    },
  },
];
