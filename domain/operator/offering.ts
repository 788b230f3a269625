import { z } from 'zod';
import { digits, httpsUrl, label, localTime, money, price, quantity, slug, wholeNumber } from './scalars.js';
import { PRICE_UNITS } from './quantity.js';

export const WEEK_DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** 3GPP's Uint32. */
const MAX_RATING_GROUP = 4_294_967_295;

const per = z.enum(PRICE_UNITS).describe('What the price is for. Default: data MB, voice min, SMS message.');
const increment = (example: string) =>
  quantity(example).describe(
    'Usage is counted in whole steps of this size, rounded up. Default: data 1 kB, voice 1 s, SMS 1 message.',
  );

const slotSchema = z.strictObject({
  from: quantity('1 min')
    .optional()
    .describe('Usage of a session from which the slot applies; absent = from the start.'),
  price: price(),
  per: per.optional(),
  increment: increment('1 s').optional(),
});

const timingSchema = z
  .strictObject({
    weekDays: z
      .array(z.enum(WEEK_DAYS))
      .min(1, { error: `list of week days: ${WEEK_DAYS.join(', ')}` })
      .optional()
      .describe('Days it applies on; absent = every day.'),
    holidays: z.boolean({ error: 'true or false' }).optional().describe('Applies on `market.holidays`.'),
    from: localTime().describe(
      "Time of day it begins, in the market's zone; it lasts until the next one begins.",
    ),
  })
  .describe('When the rate applies. Rates of one destination may differ by it.');

export const rateSchema = z
  .strictObject({
    destination: slug('national').describe('Name of the destination; bundles refer to it.'),
    prefixes: z
      .array(
        z.union([z.literal(''), digits(1, 15, '44')], {
          error: 'digits in quotes without "+", such as "44"',
        }),
      )
      .min(1, { error: 'list of at least one prefix' })
      .optional()
      .describe('E.164 prefixes, without "+"; the longest match wins. Absent = everything else.'),
    free: z
      .literal(true, { error: 'true, or leave it out' })
      .optional()
      .describe('Costs nothing and needs no balance.'),
    price: price().optional(),
    per: per.optional(),
    increment: increment('1 s').optional(),
    slots: z
      .array(slotSchema)
      .min(1, { error: 'list of at least one slot' })
      .optional()
      .describe('Prices that change within a session, instead of `price`.'),
    timing: timingSchema.optional(),
    connectFee: money().optional().describe('Charged once a session, when it begins.'),
    maxCost: money().optional().describe('Most that one session can cost.'),
    maxCostStrategy: z
      .enum(['free', 'disconnect'])
      .optional()
      .describe('What happens at `maxCost`: the rest is free, or the session ends.'),
    rounding: z.enum(['up', 'middle', 'down']).optional().describe('How the cost of a session is rounded.'),
    roundingDecimals: wholeNumber(0, 6).optional().describe('Decimals of the cost of a session.'),
  })
  .describe('The price towards one destination.');

const quotaSchema = z
  .strictObject({
    min: quantity('20 MB').optional().describe('Smallest grant.'),
    max: quantity('1 GB').optional().describe('Largest grant.'),
    growth: wholeNumber(1, 100)
      .optional()
      .describe('The next grant after an exhausted one, times what was used.'),
    balanceDivisor: wholeNumber(1, 1_000)
      .optional()
      .describe('A grant takes at most this part of the balance: 10 = a tenth.'),
    thresholdPercent: wholeNumber(0, 99)
      .optional()
      .describe('The network comes back when this percentage of the grant remains.'),
    validity: quantity('2 h').optional().describe('How long a small grant is valid.'),
    holding: z
      .union([z.literal('0 s'), quantity('30 min')], {
        error: 'quantity such as "30 min", or "0 s" for none',
      })
      .optional()
      .describe('How long a small grant may lie unused before the network returns it; "0 s" = for ever.'),
    timersBelow: quantity('1 GB').optional().describe('Grants of at least this size are not small.'),
    longValidity: quantity('24 h').optional().describe('How long other grants are valid.'),
  })
  .describe('How much the network is granted at a time. Leave it out unless you measured something better.');

export const serviceSchema = z
  .strictObject({
    id: slug('internet').describe('Unique in the plan; bundles refer to it.'),
    kind: z.enum(['data', 'voice', 'sms']),
    ratingGroups: z
      .array(wholeNumber(0, MAX_RATING_GROUP), { error: 'list of at least one rating group' })
      .min(1, { error: 'list of at least one rating group' })
      .describe(
        '3GPP rating groups under which the host reports this traffic; each in one service of a plan only.',
      )
      .meta({ examples: [[1000]] }),
    trafficClass: z
      .strictObject({
        content: z
          .enum(['application', 'category'])
          .describe('Traffic of one application, or of a category that any provider can join.'),
        name: label().describe('What subscribers call it.'),
      })
      .optional()
      .describe('Data of certain content only (directional traffic). Absent = any traffic.'),
    free: z
      .literal(true, { error: 'true, or leave it out' })
      .optional()
      .describe('Costs nothing and needs no balance.'),
    price: price().optional().describe('One price for all usage. Give this, `free` or `rates`.'),
    per: per.optional(),
    increment: increment('1 kB').optional(),
    rates: z
      .array(rateSchema)
      .min(1, { error: 'list of at least one rate' })
      .optional()
      .describe(
        'Prices by destination and time. Emergency and freephone numbers are added, free, by themselves.',
      ),
    quota: quotaSchema.optional(),
  })
  .describe('One kind of usage: where it is reported and what it costs when no bundle pays for it.');

export const bundleSchema = z
  .strictObject({
    id: slug('data-5gb').describe('Unique in the plan.'),
    amount: quantity('5 GB').describe('How much; its unit is that of the services.'),
    services: z
      .array(slug('internet'), { error: 'list of at least one service id' })
      .min(1, { error: 'list of at least one service id' })
      .describe('Services that may use it.'),
    destinations: z
      .array(slug('national'))
      .min(1, { error: 'list of at least one destination' })
      .optional()
      .describe('Destinations of those services that may use it; absent = all that cost something.'),
    validity: quantity('30 days')
      .optional()
      .describe('Time from activation until it expires; absent = never.'),
    priority: wholeNumber(0, 999)
      .default(100)
      .describe('Lower is used first; then what expires sooner. The wallet always comes last.'),
    step: quantity('60 s')
      .optional()
      .describe('Drawn in whole steps of this size, from where a session begins to draw; absent = exactly.'),
    blocking: z
      .literal(true, { error: 'true, or leave it out' })
      .optional()
      .describe('When it cannot pay, nothing behind it is used: no surprise costs.'),
  })
  .describe('An amount of data, time or messages that pays before money does.');

const walletSchema = z
  .strictObject({
    startingCredit: money().default('0').describe('Money a new subscriber begins with.'),
    creditLimit: money()
      .optional()
      .describe(
        "How far below zero it may go: postpaid and hybrid only. Default: the market's bill-shock cap.",
      ),
  })
  .describe('Money, used when no bundle can pay.');

const finalUnitSchema = z
  .strictObject({
    action: z
      .enum(['TERMINATE', 'REDIRECT', 'RESTRICT_ACCESS'])
      .describe(
        'TS 32.291 FinalUnitAction: end the session, redirect to a page, or leave only the filter rules open.',
      ),
    redirectUrl: httpsUrl('https://lily.example/top-up')
      .optional()
      .describe("With REDIRECT. Default: the brand's top-up page."),
    filterRules: z
      .array(label(200))
      .min(1, { error: 'list of at least one IPFilterRule' })
      .optional()
      .describe('With RESTRICT_ACCESS: IPFilterRules (RFC 6733 §4.3.1) that stay open.')
      .meta({ examples: [['permit out ip from 192.0.2.10 to assigned']] }),
  })
  .describe('What happens to a data session when nothing can pay any more; calls and messages always end.');

/** A product offering: what is sold. */
export const offeringSchema = z
  .strictObject({
    id: slug('starter').describe('The offering in URLs and events; unique in the file.'),
    name: label().describe('The name subscribers see.'),
    paymentMode: z
      .enum(['prepaid', 'postpaid', 'hybrid'])
      .describe('Money before usage, after it, or prepaid bundles with a credit limit behind them.'),
    sims: wholeNumber(1, 12)
      .optional()
      .describe('SIMs that share one account, its bundles and its wallet: a pool. Default: 1.'),
    services: z
      .array(serviceSchema, { error: 'list of at least one service' })
      .min(1, { error: 'list of at least one service' }),
    bundles: z.array(bundleSchema).default([]).describe('What the plan includes.'),
    wallet: walletSchema.prefault({}),
    finalUnit: finalUnitSchema
      .optional()
      .describe('Default: prepaid and hybrid REDIRECT to the top-up page, postpaid TERMINATE.'),
  })
  .describe('A plan: services with their prices, and what pays for them.');

export type Offering = z.output<typeof offeringSchema>;
export type OfferingService = Offering['services'][number];
export type OfferingRate = NonNullable<OfferingService['rates']>[number];
export type OfferingBundle = Offering['bundles'][number];
