/** Nchf_SpendingLimitControl behind an HTTP API or an Application Load Balancer. */
import type {
  ALBEvent,
  ALBResult,
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import { policyProblems } from '../../domain/policy/problem.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { networkRequest } from '../shared/front-door-event.js';
import { notifyPolicy } from '../shared/notify-policy.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { findSubscriber } from '../subscribers/find-subscriber.js';
import { accountCounters } from './account-counters.js';
import { refuse, serveSpendingLimits } from './spending-limits.js';
import { SubscriptionStore } from './subscription-store.js';

const { ACCOUNTS_TABLE, RECORDS_TABLE } = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE');

const options = {
  store: new SubscriptionStore(dynamodb, RECORDS_TABLE),
  accountOf: async (supi: string) => (await findSubscriber(RECORDS_TABLE, supi))?.accountKey,
  readCounters: accountCounters(dynamodb, ACCOUNTS_TABLE, loadPlan),
  notify: notifyPolicy(),
  now: operatorTime,
};

export async function handler(
  event: APIGatewayProxyEventV2 | ALBEvent,
): Promise<APIGatewayProxyStructuredResultV2 | ALBResult> {
  const { body, headers, status } = await serve(event);
  return { statusCode: status, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
}

async function serve(event: APIGatewayProxyEventV2 | ALBEvent) {
  try {
    return await serveSpendingLimits(networkRequest(event), options);
  } catch (error) {
    console.error(JSON.stringify({ message: 'spending limits failed', error: String(error) }));
    return refuse(policyProblems.unavailable());
  }
}
