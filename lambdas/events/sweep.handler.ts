/** Once a minute: what nobody is at gets its message, and subscriptions to SIM swaps end when their time has come. */
import { dueSubscriptions } from '../partners/sim-swap/rolls.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { emitHubMetrics } from './hub-metrics.js';
import { sendAll } from './outbox.js';
import { sweep } from './sweep.js';

const {
  RECORDS_TABLE: table,
  OPERATOR_ID: operatorId,
  EVENTS_QUEUE_URL: eventsQueue,
  DELIVERIES_QUEUE_URL: deliveriesQueue,
} = requiredEnvironment('RECORDS_TABLE', 'OPERATOR_ID', 'EVENTS_QUEUE_URL', 'DELIVERIES_QUEUE_URL');

/** Where a test clock may be ahead, whoever ends them looks at it. */
const EVER = '9999';

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
  const until = process.env['TEST_CLOCK'] === undefined ? new Date(nowMs).toISOString() : EVER;
  const ending = await dueSubscriptions({ client: dynamodb, table }, until);
  await sendAll(
    eventsQueue,
    ending.map((subscriptionId) => ({ subscriptionId })),
  );
}
