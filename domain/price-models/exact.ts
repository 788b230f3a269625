/** Exact numbers of any sign: the arithmetic of price models. */
export interface Exact {
  readonly numerator: bigint;
  /** ≥ 1. */
  readonly denominator: bigint;
}

export const ZERO: Exact = { numerator: 0n, denominator: 1n };
export const ONE: Exact = { numerator: 1n, denominator: 1n };

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Whether a text is digits with at most one inner point and a minus before them. */
export function isDecimalText(text: string): boolean {
  return DECIMAL.test(text);
}

/** @throws RangeError when the text is no decimal */
export function exact(text: string): Exact {
  const match = DECIMAL.exec(text);
  if (match === null) throw new RangeError(`"${text}"; allowed: a decimal such as "0.10"`);
  const [, sign, whole, fraction = ''] = match;
  return reduce(BigInt(`${sign}${whole}${fraction}`), 10n ** BigInt(fraction.length));
}

function reduce(numerator: bigint, denominator: bigint): Exact {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? ZERO : { numerator: numerator / a, denominator: denominator / a };
}

export function plus(a: Exact, b: Exact): Exact {
  return reduce(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function negative(a: Exact): Exact {
  return { numerator: -a.numerator, denominator: a.denominator };
}

export function minus(a: Exact, b: Exact): Exact {
  return plus(a, negative(b));
}

export function times(a: Exact, b: Exact): Exact {
  return reduce(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** @throws RangeError for a divisor of zero */
export function over(a: Exact, b: Exact): Exact {
  if (b.numerator === 0n) throw new RangeError('divided by zero');
  const sign = b.numerator < 0n ? -1n : 1n;
  return reduce(sign * a.numerator * b.denominator, sign * a.denominator * b.numerator);
}

/** Below 0, 0 or above 0, as `a` is less than, equal to or greater than `b`. */
export function compare(a: Exact, b: Exact): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function least(a: Exact, b: Exact): Exact {
  return compare(a, b) <= 0 ? a : b;
}

export function most(a: Exact, b: Exact): Exact {
  return compare(a, b) >= 0 ? a : b;
}

export function sum(values: readonly Exact[]): Exact {
  return values.reduce(plus, ZERO);
}

/** The next whole number up. */
export function ceiling({ numerator, denominator }: Exact): Exact {
  const floor = numerator / denominator;
  const up = numerator > 0n && numerator % denominator !== 0n ? 1n : 0n;
  return { numerator: floor + up, denominator: 1n };
}

/** To a number of decimals, as an integer of the last one: half up, away from zero. */
export function rounded({ numerator, denominator }: Exact, decimals: number): bigint {
  const scaled = (numerator < 0n ? -numerator : numerator) * 10n ** BigInt(decimals);
  const half = (2n * scaled + denominator) / (2n * denominator);
  return numerator < 0n ? -half : half;
}

/** As a decimal with at most 12 digits after the point, for people. */
export function toText(value: Exact): string {
  const digits = rounded(value, TEXT_DECIMALS);
  const padded = (digits < 0n ? -digits : digits).toString().padStart(TEXT_DECIMALS + 1, '0');
  const fraction = padded.slice(-TEXT_DECIMALS).replace(/0+$/, '');
  return `${digits < 0n ? '-' : ''}${padded.slice(0, -TEXT_DECIMALS)}${fraction === '' ? '' : `.${fraction}`}`;
}

const TEXT_DECIMALS = 12;
