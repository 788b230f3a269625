/** A proposal over what the lake has: each record once, fees by plan, and a picture that says so. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { propose } from '../../domain/agreements/propose.js';
import { simulate } from '../../domain/agreements/simulate.js';
import { LAKE_TABLES, type LakeTableName } from '../../domain/lake/tables.js';
import { parquetOf } from '../../local/firehose/parquet.js';
import { openLake } from '../../local/report/lake.js';
import { lakeUsage } from '../../local/simulate-terms/lake-usage.js';
import { pictureOf } from '../../local/simulate-terms/picture.js';
import { loadOperators } from '../../operators/load.js';

const operator = loadOperators().find(({ market }) => market.country === 'GB')!;
let folder: string;
afterAll(() => rmSync(folder, { recursive: true }));

const row = (n: number, more: object = {}) => ({
  account: `imsi-${n}`,
  version: 1,
  line: 0,
  at_utc: '2026-10-10T00:00:00Z',
  day: '2026-10-10',
  month: '2026-10',
  plan_id: 'plan_a',
  currency: 'GBP',
  ...more,
});

async function file(table: LakeTableName, rows: readonly object[]): Promise<void> {
  const columns = LAKE_TABLES[table].columns.map(({ name: Name, type: Type }) => ({ Name, Type }));
  const place = join(folder, table, 'arrived=2026-10-10');
  mkdirSync(place, { recursive: true });
  const lines = rows.map((each) => JSON.stringify(each));
  writeFileSync(join(place, 'a.parquet'), await parquetOf(lines, columns));
}

test('usage and fees of the month, once, with what is drawn of them', async () => {
  folder = mkdtempSync(join(tmpdir(), 'lake-terms-'));
  const used = {
    supi: 'imsi-1',
    unit: 'bytes',
    units: 1_000_000_000,
    price_micros: 6_000_000,
    tax_inclusive: true,
    zone: '',
  };
  await file('usage', [
    row(1, used),
    row(1, used),
    row(2, { ...used, supi: 'imsi-2', unit: 'seconds', units: 60, price_micros: 0 }),
    row(3, { ...used, month: '2026-09' }),
  ]);
  const fee = {
    action: 'recurring',
    bucket: 'wallet',
    unit: 'money',
    amount: -12_000_000,
    add_on: '',
    reference: '',
  };
  await file('movements', [
    row(1, fee),
    row(1, fee),
    row(2, { ...fee, action: 'topped-up', amount: 5_000_000 }),
  ]);
  const lake = await openLake(folder);
  const { tax } = operator.market;
  const tally = await lakeUsage(lake, '2026-10', {
    taxPercent: tax.ratePercent,
    taxInclusive: tax.inclusive,
  });
  lake.close();
  expect(tally.records).toBe(2);
  // 6.00 of usage and 12.00 of fees, with 20 % tax in them.
  expect(tally.plans()).toMatchObject([{ planId: 'plan_a', lines: 2, feesMicros: 10_000_000n }]);
  const proposed = propose(operator, { floorPrices: [{ service: 'data', price: '80.00', per: 'GB' }] });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.problems));
  const outcome = simulate(tally, operator.host.agreement, proposed.agreement);
  expect(outcome.plans[0]).toMatchObject({ incomeMicros: 15_000_000n, belowFloor: ['data'] });
  const picture = pictureOf(outcome, {
    title: 'A & B',
    currency: 'GBP',
    names: new Map([['plan_a', 'Lily <20>']]),
  });
  for (const text of [
    'A &amp; B',
    'Lily &lt;20&gt;',
    'below the floor: data',
    '2 subscribers',
    '2 usage records',
  ])
    expect(picture).toContain(text);
});
