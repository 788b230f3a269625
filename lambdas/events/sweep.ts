/** Finds what nobody is at: events whose message was lost, lanes that are due, replays that stopped. */
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Lane } from './delivery-book.js';
import { DUE } from './dynamodb-deliveries.js';
import { WAITING } from './outbox.js';
import { REPLAYS } from './replay.js';

export interface SweepOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly sendEvents: (messages: readonly object[]) => Promise<void>;
  readonly sendLanes: (lanes: readonly Lane[]) => Promise<void>;
  /** Real time, ms since the epoch. */
  readonly nowMs: number;
}

export interface Swept {
  readonly events: number;
  readonly lanes: number;
  readonly replays: number;
  /** How long the lane that waits longest is overdue, seconds. */
  readonly oldestS: number;
}

/** A run's worth; the next one is a minute away. */
const MOST = 2_000;
/** A replay's own messages go on with it for so long. */
const STOPPED_MS = 5 * 60_000;

type Item = Readonly<Record<string, AttributeValue>>;

export async function sweep({ client, table, sendEvents, sendLanes, nowMs }: SweepOptions): Promise<Swept> {
  const find = (list: string, before: string) => query(client, table, list, before);
  const now = new Date(nowMs).toISOString();
  // In order, so that of one subject what happened first is told first. All of them: a message for one that is being
  // told does no harm, and their times are a sandbox's own.
  const events = await find(WAITING, '~');
  await sendEvents(events.map(({ id }) => ({ eventId: id!.S! })));
  const due = await find(DUE, `${now}~`);
  await sendLanes(
    due.map(({ endpointId, subject }) => ({ endpointId: endpointId!.S!, subject: subject!.S! })),
  );
  const replays = await find(REPLAYS, new Date(nowMs - STOPPED_MS).toISOString());
  await sendEvents(replays.map(({ id }) => ({ replayId: id!.S! })));
  const oldestMs = Number(due[0]?.['dueMs']?.N ?? nowMs);
  return {
    events: events.length,
    lanes: due.length,
    replays: replays.length,
    oldestS: Math.max(0, Math.floor((nowMs - oldestMs) / 1000)),
  };
}

async function query(client: DynamoDBClient, table: string, list: string, before: string): Promise<Item[]> {
  const found: Item[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page: { Items?: Item[]; LastEvaluatedKey?: Record<string, AttributeValue> } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :list AND gsi1sk < :before',
        ExpressionAttributeValues: { ':list': { S: list }, ':before': { S: before } },
        Limit: MOST,
        ExclusiveStartKey: from,
      }),
    );
    found.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined && found.length < MOST);
  return found.slice(0, MOST);
}
