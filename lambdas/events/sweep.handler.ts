/** Once a minute: what nobody is at gets its message, and subscriptions to SIM swaps end when their time has come. */
import { endDueSubscriptions } from '../partners/sim-swap/on-sim-swapped.js';
import { subscriptionBook } from '../partners/sim-swap/office.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { emitHubMetrics } from './hub-metrics.js';
import { sendAll, wake } from './outbox.js';
import { sweep } from './sweep.js';

const {
  RECORDS_TABLE: table,
  OPERATOR_ID: operatorId,
  EVENTS_QUEUE_URL: eventsQueue,
  DELIVERIES_QUEUE_URL: deliveriesQueue,
} = requiredEnvironment('RECORDS_TABLE', 'OPERATOR_ID', 'EVENTS_QUEUE_URL', 'DELIVERIES_QUEUE_URL');

const simSwaps = { client: dynamodb, table, subscriptions: subscriptionBook(dynamodb, table) };

export async function handler(): Promise<void> {
  const nowMs = Date.now();
  const { oldestS } = await sweep({
    client: dynamodb,
    table,
    nowMs,
    sendEvents: (messages) => sendAll(eventsQueue, messages),
    sendLanes: (lanes) => sendAll(deliveriesQueue, lanes),
  });
  emitHubMetrics(operatorId, nowMs, { OldestUndelivered: oldestS });
  await wake(eventsQueue, await endDueSubscriptions(simSwaps, await operatorTime()));
}
