import { z } from 'zod';
import { label, percent, slug } from './scalars.js';

/** The agreement between brand owner, host and investors. */
export const jointVentureSchema = z
  .strictObject({
    partners: z
      .array(
        z.strictObject({
          id: slug('lily-retail'),
          name: label(),
          kind: z.enum(['retailer', 'it_vendor', 'host', 'investor']).describe('What the partner brings.'),
          sharePercent: percent().describe('Share of the venture.'),
        }),
        { error: 'list of at least two partners' },
      )
      .min(2, { error: 'list of at least two partners' })
      .describe('The partners; their shares add up to exactly 100.'),
  })
  .describe('The venture that owns this operator. Leave it out when one company owns it alone.');
