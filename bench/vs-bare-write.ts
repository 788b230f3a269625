/**
 * The whole handler (JSON in, JSON out) against bare conditional writes: the same SDK client, the same store
 * behind the same service time, in turns in one run.
 */
import { fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { openAccount } from '../domain/charging/open-account.js';
import { Charger } from '../lambdas/charging/charger.js';
import { ChargingMetrics } from '../lambdas/charging/charging-metrics.js';
import { DynamoDbAccountStore, marshalItem } from '../lambdas/charging/dynamodb-account-store.js';
import { type NchfOptions, serveNchf } from '../lambdas/charging/nchf.js';
import { ordinaryPlan } from './peer.js';

type Emit = (name: string, value: number, unit: string) => void;

const TABLE = 'Accounts';
const ROUNDS = 9;
const SESSIONS = 6;

/** Emits the ratio, and returns the handler's CPU time of a request, ms. */
export async function measureAgainstBareWrites(emit: Emit, serviceMs: number): Promise<number> {
  const store = fork(join(__dirname, 'slow-store.ts'), [String(serviceMs)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  try {
    const endpoint = await new Promise<string>((found, failed) => {
      store.stdout?.once('data', (line: Buffer) => found(line.toString().trim()));
      store.once('exit', (code) => failed(new Error(`the bench's store ended with ${code}`)));
    });
    return await compare(emit, endpoint);
  } finally {
    if (store.connected) store.disconnect();
  }
}

async function compare(emit: Emit, endpoint: string): Promise<number> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const plan = ordinaryPlan();
  const options: NchfOptions = {
    charger: new Charger({
      store: new DynamoDbAccountStore(client, TABLE),
      loadPlan: () => Promise.resolve(plan),
      now: () => Date.now(),
    }),
    keys: [{ id: 1, key: randomBytes(32) }],
    metrics: new ChargingMetrics('bench'),
    now: () => Date.now(),
    notify: { hosts: ['smf.host.example'], localHttp: false },
  };
  const ratios: number[] = [];
  const cpuMs: number[] = [];
  let account = 0;
  for (let round = 0; round < ROUNDS + 1; round++) {
    const keys: string[] = [];
    for (let i = 0; i < SESSIONS; i++) {
      const key = `imsi-23499${String(account++).padStart(10, '0')}`;
      keys.push(key);
      await client.send(
        new PutItemCommand({
          TableName: TABLE,
          Item: marshalItem(openAccount({ key, plan, nowMs: Date.now() })),
        }),
      );
    }
    let started = performance.now();
    const before = process.cpuUsage();
    for (const key of keys) await session(key, options);
    const ours = (performance.now() - started) / (SESSIONS * 10);
    const { user, system } = process.cpuUsage(before);
    const cpu = (user + system) / 1_000 / (SESSIONS * 10);
    started = performance.now();
    for (const key of keys) for (let n = 0; n < 10; n++) await bareWrite(client, key);
    const bare = (performance.now() - started) / (SESSIONS * 10);
    // The first round warms both up.
    if (round === 0) continue;
    ratios.push(bare / ours);
    cpuMs.push(cpu);
  }
  const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number;
  emit('charging.vs_bare_write', Number(middle(ratios).toFixed(2)), "of bare writes' requests/s");
  return middle(cpuMs);
}

/** One arithmetic update on a condition, as small as it gets. */
async function bareWrite(client: DynamoDBClient, key: string): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: TABLE,
      Key: { k: { S: key } },
      UpdateExpression: 'SET v = v + :one',
      ConditionExpression: 'v > :zero',
      ExpressionAttributeValues: { ':one': { N: '1' }, ':zero': { N: '0' } },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
}

/** 1 create + 8 updates + 1 release over the API. */
async function session(supi: string, options: NchfOptions): Promise<void> {
  const consumer = { nFName: randomUUID(), nodeFunctionality: 'SMF' };
  let sequence = 0;
  let granted = 0;
  const call = async (path: string, usage: object) => {
    const response = await serveNchf(
      {
        method: 'POST',
        path: `/nchf-convergedcharging/v3/chargingdata${path}`,
        origin: 'https://bench',
        contentType: 'application/json',
        body: JSON.stringify({
          subscriberIdentifier: supi,
          notifyUri: 'https://smf.host.example/nsmf-callback/v1/charging/1000000001',
          nfConsumerIdentification: consumer,
          invocationTimeStamp: new Date().toISOString(),
          invocationSequenceNumber: sequence++,
          multipleUnitUsage: [{ ratingGroup: 1000, ...usage }],
        }),
      },
      options,
    );
    if (response.status >= 300) throw new Error(`the bench was refused: ${response.body}`);
    if (response.body !== undefined) {
      const answer = JSON.parse(response.body) as {
        multipleUnitInformation: { grantedUnit: { totalVolume: number } }[];
      };
      granted = answer.multipleUnitInformation[0]?.grantedUnit.totalVolume ?? 0;
    }
    return response.headers['location'] ?? '';
  };
  const used = (share: number, triggerType: string) => ({
    usedUnitContainer: [
      {
        localSequenceNumber: sequence,
        totalVolume: Math.floor(granted * share),
        triggers: [{ triggerCategory: 'IMMEDIATE_REPORT', triggerType }],
      },
    ],
  });
  const location = await call('', { requestedUnit: {} });
  const ref = `/${location.split('/').at(-1)}`;
  for (let n = 0; n < 8; n++)
    await call(`${ref}/update`, { requestedUnit: {}, ...used(0.9, 'QUOTA_THRESHOLD') });
  await call(`${ref}/release`, used(0.5, 'FINAL'));
}
