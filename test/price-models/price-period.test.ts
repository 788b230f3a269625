import * as fc from 'fast-check';
import { priceModelProblems, pricePeriod, type PriceModel } from '../../domain/price-models/index.js';

const cents = fc
  .integer({ min: 0, max: 100_000 })
  .map((n) => `${Math.floor(n / 1000)}.${String(n % 1000).padStart(3, '0')}`);
const edges = fc
  .uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 4 })
  .map((a) => a.sort((x, y) => x - y));
const graduated: fc.Arbitrary<PriceModel> = fc
  .tuple(edges, fc.array(fc.tuple(cents, cents), { minLength: 5, maxLength: 5 }))
  .map(([ends, prices]) => ({
    model: 'graduated',
    tiers: [...ends, undefined].map((end, i) => ({
      ...(end === undefined ? {} : { upTo: String(end) }),
      unit: prices[i]![0],
      flat: prices[i]![1],
    })),
  }));
const blocks: fc.Arbitrary<PriceModel> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 9 }), cents), {
    minLength: 1,
    maxLength: 3,
  })
  .map((tiers) => ({
    model: 'blocks',
    policy: 'all-tiers',
    tiers: tiers.map(([size, count, price], i) => ({
      size: String(size),
      price,
      ...(i === tiers.length - 1 ? {} : { blocks: count }),
    })),
  }));
const packages: fc.Arbitrary<PriceModel> = fc
  .tuple(cents, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 }))
  .map(([amount, size, free]) => ({ model: 'package', amount, size: String(size), freeUnits: String(free) }));
const unit: fc.Arbitrary<PriceModel> = cents.map((amount) => ({ model: 'unit', amount }));
const volume: fc.Arbitrary<PriceModel> = graduated.map(
  (model) => ({ ...model, model: 'volume' }) as PriceModel,
);

test('parts of a period that follow each other come to the price of the whole', () => {
  const splits = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.oneof(graduated, blocks, packages, unit, volume), splits, (model, used) => {
      const whole = pricePeriod(model, { units: String(used.reduce((a, b) => a + b, 0)) });
      let units = 0;
      let micros = 0;
      used.forEach((more, i) => {
        const part = pricePeriod(model, {
          units: String(more),
          ...(i === 0 ? {} : { earlier: { units: String(units), micros } }),
          goesOn: i < used.length - 1,
        });
        expect(part.parts.reduce((sum, p) => sum + p.micros, 0)).toBe(part.micros);
        units += more;
        micros += part.micros;
      });
      expect(micros).toBe(whole.micros);
    }),
  );
});

test('the cap and the minimum hold whatever the parts of the period', () => {
  const splits = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.oneof(graduated, blocks, packages, unit),
      splits,
      fc.integer({ min: 0, max: 300 }),
      (model, used, cap) => {
        const capped = { ...model, minSpend: String(cap), maxSpend: String(cap + 50) };
        let units = 0;
        let micros = 0;
        used.forEach((more, i) => {
          const part = pricePeriod(capped, {
            units: String(more),
            ...(i === 0 ? {} : { earlier: { units: String(units), micros } }),
            goesOn: i < used.length - 1,
          });
          units += more;
          micros += part.micros;
          expect(micros).toBeLessThanOrEqual((cap + 50) * 1_000_000);
        });
        expect(micros).toBeGreaterThanOrEqual(cap * 1_000_000);
      },
    ),
  );
});

test('parts are rounded together: three thirds of a cent are a cent', () => {
  const model: PriceModel = {
    model: 'graduated',
    decimals: 2,
    tiers: [{ upTo: '1', unit: '0.0033333' }, { upTo: '2', unit: '0.0033333' }, { unit: '0.0033334' }],
  };
  const { micros, parts } = pricePeriod(model, { units: '3' });
  expect(micros).toBe(10_000);
  expect(parts.map((part) => part.micros)).toEqual([0, 10_000, 0]);
});

test('amounts that no binary float holds stay exact', () => {
  expect(pricePeriod({ model: 'unit', amount: '0.1' }, { units: '3' }).micros).toBe(300_000);
  expect(pricePeriod({ model: 'unit', amount: '1.005', decimals: 2 }, { units: '1' }).micros).toBe(1_010_000);
  expect(pricePeriod({ model: 'unit', amount: '0.000001' }, { units: '9007199254740991' }).micros).toBe(
    Number.MAX_SAFE_INTEGER,
  );
  expect(() => pricePeriod({ model: 'unit', amount: '1' }, { units: '9007199254740991' })).toThrow(
    RangeError,
  );
});

test('all problems of a model at once, each with what came and what is allowed', () => {
  const model = {
    model: 'graduated',
    decimals: 7,
    minSpend: '10',
    maxSpend: '5',
    tiers: [{ upTo: '10', unit: '-1' }, { upTo: '10', unit: '1,5' }, { upTo: '20' }],
  } as PriceModel;
  expect(
    priceModelProblems(model, 'usagePrices[0]').map(({ path, message }) => `${path}: ${message}`),
  ).toEqual([
    'usagePrices[0].minSpend: got "10"; allowed: at most maxSpend, 5',
    'usagePrices[0].decimals: got 7; allowed: a whole number from 0 to 6',
    'usagePrices[0].tiers[0].unit: got "-1"; allowed: a decimal such as "0.10", not below 0',
    'usagePrices[0].tiers[1].upTo: got "10"; allowed: more than 10, where the tier before it ends',
    'usagePrices[0].tiers[1].unit: got "1,5"; allowed: a decimal such as "0.10", not below 0',
    'usagePrices[0].tiers[2].upTo: got "20"; allowed: nothing: the last tier has no end',
  ]);
  expect(priceModelProblems({ model: 'percentage', percent: '101', freeEvents: 1.5 })).toHaveLength(2);
  expect(priceModelProblems({ model: 'package', amount: '1', size: '0' })).toHaveLength(1);
  expect(priceModelProblems({ model: 'wish' } as unknown as PriceModel)).toHaveLength(1);
});

test('usage without a price is refused, never free', () => {
  expect(() =>
    pricePeriod({ model: 'percentage', percent: '1', eventFee: '0.10' }, { units: '100' }),
  ).toThrow(/events/);
  expect(() =>
    pricePeriod({ model: 'percentage', percent: '1', eventFee: '0.10' }, { units: '100', events: ['99'] }),
  ).toThrow(/sum to/);
  expect(() => pricePeriod({ model: 'volume', tiers: [{ upTo: '5', unit: '1' }] }, { units: '6' })).toThrow(
    /last tier/,
  );
  expect(() => pricePeriod({ model: 'unit', amount: '1' }, { units: '1e3' })).toThrow(/decimal/);
});

test('what is counted in other units than the model prices is priced exactly, though no decimal says how much it is', () => {
  const perMinute: PriceModel = {
    model: 'graduated',
    tiers: [{ upTo: '1', unit: '0.30' }, { unit: '0.15' }],
  };
  // 100 s: one minute, and two thirds of one.
  expect(pricePeriod(perMinute, { units: '100', per: '60' }).parts.map(({ micros }) => micros)).toEqual([
    300_000, 100_000,
  ]);
  fc.assert(
    fc.property(graduated, fc.nat(1e7), fc.integer({ min: 1, max: 1e6 }), (model, units, per) => {
      const whole = pricePeriod(model, { units: String(units), per: String(per) });
      expect(pricePeriod(model, { units: String(units * 7), per: String(per * 7) })).toEqual(whole);
      const earlier = { units: '0', micros: 0 };
      const zero = pricePeriod(model, { units: '0' }).micros;
      const rest = pricePeriod(model, { units: String(units), per: String(per), earlier });
      expect(Math.abs(rest.micros + zero - whole.micros)).toBeLessThanOrEqual(1);
    }),
  );
});
