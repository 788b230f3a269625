/** `GET /subscribers/{subscriberId}` with its account, and `…/usage`, newest first. The id may be a SUPI or MSISDN. */
import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Item } from '../../domain/charging/item.js';
import { fromItem } from '../shared/attributes.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { cursorAfter, pageRequest } from '../shared/paging.js';
import { json, problem } from '../shared/problem.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { accountAnswer } from './account-answer.js';
import { findSubscriber, isSubscriberName, type Subscriber } from './find-subscriber.js';

const { ACCOUNTS_TABLE: accounts, RECORDS_TABLE: records } = requiredEnvironment(
  'ACCOUNTS_TABLE',
  'RECORDS_TABLE',
);

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const read = ROUTES[event.routeKey];
  if (read === undefined) {
    return problem(404, 'route-not-found', { detail: `${event.routeKey} is not served here` });
  }
  const name = event.pathParameters?.['subscriberId'] ?? '';
  if (!isSubscriberName(name)) {
    return problem(400, 'invalid-subscriber-id', {
      invalidParams: [
        {
          param: 'subscriberId',
          reason: `got "${name}"; allowed: sub_…, imsi- or msisdn- and 5 to 15 digits`,
        },
      ],
    });
  }
  const subscriber = await findSubscriber(records, name);
  if (subscriber === undefined)
    return problem(404, 'subscriber-not-found', { detail: `there is no subscriber ${name}` });
  return read(subscriber, event);
}

type Read = (
  subscriber: Subscriber,
  event: APIGatewayProxyEventV2,
) => Promise<APIGatewayProxyStructuredResultV2>;

const ROUTES: Readonly<Record<string, Read>> = {
  'GET /subscribers/{subscriberId}': getSubscriber,
  'GET /subscribers/{subscriberId}/usage': listUsage,
};

async function getSubscriber(subscriber: Subscriber): Promise<APIGatewayProxyStructuredResultV2> {
  const { subscriberId, supi, msisdn, iccid, offeringId, planId, state, accountKey } = subscriber;
  const { Item: stored } = await dynamodb.send(
    new GetItemCommand({ TableName: accounts, Key: { k: { S: accountKey } }, ConsistentRead: true }),
  );
  // Absent until the first activation opens one. It knows the plan first: the subscriber's record follows.
  const account =
    stored === undefined ? undefined : await accountAnswer(fromItem(stored) as Item, await operatorTime());
  return json(200, {
    subscriberId,
    supi,
    msisdn,
    iccid,
    offeringId: account?.offeringId ?? offeringId,
    planId: account?.planId ?? planId,
    // The account knows first whether it is served.
    state: account?.state ?? state,
    ...(account === undefined ? {} : { account }),
  });
}

async function listUsage(
  { accountKey }: Subscriber,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const page = pageRequest(event.queryStringParameters, (key) => /^\d{12}$/.test(key));
  if ('invalidParams' in page) return problem(400, 'invalid-query', { invalidParams: page.invalidParams });
  const pk = { S: `USAGE#${accountKey}` };
  const { Items: items = [], LastEvaluatedKey: last } = await dynamodb.send(
    new QueryCommand({
      TableName: records,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ScanIndexForward: false,
      Limit: page.limit,
      ...(page.after === undefined ? {} : { ExclusiveStartKey: { pk, sk: { S: page.after } } }),
    }),
  );
  const next = last?.['sk']?.S;
  return json(200, {
    items: items.map((item) => {
      const { pk: _pk, sk: _sk, ttl: _ttl, ...usage } = fromItem(item);
      return usage;
    }),
    ...(next === undefined ? {} : { after: cursorAfter(next) }),
  });
}
