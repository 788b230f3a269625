import { zoneSpan } from '../rating/zone-offset.js';

const DAY_MS = 86_400_000;

/**
 * The instant at which a local day starts: the first at which the zone's clock has reached 00:00 of it.
 *
 * Where the clock skips midnight, that is the moment of the change; where it shows midnight twice, the
 * first (as java.time's `atStartOfDay` and Temporal's `startOfDay`). A day that the zone skipped starts and
 * ends at the same instant.
 *
 * @param day  days since 1970-01-01
 * @returns ms since the epoch
 */
export function dayStartMs(timeZone: string, day: number): number {
  const localMs = day * DAY_MS;
  // Why: no zone was ever a whole day from UTC, so a day earlier its clock had not reached midnight yet.
  let span = zoneSpan(timeZone, localMs - DAY_MS);
  while (localMs - span.offsetMs >= span.toMs) span = zoneSpan(timeZone, span.toMs);
  return Math.max(localMs - span.offsetMs, span.fromMs);
}

/**
 * The local day that an instant belongs to: the last that has started by then.
 *
 * @returns days since 1970-01-01
 */
export function dayAt(timeZone: string, atMs: number): number {
  let day = Math.floor((atMs + zoneSpan(timeZone, atMs).offsetMs) / DAY_MS);
  // Why: a clock that is put back across midnight shows the day before again, which is over.
  while (dayStartMs(timeZone, day + 1) <= atMs) day += 1;
  return day;
}
