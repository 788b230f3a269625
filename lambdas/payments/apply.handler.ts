/** Applies kept messages of providers, from the queue. One that fails comes back, later each time. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { comeBackLater } from '../shared/come-back-later.js';
import { applyMessage } from './apply-message.js';
import type { MessageName } from './kept-messages.js';
import { applying, metrics, queueUrl } from './wiring.js';

const queue = new SQSClient({ maxAttempts: 2 });

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const failures = await Promise.all(event.Records.map(handle));
  metrics.flush(Date.now());
  return { batchItemFailures: failures.filter((failure) => failure !== undefined) };
}

async function handle(record: SQSRecord): Promise<SQSBatchItemFailure | undefined> {
  const { messageId } = record;
  try {
    const { again, ...name } = JSON.parse(record.body) as MessageName & { readonly again?: true };
    const applied = await applyMessage(name, applying, again === true);
    if (applied === 'unknown')
      console.warn(JSON.stringify({ message: 'a message is kept no longer', ...name }));
    return undefined;
  } catch (error) {
    console.error(JSON.stringify({ message: 'payment message failed', messageId, error: String(error) }));
    await comeBackLater(queue, queueUrl, record);
    return { itemIdentifier: messageId };
  }
}
