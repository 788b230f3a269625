import { z } from 'zod';
import { PARTNER_APIS } from '../partners/route.js';
import { label, slug, wholeNumber } from './scalars.js';

/** Who sells the operator's products beside the brand itself: a shop, a retailer, an IT vendor. */
export const channelPartnerSchema = z
  .strictObject({
    id: slug('corner-shop').describe(
      'The partner in tokens, events and orders; "operator" is the brand itself.',
    ),
    name: label().describe('The partner in words.'),
    apis: z
      .array(z.enum(PARTNER_APIS))
      .min(1, { error: 'list of at least one API' })
      .optional()
      .describe(
        'What of the partner API it may use. Default: what sells and serves; sim-swap, growth and settlement are named.',
      ),
    mayVerifyIdentity: z
      .boolean({ error: 'true or false' })
      .default(false)
      .describe("Whether it may say that a person's documents were checked, as staff of its shops."),
    requestsPerMinute: wholeNumber(1, 1_000_000)
      .default(600)
      .describe('Requests a minute before it is answered 429.'),
  })
  .describe('A partner that sells and serves through the partner API, and sees its own customers only.');

export type ChannelPartner = z.output<typeof channelPartnerSchema>;
