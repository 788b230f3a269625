import * as fc from 'fast-check';
import {
  addDecimals,
  compareDecimals,
  fromMicros,
  multiplyDecimals,
  toMicros,
} from '../../domain/operator/decimal.js';
import { at, isWithin, keysOf } from '../../domain/operator/problem.js';
import { parseQuantity } from '../../domain/operator/quantity.js';
import { suggest } from '../../domain/operator/suggest.js';

const micros = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('decimals', () => {
  test('micros survive the way to text and back', () => {
    fc.assert(fc.property(micros, (amount) => toMicros(fromMicros(amount)) === amount));
  });

  test.each([
    [0, '0.00'],
    [1, '0.000001'],
    [10_000_000, '10.00'],
    [1_234_500, '1.2345'],
    [-50_000_000, '-50.00'],
  ])('%d micros are %s', (amount, text) => expect(fromMicros(amount)).toBe(text));

  test('sums and products are those of integers', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        const [x, y] = [fromMicros(a), fromMicros(b)];
        expect(toMicros(addDecimals(x, y))).toBe(a + b);
        expect(compareDecimals(multiplyDecimals(x, y), multiplyDecimals(y, x))).toBe(0);
        expect(compareDecimals(x, y)).toBe(Math.sign(a - b));
      }),
    );
  });

  test('what is no whole number of micros is refused', () => {
    expect(() => toMicros('0.0000001')).toThrow(RangeError);
    expect(() => toMicros('9007199254.740992')).toThrow(RangeError);
    expect(() => toMicros('1,5')).toThrow('1,5 is not a decimal');
  });
});

describe('quantities', () => {
  test.each([
    ['5 GB', 'bytes', 5e9],
    ['5GB', 'bytes', 5e9],
    ['1.5 GiB', 'bytes', 1_610_612_736],
    ['0.3 kB', 'bytes', 300],
    ['300 min', 'seconds', 18_000],
    ['30 days', 'seconds', 2_592_000],
    ['100 messages', 'messages', 100],
    ['1 message', 'messages', 1],
  ])('%s', (text, unit, amount) => expect(parseQuantity(text)).toEqual({ unit, amount }));

  test.each(['5', 'GB', '5 gb', '-5 GB', '0.5 B', '1.5 messages', '5 GB 2', '99999999999 TB'])(
    '%s is none',
    (text) => expect(parseQuantity(text)).toBeUndefined(),
  );
});

test('paths are written as they are read', () => {
  expect(at('plans[0]', 'services', 1, 'price')).toBe('plans[0].services[1].price');
  expect(keysOf('plans[0].services[12].price')).toEqual(['plans', 0, 'services', 12, 'price']);
  expect(isWithin('plans[10].id', 'plans[1]')).toBe(false);
  expect(isWithin('plans[1].id', 'plans[1]')).toBe(true);
});

test('only near words are suggested', () => {
  expect(suggest('interet', ['internet', 'video'])).toBe('internet');
  expect(suggest('qouta', ['quota', 'price'])).toBeUndefined();
  expect(suggest('xyz', ['internet', 'video'])).toBeUndefined();
});
