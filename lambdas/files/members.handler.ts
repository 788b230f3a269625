/** A CSV file below `members/` in the bucket: onboards a company's members. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { operatorTime } from '../shared/clock.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { DynamoDbMembers } from './dynamodb-members.js';
import { handleFiles } from './file-handler.js';
import { MembersKind } from './members-kind.js';

const environment = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'EVENT_BUS_NAME', 'OPERATOR_ID');
const members = new DynamoDbMembers(
  { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE },
  operatorTime,
);

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  return await handleFiles(event, context, () => new MembersKind(members), environment);
}
