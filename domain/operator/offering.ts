/** A product offering as it is written: what is sold. */
import { z } from 'zod';
import { bundleSchema } from './bundle.js';
import { capSchema } from './cap.js';
import { recurringSchema } from './recurring.js';
import { httpsUrl, label, localDate, money, slug, wholeNumber } from './scalars.js';
import { serviceSchema } from './service.js';
import { usagePriceSchema } from './usage-price.js';
import { planZoneSchema } from './zone.js';

export { bundleSchema, type OfferingBundle } from './bundle.js';
export { type OfferingRate, type OfferingService, rateSchema, serviceSchema } from './service.js';

const walletSchema = z
  .strictObject({
    startingCredit: money().default('0').describe('Money a new subscriber begins with.'),
    creditLimit: money()
      .optional()
      .describe(
        "How far below zero it may go: postpaid and hybrid only. Default: the market's bill-shock cap.",
      ),
    pooled: z
      .literal(true, { error: 'true, or leave it out' })
      .optional()
      .describe("Filled from the pool the subscriber belongs to: the pool's owner pays."),
  })
  .describe('Money, used when no bundle can pay.');

const invoiceSchema = z
  .strictObject({
    termDays: wholeNumber(0, 365).describe('Days after the end of a period in which it is to be paid.'),
    graceDays: wholeNumber(0, 365)
      .default(0)
      .describe('Further days on which service goes on; then the account is suspended.'),
  })
  .describe('Postpaid and hybrid: when what a period cost is owed.');

const advanceSchema = z
  .strictObject({
    amount: money().describe('How much may be borrowed at a time.'),
    fee: money().default('0').describe('What that costs; both are taken from the next top-up.'),
  })
  .describe('Money ahead of the next top-up.');

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
    recurring: recurringSchema
      .optional()
      .describe('What the plan costs each period. Absent = nothing, and no bundle renews.'),
    invoice: invoiceSchema.optional(),
    zones: z
      .array(planZoneSchema)
      .default([])
      .describe(
        'Where it may be used abroad. A network of no zone is refused; absent = every network is home.',
      ),
    caps: z
      .array(capSchema)
      .default([])
      .describe('Limits on spending and usage, with what is told and done on the way to them.'),
    usagePrices: z
      .array(usagePriceSchema)
      .default([])
      .describe("Prices of a whole period's usage, such as data that gets cheaper the more of it is used."),
    advance: advanceSchema.optional(),
    transferable: z
      .literal(true, { error: 'true, or leave it out' })
      .optional()
      .describe('Subscribers may give money and units to others.'),
    effectiveFrom: localDate()
      .optional()
      .describe('First day of this version, in the market. Absent = as soon as it is published.'),
    existingSubscribers: z
      .enum(['keep', 'move'])
      .default('keep')
      .describe(
        'Whether those who have an earlier version keep it, or move to this one with their next period.',
      ),
    finalUnit: finalUnitSchema
      .optional()
      .describe('Default: prepaid and hybrid REDIRECT to the top-up page, postpaid TERMINATE.'),
  })
  .describe('A plan: services with their prices, and what pays for them.');

export type Offering = z.output<typeof offeringSchema>;
