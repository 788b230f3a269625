/** Batches of codes that wait in a queue: `{"batchId": "cpb_…"}`. */
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { S3Files } from '../files/s3-files.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { codeKeyOf } from './code-key.js';
import { generate } from './generate.js';
import { promotionsOffice } from './office.js';

const environment = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'PARTNER_URL', 'CODES_BUCKET');
const office = promotionsOffice(dynamodb, environment, codeKeyOf());
const files = new S3Files(new S3Client({ maxAttempts: 5 }));

/** @returns the messages of batches that need more time: they come back, and go on where they were */
export async function handler(
  { Records: messages }: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SQSBatchResponse> {
  const again: { itemIdentifier: string }[] = [];
  for (const { body, messageId } of messages) {
    const { batchId } = JSON.parse(body) as { readonly batchId: string };
    const result = await generate(batchId, {
      office,
      files,
      bucket: environment.CODES_BUCKET,
      now: operatorTime,
      remainingMs: () => context.getRemainingTimeInMillis(),
    });
    if (result === 'again') again.push({ itemIdentifier: messageId });
  }
  return { batchItemFailures: again };
}
