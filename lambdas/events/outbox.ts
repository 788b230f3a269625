/**
 * Events that partners are told: written in the transaction that makes them true, so that there is one exactly when it
 * happened; a message then wakes whoever tells them, and a sweep finds those whose message was lost.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { PartnerEvent } from '../../domain/events/event.js';
import { toAttributes } from '../shared/attributes.js';

/** Events are kept for 30 days: for replays, and for who asks instead of being told. */
const KEPT_S = 30 * 24 * 3600;
/** The index of events that nobody was told of yet. */
export const WAITING = 'EVENTS#WAITING';

const sqs = new SQSClient({});

/**
 * An event as a write of a transaction. The same event again changes nothing.
 *
 * @param realNowMs  when it may be forgotten follows from real time, whatever a test clock shows
 */
export function eventWrite(table: string, event: PartnerEvent, realNowMs = Date.now()): TransactWriteItem {
  const { previousData, tmf, ...rest } = event;
  return {
    Put: {
      TableName: table,
      Item: toAttributes({
        pk: `EVENT#${event.id}`,
        sk: 'META',
        gsi1pk: WAITING,
        gsi1sk: `${event.time}#${event.id}`,
        ...rest,
        // As text: numbers keep their digits, whatever the resource is.
        data: JSON.stringify(event.data),
        ...(previousData === undefined ? {} : { previousData: JSON.stringify(previousData) }),
        ...(tmf === undefined ? {} : { tmf }),
        ttl: Math.floor(realNowMs / 1000) + KEPT_S,
      }),
    },
  };
}

const BATCH = 10;

/**
 * Wakes whoever tells events, after the transaction that wrote them. Never fails: without a message the sweep finds
 * them.
 */
export async function wake(queueUrl: string | undefined, eventIds: readonly string[]): Promise<void> {
  if (queueUrl === undefined || queueUrl === '') return;
  try {
    for (let at = 0; at < eventIds.length; at += BATCH) {
      await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: eventIds
            .slice(at, at + BATCH)
            .map((eventId, index) => ({ Id: String(index), MessageBody: JSON.stringify({ eventId }) })),
        }),
      );
    }
  } catch (error) {
    console.error(JSON.stringify({ message: 'events wait for the sweep', eventIds, error: String(error) }));
  }
}
