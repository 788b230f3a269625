import { minorUnitMicros } from '../operator/currency.js';
import { fromMicros } from '../operator/decimal.js';

/** Money, as an exact number of micros (10⁻⁶ of the currency's unit) and as people write it. */
export interface Amount {
  readonly micros: number;
  /** Decimal string with a point, at least two decimals: "-1.505". */
  readonly amount: string;
}

/** @throws RangeError when it is not a whole number of micros within ±(2^53 − 1) */
export function amountOf(micros: number): Amount {
  if (!Number.isSafeInteger(micros)) throw new RangeError(`${micros} is not a whole number of micros`);
  // Why: −0 would be written "-0" by nobody, but is no equal of 0 in a comparison.
  return { micros: micros + 0, amount: fromMicros(micros + 0) };
}

/** The smallest amount that can be paid and is not less: no payment can settle a tenth of a cent. */
export function roundedUp(micros: number, currency: string): number {
  const step = minorUnitMicros(currency);
  return Math.ceil(micros / step) * step + 0;
}
