/** Divides money so that the parts always add up to the whole: largest remainders first (Hamilton's method). */

export interface Part {
  readonly id: string;
  /** Any unit; > 0 somewhere. */
  readonly weight: bigint;
}

/**
 * @param total  micros; a loss is negative and divided like a gain
 * @returns micros by id, in the order of the parts. What is left over goes to the largest remainders; of equal ones to the
 *   id that sorts first, so that the order in which partners are named changes nothing
 * @throws RangeError when no part has weight, or one has less than none
 */
export function largestRemainder(total: bigint, parts: readonly Part[]): Map<string, bigint> {
  const weights = parts.reduce((sum, { weight }) => sum + weight, 0n);
  if (weights <= 0n || parts.some(({ weight }) => weight < 0n))
    throw new RangeError(`weights add up to ${weights}; allowed: from 0 each, more than 0 together`);
  const size = total < 0n ? -total : total;
  const sign = total < 0n ? -1n : 1n;
  const shares = parts.map(({ id, weight }) => ({
    id,
    whole: (size * weight) / weights,
    rest: (size * weight) % weights,
  }));
  const left = Number(size - shares.reduce((sum, { whole }) => sum + whole, 0n));
  const first = new Set(
    shares
      .toSorted((a, b) => (a.rest === b.rest ? (a.id < b.id ? -1 : 1) : a.rest > b.rest ? -1 : 1))
      .slice(0, left)
      .map(({ id }) => id),
  );
  return new Map(shares.map(({ id, whole }) => [id, sign * (whole + (first.has(id) ? 1n : 0n))]));
}

/** A percentage with up to six decimals as a weight: `"12.5"` → 12,500,000. */
export function percentWeight(percent: string): bigint {
  const [whole = '0', fraction = ''] = percent.split('.');
  return BigInt(whole + fraction.padEnd(6, '0').slice(0, 6));
}

/** 100 % as a weight. */
const WHOLE = 100_000_000n;

/** So much of an amount, rounded half away from nothing. */
export function percentOf(amount: bigint, percent: string): bigint {
  const size = amount < 0n ? -amount : amount;
  const part = (2n * size * percentWeight(percent) + WHOLE) / (2n * WHOLE);
  return amount < 0n ? -part : part;
}
