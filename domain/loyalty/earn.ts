/** Points that money earns, by the operator's rules. */
import type { LoyaltyTerms } from '../operator/loyalty.js';
import { toMicros } from '../operator/decimal.js';

/**
 * @param micros  of the market's currency, ≥ 0
 * @returns whole points, before the member's tier makes more of them
 */
export function earnedFor(
  { earn }: Pick<LoyaltyTerms, 'earn'>,
  on: 'basket' | 'top-up',
  micros: number,
): number {
  return earn
    .filter((rule) => rule.on === on)
    .reduce((sum, { points, per }) => sum + points * Math.floor(micros / toMicros(per)), 0);
}
