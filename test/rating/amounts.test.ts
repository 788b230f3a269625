import * as fc from 'fast-check';
import {
  accrue,
  addAccrued,
  affordableUnits,
  AmountOverflow,
  compileTariff,
  cost,
  exactCost,
  flatRate,
  isFree,
  NOTHING_ACCRUED,
  type RateDefinition,
  RatingInputError,
  type RoundingMethod,
  settle,
  type TariffUnit,
} from '../../domain/rating/index.js';

const GIB = 1_073_741_824;

function tariffOf(unit: TariffUnit, rate: Partial<RateDefinition> & Pick<RateDefinition, 'slots'>) {
  return compileTariff({
    currency: 'EUR',
    unit,
    timeZone: 'UTC',
    rates: [{ destination: 'anything', prefixes: [''], ...rate }],
  });
}

describe('products beyond 2^53', () => {
  const perByte = tariffOf('bytes', { slots: [{ fromUnit: 0, rate: '5', unit: GIB, increment: 1 }] });

  test('10^15 bytes at 5 a GiB, by the byte', () => {
    const expected = (10n ** 15n * 5_000_000n * 2n + BigInt(GIB)) / (2n * BigInt(GIB));
    expect(BigInt(cost(perByte, 0, 0, 10 ** 15))).toBe(expected);
  });

  test('parts add up to the whole on both sides of the edge', () => {
    const edge = fc.integer({ min: 0, max: 10 ** 14 });
    fc.assert(
      fc.property(edge, edge, (a, b) => {
        const at = { startMs: 0, atMs: 0 };
        const parts = addAccrued(perByte, 0, accrue(perByte, 0, at, 0, a), accrue(perByte, 0, at, a, a + b));
        expect(parts).toEqual(accrue(perByte, 0, at, 0, a + b));
        const { numerator, denominator } = exactCost(perByte, 0, 0, a + b);
        expect(BigInt(parts.micros) * denominator + BigInt(parts.rem)).toBe(numerator);
      }),
    );
  });

  test('what is affordable is the most, also where products are large', () => {
    const bytes = fc.integer({ min: 0, max: 10 ** 14 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 10 ** 12 }), (from, budget) => {
        const at = { startMs: 0, atMs: 0 };
        const before = accrue(perByte, 0, at, 0, from);
        const price = (n: number) => cost(perByte, 0, 0, from + n) - settle(perByte, 0, before);
        const n = affordableUnits(perByte, 0, at, before, from, budget, 10 ** 15);
        expect(price(n)).toBeLessThanOrEqual(budget);
        if (n < 10 ** 15) expect(price(n + 1)).toBeGreaterThan(budget);
      }),
    );
  });

  test('more than an account can hold is an error, not a wrong number', () => {
    const dear = tariffOf('bytes', { slots: [{ fromUnit: 0, rate: '1000', unit: 1, increment: 1 }] });
    expect(() => cost(dear, 0, 0, 10 ** 12)).toThrow(AmountOverflow);
    expect(() => accrue(dear, 0, { startMs: 0, atMs: 0 }, 0, 10 ** 12)).toThrow(AmountOverflow);
    const half = accrue(dear, 0, { startMs: 0, atMs: 0 }, 0, 5_000_000);
    expect(() => addAccrued(dear, 0, half, half)).toThrow(AmountOverflow);
    expect(affordableUnits(dear, 0, { startMs: 0, atMs: 0 }, NOTHING_ACCRUED, 0, 10 ** 15, 10 ** 12)).toBe(
      10 ** 6,
    );
  });
});

function third(rounding?: RoundingMethod, roundingDecimals?: number) {
  return tariffOf('seconds', {
    slots: [{ fromUnit: 0, rate: '1', unit: 3, increment: 1 }],
    ...(rounding && { rounding }),
    ...(roundingDecimals !== undefined && { roundingDecimals }),
  });
}

describe('rounding, once, at the end', () => {
  test.each([
    [undefined, undefined, 333_333, 666_667],
    ['up', 2, 340_000, 670_000],
    ['middle', 2, 330_000, 670_000],
    ['down', 2, 330_000, 660_000],
    ['up', 0, 1_000_000, 1_000_000],
    ['middle', 0, 0, 1_000_000],
    ['down', 6, 333_333, 666_666],
  ] as const)('%s, %s decimals', (rounding, decimals, one, two) => {
    const tariff = third(rounding, decimals);
    expect([1, 2, 3].map((seconds) => cost(tariff, 0, 0, seconds))).toEqual([one, two, 1_000_000]);
  });

  test('a half goes up', () => {
    const tariff = tariffOf('seconds', {
      slots: [{ fromUnit: 0, rate: '0.0000005', unit: 1, increment: 1 }],
    });
    expect([1, 2, 3].map((seconds) => cost(tariff, 0, 0, seconds))).toEqual([1, 1, 2]);
  });
});

describe('maximum cost', () => {
  const slots = [{ fromUnit: 0, rate: '0.01', unit: 1, increment: 1 }];
  const at = { startMs: 0, atMs: 0 };

  test('free beyond: never more than the maximum, and as much as is asked for', () => {
    const tariff = tariffOf('seconds', { slots, maxCost: '0.62' });
    expect([61, 62, 63, 100_000].map((s) => cost(tariff, 0, 0, s))).toEqual([
      610_000, 620_000, 620_000, 620_000,
    ]);
    expect(affordableUnits(tariff, 0, at, NOTHING_ACCRUED, 0, 620_000, 100_000)).toBe(100_000);
    expect(affordableUnits(tariff, 0, at, NOTHING_ACCRUED, 0, 619_999, 100_000)).toBe(61);
  });

  test('disconnect: nothing is granted beyond it, and late usage is still owed', () => {
    const tariff = tariffOf('seconds', { slots, maxCost: '0.62', maxCostStrategy: 'disconnect' });
    expect(affordableUnits(tariff, 0, at, NOTHING_ACCRUED, 0, 10_000_000, 100_000)).toBe(62);
    const used = accrue(tariff, 0, at, 0, 62);
    expect(affordableUnits(tariff, 0, at, used, 62, 10_000_000, 100_000)).toBe(0);
    expect(cost(tariff, 0, 0, 70)).toBe(700_000);
  });
});

test('bytes are priced at the time of the report', () => {
  const rates = (['0.01', '0.05'] as const).map((rate, i) => ({
    destination: 'anything',
    prefixes: [''],
    timing: { from: ['20:00', '08:00'][i]! },
    slots: [{ fromUnit: 0, rate, unit: 1_000_000, increment: 1_000_000 }],
  }));
  const tariff = compileTariff({ currency: 'EUR', unit: 'bytes', timeZone: 'UTC', rates });
  const startMs = Date.parse('2026-01-06T19:00:00Z');
  const later = Date.parse('2026-01-06T21:00:00Z');
  const day = accrue(tariff, 0, { startMs, atMs: startMs }, 0, 3_000_000);
  const night = accrue(tariff, 0, { startMs, atMs: later }, 3_000_000, 5_000_000);
  expect(settle(tariff, 0, addAccrued(tariff, 0, day, night))).toBe(3 * 50_000 + 2 * 10_000);
});

describe('flatRate and isFree', () => {
  test('one slot and one timing: micros an increment, as a fraction', () => {
    const tariff = tariffOf('bytes', {
      connectFee: '0.1',
      slots: [{ fromUnit: 0, rate: '1', unit: 1_048_576, increment: 1024 }],
    });
    const flat = flatRate(tariff, 0)!;
    expect((flat.numerator / flat.denominator) * 1024).toBe(1_000_000);
    expect(flat.increment).toBe(1024);
    expect(isFree(tariff, 0)).toBe(false);
  });

  test('not where position, time or a maximum count', () => {
    const slot = { fromUnit: 0, rate: '1', unit: 60, increment: 60 };
    expect(
      flatRate(tariffOf('seconds', { slots: [slot, { ...slot, fromUnit: 60, rate: '2' }] }), 0),
    ).toBeUndefined();
    expect(flatRate(tariffOf('seconds', { slots: [slot], maxCost: '5' }), 0)).toBeUndefined();
  });

  test('zero-rated', () => {
    const free = tariffOf('bytes', { slots: [{ fromUnit: 0, rate: '0', unit: 1, increment: 1 }] });
    expect(isFree(free, 0)).toBe(true);
    expect(cost(free, 0, 0, Number.MAX_SAFE_INTEGER)).toBe(0);
    expect(affordableUnits(free, 0, { startMs: 0, atMs: 0 }, NOTHING_ACCRUED, 0, 0, 10 ** 15)).toBe(10 ** 15);
    const fee = tariffOf('bytes', {
      connectFee: '0.01',
      slots: [{ fromUnit: 0, rate: '0', unit: 1, increment: 1 }],
    });
    expect(isFree(fee, 0)).toBe(false);
  });
});

test.each([
  ['a negative quantity', () => cost(seconds(), 0, 0, -1)],
  ['a fraction of a unit', () => cost(seconds(), 0, 0, 1.5)],
  ['no number', () => cost(seconds(), 0, 0, NaN)],
  ['a profile that is not there', () => cost(seconds(), 3, 0, 1)],
  ['a part that ends before it begins', () => accrue(seconds(), 0, { startMs: 0, atMs: 0 }, 5, 4)],
  ['a call of centuries through a calendar', () => cost(timed(), 0, 0, 10 ** 12)],
  ['a call that begins outside of time', () => cost(timed(), 0, NaN, 60)],
])('%s is refused', (_name, attempt) => expect(attempt).toThrow(RatingInputError));

function seconds() {
  return tariffOf('seconds', { slots: [{ fromUnit: 0, rate: '1', unit: 60, increment: 60 }] });
}

function timed() {
  const rates = ['1', '2'].map((rate, i) => ({
    destination: 'there',
    prefixes: [''],
    timing: { from: ['00:00', '12:00'][i]! },
    slots: [{ fromUnit: 0, rate, unit: 60, increment: 60 }],
  }));
  return compileTariff({ currency: 'EUR', unit: 'seconds', timeZone: 'UTC', rates });
}
