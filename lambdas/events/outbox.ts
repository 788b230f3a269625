/**
 * Events that partners are told: written in the transaction that makes them true, so that there is one exactly when it
 * happened; a message then wakes whoever tells them, and a sweep finds those whose message was lost.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { PartnerEvent } from '../../domain/events/event.js';
import { orderOf } from '../../domain/events/order.js';
import { toAttributes } from '../shared/attributes.js';

/** Events are kept for 30 days: for replays, and for who asks instead of being told. */
export const KEPT_S = 30 * 24 * 3600;
/** The index of events that nobody was told of yet. */
export const WAITING = 'EVENTS#WAITING';

const sqs = new SQSClient({});
let written = 0;

/**
 * An event as a write of a transaction. The same event again changes nothing, even when it was told since.
 *
 * @param realNowMs  when it may be forgotten follows from real time, whatever a test clock shows
 */
export function eventWrite(table: string, event: PartnerEvent, realNowMs = Date.now()): TransactWriteItem {
  const { previousData, data, ...rest } = event;
  const order = orderOf(event, written++);
  const attributes = toAttributes({
    gsi1pk: WAITING,
    gsi1sk: order,
    order,
    ...rest,
    // As text: numbers keep their digits, whatever the resource is.
    data: JSON.stringify(data),
    previousData: previousData === undefined ? undefined : JSON.stringify(previousData),
    ttl: Math.floor(realNowMs / 1000) + KEPT_S,
  });
  const names = Object.keys(attributes);
  return {
    Update: {
      TableName: table,
      Key: { pk: { S: `EVENT#${event.id}` }, sk: { S: 'META' } },
      UpdateExpression: `SET ${names.map((_name, i) => `#${i} = if_not_exists(#${i}, :${i})`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#${i}`, name])),
      ExpressionAttributeValues: Object.fromEntries(names.map((name, i) => [`:${i}`, attributes[name]!])),
    },
  };
}

const BATCH = 10;

/**
 * Wakes whoever tells events, after the transaction that wrote them. Never fails: without a message the sweep finds
 * them.
 */
export async function wake(queueUrl: string | undefined, eventIds: readonly string[]): Promise<void> {
  await sendAll(
    queueUrl,
    eventIds.map((eventId) => ({ eventId })),
  );
}

/** Sends messages; never fails: what they are about is found without them, later. */
export async function sendAll(
  queueUrl: string | undefined,
  messages: readonly object[],
  delayS = 0,
): Promise<void> {
  if (queueUrl === undefined || queueUrl === '') return;
  try {
    for (let at = 0; at < messages.length; at += BATCH) {
      await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: messages.slice(at, at + BATCH).map((message, index) => ({
            Id: String(index),
            MessageBody: JSON.stringify(message),
            ...(delayS > 0 ? { DelaySeconds: delayS } : {}),
          })),
        }),
      );
    }
  } catch (error) {
    console.error(
      JSON.stringify({ message: 'what was sent waits for the sweep', messages, error: String(error) }),
    );
  }
}
