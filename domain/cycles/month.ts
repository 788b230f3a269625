import { localDateStartMs } from './local-date.js';

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/**
 * The instants at which a month begins and ends on the clocks of a zone.
 *
 * @param month  `YYYY-MM`
 * @returns epoch milliseconds, from and until before; undefined when it is no month
 */
export function monthSpan(
  timeZone: string,
  month: string,
): { readonly fromMs: number; readonly toMs: number } | undefined {
  const [, year, number] = MONTH.exec(month) ?? [];
  if (year === undefined || number === undefined) return undefined;
  return {
    fromMs: localDateStartMs(timeZone, `${month}-01`),
    toMs: localDateStartMs(timeZone, `${monthAfter(month)}-01`),
  };
}

/** The month after one: `2026-12` → `2027-01`. */
export function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}
