/** From events about accounts to notifications of policy counters. Messages that failed come back, later each time. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { lookAtAccounts } from '../shared/account-messages.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { notifyPolicy } from '../shared/notify-policy.js';
import { loadPlan } from '../shared/plan-store.js';
import { postNotification } from '../shared/post-notification.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { accountCounters } from './account-counters.js';
import { notifyAccount, type NotifierOptions } from './notifier.js';
import { SubscriptionStore } from './subscription-store.js';

const { ACCOUNTS_TABLE, QUEUE_URL, RECORDS_TABLE } = requiredEnvironment(
  'ACCOUNTS_TABLE',
  'QUEUE_URL',
  'RECORDS_TABLE',
);
const client = new SQSClient({ maxAttempts: 2 });
const allowed = notifyPolicy();
const options: NotifierOptions = {
  store: new SubscriptionStore(dynamodb, RECORDS_TABLE),
  readCounters: accountCounters(dynamodb, ACCOUNTS_TABLE, loadPlan),
  post: (uri, body) => postNotification(uri, body, allowed),
  now: operatorTime,
};

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return lookAtAccounts(event, {
    client,
    queueUrl: QUEUE_URL,
    look: (account) => notifyAccount(account, options),
    failed: 'policy notification failed',
  });
}
