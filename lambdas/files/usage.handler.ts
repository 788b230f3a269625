/** A CSV file below `usage/` in the bucket: the host's usage, rated by the decision that charges. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { successorOf } from '../catalogue/offering-versions.js';
import { DynamoDbAccountStore } from '../charging/dynamodb-account-store.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { findSubscriber } from '../subscribers/find-subscriber.js';
import { handleFiles } from './file-handler.js';
import { UsageKind } from './usage-kind.js';

const environment = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'EVENT_BUS_NAME', 'OPERATOR_ID');
const kind = new UsageKind({
  store: new DynamoDbAccountStore(dynamodb, environment.ACCOUNTS_TABLE),
  loadPlan,
  now: operatorTime,
  successorOf: (plan, atMs) => successorOf(environment.RECORDS_TABLE, plan, atMs),
  findSupi: async (msisdn) => (await findSubscriber(environment.RECORDS_TABLE, msisdn))?.supi,
});

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  return await handleFiles(event, context, () => kind, environment);
}
