/** When what was not taken is sent again, and when that ends. */

const MINUTE_S = 60;
const HOUR_S = 3_600;

/**
 * Waits between attempts, seconds: 30 s, 2 m, 10 m, 30 m, 1 h, 2 h, 6 h, 12 h, 24 h. Ten attempts in 45 h 42 min 30 s.
 * Source: Helium's MVNE webhooks.
 */
export const RETRIES_S: readonly number[] = [
  30,
  2 * MINUTE_S,
  10 * MINUTE_S,
  30 * MINUTE_S,
  HOUR_S,
  2 * HOUR_S,
  6 * HOUR_S,
  12 * HOUR_S,
  24 * HOUR_S,
];

/**
 * When a message is sent again.
 *
 * @param attempts  that failed, ≥ 1
 * @returns epoch milliseconds; undefined = no more, it is a dead letter
 */
export function nextAttemptMs(attempts: number, nowMs: number): number | undefined {
  const wait = RETRIES_S[attempts - 1];
  return wait === undefined ? undefined : nowMs + wait * 1_000;
}

const DISABLED_AFTER_MS = 5 * 24 * HOUR_S * 1_000;

/**
 * Whether an endpoint has failed for so long that nothing more is sent to it.
 *
 * @param failingSince  ISO 8601, the first failure since the last success
 */
export const isGivenUp = (failingSince: string | undefined, nowMs: number): boolean =>
  failingSince !== undefined && nowMs - Date.parse(failingSince) >= DISABLED_AFTER_MS;
