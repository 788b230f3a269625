import * as fc from 'fast-check';
import {
  type Basket,
  type Effect,
  givenBack,
  planned,
  reckoned,
  restingState,
  type Sold,
  withReturned,
} from '../../domain/baskets/basket.js';
import { type BasketLine, linesOf, remaining, termsOf, timesOf } from '../../domain/baskets/evaluate.js';
import { type BasketRule, ruleOf } from '../../domain/baskets/rule.js';
import { basketBodies } from '../../domain/baskets/schemas.js';
import { counted } from '../../domain/baskets/sequence.js';

const name = fc.constantFrom('a', 'b', 'c');
const lines: fc.Arbitrary<BasketLine[]> = fc
  .array(
    fc.record({
      sku: name,
      category: fc.option(name, { nil: undefined }),
      brand: fc.option(name, { nil: undefined }),
      quantity: fc.integer({ min: 1, max: 7 }),
      unitMicros: fc.integer({ min: 0, max: 20_000_000 }),
      totalMicros: fc.integer({ min: 0, max: 90_000_000 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => all.map((each, i) => ({ ...each, line: i + 1 })));
const some = fc.option(fc.uniqueArray(name, { minLength: 1, maxLength: 2 }), { nil: undefined });
const limit = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });
const rules: fc.Arbitrary<BasketRule[]> = fc
  .array(
    fc.record({
      categories: some,
      skus: some,
      brands: some,
      minMicros: fc.integer({ min: 0, max: 40_000_000 }),
      minQuantity: fc.integer({ min: 0, max: 6 }),
      kind: fc.constantFrom('data', 'points', 'credit', 'messages', 'minutes'),
      amount: fc.integer({ min: 1, max: 1e9 }),
      perMicros: fc.option(fc.integer({ min: 1_000, max: 20_000_000 }), { nil: undefined }),
      perBasket: limit,
      perMemberAndDay: limit,
      total: limit,
      byTier: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((all) =>
    all.map(({ perMicros, ...each }, i) => ({
      ...each,
      ...(perMicros === undefined ? {} : { perMicros }),
      id: `r${i}`,
      name: 'A rule',
      fromMs: 0,
      toMs: 1,
    })),
  );
const LIMITS = { membershipId: 'mbr_1', day: '2026-11-23' };
const back = fc.array(
  fc.record({
    line: fc.integer({ min: 1, max: 7 }),
    quantity: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  }),
  { maxLength: 4 },
);

/** What giving does to effects; a tier of `percent` makes points more or fewer. */
const given = (effects: readonly Effect[], percent: number): Effect[] =>
  effects.map((effect) => {
    const amount = effect.each * effect.planned;
    const out = effect.byTier && effect.kind === 'points' ? Math.floor((amount * percent) / 100) : amount;
    return { ...effect, state: 'given', given: out, left: out };
  });

const soldOf = (all: BasketLine[], of: BasketRule[], percent: number): Sold => ({
  request: '',
  soldAt: '',
  currency: 'GBP',
  subscriberId: 'sub_1',
  membershipId: LIMITS.membershipId,
  membershipOwner: 'acme',
  lines: all,
  paidMicros: 0,
  returned: {},
  effects: given(
    planned(of, all, LIMITS, ({ most }) => most),
    percent,
  ),
});

describe('rules of baskets', () => {
  it('commit and reverse are nothing: in whatever parts it comes back, all of it is taken back, and no more', () => {
    fc.assert(
      fc.property(
        lines,
        rules,
        fc.array(back, { maxLength: 5 }),
        fc.integer({ min: 1, max: 300 }),
        (all, of, parts, percent) => {
          let sold = soldOf(all, of, percent);
          const gave = sold.effects.map((effect) => effect.given);
          const counters = new Map<string, number>();
          const add = (pk: string, sk: string, by: number) =>
            counters.set(`${pk} ${sk}`, (counters.get(`${pk} ${sk}`) ?? 0) + by);
          for (const { counters: taken } of sold.effects)
            for (const { pk, sk, by, most } of taken) {
              add(pk, sk, by);
              expect(by).toBeLessThanOrEqual(most);
            }
          const took = gave.map(() => 0);
          for (const part of [...parts, undefined]) {
            const { returned } = withReturned(sold.lines, sold.returned, part);
            const { effects, takes } = reckoned(sold, returned);
            for (const { effect, amount } of takes) {
              expect(amount).toBeGreaterThan(0);
              took[effect]! += amount;
            }
            for (const [i, { left }] of effects.entries()) expect(left).toBe(gave[i]! - took[i]!);
            sold = { ...sold, returned, effects };
            const basket: Basket = {
              store: 's',
              till: 't',
              transaction: 'x',
              state: 'reversing',
              sold,
              returns: [{ id: 'r', request: '', at: '', state: 'taking', takes }],
            };
            for (const { pk, sk, by } of givenBack(basket)) add(pk, sk, -by);
          }
          expect(took).toEqual(gave);
          expect(restingState(sold)).toBe('reversed');
          expect(sold.effects.map(({ times }) => times)).toEqual(gave.map(() => 0));
          for (const [key, left] of counters) {
            expect(left).toBeGreaterThanOrEqual(0);
            const index = of.findIndex(({ id }) => key.startsWith(`BASKETRULE#${id} `));
            // A tier that makes nothing of points leaves nothing to take back.
            if (!of[index]!.byTier) expect(left).toBe(0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('what comes back in parts leaves what a basket of the rest would have got', () => {
    fc.assert(
      fc.property(lines, rules, fc.array(back, { maxLength: 4 }), (all, of, parts) => {
        let sold = soldOf(all, of, 100);
        for (const part of parts) {
          const { returned } = withReturned(all, sold.returned, part);
          sold = { ...sold, returned, effects: reckoned(sold, returned).effects };
        }
        const rest = remaining(all, sold.returned);
        for (const { ruleId, left, each, planned: most } of sold.effects) {
          const rule = of.find(({ id }) => id === ruleId)!;
          // Never again more than an earlier rest got, which had no fewer pieces.
          expect(left).toBe(each * Math.min(most, timesOf(termsOf(rule, all), rest)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never get more for fewer pieces', () => {
    fc.assert(
      fc.property(lines, rules, back, (all, of, part) => {
        const rest = remaining(all, withReturned(all, {}, part).returned);
        for (const rule of of) {
          const terms = termsOf(rule, all);
          expect(timesOf(terms, rest)).toBeLessThanOrEqual(timesOf(terms, all));
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['data', '1 GB', 1e9],
    ['minutes', '10 min', 600],
    ['credit', '2.00', 2_000_000],
    ['points', 100, 100],
    ['points', '1 GB', undefined],
    ['data', '0 GB', undefined],
  ])('give %s of %s', (kind, amount, wanted) => {
    const body = basketBodies.BasketRule_Create.parse({
      id: 'a',
      name: 'A',
      when: { minAmount: '5.00' },
      gives: { kind, amount },
      per: '10.00',
    });
    expect(ruleOf(body)?.amount).toBe(wanted);
  });

  it('reckon exactly where doubles do not', () => {
    const read = linesOf([
      { line: 1, sku: 'a', quantity: 3, unitPrice: '0.1' },
      { line: 2, sku: 'b', quantity: 100_000, unitPrice: '999999999' },
    ]);
    expect(read).toEqual([expect.objectContaining({ param: 'lines' })]);
    expect(linesOf([{ line: 1, sku: 'a', quantity: 3, unitPrice: '0.1' }])).toMatchObject({
      paidMicros: 300_000,
    });
  });
});

describe('the count of a till', () => {
  it('has as gaps what did not come, in whatever order the rest comes', () => {
    const order = fc
      .uniqueArray(fc.integer({ min: 2, max: 40 }), { minLength: 1 })
      .map((rest) => [1, ...rest]);
    fc.assert(
      fc.property(order, (numbers) => {
        const { highest, gaps } = numbers.reduce<ReturnType<typeof counted> | undefined>(counted, undefined)!;
        const missing = gaps.flatMap(({ from, to }) =>
          Array.from({ length: to - from + 1 }, (_, i) => from + i),
        );
        expect(highest).toBe(Math.max(...numbers));
        expect([...numbers, ...missing].sort((a, b) => a - b)).toEqual(
          Array.from({ length: highest }, (_, i) => i + 1),
        );
      }),
    );
  });
});
