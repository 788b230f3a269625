/** A batch of codes: nothing but how they are made. */
import type { CodeLength } from './coupon-code.js';

export interface Batch {
  readonly promotionId: string;
  /** Its number in its codes. */
  readonly number: number;
  readonly count: number;
  readonly length: CodeLength;
  readonly name?: string;
  /** `running`: it is written to its file. A referral's is ready at once: its one code is answered. */
  readonly state: 'queued' | 'running' | 'ready' | 'cancelled';
  /** How many codes are in the file. */
  readonly done: number;
  /** The subscriber whose code it is, of a referral. */
  readonly referrer?: string;
  readonly file?: { readonly bucket: string; readonly key: string };
  readonly uploadId?: string;
  /** Of the parts that are uploaded. */
  readonly etags: readonly string[];
}

/** S3's smallest part but the last, bytes. */
export const PART_BYTES = 5 * 1024 * 1024;
export const CODES_HEADER = 'code\n';

/** Codes of one part of a batch's file, the same ones however often it is made. @param lineBytes  of one code */
export const codesPerPart = (lineBytes: number, partBytes: number): number =>
  Math.ceil(partBytes / lineBytes);

/** The serial numbers of a part, from the first to before the last; undefined after the end. @param part  from 0 */
export function serialsOf(
  { count }: Pick<Batch, 'count'>,
  part: number,
  perPart: number,
): { readonly from: number; readonly to: number } | undefined {
  const from = part * perPart;
  return from >= count ? undefined : { from, to: Math.min(from + perPart, count) };
}
