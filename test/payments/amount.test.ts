import {
  decimalOfMicros,
  microsOfDecimal,
  microsOfMinor,
  minorDigits,
  minorOfMicros,
} from '../../domain/payments/amount.js';
import { ADYEN_MINOR_UNITS } from '../../domain/payments/providers/adyen/facts.js';
import { PAYPAL_MINOR_UNITS } from '../../domain/payments/providers/paypal/facts.js';
import { STRIPE_MINOR_UNITS } from '../../domain/payments/providers/stripe/facts.js';

// ISO 4217, columns CcyCd and CcyMnrUnts; prices of everyday life in HUF, COP, IDR, PKR and RSD have no hundredths.
test.each([
  ['EUR', 2],
  ['INR', 2],
  ['HUF', 2],
  ['COP', 2],
  ['IDR', 2],
  ['PKR', 2],
  ['RSD', 2],
  ['ALL', 2],
  ['TZS', 2],
  ['JPY', 0],
  ['KRW', 0],
  ['UGX', 0],
  ['XOF', 0],
  ['KWD', 3],
  ['TND', 3],
  ['CLF', 4],
])('%s has %d digits after its point', (currency, digits) => {
  expect(minorDigits(currency)).toBe(digits);
});

// docs.stripe.com/currencies, docs.adyen.com/development-resources/currency-codes, PayPal’s currency codes.
test.each([
  ['Stripe', STRIPE_MINOR_UNITS, { HUF: 2, ISK: 2, UGX: 2, MGA: 0, CLP: 0, JPY: 0, KWD: 3, COP: 2 }],
  ['Adyen', ADYEN_MINOR_UNITS, { HUF: 2, ISK: 2, CLP: 2, CVE: 0, IDR: 0, JPY: 0, KWD: 3, COP: 2 }],
  ['PayPal', PAYPAL_MINOR_UNITS, { HUF: 0, TWD: 0, JPY: 0, BRL: 2 }],
])('%s counts in its own units', (_name, exceptions, digits) => {
  for (const [currency, expected] of Object.entries(digits))
    expect([currency, minorDigits(currency, exceptions)]).toEqual([currency, expected]);
});

test('minor units and micros are the same money', () => {
  expect(microsOfMinor(1_500, 'HUF')).toBe(15_000_000);
  expect(minorOfMicros(15_000_000, 'HUF')).toBe(1_500);
  expect(microsOfMinor(1_500, 'JPY')).toBe(1_500_000_000);
  expect(minorOfMicros(15_500_000, 'JPY')).toBeUndefined();
  expect(decimalOfMicros(15_000_000, 'EUR')).toBe('15.00');
  expect(decimalOfMicros(15_000_000, 'JPY')).toBe('15');
  expect(decimalOfMicros(15_005_000, 'EUR')).toBeUndefined();
  expect(microsOfDecimal('15.00')).toBe(15_000_000);
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 53, '15', null])('%p minor units are no amount', (minor) => {
  expect(microsOfMinor(minor, 'EUR')).toBeUndefined();
});

test.each(['', 'eur', 'EURO', 'E1R'])('"%s" is no currency', (currency) => {
  expect(minorDigits(currency)).toBeUndefined();
  expect(microsOfMinor(1, currency)).toBeUndefined();
});
