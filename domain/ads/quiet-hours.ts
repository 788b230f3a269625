/** Hours in which nothing is shown, by the market's clocks. */
import { zoneSpan } from '../rating/zone-offset.js';

const DAY_S = 86_400;

export interface QuietHours {
  /** `20:00` or `20:00:30`; `to` may lie on the next day, and is not quiet any more. Equal times = none. */
  readonly from: string;
  readonly to: string;
}

/**
 * Whether clocks show a time that is quiet. An hour that clocks show twice is as it is called, both times; one that they
 * skip does not exist.
 */
export function isQuiet({ from, to }: QuietHours, timeZone: string, nowMs: number): boolean {
  const [start, end] = [secondsOf(from), secondsOf(to)];
  const local = Math.floor((nowMs + zoneSpan(timeZone, nowMs).offsetMs) / 1000);
  const second = ((local % DAY_S) + DAY_S) % DAY_S;
  return start <= end ? second >= start && second < end : second >= start || second < end;
}

function secondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}
