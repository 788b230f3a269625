/** Who is in which group of a campaign with a holdout: `LIFT#<campaign>#<part>` / `<subscriber>`, from the first time on. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { AdState } from '../../domain/ads/ad-state.js';
import { partOf, PARTS as ALL_PARTS } from '../../domain/experiments/assign.js';
import { LIFT_DAYS } from '../../domain/insights/lift.js';

const DAY_MS = 86_400_000;
/** Until the last campaign that somebody is in is over and counted; nobody's part in it is kept longer. */
const KEPT_S = 400 * 86_400;
/** Of what one conversion can be of; a transaction takes 100 items. */
const MOST = 50;

/** A partition takes 1,000 writes a second, and all that see a campaign come in its first hour. */
const PARTS = 16;

export const liftPartitions = (campaignId: string): string[] =>
  Array.from({ length: PARTS }, (_, part) => `LIFT#${campaignId}#${part}`);

const keyOf = (campaignId: string, subscriberId: string) => {
  const part = Math.floor((partOf(campaignId, subscriberId) / ALL_PARTS) * PARTS);
  return { pk: { S: liftPartitions(campaignId)[part]! }, sk: { S: subscriberId } };
};

/** What a changed state has more than the one before. The same again changes nothing. */
export const enrolments = (table: string, before: AdState, after: AdState): TransactWriteItem[] =>
  Object.entries(after.lifts ?? {})
    .filter(([campaignId]) => before.lifts?.[campaignId] === undefined)
    .slice(0, MOST)
    .map(([campaignId, { group }]) => ({
      Update: {
        TableName: table,
        Key: keyOf(campaignId, after.subscriberId),
        UpdateExpression: 'SET #group = if_not_exists(#group, :group), #ttl = :ttl',
        ExpressionAttributeNames: { '#group': 'group', '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':group': { S: group },
          ':ttl': { N: String(Math.floor(Date.now() / 1000) + KEPT_S) },
        },
      },
    }));

/**
 * Counts a conversion for every campaign that the subscriber is in a group of, in the days after it came in. What is said
 * of the campaign that it belongs to is not asked: only who saw it could say so.
 */
export const liftWrites = (
  table: string,
  { subscriberId, lifts = {} }: AdState,
  { atMs, brand }: { readonly atMs: number; readonly brand?: string | undefined },
): TransactWriteItem[] =>
  Object.entries(lifts)
    .filter(
      ([, lift]) =>
        lift.sinceMs <= atMs &&
        atMs - lift.sinceMs <= LIFT_DAYS * DAY_MS &&
        (brand === undefined || lift.brand === brand),
    )
    .slice(0, MOST)
    .map(([campaignId, { group }]) => ({
      Update: {
        TableName: table,
        Key: keyOf(campaignId, subscriberId),
        UpdateExpression: 'SET #group = if_not_exists(#group, :group) ADD conversions :one',
        ExpressionAttributeNames: { '#group': 'group' },
        ExpressionAttributeValues: { ':group': { S: group }, ':one': { N: '1' } },
      },
    }));
