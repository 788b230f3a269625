/** Webhook endpoints and hub listeners as records: `ENDPOINT#<id>` / `META`, with `HEALTH` beside it. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { DisabledReason, Listener } from '../../domain/events/listener.js';
import { eventId } from '../partners/kernel/announce.js';
import { type Recorded, RecordBook } from '../partners/kernel/records.js';
import { fromItem } from '../shared/attributes.js';
import type { Known } from './delivery-book.js';
import { eventWrite, wake } from './outbox.js';

/** What makes a listener found by its owner. */
export interface Found {
  readonly gsi1pk: string;
  readonly gsi1sk: string;
}

export type ListenerRecord = Recorded<Listener & Found>;

export const listenersOf = (owner: string): string => `LISTENERS#${owner}`;
export const listenerKey = (id: string) => ({ pk: { S: `ENDPOINT#${id}` }, sk: { S: 'META' } });
export const isListener = ({ form }: { readonly form?: string }): boolean =>
  form === 'hub' || form === 'endpoint';

/** Both kinds have keys of one form and lists of their own. */
export const endpointBook = (client: DynamoDBClient, table: string) =>
  new RecordBook<Listener & Found>(client, table, 'ENDPOINT', 'webhook-endpoint');
export const hubBook = (client: DynamoDBClient, table: string) =>
  new RecordBook<Listener & Found>(client, table, 'ENDPOINT', 'listener', 'HUB');

/** All listeners of an owner. */
export async function readListeners(
  client: DynamoDBClient,
  table: string,
  owner: string,
): Promise<readonly ListenerRecord[]> {
  const found: ListenerRecord[] = [];
  let from;
  do {
    const page: {
      Items?: Parameters<typeof fromItem>[0][];
      LastEvaluatedKey?: Parameters<typeof fromItem>[0];
    } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :owner',
        ExpressionAttributeValues: { ':owner': { S: listenersOf(owner) } },
        ExclusiveStartKey: from,
      }),
    );
    found.push(...(page.Items ?? []).map((item) => fromItem(item) as unknown as ListenerRecord));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}

/** Nothing more is sent to a listener, and its owner and the operator are told so: once. */
export async function tellDisabled(
  client: DynamoDBClient,
  table: string,
  {
    endpointId,
    known: { owner, revision, listener, failingSince },
    reason,
    nowMs,
  }: { endpointId: string; known: Known; reason: DisabledReason; nowMs: number },
): Promise<void> {
  const at = new Date(nowMs).toISOString();
  const subject = `webhook_endpoint/${endpointId}`;
  const event = {
    id: eventId(subject, 'disabled', String(revision + 1)),
    type: 'webhook_endpoint.disabled',
    time: at,
    owner,
    subject,
    actor: { type: 'system', id: 'events' } as const,
    data: {
      webhookEndpoint: {
        id: endpointId,
        url: listener.url,
        status: 'disabled',
        disabledReason: reason,
        disabledAt: at,
        ...(failingSince === undefined ? {} : { failingSince }),
      },
    },
    previousData: { status: 'enabled' },
  };
  try {
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Update: {
              TableName: table,
              Key: listenerKey(endpointId),
              UpdateExpression:
                'SET #status = :disabled, disabledReason = :reason, disabledAt = :at, updatedAt = :at, revision = :next',
              ConditionExpression: 'revision = :revision AND #status = :enabled',
              ExpressionAttributeNames: { '#status': 'status' },
              ExpressionAttributeValues: {
                ':disabled': { S: 'disabled' },
                ':enabled': { S: 'enabled' },
                ':reason': { S: reason },
                ':at': { S: at },
                ':revision': { N: String(revision) },
                ':next': { N: String(revision + 1) },
              },
            },
          },
          eventWrite(table, event),
        ],
      }),
    );
  } catch (error) {
    // Somebody else disabled it, or its owner has just changed it: then the next failure says so again.
    if (error instanceof TransactionCanceledException || error instanceof ConditionalCheckFailedException)
      return;
    throw error;
  }
  console.warn(JSON.stringify({ message: 'a webhook endpoint was disabled', endpointId, owner, reason }));
  await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
}
