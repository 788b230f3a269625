/** Money of promotions that is no reward: a gift's, and discounts on the recurring price. Into the wallet, or out again. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { CommandDecision } from '../../domain/charging/command.js';
import { decideDebit, decideGift } from '../../domain/charging/transfer.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import { type PresentAccount, presentAccount } from '../accounts/desk.js';
import { accountPut, commandId, movementKey, newRecord } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import { requestDigest } from '../pools/write-once.js';
import { writeWith } from '../rewards/write-with.js';
import { findSubscriber } from '../subscribers/find-subscriber.js';
import type { Done } from './done.js';
import type { PromotionsOffice } from './office.js';

export interface WalletEntry {
  /** Of the caller's choice: done once. */
  readonly id: string;
  readonly subscriberId: string;
  readonly direction: 'credit' | 'debit';
  /** @returns 0 = nothing to do now; what keeps it from being done, as text */
  readonly microsOf: (account: PresentAccount) => number | string;
  /** What the subscriber reads. */
  readonly reason: string;
  readonly nowMs: number;
}

/**
 * The account, the record of the movement and `also` change together. A debit takes all, or nothing: `balance-too-low`.
 *
 * @param also  of the amount
 */
export async function moveInWallet(
  office: PromotionsOffice,
  { id, subscriberId, direction, microsOf, reason, nowMs }: WalletEntry,
  also: (micros: number) => readonly TransactWriteItem[],
): Promise<Done> {
  const desk = office.desk(nowMs);
  const { tables } = office;
  const name = commandId('voucher', id, direction);
  const subscriber = await findSubscriber(tables.records, subscriberId);
  if (subscriber === undefined)
    return refused('subscriber-not-found', `there is no subscriber ${subscriberId}`);
  const { accountKey } = subscriber;
  return untilFirst<Done>(async () => {
    const account = await presentAccount(desk.accounts, accountKey);
    if (account === undefined) return refused('account-not-open', `${subscriberId} has no account yet`);
    const { item, index } = account;
    if (index.wallet < 0) return refused('no-wallet', `plan ${index.plan.id} has no wallet`);
    const micros = microsOf(account);
    if (typeof micros === 'string') return refused('not-given', micros);
    if (micros === 0) return writtenAlone(office, also(0));
    const parcel = { id: name, atMs: nowMs, template: index.wallet, amount: micros };
    const decision: CommandDecision =
      direction === 'credit'
        ? decideGift(item, index, nowMs, { ...parcel, action: 'credited', expiresAt: 0 })
        : decideDebit(item, index, nowMs, { ...parcel, action: 'debited' });
    if (decision.outcome === 'refused') return decision;
    if (decision.outcome === 'already-done') return { outcome: 'repeated' };
    const movement = newRecord(tables, {
      ...movementKey(accountKey, name),
      command: 'voucher',
      id,
      atISO: new Date(nowMs).toISOString(),
      subscriberId,
      request: requestDigest({ id, subscriberId, direction }),
      direction,
      amount: fromMicros(micros),
      reason,
    });
    const written = await writeWith(office, [accountPut(tables, decision), movement], also(micros));
    if (written === 'raced') return undefined;
    return { outcome: written === 'written' ? 'done' : 'also-changed' };
  });
}

async function writtenAlone(
  office: PromotionsOffice,
  also: readonly TransactWriteItem[],
): Promise<Done | undefined> {
  if (also.length === 0) return { outcome: 'done' };
  const [first, ...others] = also;
  const written = await writeWith(office, [], [first!, ...others]);
  if (written === 'raced') return undefined;
  return { outcome: written === 'written' ? 'done' : 'also-changed' };
}

const refused = (code: string, detail: string): Done => ({
  outcome: 'refused',
  problems: [{ code, detail }],
});
