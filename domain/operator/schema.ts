/**
 * The operator file: one brand in one market.
 *
 * Everything about the shape of the file is here and in the schemas it is made of; what holds between its parts
 * is in `checks.ts` and `domain/catalogue/check-offering.ts`. `operators/operator.schema.json` is generated from it.
 */
import { z } from 'zod';
import { PAYMENT_PROVIDERS } from '../payments/provider.js';
import { addOnSchema } from './add-on.js';
import { brandSchema } from './brand.js';
import { channelPartnerSchema } from './channel-partner.js';
import { hostSchema } from './host.js';
import { jointVentureSchema } from './joint-venture.js';
import { loyaltySchema } from './loyalty.js';
import { marketSchema } from './market.js';
import { offeringSchema } from './offering.js';
import { rewardsSchema } from './rewards.js';
import { money, slug, wholeNumber } from './scalars.js';

/** The last subscribers of every seed belong to the live demonstration; at least 1,000 others are for tests. */
export const DEMO_SUBSCRIBERS = 50;
export const MIN_SEED_SUBSCRIBERS = 1_000 + DEMO_SUBSCRIBERS;

/** Each is a client of the user pool, named in the environment of functions, which holds 4 KiB. */
const MOST_CHANNEL_PARTNERS = 20;

const seedsSchema = z
  .strictObject({
    subscribers: wholeNumber(MIN_SEED_SUBSCRIBERS, 100_000).default(1_100).describe('How many.'),
    wallets: z
      .array(money())
      .min(1, { error: 'list of at least one amount' })
      .optional()
      .describe("Money in their wallets, in turn. Default: each plan's starting credit."),
    plans: z
      .array(z.strictObject({ plan: slug('starter').describe('Id of a plan.'), weight: wholeNumber(1, 100) }))
      .min(1, { error: 'list of at least one plan' })
      .optional()
      .describe('How they spread over the plans. Default: evenly.'),
  })
  .describe('Subscribers that a local run begins with; nothing in AWS uses them.');

export const operatorSchema = z
  .strictObject({
    brand: brandSchema,
    market: marketSchema,
    host: hostSchema,
    jointVenture: jointVentureSchema.optional(),
    plans: z
      .array(offeringSchema, { error: 'list of at least one plan' })
      .min(1, { error: 'list of at least one plan' })
      .describe('What is sold.'),
    addOns: z.array(addOnSchema).default([]).describe('What is bought beside a plan.'),
    rewards: rewardsSchema.optional(),
    loyalty: loyaltySchema.optional(),
    payments: z
      .strictObject({
        providers: z
          .array(z.enum(PAYMENT_PROVIDERS))
          .default([])
          .describe(
            'Providers that subscribers pay with. Ids only: keys and secrets never belong into this file.',
          ),
        topUps: z
          .strictObject({
            smallest: money().describe('What a subscriber may top up by at least.'),
            largest: money().describe('What a subscriber may top up by at most, each time.'),
          })
          .optional()
          .describe('Amounts of a top-up. Without it any amount that the provider takes.'),
      })
      .prefault({})
      .describe('Ways to pay.'),
    channelPartners: z
      .array(channelPartnerSchema)
      .max(MOST_CHANNEL_PARTNERS, { error: `at most ${MOST_CHANNEL_PARTNERS} partners` })
      .default([])
      .describe('Who sells beside the brand itself. Each gets a client of its own.'),
    seeds: seedsSchema.prefault({}),
  })
  .describe('A Wildlily operator: one brand in one market.');

/** The file as it is written: defaults may be missing, decimals may be numbers. */
export type OperatorFile = z.input<typeof operatorSchema>;

/** The file as it is meant: every default filled in, every decimal a string. It parses to itself. */
export type Operator = z.output<typeof operatorSchema>;
