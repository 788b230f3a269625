/** The partner API of an operator in one DynamoDB, its functions called as API Gateway calls them. */
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { compileHostTerms } from '../../domain/catalogue/host-terms.js';
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import type { Operator } from '../../domain/operator/operator.js';
import { type ApiFunction, deployedPath, type Route } from '../../domain/partners/route.js';
import { partnerRoutes } from '../../domain/partners/routes.js';
import { SETTLEMENT_ROUTES } from '../../domain/settlement/routes.js';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/dynamodb/index.js';
import { loadOperators } from '../../operators/load.js';
import { createTables } from '../support/tables.js';

export const PARTNER_URL = 'https://partners.lily.example';

/** Clients of the desk: the operator's own tools, and two partners. */
export type Caller = 'operator' | 'acme' | 'corner-shop' | 'nobody';

export interface Asked {
  readonly as?: Caller;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Text goes as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; undefined without one. */
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any -- Why: tests look into bodies of every shape.
}

export interface PartnerDesk {
  readonly client: DynamoDBClient;
  readonly operator: Operator;
  /** By `operationId`: `call('createCustomer', { as: 'acme', body })`. */
  call(operationId: string, asked?: Asked): Promise<Told>;
  /** Has a handler answer for a function of the API, when only a part of the function is wanted. */
  standIn(name: ApiFunction, handler: Handler): void;
  /** The operator's time goes on. */
  moveClock(ms: number): Promise<void>;
  record(pk: string, sk?: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  stop(): Promise<void>;
}

/** Where the functions of growth lie; each in its capability's folder. */
const BUNDLES: Readonly<Partial<Record<ApiFunction, string>>> = {
  promotions: 'promotions/api',
  loyalty: 'loyalty/api',
  sponsors: 'sponsors/api',
  'ad-decisions': 'ads/decide',
  ads: 'ads/api',
  experiments: 'experiments/api',
  agreements: 'agreements/api',
  ledger: 'ledger/api',
  statements: 'statements/api',
  venture: 'venture/api',
};

/** What of a path a route that several share has a variable for. */
function sharedPart({ via = '', path }: Route): { readonly resource?: string } {
  const at = via.split('/').indexOf('{resource}');
  const resource = path.split('/')[at];
  return resource === undefined ? {} : { resource };
}

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * @param country  of the sample operator
 * @param environment  variables of the functions beside the common ones
 */
export async function openPartnerDesk(
  country = 'GB',
  environment: Readonly<Record<string, string>> = {},
): Promise<PartnerDesk> {
  const local: LocalDynamoDb = await startLocalDynamoDb();
  Object.assign(process.env, {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: local.endpoint,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ACCOUNTS_TABLE: 'accounts',
    RECORDS_TABLE: 'records',
    OPERATOR_ID: `lily-${country.toLowerCase()}`,
    TEST_CLOCK: 'main',
    PARTNER_URL,
    IDENTIFICATION_SANDBOX_KEY: 'b0c7e3a2-5d1f-4f0e-9a77-2d6c1e8f4b90',
    PARTNER_CLIENTS:
      'operator-client=operator:100000,acme-client=acme:100000,corner-shop-client=corner-shop:100000',
    ...environment,
  });
  const client = new DynamoDBClient({});
  await createTables(client);
  const operator = loadOperators().find(({ market }) => market.country === country)!;
  const { publishCatalogue } = await import('../../lambdas/catalogue/publish.js');
  const { brand, market, host, addOns, rewards } = operator;
  await publishCatalogue('records', {
    plans: compileCatalogue(operator),
    operator: { brand, market, host, addOns, rewards },
    hostTerms: compileHostTerms(operator),
  });
  const routes = new Map(
    [...partnerRoutes({ sandbox: true }), ...SETTLEMENT_ROUTES].map((route) => [route.operationId, route]),
  );
  const handlers = new Map<string, Handler>();
  let requests = 0;
  let offsetMs = 0;

  return {
    client,
    operator,
    async call(operationId, { as = 'operator', path = {}, query, body, headers = {} } = {}) {
      const route = routes.get(operationId);
      if (route === undefined) throw new Error(`there is no operation ${operationId}`);
      let handler = handlers.get(route.handler);
      if (handler === undefined) {
        const loaded = (await import(
          `../../lambdas/${BUNDLES[route.handler] ?? `partners/${route.handler}`}.handler.js`
        )) as {
          handler: Handler;
        };
        handler = loaded.handler;
        handlers.set(route.handler, handler);
      }
      const answer = await handler({
        version: '2.0',
        routeKey: `${route.method} ${deployedPath(route)}`,
        rawPath: route.path.replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? ''),
        rawQueryString: new URLSearchParams(query).toString(),
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(query === undefined ? {} : { queryStringParameters: query }),
        pathParameters: { ...path, ...sharedPart(route) },
        requestContext: {
          requestId: `request-${++requests}`,
          authorizer: { jwt: { claims: { client_id: `${as}-client` }, scopes: [route.scope] } },
        },
        isBase64Encoded: false,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      } as unknown as APIGatewayProxyEventV2);
      return {
        status: answer.statusCode ?? 200,
        headers: (answer.headers ?? {}) as Record<string, string>,
        body: answer.body === undefined ? undefined : (JSON.parse(answer.body) as unknown),
      };
    },
    standIn(name, handler) {
      handlers.set(name, handler);
    },
    async moveClock(ms) {
      offsetMs += ms;
      await client.send(
        new PutItemCommand({
          TableName: 'records',
          Item: { pk: { S: 'CLOCK#main' }, sk: { S: 'META' }, offsetMs: { N: String(offsetMs) } },
        }),
      );
    },
    async record(pk, sk = 'META') {
      const { fromItem } = await import('../../lambdas/shared/attributes.js');
      const { Item: item } = await client.send(
        new GetItemCommand({
          TableName: 'records',
          Key: { pk: { S: pk }, sk: { S: sk } },
          ConsistentRead: true,
        }),
      );
      return item === undefined ? undefined : fromItem(item);
    },
    async stop() {
      client.destroy();
      const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
      dynamodb.destroy();
      await local.stop();
    },
  };
}
