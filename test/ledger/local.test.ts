/** The construct as it runs: usage on the bus becomes entries, and the table's stream sums, also when it comes twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import cdkJson from '../../cdk.json';
import { canonicalJson } from '../../domain/canonical-json.js';
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import { Identity, Ledger, ScopedHttpApi, SubscriberStore } from '../../lib/index.js';
import { trialBalance, wholesaleOf } from '../../lambdas/ledger/sums.js';
import { partKey, planKey, toPlanParts } from '../../lambdas/shared/plan-parts.js';
import { LocalCloud } from '../../local/cloud.js';
import { startLocalDynamoDb, type LocalDynamoDb } from '../../local/dynamodb/index.js';
import { eventBridgeService } from '../../local/events/event-bus.js';
import { LambdaLog } from '../../local/lambda/log.js';
import { IGNORED_TYPES, providersOf } from '../../local/resources/index.js';
import { sqsService } from '../../local/sqs/api.js';
import { readAssembly } from '../../local/template/assembly.js';
import { deploy } from '../../local/template/deployment.js';
import { sampleOperator } from '../lib/support/app.js';
import { eventually } from '../support/eventually.js';

let folder: string;
let dynamodb: LocalDynamoDb;
let cloud: LocalCloud;
let client: DynamoDBClient;
let events: EventBridgeClient;
const region = 'eu-west-2';
const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
const [plan] = compileCatalogue(sampleOperator());

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wildlily-ledger-'));
  const app = new App({ outdir: join(folder, 'cdk.out'), context: cdkJson.context });
  const stack = new Stack(new Stage(app, 'lily-xx'), 'Finance');
  const issuer = new Identity(stack, 'Identity', { sandbox: true, channelPartners: [] });
  new Ledger(stack, 'Ledger', {
    operatorId: 'lily-xx',
    store: new SubscriberStore(stack, 'Subscribers'),
    issuer,
    api: new ScopedHttpApi(stack, 'Api', { apiName: 'lily-xx settlement', issuer }),
    url: 'https://settlement.lily.example',
    eventBus: new EventBus(stack, 'Bus'),
    hosts: [{ id: 'northern-radio' }],
  });
  app.synth();
  const place = { region, accountId: '000000000000' };
  dynamodb = await startLocalDynamoDb({
    ...place,
    alongside: [
      sqsService((url) => cloud.queueByUrl(url)),
      eventBridgeService((name) => cloud.buses.get(name), place),
    ],
  });
  cloud = new LocalCloud({
    ...place,
    baseUrl: 'http://127.0.0.1:9',
    dynamodb,
    awsEndpoint: dynamodb.endpoint,
    concurrency: 2,
    log: new LambdaLog(join(folder, 'logs'), () => {}),
  });
  const stacks = readAssembly(join(folder, 'cdk.out'));
  await deploy({ stacks, providers: providersOf(cloud), ignored: IGNORED_TYPES, ...place });
  client = new DynamoDBClient({ region, endpoint: dynamodb.endpoint, credentials });
  events = new EventBridgeClient({ region, endpoint: dynamodb.endpoint, credentials });
}, 60_000);

afterAll(async () => {
  client.destroy();
  events.destroy();
  await cloud.drain(2000);
  await cloud.stop();
  await dynamodb.stop();
  rmSync(folder, { recursive: true });
});

async function tableOf(name: string): Promise<string> {
  const { TableNames: names = [] } = await client.send(new ListTablesCommand({}));
  return names.find((each) => each.includes(name))!;
}

async function publish(records: string): Promise<void> {
  const { id, ...content } = plan!;
  const parts = toPlanParts(canonicalJson(content));
  for (const [part, data] of parts.entries())
    await client.send(
      new PutItemCommand({
        TableName: records,
        Item: {
          pk: { S: planKey(id) },
          sk: { S: partKey(part) },
          data: { B: data },
          parts: { N: String(parts.length) },
        },
      }),
    );
}

const RECORDS = 40;

const told = (from: number, to: number) => ({
  records: Array.from({ length: to - from }, (_, i) => ({
    account: 'imsi-234300000000001',
    version: from + i + 1,
    kind: 'usage',
    at: '2026-11-03T09:00:00.000Z',
    marketTime: '2026-11-03T09:00:00+00:00',
    currency: 'GBP',
    taxInclusive: true,
    sessionId: 1,
    sequence: 1,
    planId: plan!.id,
    supi: 'imsi-234300000000001',
    lines: [
      {
        ratingGroup: 1000,
        service: 'internet',
        destination: '',
        unit: 'bytes',
        units: 1_000,
        bucket: 'wallet',
        bucketId: 1,
        amount: 1_200,
        priceMicros: 1_200,
        uncollected: false,
        wholesaleMicros: 300,
        hostTerms: 1,
      },
    ],
  })),
});

async function tell(data: object): Promise<void> {
  const EventBusName = [...cloud.buses.keys()].find((name) => name !== 'default');
  const entry = { EventBusName, Source: 'wildlily.lily-xx', DetailType: 'usage.recorded' };
  await events.send(new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify({ data }) }] }));
}

test('usage on the bus is in the sums once, though it is told twice and in other parts', async () => {
  await publish(await tableOf('Records'));
  const books = { client, table: await tableOf('Ledger'), now: Date.now };
  await tell(told(0, 25));
  await tell(told(10, RECORDS));
  await tell(told(0, RECORDS));
  const span = { from: '2026-11-03', to: '2026-11-03' };
  await eventually(async () => {
    const [sum] = await wholesaleOf(books, span);
    expect(sum).toMatchObject({
      host: 'northern-radio',
      hostTerms: 1,
      kind: 'data',
      events: BigInt(RECORDS),
    });
  });
  await cloud.drain(5000);
  const { rows, imbalance } = await trialBalance(books, span);
  expect(imbalance).toEqual({ GBP: 0n });
  expect(rows.map(({ account, micros, entries }) => [account, micros, entries])).toEqual([
    ['host-cost', 300n * 40n, 40n],
    ['host-payable', -300n * 40n, 40n],
    ['revenue/usage', -1_000n * 40n, 40n],
    ['tax-payable', -200n * 40n, 40n],
    ['wallets', 1_200n * 40n, 40n],
  ]);
});
