/** Bodies and answers of what is no standard's: codes, batches and redemptions. */
import { z } from 'zod';
import { CODE_LENGTHS, MOST_CODES } from './coupon-code.js';
import { PROMOTION_KINDS, SYSTEMATIC_CODE } from './promotion.js';

const AMOUNT = /^(0|[1-9]\d{0,8})(\.\d{1,6})?$/;
const amount = z.string().regex(AMOUNT, 'allowed: an amount such as "20.00"');
const some = (most: number) => z.string().min(1).max(most);
const count = (most: number) => z.int().min(1).max(most);

const action = z.strictObject({
  actionType: some(60).describe(
    'As TMF671 has them: "data (GB)", "voice (minute)", "SMS", "currency", "bonus point"',
  ),
  actionValue: some(60).optional(),
});

/** `terms` of a TMF671 promotion: what the standard has no words for. */
export const terms = z.strictObject({
  kind: z
    .enum(PROMOTION_KINDS)
    .optional()
    .describe(
      'coupon: codes that give what the patterns say · gift: codes with an amount · referral: codes of subscribers · automatic: no code. Default: coupon.',
    ),
  code: z
    .string()
    .regex(SYSTEMATIC_CODE, 'allowed: 3 to 15 capitals and digits')
    .optional()
    .describe('A code that everybody may know.'),
  reason: some(15).optional().describe('What it is booked under.'),
  limits: z
    .strictObject({
      total: count(1_000_000_000).optional(),
      perSubscriber: count(1_000_000).optional(),
      perDay: count(1_000_000_000).optional().describe("On a day of the market's calendar."),
      perCode: count(1_000_000_000).optional(),
    })
    .optional()
    .describe('How often it may be redeemed. Default: without end; each code of a batch once.'),
  stacking: z
    .strictObject({
      priority: z
        .int()
        .min(0)
        .max(999)
        .optional()
        .describe('Smaller comes first. Default: 100, of a gift 900.'),
      exclusive: z.boolean().optional().describe('Applies alone. Default: false.'),
      group: some(40).optional().describe('Of one group at most one applies.'),
    })
    .optional(),
  appliesTo: z
    .enum(['order', 'plan'])
    .optional()
    .describe("What a discount is taken off: the order, or the plan's recurring price. Default: order."),
  months: z
    .union([count(120), z.literal('forever')])
    .optional()
    .describe('How many months a discount on the recurring price lasts. Default: once.'),
  giftAmount: amount.optional().describe('Of each code of a gift.'),
  referrer: z.array(action).min(1).max(5).optional().describe("What a referral's owner gets."),
  rewardDays: count(3_650).optional().describe('How many days rewards last. Default: 30.'),
});

export const CODES_AT_ONCE = 10;

const line = z.strictObject({
  product: some(80).describe('The offering or the article: an id, SKU or GTIN.'),
  category: some(80).optional(),
  quantity: count(1_000_000).optional().describe('Default: 1.'),
  amount: amount.describe('Of all pieces together.'),
});

const situation = {
  subscriber: some(60).optional().describe('`sub_…`, or a number: `+447700900123`.'),
  order: z.strictObject({ lines: z.array(line).min(1).max(200) }).optional(),
  channel: some(40).optional(),
  store: some(40).optional(),
  attributes: z
    .record(z.string().regex(/^[A-Za-z0-9_-]{1,60}$/), z.union([z.string().max(200), z.number()]))
    .optional()
    .describe('What else criteria may ask for, as `attribute.<name>`.'),
};

const codes = z.array(some(64)).min(1).max(CODES_AT_ONCE);
const redemptionIds = z.array(z.string().regex(/^rdm_[0-9a-f]{24}$/, 'allowed: rdm_ and 24 hex digits'));

const asked = {
  ...situation,
  giftAmount: amount
    .optional()
    .describe('How much of a gift. Default: what the order costs, or all that is left.'),
};

export const bodies = {
  CouponBatch_Create: z.strictObject({
    count: count(MOST_CODES),
    length: z
      .enum(CODE_LENGTHS)
      .optional()
      .describe('long: 30 characters, which nobody guesses · short: 20, for people who type. Default: long.'),
    name: some(80).optional(),
  }),
  ReferralCode_Create: z.strictObject({ subscriber: some(60) }),
  Situation: z.strictObject(situation),
  Codes_Validate: z.strictObject({ ...asked, codes }),
  Codes_Reserve: z.strictObject({
    ...asked,
    codes,
    reference: some(80)
      .optional()
      .describe("The till's transaction or the order: the same one again changes nothing."),
    minutes: count(1_440).optional().describe('How long they are kept. Default: 15.'),
  }),
  Codes_Redeem: z.strictObject({
    ...asked,
    codes: codes.optional(),
    redemptions: redemptionIds
      .min(1)
      .max(CODES_AT_ONCE)
      .optional()
      .describe('What was reserved, instead of codes.'),
    reference: some(80).optional(),
  }),
  Code_Show: z.strictObject({
    code: some(60).describe('In the body, so that no log of addresses has it.'),
    subscriber: some(60).optional().describe('Who shows it: tries of wrong ones are counted for it.'),
  }),
  Codes_Release: z.strictObject({ redemptions: redemptionIds.min(1).max(CODES_AT_ONCE) }),
  Redemption_Rollback: z.strictObject({ reason: some(200).optional() }),
} as const;

export type SituationBody = z.output<typeof bodies.Situation>;
export type CodesBody = z.output<typeof bodies.Codes_Validate>;

const reason = z.strictObject({ code: z.string(), detail: z.string() });
const effect = z.looseObject({ type: z.string() });
const given = z.looseObject({
  effect,
  state: z.enum(['owed', 'given', 'failed', 'told', 'take-back-owed', 'taken-back']),
});

const redemption = z.looseObject({
  id: z.string(),
  promotionId: z.string(),
  state: z.enum(['reserved', 'redeemed', 'released', 'expired', 'rolled_back']),
  discount: z.string().describe('Off the order.'),
  currency: z.string(),
  effects: z.array(given),
  subscriberId: z.string().optional(),
  reference: z.string().optional(),
  reservedUntil: z.iso.datetime().optional(),
  redeemedAt: z.iso.datetime().optional(),
  createdAt: z.iso.datetime(),
});

export const answers = {
  CouponBatch: z.looseObject({
    id: z.string(),
    promotionId: z.string(),
    state: z.enum(['queued', 'running', 'ready', 'cancelled']),
    count: z.int(),
    done: z.int().describe('How many codes are written so far.'),
    length: z.enum(CODE_LENGTHS),
    file: z.strictObject({ bucket: z.string(), key: z.string() }).optional(),
    createdAt: z.iso.datetime(),
  }),
  ReferralCode: z.strictObject({ batchId: z.string(), code: z.string(), subscriberId: z.string() }),
  Qualification: z.looseObject({ qualifies: z.boolean() }),
  CodesAnswer: z.looseObject({
    codes: z.array(
      z.looseObject({
        promotionId: z.string().optional(),
        usable: z.boolean(),
        reasons: z.array(reason).optional(),
      }),
    ),
    discount: z.string().optional(),
    rest: z.string().optional().describe('What is left to pay of the order.'),
  }),
  CodePicture: z.strictObject({
    promotionId: z.string(),
    payload: z.string().describe('What a scanner reads: the code, as `codes` of the other requests take it.'),
    image: z.string().describe('A QR code, SVG as a `data:` URI.'),
  }),
  Redemption: redemption,
} as const;
