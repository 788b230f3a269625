import { type Exact, times } from './exact.js';
import type { PricePart } from './price-model.js';

/** A part of a price before it is rounded. */
export interface Charge {
  readonly kind: PricePart['kind'];
  readonly tier?: number;
  readonly quantity: Exact;
  readonly price: Exact;
  readonly amount: Exact;
}

export function charge(kind: PricePart['kind'], quantity: Exact, price: Exact, tier?: number): Charge {
  return { kind, quantity, price, amount: times(quantity, price), ...(tier === undefined ? {} : { tier }) };
}

/** Nothing was used and nothing is due; used units at no price are shown. */
export function isNothing({ amount, kind, quantity }: Charge): boolean {
  return amount.numerator === 0n && (quantity.numerator === 0n || kind === 'flat');
}
