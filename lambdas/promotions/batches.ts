/** Batches of codes: ordered here, written to their file by `generate`. A referral's one code is answered at once. */
import { createHash } from 'node:crypto';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Batch } from '../../domain/promotions/batch.js';
import { couponCode, MOST_BATCHES } from '../../domain/promotions/coupon-code.js';
import type { Promotion } from '../../domain/promotions/promotion.js';
import type { bodies } from '../../domain/promotions/schemas.js';
import { newId } from '../../domain/partners/ids.js';
import type { PartnerEvent } from '../../domain/events/event.js';
import { newRecord } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import { eventWrite, sendAll, wake } from '../events/outbox.js';
import { eventId } from '../partners/kernel/announce.js';
import { actorOf, type Partner } from '../partners/kernel/partner.js';
import type { Recorded } from '../partners/kernel/records.js';
import { notFound, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerRequest } from '../partners/kernel/serve.js';
import type { z } from 'zod';
import { batchSecret, proofOf } from './code-key.js';
import { numberKey } from './find-code.js';
import type { PromotionsOffice } from './office.js';

export type BatchBody = z.output<typeof bodies.CouponBatch_Create>;

export function viewBatch(batch: Recorded<Batch>, baseUrl: string) {
  const { place: _place, owner: _owner, etags: _etags, uploadId: _upload, number: _number, ...rest } = batch;
  return { ...rest, href: `${baseUrl}/coupon-batches/${batch.id}` };
}

/** @param queueUrl  where batches wait for whoever writes them */
export async function createBatch(
  office: PromotionsOffice,
  request: PartnerRequest,
  queueUrl: string | undefined,
): Promise<Recorded<Batch>> {
  const { count, length = 'long', name } = request.body as BatchBody;
  const promotion = await ownPromotion(office, request.partner, request.path['id'] ?? '');
  const { kind, code } = promotion.terms;
  if ((kind !== 'coupon' && kind !== 'gift') || code !== undefined)
    throw new RefusedError(
      409,
      'promotion-has-no-batches',
      code === undefined
        ? `promotion ${promotion.id} is of kind "${kind}"; allowed: coupon, gift`
        : `promotion ${promotion.id} has the code ${code}; allowed: one without a code of its own`,
    );
  const batch = await made(office, request, promotion, newId('cpb', request.seed), {
    count,
    length,
    ...(name === undefined ? {} : { name }),
    state: 'queued',
  });
  // Whoever asks again finds it as it is by then; a message more writes nothing twice.
  if (batch.state === 'queued' || batch.state === 'running') await sendAll(queueUrl, [{ batchId: batch.id }]);
  return batch;
}

/** A subscriber's code of a referral promotion: a batch of one, the same one each time. */
export async function referralCode(
  office: PromotionsOffice,
  request: PartnerRequest,
  subscriberId: string,
): Promise<{ readonly batchId: string; readonly code: string; readonly subscriberId: string }> {
  const promotion = await ownPromotion(office, request.partner, request.path['id'] ?? '', true);
  if (promotion.terms.kind !== 'referral')
    throw new RefusedError(
      409,
      'promotion-no-referral',
      `promotion ${promotion.id} is of kind "${promotion.terms.kind}"; allowed: referral`,
    );
  const id = newId('cpb', createHash('sha256').update(`${promotion.id}\n${subscriberId}`).digest('hex'));
  const batch = await made(office, request, promotion, id, {
    count: 1,
    length: 'short',
    referrer: subscriberId,
    state: 'ready',
  });
  const secret = batchSecret(await office.codeKey(), batch.id);
  const code = couponCode({ batch: batch.number, serial: 0 }, batch.length, proofOf(secret, 0));
  return { batchId: batch.id, code, subscriberId };
}

async function made(
  office: PromotionsOffice,
  { nowMs, partner }: Pick<PartnerRequest, 'nowMs' | 'partner'>,
  promotion: Recorded<Promotion>,
  id: string,
  batch: Pick<Batch, 'count' | 'length' | 'state'> & Partial<Batch>,
): Promise<Recorded<Batch>> {
  return untilFirst(async () => {
    const before = await office.batches.get(id);
    if (before !== undefined) return before;
    const number = await nextNumber(office);
    const { owner } = promotion;
    const value: Batch = { ...batch, promotionId: promotion.id, number, done: 0, etags: [] };
    const atISO = new Date(nowMs).toISOString();
    const preview = { ...value, id, owner, revision: 1, createdAt: atISO, updatedAt: atISO, place: 0 };
    const event = batchEvent('coupon_batch.created', preview, actorOf(partner), nowMs, office.baseUrl);
    const record = await office.batches.create({ id, owner, nowMs, value }, [
      newRecord(office.tables, { ...numberKey(number), batchId: id }),
      eventWrite(office.tables.records, event),
    ]);
    if (record !== undefined) await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
    return record;
  });
}

/** Numbers are used once; one whose batch was not written is left out. */
async function nextNumber({ client, tables }: PromotionsOffice): Promise<number> {
  const { Attributes: after } = await client.send(
    new UpdateItemCommand({
      TableName: tables.records,
      Key: { pk: { S: 'COUPONNUMBER' }, sk: { S: 'META' } },
      UpdateExpression: 'ADD lastNumber :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  const number = Number(after?.['lastNumber']?.N);
  if (number > MOST_BATCHES) throw new Error(`all ${MOST_BATCHES} numbers of batches are used`);
  return number;
}

/** Makes what is not used worth nothing, at once. */
export async function cancelBatch(
  office: PromotionsOffice,
  request: PartnerRequest,
): Promise<Recorded<Batch>> {
  return untilFirst(async () => {
    const before = await office.batches.mustGet(request.partner, request.path['id'] ?? '');
    if (before.state === 'cancelled') return before;
    const { record } = office.batches.change(
      before,
      { ...batchValue(before), state: 'cancelled' },
      request.nowMs,
    );
    const event = batchEvent(
      'coupon_batch.cancelled',
      record,
      actorOf(request.partner),
      request.nowMs,
      office.baseUrl,
    );
    const after = await office.batches.update(
      before,
      { ...batchValue(before), state: 'cancelled' },
      request.nowMs,
      [eventWrite(office.tables.records, event)],
    );
    if (after !== undefined) await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
    return after;
  });
}

/** A batch without what a record has beside it. */
export const batchValue = ({
  id: _id,
  owner: _owner,
  revision: _revision,
  createdAt: _created,
  updatedAt: _updated,
  place: _place,
  ...value
}: Recorded<Batch>): Batch => value;

/** @throws RefusedError 404; the operator's may be used by all, when that is enough */
export async function ownPromotion(
  office: PromotionsOffice,
  partner: Partner,
  id: string,
  isUse = false,
): Promise<Recorded<Promotion>> {
  const found = await office.promotions.get(id);
  const mayUse =
    found !== undefined &&
    (partner.isOperator || found.owner === partner.id || (isUse && found.owner === 'operator'));
  if (!mayUse) throw notFound('promotion', id);
  return found;
}

export function batchEvent(
  type: 'coupon_batch.created' | 'coupon_batch.generated' | 'coupon_batch.cancelled',
  batch: Recorded<Batch>,
  actor: PartnerEvent['actor'],
  nowMs: number,
  baseUrl: string,
): PartnerEvent {
  const subject = `coupon_batch/${batch.id}`;
  return {
    id: eventId(subject, type),
    type,
    time: new Date(nowMs).toISOString(),
    owner: batch.owner,
    subject,
    actor,
    data: { couponBatch: viewBatch(batch, baseUrl) },
  };
}
