/**
 * Rewards that could not be given when they were earned, and wait to be claimed: `CLAIM#<rewardId>` / `META`, listed by
 * subscriber (`gsi1`).
 */
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { CampaignReward } from '../../domain/sponsors/ad-event.js';
import type { OpenDecision } from '../../domain/ads/ad-state.js';
import { fromItem, toAttributes } from '../shared/attributes.js';

export interface Claim extends Pick<OpenDecision, 'campaignId' | 'plan' | 'accountKey' | 'owner'> {
  /** `rwd_…`: of the reward that it becomes. */
  readonly id: string;
  readonly subscriberId: string;
  readonly decisionId: string;
  readonly reward: CampaignReward;
  /** Code of what was in its way. */
  readonly waitsFor: string;
  readonly state: 'waiting' | 'claimed';
  /** ISO 8601. */
  readonly createdAt: string;
  readonly claimUntilMs: number;
}

const INDEX = 'gsi1';
const DAY_S = 24 * 3600;
/** Earned is earned, but not for ever. */
const CLAIM_MS = 90 * DAY_S * 1000;
const KEPT_S = 400 * DAY_S;

const claimKey = (id: string) => ({ pk: { S: `CLAIM#${id}` }, sk: { S: 'META' } });
const listOf = (subscriberId: string) => `CLAIMS#${subscriberId}`;

const asClaim = (item: Readonly<Record<string, AttributeValue>>): Claim => {
  const { pk: _pk, sk: _sk, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, ttl: _ttl, ...claim } = fromItem(item);
  return claim as unknown as Claim;
};

export function newClaim(
  table: string,
  about: Omit<Claim, 'state' | 'createdAt' | 'claimUntilMs'>,
  nowMs: number,
): TransactWriteItem {
  const createdAt = new Date(nowMs).toISOString();
  const claim: Claim = { ...about, state: 'waiting', createdAt, claimUntilMs: nowMs + CLAIM_MS };
  const { pk, sk } = claimKey(claim.id);
  return {
    Put: {
      TableName: table,
      Item: {
        ...toAttributes({
          ...claim,
          gsi1pk: listOf(claim.subscriberId),
          gsi1sk: `${createdAt}#${claim.id}`,
          ttl: Math.floor(Date.now() / 1000) + KEPT_S,
        }),
        pk,
        sk,
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** That it was given, in the transaction that gives it. */
export const claimed = (table: string, id: string): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: claimKey(id),
    UpdateExpression: 'SET #state = :claimed',
    ConditionExpression: '#state = :waiting',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':claimed': { S: 'claimed' }, ':waiting': { S: 'waiting' } },
  },
});

export async function findClaim(
  client: DynamoDBClient,
  table: string,
  id: string,
): Promise<Claim | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: claimKey(id), ConsistentRead: true }),
  );
  return item === undefined ? undefined : asClaim(item);
}

/** Those that wait, the last first. */
export async function claimsOf(
  client: DynamoDBClient,
  table: string,
  subscriberId: string,
): Promise<Claim[]> {
  const claims: Claim[] = [];
  let after: Record<string, AttributeValue> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: INDEX,
        KeyConditionExpression: 'gsi1pk = :list',
        ExpressionAttributeValues: { ':list': { S: listOf(subscriberId) } },
        ScanIndexForward: false,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    claims.push(...items.map(asClaim));
    after = last;
  } while (after !== undefined);
  return claims.filter(({ state }) => state === 'waiting');
}
