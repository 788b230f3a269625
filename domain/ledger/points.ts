/** What points of members do to the ledger, at what a point is worth. */
import type { PointsAccount } from '../loyalty/points.js';
import type { AccountCode } from './chart.js';
import { type Entry, type Leg, legsOf } from './entry.js';

/** What a day did to each account of points; they add up to 0. */
export type PointsSums = Readonly<Record<PointsAccount, number>>;

export const NO_POINTS: PointsSums = { members: 0, issued: 0, burned: 0, expired: 0, transferred: 0 };

/**
 * Where points come from and go to. What members hold is owed to them; burned points become rewards, whose cost was booked
 * when the points were given; between members nothing changes.
 */
const ACCOUNTS: Readonly<Record<PointsAccount, AccountCode>> = {
  members: 'loyalty-liability',
  issued: 'loyalty-cost',
  burned: 'rewards-cost',
  expired: 'breakage',
  transferred: 'loyalty-liability',
};

/** @returns undefined when it comes to nothing */
export function entryOfPoints(
  since: PointsSums,
  microsPerPoint: number,
  of: Omit<Entry, 'legs' | 'facts'>,
): Entry | undefined {
  const legs = legsOf(
    (Object.keys(ACCOUNTS) as PointsAccount[]).map((account): Leg => ({
      account: ACCOUNTS[account],
      micros: -since[account] * microsPerPoint,
    })),
  );
  return legs.length === 0 ? undefined : { ...of, legs };
}

export const pointsSince = (now: PointsSums, before: PointsSums): PointsSums => ({
  members: now.members - before.members,
  issued: now.issued - before.issued,
  burned: now.burned - before.burned,
  expired: now.expired - before.expired,
  transferred: now.transferred - before.transferred,
});
