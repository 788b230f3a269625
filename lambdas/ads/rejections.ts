/**
 * Events that are not paid for, counted by hour, campaign and reason: `ADREJECTED#<hour>` / `<campaign>`. Partners are told
 * of an hour's when it is over, once, and not of each: whoever forges events does not make us send any.
 */
import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type PartnerEvent, OPERATOR_OWNER } from '../../domain/events/event.js';
import type { InvalidReason } from '../../domain/sponsors/tally.js';
import { writeTogether } from '../accounts/ledger.js';
import { eventWrite } from '../events/outbox.js';
import { eventId } from '../partners/kernel/announce.js';

const WAITING = 'ADREJECTED';
/** Of events of no campaign that we know. */
export const UNKNOWN = 'unknown';
const HOUR_MS = 3_600_000;
/** Whoever began to count within an hour has done so by then. */
const LATE_MS = 60_000;
const KEPT_S = 400 * 24 * 3600;
const COUNT = 'count.';

function countOf(table: string, campaignId: string, reason: InvalidReason, nowMs: number) {
  const hour = new Date(Math.floor(nowMs / HOUR_MS) * HOUR_MS).toISOString().slice(0, 13);
  return {
    TableName: table,
    Key: { pk: { S: `${WAITING}#${hour}` }, sk: { S: campaignId } },
    UpdateExpression: 'ADD #count :one SET gsi1pk = :waiting, gsi1sk = :hour, #ttl = :ttl',
    ExpressionAttributeNames: { '#count': `${COUNT}${reason}`, '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':one': { N: '1' },
      ':waiting': { S: WAITING },
      ':hour': { S: `${hour}#${campaignId}` },
      ':ttl': { N: String(Math.floor(Date.now() / 1000) + KEPT_S) },
    },
  };
}

/** Counts one, in the transaction that writes it down. */
export const rejectionWrite = (
  table: string,
  campaignId: string,
  reason: InvalidReason,
  nowMs: number,
): TransactWriteItem => ({ Update: countOf(table, campaignId, reason, nowMs) });

/** Counts one of which nothing else is written. */
export async function countRejection(
  client: DynamoDBClient,
  table: string,
  campaignId: string,
  reason: InvalidReason,
  nowMs: number,
): Promise<void> {
  await client.send(new UpdateItemCommand(countOf(table, campaignId, reason, nowMs)));
}

const PAGE = 25;

/**
 * Tells of hours that are over.
 *
 * @returns the events that it wrote; the next call finds what is left
 */
export async function tellRejections(
  client: DynamoDBClient,
  table: string,
  nowMs: number,
): Promise<string[]> {
  const until = new Date(Math.floor((nowMs - LATE_MS) / HOUR_MS) * HOUR_MS).toISOString().slice(0, 13);
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :waiting AND gsi1sk < :until',
      ExpressionAttributeValues: { ':waiting': { S: WAITING }, ':until': { S: until } },
      Limit: PAGE,
    }),
  );
  const told: string[] = [];
  for (const item of items) {
    const event = eventOf(item, nowMs);
    const written = await writeTogether(client, [
      {
        Update: {
          TableName: table,
          Key: { pk: item['pk']!, sk: item['sk']! },
          UpdateExpression: 'REMOVE gsi1pk, gsi1sk',
          ConditionExpression: 'attribute_exists(gsi1pk)',
        },
      },
      eventWrite(table, event),
    ]);
    if (written) told.push(event.id);
  }
  return told;
}

function eventOf(item: Readonly<Record<string, AttributeValue>>, nowMs: number): PartnerEvent {
  const [hour = '', campaignId = ''] = (item['gsi1sk']?.S ?? '').split('#');
  const counts = Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => name.startsWith(COUNT))
      .map(([name, value]) => [name.slice(COUNT.length), Number(value.N)]),
  );
  return {
    id: eventId('ad_event.rejected', hour, campaignId),
    type: 'ad_event.rejected',
    time: new Date(nowMs).toISOString(),
    owner: OPERATOR_OWNER,
    subject: `campaign/${campaignId}`,
    actor: { type: 'system', id: 'ads-sweep' },
    data: { adEvents: { campaignId, hour: `${hour}:00:00.000Z`, rejected: counts } },
  };
}
