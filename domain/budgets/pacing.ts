/**
 * How fast a budget may be spent: a share of it that grows with time from nothing to all of it. What is let go by a time
 * follows from that time alone, so what any slots of it add up to is the whole, to the micro.
 */

export const PACINGS = ['even', 'front-loaded'] as const;

export type Pacing = (typeof PACINGS)[number];

export interface Paced {
  /** All of it, micros. */
  readonly total: number;
  readonly pacing: Pacing;
  /** Epoch milliseconds. */
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** Money is let go slot by slot, at the beginning of each, so that there is something to spend from the first moment on. */
const SLOTS = 288;
const SHORTEST_SLOT_MS = 1_000;

/** Of a campaign of a day, five minutes. Milliseconds. */
export const slotMs = ({ startsAtMs, endsAtMs }: Paced): number =>
  Math.max(SHORTEST_SLOT_MS, Math.ceil((endsAtMs - startsAtMs) / SLOTS));

/**
 * Micros of the budget that may have been spent by a time.
 *
 * `even`: in proportion to the time. `front-loaded`: twice as fast at first, and ever slower, 1 − (1 − t)².
 *
 * @returns 0 before the start, all of it from the last slot on
 */
export function allowedBy(paced: Paced, nowMs: number): number {
  const { total, startsAtMs, endsAtMs } = paced;
  if (nowMs < startsAtMs) return 0;
  const slot = slotMs(paced);
  const slotEndMs = startsAtMs + (Math.floor((nowMs - startsAtMs) / slot) + 1) * slot;
  return slotEndMs >= endsAtMs ? total : shareOf(paced, slotEndMs - startsAtMs);
}

/** When the next money is let go; undefined = all of it was. */
export function nextSlotMs(paced: Paced, nowMs: number): number | undefined {
  const { startsAtMs, endsAtMs } = paced;
  if (nowMs < startsAtMs) return startsAtMs;
  const slot = slotMs(paced);
  const next = startsAtMs + (Math.floor((nowMs - startsAtMs) / slot) + 1) * slot;
  return next >= endsAtMs ? undefined : next;
}

/** The first time at which so much is allowed; undefined = it never is. */
export function allowedFromMs(paced: Paced, micros: number): number | undefined {
  if (micros > paced.total) return undefined;
  const slot = slotMs(paced);
  let low = 0;
  let high = Math.ceil((paced.endsAtMs - paced.startsAtMs) / slot);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (allowedBy(paced, paced.startsAtMs + middle * slot) >= micros) high = middle;
    else low = middle + 1;
  }
  return paced.startsAtMs + low * slot;
}

/** Whole numbers beyond 2⁵³ come up in between: micros by milliseconds, and those squared. */
function shareOf({ total, pacing, startsAtMs, endsAtMs }: Paced, elapsedMs: number): number {
  const all = BigInt(endsAtMs - startsAtMs);
  const elapsed = BigInt(elapsedMs);
  const share =
    pacing === 'even'
      ? (BigInt(total) * elapsed) / all
      : (BigInt(total) * elapsed * (2n * all - elapsed)) / (all * all);
  return Number(share);
}
