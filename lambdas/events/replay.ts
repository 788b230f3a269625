/** Sends events of a time again to one listener: a record that is worked off a page at a time, resumable. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { hears, isOfType } from '../../domain/events/listener.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import type { Lane } from './delivery-book.js';
import type { DynamoDbDeliveries } from './dynamodb-deliveries.js';
import { pageOfEvents } from './event-row.js';
import { KEPT_S } from './outbox.js';

export interface Replay {
  readonly id: string;
  readonly endpointId: string;
  /** Of the listener. */
  readonly owner: string;
  /** ISO 8601, of the events' times; `to` exclusive. */
  readonly from: string;
  readonly to: string;
  readonly types?: readonly string[];
  readonly state: 'accepted' | 'done';
  /** ISO 8601, real time: what was listed until then. */
  readonly askedAt: string;
  /** Sort key of the list that it has come to. */
  readonly cursor?: string;
}

/** The index of replays that are not done. */
export const REPLAYS = 'EVENTS#REPLAYS';

const replayKey = (id: string) => ({ pk: { S: `REPLAY#${id}` }, sk: { S: 'META' } });

/** Keeps what was asked; the same again changes nothing. */
export async function keepReplay(client: DynamoDBClient, table: string, replay: Replay): Promise<void> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          ...replayKey(replay.id),
          ...toAttributes({
            ...replay,
            gsi1pk: REPLAYS,
            gsi1sk: `${replay.askedAt}#${replay.id}`,
            ttl: Math.floor(Date.parse(replay.askedAt) / 1000) + KEPT_S,
          }),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

export interface ReplayOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly deliveries: DynamoDbDeliveries;
  readonly wakeLanes: (lanes: readonly Lane[]) => Promise<void>;
  /** Real time, ms since the epoch. */
  readonly now: () => number;
  /** When it is left for another run. */
  readonly deadlineMs: number;
  /** Whether events' times are those of a test clock, which say nothing of when they were listed. */
  readonly isSandbox: boolean;
}

const PAGE = 100;
const CLOCKS_DIFFER_MS = 60_000;

/** @returns whether it is done */
export async function runReplay(id: string, options: ReplayOptions): Promise<boolean> {
  const { client, table, deliveries, now } = options;
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: replayKey(id), ConsistentRead: true }),
  );
  if (item === undefined) return true;
  const replay = fromItem(item) as unknown as Replay;
  if (replay.state === 'done') return true;
  const known = await deliveries.listener(replay.endpointId);
  if (known?.listener.status !== 'enabled') return end(replay, options);
  let after = replay.cursor ?? (options.isSandbox ? undefined : beforeOf(replay.from));
  for (;;) {
    const { rows, next } = await pageOfEvents(client, table, {
      owner: replay.owner,
      after,
      before: `${replay.askedAt}~`,
      limit: PAGE,
    });
    const meant = rows.filter(
      ({ event: { time, type } }) =>
        Date.parse(time) >= Date.parse(replay.from) &&
        Date.parse(time) < Date.parse(replay.to) &&
        (replay.types === undefined || replay.types.some((pattern) => isOfType(type, pattern))),
    );
    const lanes: Lane[] = [];
    for (const row of meant) {
      if (!hears(known.listener, replay.owner, row.event)) continue;
      const lane = { endpointId: replay.endpointId, subject: row.event.subject };
      await deliveries.add(lane, row, now(), id);
      if (!lanes.some(({ subject }) => subject === lane.subject)) lanes.push(lane);
    }
    await options.wakeLanes(lanes);
    if (next === undefined) return end(replay, options);
    after = next;
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: replayKey(id),
        UpdateExpression: 'SET #cursor = :next',
        ExpressionAttributeNames: { '#cursor': 'cursor' },
        ExpressionAttributeValues: { ':next': { S: next } },
      }),
    );
    if (now() >= options.deadlineMs) return false;
  }
}

const beforeOf = (iso: string): string => new Date(Date.parse(iso) - CLOCKS_DIFFER_MS).toISOString();

async function end({ id }: Replay, { client, table }: ReplayOptions): Promise<true> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: replayKey(id),
      UpdateExpression: 'SET #state = :done REMOVE gsi1pk, gsi1sk',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':done': { S: 'done' } },
    }),
  );
  return true;
}
