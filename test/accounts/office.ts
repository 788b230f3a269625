/** The account routes of an operator in one DynamoDB, with a clock to move. */
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { compileCatalogue, planId } from '../../domain/catalogue/compile.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { AccountAnswer } from '../../lambdas/subscribers/account-answer.js';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/dynamodb/index.js';
import { loadOperators } from '../../operators/load.js';
import { createTables } from '../support/tables.js';

export interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: {
    readonly subscriberId: string;
    readonly repeated?: boolean;
    readonly account: AccountAnswer;
    readonly type?: string;
    readonly problems?: readonly { readonly code: string; readonly detail: string }[];
    readonly invalidParams?: readonly { readonly param: string; readonly reason: string }[];
    readonly [other: string]: unknown;
  };
}

export interface Office {
  readonly client: DynamoDBClient;
  readonly plans: Readonly<Record<'starter' | 'monthly' | 'family', PlanVersion>>;
  /** `ask('POST /subscribers/{subscriberId}/advances', 'sub_1', { id: 'a' })`; `{…}` of the route in their order. */
  ask(route: string, parameters: string | readonly string[], body?: unknown): Promise<Answer>;
  /** A subscriber with an account, by its number: 1, 2, 3 … */
  open(number: number, offeringId: string, more?: object): Promise<Answer>;
  /** Forward. It begins at 9:00 on 1 March 2027. */
  moveClock(days: number): Promise<void>;
  record(pk: string, sk: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  stop(): Promise<void>;
}

export const supiOf = (number: number) => `imsi-23499${String(number).padStart(10, '0')}`;

export const person = (number: number) => ({
  id: `sub_${number}`,
  imsi: supiOf(number).replace('imsi-', ''),
  msisdn: `+4477009${String(number).padStart(5, '0')}`,
  iccid: `8944990000000${String(number).padStart(6, '0')}`,
});

function changed({ id: _id, ...plan }: PlanVersion, change: Partial<PlanVersion>): PlanVersion {
  const content = { ...plan, ...change };
  return { id: planId(content), ...content };
}

/** Charged from the first day on, so that what is left in a wallet does not depend on the month. */
function withoutTrial(plan: PlanVersion): PlanVersion {
  const { charge, ...terms } = plan.recurring!;
  const { trial: _trial, ...charged } = charge;
  return changed(plan, { recurring: { ...terms, charge: charged } });
}

const BEGIN = Date.UTC(2027, 2, 1, 9);

export async function openOffice(): Promise<Office> {
  const started = Date.now();
  const local: LocalDynamoDb = await startLocalDynamoDb();
  Object.assign(process.env, {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: local.endpoint,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ACCOUNTS_TABLE: 'accounts',
    RECORDS_TABLE: 'records',
    OPERATOR_ID: 'lily-gb',
    TEST_CLOCK: 'main',
  });
  const client = new DynamoDBClient({});
  await createTables(client);
  const operator = loadOperators().find(({ market }) => market.country === 'GB')!;
  const compiled = compileCatalogue(operator);
  const named = (id: string) => compiled.find(({ offeringId }) => offeringId === id)!;
  const monthly = withoutTrial(named('monthly'));
  const family = changed(monthly, { offeringId: 'family', name: 'Family', sims: 3 });
  const plans = { starter: named('starter'), monthly, family };
  const { publishCatalogue } = await import('../../lambdas/catalogue/publish.js');
  await publishCatalogue('records', Object.values(plans));
  const { handler: write } = await import('../../lambdas/accounts/write.handler.js');
  const { handler: quote } = await import('../../lambdas/accounts/quote.handler.js');
  const { handler: read } = await import('../../lambdas/subscribers/read.handler.js');
  const { fromItem } = await import('../../lambdas/shared/attributes.js');
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  let requests = 0;

  const ask: Office['ask'] = async (route, parameters, body) => {
    const names = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    const values = typeof parameters === 'string' ? [parameters] : parameters;
    const serve = route.endsWith('/quote') ? quote : route.startsWith('GET') ? read : write;
    const response: APIGatewayProxyStructuredResultV2 = await serve({
      version: '2.0',
      routeKey: route,
      pathParameters: Object.fromEntries(names.map((name, i) => [name, values[i]])),
      requestContext: { requestId: `request-${++requests}` },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    } as unknown as APIGatewayProxyEventV2);
    return {
      status: response.statusCode,
      headers: response.headers ?? {},
      body: JSON.parse(response.body ?? 'null') as Answer['body'],
    };
  };
  let days = 0;
  const moveClock = async (by: number) => {
    days += by;
    const offsetMs = Math.round(BEGIN - started + days * 86_400_000);
    await client.send(
      new PutItemCommand({
        TableName: 'records',
        Item: { pk: { S: 'CLOCK#main' }, sk: { S: 'META' }, offsetMs: { N: String(offsetMs) } },
      }),
    );
  };
  await moveClock(0);
  return {
    client,
    plans,
    ask,
    open: async (number, offeringId, more = {}) =>
      ask('POST /subscribers', [], { ...person(number), offeringId, ...more }),
    moveClock,
    record: async (pk, sk) => {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: 'records', Key: { pk: { S: pk }, sk: { S: sk } } }),
      );
      return item === undefined ? undefined : fromItem(item);
    },
    stop: async () => {
      dynamodb.destroy();
      client.destroy();
      await local.stop();
    },
  };
}

/** What an account has of a bucket, over all its expiries. */
export function available({ body: { account } }: Answer, bucket: string): number {
  return account.buckets.filter(({ name }) => name === bucket).reduce((sum, b) => sum + b.available, 0);
}
