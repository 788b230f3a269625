/** An exact non-negative number. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const DECIMAL = /^\d+(\.\d+)?$/;

/**
 * Reads a decimal exactly.
 *
 * @returns undefined when `text` is not digits with at most one inner point
 */
export function parseDecimal(text: string): Rational | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const [whole = '0', fraction = ''] = text.split('.');
  return reduce({ numerator: BigInt(whole + fraction), denominator: 10n ** BigInt(fraction.length) });
}

/** Writes numerator / 10^decimals without trailing zeros: (12340, 4) is "1.234". */
export function formatDecimal(numerator: bigint, decimals: number): string {
  const digits = numerator.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

export function reduce({ numerator, denominator }: Rational): Rational {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / greatestCommonDivisor(a, b)) * b;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
