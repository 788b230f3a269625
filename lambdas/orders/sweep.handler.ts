/** Every minute: orders that are due are put to work, whatever became of their messages. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { DUE } from '../../domain/orders/order.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { emitOrderMetrics } from './order-metrics.js';
import { sendOrder } from './queue.js';

const {
  RECORDS_TABLE: table,
  ORDERS_QUEUE_URL: queueUrl,
  OPERATOR_ID: operatorId,
} = requiredEnvironment('RECORDS_TABLE', 'ORDERS_QUEUE_URL', 'OPERATOR_ID');

/** Its own message is a little late now and then. */
const PATIENCE_MS = 15_000;
const MOST = 500;

export async function handler(): Promise<{ readonly woken: number }> {
  const nowMs = await operatorTime();
  let woken = 0;
  let oldestMs = nowMs;
  let from: Record<string, never> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :due AND gsi1sk <= :now',
        ExpressionAttributeValues: {
          ':due': { S: DUE },
          ':now': { S: new Date(nowMs - PATIENCE_MS).toISOString() },
        },
        Limit: 100,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    for (const item of items) {
      const due = item['gsi1sk']?.S ?? '';
      oldestMs = Math.min(oldestMs, Date.parse(due));
      await sendOrder(queueUrl, item['id']?.S ?? item['pk']?.S?.replace('ORDER#', '') ?? '', 0, due);
      woken++;
    }
    from = last as typeof from;
  } while (from !== undefined && woken < MOST);
  if (woken > 0)
    emitOrderMetrics(operatorId, Date.now(), { Woken: woken, Lag: Math.round((nowMs - oldestMs) / 1000) });
  return { woken };
}
