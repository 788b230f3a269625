/**
 * Writes a batch's codes to its file, part by part. A part is always the same bytes, so whoever comes after a crash, or
 * at the same time, writes the same file; memory holds one part, however many codes there are.
 */
import {
  type Batch,
  CODES_HEADER,
  codesPerPart,
  PART_BYTES,
  serialsOf,
} from '../../domain/promotions/batch.js';
import { couponCode } from '../../domain/promotions/coupon-code.js';
import { eventWrite, wake } from '../events/outbox.js';
import type { BucketFiles } from '../files/bucket-files.js';
import type { Recorded } from '../partners/kernel/records.js';
import { batchEvent, batchValue } from './batches.js';
import { batchSecret, proofOf } from './code-key.js';
import type { PromotionsOffice } from './office.js';

export interface GenerateOptions {
  readonly office: Pick<PromotionsOffice, 'batches' | 'codeKey' | 'tables' | 'baseUrl'>;
  readonly files: Pick<BucketFiles, 'put' | 'startUpload' | 'putPart' | 'completeUpload'>;
  readonly bucket: string;
  /** The operator's time, epoch milliseconds. */
  readonly now: () => Promise<number>;
  /** Real time that is left, milliseconds. */
  readonly remainingMs: () => number;
  /** Of each part but the last. @default S3's least */
  readonly partBytes?: number;
}

/** Stops this long before the function ends: a part takes seconds. */
const STOP_MS = 60_000;
const CSV = 'text/csv; charset=utf-8';

/** @returns `again`: the time is nearly over, or another is at it: deliver the message later */
export async function generate(batchId: string, options: GenerateOptions): Promise<'finished' | 'again'> {
  const { office, files, bucket, now, remainingMs, partBytes = PART_BYTES } = options;
  let batch = await office.batches.get(batchId);
  if (batch === undefined || batch.state === 'ready' || batch.state === 'cancelled') return 'finished';
  const key = `promotions/${batch.promotionId}/${batchId}.csv`;
  const secret = batchSecret(await office.codeKey(), batchId);
  const perPart = codesPerPart(lineOf(batch, secret, 0).length, partBytes);
  const save = async (more: Partial<Batch>): Promise<boolean> => {
    const value = { ...batchValue(batch!), ...more };
    const nowMs = await now();
    const isOver = value.state === 'ready';
    const { record } = office.batches.change(batch!, value, nowMs);
    const event = batchEvent(
      'coupon_batch.generated',
      record,
      { type: 'system', id: 'promotions' },
      nowMs,
      office.baseUrl,
    );
    const after = await office.batches.update(
      batch!,
      value,
      nowMs,
      isOver ? [eventWrite(office.tables.records, event)] : [],
    );
    if (after === undefined) return false;
    batch = after;
    if (isOver) await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
    return true;
  };
  if (batch.count <= perPart) {
    await files.put(bucket, key, textOf(batch, secret, 0, perPart)!, CSV);
  } else {
    if (batch.uploadId === undefined) {
      const uploadId = await files.startUpload(bucket, key, CSV);
      if (!(await save({ state: 'running', uploadId, file: { bucket, key } }))) return 'again';
    }
    for (let part = batch.etags.length; ; part++) {
      const text = textOf(batch, secret, part, perPart);
      if (text === undefined) break;
      if (remainingMs() < STOP_MS) return 'again';
      const etag = await files.putPart(bucket, key, batch.uploadId!, part + 1, text);
      const done = Math.min(batch.count, (part + 1) * perPart);
      if (!(await save({ etags: [...batch.etags, etag], done }))) return 'again';
    }
    await files.completeUpload(bucket, key, batch.uploadId!, batch.etags);
  }
  return (await save({ state: 'ready', done: batch.count, file: { bucket, key } })) ? 'finished' : 'again';
}

const lineOf = (
  { number, length }: Pick<Recorded<Batch>, 'number' | 'length'>,
  secret: Uint8Array,
  serial: number,
) => `${couponCode({ batch: number, serial }, length, proofOf(secret, serial))}\n`;

/** The lines of a part; undefined after the end. */
function textOf(
  batch: Recorded<Batch>,
  secret: Uint8Array,
  part: number,
  perPart: number,
): string | undefined {
  const serials = serialsOf(batch, part, perPart);
  if (serials === undefined) return undefined;
  const lines: string[] = part === 0 ? [CODES_HEADER] : [];
  for (let serial = serials.from; serial < serials.to; serial++) lines.push(lineOf(batch, secret, serial));
  return lines.join('');
}
