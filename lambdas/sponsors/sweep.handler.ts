/**
 * What time and money make of campaigns and agreements, on a schedule, each minute: they start, end and are exhausted,
 * spending is booked, and what was not spent goes back.
 */
import { operatorTime } from '../shared/clock.js';
import { lookAtAll } from './booking.js';
import { environment, office } from './wiring.js';

const BOOK_AFTER_MS = 3_600_000;

/** @throws Error when some could not be done; the next run tries them again */
export async function handler(): Promise<{ readonly looked: number }> {
  const { looked, failures } = await lookAtAll(office, {
    nowMs: await operatorTime(),
    baseUrl: environment.PARTNER_URL,
    bookAfterMs: BOOK_AFTER_MS,
  });
  for (const failure of failures)
    console.error(JSON.stringify({ message: 'sponsors were not settled', error: String(failure) }));
  if (failures.length > 0) throw new Error(`${failures.length} of ${looked} campaigns and agreements failed`);
  return { looked };
}
