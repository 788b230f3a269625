/** A venture's months in the books: counted, settled once, paid, reversed, and what may go wrong between. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { writeFileSync } from 'node:fs';
import type { Entry, UsageFact } from '../../domain/ledger/entry.js';
import { parseOperator } from '../../domain/operator/operator.js';
import { foldMonth, activeLines, monthsOf } from '../../lambdas/venture/activity.js';
import { ventureHandlers } from '../../lambdas/venture/handlers.js';
import type { SettlementRecord, VentureOffice } from '../../lambdas/venture/office.js';
import { postEntries } from '../../lambdas/ledger/post.js';
import { sumBatch } from '../../lambdas/ledger/sum-batch.js';
import { trialBalance } from '../../lambdas/ledger/sums.js';
import { RecordBook } from '../../lambdas/partners/kernel/records.js';
import { RefusedError } from '../../lambdas/partners/kernel/refused.js';
import { installFonts } from '../billing/fonts.js';
import { Crash, MemoryLedger } from '../ledger/memory-ledger.js';
import { sample } from '../operator/samples.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const ZONE = 'Asia/Shanghai';

let memory: MemoryLedger;
let office: VentureOffice;

beforeAll(installFonts);
beforeEach(async () => {
  memory = await MemoryLedger.open();
  const parsed = parseOperator(sample('lily-cn'));
  if (!parsed.ok) throw new Error('lily-cn');
  const { brand, market, jointVenture } = parsed.operator;
  office = {
    client: memory,
    table: 'records',
    ledger: memory.books,
    venture: jointVenture,
    settlements: new RecordBook<SettlementRecord>(
      memory,
      'records',
      'VENTURESETTLEMENT',
      'venture-settlement',
    ),
    market: () => Promise.resolve({ currency: market.currency, timeZone: market.timeZone, brand }),
    wake: () => Promise.resolve(),
  };
});
afterEach(async () => memory.close());

let calls = 0;
function call(line: string, day: string, destination: string): Entry {
  const at = `${day}T03:00:00.000Z`;
  const fact: UsageFact = {
    at,
    account: line,
    version: ++calls,
    supi: line,
    planId: 'p@1',
    service: 'calls',
    kind: 'voice',
    destination,
    ratingGroup: 100,
    unit: 'seconds',
    units: 60,
    priceMicros: 0,
    taxInclusive: true,
    host: 'huaxia-radio',
    uncollected: false,
  };
  return { id: `usage/${line}/${calls}`, at, sourceDay: day, currency: 'CNY', legs: [], facts: [fact] };
}

const earned = (month: string, units: number): Entry => ({
  id: `manual/${month}`,
  at: `${month}-15T03:00:00.000Z`,
  sourceDay: `${month}-15`,
  currency: 'CNY',
  legs: [
    { account: 'cash', micros: units * 600_000 },
    { account: 'host-cost', party: 'huaxia-radio', micros: units * 400_000 },
    { account: 'revenue/usage', micros: -units * 1_000_000 },
  ],
});

/** As closing leaves it: nobody posts into the month any more. */
async function closed(month: string): Promise<void> {
  await memory.send(
    new PutItemCommand({
      TableName: 'ledger',
      Item: { pk: { S: 'PERIODS' }, sk: { S: month }, state: { S: 'closed' }, closingAt: { S: '' } },
    }),
  );
  memory.nowMs += 60_000;
}

async function ask(name: string, path: Record<string, string> = {}, body?: unknown, more: object = {}) {
  try {
    const answer = await ventureHandlers(office)[name]!({
      route: {} as never,
      partner: { id: 'operator', isOperator: true, requestsPerMinute: 1 },
      path,
      query: {},
      body,
      headers: {},
      seed: '0'.repeat(32),
      nowMs: NOW,
      requestId: '1',
      baseUrl: '',
      ...more,
    });
    const text = answer.body ?? 'null';
    return {
      status: answer.statusCode,
      body: answer.isBase64Encoded === true ? text : JSON.parse(text),
    };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { status: error.status, body: { code: error.code, detail: error.message } };
  }
}

const create = async (month: string) => ask('createVentureSettlement', {}, { month });
const balances = async (): Promise<Record<string, string>> => {
  await sumBatch(memory.books, 'shardId-1', memory.stream);
  const { rows, imbalance } = await trialBalance(memory.books, { from: '2026-11-01', to: '2026-11-30' });
  expect(imbalance['CNY'] ?? 0n).toBe(0n);
  return Object.fromEntries(
    rows
      .filter(({ micros }) => micros !== 0n)
      .map(({ account, party, micros }) => [[account, party].filter(Boolean).join('/'), String(micros)]),
  );
};

/** October: four lines, of which one was last used 180 days before its end. */
async function october(): Promise<void> {
  await postEntries(memory.books, [
    call('imsi-1', '2026-10-31', 'national'),
    call('imsi-2', '2026-10-02', 'incoming'),
    call('imsi-3', '2026-05-05', 'national'),
    call('imsi-4', '2026-05-04', 'national'),
    call('imsi-1', '2026-10-05', 'incoming'),
    earned('2026-10', 1_000_000),
  ]);
  for (const month of ['2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10']) await closed(month);
  await sumBatch(memory.books, 'shardId-1', memory.stream);
}

test('lines are counted from the journal, a cut-off count goes on, and twice is once', async () => {
  await october();
  const rule = { direction: 'either', inactivityDays: 180 } as const;
  expect(monthsOf(rule, '2026-10')).toEqual([
    '2026-05',
    '2026-06',
    '2026-07',
    '2026-08',
    '2026-09',
    '2026-10',
  ]);
  const writes = memory.writes.length;
  memory.plan = (write) => (write === writes + 9 ? 'after' : undefined);
  await expect(foldMonth(office, rule, '2026-10', ZONE, Infinity)).rejects.toThrow(Crash);
  memory.plan = () => undefined;
  expect(await foldMonth(office, rule, '2026-10', ZONE, 0)).toBe(false);
  for (let twice = 0; twice < 2; twice++)
    for (const month of monthsOf(rule, '2026-10'))
      expect(await foldMonth(office, rule, month, ZONE, Infinity)).toBe(true);
  expect(await activeLines(office, rule, '2026-10')).toBe(3);
  expect(await activeLines(office, { ...rule, direction: 'in' }, '2026-10')).toBe(2);
  expect(await activeLines(office, { ...rule, direction: 'out' }, '2026-10')).toBe(2);
  expect(await activeLines(office, { ...rule, direction: 'both' }, '2026-10')).toBe(1);
});

test('a closed month is settled once, to the micro, and posted once', async () => {
  await october();
  const made = await create('2026-10');
  expect(made).toMatchObject({
    status: 201,
    body: {
      id: 'vst_2026-10_1',
      state: 'settled',
      activeLines: 3,
      gross: '1000000.00',
      earned: '600000.00',
      royalty: '20000.00',
      perSubscriber: '4.50',
      result: '580004.50',
      distributed: '580004.50',
    },
  });
  const steps = made.body.steps.map(({ id, paid }: { id: string; paid: string }) => [id, paid]);
  expect(steps).toEqual([
    ['distribution-fee', '30000.00'],
    ['network-upgrade', '1.20'],
  ]);
  const posted = await balances();
  // 20,000 royalty, 30,000 fee, half of 550,003.30, less 15 million of cash that is due.
  expect(posted).toEqual({
    'venture-result': '580004500000',
    'partner-payable/lily-retail': String(15_000_000_000_000 - 325_001_650_000),
    'partner-payable/huaxia-radio': String(4_500_000 - 1_200_000 - 275_001_650_000),
    'royalty-cost/lily-retail': '20000000000',
    'contributions/lily-retail': '-15000000000000',
    'contributions/huaxia-radio': '-15000000000000',
    'contribution-cost/huaxia-radio': String(15_000_000_000_000 - 4_500_000),
  });
  expect(await create('2026-10')).toEqual(made);
  expect(await balances()).toEqual(posted);
});

test('wherever the machine stops, the same request again settles it once', async () => {
  await october();
  for (const month of monthsOf({ direction: 'either', inactivityDays: 180 }, '2026-10'))
    await foldMonth(office, { direction: 'either', inactivityDays: 180 }, month, ZONE, Infinity);
  for (let step = 0; ; step++) {
    for (const when of ['before', 'after'] as const) {
      const from = memory.writes.length;
      memory.plan = (write) => (write === from + step ? when : undefined);
      await create('2026-10').catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
    }
    memory.plan = () => undefined;
    if (step === 4) break;
  }
  const made = await create('2026-10');
  expect(made.status).toBe(201);
  expect((await balances())['venture-result']).toBe('580004500000');
  expect((await ask('listVentureSettlements')).body).toHaveLength(1);
});

test('an open month is refused, months go one after another', async () => {
  expect(await create('2026-10')).toMatchObject({ status: 409, body: { code: 'period-open' } });
  await october();
  await create('2026-10');
  expect(await create('2026-12')).toMatchObject({ status: 409, body: { code: 'out-of-order' } });
});

test('a reversal restores every account, and the month may be settled again', async () => {
  await october();
  const before = await balances();
  const first = await create('2026-10');
  const path = { settlementId: first.body.id as string };
  const back = await ask('reverseVentureSettlement', path, { reason: 'a late credit note' });
  expect(back).toMatchObject({ status: 200, body: { state: 'reversed' } });
  expect(await ask('reverseVentureSettlement', path, { reason: 'again' })).toMatchObject({ status: 200 });
  expect(await balances()).toEqual(before);
  const again = await create('2026-10');
  expect(again.body).toEqual({ ...first.body, id: 'vst_2026-10_2' });
});

test('partners are paid once each; then it is paid and stays so', async () => {
  await october();
  const { body } = await create('2026-10');
  const path = { settlementId: body.id as string };
  const pay = async (partner: string, reference: string, at = '2026-11-20T09:00:00Z') =>
    ask('payVentureSettlement', path, { partner, reference, at });
  expect(await pay('nobody', 'a')).toMatchObject({ status: 400, body: { code: 'payment-invalid' } });
  expect(await pay('huaxia-radio', 'a', '2027-01-01T00:00:00Z')).toMatchObject({ status: 400 });
  expect((await pay('huaxia-radio', 'a')).body.state).toBe('settled');
  expect((await pay('huaxia-radio', 'a')).body.state).toBe('settled');
  expect(await pay('huaxia-radio', 'b')).toMatchObject({ status: 409, body: { code: 'already-paid' } });
  expect((await pay('lily-retail', 'c')).body.state).toBe('paid');
  expect(await ask('reverseVentureSettlement', path, { reason: 'x' })).toMatchObject({ status: 409 });
  const posted = await balances();
  expect(Object.keys(posted).filter((name) => name.startsWith('partner-payable'))).toEqual([]);
});

test('a partner reads its own statement, as data and as PDF, and no other', async () => {
  await october();
  const { body } = await create('2026-10');
  const path = { settlementId: body.id as string, partnerId: 'lily-retail' };
  const host = { partner: { id: 'huaxia-radio', isOperator: false, requestsPerMinute: 1 } };
  expect(await ask('retrieveVentureStatement', path, undefined, host)).toMatchObject({ status: 403 });
  const own = await ask('retrieveVentureStatement', { ...path, partnerId: 'huaxia-radio' }, undefined, host);
  expect(own.body).toMatchObject({ net: '274998.35', partner: { sharePercent: '50' } });
  for (const [language, file] of [
    ['zh-CN', 'zh'],
    ['en', 'en'],
  ] as const) {
    const pdf = await ask('retrieveVentureStatement', { ...path, partnerId: 'lily-retail.pdf' }, undefined, {
      headers: { 'accept-language': language },
    });
    const bytes = Buffer.from(pdf.body as string, 'base64');
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const { STATEMENT_PDF: folder } = process.env;
    if (folder !== undefined) writeFileSync(`${folder}/statement-${file}.pdf`, bytes);
  }
});

test('an exit is quoted: the price, the option and what a later sale would bring', async () => {
  await october();
  await create('2026-10');
  const quote = async (body: object) => ask('quoteVentureExit', {}, body);
  // Eight times 580,004.50 is less than the least value, 60 million.
  expect(await quote({ partner: 'lily-retail', month: '2026-11' })).toMatchObject({
    status: 200,
    body: { months: 1, value: '60000000.00', price: '30000000.00', brandUntil: '2028-11' },
  });
  const put = { kind: 'put', by: 'lily-retail' };
  expect(await quote({ partner: 'lily-retail', month: '2026-11', option: put })).toMatchObject({
    status: 400,
  });
  const sale = { month: '2031-07', value: '750000000.00' };
  const later = await quote({ partner: 'lily-retail', month: '2029-01', option: put, laterSale: sale });
  expect(later.body).toMatchObject({ months: 0, price: '27000000.00', earnOut: '50000000.00' });
});
