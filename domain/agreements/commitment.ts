/** Minimum commitments over time: what is carried into a month, and what is owed so far within one. */
import type { HostCommitment } from '../operator/host-terms.js';
import { minimumOf, missingOf, shortfallCost } from './cost.js';
import { type Fraction, rounded, times, whole } from './fraction.js';

/**
 * What earlier months had above the minimum and no month has used yet. The oldest is used first; each lasts
 * `carryForwardMonths` months.
 *
 * @param earlier  what each month brought in the commitment's measure, the latest last
 */
export function carriedInto(commitment: HostCommitment, earlier: readonly bigint[]): bigint {
  const months = commitment.carryForwardMonths ?? 0;
  const minimum = minimumOf(commitment);
  let left: { readonly month: number; readonly amount: bigint }[] = [];
  earlier.forEach((had, month) => {
    left = left.filter((part) => month - part.month <= months);
    let missing = minimum - had;
    if (missing <= 0n) {
      left.push({ month, amount: -missing });
      return;
    }
    left = left.flatMap((part) => {
      const used = part.amount < missing ? part.amount : missing;
      missing -= used;
      return used === part.amount ? [] : [{ ...part, amount: part.amount - used }];
    });
  });
  return left
    .filter(({ month }) => earlier.length - month <= months)
    .reduce((sum, { amount }) => sum + amount, 0n);
}

/**
 * Micros that are owed for a shortfall up to the end of a day, as the minimum grows by the same part each day. On the
 * last day it is what the month's cost has. Accrue the difference from the day before, which may be below nothing.
 *
 * @param had  so far, in the commitment's measure; lines: those active now
 * @param day  1 … `days` of the month
 */
export function shortfallToDate(
  commitment: HostCommitment,
  had: bigint,
  carried: bigint,
  { day, days }: { readonly day: number; readonly days: number },
): bigint {
  const part: Fraction = { over: BigInt(day), under: BigInt(days) };
  // Lines are had at once, usage grows as the month does.
  if (commitment.measure === 'lines')
    return rounded(times(shortfallCost(commitment, missingOf(commitment, whole(had), carried)), part));
  const behind = missingOf(commitment, { over: had * BigInt(days), under: BigInt(day) }, carried);
  return rounded(times(shortfallCost(commitment, behind), part));
}
