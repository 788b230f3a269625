import * as fc from 'fast-check';
import {
  compileTariff,
  cost,
  type RateDefinition,
  TariffError,
  type TariffDefinition,
} from '../../domain/rating/index.js';

const slot = { fromUnit: 0, rate: '0.1', unit: 60, increment: 1 };
const rate: RateDefinition = { destination: 'national', prefixes: ['49'], slots: [slot] };
const sound: TariffDefinition = {
  currency: 'EUR',
  unit: 'seconds',
  timeZone: 'Europe/Berlin',
  rates: [rate],
};

function problemsOf(definition: unknown): readonly { path: string; value: unknown; allowed: string }[] {
  try {
    compileTariff(definition as TariffDefinition);
  } catch (error) {
    if (error instanceof TariffError) return error.problems;
    throw error;
  }
  return [];
}

const pathsOf = (definition: unknown) => problemsOf(definition).map(({ path }) => path);
const withRates = (...rates: unknown[]) => ({ ...sound, rates });

test('a sound definition has no problem', () => {
  expect(problemsOf(sound)).toEqual([]);
});

test('all problems at once, each with path, value and what is allowed', () => {
  const problems = problemsOf({
    currency: 'euro',
    unit: 'minutes',
    timeZone: 'Europe/Nowhere',
    holidays: ['2026-02-30', '2026-12-25', '2026-12-25'],
    rates: [
      {
        destination: '',
        prefixes: ['49a', '1234567890123456'],
        connectFee: '-1',
        slots: [
          { fromUnit: 1, rate: 0.1, unit: 0, increment: 1.5 },
          { fromUnit: 0, rate: '1e3', unit: 60, increment: 1 },
        ],
        maxCost: '0',
        maxCostStrategy: 'stop',
        rounding: 'sideways',
        roundingDecimals: 7,
        timing: { weekDays: [7], from: '24:00' },
      },
    ],
  });
  expect(problems.map(({ path, value }) => [path, value])).toEqual([
    ['currency', 'euro'],
    ['unit', 'minutes'],
    ['timeZone', 'Europe/Nowhere'],
    ['holidays[0]', '2026-02-30'],
    ['holidays[2]', '2026-12-25'],
    ['rates[0].destination', ''],
    ['rates[0].prefixes[0]', '49a'],
    ['rates[0].prefixes[1]', '1234567890123456'],
    ['rates[0].connectFee', '-1'],
    ['rates[0].slots[0].rate', 0.1],
    ['rates[0].slots[0].unit', 0],
    ['rates[0].slots[0].increment', 1.5],
    ['rates[0].slots[0].fromUnit', 1],
    ['rates[0].slots[1].rate', '1e3'],
    ['rates[0].maxCost', '0'],
    ['rates[0].maxCostStrategy', 'stop'],
    ['rates[0].rounding', 'sideways'],
    ['rates[0].roundingDecimals', 7],
    ['rates[0].timing.from', '24:00'],
    ['rates[0].timing.weekDays[0]', 7],
  ]);
  expect(problems.every(({ allowed }) => allowed.length > 0)).toBe(true);
});

test.each([
  ['nothing at all', null, ['']],
  ['no rates', { ...sound, rates: [] }, ['rates']],
  ['a rate that is none', withRates(null), ['rates[0]']],
  ['no prefix', withRates({ ...rate, prefixes: [] }), ['rates[0].prefixes']],
  ['no slot', withRates({ ...rate, slots: [] }), ['rates[0].slots']],
  ['a slot that is none', withRates({ ...rate, slots: [7] }), ['rates[0].slots[0]']],
  ['a fixed offset as a zone', { ...sound, timeZone: '+01:00' }, ['timeZone']],
  [
    'slots out of order',
    withRates({ ...rate, slots: [slot, { ...slot, fromUnit: 60 }, { ...slot, fromUnit: 60 }] }),
    ['rates[0].slots[2].fromUnit'],
  ],
  [
    'a slot that is jumped over',
    withRates({
      ...rate,
      slots: [
        { ...slot, increment: 120 },
        { ...slot, fromUnit: 60 },
        { ...slot, fromUnit: 90 },
      ],
    }),
    ['rates[0].slots[1].fromUnit'],
  ],
  ['a prefix twice', withRates({ ...rate, prefixes: ['49', '+49'] }), ['rates[0].prefixes[1]']],
  [
    'a prefix of two destinations',
    withRates(rate, { ...rate, destination: 'other' }),
    ['rates[1].prefixes[0]'],
  ],
  ['two rates without timing', withRates(rate, rate), ['rates[0].timing', 'rates[1].timing']],
  [
    'other prefixes under the same name',
    withRates(
      { ...rate, timing: { from: '00:00' } },
      { ...rate, prefixes: ['44'], timing: { from: '08:00' } },
    ),
    ['rates[1].prefixes'],
  ],
  [
    'timings that start together',
    withRates(
      { ...rate, timing: { from: '08:00' } },
      { ...rate, timing: { weekDays: [3], from: '08:00:00' } },
    ),
    ['rates[1].timing'],
  ],
  [
    'a timing on no day',
    withRates({ ...rate, timing: { weekDays: [], from: '08:00' } }),
    ['rates[0].timing.weekDays'],
  ],
  [
    'a holiday timing without holidays',
    withRates({ ...rate, timing: { from: '08:00' } }, { ...rate, timing: { holidays: true, from: '00:00' } }),
    ['rates[1].timing'],
  ],
  [
    'only holiday timings',
    { ...withRates({ ...rate, timing: { holidays: true, from: '00:00' } }), holidays: ['2026-12-25'] },
    ['rates[0].timing'],
  ],
  ['a maximum below a micro', withRates({ ...rate, maxCost: '0.0000001' }), ['rates[0].maxCost']],
  [
    'a strategy for no maximum',
    withRates({ ...rate, maxCostStrategy: 'free' }),
    ['rates[0].maxCostStrategy'],
  ],
  [
    'more digits than 53 bits hold',
    withRates({ ...rate, slots: [{ ...slot, rate: '0.1234567890123456789012345' }] }),
    ['rates[0].slots[0].rate'],
  ],
])('%s', (_name, definition, paths) => expect(pathsOf(definition)).toEqual(paths));

test('whatever comes in, it compiles or names its problems', () => {
  const anything = fc.anything({ maxDepth: 2 });
  const rates = fc.array(fc.record({ ...rateOfAnything(anything) }, { requiredKeys: [] }), { maxLength: 3 });
  fc.assert(
    fc.property(
      fc.oneof(anything, fc.record({ ...constants(sound), rates: fc.oneof(anything, rates) })),
      (definition) => {
        expect(Array.isArray(problemsOf(definition))).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

function rateOfAnything(anything: fc.Arbitrary<unknown>) {
  return Object.fromEntries(
    Object.entries({ ...rate, connectFee: '0', maxCost: '1', rounding: 'up', timing: { from: '08:00' } }).map(
      ([key, value]) => [key, fc.oneof(anything, fc.constant(value))],
    ),
  );
}

function constants(definition: TariffDefinition) {
  return Object.fromEntries(Object.entries(definition).map(([key, value]) => [key, fc.constant(value)]));
}

test('a price below a micro is exact', () => {
  const tariff = compileTariff(
    withRates({
      ...rate,
      slots: [{ fromUnit: 0, rate: '0.000000125', unit: 1, increment: 1 }],
    }) as TariffDefinition,
  );
  expect(cost(tariff, 0, 0, 8)).toBe(1);
  expect(cost(tariff, 0, 0, 8_000_000)).toBe(1_000_000);
});

test('the id is the content: the same for the same definition, another for another price', () => {
  const id = compileTariff(sound).id;
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(compileTariff(structuredClone(sound)).id).toBe(id);
  expect(compileTariff({ ...sound, rates: [{ ...rate, connectFee: '0.0' }] }).id).toBe(id);
  expect(compileTariff({ ...sound, rates: [{ ...rate, connectFee: '0.01' }] }).id).not.toBe(id);
});

test('the result cannot be changed', () => {
  const tariff = compileTariff(sound);
  expect(() => {
    (tariff.profiles[0]!.prices[0]!.slots[0] as { price: number }).price = 0;
  }).toThrow(TypeError);
});
