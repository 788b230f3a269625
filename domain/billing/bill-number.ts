import { createHash } from 'node:crypto';

/**
 * The number of a bill: the last date it is for, and fifteen digits that stand for the account without naming it
 * (an account key holds a SUPI). A function of both, so a bill that is made again has the number it had.
 *
 * @param date  YYYY-MM-DD
 * @returns for example "LILY-20261031-402-118-537-660-921"
 */
export function billNumber(brandId: string, account: string, date: string, suffix = ''): string {
  const digest = createHash('sha256').update(account, 'utf8').digest();
  const digits = String(digest.readBigUInt64BE() % 10n ** 15n).padStart(15, '0');
  return [
    brandId.toUpperCase(),
    date.replaceAll('-', ''),
    ...digits.match(/\d{3}/g)!,
    ...(suffix ? [suffix] : []),
  ].join('-');
}

/** How the API names the bill of a period: its end in UTC, "20261031T230000Z". Sorts as time does. */
export function billIdOf(to: string): string {
  return new Date(to)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
}
