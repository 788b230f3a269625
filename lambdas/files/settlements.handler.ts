/** A CSV file below `settlements/<provider>/` in the bucket: what the provider settled, compared with our payments. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { PaymentMetrics } from '../payments/payment-metrics.js';
import { PaymentStore } from '../payments/payment-store.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { DynamoDbFileLedger } from './dynamodb-file-ledger.js';
import { announce, files } from './file-handler.js';
import { uploadedFile } from './object-event.js';
import { reconcileFile } from './reconcile-file.js';

const environment = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'EVENT_BUS_NAME', 'OPERATOR_ID');
const ledger = new DynamoDbFileLedger(dynamodb, environment.RECORDS_TABLE);
const payments = new PaymentStore(dynamodb, {
  accounts: environment.ACCOUNTS_TABLE,
  records: environment.RECORDS_TABLE,
});
const metrics = new PaymentMetrics(environment.OPERATOR_ID);

/** @returns the messages of files that somebody else is at: they come back */
export async function handler(
  { Records: messages }: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SQSBatchResponse> {
  const again: { itemIdentifier: string }[] = [];
  for (const message of messages) {
    const processed = await reconcileFile(uploadedFile(message), {
      files,
      ledger,
      payments,
      now: operatorTime,
      remainingMs: () => context.getRemainingTimeInMillis(),
      announce: (record, found) => announce(record, environment, found),
      count: (provider, mismatched) => metrics.count('Mismatched', provider, mismatched),
    });
    metrics.flush(Date.now());
    if (processed === 'again') again.push({ itemIdentifier: message.messageId });
  }
  return { batchItemFailures: again };
}
