import { zoneSpan } from '../rating/zone-offset.js';
import { isoDate } from '../cycles/calendar-date.js';
import { dayAt } from '../cycles/local-day.js';

/** An instant as the market's clock shows it, ISO 8601 with its offset: "2026-10-25T01:30:00+01:00". */
export function marketTime(timeZone: string, atMs: number): string {
  const { offsetMs } = zoneSpan(timeZone, atMs);
  const clock = new Date(atMs + offsetMs).toISOString().slice(0, 19);
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${clock}${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The local date some days after an instant, YYYY-MM-DD. */
export function marketDate(timeZone: string, atMs: number, daysLater = 0): string {
  return isoDate(dayAt(timeZone, atMs) + daysLater);
}
