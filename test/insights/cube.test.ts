import * as fc from 'fast-check';
import { baseCells, groupCells, type PersonMonth } from '../../domain/insights/cube.js';

const DIMENSIONS = ['plan', 'tier', 'tenure'] as const;
type Dimension = (typeof DIMENSIONS)[number];
const FIGURES = ['revenue', 'bytes'] as const;
const K = 5;

const person: fc.Arbitrary<PersonMonth<Dimension, 'revenue' | 'bytes'>> = fc.record({
  dimensions: fc.record({
    plan: fc.constantFrom('s', 'm', 'l'),
    tier: fc.constantFrom('none', 'gold'),
    tenure: fc.constantFrom('new', 'old'),
  }),
  figures: fc.record({ revenue: fc.nat(1e9), bytes: fc.nat(1e9) }),
});
const by: fc.Arbitrary<Dimension[]> = fc.subarray([...DIMENSIONS]);

test('a group below the smallest is in no answer, not even in a total', () => {
  const of = (plan: string, revenue: number): PersonMonth<Dimension, 'revenue' | 'bytes'> => ({
    dimensions: { plan, tier: 'none', tenure: 'old' },
    figures: { revenue, bytes: 1 },
  });
  const cells = baseCells(
    [
      ...Array<typeof of>(K)
        .fill(of)
        .map((make) => make('s', 10)),
      of('m', 1_000),
    ],
    DIMENSIONS,
    FIGURES,
    K,
  );
  expect(groupCells(cells, [])).toEqual([{ by: {}, people: K, sums: { revenue: 50n, bytes: 5n } }]);
  expect(groupCells(cells, ['plan']).map((group) => group.by)).toEqual([{ plan: 's' }]);
});

test('every answer, and every difference of answers, is a sum of groups of the smallest size or more', () => {
  fc.assert(
    fc.property(fc.array(person, { maxLength: 120 }), by, by, (people, one, other) => {
      const cells = baseCells(people, DIMENSIONS, FIGURES, K);
      for (const group of [...groupCells(cells, one), ...groupCells(cells, other)])
        expect(group.people).toBeGreaterThanOrEqual(K);
      // One answer less another that is a part of it: none, or again a whole group.
      for (const whole of groupCells(cells, one))
        for (const part of groupCells(cells, [...new Set([...one, ...other])], whole.by)) {
          const rest = whole.people - part.people;
          expect(rest === 0 || rest >= K).toBe(true);
        }
    }),
  );
});

test('groups add up to the total, whatever they are grouped by', () => {
  fc.assert(
    fc.property(fc.array(person, { maxLength: 120 }), by, (people, dimensions) => {
      const cells = baseCells(people, DIMENSIONS, FIGURES, 1);
      const groups = groupCells(cells, dimensions);
      const sum = groups.reduce((all, group) => all + group.sums.revenue, 0n);
      expect(sum).toBe(people.reduce((all, each) => all + BigInt(each.figures.revenue), 0n));
      expect(groups.reduce((all, group) => all + group.people, 0)).toBe(people.length);
    }),
  );
});
