/** Tax of one amount. */
import type { TaxTerms } from '../billing/tax.js';

/** 100 percent, in the unit of rates. */
const WHOLE = 100_000_000n;

/**
 * The tax that an amount bears, half a micro rounded away from 0: that of −x is the negative of that of x, so that what is
 * reversed is reversed whole.
 *
 * @param micros  with its tax where prices include it, else without
 */
export function taxIn(micros: number, { rateMicros, inclusive }: Omit<TaxTerms, 'name'>): number {
  if (rateMicros === 0 || micros === 0) return 0;
  const rate = BigInt(rateMicros);
  const divisor = inclusive ? WHOLE + rate : WHOLE;
  const size = BigInt(Math.abs(micros)) * rate;
  const tax = Number((2n * size + divisor) / (2n * divisor));
  return micros < 0 ? -tax : tax;
}
