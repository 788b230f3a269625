import { z } from 'zod';
import { flag, listOf, money, quantity, slug, wholeNumber } from './scalars.js';

const LIMIT = 'amount of money such as "50.00", or quantity such as "20 GB"';

export const capSchema = z
  .strictObject({
    id: slug('roaming-cap').describe('Unique in the plan.'),
    purpose: z
      .enum(['spending-cap', 'bill-shock', 'fair-use', 'volume-cap', 'day-pack'])
      .describe(
        'What it is for; the defaults below follow it. `bill-shock` counts in roaming zones, the others at home, ' +
          'a spending cap everywhere.',
      ),
    limit: z.union([money(), quantity('20 GB')], { error: LIMIT }).describe('Money that is spent, or usage.'),
    services: listOf(slug('internet'), 'service id')
      .optional()
      .describe('Services that are counted. Default: all that count in the unit of the limit.'),
    destinations: listOf(slug('national'), 'destination')
      .optional()
      .describe(
        'Destinations of those services; absent = all. Emergency, freephone and helplines never count.',
      ),
    zones: listOf(slug('eu'), 'zone').optional().describe('Zones that are counted; `home` is one.'),
    countsSponsored: flag()
      .optional()
      .describe('Free traffic of certain content counts too. Default: only where `services` name it.'),
    period: z
      .enum(['cycle', 'day', 'month'])
      .optional()
      .describe(
        "When it starts again: with the plan's period, the market's local day or calendar month. Default: the " +
          'period of a plan that has one, else the month; a day pack: the day.',
      ),
    notices: z
      .array(wholeNumber(1, 100))
      .optional()
      .describe(
        'Percentages of the limit that are told. Default: 80, 100; a spending cap 50, 80, 100; a day pack none.',
      ),
    atLimit: z
      .enum(['stop', 'throttle', 'notify', 'grant'])
      .optional()
      .describe(
        'Nothing more until it starts again, slower (by Nchf_SpendingLimitControl), nothing, or `grants` and a new ' +
          'start. Default: stop; fair use throttle; a day pack grant.',
      ),
    grants: z
      .strictObject({
        id: slug('day-pack-800mb').describe('Unique in the plan, as the id of a bundle.'),
        amount: quantity('800 MB'),
        priority: wholeNumber(0, 999).default(50),
      })
      .optional()
      .describe('With `atLimit: grant`: a bundle for what is counted, good until the count starts again.'),
    perMember: flag()
      .optional()
      .describe('One for each SIM that shares the account, instead of one for all.'),
    liftable: flag().optional().describe('The subscriber may lift it for the rest of a period.'),
  })
  .describe('A limit on spending or usage.');

export type Cap = z.output<typeof capSchema>;
