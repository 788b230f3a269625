/** Terms of a host agreement beyond a price a unit: models, tiers, commitments, fees, caps, what the text must hold. */
import { z } from 'zod';
import { listOf, money, percent, price, quantity, slug, wholeNumber } from './scalars.js';
import { agreementSection } from './host-agreement-policy.js';
import { PRICE_UNITS } from './quantity.js';

const service = () => z.enum(['data', 'voice', 'sms']);
const per = () => z.enum(PRICE_UNITS);
const zone = () => slug('eu').optional().describe('Roaming zone that it is for. Absent = at home.');

const tierSchema = z.strictObject({
  upTo: quantity('100 TB')
    .optional()
    .describe('Volume of a month where the tier ends. Only the last has none.'),
  price: price(),
});

export const pricingSchema = z
  .discriminatedUnion('model', [
    z.strictObject({
      model: z.literal('tiers'),
      service: service(),
      zone: zone(),
      per: per(),
      apply: z
        .enum(['graduated', 'stepped'])
        .describe(
          'graduated: each part of the volume at its own price; stepped: all at the price of the tier reached.',
        ),
      tiers: listOf(tierSchema, 'tier'),
    }),
    z.strictObject({
      model: z.literal('retail-minus'),
      service: service(),
      zone: zone(),
      discountPercent: percent().describe('What is taken off our retail price before tax.'),
    }),
    z.strictObject({
      model: z.literal('cost-plus'),
      service: service(),
      zone: zone(),
      cost: price().describe("The host's audited cost."),
      per: per(),
      markupPercent: percent(),
    }),
    z.strictObject({
      model: z.literal('capacity'),
      service: service(),
      zone: zone(),
      capacity: quantity('500 TB').describe('Volume of a month that is paid for, used or not.'),
      price: money().describe('A month.'),
      overage: price().describe('Beyond it.'),
      per: per(),
    }),
    z.strictObject({
      model: z.literal('package'),
      service: service(),
      zone: zone(),
      linePrice: money().describe('An active line and month.'),
      includes: quantity('5 GB').describe('Volume that each active line brings; lines share it.'),
      overage: price().describe('Beyond what all lines bring.'),
      per: per(),
    }),
    z.strictObject({
      model: z.literal('revenue-share'),
      service: service(),
      zone: zone(),
      sharePercent: percent().describe("The host's share of our revenue from it, before tax."),
    }),
  ])
  .describe('How the host charges for a kind of service, in place of its wholesale rate.');

const carryForwardMonths = wholeNumber(1, 36)
  .optional()
  .describe('Months in which what is above the minimum counts towards later minimums. Absent = not at all.');

export const commitmentSchema = z
  .discriminatedUnion('measure', [
    z.strictObject({
      measure: z.literal('revenue'),
      id: slug('spend'),
      amount: money().describe('What we pay the host for usage in a month at least.'),
      shortfallPercent: percent().describe('Of what is missing, paid.'),
      carryForwardMonths,
    }),
    z.strictObject({
      measure: z.literal('volume'),
      id: slug('traffic'),
      service: service(),
      amount: quantity('100 TB').describe('Volume of a month at least.'),
      shortfallPrice: price().describe('For what is missing.'),
      per: per(),
      carryForwardMonths,
    }),
    z.strictObject({
      measure: z.literal('lines'),
      id: slug('lines'),
      lines: wholeNumber(1, 1_000_000_000).describe('Active lines of a month at least.'),
      shortfallPrice: money().describe('For each line that is missing.'),
      carryForwardMonths,
    }),
  ])
  .describe('A minimum of each month.');

/** Members of `host.agreement`; each may be left out. */
export const agreementExtras = {
  pricing: listOf(pricingSchema, 'pricing').optional(),
  commitments: listOf(commitmentSchema, 'commitment').optional(),
  fees: z
    .strictObject({
      setUp: money().optional().describe('Once, in the month in which version 1 comes into force.'),
      perLine: money().optional().describe('An active line and month.'),
      perNewLine: money().optional().describe('A line that is new.'),
    })
    .optional(),
  inbound: z
    .strictObject({
      price: price().describe('What calls to our lines bring the host.'),
      per: per(),
      sharePercent: percent(),
    })
    .optional()
    .describe('Our share of what the host earns by calls to our lines.'),
  caps: z
    .strictObject({
      lines: wholeNumber(1, 1_000_000_000).optional().describe('Active lines at most.'),
      growthPercent: percent().optional().describe('Growth of active lines in a month at most.'),
    })
    .optional(),
  mostFavoured: z
    .strictObject({
      services: listOf(service(), 'service'),
      adjusts: z
        .enum(['from-notice', 'retroactive'])
        .describe('From when a better price of another reseller is ours.'),
    })
    .optional(),
  sections: listOf(agreementSection(), 'section')
    .optional()
    .describe('What the text of the agreement has a section on.'),
  averageRetail: listOf(
    z.strictObject({ service: service(), price: price().describe('Before tax.'), per: per() }),
    'price',
  )
    .optional()
    .describe(
      "The host's own average retail prices, for markets that want wholesale rates to be below them.",
    ),
};

export type HostPricing = z.output<typeof pricingSchema>;
export type HostCommitment = z.output<typeof commitmentSchema>;
