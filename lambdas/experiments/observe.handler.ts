/** Adds up what subscribers do, from `usage.recorded` on the operator's bus. A message that fails comes back, later each time. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { comeBackLater } from '../shared/come-back-later.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { observeRecords } from './observe-records.js';

const { RECORDS_TABLE: table, OBSERVE_QUEUE_URL: queueUrl } = requiredEnvironment(
  'RECORDS_TABLE',
  'OBSERVE_QUEUE_URL',
);
const queue = new SQSClient({ maxAttempts: 2 });

interface BusEvent {
  readonly detail?: { readonly data?: { readonly records?: readonly UsageRecord[] } };
}

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const failed: SQSRecord[] = [];
  for (const record of event.Records) {
    try {
      const { detail } = JSON.parse(record.body) as BusEvent;
      await observeRecords({ client: dynamodb, table, now: Date.now }, detail?.data?.records ?? []);
    } catch (error) {
      console.error(
        JSON.stringify({
          message: 'usage was not observed',
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
