/** The simulated host: requests of the operator over HTTP, and its own callbacks from a queue. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { callBack, serveSimulator, type SimulatorOptions } from './simulator.js';

const { RECORDS_TABLE, HOST_SANDBOX_KEY, HOST_SIMULATOR_QUEUE_URL, OPERATOR_ID } = requiredEnvironment(
  'RECORDS_TABLE',
  'HOST_SANDBOX_KEY',
  'HOST_SIMULATOR_QUEUE_URL',
  'OPERATOR_ID',
);
const sqs = new SQSClient({});

const options: SimulatorOptions = {
  client: dynamodb,
  table: RECORDS_TABLE,
  key: HOST_SANDBOX_KEY,
  smdpAddress: `smdp.${OPERATOR_ID}.example`,
  later: async (requestId, afterS) => {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: HOST_SIMULATOR_QUEUE_URL,
        MessageBody: JSON.stringify({ requestId }),
        DelaySeconds: afterS,
      }),
    );
  },
  now: Date.now,
};

export async function handler(
  event: APIGatewayProxyEventV2 | SQSEvent,
): Promise<APIGatewayProxyStructuredResultV2 | SQSBatchResponse> {
  if (!('Records' in event)) return serveSimulator(event, options);
  const failed = await Promise.all(
    event.Records.map(async ({ body, messageId }) => {
      try {
        await callBack((JSON.parse(body) as { requestId: string }).requestId, options);
        return [];
      } catch (error) {
        console.warn(JSON.stringify({ message: 'a callback comes again', error: String(error) }));
        return [{ itemIdentifier: messageId }];
      }
    }),
  );
  return { batchItemFailures: failed.flat() };
}
