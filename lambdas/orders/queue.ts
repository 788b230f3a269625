/** The queue of orders that are to be taken on. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

export const queue = new SQSClient({ maxAttempts: 3 });

/** What a message says. */
export interface OrderMessage {
  readonly orderId: string;
  /** Sent for this time: void when the order is due at another. */
  readonly due?: string;
}

/** Never fails: without a message the sweep finds the order. */
export async function sendOrder(
  queueUrl: string,
  orderId: string,
  delayS: number,
  due?: string,
): Promise<void> {
  const message: OrderMessage = { orderId, ...(due === undefined ? {} : { due }) };
  try {
    await queue.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(message),
        ...(delayS > 0 ? { DelaySeconds: delayS } : {}),
      }),
    );
  } catch (error) {
    console.error(JSON.stringify({ message: 'an order waits for the sweep', orderId, error: String(error) }));
  }
}
