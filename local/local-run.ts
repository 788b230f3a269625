import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileCatalogue } from '../domain/catalogue/compile.js';
import type { PlanVersion } from '../domain/catalogue/plan.js';
import { operatorId, type Operator } from '../domain/operator/operator.js';
import { seedSubscribers, type SeedSubscriber } from '../domain/operator/seeds.js';
import { type StockSeedItem, stockItems } from '../domain/operator/stock-seeds.js';
import { LocalCloud } from './cloud.js';
import { Counters } from './counters.js';
import { startLocalDynamoDb, type LocalDynamoDb } from './dynamodb/index.js';
import { startRemoteDynamoDb } from './dynamodb/remote.js';
import { eventBridgeService } from './events/event-bus.js';
import { frontDoor, type Page } from './http/front.js';
import type { HttpApi } from './http/http-api.js';
import { jsonResponse, type HttpRequest, type HttpResponse } from './http/message.js';
import { serve } from './http/server.js';
import { keptNumber } from './kept-number.js';
import { LambdaLog } from './lambda/log.js';
import { describeOperator, type LocalOperator } from './local-operator.js';
import { documentPages, findDocuments } from './pages/documents.js';
import { indexPage } from './pages/index-page.js';
import { IGNORED_TYPES, providersOf } from './resources/index.js';
import { seed } from './seed.js';
import { firehoseService } from './firehose/service.js';
import { startLocalS3 } from './s3/server.js';
import { simulatePayments } from './payments/local-payments.js';
import { SIMULATOR_PATH } from './payments/simulator-url.js';
import { secretsManagerService } from './secrets/api.js';
import { LocalSecrets } from './secrets/secrets.js';
import { sqsService } from './sqs/api.js';
import { readAssembly, type SynthesizedStack } from './template/assembly.js';
import { deploy, type DeploymentReport } from './template/deployment.js';

export interface LocalRunOptions {
  /** The synthesized app: `cdk.out`. */
  readonly assembly: string;
  /** The operators of the assembly to run, as their files say. */
  readonly operators: readonly Operator[];
  /** 0 = any free port. */
  readonly port: number;
  /** Where data is kept; in memory when absent. */
  readonly dataDirectory?: string | undefined;
  /** For log files. */
  readonly workDirectory: string;
  /** The repository, for its documents. */
  readonly root: string;
  /** Another DynamoDB than the embedded one. */
  readonly dynamodbEndpoint?: string | undefined;
  /** Most execution environments of one function. @default one a core, 2 to 4 */
  readonly concurrency?: number;
  readonly print: (line: string) => void;
}

export interface LocalRun {
  readonly url: string;
  readonly operators: readonly LocalOperator[];
  readonly counters: Counters;
  readonly cloud: LocalCloud;
  readonly report: DeploymentReport;
  /** Whether subscribers were written, or were there already. */
  readonly seeded: readonly string[];
  /** Finishes what streams and queues still hold, and stops. */
  stop(): Promise<void>;
}

/** What differs from AWS, said at every start. */
export const NOT_ENFORCED: readonly string[] = [
  'IAM: every function may do everything',
  'throttling and partition limits of API Gateway, Lambda, DynamoDB; calls wait in line instead',
  'KMS, VPC, WAF, mutual TLS, CloudWatch alarms',
  'versions, life cycles and policies of S3 buckets',
  'latency, cold starts and costs of AWS',
  'money: payment providers are simulated, and forget everything at the stop',
  'what AWS never loses: with --data, tables and streams survive a kill, but not what queues and asynchronous ' +
    'calls hold, nor the stream record of a write that was not answered yet',
  'eventual consistency, duplicate deliveries, more than one shard of a stream',
];

const REGION = 'eu-west-2';
const ACCOUNT_ID = '000000000000';
const DRAIN_MS = 5_000;

type Front = (request: HttpRequest) => Promise<HttpResponse> | HttpResponse;

const starting = (): HttpResponse =>
  jsonResponse(503, { message: 'The local run is starting' }, { 'retry-after': '1' });
const stopping = (): HttpResponse => jsonResponse(503, { message: 'The local run is stopping' });

/** Runs synthesized operators on this machine. */
export async function startLocalRun(options: LocalRunOptions): Promise<LocalRun> {
  let front: Front = starting;
  const pending = new Set<Promise<HttpResponse>>();
  const server = await serve(options.port, async (request) => {
    const answer = Promise.resolve(front(request)).finally(() => pending.delete(answer));
    pending.add(answer);
    return await answer;
  });
  const cleanUp: (() => Promise<void>)[] = [async () => await server.stop()];
  const stop = async (): Promise<void> => {
    for (const step of cleanUp.splice(0).toReversed()) await step();
  };
  try {
    const ids = new Set(options.operators.map(operatorId));
    const stacks = readAssembly(options.assembly).filter(({ stage }) => ids.has(stage));

    let cloud: LocalCloud | undefined;
    const secrets = new LocalSecrets({ region: REGION, accountId: ACCOUNT_ID });
    // Making their keys takes a second, in which the templates are deployed.
    const makingPayments = simulatePayments(options.operators, server.url, secrets);
    // It is awaited below, unless something else fails first.
    makingPayments.catch(() => {});
    const dynamodb = await startDynamoDb(options, secrets, () => cloud);
    cleanUp.push(async () => await dynamodb.stop());
    const s3 = await startLocalS3(
      options.dataDirectory === undefined ? undefined : join(options.dataDirectory, 's3'),
    );
    cleanUp.push(async () => await s3.stop());
    cloud = new LocalCloud({
      region: REGION,
      accountId: ACCOUNT_ID,
      baseUrl: server.url,
      dynamodb,
      awsEndpoint: dynamodb.awsEndpoint,
      s3,
      concurrency: options.concurrency ?? Math.min(4, Math.max(2, availableParallelism())),
      log: new LambdaLog(logDirectory(options.workDirectory, server.url), options.print),
      dataDirectory: options.dynamodbEndpoint === undefined ? options.dataDirectory : undefined,
    });
    const running = cloud;
    cleanUp.push(async () => {
      await Promise.race([Promise.allSettled(pending), sleep(DRAIN_MS, undefined, { ref: false })]);
      if (!(await running.drain(DRAIN_MS)))
        options.print(
          `Stopped before all stream records were handled${options.dataDirectory === undefined ? '' : '; the next start with this --data goes on'}.`,
        );
      await running.stop();
    });

    const report = await deploy({
      stacks,
      providers: providersOf(cloud),
      ignored: IGNORED_TYPES,
      region: REGION,
      accountId: ACCOUNT_ID,
      stackNumber: keptNumber(options.dataDirectory),
    });
    const payments = await makingPayments;
    cleanUp.push(async () => await Promise.resolve(payments.stop()));
    const counters = observe(cloud, [...ids]);
    cloud.resume();

    const described: { operator: Operator; local: LocalOperator; apis: readonly HttpApi[] }[] = [];
    const seeded: string[] = [];
    for (const operator of options.operators) {
      const id = operatorId(operator);
      const plans = compileCatalogue(operator);
      const subscribers = seedSubscribers(operator, plans);
      const stock = stockItems(operator, new Date().toISOString());
      if (await seedOperator(id, dynamodb, stacks, report, subscribers, plans, stock)) seeded.push(id);
      const apis = [...cloud.apis.values()].filter((api) => api.options.operator === id);
      const issuer = [...cloud.issuers.values()].find(({ url }) => url === `${server.url}/${id}`);
      const outputs = outputsOf(id, stacks, report);
      const urlOf = (output: string): string | undefined =>
        outputs[output] === undefined ? undefined : `${s3.endpoint}/${outputs[output]}`;
      const local = describeOperator(id, operator, plans, subscribers, {
        baseUrl: server.url,
        apis,
        issuer,
        outputs,
        filesUrl: urlOf('FilesBucket'),
        lakeUrl: urlOf('LakeBucket'),
        financeFilesUrl: urlOf('FinanceFilesBucket'),
        paymentSimulatorUrl: payments.world(id)?.merchant.url,
      });
      described.push({ operator, local, apis });
    }
    front = frontDoor({
      apis: [...cloud.apis.values()],
      issuers: [...cloud.issuers.values()],
      folders: new Map([[SIMULATOR_PATH, (request) => payments.handle(request)]]),
      pages: pagesOf(options.root, described, counters),
    });
    return {
      url: server.url,
      operators: described.map(({ local }) => local),
      counters,
      cloud,
      report,
      seeded,
      stop: async () => {
        front = stopping;
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One a port, because runs side by side must not write into the same files. */
const logDirectory = (workDirectory: string, url: string): string =>
  join(workDirectory, 'logs', new URL(url).port);

async function startDynamoDb(
  { dataDirectory, dynamodbEndpoint }: LocalRunOptions,
  secrets: LocalSecrets,
  cloud: () => LocalCloud | undefined,
): Promise<LocalDynamoDb & { awsEndpoint: string }> {
  const alongside = [
    sqsService((url) => cloud()?.queueByUrl(url)),
    firehoseService((name) => cloud()?.deliveryStreams.get(name)),
    secretsManagerService(secrets),
    eventBridgeService((name) => cloud()?.buses.get(name), { region: REGION, accountId: ACCOUNT_ID }),
  ];
  if (dynamodbEndpoint !== undefined) return await startRemoteDynamoDb(dynamodbEndpoint, REGION, alongside);
  if (dataDirectory !== undefined) mkdirSync(dataDirectory, { recursive: true });
  const local = await startLocalDynamoDb({
    region: REGION,
    accountId: ACCOUNT_ID,
    alongside,
    ...(dataDirectory === undefined ? {} : { directory: join(dataDirectory, 'dynamodb') }),
  });
  return { ...local, awsEndpoint: local.endpoint };
}

function observe(cloud: LocalCloud, operators: readonly string[]): Counters {
  const counters = new Counters(operators);
  for (const api of cloud.apis.values()) api.observe((exchange) => counters.exchange(exchange));
  for (const bus of cloud.buses.values()) {
    bus.addRule({
      matches: ({ 'detail-type': type }) => type === 'usage.recorded',
      // Buses go by names that CDK makes; the events say whose they are.
      deliver: (event) => counters.event(event.source.replace(/^wildlily\./, ''), event),
    });
  }
  return counters;
}

async function seedOperator(
  id: string,
  dynamodb: LocalDynamoDb,
  stacks: readonly SynthesizedStack[],
  report: DeploymentReport,
  subscribers: readonly SeedSubscriber[],
  plans: readonly PlanVersion[],
  stock: readonly StockSeedItem[],
): Promise<boolean> {
  const outputs = outputsOf(id, stacks, report);
  const { AccountsTable: accountsTable, RecordsTable: recordsTable } = outputs;
  if (accountsTable === undefined || recordsTable === undefined)
    throw new Error(
      `${id} is not in the assembly, or its stacks have no outputs AccountsTable and RecordsTable; ` +
        `they have: ${Object.keys(outputs).join(', ') || 'none'}`,
    );
  return await seed({ dynamodb, accountsTable, recordsTable }, subscribers, plans, Date.now(), stock);
}

/** Outputs of all stacks of an operator. */
const outputsOf = (
  id: string,
  stacks: readonly SynthesizedStack[],
  report: DeploymentReport,
): Readonly<Record<string, string>> =>
  Object.assign(
    {},
    ...stacks.filter(({ stage }) => stage === id).map(({ name }) => report.outputs.get(name)),
  ) as Record<string, string>;

function pagesOf(
  root: string,
  described: readonly { operator: Operator; local: LocalOperator; apis: readonly HttpApi[] }[],
  counters: Counters,
): Map<string, Page> {
  const documents = findDocuments(root);
  return new Map<string, Page>([
    [
      '/',
      () => ({
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: indexPage({
          operators: described.map(({ operator, local, apis }) => ({
            local,
            theme: operator.brand.theme,
            routes: apis.flatMap((api) =>
              api.routes.map(({ routeKey, scopes }) => ({ url: urlOf(local, api), routeKey, scopes })),
            ),
            counts: counters.of(local.id) ?? fail(local.id),
          })),
          documents,
          notEnforced: NOT_ENFORCED,
        }),
      }),
    ],
    [
      '/local/operators',
      () =>
        jsonResponse(
          200,
          described.map(({ local }) => local),
        ),
    ],
    ['/local/counters', () => jsonResponse(200, counters.all())],
    [
      '/local/health',
      () =>
        jsonResponse(200, {
          status: 'ok',
          pid: process.pid,
          operators: described.map(({ local }) => local.id),
        }),
    ],
    ...documentPages(documents),
  ]);
}

/** Where an API begins: its base URL without the path that its routes repeat. */
const urlOf = (local: LocalOperator, { options, prefix }: HttpApi): string => {
  const base = local.apis[options.name] ?? '';
  return base.slice(0, base.indexOf(prefix) + prefix.length);
};

function fail(id: string): never {
  throw new Error(`no counters of ${id}`);
}
