/** Rows become Parquet as Firehose makes it, and every ready query answers over it, whatever came twice. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { LAKE_QUERIES } from '../../domain/lake/queries.js';
import { ledgerRows, type LakeRow, movementRows, usageRows } from '../../domain/lake/rows.js';
import { LAKE_TABLES, type LakeTableName } from '../../domain/lake/tables.js';
import { hostOfSim } from '../../lambdas/lake/hosts.js';
import { LocalDeliveryStream } from '../../local/firehose/delivery-stream.js';
import { openLake } from '../../local/report/lake.js';
import { tableOf } from '../../local/report/table.js';

const hostOf = hostOfSim(
  JSON.stringify([
    { id: 'huaxia-radio', imsiPrefixes: [] },
    { id: 'second-radio', imsiPrefixes: ['46001'] },
  ]),
);

const record = (n: number, month: string, about: Partial<UsageRecord> = {}): UsageRecord => ({
  account: `imsi-46099000000000${n}`,
  version: n,
  kind: 'usage' as UsageRecord['kind'],
  at: `${month}-10T04:00:00.000Z`,
  sessionId: 1,
  sequence: 1,
  planId: 'plan_a',
  currency: 'CNY',
  marketTime: `${month}-10T12:00:00+08:00`,
  taxInclusive: true,
  supi: `imsi-46099000000000${n}`,
  subscriberId: `sub_${n}`,
  lines: [
    {
      ratingGroup: 1,
      service: 'internet',
      destination: 'national',
      unit: 'bytes',
      units: 1_000_000,
      amount: 2_000_000,
      priceMicros: 2_000_000,
      uncollected: false,
      wholesaleMicros: 1_500,
      hostTerms: 1,
    },
  ],
  ...about,
});

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lake-test-'));
  const records = [
    record(1, '2026-09'),
    record(2, '2026-09'),
    record(3, '2026-10'),
    record(1, '2026-10', { version: 9 }),
    record(4, '2026-10', {
      supi: 'imsi-460010000000004',
      movements: [
        { action: 'recurring', bucket: 'wallet', bucketId: 1, unit: 'money', amount: -10_000_000 },
        { action: 'topped-up', bucket: 'wallet', bucketId: 1, unit: 'money', amount: 50_000_000 },
      ],
      lines: [
        {
          ratingGroup: 2001,
          service: 'video',
          destination: '',
          unit: 'bytes',
          units: 7,
          amount: 7,
          priceMicros: 0,
          uncollected: false,
          sponsor: 'lily-video',
        },
      ],
    }),
  ];
  // As if the function had died after it handed over: everything twice.
  const rows: Record<LakeTableName, LakeRow[]> = {
    usage: [...records, ...records].flatMap((each) => usageRows(each, hostOf)),
    movements: [...records, ...records].flatMap(movementRows),
    ledger: ledgerRows({
      id: 'e1',
      at: '2026-10-10T04:00:00.000Z',
      day: '2026-10-10',
      currency: 'CNY',
      source: 'usage',
      legs: [
        { account: 'wallets', micros: 2_000_000 },
        { account: 'revenue/usage', micros: -2_000_000 },
      ],
    }),
  };
  for (const [name, all] of Object.entries(rows)) {
    const stream = new LocalDeliveryStream({
      name,
      prefix: `${name}/arrived=!{timestamp:yyyy-MM-dd}/`,
      columns: LAKE_TABLES[name as LakeTableName].columns.map(({ name: Name, type: Type }) => ({
        Name,
        Type,
      })),
      put: (key, content) => {
        mkdirSync(join(folder, key, '..'), { recursive: true });
        writeFileSync(join(folder, key), content);
        return Promise.resolve();
      },
      waitMs: 60_000,
      print: (line) => {
        throw new Error(line);
      },
    });
    // Two files: what is twice is not in the same one.
    const half = Math.ceil(all.length / 2);
    for (const part of [all.slice(0, half), all.slice(half)]) {
      for (const row of part) stream.push(`${JSON.stringify(row)}\n`);
      await stream.flush();
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

async function ask(name: string, month: string) {
  const lake = await openLake(folder);
  try {
    return await lake.ask(
      LAKE_QUERIES.find((query) => query.name === name)!,
      month,
    );
  } finally {
    lake.close();
  }
}

test('margin by plan and day: usage and charges, less what the host charges', async () => {
  expect(await ask('margin-by-plan-and-day', '2026-10')).toEqual([
    {
      day: '2026-10-10',
      plan_id: 'plan_a',
      currency: 'CNY',
      usage_micros: 4_000_000,
      charges_micros: 10_000_000,
      wholesale_micros: 3_000,
      margin_micros: 13_997_000,
    },
  ]);
});

test('ARPU, active base, churn', async () => {
  expect(await ask('arpu', '2026-10')).toEqual([
    { currency: 'CNY', subscribers: 3, paid_micros: 14_000_000, arpu_micros: 14_000_000 / 3 },
  ]);
  expect(await ask('active-base', '2026-10')).toEqual([{ day: '2026-10-10', subscribers: 3, records: 3 }]);
  expect(await ask('churn', '2026-10')).toEqual([{ active_before: 2, gone: 1, churn: 0.5 }]);
  expect(await ask('churn', '2026-09')).toEqual([{ active_before: 0, gone: null, churn: null }]);
});

test('host cost tells hosts apart, and what has no price; sponsors have their traffic', async () => {
  expect(await ask('host-cost', '2026-10')).toMatchObject([
    { host: 'huaxia-radio', events: 2, units: 2_000_000, wholesale_micros: 3_000, unrated: 0, host_terms: 1 },
    { host: 'second-radio', events: 1, units: 7, wholesale_micros: 0, unrated: 1, host_terms: null },
  ]);
  expect(await ask('sponsor-income', '2026-10')).toMatchObject([{ sponsor: 'lily-video', units: 7 }]);
});

test('the trial balance adds up to nothing', async () => {
  const rows = await ask('trial-balance', '2026-10');
  expect(rows).toHaveLength(2);
  expect(rows.reduce((sum, { balance_micros: micros }) => sum + Number(micros), 0)).toBe(0);
});

test('an empty lake answers every query, with nothing', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'lake-test-'));
  const lake = await openLake(empty);
  expect(lake.files).toBe(0);
  for (const query of LAKE_QUERIES) await expect(lake.ask(query, '2026-10')).resolves.toBeDefined();
  lake.close();
  rmSync(empty, { recursive: true });
});

test('a terminal shows money in the currency', () => {
  expect(tableOf([{ plan_id: 'plan_a', margin_micros: 13_997_000, events: 2, churn: 0.5, none: null }])).toBe(
    'plan id  margin  events   churn  none\nplan_a    14.00       2  0.5000     -\n',
  );
});
