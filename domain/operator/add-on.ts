import { z } from 'zod';
import { bundleSchema } from './bundle.js';
import { recurringSchema } from './recurring.js';
import { label, listOf, money, quantity, slug, wholeNumber } from './scalars.js';

/** Something that is bought beside a plan. */
export const addOnSchema = z
  .strictObject({
    id: slug('extra-10gb').describe('The add-on in URLs and events; unique in the file.'),
    name: label().describe('The name subscribers see.'),
    plans: listOf(slug('starter'), 'plan id')
      .optional()
      .describe('Plans it can be bought with. Absent = all.'),
    price: money()
      .default('0')
      .describe('Paid once, when it is bought. One that recurs has `recurring` instead.'),
    validity: quantity('30 days').optional().describe('Time from purchase until it expires. Absent = never.'),
    until: z
      .enum(['day', 'period'])
      .optional()
      .describe("Good until the end of the local day, or of the plan's period, instead of `validity`."),
    recurring: recurringSchema.optional().describe('Charged each period until it is cancelled.'),
    most: wholeNumber(1, 20).optional().describe('How many may be held at once. Absent = any number.'),
    bundles: listOf(bundleSchema, 'bundle').describe('What it gives.'),
  })
  .describe('Something that is bought beside a plan.');

export type OfferingAddOn = z.output<typeof addOnSchema>;
