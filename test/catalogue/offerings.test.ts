import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { compileHostTerms } from '../../domain/catalogue/host-terms.js';
import { compileCatalogue, compilePlan } from '../../domain/catalogue/compile.js';
import { releaseOf } from '../../domain/catalogue/releases.js';
import { loadOperators } from '../../operators/load.js';
import { startDynamoDb, type TestDynamoDb } from './dynamodb.js';
import { getRequest, read } from './event.js';

const [, , lilyGb] = loadOperators();
const operator = lilyGb!;
const { brand, market, host, addOns } = operator;
const terms = { brand, market, host, addOns };
const starter = operator.plans[0]!;
const plans = compileCatalogue(operator);
const at = (text: string) => Date.parse(text);

let database: TestDynamoDb;
let publish: typeof import('../../lambdas/catalogue/publish.js');
let api: typeof import('../../lambdas/catalogue/offerings.js');
let versions: typeof import('../../lambdas/catalogue/offering-versions.js');

beforeEach(async () => {
  database = await startDynamoDb();
  jest.resetModules();
  publish = await import('../../lambdas/catalogue/publish.js');
  api = await import('../../lambdas/catalogue/offerings.js');
  versions = await import('../../lambdas/catalogue/offering-versions.js');
});
afterEach(async () => {
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  dynamodb.destroy();
  await database.stop();
});

const deploy = (now: string, changed = plans) =>
  publish.publishCatalogue(
    'records',
    { plans: changed, operator: terms, hostTerms: compileHostTerms(operator) },
    at(now),
  );

async function post(body: unknown, now = '2026-12-01T00:00:00Z', query?: Record<string, string>) {
  const request = {
    ...getRequest('POST /offerings', {}, query),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  } as APIGatewayProxyEventV2;
  // oxlint-disable-next-line typescript/no-explicit-any
  return read(await api.postOffering('records', request, at(now))) as { status: number; body: any };
}

const offering = (change: object = {}) => ({ ...structuredClone(starter), id: 'student', ...change });

test('an offering is published once, however often it is sent', async () => {
  await deploy('2026-11-01T00:00:00Z');
  const first = await post(offering());
  expect(first.status).toBe(201);
  expect(first.body.planId).toBe(compilePlan(terms, offering()).id);
  expect(first.body).toMatchObject({ published: true, plan: { offeringId: 'student', currency: 'GBP' } });
  const second = await post(offering(), '2026-12-02T00:00:00Z');
  expect(second).toMatchObject({ status: 200, body: { ...first.body, published: false } });
  expect(await versions.versionFor('records', 'student', at('2026-12-01T00:00:00Z'))).toBe(first.body.planId);
  expect(await versions.versionFor('records', 'student', at('2026-11-30T00:00:00Z'))).toBeUndefined();
});

test('a dry run answers the same and publishes nothing', async () => {
  await deploy('2026-11-01T00:00:00Z');
  const dry = await post(offering(), undefined, { dryRun: 'true' });
  expect(dry).toMatchObject({ status: 200, body: { dryRun: true, published: false } });
  expect(await versions.versionFor('records', 'student', at('2027-01-01T00:00:00Z'))).toBeUndefined();
  const { published: _, dryRun: __, ...answer } = dry.body;
  expect((await post(offering())).body).toEqual({ ...answer, published: true });
});

test('a dry run tells what usage would cost', async () => {
  await deploy('2026-11-01T00:00:00Z');
  const usage = [
    { service: 'internet', quantity: '2 GB' },
    { service: 'internet', quantity: '10 MB', at: '2026-12-02T00:00:00Z' },
    { service: 'calls', quantity: '2 min', to: '33123456789' },
  ];
  const { body } = await post({ ...offering(), usage }, undefined, { dryRun: 'true' });
  expect(body.usage).toMatchObject({
    items: [
      { price: '0.00', covered: true, lines: [{ bucket: 'data-2gb' }] },
      { price: '0.20', covered: true, lines: [{ bucket: 'wallet' }] },
      { price: '0.70', covered: true, lines: [{ destination: 'international' }] },
    ],
    usagePrice: '0.90',
    recurringPrice: '0.00',
    total: '0.90',
  });
  const wrong = [
    { service: 'intranet', quantity: '1 GB' },
    { service: 'calls', quantity: '1 GB' },
  ];
  const refused = await post({ ...offering(), usage: wrong }, undefined, { dryRun: 'true' });
  expect(refused.body.invalidParams.map(({ param }: { param: string }) => param)).toEqual([
    'usage[0].service',
    'usage[1].quantity',
  ]);
  expect((await post({ ...offering(), usage })).body.invalidParams).toMatchObject([{ param: 'usage' }]);
});

test('everything that is wrong is told at once, as of a file', async () => {
  await deploy('2026-11-01T00:00:00Z');
  const broken = offering({
    paymentMode: 'later',
    caps: [{ id: 'x', purpose: 'spending-cap', limit: '5 GB' }],
  });
  broken.services[0]!.price = '0.001';
  const { status, body } = await post(broken, undefined, { dryRun: 'true' });
  expect([status, body.type]).toEqual([400, 'urn:wildlily:problem:offering-invalid']);
  expect(body.invalidParams.map(({ param }: { param: string }) => param).sort()).toEqual([
    'caps[0].limit',
    'paymentMode',
    'services[0].price',
  ]);
  expect((await post('no json')).body.invalidParams[0]).toMatchObject({ param: '' });
  expect(await post(offering(), undefined, { dryRun: 'yes', dry: 'true' })).toMatchObject({
    status: 400,
    body: { invalidParams: [{ param: 'dryRun' }, { param: 'dry' }] },
  });
});

test('without an operator there is no market to compile against', async () => {
  await publish.publishCatalogue('records', plans);
  expect(await post(offering())).toMatchObject({
    status: 409,
    body: { type: 'urn:wildlily:problem:operator-not-published' },
  });
});

test('subscribers keep their version, or move with the period after it takes effect', async () => {
  await deploy('2026-11-01T00:00:00Z');
  const first = await post(offering());
  const kept = await post(offering({ name: 'Student 2', effectiveFrom: '2027-01-01' }));
  const own = { id: first.body.planId, offeringId: 'student' };
  const successor = (now: string, plan = own) => versions.successorOf('records', plan, at(now));
  expect(await successor('2027-02-01T00:00:00Z')).toBeUndefined();
  const moved = await post(
    offering({ name: 'Student 3', effectiveFrom: '2027-03-01', existingSubscribers: 'move' }),
  );
  expect(await successor('2027-02-28T23:59:59Z')).toBeUndefined();
  expect(await successor('2027-03-01T00:00:00Z')).toBe(moved.body.planId);
  expect(await successor('2027-03-01T00:00:00Z', { ...own, id: kept.body.planId })).toBe(moved.body.planId);
  expect(await successor('2027-03-01T00:00:00Z', { ...own, id: moved.body.planId })).toBeUndefined();
  expect(await successor('2027-03-01T00:00:00Z', { id: 'plan_0', offeringId: 'nothing' })).toBeUndefined();
  expect(await versions.versionFor('records', 'student', at('2027-02-01T00:00:00Z'))).toBe(kept.body.planId);
  const { Item: row } = await database.client.send(
    new GetItemCommand({
      TableName: 'records',
      Key: { pk: { S: 'OFFERING#student' }, sk: { S: 'VERSION#2027-03-01T00:00:00.000Z' } },
    }),
  );
  expect(row).toMatchObject({ planId: { S: moved.body.planId }, existing: { S: 'move' } });
});

test('dates and who moves are no part of the content: the plan keeps its id', () => {
  const plain = compilePlan(operator, starter);
  const dated = compilePlan(operator, {
    ...starter,
    effectiveFrom: '2030-01-01',
    existingSubscribers: 'move',
  });
  expect(dated.id).toBe(plain.id);
  // British Summer Time.
  expect(releaseOf({ effectiveFrom: '2026-07-01', existingSubscribers: 'keep' }, 'Europe/London')).toEqual({
    effectiveFromMs: at('2026-06-30T23:00:00Z'),
    existing: 'keep',
  });
});

test('what came by the API survives the next deployment, until the file itself changes', async () => {
  await deploy('2026-11-01T00:00:00Z');
  await post(offering());
  const renamed = await post({ ...starter, name: 'Starter by API' });
  const now = at('2026-12-24T00:00:00Z');
  expect(await deploy('2026-12-02T00:00:00Z')).toEqual({
    newPlans: [],
    movedOfferings: [],
    retiredOfferings: [],
  });
  expect(await versions.versionFor('records', 'starter', now)).toBe(renamed.body.planId);
  expect(await versions.versionFor('records', 'student', now)).toBeDefined();
  const changed = compilePlan(operator, { ...starter, name: 'Starter by file' });
  expect(await deploy('2026-12-03T00:00:00Z', [changed])).toMatchObject({ movedOfferings: ['starter'] });
  expect(await versions.versionFor('records', 'starter', now)).toBe(changed.id);
});

test('an answer may be as old as its asker allows, and no older', async () => {
  await deploy('2026-11-01T00:00:00Z');
  const now = at('2026-12-24T00:00:00Z');
  const old = await versions.versionFor('records', 'starter', now);
  const { body } = await post({ ...starter, name: 'Another' });
  expect(await versions.versionFor('records', 'starter', now, { maxAgeMs: 60_000 })).toBe(old);
  expect(await versions.versionFor('records', 'starter', now)).toBe(body.planId);
});

test('the host terms are published by their version', async () => {
  await deploy('2026-11-01T00:00:00Z');
  const { Item: item } = await database.client.send(
    new GetItemCommand({
      TableName: 'records',
      Key: { pk: { S: 'HOSTTERMS' }, sk: { S: '000001' } },
    }),
  );
  expect(JSON.parse(item!['terms']!.S!)).toEqual(compileHostTerms(operator));
});

test('host terms that change need another version', async () => {
  await deploy('2026-11-01T00:00:00Z');
  const hostTerms = { ...compileHostTerms(operator), rates: [] };
  const again = (version: number) =>
    publish.publishCatalogue('records', { plans, operator: terms, hostTerms: { ...hostTerms, version } });
  await expect(again(1)).rejects.toThrow(/count host.agreement.version up/);
  await expect(again(2)).resolves.toMatchObject({ newPlans: [] });
});

test('an offering that was published before it had versions gets them with the next deployment', async () => {
  await database.client.send(
    new PutItemCommand({
      TableName: 'records',
      Item: {
        pk: { S: 'OFFERING#starter' },
        sk: { S: 'CURRENT' },
        planId: { S: 'plan_0' },
        state: { S: 'on_sale' },
      },
    }),
  );
  expect((await deploy('2026-11-01T00:00:00Z')).movedOfferings).toContain('starter');
});
