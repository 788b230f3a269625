/** Bodies and answers of the tills' routes. */
import { z } from 'zod';
import { currency, label, money, slug, text, wholeNumber } from '../operator/scalars.js';

const instant = (what: string) => {
  const error = 'date and time with an offset, such as "2026-11-23T09:30:00Z"';
  return z.iso.datetime({ offset: true, error }).describe(what);
};
const name = (what: string) => text(/^[\x21-\x7e]{1,64}$/, '1 to 64 visible characters').describe(what);
const MOST_LINES = 300;
const list = <S extends z.ZodType>(item: S, most: number) => {
  const error = `list of 1 to ${most}`;
  return z.array(item, { error }).min(1, { error }).max(most, { error });
};
const pieces = () => wholeNumber(1, 100_000);
const lineNumber = () => wholeNumber(1, 99_999).describe("The till's number of the line.");

const transaction = {
  store: name('Where the till stands.'),
  till: name('The till, within its store.'),
  transaction: name("The till's own number: with it the same basket counts once."),
};

const line = z.strictObject({
  line: lineNumber(),
  sku: name('The article: SKU or GTIN.'),
  category: label(64).optional(),
  brand: label(64).optional(),
  quantity: pieces().describe('Whole pieces; what is weighed is one piece.'),
  unitPrice: money().describe('Of one piece.'),
  total: money()
    .optional()
    .describe('What was paid for all pieces, less what was taken off. Default: quantity × unitPrice.'),
});

const ONE_OF = 'either memberId or msisdn';
const basket = z
  .strictObject({
    ...transaction,
    sequence: wholeNumber(1, 2 ** 50)
      .optional()
      .describe("The till's own counter of baskets; gaps in it are told, not refused."),
    soldAt: instant('When it was paid. A till that was offline delivers it later, within 30 days.'),
    currency: currency().describe("The market's."),
    memberId: name("The retailer's own id of its member.").optional(),
    msisdn: text(/^\+?[1-9]\d{4,14}$/, 'a number as in E.164, such as "+447700900123"').optional(),
    lines: list(line, MOST_LINES),
  })
  .refine(({ memberId, msisdn }) => (memberId === undefined) !== (msisdn === undefined), {
    error: ONE_OF,
    path: ['memberId'],
  });

const reversal = z.strictObject({
  ...transaction,
  returnId: name('Of this return: the same one again changes nothing.'),
  lines: list(
    z.strictObject({
      line: lineNumber(),
      quantity: pieces().optional().describe('Pieces that came back. Default: all that are left.'),
    }),
    MOST_LINES,
  )
    .optional()
    .describe('What came back. Default: everything.'),
});

const often = () => wholeNumber(1, 1_000_000_000).optional();
const per = money().refine((value) => Number(value) > 0, { error: 'more than nothing, or "basket"' });

const rule = z.strictObject({
  id: slug('cereal-week').describe('Unique for good: what was deleted is not made again.'),
  name: label().describe('What the subscriber reads.'),
  when: z
    .strictObject({
      categories: list(label(64), 50).optional(),
      skus: list(name('SKU or GTIN'), 100).optional(),
      brands: list(label(64), 50).optional(),
      minAmount: money().optional().describe('Of the lines that qualify, together.'),
      minQuantity: pieces().optional().describe('Pieces of the lines that qualify, together.'),
      stores: list(name('A store'), 100).optional().describe('Default: all.'),
      partners: list(slug('acme'), 50)
        .optional()
        .describe('At whose tills. Default: at those of all partners, whatever they call their stores.'),
    })
    .describe('A line qualifies when it is in each list that is here. Empty: every line does.'),
  gives: z.strictObject({
    kind: z.enum(['data', 'minutes', 'messages', 'credit', 'points']),
    amount: z
      .union([label(30), wholeNumber(1, 1_000_000_000)], { error: '"1 GB", "10 min", "2.00" or 100' })
      .transform(String)
      .describe('`1 GB`, `10 min`, `20 messages`, credit as `2.00`, points as `100`.'),
  }),
  per: z
    .union([z.literal('basket'), per], { error: '"basket", or an amount such as "10.00"' })
    .describe('Given once a basket, or for every whole amount of what qualifies.'),
  most: z
    .strictObject({ perBasket: often(), perMemberAndDay: often(), total: often() })
    .optional()
    .describe('How often it is given at most. Default: as often as it applies.'),
  from: instant('First instant of the sale. Default: when the rule is made.').optional(),
  to: instant('First instant after it.').optional(),
  campaignId: text(/^cmp_[0-9A-Za-z]{1,40}$/, 'cmp_ and 1 to 40 letters and digits').optional(),
});

export const basketBodies = {
  Basket_Evaluate: basket,
  Basket_Commit: basket,
  Basket_Reverse: reversal,
  BasketRule_Create: rule,
} as const;

export type BasketBody = z.output<typeof basket>;
export type ReversalBody = z.output<typeof reversal>;
export type RuleBody = z.output<typeof rule>;

const when = z.iso.datetime();
const amount = z
  .string()
  .describe('As operators write it: `1000000000 B`, `600 s`, `20 messages`, `2.00`, `100`');
const gaps = z
  .array(z.strictObject({ from: z.int(), to: z.int() }))
  .describe("Of the till's counter: what has not come yet.");

const effect = z.strictObject({
  ruleId: z.string(),
  name: z.string(),
  campaignId: z.string().optional(),
  kind: z.enum(['data', 'minutes', 'messages', 'credit', 'points']),
  times: z.int().describe('How often it holds now.'),
  amount: amount.optional().describe('What holds of it now; absent until it is given.'),
  state: z.enum(['owed', 'given', 'refused']),
  reason: z.string().optional().describe('Why it was refused.'),
});

const basketAnswer = z.strictObject({
  id: z.string(),
  href: z.string(),
  store: z.string(),
  till: z.string(),
  transaction: z.string(),
  state: z
    .enum(['awaiting', 'committing', 'committed', 'reversing', 'partly-reversed', 'reversed'])
    .describe('awaiting: its return came before it.'),
  soldAt: when.optional(),
  currency: z.string().optional(),
  paid: z.string().optional().describe('Decimal, in the currency'),
  membershipId: z.string().optional(),
  sequence: z.int().optional(),
  lines: z
    .array(
      z.strictObject({
        line: z.int(),
        sku: z.string(),
        category: z.string().optional(),
        brand: z.string().optional(),
        quantity: z.int(),
        returned: z.int(),
        total: z.string(),
      }),
    )
    .optional(),
  effects: z.array(effect).optional(),
  returns: z.array(
    z.strictObject({
      returnId: z.string(),
      at: when,
      state: z.enum(['waiting', 'taking', 'done']),
      taken: z.array(
        z.strictObject({
          ruleId: z.string(),
          kind: z.string(),
          amount: amount.describe('What was asked back'),
          missing: amount.describe('How much of it was there no more'),
        }),
      ),
      ignored: z.array(z.int()).optional().describe('Lines that the basket did not have, or not as many of'),
    }),
  ),
  gaps: gaps.optional(),
  repeated: z.boolean().optional(),
});

const ruleAnswer = z.strictObject({
  ...rule.shape,
  href: z.string(),
  used: z.int().optional().describe('How often it was given, where it is limited in total.'),
});

export const basketAnswers = {
  Basket: basketAnswer,
  BasketEvaluation: z.strictObject({
    membershipId: z.string(),
    paid: z.string(),
    currency: z.string(),
    gives: z.array(
      z.strictObject({
        ruleId: z.string(),
        name: z.string(),
        campaignId: z.string().optional(),
        kind: z.string(),
        times: z.int(),
        amount,
        limited: z.boolean().optional().describe('A limit made it less.'),
      }),
    ),
  }),
  BasketRule: ruleAnswer,
} as const;
