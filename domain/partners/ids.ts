/**
 * The id of what a partner makes: a prefix that says what it is, and 24 hex digits.
 *
 * @param prefix  `ord`, `cus`, `pty` …
 * @param seed  24 hex digits at least: random, or following from an idempotency key
 */
export function newId(prefix: string, seed: string): string {
  return `${prefix}_${seed.slice(0, 24)}`;
}
