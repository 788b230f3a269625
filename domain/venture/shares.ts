/** Splits an amount by shares so that the parts add up to it: largest remainder. */

export interface Share {
  readonly id: string;
  /** Any unit, the same for all; not negative. */
  readonly weight: bigint;
}

/**
 * Each gets its share rounded towards zero; micros that this leaves over go one each to the largest remainders, by id where
 * they are equal, so that the order of the list changes nothing. An amount below zero is split as its opposite is.
 *
 * @throws RangeError when there is something to split and all shares are zero, or one is below zero
 */
export function splitByShares(total: bigint, shares: readonly Share[]): ReadonlyMap<string, bigint> {
  if (shares.some(({ weight }) => weight < 0n))
    throw new RangeError('a share is below zero; allowed: from 0');
  const all = shares.reduce((sum, { weight }) => sum + weight, 0n);
  if (all === 0n) {
    if (total !== 0n) throw new RangeError(`${total} has nobody to go to: all shares are 0`);
    return new Map(shares.map(({ id }) => [id, 0n]));
  }
  const sign = total < 0n ? -1n : 1n;
  const size = total * sign;
  const parts = shares.map(({ id, weight }) => ({
    id,
    part: (size * weight) / all,
    rest: (size * weight) % all,
  }));
  let left = size - parts.reduce((sum, { part }) => sum + part, 0n);
  const byRest = parts.toSorted((a, b) =>
    a.rest === b.rest ? (a.id < b.id ? -1 : 1) : a.rest > b.rest ? -1 : 1,
  );
  const split = new Map<string, bigint>();
  for (const { id, part } of byRest) {
    const extra = left > 0n ? 1n : 0n;
    left -= extra;
    split.set(id, (part + extra) * sign);
  }
  return new Map(shares.map(({ id }) => [id, split.get(id) ?? 0n]));
}

/** Parts of a million of a percent: `12.5` % is 12,500,000. */
export const PERCENT = 100_000_000n;

/** Rounded towards zero: never more than the rate says. @param millionths  of a percent */
export const partOf = (micros: bigint, millionths: bigint): bigint => (micros * millionths) / PERCENT;
