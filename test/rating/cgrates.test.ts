import {
  affordableUnits,
  compileTariff,
  type CompiledTariff,
  cost,
  exactCost,
  lookupProfile,
  NOTHING_ACCRUED,
  perIncrementCost,
  type RateDefinition,
  segments,
  type TariffUnit,
} from '../../domain/rating/index.js';
import { callCases, readCsv, samplePlan, unitRating } from './cgrates-cases.js';

const MICRO = 1_000_000n;

/** CGRateS prints a binary float; its noise is below 10 decimals. */
function withoutFloatNoise(amount: string): string {
  return plain(Number(amount).toFixed(10));
}

function plain(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/0+$/, '').replace(/\.$/, '') : decimal;
}

/** The exact cost in the currency's unit, rounded half up to 10 decimals as the case files show it. */
function exactDecimal(tariff: CompiledTariff, profile: number, startMs: number, units: number): string {
  const { numerator, denominator } = exactCost(tariff, profile, startMs, units);
  const scaled = (2n * numerator * 10n ** 10n + denominator * MICRO) / (2n * denominator * MICRO);
  return plain(`${scaled / 10n ** 10n}.${String(scaled % 10n ** 10n).padStart(10, '0')}`);
}

/** An amount as micros, rounded by the terms of the profile's first price: an independent final rounding. */
function roundedMicros(
  exact: { numerator: bigint; denominator: bigint },
  tariff: CompiledTariff,
  profile: number,
): number {
  const { rounding, quantum } = tariff.profiles[profile]!.prices[0]!.terms;
  const step = exact.denominator * BigInt(quantum);
  const whole = exact.numerator / step;
  const rest = exact.numerator % step;
  const more = rounding === 'up' ? rest > 0n : rounding === 'middle' && 2n * rest >= step;
  return Number((whole + (more ? 1n : 0n)) * BigInt(quantum));
}

/**
 * The call with every tie among its increment prices (a 5, and nothing more, after the last decimal kept)
 * rounded down instead of up; undefined when there is none.
 */
function costWithTiesDown(
  tariff: CompiledTariff,
  profile: number,
  startMs: number,
  units: number,
  decimals: number,
): string | undefined {
  const micro = BigInt(tariff.profiles[profile]!.denominator) * MICRO;
  const power = 10n ** BigInt(decimals);
  const ties = segments(tariff, profile, startMs, units)
    .filter(({ incrementPrice }) => (2n * BigInt(incrementPrice) * power) % (2n * micro) === micro)
    .reduce((count, { increments }) => count + increments, 0);
  if (ties === 0) return undefined;
  const up = perIncrementCost(tariff, profile, startMs, units, decimals);
  return plain((Number(up) - ties / 10 ** decimals).toFixed(10));
}

describe.each([
  'cgrates-tutorial.csv',
  'cgrates-osips-training.csv',
  'cgrates-timeofday-longestprefix.csv',
  'cgrates-hundredrates.csv',
])('%s', (file) => {
  const calls = callCases(file).map((call) => ({
    ...call,
    profile: lookupProfile(call.tariff, call.destination),
  }));

  test('has cases, each with a price', () => {
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter(({ profile }) => profile < 0)).toEqual([]);
  });

  test('exact costs, and what is charged for them', () => {
    const known = calls.filter(({ exactCost: expected }) => expected !== '');
    const actual = known.map(({ id, tariff, profile, startMs, usage }) => ({
      id,
      exact: exactDecimal(tariff, profile, startMs, usage),
      charged: cost(tariff, profile, startMs, usage),
    }));
    expect(actual).toEqual(
      known.map(({ id, tariff, profile, startMs, usage, exactCost: expected }) => ({
        id,
        exact: plain(expected),
        charged: roundedMicros(exactCost(tariff, profile, startMs, usage), tariff, profile),
      })),
    );
  });

  test("CGRateS's own answers, by its rounding of increments", () => {
    // An exact tie may go down in its binary floats, so there both are its answers.
    const wrong = calls.filter(({ tariff, profile, startMs, usage, cgratesCost }) => {
      const answer = withoutFloatNoise(cgratesCost);
      return (
        answer !== perIncrementCost(tariff, profile, startMs, usage, 5) &&
        answer !== costWithTiesDown(tariff, profile, startMs, usage, 5)
      );
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

describe('cgrates-unit-rating.json', () => {
  const { plans, cases } = unitRating();

  test.each(cases)('$id', (given) => {
    const tariff = plans[given.plan]!;
    const profile = lookupProfile(tariff, given.destination);
    const startMs = Date.parse(given.start_utc);
    if (typeof given.expected_cost_cgrates === 'string') {
      expect(perIncrementCost(tariff, profile, startMs, given.usage_s, 6)).toBe(given.expected_cost_cgrates);
    }
    if (typeof given.expected_cost_exact === 'string') {
      expect(exactDecimal(tariff, profile, startMs, given.usage_s)).toBe(given.expected_cost_exact);
      expect(cost(tariff, profile, startMs, given.usage_s) / 1e6).toBe(Number(given.expected_cost_exact));
    }
    if (typeof given.expected_segments === 'number') {
      expect(segments(tariff, profile, startMs, given.usage_s)).toHaveLength(given.expected_segments);
    }
  });

  test('the plan with a maximum cost: the timing at the start decides between cutting and free', () => {
    const tariff = plans['RP_MX']!;
    const profile = lookupProfile(tariff, '0723');
    const morning = Date.parse('2014-03-04T06:00:00Z');
    const evening = Date.parse('2014-03-04T19:00:00Z');
    const most = (startMs: number) =>
      affordableUnits(tariff, profile, { startMs, atMs: startMs }, NOTHING_ACCRUED, 0, 1_000_000_000, 1800);
    expect(most(morning)).toBe(10);
    expect(most(evening)).toBe(1800);
    expect(cost(tariff, profile, evening, 1800)).toBe(10_000_000);
    expect(cost(tariff, profile, morning, 1800)).toBe(1_800_000_000);
  });
});

function singleTariff(
  unit: TariffUnit,
  rate: Omit<RateDefinition, 'destination' | 'prefixes'>,
): CompiledTariff {
  return compileTariff({
    currency: 'USD',
    unit,
    timeZone: 'UTC',
    rates: [{ destination: 'anything', prefixes: [''], ...rate }],
  });
}

function data(increment: number): CompiledTariff {
  return singleTariff('bytes', { slots: [{ fromUnit: 0, rate: '1', unit: 1_048_576, increment }] });
}

describe('cgrates-edge-cases.csv: where CGRateS is wrong', () => {
  const tariffs: Record<string, { tariff: CompiledTariff; number: string }> = {
    maxcost: {
      number: '',
      tariff: singleTariff('seconds', {
        slots: [
          { fromUnit: 0, rate: '3', unit: 60, increment: 60 },
          { fromUnit: 60, rate: '3', unit: 60, increment: 1 },
        ],
        maxCost: '10',
        maxCostStrategy: 'free',
      }),
    },
    data: { number: '', tariff: data(1024) },
    data1: { number: '', tariff: data(1) },
    monotone: { number: '181', tariff: samplePlan('hundredrates', 'x') },
  };
  const rows = readCsv('cgrates-edge-cases.csv');

  test.each(rows)('$case_id', (row) => {
    const { tariff, number } = tariffs[row['case_id']!.split('.')[0]!]!;
    const profile = lookupProfile(tariff, number);
    const units = Number(row['usage']!.split(' ')[0]);
    expect(exactDecimal(tariff, profile, 0, units)).toBe(row['correct_cost']);
    expect(cost(tariff, profile, 0, units)).toBe(Math.round(Number(row['correct_cost']) * 1e6));
  });

  test('one more second never costs less, on any of the hundred rates', () => {
    const tariff = samplePlan('hundredrates', 'x');
    for (const profile of tariff.profiles.keys()) {
      let before = 0;
      for (let units = 0; units <= 3600; units += 1) {
        const after = cost(tariff, profile, 0, units);
        if (after < before)
          throw new Error(`profile ${profile}: ${units} s cost ${after}, less than ${before}`);
        before = after;
      }
    }
  });
});
