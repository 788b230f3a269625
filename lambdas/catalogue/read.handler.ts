/** `GET /plans`: what is sold. `GET /plans/{planId}`: one plan version, sold or not. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { viewPlan } from '../../domain/catalogue/view-plan.js';
import { versionInForce } from '../../domain/catalogue/versions.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { cursorAfter, pageRequest } from '../shared/paging.js';
import { loadPlan } from '../shared/plan-store.js';
import { json, problem } from '../shared/problem.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { toOfferingRecord } from './offering-record.js';

const { RECORDS_TABLE: table } = requiredEnvironment('RECORDS_TABLE');

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  switch (event.routeKey) {
    case 'GET /plans':
      return listPlans(event);
    case 'GET /plans/{planId}':
      return getPlan(event.pathParameters?.['planId'] ?? '');
    default:
      return problem(404, 'route-not-found', { detail: `${event.routeKey} is not served here` });
  }
}

async function listPlans(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const page = pageRequest(event.queryStringParameters, (key) => /^[a-z][a-z0-9-]*$/.test(key));
  if ('invalidParams' in page) return problem(400, 'invalid-query', { invalidParams: page.invalidParams });
  const { Items: items = [], LastEvaluatedKey: last } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :offering',
      ExpressionAttributeValues: { ':offering': { S: 'OFFERING' } },
      Limit: page.limit,
      ...(page.after === undefined
        ? {}
        : {
            ExclusiveStartKey: {
              pk: { S: `OFFERING#${page.after}` },
              sk: { S: 'CURRENT' },
              gsi1pk: { S: 'OFFERING' },
              gsi1sk: { S: page.after },
            },
          }),
    }),
  );
  const next = last?.['gsi1sk']?.S;
  const nowMs = await operatorTime();
  return json(200, {
    items: items.flatMap((item) => {
      const { offeringId, versions } = toOfferingRecord(item);
      const current = versionInForce(versions, nowMs);
      // An offering that begins later is no offering yet.
      if (current === undefined) return [];
      const { planId, name, paymentMode } = current;
      const coming = versions.find(({ fromMs }) => fromMs > nowMs);
      return [
        {
          offeringId,
          name,
          planId,
          currency: item['currency']?.S,
          paymentMode,
          effectiveFrom: new Date(current.fromMs).toISOString(),
          ...(coming === undefined
            ? {}
            : { next: { planId: coming.planId, effectiveFrom: new Date(coming.fromMs).toISOString() } }),
        },
      ];
    }),
    ...(next === undefined ? {} : { after: cursorAfter(next) }),
  });
}

async function getPlan(planId: string): Promise<APIGatewayProxyStructuredResultV2> {
  if (!/^plan_[0-9a-f]{16}$/.test(planId)) {
    return problem(400, 'invalid-plan-id', {
      invalidParams: [{ param: 'planId', reason: `got "${planId}"; allowed: plan_ and 16 hex digits` }],
    });
  }
  const plan = await loadPlan(planId);
  if (plan === undefined)
    return problem(404, 'plan-not-found', { detail: `there is no plan version ${planId}` });
  // A version never changes, so whoever has it may keep it.
  return json(200, viewPlan(plan), { 'cache-control': 'private, max-age=31536000, immutable' });
}
