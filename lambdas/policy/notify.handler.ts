/** From events about accounts to notifications of policy counters. Messages that failed come back, later each time. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { operatorTime } from '../shared/clock.js';
import { comeBackLater } from '../shared/come-back-later.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { accountCounters } from './account-counters.js';
import { notifyAccount, type NotifierOptions } from './notifier.js';
import { notifyPolicy } from './notify-policy.js';
import { postNotification } from './post-notification.js';
import { SubscriptionStore } from './subscription-store.js';

const { ACCOUNTS_TABLE, QUEUE_URL, RECORDS_TABLE } = requiredEnvironment(
  'ACCOUNTS_TABLE',
  'QUEUE_URL',
  'RECORDS_TABLE',
);
const queue = new SQSClient({ maxAttempts: 2 });
const allowed = notifyPolicy();
const options: NotifierOptions = {
  store: new SubscriptionStore(dynamodb, RECORDS_TABLE),
  readCounters: accountCounters(dynamodb, ACCOUNTS_TABLE, loadPlan),
  post: (uri, body) => postNotification(uri, body, allowed),
  now: operatorTime,
};

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  // Several changes of one account are one look at it.
  const looks = new Map<string, Promise<void>>();
  const failures = await Promise.all(event.Records.map((record) => handle(record, looks)));
  return { batchItemFailures: failures.filter((failure) => failure !== undefined) };
}

async function handle(
  record: SQSRecord,
  looks: Map<string, Promise<void>>,
): Promise<SQSBatchItemFailure | undefined> {
  try {
    const account = accountOf(record.body);
    const look = looks.get(account) ?? notifyAccount(account, options);
    looks.set(account, look);
    await look;
    return undefined;
  } catch (error) {
    console.error(
      JSON.stringify({
        message: 'policy notification failed',
        messageId: record.messageId,
        error: String(error),
      }),
    );
    await comeBackLater(queue, QUEUE_URL, record);
    return { itemIdentifier: record.messageId };
  }
}

/** @throws Error for what is no event about an account: it goes to the dead-letter queue */
function accountOf(body: string): string {
  const { detail } = JSON.parse(body) as { detail?: { data?: { account?: unknown } } };
  const account = detail?.data?.account;
  if (typeof account !== 'string' || account === '') throw new Error('the event names no account');
  return account;
}
