/** A service of a plan as it is written: where its usage is reported and what it costs. */
import { z } from 'zod';
import {
  digits,
  label,
  localTime,
  money,
  price,
  quantity,
  slug,
  WEEK_DAYS,
  weekDay,
  wholeNumber,
} from './scalars.js';
import { PRICE_UNITS } from './quantity.js';

/** 3GPP's Uint32. */
const MAX_RATING_GROUP = 4_294_967_295;

export const per = z
  .enum(PRICE_UNITS)
  .describe('What the price is for. Default: data MB, voice min, SMS message.');
export const increment = (example: string) =>
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
      .array(weekDay())
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
      .describe(
        'E.164 prefixes, without "+"; the longest match wins. Absent = everything else; the destination ' +
          '`incoming` (calls received) has none.',
      ),
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

export const quotaSchema = z
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
        sponsor: slug('lily-video')
          .optional()
          .describe(
            'Who pays for it; usage records name it. With `free` without end; with a price as far as the pool of an ' +
              'agreement with the sponsor goes, and then the subscriber does.',
          ),
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

export type OfferingService = z.output<typeof serviceSchema>;
export type OfferingRate = z.output<typeof rateSchema>;
