/** Sums up usage for forecasts, from `usage.recorded` on the operator's bus. A message that fails comes back, later each time. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { comeBackLater } from '../shared/come-back-later.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { countBreakage } from './breakage.js';
import { addUsage } from './usage-sums.js';

const { RECORDS_TABLE: table, USAGE_QUEUE_URL: queueUrl } = requiredEnvironment(
  'RECORDS_TABLE',
  'USAGE_QUEUE_URL',
);
const queue = new SQSClient({ maxAttempts: 2 });

const books = {
  client: dynamodb,
  table,
  now: Date.now,
  offeringOf: async (planId: string) => {
    const plan = await loadPlan(planId);
    if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
    return plan.offeringId;
  },
};

/** As it comes from the bus: a CloudEvent in `detail`. */
interface BusEvent {
  readonly detail?: { readonly data?: { readonly records?: readonly UsageRecord[] } };
}

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const failed: SQSRecord[] = [];
  for (const record of event.Records) {
    try {
      const { detail } = JSON.parse(record.body) as BusEvent;
      const records = detail?.data?.records ?? [];
      await addUsage(books, records);
      for (const each of records) await countBreakage(books, each);
    } catch (error) {
      console.error(
        JSON.stringify({
          message: 'usage was not summed up',
          messageId: record.messageId,
          error: String(error),
        }),
      );
      failed.push(record);
    }
  }
  await Promise.all(failed.map(async (record) => comeBackLater(queue, queueUrl, record)));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
