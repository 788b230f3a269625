/** What an exit is worth, and to whom: the price of a share, and what an earlier partner still earns of a sale. */
import { largestRemainder, percentOf, percentWeight } from './shares.js';

export interface EarnOut {
  /** Who gets it. */
  readonly to: string;
  /** Micros; of what the value is above it. */
  readonly threshold: bigint;
  readonly percent: string;
  /** Micros at most. */
  readonly cap?: bigint | undefined;
  /** Months after its beginning in which a sale or flotation counts. */
  readonly windowMonths: number;
}

/**
 * @param value  micros that the venture is sold or floated for
 * @param months  whole months since the earn-out began
 * @returns micros; nothing outside its window
 */
export function earnOut(
  { threshold, percent, cap, windowMonths }: EarnOut,
  value: bigint,
  months: number,
): bigint {
  if (months < 0 || months > windowMonths || value <= threshold) return 0n;
  const share = percentOf(value - threshold, percent);
  return cap === undefined || share < cap ? share : cap;
}

export const PRICE_FORMULAS = ['fair-value', 'multiple-of-result', 'agreed'] as const;

export interface PriceFormula {
  readonly kind: (typeof PRICE_FORMULAS)[number];
  /** Of `multiple-of-result`: times the result of the last twelve months. */
  readonly multiple?: string | undefined;
  /** Of `agreed`: micros for the whole venture. */
  readonly micros?: bigint | undefined;
  /** Off a buyer's price who makes the other one sell, or a seller's who leaves: percent. */
  readonly discountPercent?: string | undefined;
}

/**
 * The whole venture's value by the formula. Less than nothing is nothing.
 *
 * @param known  micros: what an appraiser says, and the result of the last twelve months
 * @returns undefined where what the formula needs is not known
 */
export function valueBy(
  { kind, multiple = '1', micros, discountPercent = '0' }: PriceFormula,
  known: { readonly fairValue?: bigint | undefined; readonly result12?: bigint | undefined },
): bigint | undefined {
  const whole =
    kind === 'agreed'
      ? micros
      : kind === 'fair-value'
        ? known.fairValue
        : known.result12 === undefined
          ? undefined
          : // A multiple is a percentage of a hundred times as much.
            percentOf(known.result12 * 100n, multiple);
  if (whole === undefined) return undefined;
  const value = whole - percentOf(whole, discountPercent);
  return value > 0n ? value : 0n;
}

export interface Sale {
  /** Micros by partner. */
  readonly proceeds: ReadonlyMap<string, bigint>;
  readonly earnOut: bigint;
}

/** A sale of the whole venture: the earn-out first, the rest by shares, to the last micro. */
export function sell(
  value: bigint,
  shares: readonly { readonly id: string; readonly percent: string }[],
  of?: { readonly earnOut: EarnOut; readonly months: number },
): Sale {
  const due = of === undefined ? 0n : earnOut(of.earnOut, value, of.months);
  const proceeds = largestRemainder(
    value - due,
    shares.map(({ id, percent }) => ({ id, weight: percentWeight(percent) })),
  );
  if (of !== undefined && due > 0n) proceeds.set(of.earnOut.to, (proceeds.get(of.earnOut.to) ?? 0n) + due);
  return { proceeds, earnOut: due };
}
