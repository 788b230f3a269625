/** Companies and pools by their API, members charged by the charger, leases reclaimed by the reclaimer: one DynamoDB. */
import type { APIGatewayProxyEventV2, StreamRecord } from 'aws-lambda';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { canonicalJson } from '../../domain/canonical-json.js';
import { readSlice } from '../../domain/pools/slice.js';
import type { Charger as ChargerType } from '../../lambdas/charging/charger.js';
import { partKey, planKey, toPlanParts } from '../../lambdas/shared/plan-parts.js';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/dynamodb/index.js';
import { create, group, request } from '../charging/requests.js';
import { BUCKET, MB, pooledPlan } from './plans.js';
import { createTables } from '../support/tables.js';

const plan = pooledPlan();
let local: LocalDynamoDb;
let client: DynamoDBClient;
let charger: ChargerType;
let handler: typeof import('../../lambdas/pools/api.handler.js').handler;
let reclaim: typeof import('../../lambdas/pools/reclaim.handler.js').handler;

beforeAll(async () => {
  local = await startLocalDynamoDb();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: local.endpoint,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ACCOUNTS_TABLE: 'accounts',
    RECORDS_TABLE: 'records',
    OPERATOR_ID: 'lily-gb',
  });
  client = new DynamoDBClient({});
  await createTables(client);
  const { id, ...content } = plan;
  const [part] = toPlanParts(canonicalJson(content));
  await client.send(
    new PutItemCommand({
      TableName: 'records',
      Item: { pk: { S: planKey(id) }, sk: { S: partKey(0) }, data: { B: part! }, parts: { N: '1' } },
    }),
  );
  await client.send(
    new PutItemCommand({
      TableName: 'records',
      Item: {
        pk: { S: 'OFFERING#office' },
        sk: { S: 'CURRENT' },
        planId: { S: id },
        state: { S: 'on_sale' },
      },
    }),
  );
  ({ handler } = await import('../../lambdas/pools/api.handler.js'));
  ({ handler: reclaim } = await import('../../lambdas/pools/reclaim.handler.js'));
  const { Charger } = await import('../../lambdas/charging/charger.js');
  const { DynamoDbAccountStore } = await import('../../lambdas/charging/dynamodb-account-store.js');
  charger = new Charger({
    store: new DynamoDbAccountStore(client, 'accounts'),
    loadPlan: () => Promise.resolve(plan),
    now: () => Date.now(),
  });
});
afterAll(async () => {
  client.destroy();
  await local.stop();
});

interface Resource {
  readonly total: number;
  readonly available: number;
  readonly leased: number;
  readonly used: number;
  readonly reserved: number;
  readonly idle: number;
}
interface Body {
  readonly type?: string;
  readonly invalidParams?: readonly { readonly param: string }[];
  readonly items?: readonly unknown[];
  readonly after?: string;
  readonly resources?: readonly Resource[];
  readonly costCentres?: readonly unknown[];
}

async function call(
  routeKey: string,
  body?: unknown,
  pathParameters: Record<string, string> = {},
  queryStringParameters?: Record<string, string>,
): Promise<{ status: number | undefined; body: Body }> {
  const answer = await handler({
    routeKey,
    pathParameters,
    queryStringParameters,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  } as unknown as APIGatewayProxyEventV2);
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? 'null') as Body };
}

const pool = {
  poolId: 'pool_acme-data',
  companyId: 'co_acme',
  name: 'Data of Acme',
  offeringId: 'office',
  allowances: [{ bucket: BUCKET, amount: 2_000 * MB }],
};
const member = (n: number, costCentre?: string) => ({
  subscriberId: `sub_acme${n}`,
  supi: `imsi-23499000000000${n}`,
  msisdn: `msisdn-44770090000${n}`,
  iccid: `894499000000000000${n}`,
  poolId: pool.poolId,
  ...(costCentre === undefined ? {} : { costCentre }),
});

test('a company is made once; the same again is answered the same, another under its id is refused', async () => {
  const acme = { companyId: 'co_acme', name: 'Acme Ltd' };
  expect(await call('POST /companies', acme)).toEqual({ status: 201, body: { ...acme, owner: null } });
  expect(await call('POST /companies', acme)).toEqual({ status: 200, body: { ...acme, owner: null } });
  expect(await call('POST /companies', { ...acme, name: 'Other' })).toMatchObject({
    status: 409,
    body: { type: 'urn:wildlily:problem:company-exists' },
  });
});

test('bad input gets all its problems at once', async () => {
  const { status, body } = await call('POST /pools', {
    poolId: 'acme',
    companyId: 'co_none',
    offeringId: 'nothing',
    allowances: [{ bucket: '', amount: 0.5 }],
    cycle: { every: 0, unit: 'fortnight' },
    expectedMembers: -1,
    colour: 'red',
  });
  expect(status).toBe(400);
  expect(body.type).toBe('urn:wildlily:problem:invalid-pool');
  expect(body.invalidParams?.map(({ param }) => param).sort()).toEqual([
    'allowances[0].amount',
    'allowances[0].bucket',
    'colour',
    'companyId',
    'cycle.every',
    'cycle.unit',
    'expectedMembers',
    'name',
    'offeringId',
    'poolId',
  ]);
  expect(await call('POST /companies', undefined)).toMatchObject({ status: 400 });
  expect(await call('POST /pools', { ...pool, allowances: [{ bucket: 'wallet', amount: 5 }] })).toMatchObject(
    { body: { invalidParams: [{ reason: 'got "wallet"; allowed: office-data' }] } },
  );
});

test('a pool is granted once, by calendar months of its market', async () => {
  const made = await call('POST /pools', pool);
  expect(made).toMatchObject({
    status: 201,
    body: {
      cycle: { every: 1, unit: 'month', anchor: { dayOfMonth: 1 }, timeZone: 'Europe/Berlin' },
      resources: [{ bucket: BUCKET, total: 2_000 * MB, available: 2_000 * MB, leased: 0 }],
    },
  });
  expect(await call('POST /pools', pool)).toEqual({ ...made, status: 200 });
  expect(await call('POST /pools', { ...pool, name: 'Other' })).toMatchObject({ status: 409 });
});

test('a pool made before is answered as it was, though its offering is not sold any more', async () => {
  const plain = (item: Record<string, unknown>) => item as Record<string, { S: string }>;
  const { Item: sold } = await client.send(
    new GetItemCommand({
      TableName: 'records',
      Key: { pk: { S: `OFFERING#${pool.offeringId}` }, sk: { S: 'CURRENT' } },
    }),
  );
  const put = async (more: object) =>
    client.send(new PutItemCommand({ TableName: 'records', Item: plain({ ...sold, ...more }) }));
  await put({ state: { S: 'retired' } });
  try {
    expect(await call('POST /pools', pool)).toMatchObject({ status: 200, body: { poolId: pool.poolId } });
    expect(await call('POST /pools', { ...pool, poolId: 'pool_new' })).toMatchObject({
      status: 400,
      body: { invalidParams: [{ param: 'offeringId' }] },
    });
  } finally {
    await put({});
  }
});

test('forged cursors, long names and lists of anything are refused, never an error', async () => {
  for (const after of ['MEMBER#', 'META', `MEMBER#sub_${'x'.repeat(2_000)}`, '\u0000'])
    expect(
      await call(
        'GET /companies/{companyId}/members',
        undefined,
        { companyId: 'co_acme' },
        {
          after: Buffer.from(after).toString('base64url'),
        },
      ),
    ).toMatchObject({ status: 400, body: { invalidParams: [{ param: 'after' }] } });
  const offeringId = 'x'.repeat(3_000);
  expect(await call('POST /pools', { ...pool, offeringId })).toMatchObject({
    status: 400,
    body: { invalidParams: [{ param: 'offeringId' }] },
  });
  const allowances = [null, 'x', [1], { bucket: BUCKET, amount: 1, unit: 'GB' }];
  const { body } = await call('POST /pools', { ...pool, allowances });
  expect(body.invalidParams?.map(({ param }) => param)).toEqual([
    'allowances[0]',
    'allowances[1]',
    'allowances[2]',
    'allowances[3].unit',
  ]);
  for (const companyId of ['co_a/b', 'co_ü', '../co_acme', 'co_', 'constructor'])
    expect(await call('GET /companies/{companyId}', undefined, { companyId })).toMatchObject({ status: 400 });
});

test('a cap that is set while a pool is made is in the pool, whoever is first', async () => {
  const companyId = 'co_twin';
  await call('POST /companies', { companyId, name: 'Twin' });
  const path = { companyId, costCentreId: 'ops' };
  const caps = (n: number) => [{ bucket: BUCKET, amount: n * MB }];
  for (let n = 1; n <= 8; n++) {
    const asked = { ...pool, companyId, poolId: `pool_twin-${n}` };
    const put = call(
      'PUT /companies/{companyId}/cost-centres/{costCentreId}',
      { name: 'Ops', caps: caps(n) },
      path,
    );
    await new Promise((done) => setTimeout(done, n));
    const made = await call('POST /pools', asked);
    expect([made.status, (await put).status]).toEqual([201, 200]);
    const { body } = await call('GET /pools/{poolId}', undefined, { poolId: asked.poolId });
    expect(body.costCentres).toMatchObject([{ resources: [{ total: n * MB }] }]);
  }
});

test('cost centres and members', async () => {
  const sales = { name: 'Sales', caps: [{ bucket: BUCKET, amount: 100 * MB }] };
  expect(
    await call('PUT /companies/{companyId}/cost-centres/{costCentreId}', sales, {
      companyId: 'co_acme',
      costCentreId: 'sales',
    }),
  ).toEqual({ status: 200, body: { costCentreId: 'sales', ...sales } });
  const of = { companyId: 'co_acme' };
  expect(await call('POST /companies/{companyId}/members', member(1), of)).toMatchObject({ status: 201 });
  expect(await call('POST /companies/{companyId}/members', member(1), of)).toMatchObject({ status: 200 });
  expect(await call('POST /companies/{companyId}/members', member(2, 'sales'), of)).toMatchObject({
    status: 201,
    body: { accountKey: member(2).supi, planId: plan.id, costCentre: 'sales' },
  });
  expect(
    await call('POST /companies/{companyId}/members', { ...member(1), iccid: '8944990000000000009' }, of),
  ).toMatchObject({ status: 409 });
  expect(await call('POST /companies/{companyId}/members', member(3, 'legal'), of)).toMatchObject({
    status: 400,
    body: { invalidParams: [{ param: 'costCentre' }] },
  });
  const listed = await call('GET /companies/{companyId}/members', undefined, of, { limit: '1' });
  expect(listed.body.items).toHaveLength(1);
  expect(listed.body.after).toBeDefined();
  expect(await call('GET /companies/{companyId}', undefined, of)).toMatchObject({
    body: { name: 'Acme Ltd', costCentres: [{ costCentreId: 'sales' }], pools: [pool.poolId] },
  });
  expect(await call('GET /companies/{companyId}', undefined, { companyId: 'co_none' })).toMatchObject({
    status: 404,
  });
});

async function poolNow() {
  const { body } = await call('GET /pools/{poolId}', undefined, { poolId: pool.poolId });
  return { data: body.resources?.[0] as Resource, costCentres: body.costCentres };
}

test('members lease what they use, a cost centre no more than its cap', async () => {
  const atMs = Date.now();
  const [first, second] = [
    await charger.create(member(1).supi, create([group(1000)], { atMs })),
    await charger.create(member(2).supi, create([group(1000)], { atMs })),
  ];
  expect(first).toMatchObject({ ok: true, answer: { groups: [{ granted: 20 * MB }] } });
  expect(second).toMatchObject({ ok: true, answer: { groups: [{ granted: 20 * MB }] } });
  const { data, costCentres } = await poolNow();
  expect(data.total).toBe(data.available + data.leased);
  expect(data.leased).toBe(data.used + data.reserved + data.idle);
  expect(data).toMatchObject({ total: 2_000 * MB, reserved: 40 * MB, used: 0, membersLeasing: 2 });
  expect(costCentres).toMatchObject([
    { costCentreId: 'sales', resources: [{ total: 100 * MB, available: 50 * MB, leased: 50 * MB }] },
  ]);
  if (!first.ok) throw new Error('refused');
  const { answer, accountKey, planId } = first;
  const ref = { accountKey, planId, sessionId: answer.sessionId, slot: answer.slot, groups: answer.session };
  const used = request(1, [group(1000, { ask: false, used: { bytes: 15 * MB } })], { atMs });
  expect(await charger.release(ref, used)).toMatchObject({ ok: true });
  expect((await poolNow()).data).toMatchObject({ used: 15 * MB });
});

test('the reclaimer leaves a pool with plenty alone, and brings idle leases back to one that is short', async () => {
  const context = { getRemainingTimeInMillis: () => 300_000 };
  const [quiet] = (await reclaim({}, context)).pools;
  expect(quiet).toMatchObject({ poolId: pool.poolId, short: [], membersRead: 0 });
  const before = (await poolNow()).data;
  // Everything else is leased to somebody who is not a member here.
  await local.call('UpdateItem', {
    TableName: 'accounts',
    Key: { k: { S: `${pool.poolId}#0` } },
    UpdateExpression: 'SET a0 = :none, l0 = g0',
    ExpressionAttributeValues: { ':none': { N: '0' } },
  });
  const change = (w: string | undefined, old: string | undefined) => ({
    dynamodb: {
      NewImage: { k: { S: `${pool.poolId}#0` }, ...(w === undefined ? {} : { w: { N: w } }) },
      OldImage: old === undefined ? {} : { w: { N: old } },
    } as StreamRecord,
  });
  expect(
    (await reclaim({ Records: [change('7', '7'), change(undefined, undefined)] }, context)).pools,
  ).toEqual([]);
  const { pools } = await reclaim({ Records: [change('7', undefined), change('8', '7')] }, context);
  const returned = pools[0]?.returned[BUCKET] ?? 0;
  expect(pools).toMatchObject([{ short: [BUCKET], membersRead: 2, failed: 0, complete: true }]);
  // The first member's session is over: all of its lease comes back; the second one, in
  // the middle of a session, keeps a smallest grant, or a fair share of what came back by then.
  expect([305 * MB, 315 * MB]).toContain(returned);
  const after = (await poolNow()).data;
  expect(after).toMatchObject({ available: returned, leased: 2_000 * MB - returned, used: before.used });
  expect(after.idle).toBe(before.idle - returned);
});

test('a pool’s slice says when it was found empty, at most once a minute', async () => {
  const { Item: item } = await local.call('GetItem', {
    TableName: 'accounts',
    Key: { k: { S: `${pool.poolId}#0` } },
  });
  expect((item as Record<string, unknown>)['w']).toBeUndefined();
  await local.call('UpdateItem', {
    TableName: 'accounts',
    Key: { k: { S: `${pool.poolId}#0` } },
    UpdateExpression: 'SET a0 = :none, l0 = g0',
    ExpressionAttributeValues: { ':none': { N: '0' } },
  });
  for (let i = 0; i < 3; i++) {
    const denied = await charger.create(member(1).supi, create([group(1000)], { atMs: Date.now() }));
    expect(denied).toMatchObject({ ok: true, answer: { groups: [{ resultCode: 'QUOTA_LIMIT_REACHED' }] } });
  }
  const { unmarshalItem } = await import('../../lambdas/charging/dynamodb-account-store.js');
  const { Item: now } = await local.call('GetItem', {
    TableName: 'accounts',
    Key: { k: { S: `${pool.poolId}#0` } },
  });
  const slice = readSlice(unmarshalItem(now as Parameters<typeof unmarshalItem>[0]));
  expect(Math.abs(slice.shortAtS - Date.now() / 1000)).toBeLessThan(60);
});
