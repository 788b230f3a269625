/** `POST /offerings`: publishes an offering, or says what it would be. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { operatorTime } from '../shared/clock.js';
import { problem } from '../shared/problem.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { postOffering } from './offerings.js';

const { RECORDS_TABLE: table } = requiredEnvironment('RECORDS_TABLE');

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  if (event.routeKey !== 'POST /offerings') {
    return problem(404, 'route-not-found', { detail: `${event.routeKey} is not served here` });
  }
  return postOffering(table, event, await operatorTime());
}
