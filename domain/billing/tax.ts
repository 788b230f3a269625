/**
 * Tax of a bill. One rounding: the exact taxes of all rates are summed, and the sum is rounded half up to a whole
 * micro. Parts (rates, and within a rate whatever shares it) are rounded down, and the micros that are missing to
 * the sum go one each to the parts with the largest remainders, the first of equals. So parts always sum.
 */

/** Which tax an amount bears. */
export interface TaxTerms {
  /** Name of the tax, as the market calls it; '' = none. */
  readonly name: string;
  /** Percent × 10⁶. */
  readonly rateMicros: number;
  /** Whether the amount contains it. */
  readonly inclusive: boolean;
}

/** An amount that bears tax, micros; negative when it gives back. */
export interface Taxable {
  readonly terms: TaxTerms;
  readonly micros: number;
  /** What its tax is shared out by, such as a SIM. */
  readonly part: string;
}

/** What one rate comes to, micros. */
export interface TaxOfRate {
  readonly terms: TaxTerms;
  readonly netMicros: number;
  readonly taxMicros: number;
  readonly grossMicros: number;
}

export interface Taxation {
  readonly byRate: readonly TaxOfRate[];
  /** Net, tax and gross by part: the same money, cut the other way. */
  readonly byPart: ReadonlyMap<string, Omit<TaxOfRate, 'terms'>>;
  readonly netMicros: number;
  readonly taxMicros: number;
  readonly grossMicros: number;
}

interface Fraction {
  readonly numerator: bigint;
  /** > 0 */
  readonly denominator: bigint;
}

/** 100 percent, in the unit of rates. */
const WHOLE = 100_000_000n;

export function taxationOf(amounts: readonly Taxable[]): Taxation {
  const rates = new Map<string, { terms: TaxTerms; parts: Map<string, bigint> }>();
  for (const { terms, micros, part } of amounts) {
    const key = `${terms.inclusive ? 'in' : 'ex'}/${terms.rateMicros}/${terms.name}`;
    const rate = rates.get(key) ?? { terms, parts: new Map<string, bigint>() };
    rate.parts.set(part, (rate.parts.get(part) ?? 0n) + BigInt(micros));
    rates.set(key, rate);
  }
  const ordered = [...rates.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rate]) => rate);
  const exact = ordered.map(({ terms, parts }) => taxOf(terms, sum([...parts.values()])));
  const taxes = apportion(roundedHalfUp(exact), exact);

  const byPart = new Map<string, Omit<TaxOfRate, 'terms'>>();
  const byRate = ordered.map(({ terms, parts }, index): TaxOfRate => {
    const tax = taxes[index]!;
    const shares = apportion(
      tax,
      [...parts.values()].map((micros) => taxOf(terms, micros)),
    );
    [...parts].forEach(([part, micros], place) => {
      const before = byPart.get(part) ?? { netMicros: 0, taxMicros: 0, grossMicros: 0 };
      byPart.set(part, added(before, split(terms, micros, shares[place]!)));
    });
    return { terms, ...split(terms, sum([...parts.values()]), tax) };
  });
  const total = byRate.reduce(added, { netMicros: 0, taxMicros: 0, grossMicros: 0 });
  const { netMicros, taxMicros, grossMicros } = total;
  return { byRate, byPart, netMicros, taxMicros, grossMicros };
}

function taxOf({ rateMicros, inclusive }: TaxTerms, micros: bigint): Fraction {
  const rate = BigInt(rateMicros);
  return { numerator: micros * rate, denominator: inclusive ? WHOLE + rate : WHOLE };
}

function split({ inclusive }: TaxTerms, micros: bigint, tax: bigint): Omit<TaxOfRate, 'terms'> {
  return {
    netMicros: safe(inclusive ? micros - tax : micros),
    taxMicros: safe(tax),
    grossMicros: safe(inclusive ? micros : micros + tax),
  };
}

function added(a: Omit<TaxOfRate, 'terms'>, b: Omit<TaxOfRate, 'terms'>): Omit<TaxOfRate, 'terms'> {
  return {
    netMicros: a.netMicros + b.netMicros,
    taxMicros: a.taxMicros + b.taxMicros,
    grossMicros: a.grossMicros + b.grossMicros,
  };
}

/**
 * Whole parts of a whole: each part's exact size rounded down, the rest by largest remainder.
 *
 * @param whole  at least the sum of the parts rounded down, at most one a part more
 */
function apportion(whole: bigint, exact: readonly Fraction[]): bigint[] {
  const parts = exact.map(({ numerator, denominator }) => floorDivide(numerator, denominator));
  const missing = Number(whole - sum(parts));
  exact
    .map(({ numerator, denominator }, index) => ({
      index,
      numerator: numerator - parts[index]! * denominator,
      denominator,
    }))
    .sort((a, b) => {
      const order = b.numerator * a.denominator - a.numerator * b.denominator;
      return order === 0n ? a.index - b.index : Number(order > 0n) * 2 - 1;
    })
    .slice(0, missing)
    .forEach(({ index }) => (parts[index]! += 1n));
  return parts;
}

function roundedHalfUp(fractions: readonly Fraction[]): bigint {
  const denominator = fractions.reduce((product, fraction) => product * fraction.denominator, 1n);
  const numerator = sum(fractions.map((f) => (f.numerator * denominator) / f.denominator));
  return floorDivide(2n * numerator + denominator, 2n * denominator);
}

function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

function safe(micros: bigint): number {
  const number = Number(micros);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${micros} micros are beyond ±(2^53 − 1)`);
  return number;
}
