/** What is known of a metric in a variant: count, sum and sum of squares, which add up in any order. */

/** Values are a subscriber's: micros, bytes, or 0 and 1. Whole numbers, so that sums are exact. */
export interface Moments {
  readonly n: number;
  readonly sum: bigint;
  readonly squares: bigint;
}

export const NOTHING: Moments = { n: 0, sum: 0n, squares: 0n };

/** A subscriber's value goes from one to another; `undefined` before = the subscriber is new. */
export function moved(moments: Moments, before: bigint | undefined, after: bigint): Moments {
  const was = before ?? 0n;
  return {
    n: moments.n + (before === undefined ? 1 : 0),
    sum: moments.sum + after - was,
    squares: moments.squares + after * after - was * was,
  };
}

export interface Estimate {
  readonly n: number;
  readonly mean: number;
  /** Of the values, unbiased (n − 1); 0 for fewer than two. */
  readonly variance: number;
}

export function estimate({ n, sum, squares }: Moments): Estimate {
  if (n === 0) return { n, mean: 0, variance: 0 };
  const mean = Number(sum) / n;
  if (n === 1) return { n, mean, variance: 0 };
  // In whole numbers until the last division: differences of large squares lose nothing.
  const count = BigInt(n);
  const centred = squares * count - sum * sum;
  return { n, mean, variance: Number(centred) / (n * (n - 1)) };
}
