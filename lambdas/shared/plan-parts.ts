/**
 * How a plan version lies in the records table: `PLAN#<planId>` / `PART#<nn>`, `{ data: gzip bytes, parts: N }`.
 *
 * What is stored is the canonical JSON of everything but the id, so the id is the hash of the stored text and a
 * reader can check it. The text is cut before it is compressed: then a part's text never depends on the zlib
 * that wrote it, and parts of two interrupted publications fit together. The parts' gzip members, concatenated,
 * are one gzip stream (RFC 1952 §2.2).
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { PlanVersion } from '../../domain/catalogue/plan.js';

/** Bytes of text in a part: even text that does not compress stays below 300 KB, well under an item's 400 KB. */
export const PART_BYTES = 290_000;
/** `PART#00` … `PART#99`. */
const MAX_PARTS = 100;

export function planKey(planId: string): string {
  return `PLAN#${planId}`;
}

export function partKey(part: number): string {
  return `PART#${String(part).padStart(2, '0')}`;
}

/**
 * Cuts a plan version's text into compressed parts, in order.
 *
 * @param content  canonical JSON of the plan version without its id
 * @throws RangeError when it needs more than 100 parts
 */
export function toPlanParts(content: string): Uint8Array[] {
  const bytes = Buffer.from(content, 'utf8');
  const count = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  if (count > MAX_PARTS) {
    throw new RangeError(
      `a plan version of ${bytes.length} bytes needs ${count} parts; at most ${MAX_PARTS} are allowed`,
    );
  }
  return Array.from({ length: count }, (_, part) =>
    gzipSync(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)),
  );
}

/**
 * The plan version that parts hold.
 *
 * @throws Error when the parts are not the text that the id names
 */
export function fromPlanParts(planId: string, parts: readonly Uint8Array[]): PlanVersion {
  const bytes = gunzipSync(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  if (planId !== `plan_${hash}`) {
    throw new Error(
      `stored plan version ${planId} has other content (plan_${hash}): it was changed or cut off`,
    );
  }
  return { id: planId, ...(JSON.parse(bytes.toString('utf8')) as Omit<PlanVersion, 'id'>) };
}
