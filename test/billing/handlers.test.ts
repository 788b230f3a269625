import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Bill } from '../../domain/billing/bill.js';
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import { openAccount } from '../../domain/charging/open-account.js';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { seedSubscribers, subscriberItems } from '../../domain/operator/seeds.js';
import { loadOperators } from '../../operators/load.js';
import { startDynamoDb, type TestDynamoDb } from '../catalogue/dynamodb.js';
import { getRequest, read } from '../catalogue/event.js';
import { ensureBundles } from '../lib/support/bundles.js';
import { installFonts } from './fonts.js';
import { readPdf } from './pdf-text.js';
import { line, movement, record } from './records.js';

const [, , lilyGb] = loadOperators();
const plans = compileCatalogue(lilyGb!);
const subscribers = seedSubscribers(lilyGb!, plans);
const [subscriber, other, third, nobodyYet] = subscribers as [Seed, Seed, Seed, Seed];
type Seed = (typeof subscribers)[number];
const plan = plans.find(({ id }) => id === subscriber.planId)!;

let database: TestDynamoDb;
let close: (typeof import('../../lambdas/billing/close.handler.js'))['handler'];
let readBills: (typeof import('../../lambdas/billing/read.handler.js'))['handler'];
let toAttributes: (typeof import('../../lambdas/shared/attributes.js'))['toAttributes'];

const announced: { type: string; data: Record<string, unknown> }[] = [];
let busIsDown = false;

beforeAll(async () => {
  ensureBundles();
  installFonts();
  database = await startDynamoDb();
  Object.assign(process.env, { EVENT_BUS_NAME: 'bus', BRAND: JSON.stringify(lilyGb!.brand) });
  jest.spyOn(console, 'error').mockReturnValue();
  // oxlint-disable-next-line typescript/no-misused-promises -- the client's overloads hide that it returns a promise
  jest.spyOn(EventBridgeClient.prototype, 'send').mockImplementation(async (command: unknown) => {
    if (busIsDown) throw new Error('the bus is down');
    for (const entry of (command as PutEventsCommand).input.Entries ?? [])
      announced.push(JSON.parse(entry.Detail!));
    return { FailedEntryCount: 0 };
  });
  const { publishCatalogue } = await import('../../lambdas/catalogue/publish.js');
  ({ toAttributes } = await import('../../lambdas/shared/attributes.js'));
  ({ handler: close } = await import('../../lambdas/billing/close.handler.js'));
  ({ handler: readBills } = await import('../../lambdas/billing/read.handler.js'));
  await publishCatalogue('records', plans);
  for (const one of [subscriber, other, third, nobodyYet]) {
    for (const item of subscriberItems(one)) await put('records', item);
  }
  await put('accounts', openAccount({ key: other.supi, plan, walletMicros: 0, nowMs: Date.now() }));
});
afterAll(async () => {
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  dynamodb.destroy();
  await database.stop();
});

const put = async (table: string, item: object) =>
  database.client.send(new PutItemCommand({ TableName: table, Item: toAttributes({ ...item }) }));

/** A usage record as the recorder stores it. */
async function store(
  version: number,
  over: Partial<UsageRecord> = {},
  account = subscriber.supi,
): Promise<void> {
  const made = record(version, { account, supi: account, planId: plan.id, currency: 'GBP', ...over });
  await put('records', { pk: `USAGE#${account}`, sk: String(version).padStart(12, '0'), ...made });
}

const ends = (from: string, to: string) => [{ type: 'period.ended', from, to }] as const;
const OCTOBER = ends('2026-09-30T23:00:00.000Z', '2026-11-01T00:00:00.000Z');
const NOVEMBER = ends('2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z');

/** Delivers events of versions as the queue does; the versions that failed. */
const closing = (...versions: number[]): Promise<number[]> => closingOf(subscriber.supi, versions);

async function closingOf(account: string, versions: readonly number[]): Promise<number[]> {
  const { batchItemFailures } = await close({
    Records: versions.map((version) => ({
      messageId: String(version),
      body: JSON.stringify({ detail: { data: { account, version } } }),
    })),
  } as Parameters<typeof close>[0]);
  return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
}

const get = async (
  path: string,
  parameters: Record<string, string> = {},
  headers: Record<string, string> = {},
  query?: Record<string, string>,
) =>
  readBills({
    ...getRequest(
      `GET /subscribers/{subscriberId}/${path}`,
      { subscriberId: subscriber.msisdn, ...parameters },
      query,
    ),
    headers,
  });
const bill = async (billId: string) => read(await get('bills/{billId}', { billId })).body as Bill;

test('a period becomes a bill once, whatever comes twice, too early or in the wrong order', async () => {
  await store(1, { movements: [movement({ action: 'opened', amount: 10_000_000 })] });
  await store(3, { lines: [line({ priceMicros: 250_000 })] });
  expect(await closing(5)).toEqual([5]);

  await store(5, {
    movements: [movement({ action: 'recurring', amount: -8_000_000 })],
    lines: [line({ priceMicros: 1 })],
    notices: OCTOBER,
  });
  await store(6, { lines: [line({ priceMicros: 500_000 })] });
  await store(9, { movements: [movement({ amount: 5_000_000 })], notices: NOVEMBER });
  busIsDown = true;
  expect(await closing(9)).toEqual([9]);
  busIsDown = false;
  // Now the later one first, then both again.
  expect(await closing(9, 5, 9, 5)).toEqual([]);

  const { items } = read(await get('bills')).body as { items: { billId: string; number: string }[] };
  expect(items.map(({ billId }) => billId)).toEqual(['20261201T000000Z', '20261101T000000Z']);
  const [november, october] = await Promise.all(items.map(({ billId }) => bill(billId)));
  expect(october!.balances).toMatchObject([{ opening: { micros: 0 }, closing: { micros: 1_750_000 } }]);
  expect(november!.balances).toMatchObject([
    { opening: { micros: 1_750_000 }, closing: { micros: 6_249_999 } },
  ]);
  expect(new Set(announced.map(({ type, data }) => `${type} ${String(data['billId'])}`))).toEqual(
    new Set(['bill.issued 20261101T000000Z', 'bill.issued 20261201T000000Z']),
  );
  expect(announced[0]!.data).toMatchObject({ subscriberIds: [subscriber.subscriberId], kind: 'receipt' });
});

test('what is not billed yet goes on from the last bill, and takes in what was stored late', async () => {
  await store(8, { lines: [line({ priceMicros: 40_000 })], at: '2026-11-20T10:00:00.000Z' });
  await store(10, { lines: [line({ priceMicros: 2_000 })], at: '2026-12-02T10:00:00.000Z' });
  const current = await bill('current');
  expect(current).toMatchObject({
    billId: 'current',
    period: { from: '2026-12-01T00:00:00+00:00' },
    balances: [{ opening: { micros: 6_249_999 }, closing: { micros: 6_207_999 } }],
  });
  expect(current.items.map(({ late }) => late)).toEqual([true, undefined]);
});

test('several runs at once make the same bills', async () => {
  const account = third.supi;
  await store(
    2,
    { movements: [movement({ action: 'opened', amount: 3_000_000 })], notices: OCTOBER },
    account,
  );
  await store(4, { lines: [line({ priceMicros: 1_000_000 })] }, account);
  await store(7, { notices: NOVEMBER }, account);
  const runs = await Promise.all([[2], [7], [7, 2], [2, 7]].map((versions) => closingOf(account, versions)));
  expect(runs.flat()).toEqual([]);
  const { lastBill, readBill } = await import('../../lambdas/billing/bill-store.js');
  expect(await lastBill('records', account)).toMatchObject({ version: 7, afterVersion: 2 });
  const stored = await readBill('records', account, NOVEMBER[0].to);
  expect(stored).toMatchObject({
    versions: [4, 7],
    bill: { balances: [{ closing: { micros: 2_000_000 } }] },
  });
});

test('pages, newest first', async () => {
  const first = read(await get('bills', {}, {}, { limit: '1' })).body as { items: Bill[]; after: string };
  const second = read(await get('bills', {}, {}, { limit: '1', after: first.after })).body as {
    items: Bill[];
  };
  expect([...first.items, ...second.items].map(({ billId }) => billId)).toEqual([
    '20261201T000000Z',
    '20261101T000000Z',
  ]);
});

test('a bill is a PDF to who accepts one or asks for one', async () => {
  for (const [billId, headers] of [
    ['20261101T000000Z', { accept: 'application/pdf' }],
    ['20261101T000000Z', { accept: 'application/json;q=0.5, application/pdf' }],
    ['20261101T000000Z.pdf', {}],
  ] as const) {
    const answer = await get('bills/{billId}', { billId }, headers);
    expect(answer).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      headers: { 'content-type': 'application/pdf', 'content-language': 'en-GB' },
    });
    const { pages } = readPdf(Buffer.from(answer.body!, 'base64'));
    expect(pages[0]).toContain(lilyGb!.brand.name);
    expect(pages[0]).toContain(subscriber.msisdn.replace('msisdn-', '+'));
  }
  expect(
    read(await get('bills/{billId}', { billId: '20261101T000000Z' }, { accept: 'text/html, */*;q=0.1' }))
      .status,
  ).toBe(200);
  expect(read(await get('bills/{billId}', { billId: 'current' }, { accept: 'text/html' })).status).toBe(406);
});

test('the bundle draws too, with the fonts that lie beside it', () => {
  const bundle = join(__dirname, '../../dist/lambdas/billing-read/index.js');
  const event = {
    ...getRequest('GET /subscribers/{subscriberId}/bills/{billId}', {
      subscriberId: subscriber.supi,
      billId: '20261101T000000Z.pdf',
    }),
    headers: { 'accept-language': 'en' },
  };
  const { FONTS_FOLDER: _, ...env } = process.env;
  const script = `require(${JSON.stringify(bundle)}).handler(${JSON.stringify(event)}).then((answer) => console.log(answer.body))`;
  return new Promise<void>((done, failed) => {
    execFile(process.execPath, ['--eval', script], { env, maxBuffer: 2 ** 24 }, (error, output) => {
      if (error !== null) return failed(error);
      expect(readPdf(Buffer.from(output, 'base64')).pages[0]).toContain(lilyGb!.brand.name);
      done();
    });
  });
});

test('receipts: one a payment or purchase, as data and as PDF', async () => {
  const { items } = read(await get('receipts')).body as { items: { receiptId: string }[] };
  expect(items).toMatchObject([
    { receiptId: '9', paidIn: { amount: '5.00' } },
    { receiptId: '5', total: { gross: { amount: '8.00' } } },
  ]);
  expect(read(await get('receipts', {}, {}, { limit: '1' })).body).toMatchObject({
    items: [{ receiptId: '9' }],
    after: expect.any(String),
  });
  const answer = await get('receipts/{receiptId}', { receiptId: '9.pdf' });
  expect(readPdf(Buffer.from(answer.body!, 'base64')).pages[0]).toContain('Topped up');
});

test('an account that nothing happened to has an empty current bill, and none without an account', async () => {
  const current = await get('bills/{billId}', { subscriberId: other.supi, billId: 'current' });
  expect(read(current)).toMatchObject({
    status: 200,
    body: { plan: { name: plan.name }, items: [], total: { gross: { micros: 0 } } },
  });
  expect(read(await get('bills/{billId}', { subscriberId: third.supi, billId: 'current' })).status).toBe(404);
});

test.each([
  ['bills/{billId}', { billId: '20261101' }, 400],
  ['bills/{billId}', { billId: '20261399T000000Z' }, 400],
  ['bills/{billId}', { billId: '20201101T000000Z' }, 404],
  ['receipts/{receiptId}', { receiptId: 'x' }, 400],
  ['receipts/{receiptId}', { receiptId: '3' }, 404],
  ['bills', { subscriberId: 'Alice' }, 400],
  ['bills', { subscriberId: 'sub_999999' }, 404],
  ['debts', {}, 404],
])('%s with %j is answered with %d', async (path, parameters, status) => {
  const answer = read(await get(path, parameters));
  expect(answer).toMatchObject({ status, type: 'application/problem+json' });
});

test('a bill of many megabytes is kept in parts', async () => {
  const account = other.supi;
  const { writeBill, readBill } = await import('../../lambdas/billing/bill-store.js');
  const template = await bill('20261101T000000Z');
  let seed = 1;
  // Random, so that it does not shrink.
  const random = () => (seed = (seed * 48_271) % 2_147_483_647).toString(36);
  const large = {
    bill: {
      ...template,
      account,
      items: Array.from({ length: 20_000 }, () => ({
        ...template.items[0]!,
        destination: random() + random() + random() + random() + random() + random(),
      })),
    },
    versions: [1],
  };
  const head = { to: '2027-01-01T00:00:00.000Z', version: 1, afterVersion: 0, closing: [] };
  expect(await writeBill('records', head, large)).toBe(true);
  expect(await writeBill('records', head, { ...large, versions: [] })).toBe(false);
  expect(await readBill('records', account, head.to)).toEqual(large);
});

test.each([
  ['de, en;q=0.8', 'en'],
  ['zh', 'zh-CN'],
  ['ZH-cn;q=0.1', 'zh-CN'],
  ['fr', 'zh-CN'],
  ['en;q=0', 'zh-CN'],
])('who wants %s gets %s of a brand that speaks Chinese, then English', async (header, locale) => {
  const { localeFor } = await import('../../lambdas/billing/brand.js');
  const brand = {
    id: 'lily',
    name: '百合通信',
    theme: lilyGb!.brand.theme,
    locales: ['zh-CN', 'en'] as [string, string],
  };
  expect(localeFor(brand, header)).toBe(locale);
});
