/** Gives what a campaign promised: into the subscriber's account, or as points into the ledger of the membership. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../domain/events/event.js';
import type { RewardBucket } from '../../domain/rewards/reward.js';
import type { CampaignReward } from '../../domain/sponsors/ad-event.js';
import { grantReward } from '../rewards/grant.js';
import type { RewardDesk } from '../rewards/reward-desk.js';

interface Gift {
  /** `rwd_…`: the same one is given once. */
  readonly id: string;
  readonly subscriberId: string;
  readonly accountKey: string;
  readonly reward: CampaignReward;
  readonly decisionId: string;
  /** What the subscriber reads on a bill. */
  readonly reason?: string;
  readonly actor: PartnerEvent['actor'];
  /** A partner's id, or `operator`. */
  readonly owner: string;
  readonly nowMs: number;
}

/**
 * `repeated`: it was given before, with the writes of then. `also-changed`: a condition of the caller's writes did not
 * hold, and nothing was done. `refused`: what is in the way, as a stable code and in words.
 */
type Given =
  | { readonly outcome: 'given' | 'repeated' | 'also-changed' }
  | { readonly outcome: 'refused'; readonly code: string; readonly detail: string };

/** Gives points to the membership of a subscriber, once by the gift's id, with the caller's writes or not at all. */
type GivePoints = (gift: Gift, also: readonly TransactWriteItem[]) => Promise<Given>;

/** What rewards are given with. */
export interface Giver {
  readonly rewards: (nowMs: number) => RewardDesk;
  /** Absent: the operator has no loyalty programme, and points wait for one. */
  readonly points?: GivePoints;
}

const DAY_MS = 24 * 3600 * 1000;

/** @throws BusyError when other writers were first too often: the same may be asked for again */
export async function giveReward(
  { rewards, points }: Giver,
  gift: Gift,
  also: readonly TransactWriteItem[],
): Promise<Given> {
  const { id, subscriberId, accountKey, reward, decisionId, reason, nowMs } = gift;
  if (reward.kind === 'points') return points === undefined ? NO_LEDGER : points(gift, also);
  const bucket: RewardBucket = `reward-${reward.kind}`;
  const { validDays } = reward;
  const outcome = await grantReward(
    rewards(nowMs),
    {
      id,
      subscriberId,
      accountKey,
      bucket,
      amount: reward.amount,
      ...(validDays === undefined ? {} : { expiresAtMs: nowMs + validDays * DAY_MS }),
      source: { kind: 'ad', id: decisionId },
      ...(reason === undefined ? {} : { reason }),
    },
    also,
  );
  switch (outcome.outcome) {
    case 'granted':
      return { outcome: 'given' };
    case 'already-granted':
      return { outcome: 'repeated' };
    case 'also-changed':
      return outcome;
    default:
      if (outcome.problems.some(({ code }) => code === 'id-used'))
        throw new Error(`reward ${id} was given for something else`);
      return {
        outcome: 'refused',
        code: outcome.problems[0]?.code ?? 'refused',
        detail: outcome.problems.map(({ detail }) => detail).join(' · '),
      };
  }
}

const NO_LEDGER: Given = {
  outcome: 'refused',
  code: 'membership-needed',
  detail: 'points are given to a membership, and this operator has none',
};
