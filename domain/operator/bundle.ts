import { z } from 'zod';
import { PRICE_UNITS, POINTS_PATTERN } from './quantity.js';
import { flag, listOf, localTime, price, quantity, slug, text, weekDay, wholeNumber } from './scalars.js';

const timesSchema = z
  .strictObject({
    weekDays: listOf(weekDay(), 'week day').optional().describe('Absent = every day.'),
    from: localTime(),
    to: text(
      /^(([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?|24:00)$/,
      'time of day such as "19:00", or "24:00"',
    ).describe('Until before this time; at or before `from`: of the next day.'),
  })
  .describe("Part of the days it names, in the market's zone.");

const potRateSchema = z
  .strictObject({
    services: listOf(slug('calls'), 'service id'),
    destinations: listOf(slug('national'), 'destination')
      .optional()
      .describe('Destinations of those services; absent = all that cost something.'),
    points: price().describe('Points that so much takes.'),
    per: z.enum(PRICE_UNITS),
  })
  .describe('What usage takes from a pot of points.');

const points = text(POINTS_PATTERN, 'points such as "100 points"');

export const bundleSchema = z
  .strictObject({
    id: slug('data-5gb').describe('Unique in the plan.'),
    amount: z
      .union([quantity('5 GB'), points], {
        error: 'quantity such as "5 GB", "300 min", "100 messages" or "100 points"',
      })
      .optional()
      .describe('How much; its unit is that of the services, or points. Give this, `unlimited` or `pooled`.'),
    unlimited: flag().optional().describe('No end: people see no amount. Limit it by `caps`, if at all.'),
    pooled: flag().optional().describe('Filled from the pool that the subscriber belongs to.'),
    services: listOf(slug('internet'), 'service id')
      .optional()
      .describe('Services that may use it. Only points have none: with a `pot`, or spent by your systems.'),
    destinations: listOf(slug('national'), 'destination')
      .optional()
      .describe('Destinations of those services that may use it; absent = all that cost something.'),
    zones: listOf(slug('eu'), 'zone')
      .optional()
      .describe('Zones it may be used in; `home` is one. Default: [home].'),
    pot: listOf(potRateSchema, 'conversion')
      .optional()
      .describe('With an amount of points: what minutes, messages and data take from it.'),
    renews: flag()
      .optional()
      .describe('Given anew each period of the plan (or add-on), and good until it ends.'),
    rollover: z
      .strictObject({
        periods: wholeNumber(1, 120).describe('Further periods that what is left stays good for.'),
        max: z
          .union([quantity('10 GB'), points], { error: 'quantity such as "10 GB"' })
          .optional()
          .describe('Most that earlier periods may bring into a new one. Absent = all.'),
      })
      .optional()
      .describe('What is left at the end of its period.'),
    times: listOf(timesSchema, 'time of the week')
      .optional()
      .describe('When it may be used; absent = always.'),
    validity: quantity('30 days')
      .optional()
      .describe('Time from activation (or purchase) until it expires; absent = never.'),
    priority: wholeNumber(0, 999)
      .default(100)
      .describe('Lower is used first; then what expires sooner. The wallet always comes last.'),
    step: quantity('60 s')
      .optional()
      .describe('Drawn in whole steps of this size, from where a session begins to draw; absent = exactly.'),
    blocking: flag().optional().describe('When it cannot pay, nothing behind it is used: no surprise costs.'),
  })
  .describe('An amount of data, time, messages or points that pays before money does.');

export type OfferingBundle = z.output<typeof bundleSchema>;
