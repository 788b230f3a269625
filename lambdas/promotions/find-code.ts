/** The promotion that a code is of. What is no code, and what is another's, is answered alike. */
import { createHash } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Batch } from '../../domain/promotions/batch.js';
import { readCouponCode } from '../../domain/promotions/coupon-code.js';
import { type Promotion, SYSTEMATIC_CODE } from '../../domain/promotions/promotion.js';
import { couponKey } from '../../domain/promotions/redemption.js';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { maySee, type Partner } from '../partners/kernel/partner.js';
import type { Recorded } from '../partners/kernel/records.js';
import { batchSecret, isProved } from './code-key.js';
import type { PromotionsOffice } from './office.js';
import { giveTryBack, takeTry } from './tries.js';

export interface FoundCode {
  readonly promotion: Recorded<Promotion>;
  readonly codeHash: string;
  readonly batch?: Recorded<Batch>;
}

export const hashOfCode = (code: string): string => createHash('sha256').update(code).digest('hex');

export const numberKey = (number: number) => ({ pk: `COUPONNUMBER#${number}`, sk: 'META' });

/** Numbers lead to batches for ever. */
const batchOf = new Map<number, string>();
const REMEMBERED = 10_000;

/**
 * @returns undefined when there is none that this partner may use: its own and the operator's
 * @throws RefusedError 429 after too many wrong ones
 */
export async function findCode(
  office: PromotionsOffice,
  partner: Partner,
  subscriberId: string | undefined,
  typed: string,
  nowMs: number,
): Promise<FoundCode | undefined> {
  const read = readCouponCode(typed);
  const systematic = typed.trim().toUpperCase();
  // A slip of the finger costs no try: no code looks like this.
  if (read === undefined && !SYSTEMATIC_CODE.test(systematic)) return undefined;
  // What 81 bits prove need not be counted when it is right.
  const isGuessable = read?.length !== 'long';
  if (isGuessable) await takeTry(office, partner, subscriberId, nowMs);
  const found = read === undefined ? await bySystematic(office, systematic) : await byProof(office, read);
  const isUsable =
    found !== undefined &&
    (found.promotion.owner === OPERATOR_OWNER || maySee(partner, found.promotion.owner));
  if (isUsable && isGuessable) await giveTryBack(office, partner, subscriberId, nowMs);
  if (!isUsable && !isGuessable) await takeTry(office, partner, subscriberId, nowMs);
  return isUsable ? found : undefined;
}

async function byProof(
  office: PromotionsOffice,
  read: NonNullable<ReturnType<typeof readCouponCode>>,
): Promise<FoundCode | undefined> {
  const batchId = batchOf.get(read.batch) ?? (await textOf(office, numberKey(read.batch), 'batchId'));
  if (batchId === undefined) return undefined;
  if (batchOf.size > REMEMBERED) batchOf.clear();
  batchOf.set(read.batch, batchId);
  const batch = await office.batches.get(batchId);
  if (batch === undefined || read.serial >= batch.count) return undefined;
  if (!isProved(read, batchSecret(await office.codeKey(), batchId), batch.length)) return undefined;
  const promotion = await office.promotions.get(batch.promotionId);
  return promotion === undefined ? undefined : { promotion, batch, codeHash: hashOfCode(read.code) };
}

async function bySystematic(office: PromotionsOffice, code: string): Promise<FoundCode | undefined> {
  const codeHash = hashOfCode(code);
  const promotionId = await textOf(office, couponKey(codeHash), 'systematicOf');
  const promotion = promotionId === undefined ? undefined : await office.promotions.get(promotionId);
  return promotion === undefined ? undefined : { promotion, codeHash };
}

async function textOf(
  { client, tables }: PromotionsOffice,
  { pk, sk }: { readonly pk: string; readonly sk: string },
  name: string,
): Promise<string | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    }),
  );
  return item?.[name]?.S;
}
