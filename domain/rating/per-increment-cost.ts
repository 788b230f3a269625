import { assertUnits, connectFee, termsAt } from './accrued.js';
import { formatDecimal } from './decimal.js';
import { SessionWalk } from './session-walk.js';
import type { CompiledTariff, Terms } from './tariff.js';
import { profileIndex } from './tariff-index.js';

const MICRO_DECIMALS = 6;

/**
 * What CGRateS would charge: the price of each increment is first rounded half up to `decimals`, then
 * multiplied by the number of increments; the connect fee is added; the maximum cost and the final
 * rounding follow as in `cost`. For comparing with it, never for charging.
 *
 * It differs from CGRateS's own answers only where an increment's price is an exact tie (a 5 after the
 * last decimal kept): its binary floats may round that down. Its limit of a million increments, above
 * which it answers 0, is not reproduced.
 * Source: CGRateS `general.rounding_decimals`, 5 by default, 6 in its unit tests.
 *
 * @param decimals  of the currency's unit, ≥ 0
 * @returns the amount in the currency's unit, a decimal
 */
export function perIncrementCost(
  tariff: CompiledTariff,
  profile: number,
  startMs: number,
  units: number,
  decimals: number,
): string {
  const index = profileIndex(tariff, profile);
  assertUnits('units', units, 0);
  assertUnits('decimals', decimals, 0);
  if (units === 0) return '0';
  // Everything in 1/scale of the currency's unit: a common multiple of increment prices and fees.
  const micro = BigInt(index.denominator) * 10n ** BigInt(MICRO_DECIMALS);
  const power = 10n ** BigInt(decimals);
  const scale = micro * power;
  let total = BigInt(connectFee(index, startMs)) * power;
  const walk = new SessionWalk(index, startMs, startMs, units);
  while (walk.next()) {
    total += BigInt(walk.count) * divideHalfUp(BigInt(walk.cost) * power, micro) * micro;
  }
  const terms = termsAt(index, startMs);
  if (terms.maxCost?.strategy === 'free') {
    const most = (BigInt(terms.maxCost.micros) * scale) / 10n ** BigInt(MICRO_DECIMALS);
    if (total > most) total = most;
  }
  const quantum = (BigInt(terms.quantum) * scale) / 10n ** BigInt(MICRO_DECIMALS);
  return formatDecimal(divide(total, quantum, terms.rounding) * BigInt(terms.quantum), MICRO_DECIMALS);
}

function divide(numerator: bigint, denominator: bigint, rounding: Terms['rounding']): bigint {
  if (rounding === 'middle') return divideHalfUp(numerator, denominator);
  return rounding === 'up' ? (numerator + denominator - 1n) / denominator : numerator / denominator;
}

function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
