/** A settlement file from the bucket to what stands beside it, with payments in the records table. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PaymentFact } from '../../domain/payments/fact.js';
import { mergeFact, newPayment } from '../../domain/payments/payment.js';
import { reconcileFile, type ReconcileOptions } from '../../lambdas/files/reconcile-file.js';
import { PaymentStore } from '../../lambdas/payments/payment-store.js';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/dynamodb/index.js';
import { createTables } from '../support/tables.js';
import { MemoryFiles, MemoryLedger } from './memory.js';

const id = (n: number): string => `pay_${String(n).padStart(24, '0')}`;
const NOW = Date.parse('2026-11-22T09:00:00Z');

let database: LocalDynamoDb;
let client: DynamoDBClient;
let payments: PaymentStore;
let files: MemoryFiles;
let ledger: MemoryLedger;
let announced: { kind: string; found: object }[];
let counted: [string, number][];
let options: ReconcileOptions;

beforeAll(async () => {
  database = await startLocalDynamoDb();
  client = new DynamoDBClient({
    endpoint: database.endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await createTables(client);
  payments = new PaymentStore(client, { accounts: 'accounts', records: 'records' });
  await pay(1, 'pi_1', '2026-11-20T10:00:00Z');
  await pay(2, 'pi_2', '2026-11-20T10:30:00Z');
  await pay(3, 'pi_3', '2026-11-21T08:00:00+01:00');
  await pay(4, 'pi_4', '2026-11-22T08:00:00Z');
});
afterAll(async () => {
  client.destroy();
  await database.stop();
});
beforeEach(() => {
  files = new MemoryFiles();
  ledger = new MemoryLedger();
  announced = [];
  counted = [];
  options = {
    files,
    ledger,
    payments,
    now: () => Promise.resolve(NOW),
    remainingMs: () => 60_000,
    announce: (record, found) => Promise.resolve(void announced.push({ kind: record.kind, found })),
    count: (provider, mismatched) => void counted.push([provider, mismatched]),
  };
});

/** A payment of 15.00 that came in, as the apply function writes it. */
async function pay(n: number, reference: string, atISO: string): Promise<void> {
  const created = newPayment({
    paymentId: id(n),
    provider: 'stripe',
    purpose: 'top-up',
    subscriberId: `sub_${n}`,
    account: `imsi-${n}`,
    amountMicros: 15_000_000,
    currency: 'GBP',
    createdISO: '2026-11-20T09:00:00.000Z',
  });
  const before = { payment: created, version: 1, request: 'x', history: [] };
  await payments.create(before);
  const fact: PaymentFact = {
    kind: 'captured',
    references: [reference],
    currency: 'GBP',
    capture: reference,
    amountMicros: 15_000_000,
    atISO,
  };
  const entry = { n: 1, source: 'stripe#evt', type: 'x', fact, atISO: new Date(NOW).toISOString() };
  const after = { ...before, payment: mergeFact(created, fact), history: [entry] };
  expect(await payments.replace(before, after)).toBe(true);
}

const HEADER =
  'balance_transaction_id,created_utc,reporting_category,gross,currency,source_id,payment_intent_id\n';
const charge = (n: number, at: string, amount = '15.00') =>
  `t${n},${at},charge,${amount},gbp,ch_${n},pi_${n}\n`;
const NAME = 'settlements/stripe/2026-11-20.csv';
const result = () => JSON.parse(files.objects.get(NAME.replace('.csv', '.result.json')) ?? '{}') as object;
const differences = () => files.objects.get(NAME.replace('.csv', '.differences.csv'));

test('a payment that came in is listed by the time that its provider tells', async () => {
  const listed = [];
  const [from, to] = ['2026-11-20T10:30:00Z', '2026-11-21T07:00:00Z'].map(Date.parse) as [number, number];
  for await (const one of payments.cameInBetween('stripe', from, to)) listed.push(one);
  expect(listed).toEqual([
    { paymentId: id(2), atMs: from },
    { paymentId: id(3), atMs: to },
  ]);
});

test('matched, missing, different and extra, with sums that add up', async () => {
  const text =
    HEADER +
    charge(1, '2026-11-20 10:00:00') +
    charge(9, '2026-11-20 11:00:00', '4.00') +
    charge(3, '2026-11-21 07:00:00', '14.00') +
    't,2026-11-21 08:00:00,payout,-33.00,gbp,po_1,\n' +
    't,2026-11-21 08:00:00,charge,=1+1,gbp,ch_8,pi_8\n';
  expect(await reconcileFile(files.upload(NAME, text), options)).toBe('finished');
  const found = {
    provider: 'stripe',
    from: '2026-11-20T10:00:00.000Z',
    to: '2026-11-21T07:00:00.000Z',
    sums: {
      GBP: {
        charges: { file: '33.00', matched: '15.00', missing: '4.00', different: '14.00', extra: '15.00' },
        refunds: { file: '0.00', matched: '0.00', missing: '0.00', different: '0.00', extra: '0.00' },
        disputes: { file: '0.00', matched: '0.00', missing: '0.00', different: '0.00', extra: '0.00' },
      },
    },
  };
  expect(result()).toMatchObject({
    file: NAME,
    kind: 'settlements',
    state: 'processed',
    rows: { rows: 5, matched: 1, missing: 1, different: 1, unreadable: 1, other: 1, extra: 1 },
    errors: { count: 4, file: 'settlements/stripe/2026-11-20.differences.csv' },
    ...found,
  });
  expect(differences()?.trim().split('\n')).toEqual([
    'row,verdict,reason,payment_id,reference,type,file_amount,file_currency,our_amount,our_currency,at',
    '6,different,"unreadable: amount ""=1+1""; allowed: a number above zero",,,,,,,,',
    '3,missing,payment-unknown,,pi_9,charge,4.00,GBP,,,2026-11-20T11:00:00.000Z',
    `4,different,charge-amount,${id(3)},pi_3,charge,14.00,GBP,15.00,GBP,2026-11-21T07:00:00.000Z`,
    `,extra,not-in-file,${id(2)},pi_2,charge,,,15.00,GBP,2026-11-20T10:30:00.000Z`,
  ]);
  expect(announced).toEqual([{ kind: 'settlements', found: expect.objectContaining(found) }]);
  expect(counted).toEqual([['stripe', 4]]);
  expect(ledger.jobs.get('settlements~stripe~2026-11-20')).toMatchObject({ key: NAME, kind: 'settlements' });
});

test('a file in which all agrees counts nothing, and replaces what stood beside the one before', async () => {
  files.objects.set(NAME.replace('.csv', '.differences.csv'), 'old');
  await reconcileFile(files.upload(NAME, HEADER + charge(1, '2026-11-20 10:00:00')), options);
  expect(counted).toEqual([['stripe', 0]]);
  expect(differences()?.trim().split('\n')).toHaveLength(1);
  expect(result()).not.toHaveProperty('errors');
});

test('an upload is reconciled once; whoever died in between is followed by another', async () => {
  const upload = files.upload(NAME, HEADER + charge(1, '2026-11-20 10:00:00'));
  const dying = { ...options, remainingMs: () => -10_000, announce: () => Promise.reject(new Error('bus')) };
  await expect(reconcileFile(upload, dying)).rejects.toThrow('bus');
  expect(await reconcileFile(upload, options)).toBe('finished');
  expect(await reconcileFile(upload, options)).toBe('finished');
  expect(announced).toHaveLength(1);
});

test('while one is at a file, another comes back later', async () => {
  const upload = files.upload(NAME, HEADER);
  let other: string | undefined;
  const slow = {
    ...options,
    announce: async () => {
      other = await reconcileFile(upload, options);
    },
  };
  await reconcileFile(upload, slow);
  expect(other).toBe('again');
});

test.each([
  ['settlements/visa/x.csv', 'providers: stripe, adyen'],
  ['settlements/x.csv', 'settlements/<provider>/<name>.csv'],
])('%s is refused beside it', async (key, why) => {
  await reconcileFile(files.upload(key, HEADER), options);
  expect(files.objects.get(`${key}.result.json`)).toContain(why);
});

test('a file of something else, one that is too large, and one that is gone', async () => {
  await reconcileFile(files.upload(NAME, 'a,b\n1,2\n'), options);
  expect(result()).toMatchObject({ state: 'refused', problems: [expect.stringContaining('no row names')] });
  await reconcileFile({ ...files.upload(NAME, HEADER), size: 2 ** 26 }, options);
  expect(result()).toMatchObject({ state: 'refused', problems: [expect.stringContaining('split it')] });
  await reconcileFile({ ...files.upload(NAME, HEADER), etag: 'another' }, options);
  expect(result()).toMatchObject({ state: 'stopped', problems: [expect.stringContaining('replaced')] });
  expect(announced).toHaveLength(3);
});

test('what is written beside a file is no file', async () => {
  for (const key of ['settlements/stripe/x.differences.csv', 'settlements/stripe/x.result.json'])
    expect(await reconcileFile(files.upload(key, ''), options)).toBe('finished');
  expect(files.objects.size).toBe(2);
});
