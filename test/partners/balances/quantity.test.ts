/** Quantities of TMF654 and amounts of buckets: exact, or refused. */
import * as fc from 'fast-check';
import {
  type Measure,
  quantityOf,
  quantityText,
  readQuantity,
  unitOfUsageType,
  usageTypeOf,
} from '../../../domain/partners/balances/quantity.js';

const GBP: Measure = { unit: 'money', currency: 'GBP' };
const bytes: Measure = { unit: 'bytes', currency: 'GBP' };
const seconds: Measure = { unit: 'seconds', currency: 'GBP' };
const messages: Measure = { unit: 'messages', currency: 'GBP' };
const points: Measure = { unit: 'points', currency: 'GBP', scale: 100 };

const MOST = 999_999_999_999_999;

it.each([GBP, bytes, seconds, messages, points])('%o: what is answered reads as what it was', (measure) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: measure.unit === 'money' ? MOST : 2 ** 50 }), (amount) => {
      const parts = measure.unit === 'points' ? Math.ceil(amount / 1000) * 100 : amount;
      expect(readQuantity(quantityOf(parts, measure), measure)).toBe(parts);
    }),
  );
});

it.each([
  [{ amount: 12.34, units: 'GBP' }, GBP, 12_340_000],
  [{ amount: 0.000001 }, GBP, 1],
  [{ amount: 5, units: 'gbp' }, GBP, 5_000_000],
  [{ amount: 1.5, units: 'GB' }, bytes, 1_500_000_000],
  [{ amount: 1, units: 'Gb' }, bytes, 1_000_000_000],
  [{ amount: 1, units: 'GiB' }, bytes, 2 ** 30],
  [{ amount: 700, units: 'KB' }, bytes, 700_000],
  [{ amount: 10, units: 'minutes' }, seconds, 600],
  [{ amount: 3, units: 'SMS' }, messages, 3],
  [{ amount: 2.5, units: 'points' }, points, 250],
  [{ amount: -2, units: 'GBP' }, GBP, 2_000_000],
] as const)('%o is %s', (quantity, measure, amount) => {
  expect(readQuantity(quantity, measure)).toBe(amount);
});

it.each([
  [{ amount: 0.0000001, units: 'GBP' }, GBP, 'amount'],
  [{ amount: 0, units: 'GBP' }, GBP, 'amount'],
  [{ amount: 1e9, units: 'GBP' }, GBP, 'amount'],
  [{ amount: 1e25, units: 'GBP' }, GBP, 'amount'],
  [{ amount: 1, units: 'EUR' }, GBP, 'units'],
  [{ units: 'GBP' }, GBP, 'amount'],
  [{ amount: 1, units: 'min' }, bytes, 'units'],
  [{ amount: 1, units: 'GBP' }, bytes, 'units'],
  [{ amount: 0.3, units: 'B' }, bytes, 'amount'],
  [{ amount: 1.5, units: 'sms' }, messages, 'amount'],
  [{ amount: 0.001, units: 'points' }, points, 'amount'],
] as const)('%o is refused', (quantity, measure, field) => {
  expect(readQuantity(quantity, measure)).toMatchObject({ field });
});

it('is written for people', () => {
  expect(
    [
      [12_340_000, GBP],
      [1_550_000_000, bytes],
      [999, bytes],
      [5400, seconds],
      [3, messages],
      [250, points],
    ].map(([amount, measure]) => quantityText(amount as number, measure as Measure)),
  ).toEqual(['12.34 GBP', '1.55 GB', '999 B', '90 min', '3 messages', '2.5 points']);
});

it('usage types name units, and a currency money', () => {
  for (const unit of ['money', 'bytes', 'seconds', 'messages', 'points'] as const)
    expect(unitOfUsageType(usageTypeOf(unit), 'GBP')).toBe(unit);
  expect(unitOfUsageType('gbp', 'GBP')).toBe('money');
  expect(unitOfUsageType('EUR', 'GBP')).toBeUndefined();
});
