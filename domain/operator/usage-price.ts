/** The price of a whole period's usage as it is written. */
import { z } from 'zod';
import { PRICE_UNITS } from './quantity.js';
import { label, listOf, money, price, quantity, slug, wholeNumber } from './scalars.js';

const tierSchema = z
  .strictObject({
    upTo: quantity('100 GB').optional().describe('Where the tier ends. The last one has no end.'),
    price: price()
      .optional()
      .describe('Of one unit (`per`); of a block with `blocks`. Default: nothing, beside a `fee`.'),
    fee: money().optional().describe('Due once when the tier is entered; the first always is.'),
    size: quantity('10 GB').optional().describe('With model `blocks`: what a block holds.'),
    blocks: wholeNumber(1, 1_000_000)
      .optional()
      .describe('With model `blocks`: how many the tier has. The last one has no end.'),
  })
  .describe('A part of the usage with its own price.');

export const usagePriceSchema = z
  .strictObject({
    id: slug('data-by-month').describe('Unique among the bundles and caps of the plan.'),
    name: label().describe('What stands on the bill.'),
    services: listOf(slug('internet'), 'service id').describe(
      'Services whose usage it is for. Their own prices hold where no usage price does.',
    ),
    destinations: listOf(slug('national'), 'destination')
      .optional()
      .describe('Destinations of those services; absent = all that cost something.'),
    zones: listOf(slug('eu'), 'zone')
      .optional()
      .describe('Zones it is for; `home` is one. Default: home only.'),
    per: z.enum(PRICE_UNITS).describe('The unit that prices are for.'),
    model: z
      .enum(['unit', 'package', 'graduated', 'volume', 'blocks'])
      .describe(
        '`unit`: one price. `package`: every begun package. `graduated`: each unit at the price of the tier it falls ' +
          'in. `volume`: all units at the price of the tier that their sum falls in. `blocks`: begun blocks.',
      ),
    price: price().optional().describe('With model `unit`: of one; with `package`: of a package.'),
    size: quantity('10 GB').optional().describe('With model `package`: what a package holds.'),
    free: quantity('5 GB').optional().describe('With model `package`: what comes before the first.'),
    tiers: listOf(tierSchema, 'tier').optional().describe('With models `graduated`, `volume` and `blocks`.'),
    policy: z
      .enum(['all-tiers', 'top-tier'])
      .optional()
      .describe(
        'With model `blocks`: each tier sells its own, or all usage is in blocks of the highest tier reached. ' +
          'Default: all-tiers.',
      ),
    minSpend: money().optional().describe('The least that a period costs, used or not.'),
    maxSpend: money().optional().describe('The most that a period costs.'),
    roundingDecimals: wholeNumber(0, 6)
      .optional()
      .describe(
        "Decimals of what a period costs, half up. Default: 6, as accounts count; 2 = a euro's cents.",
      ),
  })
  .describe("What a whole period's usage costs: taken when the plan's period ends. Postpaid and hybrid.");

export type OfferingUsagePrice = z.output<typeof usagePriceSchema>;
