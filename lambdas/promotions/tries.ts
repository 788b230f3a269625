/** Wrong codes in an hour: of a subscriber, and of a partner with all its subscribers. */
import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Partner } from '../partners/kernel/partner.js';
import { RefusedError } from '../partners/kernel/refused.js';
import type { PromotionsOffice } from './office.js';

const HOUR_MS = 3_600_000;
const OF_SUBSCRIBER = 10;
/** The 36 bits of a short code last some thousands of years against so many. */
const OF_PARTNER = 1_000;
const KEPT_S = 7_200;

interface Scope {
  readonly of: string;
  readonly most: number;
}

type Store = Pick<PromotionsOffice, 'client' | 'tables'>;

const scopes = ({ id }: Pick<Partner, 'id'>, subscriberId: string | undefined): Scope[] => [
  { of: `partner#${id}`, most: OF_PARTNER },
  ...(subscriberId === undefined ? [] : [{ of: subscriberId, most: OF_SUBSCRIBER }]),
];

const keyOf = ({ of }: Scope, nowMs: number) => ({
  pk: { S: `COUPONTRIES#${of}` },
  sk: { S: new Date(nowMs).toISOString().slice(0, 13) },
});

/**
 * Counts a try, before anything is looked up: tries at once count like tries one after the other.
 *
 * @throws RefusedError 429 when there were too many
 */
export async function takeTry(
  { client, tables }: Store,
  partner: Pick<Partner, 'id'>,
  subscriberId: string | undefined,
  nowMs: number,
): Promise<void> {
  for (const scope of scopes(partner, subscriberId)) {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tables.records,
          Key: keyOf(scope, nowMs),
          UpdateExpression: 'SET #ttl = :ttl ADD tries :one',
          ConditionExpression: 'attribute_not_exists(tries) OR tries < :most',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            // Real time expires it, whatever a test clock shows.
            ':ttl': { N: String(Math.floor(Math.max(nowMs, Date.now()) / 1000) + KEPT_S) },
            ':one': { N: '1' },
            ':most': { N: String(scope.most) },
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new RefusedError(
        429,
        'too-many-codes',
        `${scope.most} wrong codes in an hour; allowed: again in the next hour`,
        { headers: { 'retry-after': String(Math.ceil((HOUR_MS - (nowMs % HOUR_MS)) / 1000)) } },
      );
    }
  }
}

/** The code was right. */
export async function giveTryBack(
  { client, tables }: Store,
  partner: Pick<Partner, 'id'>,
  subscriberId: string | undefined,
  nowMs: number,
): Promise<void> {
  for (const scope of scopes(partner, subscriberId))
    await client.send(
      new UpdateItemCommand({
        TableName: tables.records,
        Key: keyOf(scope, nowMs),
        UpdateExpression: 'ADD tries :less',
        ExpressionAttributeValues: { ':less': { N: '-1' } },
      }),
    );
}
