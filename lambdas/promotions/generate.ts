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
import { type CodeLength, codeCharacters, putCode } from '../../domain/promotions/coupon-code.js';
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
const NEWLINE = 0x0a;

/** @returns `again`: the time is nearly over, or another is at it: deliver the message later */
export async function generate(batchId: string, options: GenerateOptions): Promise<'finished' | 'again'> {
  const { office, files, bucket, now, remainingMs, partBytes = PART_BYTES } = options;
  let batch = await office.batches.get(batchId);
  if (batch === undefined || batch.state === 'ready' || batch.state === 'cancelled') return 'finished';
  const key = `promotions/${batch.promotionId}/${batchId}.csv`;
  const secret = batchSecret(await office.codeKey(), batchId);
  const perPart = codesPerPart(lineBytes(batch.length), partBytes);
  const room = partOf(batch, perPart);
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
    await files.put(bucket, key, fill(room, batch, secret, 0, perPart)!, CSV);
  } else {
    if (batch.uploadId === undefined) {
      const uploadId = await files.startUpload(bucket, key, CSV);
      if (!(await save({ state: 'running', uploadId, file: { bucket, key } }))) return 'again';
    }
    for (let part = batch.etags.length; ; part++) {
      const bytes = fill(room, batch, secret, part, perPart);
      if (bytes === undefined) break;
      if (remainingMs() < STOP_MS) return 'again';
      const etag = await files.putPart(bucket, key, batch.uploadId!, part + 1, bytes);
      const done = Math.min(batch.count, (part + 1) * perPart);
      if (!(await save({ etags: [...batch.etags, etag], done }))) return 'again';
    }
    await files.completeUpload(bucket, key, batch.uploadId!, batch.etags);
  }
  return (await save({ state: 'ready', done: batch.count, file: { bucket, key } })) ? 'finished' : 'again';
}

/** Room for a part's lines: as much for a few codes as for millions. */
function partOf({ length }: Recorded<Batch>, perPart: number): Uint8Array {
  return Buffer.allocUnsafe(CODES_HEADER.length + perPart * lineBytes(length));
}

const lineBytes = (length: CodeLength): number => codeCharacters(length) + 1;

/** The lines of a part, in the room for them; undefined after the end. */
function fill(
  room: Uint8Array,
  batch: Recorded<Batch>,
  secret: Uint8Array,
  part: number,
  perPart: number,
): Uint8Array | undefined {
  const serials = serialsOf(batch, part, perPart);
  if (serials === undefined) return undefined;
  let end = 0;
  if (part === 0) for (const character of CODES_HEADER) room[end++] = character.charCodeAt(0);
  for (let serial = serials.from; serial < serials.to; serial++) {
    end = putCode(room, end, { batch: batch.number, serial }, batch.length, proofOf(secret, serial));
    room[end++] = NEWLINE;
  }
  return room.subarray(0, end);
}
