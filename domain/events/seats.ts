/**
 * How many deliveries of one partner are under way at a time. Whoever is sent to may take ten seconds to answer, and
 * what waits for it holds a place that others' messages need: so an owner of listeners has seats of its own, and
 * deliveries without a seat wait. Each endpoint has some of its owner's seats, drawn by its name (shuffle sharding,
 * https://aws.amazon.com/builders-library/workload-isolation-using-shuffle-sharding/): one that hangs keeps its seats
 * and few of its siblings'.
 */
import { createHash } from 'node:crypto';

/** Of an owner: a quarter of the functions that deliver at a time. */
export const SEATS_OF_OWNER = 24;
/** Of an endpoint that is well: 80 deliveries a second of a tenth of a second each. */
export const SEATS_OF_ENDPOINT = 8;
/** Of one whose last attempt failed: enough to notice that it is well again. */
export const SEATS_OF_FAILING = 2;

/** @param name  of the endpoint, or of the address of a sink */
export function seatsOf(name: string, isFailing: boolean): readonly number[] {
  const draws = createHash('sha256').update(name).digest();
  const left = Array.from({ length: SEATS_OF_OWNER }, (_, seat) => seat);
  return Array.from(
    { length: isFailing ? SEATS_OF_FAILING : SEATS_OF_ENDPOINT },
    (_, n) => left.splice(draws[n]! % left.length, 1)[0]!,
  );
}

const SOON_MS = 1_000;
const LEAST_MS = 30_000;
const MOST_MS = 3_600_000;

/**
 * When a delivery without a seat looks again: soon, of an endpoint that is only busy; of one that fails after about as
 * long as it fails, so that what waits for it does not crowd out what others wait for.
 *
 * @param random  from 0 to 1, so that they do not come back together
 */
export function seatAgainMs(failingSince: string | undefined, nowMs: number, random: number): number {
  if (failingSince === undefined) return nowMs + Math.ceil(SOON_MS * (1 + 4 * random));
  const failingMs = Math.min(MOST_MS, Math.max(LEAST_MS, nowMs - Date.parse(failingSince)));
  return nowMs + Math.ceil(failingMs * (1 + random));
}
