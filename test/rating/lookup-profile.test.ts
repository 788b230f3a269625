import * as fc from 'fast-check';
import { compileTariff, type CompiledTariff, lookupProfile } from '../../domain/rating/index.js';

function tariffOf(prefixes: readonly string[]): CompiledTariff {
  return compileTariff({
    currency: 'EUR',
    unit: 'seconds',
    timeZone: 'UTC',
    rates: prefixes.map((prefix) => ({
      destination: `to ${prefix}`,
      prefixes: [prefix],
      slots: [{ fromUnit: 0, rate: '1', unit: 60, increment: 1 }],
    })),
  });
}

const found = (tariff: CompiledTariff, number: string) =>
  tariff.profiles[lookupProfile(tariff, number)]?.destination;

test('the longest prefix wins', () => {
  const tariff = tariffOf(['4', '49', '4917', '491', '1', '0049']);
  expect(found(tariff, '49171234567')).toBe('to 4917');
  expect(found(tariff, '49161234567')).toBe('to 491');
  expect(found(tariff, '4930123456')).toBe('to 49');
  expect(found(tariff, '4412345678')).toBe('to 4');
  expect(found(tariff, '0049301234')).toBe('to 0049');
  expect(found(tariff, '0044301234')).toBeUndefined();
  expect(lookupProfile(tariff, '33123')).toBe(-1);
  expect(lookupProfile(tariff, '')).toBe(-1);
});

test('a number shorter than a prefix does not match it', () => {
  const tariff = tariffOf(['490', '49']);
  expect(found(tariff, '49')).toBe('to 49');
  expect(found(tariff, '490')).toBe('to 490');
  expect(found(tariff, '4')).toBeUndefined();
});

test('a leading + is notation, on either side', () => {
  const tariff = tariffOf(['+49', '44', '']);
  expect(found(tariff, '+4930')).toBe('to +49');
  expect(found(tariff, '4930')).toBe('to +49');
  expect(found(tariff, '+4420')).toBe('to 44');
  expect(found(tariff, '+1')).toBe('to ');
});

test('what is no digit ends the number', () => {
  const tariff = tariffOf(['49', '']);
  expect(found(tariff, '*100#')).toBe('to ');
  expect(found(tariff, 'WILDLILY')).toBe('to ');
  expect(found(tariff, '49abc')).toBe('to 49');
  expect(found(tariff, '4+9')).toBe('to ');
});

test('digits beyond the fifteenth make no difference', () => {
  const tariff = tariffOf(['123456789012345', '1']);
  expect(found(tariff, '12345678901234567890')).toBe('to 123456789012345');
  expect(found(tariff, '12345678901234')).toBe('to 1');
});

test('equals trying every prefix', () => {
  const digits = fc.stringMatching(/^[0-3]{0,5}$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(digits, { minLength: 1, maxLength: 40 }),
      fc.array(digits, { maxLength: 40 }),
      (prefixes, numbers) => {
        const tariff = tariffOf(prefixes);
        for (const number of numbers) {
          const longest = prefixes
            .filter((prefix) => number.startsWith(prefix))
            .sort((a, b) => b.length - a.length)[0];
          expect(found(tariff, number)).toBe(longest === undefined ? undefined : `to ${longest}`);
        }
      },
    ),
  );
});

test('50,000 prefixes', () => {
  const prefixes = Array.from({ length: 50_000 }, (_, i) => String(10_000 + i));
  const tariff = compileTariff({
    currency: 'EUR',
    unit: 'seconds',
    timeZone: 'UTC',
    rates: [0, 1].map((i) => ({
      destination: ['even', 'odd'][i]!,
      prefixes: prefixes.filter((prefix) => Number(prefix) % 2 === i),
      slots: [{ fromUnit: 0, rate: String(i), unit: 60, increment: 1 }],
    })),
  });
  for (const prefix of prefixes) expect(lookupProfile(tariff, `${prefix}123`)).toBe(Number(prefix) % 2);
});
