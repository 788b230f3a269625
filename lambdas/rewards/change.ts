/** Gives and takes back several rewards of one subscriber in one transaction with the caller's writes. */
import { decideRewardChanges } from '../../domain/charging/reward-changes.js';
import type { RewardBucket, RewardSource } from '../../domain/rewards/reward.js';
import { presentAccount } from '../accounts/desk.js';
import { accountPut, commandId, movementKey, newRecord } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import { requestDigest } from '../pools/write-once.js';
import { findMovement } from './find-movement.js';
import { changedReward, findReward, newReward, type StoredReward } from './reward-book.js';
import type { RewardDesk } from './reward-desk.js';
import { type Also, MOST_ALSO, writeWith } from './write-with.js';

export interface RewardGift {
  /** `rwd_…`, of the caller's choice. */
  readonly id: string;
  readonly bucket: RewardBucket;
  /** In the bucket's unit, ≥ 1. */
  readonly amount: number;
  /** Epoch milliseconds. @default as the operator file says */
  readonly expiresAtMs?: number;
}

export interface RewardChange {
  /** Of the caller's choice: the same one is done once. */
  readonly id: string;
  readonly subscriberId: string;
  readonly accountKey: string;
  readonly source: RewardSource;
  /** What the subscriber reads on a bill. */
  readonly reason?: string;
  readonly gives: readonly RewardGift[];
  /** Parts of rewards that were given, each reward once, in their buckets' units, ≥ 1. */
  readonly takes: readonly { readonly grantId: string; readonly amount: number }[];
}

export interface TakenBack {
  readonly grantId: string;
  readonly taken: number;
  /** What was used, reserved or expired. */
  readonly missing: number;
}

/** `of`: which of the gifts it is about; absent: the account, or what was to be taken back. */
export interface ChangeRefusal {
  readonly code: string;
  readonly detail: string;
  readonly of?: number;
}

export type ChangeOutcome =
  | { readonly outcome: 'done' | 'already-done'; readonly taken: readonly TakenBack[] }
  | { readonly outcome: 'refused'; readonly problems: readonly ChangeRefusal[] }
  /** A condition of the caller's writes did not hold; nothing was done. */
  | { readonly outcome: 'also-changed' };

/**
 * All of it, or nothing.
 *
 * @param also  writes of the same transaction, by what could be taken back; undefined = they can't be made as things are
 *   now, and nothing is done (`also-changed`)
 * @throws BusyError when other writers of the account were first too often: the same may be asked for again
 */
export async function changeRewards(
  desk: RewardDesk,
  change: RewardChange,
  also: (taken: readonly TakenBack[]) => Promise<Also | undefined>,
): Promise<ChangeOutcome> {
  const { id, subscriberId, accountKey, source, reason, gives, takes } = change;
  const { accounts, tables } = desk;
  const { nowMs } = accounts;
  const name = commandId('reward', id);
  const request = requestDigest({ id, subscriberId, gives: gives.map(withoutExpiry), takes });
  return untilFirst<ChangeOutcome>(async () => {
    const before = await findMovement(desk, accountKey, name);
    if (before !== undefined)
      return before.request === request
        ? { outcome: 'already-done', taken: before['takenBack'] as readonly TakenBack[] }
        : refuse('id-used', `"${id}" was done at ${before.atISO} with other content`);
    const rewards: StoredReward[] = [];
    for (const { grantId, amount } of takes) {
      const reward = await findReward(desk, grantId);
      if (reward === undefined || reward.accountKey !== accountKey)
        return refuse('reward-not-found', `${subscriberId} has no reward ${grantId}`);
      if (amount > reward.amount - reward.askedBack)
        return refuse('amount-invalid', `${amount} of reward ${grantId} is more than was not asked back yet`);
      rewards.push(reward);
    }
    const account = await presentAccount(accounts, accountKey);
    if (account === undefined) return refuse('account-not-open', `${subscriberId} has no account yet`);
    const decision = decideRewardChanges(account.item, account.index, nowMs, {
      id: name,
      atMs: nowMs,
      gives,
      takes: rewards.map(({ bucket, bucketId }, i) => ({ bucket, bucketId, amount: takes[i]!.amount })),
    });
    if (decision.outcome === 'refused') return decision;
    // The account and the movement change together, so it was done between the two reads.
    if (decision.outcome === 'already-done') return undefined;
    const taken = takes.map(({ grantId, amount }, i) => ({
      grantId,
      taken: decision.taken[i]!,
      missing: amount - decision.taken[i]!,
    }));
    const others = await also(taken);
    if (others === undefined) return { outcome: 'also-changed' };
    const atISO = new Date(nowMs).toISOString();
    const given = gives.map((gift, i): StoredReward => {
      const { bucketId, expiresAt } = decision.given[i]!;
      return {
        id: gift.id,
        subscriberId,
        accountKey,
        bucket: gift.bucket,
        bucketId,
        amount: gift.amount,
        source,
        state: 'granted',
        expiresAt: new Date(expiresAt * 1000).toISOString(),
        grantedAt: atISO,
        askedBack: 0,
        missing: 0,
        request,
        revision: 1,
      };
    });
    const own = [
      accountPut(tables, decision),
      newRecord(tables, {
        ...movementKey(accountKey, name),
        command: 'reward',
        id,
        atISO,
        subscriberId,
        request,
        source,
        gives: gives.map(withoutExpiry),
        takenBack: taken,
        ...(reason === undefined ? {} : { reason }),
      }),
      ...given.map((reward) => newReward(desk, reward)),
      ...rewards.map((reward, i) => changedReward(desk, reward, askedBack(reward, taken[i]!))),
    ];
    if (own.length + others.length > MOST_ALSO + 10)
      throw new RangeError(`${own.length + others.length} writes; allowed: ${MOST_ALSO + 10} a transaction`);
    const written = await writeWith(desk, own, others);
    if (written === 'written') return { outcome: 'done', taken };
    if (written === 'raced') return undefined;
    const since = await findMovement(desk, accountKey, name);
    return since === undefined ? { outcome: 'also-changed' } : undefined;
  });
}

const withoutExpiry = ({ id, bucket, amount }: RewardGift) => ({ id, bucket, amount });

function askedBack(reward: StoredReward, { taken, missing }: TakenBack): StoredReward {
  const all = reward.askedBack + taken + missing;
  return {
    ...reward,
    askedBack: all,
    missing: reward.missing + missing,
    state: all === reward.amount ? 'taken-back' : reward.state,
  };
}

const refuse = (code: string, detail: string) =>
  ({ outcome: 'refused', problems: [{ code, detail }] }) as const;
