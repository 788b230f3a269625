/** Minor units of currencies. */

/**
 * Currencies whose minor unit is no hundredth, ISO 4217 list one. Not from `Intl`, which has
 * the digits of everyday prices: none for HUF, COP, IDR or PKR, of which providers count hundredths.
 */
const ISO_DIGITS: readonly (readonly [number, string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];
const DIGITS = new Map(
  ISO_DIGITS.flatMap(([digits, codes]) => codes.split(' ').map((code) => [code, digits] as const)),
);
const USUAL_DIGITS = 2;

/** Digits after the decimal point (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD. */
export const currencyDigits = (currency: string): number => DIGITS.get(currency) ?? USUAL_DIGITS;

/** The smallest amount that can be paid, in micros (10⁻⁶ of the currency's unit). */
export const minorUnitMicros = (currency: string): number => 10 ** (6 - currencyDigits(currency));
