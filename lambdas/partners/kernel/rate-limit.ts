/** How many requests a partner may make a minute, counted in the records table: one write a request. */
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Partner } from './partner.js';

export interface Allowance {
  readonly allowed: boolean;
  /** `ratelimit-limit`, `-remaining`, `-reset` (seconds until it begins again), and `retry-after` when it is used up. */
  readonly headers: Readonly<Record<string, string>>;
}

const WINDOW_S = 60;

export async function countRequest(
  client: DynamoDBClient,
  table: string,
  { id, requestsPerMinute }: Partner,
  nowMs: number,
): Promise<Allowance> {
  const nowS = Math.floor(nowMs / 1000);
  const window = nowS - (nowS % WINDOW_S);
  const { Attributes: counted } = await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: `PARTNER#${id}` }, sk: { S: `RATE#${window}` } },
      UpdateExpression: 'ADD n :one SET #ttl = if_not_exists(#ttl, :ttl)',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':one': { N: '1' }, ':ttl': { N: String(window + 10 * WINDOW_S) } },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  const used = Number(counted?.['n']?.N ?? 1);
  const reset = String(window + WINDOW_S - nowS);
  const allowed = used <= requestsPerMinute;
  return {
    allowed,
    headers: {
      'ratelimit-limit': String(requestsPerMinute),
      'ratelimit-remaining': String(Math.max(0, requestsPerMinute - used)),
      'ratelimit-reset': reset,
      ...(allowed ? {} : { 'retry-after': reset }),
    },
  };
}
