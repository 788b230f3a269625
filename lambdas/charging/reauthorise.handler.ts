/** From events that may give an account value again to its network, which asks again. What failed comes back later. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { lookAtAccounts } from '../shared/account-messages.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { notifyPolicy } from '../shared/notify-policy.js';
import { loadPlan } from '../shared/plan-store.js';
import { postNotification } from '../shared/post-notification.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { reauthorise, type ReauthoriseOptions } from './reauthorise.js';

const { ACCOUNTS_TABLE, QUEUE_URL, RECORDS_TABLE } = requiredEnvironment(
  'ACCOUNTS_TABLE',
  'QUEUE_URL',
  'RECORDS_TABLE',
);
const client = new SQSClient({ maxAttempts: 2 });
const allowed = notifyPolicy();
const options: ReauthoriseOptions = {
  client: dynamodb,
  accountsTable: ACCOUNTS_TABLE,
  recordsTable: RECORDS_TABLE,
  loadPlan,
  post: (uri, body) => postNotification(uri, body, allowed),
  now: operatorTime,
};

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return lookAtAccounts(event, {
    client,
    queueUrl: QUEUE_URL,
    look: (account) => reauthorise(account, options),
    failed: 're-authorisation failed',
  });
}
