import { execFile } from 'node:child_process';
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { buildSync } from 'esbuild';
import { canonicalJson } from '../../domain/canonical-json.js';
import { compileCatalogue, planId } from '../../domain/catalogue/compile.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { fromPlanParts, PART_BYTES, toPlanParts } from '../../lambdas/shared/plan-parts.js';
import { loadOperators } from '../../operators/load.js';
import { startDynamoDb, type TestDynamoDb } from './dynamodb.js';
import { getRequest, read } from './event.js';

const [, , lilyGb] = loadOperators();
const plans = compileCatalogue(lilyGb!).slice(0, 2);
const [starter, endless] = plans as [PlanVersion, PlanVersion];

const NOW = Date.parse('2026-11-22T12:00:00Z');

let database: TestDynamoDb;
let publish: typeof import('../../lambdas/catalogue/publish.js');
let store: typeof import('../../lambdas/shared/plan-store.js');
let reader: typeof import('../../lambdas/catalogue/read.handler.js');

beforeEach(async () => {
  database = await startDynamoDb();
  jest.resetModules();
  publish = await import('../../lambdas/catalogue/publish.js');
  store = await import('../../lambdas/shared/plan-store.js');
  reader = await import('../../lambdas/catalogue/read.handler.js');
});
afterEach(async () => {
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  dynamodb.destroy();
  await database.stop();
});

async function items(): Promise<Record<string, AttributeValue>[]> {
  const { Items } = await database.client.send(
    new ScanCommand({ TableName: 'records', ConsistentRead: true }),
  );
  return (Items ?? []).toSorted((a, b) =>
    `${a['pk']?.S}${a['sk']?.S}`.localeCompare(`${b['pk']?.S}${b['sk']?.S}`),
  );
}

async function signingKeys(): Promise<AttributeValue[] | undefined> {
  return (await items()).find((item) => item['pk']?.S === 'CONFIG')?.['keys']?.L;
}

/** A plan version too large for one part, of text that does not compress well. */
function largePlan(): PlanVersion {
  const { id: _, ...content } = starter;
  let state = 1;
  const noise = Array.from({ length: 80_000 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state.toString(36);
  });
  const [internet, ...others] = content.services;
  const large = {
    ...content,
    offeringId: 'large',
    services: [{ ...internet!, id: noise.join('') }, ...others],
  };
  return { id: planId(large), ...large };
}

test('what is published is loaded, large or small', async () => {
  const large = largePlan();
  await publish.publishCatalogue('records', [starter, large]);
  expect(await store.loadPlan(starter.id)).toEqual(starter);
  expect(await store.loadPlan(large.id)).toEqual(large);
  expect(toPlanParts(canonicalJson(large)).length).toBeGreaterThan(1);
});

test('publishing again changes nothing', async () => {
  expect(await publish.publishCatalogue('records', plans)).toEqual({
    newPlans: [starter.id, endless.id],
    movedOfferings: ['starter', 'endless'],
    retiredOfferings: [],
  });
  const before = await items();
  expect(await publish.publishCatalogue('records', plans)).toEqual({
    newPlans: [],
    movedOfferings: [],
    retiredOfferings: [],
  });
  expect(await items()).toEqual(before);
});

test('a publication that was cut off anywhere is completed by the next', async () => {
  const large = largePlan();
  await publish.publishCatalogue('records', [large], NOW);
  const complete = await items();
  for (const item of complete) {
    const key = { pk: item['pk']!, sk: item['sk']! };
    await database.client.send(new DeleteItemCommand({ TableName: 'records', Key: key }));
    await publish.publishCatalogue('records', [large], NOW);
  }
  const withoutKeys = (list: typeof complete) => list.filter((item) => item['pk']?.S !== 'CONFIG');
  expect(withoutKeys(await items())).toEqual(withoutKeys(complete));
});

test('the signing key is made once', async () => {
  await publish.publishCatalogue('records', plans);
  const first = await signingKeys();
  expect(first).toMatchObject([{ M: { id: { N: '1' } } }]);
  expect(first?.[0]?.M?.['key']?.B).toHaveLength(32);
  await publish.publishCatalogue('records', [endless]);
  expect(await signingKeys()).toEqual(first);
});

test('an offering that is no longer sold leaves the list; its versions stay', async () => {
  await publish.publishCatalogue('records', plans);
  const result = await publish.publishCatalogue('records', [endless]);
  expect(result.retiredOfferings).toEqual(['starter']);
  const list = read(await reader.handler(getRequest('GET /plans')));
  expect(list.body).toMatchObject({ items: [{ offeringId: 'endless', planId: endless.id }] });
  expect(await store.loadPlan(starter.id)).toEqual(starter);
  expect((await publish.publishCatalogue('records', plans)).movedOfferings).toEqual(['starter']);
});

describe('the plan store', () => {
  test('does not remember absence, and remembers what it loaded', async () => {
    expect(await store.loadPlan(starter.id)).toBeUndefined();
    await publish.publishCatalogue('records', plans);
    const loaded = await store.loadPlan(starter.id);
    expect(loaded).toEqual(starter);
    expect(await store.loadPlan(starter.id)).toBe(loaded);
  });

  test('refuses a version whose content was changed', async () => {
    await publish.publishCatalogue('records', plans);
    const [data] = toPlanParts(canonicalJson({ ...starter, name: 'Free for ever', id: undefined }));
    await database.client.send(
      new PutItemCommand({
        TableName: 'records',
        Item: {
          pk: { S: `PLAN#${starter.id}` },
          sk: { S: 'PART#00' },
          data: { B: data! },
          parts: { N: '1' },
        },
      }),
    );
    await expect(store.loadPlan(starter.id)).rejects.toThrow('has other content');
  });

  test('parts are cut by text, so their number never depends on the compressor', () => {
    const text = JSON.stringify({ text: 'x'.repeat(3 * PART_BYTES) });
    expect(toPlanParts(text)).toHaveLength(4);
    expect(() => fromPlanParts('plan_0000000000000000', toPlanParts(text))).toThrow('has other content');
    expect(() => toPlanParts('x'.repeat(PART_BYTES * 100 + 1))).toThrow('at most 100');
  });
});

describe('GET /plans', () => {
  test('lists what is sold, in pages', async () => {
    await publish.publishCatalogue('records', plans, NOW);
    const first = read(await reader.handler(getRequest('GET /plans', {}, { limit: '1' })));
    expect(first).toMatchObject({
      status: 200,
      body: { items: [{ offeringId: 'endless', name: 'Lily Endless' }] },
    });
    const { after } = first.body as { after: string };
    const second = read(await reader.handler(getRequest('GET /plans', {}, { limit: '5', after })));
    expect(second.body).toEqual({
      items: [
        {
          offeringId: 'starter',
          name: 'Lily Starter',
          planId: starter.id,
          currency: 'GBP',
          effectiveFrom: '2026-11-22T12:00:00.000Z',
          paymentMode: 'prepaid',
        },
      ],
    });
  });

  test('says everything that is wrong with a query', async () => {
    const bad = read(
      await reader.handler(getRequest('GET /plans', {}, { limit: '0', after: '??', page: '2' })),
    );
    expect(bad).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: {
        type: 'urn:wildlily:problem:invalid-query',
        invalidParams: [{ param: 'page' }, { param: 'limit' }, { param: 'after' }],
      },
    });
  });

  test('shows one version with its prices and buckets', async () => {
    await publish.publishCatalogue('records', plans);
    const plan = read(await reader.handler(getRequest('GET /plans/{planId}', { planId: starter.id })));
    expect(plan).toMatchObject({
      status: 200,
      body: {
        id: starter.id,
        services: [
          // £0.02 a MB, counted in kB: 20 micros each.
          {
            id: 'internet',
            destinations: [
              {
                destination: 'any',
                pricing: 'flat',
                increment: { units: 1000, numerator: 20, denominator: 1 },
              },
            ],
          },
          { id: 'calls' },
          { id: 'texts' },
        ],
        buckets: [
          { id: 'data-2gb', amount: 2e9, usedFor: ['internet/any'] },
          { id: 'minutes-200', amount: 12_000, usedFor: ['calls/national'] },
          { id: 'texts-200', amount: 200, usedFor: ['texts/national'] },
          { id: 'wallet', money: '10.00' },
          { id: 'reward-data', givenBy: { reward: true }, usedFor: ['internet/any'] },
          { id: 'reward-minutes', givenBy: { reward: true }, usedFor: ['calls/national'] },
          { id: 'reward-messages', givenBy: { reward: true }, usedFor: ['texts/national'] },
          { id: 'reward-credit', givenBy: { reward: true }, money: '0.00' },
        ],
      },
    });
  });

  test.each([
    ['plan_0000000000000000', 404],
    ['starter', 400],
    ['', 400],
  ])('answers %p with %d', async (planIdAsked, status) => {
    const answer = read(await reader.handler(getRequest('GET /plans/{planId}', { planId: planIdAsked })));
    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
  });

  test('answers 404 to a route it does not have', async () => {
    expect(read(await reader.handler(getRequest('DELETE /plans'))).status).toBe(404);
  });
});

test('the deployed function publishes the catalogue.json beside it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'publish-'));
  try {
    buildSync({
      entryPoints: [join(__dirname, '../../lambdas/catalogue/publish.handler.ts')],
      outfile: join(dir, 'index.js'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      mainFields: ['module', 'main'],
    });
    writeFileSync(join(dir, 'catalogue.json'), JSON.stringify(plans));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '-e',
        'require(process.argv[1]).handler().catch((error) => { console.error(error); process.exitCode = 1; })',
        join(dir, 'index.js'),
      ],
      { env: process.env },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      event: 'catalogue.published',
      operatorId: 'lily-gb',
      newPlans: [starter.id, endless.id],
    });
    // No compiler, schema or YAML in what is deployed.
    expect(readFileSync(join(dir, 'index.js'), 'utf8')).not.toMatch(/zod|LineCounter|compileTariff/);
    const { Item } = await database.client.send(
      new GetItemCommand({
        TableName: 'records',
        Key: { pk: { S: 'OFFERING#starter' }, sk: { S: 'CURRENT' } },
      }),
    );
    expect(Item).toMatchObject({ planId: { S: starter.id }, state: { S: 'on_sale' } });
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('a function without its environment does not start', async () => {
  delete process.env['RECORDS_TABLE'];
  jest.resetModules();
  await expect(import('../../lambdas/catalogue/read.handler.js')).rejects.toThrow(
    'environment variables are missing: RECORDS_TABLE',
  );
});
