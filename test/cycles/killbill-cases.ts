import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Cycle, Share } from '../../domain/cycles/index.js';

const CASES = path.join(__dirname, '..', 'cases');

/** A row of killbill-proration-in-advance.csv; dates are YYYY-MM-DD, '' = none. */
export interface InAdvanceCase {
  readonly id: string;
  readonly period: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly targetDate: string;
  readonly billCycleDay: number;
  /** 9 decimals. */
  readonly cycles: string;
}

export interface DateCase {
  readonly kind: string;
  readonly period: string;
  readonly fixed_days_in_month: 0 | 30;
  readonly date_1: string;
  readonly date_2: string;
  readonly expected: string | number;
}

export function inAdvanceCases(): InAdvanceCase[] {
  const [, ...rows] = read('killbill-proration-in-advance.csv').trim().split('\n');
  return rows.map((row) => {
    const [id, period, startDate, endDate, targetDate, day, cycles] = row.split(',') as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    return { id, period, startDate, endDate, targetDate, billCycleDay: Number(day), cycles };
  });
}

export function dateCases(): readonly DateCase[] {
  const { date_cases } = JSON.parse(read('killbill-usage-and-dates.json')) as {
    date_cases: readonly DateCase[];
  };
  return date_cases;
}

function read(name: string): string {
  return readFileSync(path.join(CASES, name), 'utf8');
}

const PERIODS: Readonly<Record<string, Pick<Cycle, 'every' | 'unit'>>> = {
  DAILY: { every: 1, unit: 'day' },
  WEEKLY: { every: 1, unit: 'week' },
  BIWEEKLY: { every: 2, unit: 'week' },
  THIRTY_DAYS: { every: 30, unit: 'day' },
  MONTHLY: { every: 1, unit: 'month' },
  QUARTERLY: { every: 3, unit: 'month' },
  BIANNUAL: { every: 6, unit: 'month' },
  ANNUAL: { every: 12, unit: 'month' },
  BIENNIAL: { every: 24, unit: 'month' },
};

export function billingPeriod(name: string): Pick<Cycle, 'every' | 'unit'> {
  const period = PERIODS[name];
  if (period === undefined) throw new Error(`unknown billing period ${name}`);
  return period;
}

/** Sums shares as Kill Bill writes them: each to 9 decimals, half up. */
export function nineDecimals(shares: readonly Share[]): string {
  const scale = 10n ** 9n;
  const billionths = shares.reduce((sum, { numerator, denominator }) => {
    const of = BigInt(denominator);
    return sum + (2n * BigInt(numerator) * scale + of) / (2n * of);
  }, 0n);
  const fraction = (billionths % scale).toString().padStart(9, '0').replace(/0+$/, '');
  return fraction === '' ? String(billionths / scale) : `${billionths / scale}.${fraction}`;
}
