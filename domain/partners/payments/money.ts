/** TM Forum's `Money`: a number of a currency's unit. */
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
