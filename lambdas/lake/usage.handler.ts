/** Usage to the lake, from `usage.recorded` on the operator's bus. A message that fails comes back, later each time. */
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { movementRows, usageRows } from '../../domain/lake/rows.js';
import { comeBackLater } from '../shared/come-back-later.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { deliver } from './deliver.js';
import { hostOfSim } from './hosts.js';

const { USAGE_STREAM, MOVEMENTS_STREAM, LAKE_QUEUE_URL, HOSTS } = requiredEnvironment(
  'USAGE_STREAM',
  'MOVEMENTS_STREAM',
  'LAKE_QUEUE_URL',
  'HOSTS',
);
const firehose = new FirehoseClient({ maxAttempts: 3 });
const queue = new SQSClient({ maxAttempts: 2 });
const hostOf = hostOfSim(HOSTS);

interface BusEvent {
  readonly detail?: { readonly data?: { readonly records?: readonly UsageRecord[] } };
}

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const failed: SQSRecord[] = [];
  for (const message of event.Records) {
    try {
      const records = (JSON.parse(message.body) as BusEvent).detail?.data?.records ?? [];
      await deliver(
        firehose,
        USAGE_STREAM,
        records.flatMap((record) => usageRows(record, hostOf)),
      );
      await deliver(firehose, MOVEMENTS_STREAM, records.flatMap(movementRows));
    } catch (error) {
      console.error(
        JSON.stringify({
          message: 'usage did not reach the lake',
          messageId: message.messageId,
          error: String(error),
        }),
      );
      failed.push(message);
    }
  }
  await Promise.all(failed.map(async (message) => comeBackLater(queue, LAKE_QUEUE_URL, message)));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
