/** Posts what subscribers used, paid and were given, from `usage.recorded` on the bus. A message that fails comes back, later each time. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { hostOfSim } from '../lake/hosts.js';
import { comeBackLater } from '../shared/come-back-later.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { EntryConflictError } from './post.js';
import { postUsage } from './post-usage.js';

const { LEDGER_TABLE, RECORDS_TABLE, LEDGER_QUEUE_URL, HOSTS } = requiredEnvironment(
  'LEDGER_TABLE',
  'RECORDS_TABLE',
  'LEDGER_QUEUE_URL',
  'HOSTS',
);
const queue = new SQSClient({ maxAttempts: 2 });
const office = {
  books: { client: dynamodb, table: LEDGER_TABLE, now: Date.now },
  client: dynamodb,
  recordsTable: RECORDS_TABLE,
  plan: loadPlan,
  hostOf: hostOfSim(HOSTS),
};

interface BusEvent {
  readonly detail?: { readonly data?: { readonly records?: readonly UsageRecord[] } };
}

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const failed: SQSRecord[] = [];
  for (const message of event.Records) {
    try {
      const { detail } = JSON.parse(message.body) as BusEvent;
      await postUsage(office, detail?.data?.records ?? []);
    } catch (error) {
      const { messageId } = message;
      console.error(JSON.stringify({ message: 'usage was not posted', messageId, error: String(error) }));
      // What was posted stays as it was: rules that changed since do not change it, and it would not come right by itself.
      if (!(error instanceof EntryConflictError)) failed.push(message);
    }
  }
  await Promise.all(failed.map(async (message) => comeBackLater(queue, LEDGER_QUEUE_URL, message)));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
