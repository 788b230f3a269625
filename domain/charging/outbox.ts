/**
 * The outbox: the usage record of the very write it travels with, packed.
 *
 * The stream delivers every version's outbox at least once; readers deduplicate by (account, version).
 */
import { Reader, Writer } from './bytes.js';

export type OutboxKind = 'create' | 'update' | 'release' | 'event' | 'credit';
const KINDS: readonly OutboxKind[] = ['create', 'update', 'release', 'event', 'credit'];

/** Units of one rating group drawn from one bucket. */
export interface OutboxEntry {
  /** Index into `PlanIndex.groups`. */
  readonly group: number;
  readonly classIndex: number;
  readonly units: number;
  /** 0 = no bucket: free, or uncollected. */
  readonly bucket: number;
  /**
   * Drawn, in the bucket's unit. −1 = the fast path wrote it: equal to units for a bucket of units, and for
   * money the exact cost of the last `units` up to the group's position in the same image.
   */
  readonly amount: number;
  /** Nobody paid: usage beyond what the account held. */
  readonly uncollected: boolean;
}

export interface Outbox {
  readonly kind: OutboxKind;
  /** When it was used, epoch seconds, by the network's clock. */
  readonly atS: number;
  readonly sessionId: number;
  readonly slot: number;
  readonly sequence: number;
  readonly entries: readonly OutboxEntry[];
}

/** Stands in `group` for usage that the plan can't rate: `bucket` is then the rating group, `classIndex` the unit. */
export const UNRATED = 0x3f;
export const USAGE_UNITS = ['bytes', 'seconds', 'messages'] as const;

const FORMAT = 1;

export function encodeOutbox(outbox: Outbox): Uint8Array {
  const w = Writer.shared();
  w.byte((FORMAT << 4) | KINDS.indexOf(outbox.kind));
  w.time(outbox.atS);
  w.uint(outbox.sessionId);
  w.byte(outbox.slot);
  w.uint(outbox.sequence);
  w.uint(outbox.entries.length);
  for (const e of outbox.entries) {
    w.byte(e.group);
    w.uint(e.classIndex * 4 + (e.uncollected ? 2 : 0) + (e.amount < 0 ? 1 : 0));
    w.uint(e.units);
    w.uint(e.bucket);
    if (e.amount >= 0) w.uint(e.amount);
  }
  return w.take();
}

export function decodeOutbox(bytes: Uint8Array): Outbox {
  const r = new Reader(bytes);
  const first = r.byte();
  if (first >> 4 !== FORMAT) throw new RangeError(`outbox format ${first >> 4}; this code reads ${FORMAT}`);
  const kind = KINDS[first & 0x0f];
  if (kind === undefined) throw new RangeError(`outbox kind ${first & 0x0f}`);
  const atS = r.time();
  const sessionId = r.uint();
  const slot = r.byte();
  const sequence = r.uint();
  const entries: OutboxEntry[] = [];
  for (let n = r.uint(); n > 0; n--) {
    const group = r.byte();
    const head = r.uint();
    const units = r.uint();
    const bucket = r.uint();
    entries.push({
      group,
      classIndex: Math.floor(head / 4),
      units,
      bucket,
      amount: head % 2 === 1 ? -1 : r.uint(),
      uncollected: head % 4 >= 2,
    });
  }
  return { kind, atS, sessionId, slot, sequence, entries };
}
