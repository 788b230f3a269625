/** Revenue that was charged ahead, as its time passes. */
import type { Deferral, Entry } from './entry.js';
import { daysBetween } from './period.js';
import { RECOGNITION } from './sums.js';

/** `day`: each day its part; `period-end`: all of it on the last day. */
export type RecognitionRule = 'day' | 'period-end';

/** What is earned of an amount when a day is over; all of it on the last day, whatever was rounded before. */
export function earnedBy(total: bigint, { from, to }: Deferral, day: string, rule: RecognitionRule): bigint {
  if (day >= to) return total;
  if (day < from || rule === 'period-end') return 0n;
  return (total * BigInt(daysBetween(from, day) + 1)) / BigInt(daysBetween(from, to) + 1);
}

/** Charges of the same days and kind, together. */
export interface DeferredGroup extends Deferral {
  /** Of the sums that they are in. */
  readonly month: string;
  readonly currency: string;
}

/**
 * The entry that takes out of deferred revenue what was earned since the last one.
 *
 * @param step  counts the entries of the group, from 1
 */
export function recognitionEntry(
  { month, from, to, income, currency }: DeferredGroup,
  earned: bigint,
  { step, at, sourceDay }: { readonly step: number; readonly at: string; readonly sourceDay: string },
): Entry {
  const micros = Number(earned);
  return {
    id: `${RECOGNITION}/${month}/${from}..${to}/${income}/${currency}/${step}`,
    at,
    sourceDay,
    currency,
    legs: [
      { account: 'deferred-revenue', micros, defer: { from, to, income } },
      { account: income, micros: -micros },
    ],
  };
}
