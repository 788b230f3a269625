/** `POST /subscribers/{subscriberId}/quote`. Apart from the routes that write: it may only read. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { successorOf } from '../catalogue/offering-versions.js';
import { DynamoDbAccountStore } from '../charging/dynamodb-account-store.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { problem } from '../shared/problem.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { quoteBody } from './bodies.js';
import { invalidBody, readBody } from './body.js';
import { quote } from './quote.js';
import { subscriberOf } from './route.js';

const { ACCOUNTS_TABLE: accounts, RECORDS_TABLE: records } = requiredEnvironment(
  'ACCOUNTS_TABLE',
  'RECORDS_TABLE',
);
const store = new DynamoDbAccountStore(dynamodb, accounts);

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  if (event.routeKey !== 'POST /subscribers/{subscriberId}/quote')
    return problem(404, 'route-not-found', { detail: `${event.routeKey} is not served here` });
  const subscriber = await subscriberOf(records, event);
  if ('answer' in subscriber) return subscriber.answer;
  const body = readBody(quoteBody, event);
  if (!body.ok) return invalidBody(body.invalidParams);
  const desk = {
    store,
    loadPlan,
    successorOf: (plan: { id: string; offeringId: string }, atMs: number) => successorOf(records, plan, atMs),
    nowMs: await operatorTime(),
  };
  return quote(desk, subscriber, body.value);
}
