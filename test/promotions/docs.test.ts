/** docs/promotions.md does what it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPromotionDesk, type PromotionDesk } from './desk.js';

const TEXT = readFileSync(join(__dirname, '..', '..', 'docs', 'promotions.md'), 'utf8');
const examples = [...TEXT.matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, text = '']) => JSON.parse(text) as Record<string, unknown>,
);
const PROMOTION = examples.find((example) => 'pattern' in example)!;
const ANSWER = examples.find((example) => 'redemptions' in example)!;
const ASKED = JSON.parse(/codes:redeem" -d '([\s\S]*?)'/.exec(TEXT)![1]!) as Record<string, unknown>;

let desk: PromotionDesk;
beforeAll(async () => {
  desk = await openPromotionDesk();
});
afterAll(async () => {
  await desk.desk.stop();
});

it('creates the promotion of the page, and redeems as the page says', async () => {
  const { validFor: _validFor, ...promotion } = PROMOTION;
  const made = await desk.call('createPromotion', {
    body: { ...promotion, terms: { ...(promotion['terms'] as object), code: 'WELCOME10' } },
  });
  expect(made.status).toBe(201);
  expect(made.body).not.toHaveProperty('notExecuted');
  const subscriber = await desk.sell();
  const told = await desk.call('redeemCodes', { body: { ...ASKED, subscriber } });
  expect(told.status).toBe(201);
  const { codes, discount, rest, redemptions } = ANSWER as {
    codes: { usable: boolean; discount: string }[];
    discount: string;
    rest: string;
    redemptions: { state: string; effects: object[] }[];
  };
  expect(told.body).toMatchObject({
    codes: [{ usable: true, discount: codes[0]!.discount }],
    discount,
    rest,
    redemptions: [{ state: redemptions[0]!.state, effects: redemptions[0]!.effects }],
  });
});

it('names every parameter that is decided', async () => {
  const { PARAMETER_NAMES } = await import('../../domain/promotions/criteria.js');
  for (const name of PARAMETER_NAMES) expect(TEXT).toContain(`\`${name}\``);
});
