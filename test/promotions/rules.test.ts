/** The rules themselves: criteria, actions, stacking and codes. */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { readCriterion } from '../../domain/promotions/criteria.js';
import { couponCode, MOST_BATCHES, MOST_CODES, readCouponCode } from '../../domain/promotions/coupon-code.js';
import { readAction } from '../../domain/promotions/effect.js';
import type { Situation } from '../../domain/promotions/situation.js';
import { type Candidate, discountMicros, stack } from '../../domain/promotions/stack.js';
import { VOUCHER_ALPHABET } from '../../domain/payments/voucher.js';

const TERMS = { appliesTo: 'order', rewardDays: 30 } as const;
// A Monday, 17:30 in London.
const SITUATION: Situation = {
  nowMs: Date.UTC(2026, 10, 23, 17, 30),
  timeZone: 'Europe/London',
  currency: 'GBP',
  subscriber: {
    subscriberId: 'sub_1',
    accountKey: 'imsi-1',
    offeringId: 'monthly',
    state: 'active',
    activatedAt: '2026-08-15T17:30:00Z',
  },
  order: {
    lines: [
      { product: 'coffee', category: 'drinks', quantity: 2, amountMicros: 6_000_000 },
      { product: 'bread', quantity: 1, amountMicros: 2_500_000 },
    ],
  },
  attributes: { segment: 'students', visits: 7 },
};

test.each([
  ['orderAmount', '>=', '8.50', true],
  ['orderAmount', '>', '8.50', false],
  ['orderQuantity', '=', '3', true],
  ['product', '=', 'tea, bread', true],
  ['product', '<>', 'tea', true],
  ['product', '<>', 'tea,coffee', false],
  ['category', '=', 'drinks', true],
  ['plan', '=', 'monthly', true],
  ['tenureDays', '>=', '100', true],
  ['tenureDays', '>', '100', false],
  ['weekday', '=', '1,2', true],
  ['timeOfDay', '<', '17:30', false],
  ['timeOfDay', '<=', '17:30', true],
  ['attribute.segment', '=', 'students', true],
  ['attribute.visits', '>', '6', true],
  // What is not told holds for nothing, not even "is not".
  ['store', '<>', '12', false],
  ['attribute.age', '<>', '17', false],
])('%s %s %s', (criteriaParameter, criteriaOperator, criteriaValue, holds) => {
  const read = readCriterion({ criteriaParameter, criteriaOperator, criteriaValue });
  expect(typeof read === 'string' ? read : read.holds(SITUATION)).toBe(holds);
});

test.each([
  ['orderamount', '=', '1', 'did you mean "orderAmount"'],
  ['orderAmount', '~', '1', 'decided here: ='],
  ['product', '>', 'a', 'which is text'],
  ['orderAmount', '>=', '1,5', 'an amount such as'],
  ['orderAmount', '>', '-1', 'an amount such as'],
  ['timeOfDay', '>', '25:00', 'a time of day'],
  ['constructor', '=', 'x', 'decided here'],
])('%s %s %s is not decided, with a reason', (criteriaParameter, criteriaOperator, criteriaValue, reason) => {
  expect(readCriterion({ criteriaParameter, criteriaOperator, criteriaValue })).toEqual(
    expect.stringContaining(reason),
  );
});

test.each<[string, string, string | undefined, object | string]>([
  ['data (GB)', '1.5', 'award', { type: 'reward', bucket: 'reward-data', amount: 1_500_000_000 }],
  ['data (MB)', '500', undefined, { type: 'reward', amount: 500_000_000 }],
  ['voice (minute)', '10', 'award', { type: 'reward', bucket: 'reward-minutes', amount: 600 }],
  ['SMS', '50', 'award', { type: 'reward', bucket: 'reward-messages', amount: 50 }],
  ['currency', '5.00', 'award', { type: 'reward', bucket: 'reward-credit', amount: 5_000_000 }],
  ['currency', '5.00', 'Reduction', { type: 'order-discount', micros: 5_000_000 }],
  ['discount', '12.5 %', undefined, { type: 'order-discount', basisPoints: 1_250 }],
  ['bonus point', '100', 'award', { type: 'points', points: 100 }],
  ['physical gift', 'mug', 'award', { type: 'external' }],
  ['discount', '101 %', undefined, 'at most 100 %'],
  ['data (GB)', '0', undefined, 'more than 0'],
  ['data (GB)', '-1', undefined, 'more than 0'],
  ['bonus point', '1.5', undefined, 'whole number'],
])('%s %s', (actionType, actionValue, promotionType, wanted) => {
  const effect = readAction({ actionType, actionValue }, promotionType, TERMS);
  expect(effect).toEqual(
    typeof wanted === 'string' ? expect.stringContaining(wanted) : expect.objectContaining(wanted),
  );
});

const candidates = fc
  .uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      stacking: fc.record(
        {
          priority: fc.integer({ min: 0, max: 3 }),
          exclusive: fc.boolean(),
          group: fc.constantFrom('a', 'b'),
        },
        { requiredKeys: ['priority', 'exclusive'] },
      ),
      effects: fc.array(
        fc.oneof(
          fc.record({
            type: fc.constant('order-discount' as const),
            basisPoints: fc.integer({ min: 1, max: 10_000 }),
          }),
          fc.record({
            type: fc.constant('order-discount' as const),
            micros: fc.integer({ min: 1, max: 20_000_000 }),
            product: fc.constantFrom('coffee', 'tea'),
          }),
        ),
        { maxLength: 2 },
      ),
    }),
    { selector: ({ id }) => id, maxLength: 8 },
  )
  .map((found) => found as unknown as Candidate[]);

test('what applies does not depend on the order of asking, and never takes more than there is', () => {
  fc.assert(
    fc.property(
      candidates,
      fc.integer({ min: 0, max: 30_000_000 }),
      fc.func(fc.integer()),
      (given, amountMicros, shuffle) => {
        const order = {
          lines: [
            { product: 'coffee', quantity: 1, amountMicros },
            { product: 'bread', quantity: 1, amountMicros: 1_000_000 },
          ],
        };
        const total = amountMicros + 1_000_000;
        const one = stack(given, order, 'GBP');
        const shuffled = [...given].sort((a, b) => shuffle(a.id) - shuffle(b.id));
        expect(stack(shuffled, order, 'GBP')).toEqual(one);
        const off = one.applied.reduce((sum, { offMicros }) => sum + offMicros, 0);
        expect(one.restMicros! + off).toBe(total);
        expect(one.restMicros).toBeGreaterThanOrEqual(0);
        expect(one.applied.length + one.dropped.length).toBe(given.length);
        const exclusive = one.applied.some(({ candidate }) => candidate.stacking.exclusive);
        if (exclusive) expect(one.applied).toHaveLength(1);
        const groups = one.applied.flatMap(({ candidate: { stacking } }) => stacking.group ?? []);
        expect(new Set(groups).size).toBe(groups.length);
      },
    ),
  );
});

test('a percentage is rounded half up to the smallest coin', () => {
  expect(discountMicros(10_050_000, { basisPoints: 1_000 }, 'GBP')).toBe(1_010_000);
  expect(discountMicros(10_040_000, { basisPoints: 1_000 }, 'GBP')).toBe(1_000_000);
  expect(discountMicros(105_000_000, { basisPoints: 1_000 }, 'JPY')).toBe(11_000_000);
  expect(discountMicros(3_000_000, { micros: 5_000_000 }, 'GBP')).toBe(3_000_000);
});

const named = fc.record({
  batch: fc.integer({ min: 1, max: MOST_BATCHES }),
  serial: fc.integer({ min: 0, max: MOST_CODES - 1 }),
});
const proofs = fc.uint8Array({ minLength: 32, maxLength: 32 });
const lengths = fc.constantFrom<'long' | 'short'>('long', 'short');

test('a code is read as it was made, however it is typed', () => {
  fc.assert(
    fc.property(named, lengths, proofs, (name, length, proof) => {
      const code = couponCode(name, length, proof);
      expect(code).toHaveLength(length === 'long' ? 35 : 23);
      expect(readCouponCode(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toMatchObject({
        ...name,
        length,
      });
    }),
  );
});

test('one wrong character, and two neighbours that changed places, are always found', () => {
  fc.assert(
    fc.property(named, lengths, proofs, fc.nat(), fc.nat(), (name, length, proof, at, other) => {
      const code = couponCode(name, length, proof).replaceAll('-', '').split('');
      const i = at % code.length;
      const wrong = [...code];
      wrong[i] = VOUCHER_ALPHABET[(VOUCHER_ALPHABET.indexOf(code[i]!) + 1 + (other % 22)) % 23]!;
      expect(readCouponCode(wrong.join(''))).toBeUndefined();
      const j = at % (code.length - 1);
      const swapped = [...code];
      [swapped[j], swapped[j + 1]] = [code[j + 1]!, code[j]!];
      if (code[j] !== code[j + 1]) expect(readCouponCode(swapped.join(''))).toBeUndefined();
    }),
  );
});

test('characters of proofs are even: no character comes too often', () => {
  const counts = new Map<string, number>();
  const codes = 2_000;
  for (let serial = 0; serial < codes; serial++) {
    const proof = createHash('sha256').update(String(serial)).digest();
    for (const character of couponCode({ batch: 1, serial }, 'long', proof).replaceAll('-', '').slice(11, 29))
      counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const expected = (codes * 18) / 23;
  const chi = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // χ² with 22 degrees of freedom: 48.3 is the 0.1 % bound.
  expect(chi).toBeLessThan(48.3);
});
