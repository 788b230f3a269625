/** The ledger's routes and its sweep, over its table. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DuckDBInstance } from '@duckdb/node-api';
import type { SponsorRecord } from '../../domain/sponsors/sponsor.js';
import { type Entry as SponsorEntry, enter, NOTHING, type Posting } from '../../domain/sponsors/ledger.js';
import type { BucketFiles } from '../../lambdas/files/bucket-files.js';
import type { LedgerOffice } from '../../lambdas/ledger/office.js';
import { postEntries } from '../../lambdas/ledger/post.js';
import { readingHandlers } from '../../lambdas/ledger/reading.js';
import { sumBatch } from '../../lambdas/ledger/sum-batch.js';
import { trialBalance } from '../../lambdas/ledger/sums.js';
import { sweepLedger } from '../../lambdas/ledger/sweep.js';
import { writingHandlers } from '../../lambdas/ledger/writing.js';
import { RecordBook } from '../../lambdas/partners/kernel/records.js';
import { RefusedError } from '../../lambdas/partners/kernel/refused.js';
import type { PartnerRequest } from '../../lambdas/partners/kernel/serve.js';
import { toAttributes } from '../../lambdas/shared/attributes.js';
import { MemoryLedger } from './memory-ledger.js';

const NOW = Date.UTC(2026, 10, 23, 12);

let ledger: MemoryLedger;
let office: LedgerOffice;
beforeEach(async () => {
  ledger = await MemoryLedger.open();
  office = {
    books: ledger.books,
    client: ledger,
    recordsTable: 'records',
    market: async () => Promise.resolve({ currency: 'EUR', timeZone: 'Europe/Berlin' }),
    pointMicros: 10_000,
    recognition: 'day',
    canExport: false,
    closeOnDay: 5,
  };
});
afterEach(async () => {
  await ledger.close();
});

interface Asked {
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
}

async function call(operation: string, { path = {}, query = {}, body }: Asked = {}, nowMs = NOW) {
  const partner = { id: 'operator', isOperator: true, requestsPerMinute: 100 };
  const handlers = { ...readingHandlers(office), ...writingHandlers(office) };
  try {
    const answer = await handlers[operation]!({
      partner,
      path,
      query,
      body,
      nowMs,
    } as unknown as PartnerRequest);
    return { status: answer.statusCode, body: JSON.parse(answer.body ?? '') as Record<string, unknown> };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return {
      status: error.status,
      body: { code: error.code, detail: error.message } as Record<string, unknown>,
    };
  }
}

const sum = async () => sumBatch(ledger.books, 'shardId-1', ledger.stream);
const payout = {
  id: 'payout-7',
  day: '2026-11-20',
  currency: 'EUR',
  legs: [
    { account: 'cash', amount: '97.10' },
    { account: 'provider-fees', amount: '2.90' },
    { account: 'provider-receivable', party: 'adyen', amount: '-100.00' },
  ],
  reason: 'Payout of week 47',
};

it('an entry by hand is posted once; with other content, or on another day, its id is refused', async () => {
  const first = await call('createLedgerEntry', { body: payout });
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({
    id: 'manual/payout-7',
    day: '2026-11-20',
    note: 'operator:operator: Payout of week 47',
  });
  expect((await call('createLedgerEntry', { body: payout }, NOW + 86_400_000)).status).toBe(200);
  for (const other of [
    { ...payout, day: '2026-11-19' },
    { ...payout, currency: 'CNY' },
  ])
    expect(await call('createLedgerEntry', { body: other })).toMatchObject({
      status: 409,
      body: { code: 'id-used' },
    });
  await sum();
  const { body } = await call('retrieveTrialBalance', { query: { month: '2026-11' } });
  expect(body['rows']).toEqual([
    {
      account: 'cash',
      class: 'asset',
      currency: 'EUR',
      debits: '97.10',
      credits: '0.00',
      balance: '97.10',
      entries: 1,
    },
    {
      account: 'provider-fees',
      class: 'expense',
      currency: 'EUR',
      debits: '2.90',
      credits: '0.00',
      balance: '2.90',
      entries: 1,
    },
    {
      account: 'provider-receivable',
      class: 'asset',
      party: 'adyen',
      currency: 'EUR',
      debits: '0.00',
      credits: '100.00',
      balance: '-100.00',
      entries: 1,
    },
  ]);
  expect(body['imbalance']).toEqual({ EUR: '0.00' });
});

it('everything that is wrong with an entry is told', async () => {
  const wrong = {
    ...payout,
    day: '2026-11-24',
    legs: [
      { account: 'cash', party: 'x', amount: '1.00' },
      { account: 'host-cost', amount: '1.00' },
    ],
  };
  const { status, body } = await call('createLedgerEntry', { body: wrong });
  expect([status, body['code']]).toEqual([400, 'entry-invalid']);
  for (const part of ['legs[0].party', 'legs[1].party', 'add up to 2000000', 'a day to 2026-11-23'])
    expect(body['detail']).toContain(part);
});

it('a reversal restores, is one however often it is asked for, and can itself be reversed', async () => {
  await call('createLedgerEntry', { body: payout });
  const body = { entryId: 'manual/payout-7', day: '2026-11-20', reason: 'twice' };
  expect((await call('createLedgerReversal', { body })).status).toBe(201);
  expect((await call('createLedgerReversal', { body }, NOW + 3 * 86_400_000)).status).toBe(200);
  await sum();
  const { rows } = await trialBalance(ledger.books, { from: '2026-11-01', to: '2026-11-30' });
  expect(rows.map(({ micros }) => micros)).toEqual([0n, 0n, 0n]);
  const missing = await call('createLedgerReversal', { body: { ...body, entryId: 'manual/none' } });
  expect([missing.status, missing.body['code']]).toEqual([404, 'ledger-entry-not-found']);
});

it('an account, day by day, from what there was before', async () => {
  await call('createLedgerEntry', { body: { ...payout, id: 'a', day: '2026-10-02' } });
  await call('createLedgerEntry', { body: payout });
  await sum();
  const query = { account: 'cash', month: '2026-11' };
  expect((await call('retrieveAccountStatement', { query })).body).toEqual({
    account: 'cash',
    currency: 'EUR',
    from: '2026-11-01',
    to: '2026-11-30',
    opening: '97.10',
    days: [{ day: '2026-11-20', debits: '97.10', credits: '0.00', entries: 1, balance: '194.20' }],
    closing: '194.20',
  });
  const wrong = await call('retrieveAccountStatement', {
    query: { account: 'pocket', month: '2026-13', x: '1' },
  });
  expect(wrong).toMatchObject({ status: 400, body: { code: 'invalid-query' } });
});

it('entries of a day, some at a time, by what they are about', async () => {
  for (const id of ['a', 'b', 'c']) await call('createLedgerEntry', { body: { ...payout, id } });
  const query = { day: '2026-11-20', limit: '2', party: 'adyen' };
  const first = (await call('listLedgerEntries', { query })).body;
  const second = (await call('listLedgerEntries', { query: { ...query, after: first['next'] as string } }))
    .body;
  const ids = [first, second].flatMap(({ entries }) => (entries as { id: string }[]).map(({ id }) => id));
  expect(ids.sort()).toEqual(['manual/a', 'manual/b', 'manual/c']);
  expect(second).not.toHaveProperty('next');
  expect(
    (await call('listLedgerEntries', { query: { day: '2026-11-20', account: 'wallets' } })).body['entries'],
  ).toEqual([]);
  const one = await call('listLedgerEntries', { query: { day: '2026-11-20', id: 'manual/b' } });
  expect(one.body['entries']).toMatchObject([{ id: 'manual/b' }]);
});

async function sponsor(id: string, postings: readonly Posting[]): Promise<readonly SponsorEntry[]> {
  const book = new RecordBook<SponsorRecord>(ledger, 'records', 'SPONSOR', 'sponsor');
  const value = { name: id, status: 'active', currency: 'EUR', request: '' } as const;
  await book.create({ id, owner: 'operator', nowMs: NOW, value });
  const entries = enter(NOTHING, postings, NOW);
  for (const entry of entries)
    await ledger.send(
      new PutItemCommand({
        TableName: 'records',
        Item: toAttributes({
          pk: `SPONSORLEDGER#${id}`,
          sk: `${entry.at}#${String(entry.number).padStart(10, '0')}`,
          ...entry,
        }),
      }),
    );
  return entries;
}

const sweep = async (nowMs = NOW) => sweepLedger(office, nowMs, { exports: undefined, untilMs: Infinity });
const balances = async () =>
  Object.fromEntries(
    (await trialBalance(ledger.books, { from: '2026-11-01', to: '2026-11-30' })).rows.map(
      ({ account, party = '', micros }) => [party === '' ? account : `${account}/${party}`, micros],
    ),
  );

it("sponsors' ledgers are followed, each entry once, also when a run breaks off", async () => {
  const by = 'operator';
  await sponsor('studio', [
    { kind: 'deposited', micros: 100, id: '1', by },
    { kind: 'set-aside', micros: 60, id: '2', by, of: { campaignId: 'c' } },
    { kind: 'spent', micros: 25, id: '3', by, of: { campaignId: 'c' } },
    { kind: 'spent', micros: 10, id: '4', by, of: { agreementId: 'a' } },
    { kind: 'returned', micros: 25, id: '5', by, of: { campaignId: 'c' } },
  ]);
  let writes = 0;
  for (const stop of [0, 1, 2, 3]) {
    writes = 0;
    ledger.plan = () => (writes++ === stop ? 'after' : undefined);
    await sweep().catch(() => undefined);
  }
  ledger.plan = () => undefined;
  await sweep();
  await sweep();
  await sum();
  expect(await balances()).toEqual({
    'sponsor-receivable/studio': 100n,
    'sponsor-funds/studio': -65n,
    'advertising-revenue': -25n,
    'sponsored-revenue': -10n,
  });
});

it('points are posted by the day, at what one is worth; what a day gains later is posted later', async () => {
  const day = async (sums: object) =>
    ledger.send(
      new PutItemCommand({
        TableName: 'records',
        Item: toAttributes({ pk: 'POINTSDAY#2026-11-23', sk: '00', ...sums }),
      }),
    );
  await day({ members: 70, issued: -100, burned: 20, expired: 10 });
  await sweep();
  await sweep();
  await day({ members: 80, issued: -110, burned: 20, expired: 10 });
  await sweep();
  await sum();
  expect(await balances()).toEqual({
    'loyalty-liability': -800_000n,
    'loyalty-cost': 1_100_000n,
    'rewards-cost': -200_000n,
    breakage: -100_000n,
  });
});

it('a month closes by itself on its day, and is written as CSV and Parquet', async () => {
  await call('createLedgerEntry', { body: { ...payout, day: '2026-10-20' } });
  await sum();
  const written = new Map<string, string | Uint8Array>();
  const files = {
    put: async (_bucket: string, key: string, content: string | Uint8Array) => {
      written.set(key, content);
      return Promise.resolve();
    },
  } as unknown as BucketFiles;
  const run = async () =>
    sweepLedger(office, NOW, { exports: { files, bucket: 'files' }, untilMs: Infinity });
  expect((await run()).closed).toEqual([]);
  ledger.nowMs += 10 * 60_000;
  expect(await run()).toMatchObject({ closed: ['2026-10'], exported: 1, unbalanced: [] });
  expect([...written.keys()]).toEqual([
    'ledger/2026-10/2026-10-20-1.csv',
    'ledger/2026-10/2026-10-20-1.parquet',
  ]);
  const [header, ...lines] = String(written.get('ledger/2026-10/2026-10-20-1.csv')).trim().split('\n');
  expect(header).toBe('entry_id,line,at_utc,day,month,currency,source,ledger_account,party,micros');
  expect(lines).toHaveLength(3);
  const bytes = written.get('ledger/2026-10/2026-10-20-1.parquet') as Uint8Array;
  expect(await readParquet(bytes, 'ledger_account, party, micros')).toEqual([
    ['cash', '', 97_100_000n],
    ['provider-fees', '', 2_900_000n],
    ['provider-receivable', 'adyen', -100_000_000n],
  ]);
  // Of a closed month: it is booked on the first day that is open.
  const late = await call('createLedgerEntry', { body: { ...payout, id: 'late', day: '2026-10-21' } });
  expect(late.body).toMatchObject({ day: '2026-11-01', sourceDay: '2026-10-21', of: '2026-10' });
  for (const id of ['later', 'latest'])
    await call('createLedgerEntry', { body: { ...payout, id, day: '2026-10-22' } });
  await call('createLedgerEntry', { body: { ...payout, day: '2026-11-01', id: 'own' } });
  const seen: string[] = [];
  for (let after: string | undefined; ;) {
    const query = { day: '2026-11-01', limit: '1', ...(after === undefined ? {} : { after }) };
    const { entries, next } = (await call('listLedgerEntries', { query })).body;
    seen.push(...(entries as { id: string }[]).map(({ id }) => id));
    if (next === undefined) break;
    after = next as string;
  }
  expect(seen).toEqual(['manual/own', 'manual/late', 'manual/later', 'manual/latest']);
  expect((await call('closeLedgerPeriod', { path: { month: '2026-10' } })).body).toMatchObject({
    state: 'closed',
  });
  expect(await call('closeLedgerPeriod', { path: { month: '2026-11' } })).toMatchObject({
    status: 409,
    body: { code: 'period-not-closable', detail: '2026-11 is not over' },
  });
});

async function readParquet(bytes: Uint8Array, columns: string): Promise<unknown[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  const file = join(folder, 'month.parquet');
  writeFileSync(file, bytes);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(`SELECT ${columns} FROM read_parquet('${file}')`);
  connection.disconnectSync();
  instance.closeSync();
  rmSync(folder, { recursive: true });
  return read.getRows();
}

it('a month is written again when it is asked for, where there is a bucket', async () => {
  const asked = async () => call('exportLedgerPeriod', { path: { month: '2026-10' } });
  expect(await asked()).toMatchObject({ status: 409, body: { code: 'export-not-offered' } });
  office = { ...office, canExport: true };
  expect(await asked()).toMatchObject({ status: 202, body: { month: '2026-10', state: 'asked', files: [] } });
  expect((await call('exportLedgerPeriod', { path: { month: 'October' } })).status).toBe(400);
});

it('entries that do not balance are told as an alarm', async () => {
  await postEntries(ledger.books, []);
  await ledger.send(
    new PutItemCommand({
      TableName: 'ledger',
      Item: { pk: { S: 'SUMS#2026-11-23' }, sk: { S: '00#cash##EUR' }, micros: { N: '5' } },
    }),
  );
  expect((await sweep()).unbalanced).toEqual(['5 micros of EUR since 2026-11-20']);
});
