/**
 * Whom a subscriber calls or writes to, as tariffs look it up: digits with the country code, short codes as
 * dialled, or a marker where there is no number.
 */

/** An emergency call by service name (RFC 5031, `urn:service:sos`): whatever number the market gives it. */
export const EMERGENCY_SERVICE = 'sos';
/** A call that comes in: the tariff's destination `incoming`. */
export const INCOMING = 'in';
/** An address without any number: no tariff fits. */
export const NO_NUMBER = 'none';

/**
 * Digits of a `tel:`, `sip:` or `sips:` URI (RFC 3966, RFC 3261), a GPSI (`msisdn-…`) or a plain number.
 * A global number keeps its country code; a local one gets it from its `phone-context`, or keeps the trunk
 * or international prefix it was dialled with, for the market to resolve (`toInternational`).
 */
export function calledDigits(address: string): string {
  if (/^urn:service:sos\b/i.test(address)) return EMERGENCY_SERVICE;
  const match = /^(?:tel:|sips?:|msisdn-)?([+\d().\-\s]*)/i.exec(address.trim());
  const number = (match?.[1] ?? '').replace(/[^+\d]/g, '');
  const digits = number.replace(/\D/g, '');
  if (digits === '') return NO_NUMBER;
  const context = /;phone-context=\+(\d{1,3})\b/i.exec(address)?.[1];
  return number.startsWith('+') || context === undefined ? digits : context + digits.replace(/^0/, '');
}

/** A number as dialled in a country, with its country code: `07700…` → `447700…`, `0044…` → `44…`. */
export function toInternational(digits: string, countryCode: string | undefined): string {
  if (digits.startsWith('00')) return digits.slice(2);
  if (digits.startsWith('0') && countryCode !== undefined) return countryCode + digits.slice(1);
  return digits;
}
