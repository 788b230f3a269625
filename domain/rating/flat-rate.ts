import type { CompiledTariff } from './tariff.js';
import { profileIndex } from './tariff-index.js';

/** A price of numerator/denominator micros for every begun `increment` units. */
export interface FlatRate {
  readonly numerator: number;
  readonly denominator: number;
  readonly increment: number;
}

/**
 * The price of a profile as one fraction, when it depends neither on the time nor on the position in the
 * session and has no maximum. A connect fee is not part of it.
 *
 * @returns undefined when there is no such price; the denominator is the profile's, as in `Accrued`
 */
export function flatRate(tariff: CompiledTariff, profile: number): FlatRate | undefined {
  const { prices, denominator } = profileIndex(tariff, profile);
  const [{ slots, terms }] = prices as readonly [(typeof prices)[number]];
  if (prices.length > 1 || slots.length > 1 || terms.maxCost !== undefined) return undefined;
  return { numerator: slots[0]!.price, denominator, increment: slots[0]!.increment };
}

/** Whether nothing is ever charged: zero-rated at any time, without connect fee. */
export function isFree(tariff: CompiledTariff, profile: number): boolean {
  return profileIndex(tariff, profile).prices.every(
    ({ connectFee, slots }) => connectFee === 0 && slots.every((slot) => slot.price === 0),
  );
}
