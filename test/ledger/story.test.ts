/** The worked example of docs/ledger.md: what it shows is what the code posts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Movement } from '../../domain/charging/movement.js';
import type { UsageLine } from '../../domain/charging/usage-record.js';
import { CHART } from '../../domain/ledger/chart.js';
import { type Entry, sourceOf } from '../../domain/ledger/entry.js';
import { recognitionEntry } from '../../domain/ledger/recognise.js';
import { entryOfSponsor } from '../../domain/ledger/sponsors.js';
import { Sums } from '../../domain/ledger/sums.js';
import { TREATMENTS } from '../../domain/ledger/movements.js';
import { entriesOfUsage } from '../../domain/ledger/usage.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import { termsOf } from './arbitrary.js';

const doc = readFileSync(join(__dirname, '..', '..', 'docs', 'ledger.md'), 'utf8');

const day = '2026-11-03';
const at = `${day}T09:00:00.000Z`;
const record = (version: number, lines: UsageLine[], movements: Movement[]): Entry[] =>
  entriesOfUsage(
    {
      account: 'imsi-262010000000001',
      version,
      kind: 'usage' as never,
      at,
      marketTime: `${day}T10:00:00+01:00`,
      currency: 'EUR',
      taxInclusive: true,
      sessionId: 1,
      sequence: 1,
      planId: 'lily-go@1',
      supi: 'imsi-262010000000001',
      lines,
      movements,
    },
    termsOf(19_000_000),
  );
const call = (bucket: string, priceMicros: number, wholesaleMicros: number): UsageLine => ({
  ratingGroup: 100,
  service: 'voice',
  destination: 'national',
  unit: 'seconds',
  units: 600,
  bucket,
  bucketId: 1,
  amount: priceMicros,
  priceMicros,
  uncollected: false,
  wholesaleMicros,
});
const money = { bucketId: 1, unit: 'money' } as const;

const STORY: Entry[] = [
  ...record(
    1,
    [],
    [{ ...money, action: 'topped-up', bucket: 'wallet', amount: 20_000_000, reference: '0a3b5c7d9e1f' }],
  ),
  ...record(
    2,
    [],
    [
      {
        ...money,
        action: 'recurring',
        bucket: 'wallet',
        amount: -11_900_000,
        from: '2026-11-02T23:00:00.000Z',
        to: '2026-12-02T23:00:00.000Z',
      },
    ],
  ),
  ...record(3, [call('wallet', 1_190_000, 400_000)], []),
  ...record(4, [], [{ ...money, action: 'rewarded', bucket: 'reward-credit', amount: 2_000_000 }]),
  ...record(5, [call('reward-credit', 500_000, 170_000)], []),
  recognitionEntry(
    { month: '2026-12', from: '2026-11-03', to: '2026-12-02', income: 'revenue/recurring', currency: 'EUR' },
    333_333n,
    { step: 1, at, sourceDay: day },
  ),
  ...[
    { kind: 'deposited' as const, micros: 100_000_000, number: 1 },
    { kind: 'spent' as const, micros: 25_000_000, number: 2, of: { campaignId: 'c' } },
  ].flatMap(
    (entry) =>
      entryOfSponsor(
        'studio',
        { ...entry, id: '', by: '', at, after: {} as never },
        { sourceDay: day, currency: 'EUR' },
      ) ?? [],
  ),
];

it('its trial balance is the one that these postings come to', () => {
  const sums = new Sums();
  for (const entry of STORY) sums.add({ ...entry, day, source: sourceOf(entry.id) });
  const { rows, imbalance } = sums.trialBalance();
  expect(imbalance).toEqual({ EUR: 0n });
  const wanted = rows.map(({ account, party, micros }) => [
    party === undefined ? account : `${account}/${party}`,
    fromMicros(micros),
  ]);
  const table = doc.split('## A day as an example')[1]!.split('| account ')[1]!.split('\n\n')[0]!;
  const shown = table
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.replaceAll('`', '').trim()))
    .map(([, account, debit, credit]) => [account, debit === '' ? `-${credit}` : debit]);
  expect(shown).toEqual(wanted);
});

it('the chart and every kind of movement are in it', () => {
  for (const code of Object.keys(CHART)) expect(doc).toContain(`\`${code}`);
  for (const action of Object.keys(TREATMENTS)) expect(doc).toContain(`\`${action}\``);
});
