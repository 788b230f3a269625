/** Amounts of CAMARA's carrier billing: decimals of the currency's unit, in thousandths. */
import { decimalPlaces, fromMicros, isDecimal, toMicros } from '../../operator/decimal.js';
import type { Price } from './payment.js';

/** `ChargingInformation` of the standard's file, as its schema lets it through. */
export interface ChargingInformation {
  readonly amount: number;
  readonly currency: string;
  readonly isTaxIncluded?: boolean;
  readonly taxAmount?: number;
}

export interface Wrong {
  readonly param: string;
  readonly reason: string;
}

const ALLOWED = 'a decimal below 1000000000 with at most 3 digits after the point';
const MOST = 1_000_000_000;

/** Exactly, by its digits; undefined = it has too many of them. */
export function microsOfNumber(value: number): number | undefined {
  const text = String(value);
  if (!isDecimal(text) || decimalPlaces(text) > 3 || value >= MOST) return undefined;
  return toMicros(text);
}

/** Micros as a number of the currency's unit. */
export const numberOfMicros = (micros: number): number => Number(fromMicros(micros));

/** @param path  where it stands in the body, for what is wrong with it */
export function priceOf(
  information: ChargingInformation,
  marketCurrency: string,
  path: string,
): Price | readonly Wrong[] {
  const { amount, currency, isTaxIncluded = false, taxAmount = 0 } = information;
  const amountMicros = microsOfNumber(amount);
  const statedTax = microsOfNumber(taxAmount);
  const wrong: Wrong[] = [
    ...(amountMicros === undefined || amountMicros === 0
      ? [{ param: `${path}.amount`, reason: `got ${amount}; allowed: above 0, ${ALLOWED}` }]
      : []),
    ...(statedTax === undefined
      ? [{ param: `${path}.taxAmount`, reason: `got ${taxAmount}; allowed: ${ALLOWED}` }]
      : []),
    ...(isTaxIncluded && taxAmount > amount
      ? [
          {
            param: `${path}.taxAmount`,
            reason: `got ${taxAmount}; allowed: at most the amount that includes it, ${amount}`,
          },
        ]
      : []),
    ...wrongCurrency(currency, marketCurrency, path),
  ];
  if (wrong.length > 0 || amountMicros === undefined || statedTax === undefined) return wrong;
  return { currency, amountMicros, taxMicros: isTaxIncluded ? 0 : statedTax, isTaxIncluded };
}

export const isPrice = (found: Price | readonly Wrong[]): found is Price => 'currency' in found;

export function wrongCurrency(currency: string, allowed: string, path: string): Wrong[] {
  return currency === allowed
    ? []
    : [
        {
          param: `${path}.currency`,
          reason: `got "${currency}"; the currency is unknown or not authorized; allowed: ${allowed}`,
        },
      ];
}
