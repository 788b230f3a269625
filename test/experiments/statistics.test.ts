import * as fc from 'fast-check';
import { partOf, PARTS, variantOf } from '../../domain/experiments/assign.js';
import type { Experiment } from '../../domain/experiments/experiment.js';
import { type Figures, figuresOf, sumFigures } from '../../domain/experiments/figures.js';
import { estimate, moved, type Moments, NOTHING } from '../../domain/experiments/moments.js';
import { sequentialTest } from '../../domain/experiments/sequential-test.js';
import { observe } from '../../domain/experiments/observe.js';
import { type Observations, type Verdict, verdictOf } from '../../domain/experiments/verdict.js';
import { charged } from './desk.js';

const VARIANTS = [
  { id: 'control', parts: 4_500 },
  { id: 'cheaper', parts: 4_500 },
  { id: 'held-out', parts: 1_000 },
];

describe('assignment', () => {
  test('is sticky: the same subscriber is always in the same variant', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (salt, id) =>
        expect(variantOf(salt, VARIANTS, id)).toBe(variantOf(salt, [...VARIANTS], id)),
      ),
    );
  });

  test('is unbiased: shares are met within four standard deviations, for any salt', () => {
    for (let salt = 0; salt < 20; salt++) {
      const counts = new Map<string | undefined, number>();
      const people = 20_000;
      for (let i = 0; i < people; i++) {
        const variant = variantOf(`s${salt}`, VARIANTS, `sub_${i}`);
        counts.set(variant, (counts.get(variant) ?? 0) + 1);
      }
      for (const { id, parts } of VARIANTS) {
        const share = parts / PARTS;
        const deviation = Math.sqrt(people * share * (1 - share));
        expect(Math.abs((counts.get(id) ?? 0) - people * share)).toBeLessThan(4 * deviation);
      }
    }
  });

  test('of two experiments is independent', () => {
    const people = 40_000;
    let both = 0;
    for (let i = 0; i < people; i++)
      if (partOf('one', `sub_${i}`) < PARTS / 2 && partOf('two', `sub_${i}`) < PARTS / 2) both++;
    expect(Math.abs(both - people / 4)).toBeLessThan(4 * Math.sqrt((people * 3) / 16));
  });

  test('a further variant at the end moves nobody', () => {
    const [first, second] = VARIANTS;
    fc.assert(
      fc.property(fc.string(), (id) => {
        const before = variantOf('salt', [first!, second!], id);
        if (before !== undefined) expect(variantOf('salt', VARIANTS, id)).toBe(before);
      }),
    );
  });
});

describe('moments', () => {
  test('are what the values are, however values came about', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1 }), { minLength: 2 }),
        (people) => {
          let moments: Moments = NOTHING;
          for (const steps of people) {
            let before: bigint | undefined;
            for (const step of steps) {
              moments = moved(moments, before, BigInt(step));
              before = BigInt(step);
            }
          }
          const values = people.map((steps) => steps.at(-1)!);
          const mean = values.reduce((a, b) => a + b, 0) / values.length;
          const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
          const found = estimate(moments);
          expect(found.n).toBe(values.length);
          expect(found.mean).toBeCloseTo(mean, 3);
          expect(found.variance / Math.max(1, variance)).toBeCloseTo(variance / Math.max(1, variance), 6);
        },
      ),
    );
  });
});

/** Park and Miller's minimal standard generator: seeds make runs that can be run again. */
function random(seed: number): () => number {
  let state = seed * 7_919 + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Revenues are skewed: most pay little, few much. */
const revenue = (draw: () => number) => BigInt(Math.round(-Math.log(1 - draw()) * 10_000_000));

const experiment: Experiment = {
  experimentId: 'exp_1',
  name: 'Cheaper gigabytes',
  hypothesis: 'Half the price brings more revenue',
  salt: 's',
  variants: [
    { id: 'a', name: 'As it is', parts: 5_000, role: 'control', treatment: { kind: 'none' } },
    {
      id: 'b',
      name: 'Half',
      parts: 5_000,
      role: 'treatment',
      treatment: { kind: 'offering', offering: { id: 'half' } },
    },
  ],
  primary: { name: 'revenue', better: 'higher', smallestEffect: 1_000_000 },
  guardrails: [{ name: 'churn', better: 'lower', tolerated: 0.05 }],
  stopRule: { alpha: 0.05, subscribersEach: 100, longestDays: 30 },
};

/** A trial that is looked at after every tenth subscriber, and stopped as soon as it may be. */
function trial(seed: number, effect: number, churn: readonly [number, number] = [0.02, 0.02]) {
  const draw = random(seed);
  const seen = { a: NOTHING, b: NOTHING };
  const left = { a: NOTHING, b: NOTHING };
  for (let n = 1; n <= 2_000; n++) {
    const variant = variantOf(`salt ${seed}`, experiment.variants, `sub_${n}`) as 'a' | 'b';
    const value = revenue(draw);
    const is = variant === 'b' ? 1 : 0;
    seen[variant] = moved(seen[variant], undefined, is ? value + BigInt(Math.round(effect)) : value);
    left[variant] = moved(left[variant], undefined, draw() < churn[is] ? 1n : 0n);
    if (n % 10 !== 0) continue;
    const observed = { a: { revenue: seen.a, churn: left.a }, b: { revenue: seen.b, churn: left.b } };
    const verdict = verdictOf(experiment, observed, (30 * n) / 2_000);
    if (verdict.outcome !== 'go-on') return verdict;
  }
  throw new Error('a trial ends when its time is up');
}

describe('a trial that is looked at all the time', () => {
  test('without any effect calls a winner or a loser in at most alpha of 1,000 seeded runs', () => {
    let wrong = 0;
    for (let seed = 1; seed <= 1_000; seed++) if (trial(seed, 0).outcome !== 'no-difference') wrong++;
    // 50 of 1,000 are allowed; the test is known to be careful, and one that never says anything would be no test.
    expect(wrong).toBeLessThanOrEqual(50);
    expect(wrong).toBeGreaterThan(0);
  });

  test('finds an effect that is there', () => {
    const outcomes = Array.from({ length: 100 }, (_, seed) => trial(seed + 1, 3_000_000));
    expect(
      outcomes.filter(({ outcome, variant }) => outcome === 'winner' && variant === 'b').length,
    ).toBeGreaterThan(95);
  });

  test('stops where a guardrail is breached, whatever the primary metric says', () => {
    const outcomes = Array.from({ length: 50 }, (_, seed) => trial(seed + 1, 500_000, [0.02, 0.3]));
    expect(outcomes.filter(({ outcome }) => outcome === 'guardrail').length).toBeGreaterThan(45);
  });
});

/**
 * As it is in use: people come in over ten days, pay again and again, and all of them are looked at anew each time. What
 * was seen of somebody grows from look to look, which no drawing of finished values shows.
 */
function lived(seed: number, times = 1): Verdict {
  const draw = random(seed);
  const salt = `lived ${seed}`;
  const people: { variant: string; rate: number; figures: Figures; conversions: number }[] = [];
  for (let day = 1; day <= 31; day += 3) {
    for (let n = day <= 20 ? 12 : 0; n > 0; n--) {
      const variant = variantOf(salt, experiment.variants, `sub_${people.length}`)!;
      const rate = -Math.log(1 - draw()) * (variant === 'b' ? times : 1);
      people.push({ variant, rate, figures: sumFigures([]), conversions: 0 });
    }
    for (const person of people) {
      const paid = draw() < 0.4 ? Math.round(person.rate * -Math.log(1 - draw()) * 2_000_000) : 0;
      const told = figuresOf(charged('sub_1', paid, 0)).map(({ figures }) => figures);
      person.figures = sumFigures([person.figures, ...told]);
    }
    const observed = people.reduce<Observations>(
      (sum, person) => observe(sum, person, ['revenue', 'churn']),
      {},
    );
    const verdict = verdictOf(AS_IN_USE, observed, day, 20);
    if (verdict.outcome !== 'go-on' || day >= 29) return verdict;
  }
  throw new Error('a trial ends when its time is up');
}

const STOP_EARLY = { alpha: 0.05, subscribersEach: 2, longestDays: 29 };
const AS_IN_USE: Experiment = {
  ...experiment,
  primary: { ...experiment.primary, smallestEffect: 10_000_000 },
  stopRule: STOP_EARLY,
};

test('a trial as it is in use, without any effect, is wrong in at most alpha of 1,000 seeded runs', () => {
  let wrong = 0;
  for (let seed = 1; seed <= 1_000; seed++) if (lived(seed).outcome !== 'no-difference') wrong++;
  expect(wrong).toBeLessThanOrEqual(50);
  expect(wrong).toBeGreaterThan(0);
  const found = Array.from({ length: 50 }, (_, seed) => lived(seed + 1, 8).variant);
  expect(found.filter((variant) => variant === 'b').length).toBeGreaterThan(35);
});

test('a stop rule below the market’s smallest group waits for it', () => {
  const value = (of: number, n: number) =>
    Array.from({ length: n }).reduce<Moments>((sum, _, i) => moved(sum, undefined, BigInt(of + i)), NOTHING);
  const at = (n: number, fewest: number) =>
    verdictOf(
      { ...experiment, guardrails: [], stopRule: STOP_EARLY },
      { a: { revenue: value(1_000, n) }, b: { revenue: value(90_000_000, n) } },
      1,
      fewest,
    ).outcome;
  expect([at(19, 20), at(20, 20), at(19, 19)]).toEqual(['go-on', 'winner', 'winner']);
});

describe('the sequential test', () => {
  test('its interval leaves zero out exactly when its p-value is below alpha', () => {
    const side = fc.record({
      n: fc.integer({ min: 2, max: 10_000 }),
      mean: fc.double({ min: -100, max: 100, noNaN: true }),
      variance: fc.double({ min: 0.01, max: 1_000, noNaN: true }),
    });
    fc.assert(
      fc.property(side, side, fc.double({ min: 0.1, max: 10, noNaN: true }), (control, treatment, tau) => {
        const { difference, margin, pValue } = sequentialTest(control, treatment, tau, 0.05);
        fc.pre(Math.abs(pValue - 0.05) > 1e-9);
        expect(Math.abs(difference) > margin!).toBe(pValue < 0.05);
      }),
    );
  });

  test('says nothing of fewer than two', () => {
    expect(sequentialTest({ n: 1, mean: 0, variance: 0 }, { n: 5, mean: 9, variance: 1 }, 1, 0.05)).toEqual({
      difference: 9,
      margin: null,
      pValue: 1,
    });
  });
});
