/**
 * Notes sessions that were limited in the Records table: `pk = ACCOUNT#<account>`, `sk = REAUTH#<session>`. Only an
 * answer that limits pays for it; `charging-reauthorise` reads the rows when the account gets value again.
 */
import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { notifyUriProblem, type NotifyPolicy } from '../../domain/notify/notify-uri.js';
import type { LimitedSession } from '../../domain/charging/reauthorisation.js';
import type { ChargingMetrics } from './charging-metrics.js';

/** Longer than the longest month: until the plan's next period gives something. */
const KEPT_S = 40 * 86_400;

/** The key of a session's row, and what all of an account's begin with. */
export const LIMITED = 'REAUTH#';
export const limitedKey = ({ accountKey, sessionId }: Pick<LimitedSession, 'accountKey' | 'sessionId'>) => ({
  pk: { S: `ACCOUNT#${accountKey}` },
  sk: { S: `${LIMITED}${sessionId}` },
});

export interface NoteOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly allowed: NotifyPolicy;
  readonly metrics: ChargingMetrics;
}

/**
 * Keeps a session that was limited, in place of what was kept of it before. Where its URI is none that the operator
 * allows, or the store fails, it is counted (`NotNotifiable`) and the request goes on: an answer in time is worth more
 * than being told to ask again.
 */
export async function noteLimited(limited: LimitedSession, options: NoteOptions): Promise<void> {
  const { allowed, client, metrics, table } = options;
  const { atMs, notifyUri, ratingGroups } = limited;
  if (notifyUriProblem(notifyUri, allowed) !== undefined) {
    metrics.count('NotNotifiable');
    return;
  }
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          ...limitedKey(limited),
          notifyUri: { S: notifyUri },
          ratingGroups: { L: ratingGroups.map((ratingGroup) => ({ N: String(ratingGroup) })) },
          atMs: { N: String(atMs) },
          // Who told it removes what it read, not what was noted meanwhile.
          note: { S: randomUUID() },
          ttl: { N: String(Math.ceil(atMs / 1000) + KEPT_S) },
        },
      }),
    );
  } catch (error) {
    metrics.count('NotNotifiable');
    console.error(JSON.stringify({ message: 'a limited session was not noted', error: String(error) }));
  }
}
