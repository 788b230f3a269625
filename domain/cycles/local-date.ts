import { dayStartMs } from './local-day.js';

/**
 * The instant at which a local date starts (`dayStartMs`).
 *
 * @param date  YYYY-MM-DD
 * @returns ms since the epoch
 */
export function localDateStartMs(timeZone: string, date: string): number {
  return dayStartMs(timeZone, Date.parse(`${date}T00:00:00Z`) / 86_400_000);
}
