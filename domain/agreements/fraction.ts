/** Exact fractions of micros: a cost is rounded once, after everything is summed. */
export interface Fraction {
  readonly over: bigint;
  /** > 0 */
  readonly under: bigint;
}

export const NONE: Fraction = { over: 0n, under: 1n };

export const whole = (over: bigint): Fraction => ({ over, under: 1n });

export const plus = (a: Fraction, b: Fraction): Fraction =>
  reduced(a.over * b.under + b.over * a.under, a.under * b.under);

export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { over: -b.over, under: b.under });

export const times = (a: Fraction, b: Fraction): Fraction => reduced(a.over * b.over, a.under * b.under);

export const isMore = (a: Fraction, b: Fraction): boolean => a.over * b.under > b.over * a.under;

/** A decimal such as "12.5". */
export function fractionOf(decimal: string): Fraction {
  const [digits = '0', places = ''] = decimal.split('.');
  return reduced(BigInt(digits + places), 10n ** BigInt(places.length));
}

/** Rounded down, also below nothing. */
export function floor({ over, under }: Fraction): bigint {
  return over >= 0n || over % under === 0n ? over / under : over / under - 1n;
}

/** Half up. */
export const rounded = ({ over, under }: Fraction): bigint =>
  floor({ over: 2n * over + under, under: 2n * under });

/** Whole parts that add up to the rounded sum: what rounding leaves over goes to the largest remainders, the first of equals. */
export function apportion(parts: readonly Fraction[]): bigint[] {
  const floors = parts.map(floor);
  const left = rounded(parts.reduce(plus, NONE)) - floors.reduce((sum, part) => sum + part, 0n);
  const byRemainder = parts
    .map((part, index) => ({ index, rest: minus(part, whole(floors[index]!)) }))
    .toSorted((a, b) => (isMore(a.rest, b.rest) ? -1 : isMore(b.rest, a.rest) ? 1 : a.index - b.index))
    .slice(0, Number(left));
  const up = new Set(byRemainder.map(({ index }) => index));
  return floors.map((part, index) => (up.has(index) ? part + 1n : part));
}

function reduced(over: bigint, under: bigint): Fraction {
  let [a, b] = [over < 0n ? -over : over, under];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? NONE : { over: over / a, under: under / a };
}
