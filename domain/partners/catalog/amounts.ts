/** Amounts as the TM Forum's APIs have them: numbers with a unit. */
import type { BucketUnit, UsageUnit } from '../../catalogue/plan.js';
import { fromMicros } from '../../operator/decimal.js';

export interface Money {
  /** ISO 4217. */
  readonly unit: string;
  readonly value: number;
}

export const moneyOf = (micros: number, currency: string): Money => ({
  unit: currency,
  value: Number(fromMicros(micros)),
});

/** An amount in the largest unit that shows it whole. */
export interface Amount {
  readonly amount: number;
  readonly units: string;
}

const UNITS: Readonly<Record<Exclude<BucketUnit, 'money'>, readonly (readonly [number, string])[]>> = {
  bytes: [
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'kB'],
    [1, 'bytes'],
  ],
  seconds: [
    [60, 'min'],
    [1, 's'],
  ],
  messages: [[1, 'messages']],
  points: [[1, 'points']],
};

/** @param scale  with points: how many make one of what people see */
export function amountOf(amount: number, unit: Exclude<BucketUnit, 'money'>, scale = 1): Amount {
  const [size, units] = UNITS[unit].find(([size]) => amount % (size * scale) === 0) ?? UNITS[unit].at(-1)!;
  return { amount: amount / (size * scale), units };
}

/** What usage is priced by. */
const PRICED: Readonly<Record<UsageUnit, readonly (readonly [number, string])[]>> = {
  bytes: [
    [1e6, 'MB'],
    [1e9, 'GB'],
  ],
  seconds: [[60, 'min']],
  messages: [[1, 'message']],
};

/**
 * A price of numerator/denominator micros for `increment` units, as that of a unit that people know.
 *
 * @returns undefined when it is no whole number of micros for any of them
 */
export function pricePer(
  { numerator, denominator, increment }: { numerator: number; denominator: number; increment: number },
  unit: UsageUnit,
): { readonly micros: number; readonly per: Amount } | undefined {
  for (const [size, units] of PRICED[unit]) {
    const dividend = BigInt(numerator) * BigInt(size);
    const divisor = BigInt(denominator) * BigInt(increment);
    const micros = Number(dividend / divisor);
    if (dividend % divisor === 0n && Number.isSafeInteger(micros))
      return { micros, per: { amount: 1, units } };
  }
  return undefined;
}
