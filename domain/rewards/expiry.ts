/** When rewards expire: at the end of days that many of them share, since an account holds few buckets. */
import { dayAt, dayStartMs } from '../cycles/local-day.js';

/** Ten years: nobody promises more, and a time in microseconds by mistake is none. */
export const LONGEST_REWARD_MS = 3_653 * 86_400_000;

/** Days that a validity has at most: up to eight days are told apart, of longer times a quarter at most is added. */
const PARTS = 8;

/**
 * The end of a local day, never earlier than was asked for. The days are those whose number is a multiple of a power of
 * two, the coarser the longer a reward lasts: so rewards of one validity have nine ends at most at a time, and those
 * of different validities have ends in common.
 *
 * @param timeZone  IANA, of the market
 * @param wantedMs  epoch milliseconds, later than `nowMs`
 * @returns epoch seconds
 */
export function rewardExpiryS(timeZone: string, wantedMs: number, nowMs: number): number {
  const today = dayAt(timeZone, nowMs);
  // The first local day that starts at or after the time.
  const day = dayAt(timeZone, wantedMs - 1) + 1;
  let step = 1;
  while (step * PARTS < day - today) step *= 2;
  return Math.floor(dayStartMs(timeZone, Math.ceil(day / step) * step) / 1000);
}
