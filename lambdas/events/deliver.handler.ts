/** Sends what waits: each message names a lane. */
import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { deliverLane, type LaneResult } from './deliver-lane.js';
import type { Lane } from './delivery-book.js';
import { DynamoDbDeliveries } from './dynamodb-deliveries.js';
import { emitHubMetrics } from './hub-metrics.js';
import { sendAll } from './outbox.js';

const {
  RECORDS_TABLE: table,
  OPERATOR_ID: operatorId,
  DELIVERIES_QUEUE_URL: queueUrl,
} = requiredEnvironment('RECORDS_TABLE', 'OPERATOR_ID', 'DELIVERIES_QUEUE_URL', 'EVENTS_QUEUE_URL');
const policy = { localHttp: process.env['NOTIFY_LOCAL_HTTP'] === '1' };

/** An attempt takes ten seconds at most; what is begun is ended and written down. */
const MARGIN_MS = 20_000;
/** What is due later is found by the sweep: messages can't wait longer. */
const LONGEST_DELAY_S = 900;

export async function handler(
  { Records: messages }: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SQSBatchResponse> {
  const deadlineMs = Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS;
  const book = new DynamoDbDeliveries(dynamodb, table);
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  const results = await Promise.all(
    messages.map(async ({ body, messageId }): Promise<LaneResult | undefined> => {
      try {
        const lane = JSON.parse(body) as Lane;
        const result = await deliverLane(lane, {
          book,
          operatorId,
          policy,
          now: Date.now,
          token: randomUUID,
          deadlineMs,
        });
        const delayS = Math.ceil(((result.againMs ?? Infinity) - Date.now()) / 1000);
        if (delayS <= LONGEST_DELAY_S) await sendAll(queueUrl, [lane], Math.max(0, delayS));
        return result;
      } catch (error) {
        console.error(JSON.stringify({ message: 'a lane failed', messageId, body, error: String(error) }));
        batchItemFailures.push({ itemIdentifier: messageId });
        return undefined;
      }
    }),
  );
  const sum = (of: (result: LaneResult) => number) =>
    results.reduce((total, result) => total + (result === undefined ? 0 : of(result)), 0);
  emitHubMetrics(operatorId, Date.now(), {
    Delivered: sum(({ delivered }) => delivered),
    Failed: sum(({ failed }) => failed),
    Dead: sum(({ dead }) => dead),
    EndpointsDisabled: sum(({ disabled }) => Number(disabled)),
  });
  return { batchItemFailures };
}
