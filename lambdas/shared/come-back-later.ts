/** Messages of a queue that failed come back after a while that grows, instead of the queue's own time. */
import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

const FIRST_DELAY_S = 5;
const LONGEST_DELAY_S = 900;

/** 5, 10, 20 … seconds, at most 15 minutes. When it can't be set, the message comes back after the queue's own time. */
export async function comeBackLater(
  client: SQSClient,
  queueUrl: string,
  { attributes, receiptHandle }: Pick<SQSRecord, 'attributes' | 'receiptHandle'>,
): Promise<void> {
  const received = Number(attributes.ApproximateReceiveCount);
  const seconds = Math.min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** (received - 1));
  try {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  } catch (error) {
    console.error(JSON.stringify({ message: 'the delay of a message was not set', error: String(error) }));
  }
}
