/** The page's worked examples are what the rules come to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromMicros } from '../../domain/operator/decimal.js';
import { parseOperator } from '../../domain/operator/operator.js';
import { type ActivityDirection, countActive } from '../../domain/venture/activity.js';
import { earnOut } from '../../domain/venture/exit.js';
import { NOTHING_BEFORE, settle } from '../../domain/venture/settle.js';
import { ventureTerms } from '../../domain/venture/terms.js';
import { sample } from '../operator/samples.js';

const page = readFileSync(join(__dirname, '../../docs/joint-venture.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
const cellOf = (begins: string): string =>
  rows.find(([name = '']) => name.startsWith(begins))?.[1] ?? 'missing';
const parsed = parseOperator(sample('lily-cn'));
if (!parsed.ok) throw new Error('lily-cn');
const terms = ventureTerms(parsed.operator.jointVenture!);

test('the month of lily.cn', () => {
  const micros = (name: string) => BigInt(cellOf(name).replace('.', '')) * 10_000n;
  const numbers = { gross: micros('Gross'), net: micros('Net revenue'), earned: micros('Earned') };
  const { royalty, perSubscriber, result, steps, partners } = settle(
    terms,
    '2026-11',
    numbers,
    400_000n,
    NOTHING_BEFORE,
  );
  const said: Record<string, bigint | undefined> = {
    Royalty: royalty,
    'From the host': perSubscriber,
    Result: result,
    'Step distribution-fee': steps[0]?.paid,
    'Step network-upgrade': steps[1]?.paid,
    'Share of each': partners[0]?.lines.find(({ what }) => what === 'share')?.micros,
    'Paid to lily-retail': partners[0]?.net,
    'Paid to huaxia-radio': partners[1]?.net,
  };
  for (const [name, value] of Object.entries(said))
    expect([name, cellOf(name)]).toEqual([name, fromMicros(value ?? -1n)]);
});

test('what £4.56 comes to, by direction', () => {
  const [recent, old] = ['2003-03-30', '2002-10-01'];
  const lines = [
    { in: recent, out: recent },
    { in: recent, out: old },
    { in: old, out: recent },
    { in: old, out: old },
  ];
  const directions: ActivityDirection[] = ['in', 'out', 'both', 'either'];
  const owed = directions.map((direction) =>
    fromMicros(4_560_000n * BigInt(countActive({ direction, inactivityDays: 180 }, lines, '2003-03-31'))),
  );
  expect(rows.find(([name]) => name === 'owed, £')?.slice(1)).toEqual(owed);
});

test('what the earn-out comes to', () => {
  const from = rows.findIndex(([name]) => name === 'Sold for, million');
  const cases = rows.slice(from + 2, from + 6);
  expect(cases).toHaveLength(4);
  for (const [sold = '', paid = ''] of cases) {
    const value = BigInt(sold) * 10n ** 12n;
    expect(earnOut(terms.exit!.earnOut!, '2029-01', { month: '2031-07', value })).toBe(
      BigInt(paid) * 10n ** 12n,
    );
  }
});
