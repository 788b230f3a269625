/** How fast a session's time passes, so that so many subscribers make so many requests. */

/** Of a data session, which is what most requests come from. */
const MEAN_SESSION_S = 2_700;
const REQUESTS_A_SESSION = 7;
/** Subscribers that are in a session at a time, on average. */
const BUSY = 0.4;
const SLOWEST = 10;
const FASTEST = 10_000;

/** Seconds of a session's life a second; two significant digits. */
export function compressionFor(requestsPerSecond: number, subscribers: number): number {
  const needed = (requestsPerSecond * MEAN_SESSION_S) / (REQUESTS_A_SESSION * BUSY * subscribers);
  return Number(Math.min(FASTEST, Math.max(SLOWEST, needed)).toPrecision(2));
}
