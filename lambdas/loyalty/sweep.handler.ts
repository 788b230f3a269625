/** Often: baskets that were cut off are finished, points that expired are booked, and tiers whose time is over looked at. */
import { operatorTime } from '../shared/clock.js';
import { finishBaskets } from './baskets-settle.js';
import { expirePoints } from './points-book.js';
import { duePoints, monthOf } from './points-records.js';
import { office } from './wiring.js';

/** Of one run; what is left over is the next one's. */
const ROUNDS = 50;

/** @throws Error when some could not be booked: an alarm says so, and the next run tries again */
export async function handler(): Promise<{ readonly members: number; readonly baskets: number }> {
  const nowMs = await operatorTime();
  const baskets = await finishBaskets(office, nowMs);
  const month = await monthOf(office, nowMs);
  let members = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const due = await duePoints(office, month);
    if (due.length === 0) break;
    const done = await Promise.allSettled(due.map(async (id) => expirePoints(office, id, nowMs)));
    const failed = done.filter(({ status }) => status === 'rejected');
    members += due.length - failed.length;
    if (failed.length > 0)
      throw new Error(`${failed.length} members' points could not be booked; ${members} were`);
  }
  if (baskets.failed > 0)
    throw new Error(
      `${baskets.failed} of ${baskets.due} baskets could not be finished; they are tried again`,
    );
  return { members, baskets: baskets.due };
}
