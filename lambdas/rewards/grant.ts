/** Gives rewards into subscribers' accounts, once each, and takes back what is left of them. */
import { decideReward, decideTakeBack } from '../../domain/charging/reward.js';
import type { Reward, RewardBucket, RewardSource } from '../../domain/rewards/reward.js';
import { presentAccount } from '../accounts/desk.js';
import { accountPut, commandId, movementKey, newRecord } from '../accounts/ledger.js';
import { type Refusal, untilFirst } from '../accounts/run-command.js';
import { requestDigest } from '../pools/write-once.js';
import { findSubscriber } from '../subscribers/find-subscriber.js';
import { findMovement } from './find-movement.js';
import { changedReward, findReward, newReward, type StoredReward, withoutKeeping } from './reward-book.js';
import type { RewardDesk } from './reward-desk.js';
import { type Also, MOST_ALSO, writeWith } from './write-with.js';

export interface Grant {
  /** `rwd_…`, of the caller's choice: the same one is given once, however often it is asked for. */
  readonly id: string;
  /** `sub_…` */
  readonly subscriberId: string;
  /** The account that it goes into, of whoever has looked the subscriber up. @default it is looked up */
  readonly accountKey?: string;
  readonly bucket: RewardBucket;
  /** In its unit (`REWARD_UNITS`): bytes, seconds, messages or micros, ≥ 1. */
  readonly amount: number;
  /**
   * Epoch milliseconds. It lasts until the end of that day in the market at least (`rewardExpiryS`).
   * @default now and the `rewards.validity` of the operator file
   */
  readonly expiresAtMs?: number;
  readonly source: RewardSource;
  /** What the subscriber reads on a bill. */
  readonly reason?: string;
}

/**
 * `also-changed`: a condition of `also` did not hold, so nothing was done: look at what it stands on, and ask again.
 */
export type GrantOutcome =
  | { readonly outcome: 'granted' | 'already-granted'; readonly reward: Reward }
  | { readonly outcome: 'refused'; readonly problems: readonly Refusal[] }
  | { readonly outcome: 'also-changed' };

/**
 * Gives a reward: the account, the record of the movement, the reward's own record and `also` are one transaction. Asked
 * for again with the same id, it changes nothing and writes nothing of `also`, whatever that says then.
 *
 * Refused with all problems: `bucket-unknown` (the plan takes no such reward), `amount-invalid`, `expiry-passed`,
 * `subscriber-not-found`, `account-not-open`, `account-terminated`, `account-full`, `too-old`, and `id-used` (the id was
 * given with other content).
 *
 * @throws BusyError when other writers of the account were first too often: the same may be asked for again
 * @throws RangeError for more than `MOST_ALSO` writes
 */
export async function grantReward(desk: RewardDesk, grant: Grant, also: Also = []): Promise<GrantOutcome> {
  checkAlso(also);
  const { id, subscriberId, bucket, amount, expiresAtMs, source, reason } = grant;
  const { accounts, tables } = desk;
  const { nowMs } = accounts;
  // Not its expiry: whoever asks again may count it from then.
  const request = requestDigest({ id, subscriberId, bucket, amount, source });
  return untilFirst<GrantOutcome>(async () => {
    const known = await findReward(desk, id);
    if (known !== undefined) return known.request === request ? already(known) : used(id, known.grantedAt);
    const accountKey =
      grant.accountKey ?? (await findSubscriber(tables.records, subscriberId))?.accountKey ?? '';
    if (accountKey === '')
      return refuse({ code: 'subscriber-not-found', detail: `there is no subscriber ${subscriberId}` });
    const account = await presentAccount(accounts, accountKey);
    if (account === undefined) return notOpen(subscriberId);
    const command = { id: commandId('reward', id), atMs: nowMs };
    const asked = { ...command, bucket, amount, expiresAtMs };
    const decision = decideReward(account.item, account.index, nowMs, asked);
    if (decision.outcome === 'refused') return decision;
    // The account and the reward's record change together, so it was given between the two reads.
    if (decision.outcome === 'already-done') return undefined;
    const atISO = new Date(nowMs).toISOString();
    const reward: StoredReward = {
      id,
      subscriberId,
      accountKey,
      bucket,
      bucketId: decision.bucketId,
      amount,
      source,
      state: 'granted',
      expiresAt: new Date(decision.expiresAt * 1000).toISOString(),
      grantedAt: atISO,
      askedBack: 0,
      missing: 0,
      request,
      revision: 1,
    };
    const movement = newRecord(tables, {
      ...movementKey(accountKey, command.id),
      command: 'reward',
      id,
      atISO,
      subscriberId,
      request,
      bucket,
      amount: String(amount),
      source,
      ...(reason === undefined ? {} : { reason }),
    });
    const own = [accountPut(tables, decision), movement, newReward(desk, reward)];
    const written = await writeWith(desk, own, also);
    if (written === 'written') return { outcome: 'granted', reward: withoutKeeping(reward) };
    if (written === 'raced') return undefined;
    // The same request at the same time may have done it, with the same writes.
    const since = await findReward(desk, id);
    return since === undefined ? { outcome: 'also-changed' } : undefined;
  });
}

export interface TakeBack {
  /** Of the caller's choice: the same one takes back once. */
  readonly id: string;
  /** `rwd_…` */
  readonly grantId: string;
  /** In the bucket's unit, ≥ 1; at most what was given and not asked back before. @default all of that */
  readonly amount?: number;
}

/** taken + missing = what was asked back: missing is what was used, reserved, expired or ended with its plan. */
export type TakeBackOutcome =
  | {
      readonly outcome: 'taken-back' | 'already-taken-back';
      readonly taken: number;
      readonly missing: number;
    }
  | { readonly outcome: 'refused'; readonly problems: readonly Refusal[] }
  | { readonly outcome: 'also-changed' };

/**
 * Takes back what is left of a reward, or of a part of it; of an account that has ended, too. One transaction with
 * `also`, once by id, as `grantReward`.
 *
 * Refused: `reward-not-found`, `reward-taken-back` (all of it was asked back before), `amount-invalid`,
 * `account-not-open`, `too-old`, `id-used`.
 *
 * @throws BusyError when other writers of the account were first too often: the same may be asked for again
 * @throws RangeError for more than `MOST_ALSO` writes
 */
export async function takeBackReward(
  desk: RewardDesk,
  { id, grantId, amount }: TakeBack,
  also: Also = [],
): Promise<TakeBackOutcome> {
  checkAlso(also);
  const { accounts, tables } = desk;
  const { nowMs } = accounts;
  const name = commandId('reward-taken-back', id);
  const request = requestDigest({ id, grantId, amount: amount ?? null });
  return untilFirst<TakeBackOutcome>(async () => {
    const reward = await findReward(desk, grantId);
    if (reward === undefined)
      return refuse({ code: 'reward-not-found', detail: `there is no reward ${grantId}` });
    const { accountKey, subscriberId, bucket, bucketId } = reward;
    const before = await findMovement(desk, accountKey, name);
    if (before !== undefined)
      return before.request === request
        ? { outcome: 'already-taken-back', taken: before.taken, missing: before.missing }
        : used(id, before.atISO);
    const left = reward.amount - reward.askedBack;
    if (left === 0)
      return refuse({
        code: 'reward-taken-back',
        detail: `all ${reward.amount} of reward ${grantId} were asked back before`,
      });
    const asked = amount ?? left;
    if (!Number.isSafeInteger(asked) || asked < 1 || asked > left)
      return refuse({
        code: 'amount-invalid',
        detail: `amount ${asked} of reward ${grantId}; allowed: a whole number from 1 to ${left}`,
      });
    const account = await presentAccount(accounts, accountKey);
    if (account === undefined) return notOpen(subscriberId);
    const command = { id: name, atMs: nowMs, bucket, bucketId, amount: asked };
    const decision = decideTakeBack(account.item, account.index, nowMs, command);
    if (decision.outcome === 'refused') return decision;
    if (decision.outcome === 'already-done') return undefined;
    const { taken, missing } = decision;
    const askedBack = reward.askedBack + asked;
    const after = {
      ...reward,
      askedBack,
      missing: reward.missing + missing,
      state: askedBack === reward.amount ? ('taken-back' as const) : reward.state,
    };
    const movement = newRecord(tables, {
      ...movementKey(accountKey, name),
      command: 'reward-taken-back',
      id,
      atISO: new Date(nowMs).toISOString(),
      subscriberId,
      request,
      grantId,
      bucket,
      amount: String(taken),
      taken,
      missing,
    });
    const own = [accountPut(tables, decision), movement, changedReward(desk, reward, after)];
    const written = await writeWith(desk, own, also);
    if (written === 'written') return { outcome: 'taken-back', taken, missing };
    if (written === 'raced') return undefined;
    const since = await findMovement(desk, accountKey, name);
    return since === undefined ? { outcome: 'also-changed' } : undefined;
  });
}

const already = (reward: StoredReward): GrantOutcome => ({
  outcome: 'already-granted',
  reward: withoutKeeping(reward),
});

const refuse = (problem: Refusal) => ({ outcome: 'refused', problems: [problem] }) as const;

const used = (id: string, atISO: string) =>
  refuse({
    code: 'id-used',
    detail: `"${id}" was done at ${atISO} with other content; allowed: an id of its own`,
  });

const notOpen = (subscriberId: string) =>
  refuse({ code: 'account-not-open', detail: `${subscriberId} has no account yet` });

function checkAlso(also: Also): void {
  if (also.length > MOST_ALSO)
    throw new RangeError(`${also.length} writes with a reward; allowed: at most ${MOST_ALSO}`);
}
