/** Moves an amount from one account to another: both change in one transaction, or neither. */
import type { CommandDecision, CommandProblem } from '../../domain/charging/command.js';
import { decodeAccount } from '../../domain/charging/item.js';
import {
  decideDebit,
  decideGift,
  receivingTemplate,
  transferProblems,
} from '../../domain/charging/transfer.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { requestDigest } from '../pools/write-once.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import { amountOf, bucketNamed, unknownBucket } from './amounts.js';
import { type Desk, type PresentAccount, presentAccount } from './desk.js';
import { type MovementRecord, commandId } from './ledger.js';
import { type CommandOutcome, notOpen, repeated, type Refusal, untilFirst } from './run-command.js';

export interface TransferRequest {
  /** The client's. */
  readonly id: string;
  readonly bucket: string;
  readonly amount: string | number;
}

/**
 * The sender names it by its id; the receiver's side has the sender in it, so that two senders may use the same id.
 *
 * @returns the sender's account
 * @throws BusyError when other writers were first too often: the same may be sent again
 */
export async function transfer(
  desk: Desk,
  from: Subscriber,
  to: Subscriber,
  { id, bucket, amount }: TransferRequest,
): Promise<CommandOutcome> {
  const sent = commandId('transfer', id);
  const received = commandId('transfer', id, from.accountKey);
  const record: MovementRecord = {
    command: 'transfer',
    id,
    atISO: new Date(desk.nowMs).toISOString(),
    subscriberId: from.subscriberId,
    bucket,
    amount: String(amount),
    request: requestDigest({
      from: from.subscriberId,
      to: to.subscriberId,
      bucket,
      amount,
    }),
  };
  return untilFirst(async () => {
    const before = await desk.ledger.find(from.accountKey, sent);
    const [giver, taker] = await Promise.all([
      presentAccount(desk, from.accountKey),
      presentAccount(desk, to.accountKey),
    ]);
    if (giver === undefined) return notOpen(from);
    if (before !== undefined) return repeated(before, record, giver.item);
    if (taker === undefined) return notOpen(to);
    const sides = decideBoth(giver, taker, { bucket, amount, sent, received }, desk.nowMs);
    if ('problems' in sides) return { outcome: 'refused', problems: sides.problems };
    const { debit, gift } = sides;
    const written = await desk.ledger.commit(
      [debit, gift],
      [
        { account: from.accountKey, commandId: sent, record: { ...record, to: to.subscriberId } },
        {
          account: to.accountKey,
          commandId: received,
          record: { ...record, subscriberId: to.subscriberId, from: from.subscriberId },
        },
      ],
    );
    return written ? { outcome: 'done', item: debit.item } : undefined;
  });
}

type Done = CommandDecision & { readonly outcome: 'done' };

function decideBoth(
  giver: PresentAccount,
  taker: PresentAccount,
  asked: {
    readonly bucket: string;
    readonly amount: string | number;
    readonly sent: Uint8Array;
    readonly received: Uint8Array;
  },
  nowMs: number,
): { readonly debit: Done; readonly gift: Done } | { readonly problems: readonly Refusal[] } {
  const template = bucketNamed(giver.index, asked.bucket);
  const of = giver.index.plan.buckets[template];
  if (of === undefined) return { problems: [unknownBucket(giver.index, asked.bucket)] };
  const units = amountOf(of, asked.amount);
  // What may be transferred is told beside a wrong amount: as of the smallest one.
  const amount = typeof units === 'number' ? units : 1;
  const side = ({ item, index }: PresentAccount) => ({ key: item['k'] as string, index });
  const parcel = { template, amount };
  const debit = decideDebit(giver.item, giver.index, nowMs, {
    id: asked.sent,
    atMs: nowMs,
    ...parcel,
    action: 'transferred-out',
  });
  const target = receivingTemplate(giver.index, taker.index, template);
  const parts = debit.outcome === 'done' ? partsOf(giver, debit) : [{ amount, expiresAt: 0 }];
  const gift =
    target === undefined
      ? undefined
      : decideGift(taker.item, taker.index, nowMs, {
          id: asked.received,
          atMs: nowMs,
          template: target,
          amount: 0,
          expiresAt: 0,
          ...parts[0],
          more: parts.slice(1),
          action: 'transferred-in',
        });
  const problems: Refusal[] = [
    ...(typeof units === 'number' ? [] : [units]),
    ...transferProblems(side(giver), side(taker), parcel),
    ...problemsOf(debit),
    ...(gift === undefined ? [noPlaceFor(asked.bucket, taker)] : problemsOf(gift)),
  ];
  const both = debit.outcome === 'done' && gift?.outcome === 'done' && problems.length === 0;
  return both ? { debit, gift } : { problems };
}

const problemsOf = (decision: CommandDecision): readonly CommandProblem[] => {
  if (decision.outcome === 'refused') return decision.problems;
  return decision.outcome === 'done'
    ? []
    : [{ code: 'too-old', detail: 'the account knows this id, and its record is gone' }];
};

function noPlaceFor(bucket: string, { index }: PresentAccount): CommandProblem {
  return {
    code: 'bucket-unknown',
    detail: `the receiver's plan ${index.plan.id} has no bucket ${bucket} of the same unit`,
  };
}

/** What was taken, by when it expires: units keep their expiry. */
function partsOf({ item, index }: PresentAccount, debit: Done): { amount: number; expiresAt: number }[] {
  const expiries = new Map(decodeAccount(item, index).buckets.map(({ id, expiresAt }) => [id, expiresAt]));
  const parts = new Map<number, number>();
  for (const { action, bucketId, amount } of usageRecord(debit.item, index.plan)?.movements ?? []) {
    if (action !== 'transferred-out') continue;
    const expiresAt = expiries.get(bucketId) ?? 0;
    parts.set(expiresAt, (parts.get(expiresAt) ?? 0) - amount);
  }
  return [...parts].map(([expiresAt, amount]) => ({ amount, expiresAt }));
}
