/** Events to be told: named by who wrote them (`eventId`), as they came on the operator's bus, and replays. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { BusEvent } from '../../domain/events/bus-event.js';
import { endIfDue, onSimSwapped, SIM_CHANGED } from '../partners/sim-swap/on-sim-swapped.js';
import { subscriptionBook } from '../partners/sim-swap/office.js';
import { operatorTime } from '../shared/clock.js';
import { PaymentStore } from '../payments/payment-store.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { DynamoDbDeliveries } from './dynamodb-deliveries.js';
import { fanOut, keepBusEvent, tellBus } from './fan-out.js';
import { sendAll, wake } from './outbox.js';
import { runReplay } from './replay.js';
import { withPayment } from './with-payment.js';

const {
  RECORDS_TABLE: table,
  OPERATOR_ID: operatorId,
  EVENT_BUS_NAME: busName,
  EVENTS_QUEUE_URL: eventsQueue,
  DELIVERIES_QUEUE_URL: deliveriesQueue,
} = requiredEnvironment(
  'RECORDS_TABLE',
  'OPERATOR_ID',
  'EVENT_BUS_NAME',
  'EVENTS_QUEUE_URL',
  'DELIVERIES_QUEUE_URL',
);
const bus = new EventBridgeClient({ maxAttempts: 3 });
const simSwaps = { client: dynamodb, table, subscriptions: subscriptionBook(dynamodb, table) };
const payments = new PaymentStore(dynamodb, { accounts: '', records: table });
const partnerUrl = process.env['PARTNER_URL'] ?? '';
const isSandbox = process.env['SANDBOX'] === '1';
/** Left for what a replay does last. */
const MARGIN_MS = 15_000;

type Message =
  | { readonly eventId: string }
  | { readonly replayId: string }
  /** To SIM swaps, when its time may have come. */
  | { readonly subscriptionId: string }
  | { readonly detail: BusEvent };

export async function handler(
  { Records: messages }: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SQSBatchResponse> {
  const options = {
    client: dynamodb,
    table,
    operatorId,
    deliveries: new DynamoDbDeliveries(dynamodb, table),
    tellBus: (event: Parameters<typeof tellBus>[2]) => tellBus(bus, { busName, operatorId }, event),
    wakeLanes: (lanes: readonly object[]) => sendAll(deliveriesQueue, lanes),
    now: Date.now,
    follow: async (event: Parameters<typeof tellBus>[2]) => {
      if (event.type === SIM_CHANGED) await wake(eventsQueue, await onSimSwapped(simSwaps, event));
    },
    withResource: async (event: Parameters<typeof tellBus>[2]) => withPayment(event, payments, partnerUrl),
    deadlineMs: Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS,
    isSandbox,
  };
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  // One after the other: events of one batch are often of one subject.
  for (const { body, messageId } of messages) {
    try {
      const message = JSON.parse(body) as Message;
      if ('replayId' in message) {
        if (!(await runReplay(message.replayId, options))) await sendAll(eventsQueue, [message]);
        continue;
      }
      if ('subscriptionId' in message) {
        await wake(eventsQueue, await endIfDue(simSwaps, message.subscriptionId, await operatorTime()));
        continue;
      }
      const eventId = 'eventId' in message ? message.eventId : await keepBusEvent(message.detail, options);
      if (eventId !== undefined) await fanOut(eventId, options);
    } catch (error) {
      console.error(
        JSON.stringify({ message: 'an event was not told', messageId, body, error: String(error) }),
      );
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
