/** Sends names of kept messages through the queue to whoever applies them. */
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { MessageName } from './kept-messages.js';

const BATCH = 10;

const client = new SQSClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});

/**
 * @param again  a person asked for it: quarantined messages are tried again
 * @throws Error when the queue did not take all of them; those that it took come twice when they are sent again
 */
export async function sendMessages(
  queueUrl: string,
  names: readonly MessageName[],
  again = false,
): Promise<void> {
  for (let from = 0; from < names.length; from += BATCH) {
    const { Failed: failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: names.slice(from, from + BATCH).map(({ provider, key }, i) => ({
          Id: String(i),
          MessageBody: JSON.stringify({ provider, key, ...(again ? { again } : {}) }),
        })),
      }),
    );
    if (failed.length > 0) throw new Error(`${failed.length} messages were not taken by the queue`);
  }
}
