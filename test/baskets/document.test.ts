import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planned, reckoned, withReturned } from '../../domain/baskets/basket.js';
import { linesOf } from '../../domain/baskets/evaluate.js';
import { earnRules, ruleOf } from '../../domain/baskets/rule.js';
import { type BasketBody, basketBodies, type ReversalBody } from '../../domain/baskets/schemas.js';

const LIMITS = { membershipId: 'mbr_1', day: '2026-11-23' };

it('the examples of the document come out as it says', () => {
  const text = readFileSync(join(__dirname, '../../docs/baskets.md'), 'utf8');
  const [sale, ruleBody, back] = [...text.matchAll(/```json\n([^`]*)```/g)].map(
    ([, json]) => JSON.parse(json!) as unknown,
  );
  const body: BasketBody = basketBodies.Basket_Commit.parse(sale);
  const reversal: ReversalBody = basketBodies.Basket_Reverse.parse(back);
  const rule = ruleOf(basketBodies.BasketRule_Create.parse(ruleBody))!;
  const earn = earnRules({ pointsName: 'petals', earn: [{ on: 'basket', points: 1, per: '1.00' }] });
  const read = linesOf(body.lines);
  if (!('lines' in read)) throw new Error(JSON.stringify(read));
  const effects = planned([rule, ...earn], read.lines, LIMITS, ({ most }) => most);
  expect(effects.map(({ each, times }) => each * times)).toEqual([1e9, 46]);
  const given = effects.map((effect) => {
    const amount = effect.each * effect.times;
    return { ...effect, state: 'given' as const, given: amount, left: amount };
  });
  const { returned } = withReturned(read.lines, {}, reversal.lines);
  const after = reckoned({ lines: read.lines, effects: given }, returned);
  expect(after.effects.map(({ left }) => left)).toEqual([0, 26]);
});
