/** Amounts as providers write them: whole minor units, or decimals of the currency's unit. */
import { currencyDigits } from '../operator/currency.js';
import { fromMicros, isDecimal, toMicros } from '../operator/decimal.js';

/** Digits after the decimal point of currencies that a provider counts otherwise than ISO 4217. */
export type MinorUnits = Readonly<Record<string, number>>;

/** Digits after the decimal point, ISO 4217; undefined = no currency code. */
export function minorDigits(currency: string, exceptions: MinorUnits = {}): number | undefined {
  if (!/^[A-Z]{3}$/.test(currency)) return undefined;
  return exceptions[currency] ?? currencyDigits(currency);
}

/** Minor units as micros; undefined = not a whole number from 1 to 2⁵³ − 1 micros, or no currency. */
export function microsOfMinor(minor: unknown, currency: string, exceptions?: MinorUnits): number | undefined {
  const digits = minorDigits(currency, exceptions);
  if (typeof minor !== 'number' || !Number.isSafeInteger(minor) || minor < 1 || digits === undefined)
    return undefined;
  const micros = minor * 10 ** (6 - digits);
  return Number.isSafeInteger(micros) ? micros : undefined;
}

/** Micros as whole minor units; undefined = it is not a whole number of them. */
export function minorOfMicros(micros: number, currency: string, exceptions?: MinorUnits): number | undefined {
  const digits = minorDigits(currency, exceptions);
  if (digits === undefined) return undefined;
  const unit = 10 ** (6 - digits);
  return micros % unit === 0 ? micros / unit : undefined;
}

/** A decimal such as "15.00" as micros; undefined = it is none, or not above zero. */
export function microsOfDecimal(decimal: unknown): number | undefined {
  if (typeof decimal !== 'string' || !isDecimal(decimal) || decimal.length > 20) return undefined;
  try {
    const micros = toMicros(decimal);
    return micros > 0 ? micros : undefined;
  } catch {
    return undefined;
  }
}

/** Micros as a decimal with exactly the currency's digits: "15.00", "15"; undefined = it has more digits. */
export function decimalOfMicros(
  micros: number,
  currency: string,
  exceptions?: MinorUnits,
): string | undefined {
  const digits = minorDigits(currency, exceptions);
  const minor = minorOfMicros(micros, currency, exceptions);
  if (digits === undefined || minor === undefined) return undefined;
  const [whole = '0', fraction = ''] = fromMicros(micros).split('.');
  return digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, '0').slice(0, digits)}`;
}
