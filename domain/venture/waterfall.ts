/** Who gets what of a month: steps in their order, each as far as there is money, and the rest by shares. */
import { largestRemainder, percentOf, percentWeight } from './shares.js';

export const BASES = ['gross-revenue', 'net-revenue', 'result', 'active-line'] as const;

export type Base = (typeof BASES)[number];

export interface WaterfallStep {
  readonly id: string;
  /** Of a partner. */
  readonly to: string;
  readonly base: Base;
  /** Of the revenue or result. */
  readonly percent?: string | undefined;
  /** Micros for each active line. */
  readonly microsPerLine?: bigint | undefined;
  /** Micros a period at most. */
  readonly capPeriod?: bigint | undefined;
  /** Micros in all at most, over the venture's life. */
  readonly capTotal?: bigint | undefined;
}

/** What a period brought. Micros. */
export interface Period {
  readonly grossRevenue: bigint;
  /** Gross revenue less what the host and other third parties get. */
  readonly netRevenue: bigint;
  /** What is divided: all income less all expenses. A loss is negative. */
  readonly result: bigint;
  readonly activeLines: number;
}

export interface Paid {
  readonly step: string;
  readonly to: string;
  readonly micros: bigint;
  /** What it would have been without caps and with money enough. */
  readonly due: bigint;
}

/**
 * Divides the result to the last micro. Nothing is paid in steps that is not there; a loss is shared like a gain.
 *
 * @param shares  percentages of partners, 100 together
 * @param before  micros that each step paid in earlier periods
 */
export function waterfall(
  period: Period,
  steps: readonly WaterfallStep[],
  shares: readonly { readonly id: string; readonly percent: string }[],
  before: ReadonlyMap<string, bigint> = new Map(),
): Paid[] {
  let left = period.result;
  const paid = steps.map((step): Paid => {
    const due = dueOf(step, period);
    const room = [due, step.capPeriod, capLeft(step, before), left]
      .filter((limit) => limit !== undefined)
      .reduce((least, limit) => (limit < least ? limit : least));
    const micros = room > 0n ? room : 0n;
    left -= micros;
    return { step: step.id, to: step.to, micros, due };
  });
  const rest = largestRemainder(
    left,
    shares.map(({ id, percent }) => ({ id, weight: percentWeight(percent) })),
  );
  return [...paid, ...[...rest].map(([to, micros]): Paid => ({ step: 'shares', to, micros, due: micros }))];
}

const capLeft = ({ id, capTotal }: WaterfallStep, before: ReadonlyMap<string, bigint>): bigint | undefined =>
  capTotal === undefined ? undefined : capTotal - (before.get(id) ?? 0n);

function dueOf({ base, percent = '0', microsPerLine = 0n }: WaterfallStep, period: Period): bigint {
  switch (base) {
    case 'gross-revenue':
      return percentOf(period.grossRevenue, percent);
    case 'net-revenue':
      return percentOf(period.netRevenue, percent);
    case 'result':
      return percentOf(period.result, percent);
    case 'active-line':
      return microsPerLine * BigInt(period.activeLines);
  }
}
