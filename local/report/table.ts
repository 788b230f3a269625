/** Rows as a table for a terminal: amounts in the currency, numbers to the right. */
import { fromMicros } from '../../domain/operator/decimal.js';
import type { ReportRow } from './lake.js';

/** Decimals of money that people read; the rest is in `--json`. */
const DECIMALS = 2;

/** A column of micros becomes one of the currency: `margin_micros` → `margin`. */
export function tableOf(rows: readonly ReportRow[]): string {
  const names = Object.keys(rows[0] ?? {});
  if (names.length === 0) return 'nothing\n';
  const isNumber = names.map((name) =>
    rows.every((row) => row[name] === null || typeof row[name] === 'number'),
  );
  const lines = [
    names.map((name) => name.replace(/_micros$/, '').replaceAll('_', ' ')),
    ...rows.map((row) => names.map((name) => cell(name, row[name] ?? null))),
  ];
  const widths = names.map((_name, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((text, i) => (isNumber[i] ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function cell(name: string, value: ReportRow[string]): string {
  if (value === null || value === undefined) return '-';
  if (typeof value !== 'number') return String(value);
  if (!name.endsWith('_micros')) return Number.isInteger(value) ? String(value) : value.toFixed(4);
  const [whole = '', fraction = ''] = fromMicros(Math.round(value / 10_000) * 10_000).split('.');
  return `${whole}.${fraction.padEnd(DECIMALS, '0').slice(0, DECIMALS)}`;
}
