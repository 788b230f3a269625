/**
 * Who is in which variant: a function of the experiment's salt and the subscriber alone, so that it needs no table,
 * is the same on every day and machine, and is independent between experiments.
 */
import { createHash } from 'node:crypto';

/** Parts that everybody is divided into; shares are whole numbers of them. */
export const PARTS = 10_000;

/** Uniform over 0 … 9,999: the first 32 bits of SHA-256, which no choice of ids can bend. */
export function partOf(salt: string, subscriberId: string): number {
  const digest = createHash('sha256').update(`${salt}\n${subscriberId}`).digest();
  // 2³² is no multiple of 10,000; the unevenness is below 10⁻⁵ of a part.
  return Math.floor((digest.readUInt32BE(0) / 2 ** 32) * PARTS);
}

/**
 * The variant of a subscriber; undefined when the experiment is for fewer than all and this one is outside.
 *
 * Shares add up to `PARTS` at most. Growing the last variant, or adding one at the end, moves nobody else.
 */
export function variantOf(
  salt: string,
  variants: readonly { readonly id: string; readonly parts: number }[],
  subscriberId: string,
): string | undefined {
  let part = partOf(salt, subscriberId);
  for (const { id, parts } of variants) {
    if (part < parts) return id;
    part -= parts;
  }
  return undefined;
}
