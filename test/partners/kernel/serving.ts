/** A function of the partner API with handlers of a test, called as API Gateway calls it. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { definitions } from '../../../domain/partners/definitions/customers.js';
import { bodyChecks } from '../../../lambdas/partners/kernel/check-body.js';
import { type PartnerHandler, serve } from '../../../lambdas/partners/kernel/serve.js';
import { json } from '../../../lambdas/shared/problem.js';

export interface Called {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any -- Why: tests look into bodies of every shape.
}

interface Call {
  readonly method?: 'POST' | 'GET' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly client?: string;
}

const checkCustomer = bodyChecks(definitions);
let requests = 0;

/**
 * The function of simulations, which has few routes: POST takes what creates a customer.
 *
 * @param create  answers POST
 */
export function serving(client: DynamoDBClient, create: PartnerHandler, environment: object = {}) {
  const handler = serve({
    name: 'simulations',
    client,
    environment: {
      RECORDS_TABLE: 'records',
      PARTNER_URL: 'https://partners.lily.example',
      PARTNER_CLIENTS: 'acme-client=acme:100000,shop-client=shop:100000,slow-client=slow:3',
      ...environment,
    },
    handlers: {
      createSimulation: create,
      listSimulations: async () => Promise.resolve(json(200, [])),
      deleteSimulation: async () => Promise.resolve({ statusCode: 204 }),
    },
    checkBody: (_route, body) => checkCustomer('Customer_Create', body),
  });
  return async ({
    method = 'POST',
    body,
    headers = {},
    query = '',
    client: by = 'acme',
  }: Call = {}): Promise<Called> => {
    const path = method === 'DELETE' ? '/test/simulations/{simulationId}' : '/test/simulations';
    const answer = await handler({
      version: '2.0',
      routeKey: `${method} ${path}`,
      rawPath: path,
      rawQueryString: query,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      pathParameters: {},
      requestContext: {
        requestId: `request-${++requests}`,
        authorizer: { jwt: { claims: { client_id: `${by}-client` }, scopes: [] } },
      },
      isBase64Encoded: false,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    } as unknown as APIGatewayProxyEventV2);
    return {
      status: answer.statusCode ?? 200,
      headers: (answer.headers ?? {}) as Record<string, string>,
      body: answer.body === undefined ? undefined : (JSON.parse(answer.body) as unknown),
    };
  };
}

export const CUSTOMER = { name: 'Ada', engagedParty: { id: 'pty_1', '@referredType': 'Individual' } };
