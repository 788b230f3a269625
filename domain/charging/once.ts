/**
 * What counted already, so that it counts once: the last identities, and a horizon. What is older than the
 * horizon and not remembered can't be told from a repeat.
 */
import { createHash } from 'node:crypto';
import type { UsageContainer } from './request.js';

/** Bytes of an identity: of a request, a usage container, a credit. */
export const IDENTITY_BYTES = 6;

export interface Once {
  readonly id: Uint8Array;
  /** When it happened, epoch seconds. */
  readonly atS: number;
}

export interface OnceList {
  entries: Once[];
  /** Everything forgotten happened at or before this, epoch seconds; 0 = nothing was forgotten. */
  horizonS: number;
}

export const nothingYet = (): OnceList => ({ entries: [], horizonS: 0 });

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function isKnown(list: OnceList, id: Uint8Array): boolean {
  return list.entries.some((entry) => sameBytes(entry.id, id));
}

/** Whether something unknown is so old that it may have been forgotten. */
export function isForgotten(list: OnceList, atS: number): boolean {
  return list.horizonS > 0 && atS <= list.horizonS;
}

/** The oldest are forgotten first, so that one clock ahead of the others makes nothing of theirs look old. */
export function remember(list: OnceList, entry: Once, limit: number): void {
  list.entries.push(entry);
  if (list.entries.length > limit) list.entries.sort((a, b) => a.atS - b.atS);
  while (list.entries.length > limit) {
    list.horizonS = Math.max(list.horizonS, (list.entries.shift() as Once).atS);
  }
}

/**
 * What tells a usage container from others: all it says (TS 32.291 UsedUnitContainer: its own number, its
 * trigger's time, its units). One that has neither number nor time is told by the time of its message.
 *
 * @param copy  0 for the first of equal containers in a message, 1 for the second …
 */
export function containerIdentity(
  ratingGroup: number,
  container: UsageContainer,
  sentAtMs: number,
  copy: number,
): Uint8Array {
  const { localSequence, statedAtMs, bytes, seconds, messages } = container;
  const marked = localSequence > 0 || statedAtMs > 0;
  const said = [
    ratingGroup,
    localSequence,
    statedAtMs,
    bytes,
    seconds,
    messages,
    marked ? 0 : sentAtMs,
    copy,
  ];
  return new Uint8Array(createHash('sha256').update(said.join()).digest().subarray(0, IDENTITY_BYTES));
}
