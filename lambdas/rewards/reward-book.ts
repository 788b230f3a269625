/**
 * Records of rewards: `REWARD#<id>` / `META`, listed under their subscriber by the time they were given (`gsi1`). One is
 * written in the transaction that gives it, so there is one exactly where an account has, or had, what it says.
 */
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { type Reward, seenReward, type SeenReward } from '../../domain/rewards/reward.js';
import { fromItem, toAttributes } from '../shared/attributes.js';

/** A reward with what its writer needs. */
export interface StoredReward extends Reward {
  readonly accountKey: string;
  /** The account's own number of the bucket that it is in. */
  readonly bucketId: number;
  /** Digest of what was asked for. */
  readonly request: string;
  /** Counts the writes, from 1. */
  readonly revision: number;
}

interface Records {
  readonly client: DynamoDBClient;
  readonly tables: { readonly records: string };
}

const INDEX = 'gsi1';
const keyOf = (id: string) => ({ pk: `REWARD#${id}`, sk: 'META' });
const listOf = (subscriberId: string) => `REWARDS#${subscriberId}`;

function asReward(item: Readonly<Record<string, AttributeValue>>): StoredReward {
  const { pk: _pk, sk: _sk, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, ...reward } = fromItem(item);
  return reward as unknown as StoredReward;
}

function asItem(reward: StoredReward): Record<string, AttributeValue> {
  const { id, subscriberId, grantedAt } = reward;
  return toAttributes({
    ...keyOf(id),
    ...reward,
    gsi1pk: listOf(subscriberId),
    gsi1sk: `${grantedAt}#${id}`,
  });
}

/** What of it is anybody's business. */
export function withoutKeeping({
  accountKey: _accountKey,
  bucketId: _bucketId,
  request: _request,
  revision: _revision,
  ...reward
}: StoredReward): Reward {
  return reward;
}

/** A strongly consistent read. */
export async function findReward({ client, tables }: Records, id: string): Promise<StoredReward | undefined> {
  const { pk, sk } = keyOf(id);
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    }),
  );
  return item === undefined ? undefined : asReward(item);
}

/** The rewards of a subscriber, the last given first; they are listed moments after they are given. */
export async function* rewardsGiven(
  { client, tables }: Records,
  subscriberId: string,
  nowMs: number,
): AsyncGenerator<SeenReward> {
  let after: Record<string, AttributeValue> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: tables.records,
        IndexName: INDEX,
        KeyConditionExpression: 'gsi1pk = :subscriber',
        ExpressionAttributeValues: { ':subscriber': { S: listOf(subscriberId) } },
        ScanIndexForward: false,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    yield* items.map((item) => seenReward(withoutKeeping(asReward(item)), nowMs));
    after = last;
  } while (after !== undefined);
}

export function newReward({ tables }: Records, reward: StoredReward): TransactWriteItem {
  return {
    Put: {
      TableName: tables.records,
      Item: asItem(reward),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

export function changedReward(
  { tables }: Records,
  before: StoredReward,
  after: Omit<StoredReward, 'revision'>,
): TransactWriteItem {
  return {
    Put: {
      TableName: tables.records,
      Item: asItem({ ...after, revision: before.revision + 1 }),
      ConditionExpression: 'revision = :revision',
      ExpressionAttributeValues: { ':revision': { N: String(before.revision) } },
    },
  };
}
