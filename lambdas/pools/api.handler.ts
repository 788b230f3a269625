/** Companies, their cost centres, members and pools, on the operator's API. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { operatorTime } from '../shared/clock.js';
import { problem } from '../shared/problem.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { type Tables, getCompany, listMembers, postCompany, putCostCentre } from './companies.js';
import { postMember } from './members.js';
import { getPool, postPool } from './pools.js';

const environment = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE');
const tables: Tables = { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE };

type Route = (
  event: APIGatewayProxyEventV2,
  tables: Tables,
  nowMs: number,
) => Promise<APIGatewayProxyStructuredResultV2>;

const ROUTES: Readonly<Record<string, Route>> = {
  'POST /companies': postCompany,
  'GET /companies/{companyId}': getCompany,
  'GET /companies/{companyId}/members': listMembers,
  'POST /companies/{companyId}/members': postMember,
  'PUT /companies/{companyId}/cost-centres/{costCentreId}': putCostCentre,
  'POST /pools': postPool,
  'GET /pools/{poolId}': getPool,
};

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const route = ROUTES[event.routeKey];
  if (route === undefined)
    return problem(404, 'route-not-found', { detail: `${event.routeKey} is not served here` });
  return route(event, tables, await operatorTime());
}
