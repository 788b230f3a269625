/** Times of the week at which a bucket may be drawn from. */
import type { TimeWindow } from '../catalogue/plan.js';
import { zoneSpan } from '../rating/zone-offset.js';

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/** 1970-01-01 was a Thursday. */
const EPOCH_WEEK_DAY = 4;

interface LocalTime {
  readonly weekDay: number;
  readonly secondOfDay: number;
}

function localTime(timeZone: string, atMs: number): LocalTime {
  const localMs = atMs + zoneSpan(timeZone, atMs).offsetMs;
  const day = Math.floor(localMs / DAY_MS);
  return {
    weekDay: (((day + EPOCH_WEEK_DAY) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS,
    secondOfDay: Math.floor((localMs - day * DAY_MS) / 1000),
  };
}

/** Whether an instant, epoch milliseconds, is within one of the windows. */
export function isOpenAt(windows: readonly TimeWindow[], timeZone: string, atMs: number): boolean {
  const { weekDay, secondOfDay } = localTime(timeZone, atMs);
  return windows.some(
    ({ weekDays, fromS, toS }) => weekDays.includes(weekDay) && secondOfDay >= fromS && secondOfDay < toS,
  );
}

/**
 * When windows next open or close after an instant, epoch seconds; undefined = never. At the latest at the zone's
 * next change of offset: whoever asks again then is never wrong.
 */
export function nextChangeS(
  windows: readonly TimeWindow[],
  timeZone: string,
  atMs: number,
): number | undefined {
  const { offsetMs, toMs } = zoneSpan(timeZone, atMs);
  const localMs = atMs + offsetMs;
  const today = Math.floor(localMs / DAY_MS);
  const open = isOpenAt(windows, timeZone, atMs);
  for (let day = today; day <= today + WEEK_DAYS; day++) {
    const edges = windows.flatMap(({ fromS, toS }) => [fromS, toS]).sort((a, b) => a - b);
    for (const edge of edges) {
      const edgeMs = day * DAY_MS + edge * 1000 - offsetMs;
      if (edgeMs <= atMs) continue;
      if (edgeMs >= toMs) return Math.ceil(toMs / 1000);
      if (isOpenAt(windows, timeZone, edgeMs) !== open) return Math.ceil(edgeMs / 1000);
    }
  }
  return undefined;
}
