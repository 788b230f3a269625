import { createHash } from 'node:crypto';
import type { AwsService } from '../aws/endpoint.js';
import type { LocalQueue, QueueMessage } from './queue.js';

type Fields = Record<string, unknown>;

/** The part of the SQS API that functions use. Queues are found by the URL that `Ref` resolves to. */
export function sqsService(queueByUrl: (url: string) => LocalQueue | undefined): AwsService {
  return {
    target: 'AmazonSQS',
    call: async (operation, body) => {
      const queue = queueByUrl(String(body['QueueUrl']));
      if (queue === undefined)
        return failed('QueueDoesNotExist', `No queue has the URL ${String(body['QueueUrl'])}`);
      const result = operate(queue, operation, body);
      return await Promise.resolve(
        result === undefined
          ? failed('UnsupportedOperation', `The local SQS has no operation ${operation}`)
          : { status: 200, body: result },
      );
    },
  };
}

function operate(queue: LocalQueue, operation: string, body: Fields): Fields | undefined {
  switch (operation) {
    case 'SendMessage':
      return sent(queue, body);
    case 'SendMessageBatch':
      return {
        Successful: (body['Entries'] as Fields[]).map((entry) => ({
          Id: entry['Id'],
          ...sent(queue, entry),
        })),
        Failed: [],
      };
    case 'ReceiveMessage':
      return {
        Messages: queue
          .receive(Number(body['MaxNumberOfMessages'] ?? 1), milliseconds(body['VisibilityTimeout']))
          .map((message) => ({
            MessageId: message.id,
            ReceiptHandle: message.receipt,
            Body: message.body,
            MD5OfBody: md5(message.body),
            Attributes: systemAttributes(message),
          })),
      };
    case 'DeleteMessage':
      queue.delete(String(body['ReceiptHandle']));
      return {};
    case 'ChangeMessageVisibility':
      queue.changeVisibility(String(body['ReceiptHandle']), milliseconds(body['VisibilityTimeout']) ?? 0);
      return {};
    case 'GetQueueAttributes':
      return {
        Attributes: {
          QueueArn: queue.options.arn,
          ApproximateNumberOfMessages: String(queue.depth),
          VisibilityTimeout: String(queue.options.visibilityTimeoutMs / 1000),
        },
      };
    default:
      return undefined;
  }
}

function sent(queue: LocalQueue, entry: Fields): Fields {
  const body = String(entry['MessageBody']);
  const id = queue.send(body, {
    delayMs: milliseconds(entry['DelaySeconds']),
    groupId: entry['MessageGroupId'] as string | undefined,
    deduplicationId: entry['MessageDeduplicationId'] as string | undefined,
  });
  return { MessageId: id, MD5OfMessageBody: md5(body) };
}

/** The `attributes` of a message as SQS and Lambda's event carry them. */
export function systemAttributes(message: QueueMessage): {
  ApproximateReceiveCount: string;
  SentTimestamp: string;
  SenderId: string;
  ApproximateFirstReceiveTimestamp: string;
} {
  return {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentMs),
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs ?? message.sentMs),
    ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
    ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
  };
}

// MD5 is what the SQS API answers; SDKs compare it.
export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const milliseconds = (seconds: unknown): number | undefined =>
  seconds === undefined || seconds === null ? undefined : Number(seconds) * 1000;

const failed = (type: string, message: string): { status: number; body: object } => ({
  status: 400,
  body: { __type: `com.amazonaws.sqs#${type}`, message },
});
