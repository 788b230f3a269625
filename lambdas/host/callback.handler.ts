/** `POST /host/callbacks`: the host says what became of a request; its order goes on. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { type CallbackOptions, serveCallback } from './callback.js';
import { HostRecords } from './host-records.js';
import { hostSecret } from './host-secret.js';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const { RECORDS_TABLE, ORDERS_QUEUE_URL } = requiredEnvironment('RECORDS_TABLE', 'ORDERS_QUEUE_URL');
const sqs = new SQSClient({});

const options: CallbackOptions = {
  records: new HostRecords(dynamodb, RECORDS_TABLE),
  keys: async () => (await hostSecret()).callbackKeys,
  wake: async (orderId) => {
    await sqs.send(
      new SendMessageCommand({ QueueUrl: ORDERS_QUEUE_URL, MessageBody: JSON.stringify({ orderId }) }),
    );
  },
  now: Date.now,
};

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return serveCallback(event, options);
}
