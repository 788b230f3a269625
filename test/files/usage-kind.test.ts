import { CountingStore } from '../../bench/counting-store.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import { processFile, type ProcessOptions } from '../../lambdas/files/process-file.js';
import { UsageKind } from '../../lambdas/files/usage-kind.js';
import { MB, mixed } from '../charging/plans.js';
import { MemoryFiles, MemoryLedger } from './memory.js';

const NOW = Date.UTC(2026, 10, 22, 12);
const PLAN = mixed();
const HEADER = 'record_id,supi,msisdn,rating_group,start_time,bytes,seconds,messages,called_number';
const supi = (n: number): string => `imsi-26201000000000${n}`;

let store: CountingStore;
let files: MemoryFiles;
let ledger: MemoryLedger;
let kind: UsageKind;
const options = (): ProcessOptions => ({
  files,
  ledger,
  now: () => Promise.resolve(NOW),
  remainingMs: () => 600_000,
  announce: () => Promise.resolve(),
});
const result = (key: string) =>
  JSON.parse(files.objects.get(key) ?? '{}') as { rows: Record<string, number> };

beforeEach(() => {
  store = new CountingStore({ weighs: false });
  files = new MemoryFiles();
  ledger = new MemoryLedger();
  for (const n of [1, 2]) store.seed(openAccount({ key: supi(n), plan: PLAN, nowMs: NOW - 86_400_000 }));
  store.seed({ k: supi(3), to: supi(1) });
  kind = new UsageKind({
    successorOf: () => Promise.resolve(undefined),
    store,
    loadPlan: () => Promise.resolve(PLAN),
    now: () => Promise.resolve(NOW),
    findSupi: (msisdn) => Promise.resolve(msisdn === 'msisdn-491511000002' ? supi(2) : undefined),
  });
});

const row = (id: number, who: string, usage: string): string => {
  const [group, bytes = '', seconds = '', messages = '', called = ''] = usage.split('|');
  const [imsi, number] = who.startsWith('+') ? ['', who] : [who, ''];
  return `r${id},${imsi},${number},${group},2026-11-22T09:00:00+01:00,${bytes},${seconds},${messages},${called}`;
};

const ROWS = [
  row(2, supi(1), `1000|${5 * MB}`),
  row(3, supi(3), `1000|${7 * MB}`),
  row(4, '+491511000002', '100||90||+4930123'),
  row(5, supi(1), '200|||2'),
  row(6, supi(9), `1000|${MB}`),
  row(7, supi(1), `4711|${MB}`),
  row(8, '+4915119', `1000|${MB}`),
  row(9, supi(2), '100||30||+15551234'),
];
const TEXT = [HEADER, ...ROWS, ''].join('\n');

function used(n: number): Record<string, number> {
  const { buckets } = viewAccount(store.items.get(supi(n)) ?? {}, PLAN, NOW);
  return Object.fromEntries(buckets.map(({ name, used: amount }) => [name, amount]));
}

test('rows are debited from the accounts that pay, and what can not be rated is told', async () => {
  await processFile(files.upload('usage/a.csv', TEXT), kind, options());
  expect(used(1)).toMatchObject({ data: 12 * MB, wallet: 140_000 });
  expect(used(2)).toMatchObject({ minutes: 90, data: 0, wallet: 0 });
  expect(result('usage/a.result.json').rows).toMatchObject({ rows: 8, counted: 4, refused: 4 });
  expect(files.objects.get('usage/a.errors.csv')?.split('\n').slice(1, -1)).toEqual([
    expect.stringMatching(/^6,r6,supi,imsi-262010000000009,no subscriber/),
    expect.stringMatching(/^7,r7,rating_group,4711,the subscriber's plan has no price for it$/),
    expect.stringMatching(/^8,r8,msisdn,msisdn-4915119,no subscriber/),
    expect.stringMatching(
      /^9,r9,rating_group,100,the subscriber's plan has no price for it towards 15551234$/,
    ),
  ]);
});

test('the usage records of a file are those of its rows', async () => {
  await processFile(files.upload('usage/a.csv', TEXT), kind, options());
  const record = usageRecord(store.items.get(supi(2)) ?? {}, PLAN);
  expect(record).toMatchObject({ kind: 'file' });
  expect(record?.lines.find(({ bucket }) => bucket === 'minutes')).toMatchObject({ units: 90, amount: 90 });
});

test('a file that comes twice counts once, though the ledger forgot it', async () => {
  await processFile(files.upload('usage/a.csv', TEXT), kind, options());
  const before = [used(1), used(2)];
  const errors = files.objects.get('usage/a.errors.csv');
  await processFile(files.upload('usage/b.csv', TEXT), kind, options());
  ledger.records.clear();
  await processFile(files.upload('usage/c.csv', TEXT), kind, options());
  expect([used(1), used(2)]).toEqual(before);
  expect(files.objects.get('usage/c.errors.csv')).toBe(errors);
  expect(result('usage/c.result.json').rows).toMatchObject({ rows: 8, counted: 4, refused: 4 });
});

test('wherever a write fails, what it counted is what one pass counts', async () => {
  await processFile(files.upload('usage/a.csv', TEXT), kind, options());
  const whole = { used: [used(1), used(2)], errors: files.objects.get('usage/a.errors.csv') };
  for (let failing = 1; failing <= 6; failing += 1) {
    for (const lost of [false, true]) {
      files = new MemoryFiles();
      ledger = new MemoryLedger();
      for (const n of [1, 2]) store.seed(openAccount({ key: supi(n), plan: PLAN, nowMs: NOW - 86_400_000 }));
      const put = CountingStore.prototype.put.bind(store);
      let writes = 0;
      store.put = async (item, basis) => {
        writes += 1;
        if (writes !== failing) return await put(item, basis);
        // Written or not, its answer is lost.
        if (lost) await put(item, basis);
        throw new Error('the answer was lost');
      };
      const upload = files.upload('usage/a.csv', TEXT);
      await processFile(upload, kind, options()).catch(() => undefined);
      for (const [id, record] of ledger.records) ledger.records.set(id, { ...record, leaseUntilMs: 0 });
      await processFile(upload, kind, options());
      expect({ used: [used(1), used(2)], errors: files.objects.get('usage/a.errors.csv') }).toEqual(whole);
    }
  }
});

test('another writer of the account is heard: the rows are decided again on what it wrote', async () => {
  const put = CountingStore.prototype.put.bind(store);
  let meddled = false;
  store.put = async (item, basis) => {
    const current = store.items.get(String(item['k']));
    if (!meddled && current !== undefined) {
      meddled = true;
      store.items.set(String(item['k']), { ...current, v: Number(current['v']) + 1 });
    }
    return await put(item, basis);
  };
  await processFile(files.upload('usage/a.csv', TEXT), kind, options());
  expect(meddled).toBe(true);
  expect(used(1)).toMatchObject({ data: 12 * MB });
});

test('what the account can not pay is counted, and said', async () => {
  const text = `${HEADER}\n${row(2, supi(2), `1000|${20_000 * MB}`)}\n`;
  await processFile(files.upload('usage/a.csv', text), kind, options());
  expect(used(2)['wallet']).toBe(10_000_000);
  expect(result('usage/a.result.json').rows).toMatchObject({ counted: 1, uncollected: 1 });
});
