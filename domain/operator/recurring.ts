import { z } from 'zod';
import { money, weekDay, wholeNumber } from './scalars.js';

const ANCHORS = 'activation, { dayOfMonth: 1 to 31, month: 1 to 12 } or { weekday: sun to sat }';
const TRIALS = '{ days: 1 to 3660 } or { periods: 1 to 120 }';

/** A price that comes again each period. */
export const recurringSchema = z
  .strictObject({
    price: money().describe('Price of a whole period.'),
    every: wholeNumber(1, 3_660).default(1).describe('Units a period.'),
    unit: z.enum(['day', 'week', 'month']).default('month').describe('A year is 12 months.'),
    anchor: z
      .union(
        [
          z.literal('activation'),
          z.strictObject({ dayOfMonth: wholeNumber(1, 31), month: wholeNumber(1, 12).optional() }),
          z.strictObject({ weekday: weekDay() }),
        ],
        { error: ANCHORS },
      )
      .default('activation')
      .describe(
        'When a period begins: on the day of activation (of the 31st in shorter months: the last day), on a day ' +
          'of the month (31 = its end), or on a day of the week.',
      ),
    due: z
      .enum(['in-advance', 'in-arrears'])
      .optional()
      .describe('When a period is charged. Default: in advance.'),
    proration: z
      .enum(['days', 'thirty-day-months', 'none'])
      .optional()
      .describe(
        'How a part of a period is priced: by its days, by months of 30 days, or whole. Default: days.',
      ),
    trial: z
      .union(
        [z.strictObject({ days: wholeNumber(1, 3_660) }), z.strictObject({ periods: wholeNumber(1, 120) })],
        {
          error: TRIALS,
        },
      )
      .optional()
      .describe('Free at the beginning.'),
    graceDays: wholeNumber(0, 365)
      .default(0)
      .describe('Days after an unpaid due date on which service goes on; then the account is suspended.'),
    roundTo: money()
      .optional()
      .describe("Smallest amount that is charged for a part. Default: the currency's smallest coin."),
    spread: z
      .literal('daily', { error: 'daily, or leave it out' })
      .optional()
      .describe(
        "The price is a calendar month's and charged day by day: rounded down to `roundTo`, what remains on the " +
          "month's last day. The plan's period is then a day.",
      ),
  })
  .describe('A price that comes again each period.');

export type Recurring = z.output<typeof recurringSchema>;
