import { z } from 'zod';
import { label, listOf, money, percent, quantity, slug, text, wholeNumber } from './scalars.js';

const month = () =>
  text(/^\d{4}-(0[1-9]|1[0-2])$/, 'month such as "2026-10"').meta({ examples: ['2026-10'] });
const partner = (what: string) => slug('lily-retail').describe(what);
const decimal = (what: string) =>
  text(/^(0|[1-9]\d{0,3})(\.\d{1,6})?$/, 'decimal string such as "1.5", at most 6 decimals').describe(what);

/** What the board cannot decide against who has a veto on it. */
const MATTERS = [
  'annual-budget',
  'host-agreement',
  'brand-change',
  'new-shares',
  'related-party-contracts',
  'debt',
  'sale-or-float',
  'chief-executive',
] as const;

const partnerSchema = z.strictObject({
  id: slug('lily-retail'),
  name: label(),
  kind: z.enum(['retailer', 'it_vendor', 'host', 'investor']).describe('What the partner brings.'),
  sharePercent: percent().describe('Share of the venture.'),
  boardSeats: wholeNumber(0, 20).optional().describe('Seats that it fills.'),
  vetoes: listOf(z.enum(MATTERS), 'matter').optional().describe('Matters that need its consent.'),
});

export const contributionSchema = z
  .strictObject({
    id: slug('network-services'),
    partner: partner('Who puts it in.'),
    kind: z.enum(['cash', 'services', 'capacity', 'brand', 'distribution']),
    value: money().describe('What the partners agreed that it is worth.'),
    schedule: listOf(z.strictObject({ month: month(), amount: money() }), 'month').describe(
      'When it is due; the amounts add up to the value.',
    ),
  })
  .describe('What a partner puts in.');

export const brandLicenceSchema = z
  .strictObject({
    licensor: partner('Partner that owns the brand.'),
    royaltyPercent: percent(),
    of: z.enum(['gross', 'net']).describe('Of revenue; net is less what customers got back or did not pay.'),
    from: month().describe('First month.'),
    years: wholeNumber(1, 99),
  })
  .describe('What the venture pays for the name it trades under.');

const activitySchema = z
  .strictObject({
    direction: z
      .enum(['in', 'out', 'both', 'either'])
      .describe('Use that counts. both: in and out within the days; either: one of them.'),
    inactivityDays: wholeNumber(1, 730).describe('A line is inactive once it was not used for so many days.'),
    leastUse: listOf(quantity('1 min'), 'quantity')
      .optional()
      .describe('A use of less does not count; one quantity for data, calls or messages each.'),
  })
  .describe('Which lines are active.');

export const perSubscriberSchema = z
  .strictObject({
    id: slug('marketing-support'),
    from: partner('Who pays: a partner, or `venture`.'),
    to: partner('Who gets it: a partner, or `venture`.'),
    amount: money().describe('For each active line and month.'),
    fromMonth: month().optional(),
    untilMonth: month().optional().describe('Last month.'),
  })
  .describe('What is paid for each active line.');

export const stepSchema = z
  .strictObject({
    id: slug('distribution-fee'),
    to: partner('Who gets it.'),
    basis: z
      .enum(['gross', 'net', 'result', 'per-active-subscriber'])
      .describe(
        'Revenue, revenue less what customers got back or did not pay, what is left, or active lines.',
      ),
    percent: percent().optional().describe('Of the basis.'),
    amount: money().optional().describe('For each active line, with per-active-subscriber.'),
    capPerPeriod: money().optional().describe('Most in a month.'),
    capTotal: money().optional().describe('Most in all months together.'),
  })
  .describe('Paid from the result before shares.');

const deadlockSchema = z
  .strictObject({
    escalateAfterDays: wholeNumber(1, 365).describe("Then the partners' heads have it."),
    mediateAfterDays: wholeNumber(1, 365).describe('So many days later a mediator has it.'),
    endAfterDays: wholeNumber(1, 365).describe('So many days later it ends by the outcome.'),
    outcome: z
      .enum(['buy-sell', 'expert', 'wind-up'])
      .describe('buy-sell: one names a price at which the other buys or sells.'),
  })
  .describe('What happens when the partners cannot agree.');

export const optionSchema = z.strictObject({
  by: partner('Who may use it.'),
  from: month(),
  until: month().describe('Last month.'),
  percent: percent().default('0').describe('Taken off the price (put), or added to it (call).'),
});

export const exitSchema = z
  .strictObject({
    triggers: listOf(
      z.enum(['no-fault-notice', 'breach', 'insolvency', 'change-of-control', 'deadlock', 'term-ended']),
      'trigger',
    ),
    noticeMonths: wholeNumber(0, 60).optional().describe('Of leaving without fault.'),
    price: z
      .discriminatedUnion('method', [
        z.strictObject({ method: z.literal('fixed'), value: money() }),
        z.strictObject({
          method: z.literal('multiple'),
          of: z.enum(['gross', 'result']).describe('Of the last twelve months.'),
          multiple: decimal('How many times.'),
          least: money().optional().describe('Never less.'),
        }),
      ])
      .describe('What all of the venture is worth.'),
    earnOut: z
      .strictObject({
        threshold: money(),
        sharePercent: percent().describe('Of what a later sale brings above the threshold.'),
        cap: money(),
        windowMonths: wholeNumber(1, 240).describe('After the exit.'),
      })
      .optional()
      .describe('What who left gets when the venture is sold or floated later.'),
    puts: listOf(optionSchema, 'option').optional().describe('Who may sell its part, and when.'),
    calls: listOf(optionSchema, 'option').optional().describe("Who may buy the others' part, and when."),
    brandTailYears: wholeNumber(0, 99).optional().describe('The brand may be used so long after the exit.'),
  })
  .describe('How a partner leaves.');

/** The agreement between brand owner, host and investors. */
export const jointVentureSchema = z
  .strictObject({
    partners: z
      .array(partnerSchema, { error: 'list of at least two partners' })
      .min(2, { error: 'list of at least two partners' })
      .describe('The partners; their shares add up to exactly 100.'),
    contributions: listOf(contributionSchema, 'contribution').optional(),
    brandLicence: brandLicenceSchema.optional(),
    activity: activitySchema.optional(),
    perSubscriber: listOf(perSubscriberSchema, 'payment').optional(),
    waterfall: listOf(stepSchema, 'step').optional().describe('In order; what is left goes by shares.'),
    deadlock: deadlockSchema.optional(),
    exit: exitSchema.optional(),
  })
  .describe('The venture that owns this operator. Leave it out when one company owns it alone.');

export type JointVenture = z.output<typeof jointVentureSchema>;
