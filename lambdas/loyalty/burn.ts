/** Points that become data or credit, and back: what the member holds and its account change in one transaction. */
import type { Membership } from '../../domain/loyalty/membership.js';
import { toMicros } from '../../domain/operator/decimal.js';
import type { LoyaltyTerms } from '../../domain/operator/loyalty.js';
import { parseQuantity } from '../../domain/operator/quantity.js';
import { untilFirst } from '../accounts/run-command.js';
import type { Recorded } from '../partners/kernel/records.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import { changeRewards, type RewardChange } from '../rewards/change.js';
import { findSubscriber } from '../subscribers/find-subscriber.js';
import type { LoyaltyOffice } from './office.js';
import { planMove } from './plan-move.js';
import { type Moved, movePoints } from './points-book.js';
import { dayWrite, findEntry, type PointsEntry, type PointsMove } from './points-records.js';

type Head = Omit<PointsMove, 'kind'>;
type Member = Recorded<Membership>;

/** What one point becomes: micros, or bytes. @returns undefined when the operator changes points into no such thing */
export function worthOf({ pointValue }: LoyaltyTerms, into: 'credit' | 'data'): number | undefined {
  const worth = pointValue[into];
  if (worth === undefined) return undefined;
  return into === 'credit' ? toMicros(worth) : parseQuantity(worth)!.amount;
}

/** @throws RefusedError for what can't be: nothing is taken then */
export async function burnFor(
  office: LoyaltyOffice,
  member: Member,
  head: Head,
  into: 'credit' | 'data',
): Promise<Moved> {
  const rate = worthOf(office.terms, into);
  if (rate === undefined)
    throw invalid('not-offered', [
      { param: 'for', reason: `got "${into}"; allowed: ${Object.keys(office.terms.pointValue).join(', ')}` },
    ]);
  const rewardId = head.id.replace('pte_', 'rwd_');
  const move: PointsMove = { ...head, kind: 'burn', of: { ...head.of, for: into, rewardId } };
  return together(office, move, {
    ...(await payee(office, member)),
    id: head.id,
    source: { kind: 'points', id: head.id },
    reason: `${head.points} ${office.terms.pointsName}`,
    gives: [
      {
        id: rewardId,
        bucket: into === 'credit' ? 'reward-credit' : 'reward-data',
        amount: head.points * rate,
      },
    ],
    takes: [],
  });
}

/**
 * Undoes a burn as far as what it was changed into is still there: whole points come back for that, and what was used
 * stays paid for.
 *
 * @throws RefusedError 409 when nothing of it is left
 */
export async function putBurnBack(
  office: LoyaltyOffice,
  member: Member,
  head: Head,
  burn: PointsEntry,
): Promise<Moved> {
  const undo: PointsMove = { ...head, kind: 'put-back', burnId: burn.id };
  const { rewardId, for: into } = burn.of;
  const rate = into === 'credit' || into === 'data' ? worthOf(office.terms, into) : undefined;
  if (rewardId === undefined || rate === undefined) return movePoints(office, undo);
  const spent = -burn.points;
  return together(
    office,
    undo,
    {
      ...(await payee(office, member)),
      id: head.id,
      source: { kind: 'points', id: head.id },
      gives: [],
      takes: [{ grantId: rewardId, amount: spent * rate }],
    },
    (taken) => Math.floor(taken / rate),
  );
}

async function payee({ tables }: LoyaltyOffice, { id, state, subscriberId }: Member) {
  const found = state === 'linked' ? await findSubscriber(tables.records, subscriberId) : undefined;
  if (found === undefined)
    throw new RefusedError(
      409,
      'not-linked',
      `membership ${id} is linked to no number, which the reward would go to`,
    );
  return { subscriberId, accountKey: found.accountKey };
}

/** @param pointsOf  of what was taken back from the account. @default those of the move */
async function together(
  office: LoyaltyOffice,
  move: PointsMove,
  change: RewardChange,
  pointsOf?: (taken: number) => number,
): Promise<Moved> {
  return untilFirst<Moved>(async () => {
    const known = await findEntry(office, move.id);
    if (known !== undefined) {
      const again = await planMove(office, move);
      return again.outcome === 'planned' ? undefined : again;
    }
    let moved: Moved | undefined;
    let eventIds: readonly string[] = [];
    const outcome = await changeRewards(office.desk(move.nowMs), change, async (taken) => {
      const points = pointsOf === undefined ? move.points : pointsOf(taken[0]?.taken ?? 0);
      if (points === 0)
        throw new RefusedError(
          409,
          'reward-used',
          'what the points became was used up; nothing of it comes back',
        );
      const plan = await planMove(office, { ...move, points });
      if (plan.outcome !== 'planned') {
        moved = plan;
        return undefined;
      }
      ({ eventIds } = plan);
      moved = { outcome: 'done', entry: plan.entry };
      return [...plan.writes, await dayWrite(office, plan.legs, plan.entry.id, move.nowMs)];
    });
    if (outcome.outcome === 'refused')
      throw new RefusedError(
        409,
        outcome.problems[0]?.code ?? 'not-given',
        outcome.problems.map(({ detail }) => detail).join(' · '),
      );
    if (outcome.outcome === 'done') {
      await office.wake(eventIds);
      return moved;
    }
    // Whoever was first, or what was planned on, is looked at again; a refusal stays one.
    return moved?.outcome === 'refused' || moved?.outcome === 'repeated' ? moved : undefined;
  });
}
