/** Conversion pots: points that are counted in parts small enough for every conversion to be whole. */
import type { OfferingBundle } from '../operator/bundle.js';
import { unitSize } from '../operator/quantity.js';

type PotRate = NonNullable<OfferingBundle['pot']>[number];

/** Parts of one point, so that one byte, second or message of every conversion takes a whole number of them. */
export function potScale(pot: readonly PotRate[]): bigint {
  return pot.map(partsOf).reduce((scale, { denominator }) => leastCommonMultiple(scale, denominator), 1n);
}

/** Parts that one byte, second or message takes. */
export function potPartsPerUnit(rate: PotRate, scale: bigint): number {
  const { numerator, denominator } = partsOf(rate);
  return Number((numerator * scale) / denominator);
}

/** Points a unit, reduced. */
function partsOf({ points, per }: PotRate): { numerator: bigint; denominator: bigint } {
  const [whole, fraction = ''] = points.split('.');
  const numerator = BigInt(whole! + fraction);
  const denominator = 10n ** BigInt(fraction.length) * BigInt(unitSize(per).amount);
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / greatestCommonDivisor(a, b)) * b;
}
