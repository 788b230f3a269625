import { App, Duration, Stack, Stage } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { OAuthScope, ResourceServerScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as Lambda, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Trigger } from 'aws-cdk-lib/triggers';
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalCloud } from '../../local/cloud.js';
import { startLocalDynamoDb, type LocalDynamoDb } from '../../local/dynamodb/index.js';
import { eventBridgeService } from '../../local/events/event-bus.js';
import { frontDoor } from '../../local/http/front.js';
import { serve, type LocalServer } from '../../local/http/server.js';
import { LambdaLog } from '../../local/lambda/log.js';
import { IGNORED_TYPES, providersOf } from '../../local/resources/index.js';
import { sqsService } from '../../local/sqs/api.js';
import { readAssembly } from '../../local/template/assembly.js';
import { deploy, DeploymentError, type DeploymentReport } from '../../local/template/deployment.js';

/**
 * An app with everything that the local run drives, made by CDK: an API writes into a table of another stack;
 * its stream feeds a function that announces on a bus; a rule hands on to a queue's function, which writes what
 * it saw back into the table.
 */
const HANDLERS = `
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
const table = process.env.TABLE;
const db = new DynamoDBClient({});
const put = (k, rest = {}) => db.send(new PutItemCommand({ TableName: table, Item: { k: { S: k }, ...rest } }));

export const api = async (event) => {
  const name = event.pathParameters.name;
  if (event.requestContext.http.method === 'PUT') { await put('in#' + name); return { statusCode: 204 }; }
  const { Item } = await db.send(new GetItemCommand({ TableName: table, Key: { k: { S: name } }, ConsistentRead: true }));
  return Item ? { seen: Item.seen?.S ?? '' } : { statusCode: 404, body: 'none' };
};
export const stream = async ({ Records }) => {
  for (const { dynamodb } of Records) {
    const k = dynamodb.NewImage?.k.S ?? '';
    if (k === 'in#poison') return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] };
    if (!k.startsWith('in#')) continue;
    await new EventBridgeClient({}).send(new PutEventsCommand({ Entries: [{ EventBusName: process.env.BUS, Source: 'test',
      DetailType: 'thing.made', Detail: JSON.stringify({ name: k.slice(3) }) }] }));
  }
  return { batchItemFailures: [] };
};
export const rule = async (event) => {
  if (event.detail.name === 'broken') throw new Error('no');
  await put('out#' + event.detail.name, { seen: { S: event['detail-type'] } });
};
export const letters = async ({ Records }) => {
  for (const { body } of Records) await put('dead#' + JSON.parse(body).requestContext.condition, { seen: { S: body } });
  return { batchItemFailures: [] };
};
export const tick = async (event) => {
  await put('tick#' + (event.kind ?? 'plain'), { seen: { S: JSON.stringify(event) } });
};
export const setup = async () => { await put('setup', { seen: { S: process.env.AWS_LAMBDA_FUNCTION_NAME } }); };
`;

function miniApp(outdir: string, code: string): App {
  const app = new App({ outdir, context: { '@aws-cdk/core:defaultCrossStackReferences': 'weak' } });
  const stage = new Stage(app, 'lily-xx');
  const data = new Stack(stage, 'Data');
  const services = new Stack(stage, 'Services');
  const table = new TableV2(data, 'Table', {
    partitionKey: { name: 'k', type: AttributeType.STRING },
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: 'ttl',
  });
  const pool = new UserPool(data, 'Pool');
  const scope = new ResourceServerScope({ scopeName: 'use', scopeDescription: 'Use it' });
  const things = pool.addResourceServer('Things', { identifier: 'things', scopes: [scope] });
  const client = pool.addClient('Client', {
    generateSecret: true,
    oAuth: { flows: { clientCredentials: true }, scopes: [OAuthScope.resourceServer(things, scope)] },
  });
  const bus = new EventBus(services, 'Bus');
  const letters = new Queue(services, 'Letters');
  const lambda = (name: string): Lambda =>
    new Lambda(services, name, {
      runtime: Runtime.NODEJS_24_X,
      handler: `index.${name}`,
      code: Code.fromAsset(code),
      timeout: Duration.seconds(10),
      environment: { TABLE: table.tableName, BUS: bus.eventBusName },
    });
  const api = new HttpApi(services, 'Api', {
    apiName: 'lily-xx Things',
    defaultAuthorizer: new HttpJwtAuthorizer('Tokens', pool.userPoolProviderUrl, {
      jwtAudience: [client.userPoolClientId],
    }),
    defaultAuthorizationScopes: ['things/use'],
  });
  const integration = new HttpLambdaIntegration('Integration', lambda('api'));
  api.addRoutes({ path: '/things/{name}', methods: [HttpMethod.GET, HttpMethod.PUT], integration });

  lambda('stream').addEventSource(
    new DynamoEventSource(table, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 1,
      onFailure: new SqsDlq(letters),
    }),
  );
  new Rule(services, 'Made', {
    eventBus: bus,
    eventPattern: { detailType: ['thing.made'], detail: { name: [{ 'anything-but': 'ignored' }] } },
    targets: [new LambdaFunction(lambda('rule'))],
  });
  lambda('letters').addEventSource(new SqsEventSource(letters, { reportBatchItemFailures: true }));
  const ticking = lambda('tick');
  new Schedule(services, 'Ticks', {
    schedule: ScheduleExpression.rate(Duration.minutes(1)),
    target: new LambdaInvoke(ticking, {
      input: ScheduleTargetInput.fromObject({ kind: 'told', at: ContextAttribute.scheduledTime }),
      deadLetterQueue: letters,
    }),
  });
  new Schedule(services, 'Nightly', {
    schedule: ScheduleExpression.cron({ minute: '0', hour: '3' }),
    target: new LambdaInvoke(ticking),
  });
  new Schedule(services, 'Off', {
    schedule: ScheduleExpression.rate(Duration.minutes(1)),
    target: new LambdaInvoke(ticking, { input: ScheduleTargetInput.fromObject({ kind: 'off' }) }),
    enabled: false,
  });
  new Trigger(services, 'Setup', { handler: lambda('setup') });
  return app;
}

let folder: string;
let code: string;
let dynamodb: LocalDynamoDb;
let server: LocalServer;
let cloud: LocalCloud;
let front: ReturnType<typeof frontDoor> | undefined;
let report: DeploymentReport;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wildlily-mini-'));
  code = join(folder, 'code');
  mkdirSync(code);
  await build({
    stdin: { contents: HANDLERS, resolveDir: __dirname, loader: 'js' },
    outfile: join(code, 'index.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  miniApp(join(folder, 'cdk.out'), code).synth();

  server = await serve(0, async (request) => (front === undefined ? { status: 503 } : await front(request)));
  const place = { region: 'eu-west-2', accountId: '000000000000' };
  dynamodb = await startLocalDynamoDb({
    ...place,
    alongside: [
      sqsService((url) => cloud.queueByUrl(url)),
      eventBridgeService((name) => cloud.buses.get(name), place),
    ],
  });
  cloud = new LocalCloud({
    ...place,
    baseUrl: server.url,
    dynamodb,
    awsEndpoint: dynamodb.endpoint,
    concurrency: 2,
    log: new LambdaLog(join(folder, 'logs'), () => {}),
  });
  const stacks = readAssembly(join(folder, 'cdk.out'));
  report = await deploy({ stacks, providers: providersOf(cloud), ignored: IGNORED_TYPES, ...place });
  front = frontDoor({
    apis: [...cloud.apis.values()],
    issuers: [...cloud.issuers.values()],
    pages: new Map(),
  });
}, 60_000);

afterAll(async () => {
  await cloud.drain(2000);
  await cloud.stop();
  await dynamodb.stop();
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function call(method: string, name: string, headers: Record<string, string> = {}): Promise<Response> {
  const [issuer] = cloud.issuers.values();
  const [client] = issuer!.allClients();
  const { body } = issuer!.token(
    new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client!.clientId,
      client_secret: client!.clientSecret,
    }),
    undefined,
    Date.now(),
  );
  return await fetch(`${server.url}/lily-xx/things/things/${encodeURIComponent(name)}`, {
    method,
    headers: { authorization: `Bearer ${String(body['access_token'])}`, ...headers },
  });
}

async function eventually(name: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const response = await call('GET', name);
    if (response.status === 200) return ((await response.json()) as { seen: string }).seen;
    await response.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} never came`);
}

test('every type of the app is made or knowingly left out', () => {
  expect([...report.unknown]).toEqual([]);
  expect(report.created.get('AWS::Lambda::Function')).toBe(7);
  expect(report.created.get('AWS::Scheduler::Schedule')).toBe(3);
  expect(report.ignored.get('AWS::IAM::Role')).toBeGreaterThan(0);
});

test('the trigger ran while deploying, as the function of another stack knows the table', async () => {
  expect(await eventually('setup')).toMatch(/^lily-xx-Services-setup/);
});

test('request → function → table → stream → function → bus → rule → function → table', async () => {
  expect((await call('PUT', 'first')).status).toBe(204);
  expect(await eventually('out#first')).toBe('thing.made');
});

test('a rule that does not match hands nothing on', async () => {
  await call('PUT', 'ignored');
  await call('PUT', 'second');
  await eventually('out#second');
  expect((await call('GET', 'out#ignored')).status).toBe(404);
});

test('a record that can not be handled goes to the dead-letter queue, whose function gets it', async () => {
  await call('PUT', 'poison');
  const letter = JSON.parse(await eventually('dead#RetryAttemptsExhausted')) as {
    DDBStreamBatchInfo: { batchSize: number };
  };
  expect(letter.DDBStreamBatchInfo.batchSize).toBe(1);
  await call('PUT', 'after');
  expect(await eventually('out#after')).toBe('thing.made');
});

test('schedules start their function when they are due, with their input', async () => {
  // Its own timer would tick in between.
  cloud.scheduler.stop();
  // The next night at three, UTC.
  const threeMs = Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 3 * 3_600_000;
  cloud.scheduler.tick(threeMs - 60_000);
  expect(JSON.parse(await eventually('tick#told'))).toEqual({
    kind: 'told',
    at: new Date(threeMs - 60_000).toISOString().replace('.000Z', 'Z'),
  });
  expect((await call('GET', 'tick#plain')).status).toBe(404);
  cloud.scheduler.tick(threeMs);
  expect(await eventually('tick#plain')).toBe('{}');
  expect((await call('GET', 'tick#off')).status).toBe(404);
});

test('the token is checked', async () => {
  expect((await call('GET', 'setup', { authorization: '' })).status).toBe(401);
});

test('a trigger that fails fails the deployment, by name', async () => {
  const outdir = join(folder, 'failing.out');
  const app = new App({ outdir });
  const stack = new Stack(new Stage(app, 'lily-yy'), 'Services');
  const handler = new Lambda(stack, 'Broken', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(`exports.handler = async () => { throw new Error('plans missing'); };`),
  });
  new Trigger(stack, 'Setup', { handler });
  app.synth();
  const place = { region: 'eu-west-2', accountId: '000000000000' };
  const other = new LocalCloud({ ...cloud.options, log: new LambdaLog(join(folder, 'logs'), () => {}) });
  const deploying = deploy({
    stacks: readAssembly(outdir),
    providers: providersOf(other),
    ignored: IGNORED_TYPES,
    ...place,
  });
  await expect(deploying).rejects.toThrow(DeploymentError);
  await expect(deploying).rejects.toThrow(/lily-yy-Services, Setup \(Custom::Trigger\): plans missing/);
  await other.stop();
});
