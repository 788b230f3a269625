import { z } from 'zod';
import { label, localDate, price, slug, wholeNumber } from './scalars.js';
import { hostZoneSchema } from './zone.js';
import { PRICE_UNITS } from './quantity.js';
import { agreementExtras } from './host-terms.js';

const serviceKind = z.enum(['data', 'voice', 'sms']);
const per = z
  .enum(PRICE_UNITS)
  .describe('What the price is for: data B … GiB, voice s, min or h, SMS message.');

const wholesaleRateSchema = z.strictObject({
  service: serviceKind,
  zone: slug('eu')
    .optional()
    .describe(
      'Roaming zone (id of `host.zones`) that the rate is for. Absent = at home, and zones without a rate.',
    ),
  price: price().describe('What the host charges us, before tax.'),
  per,
});

const floorPriceSchema = z.strictObject({
  service: serviceKind,
  price: price().describe('Lowest retail price the host allows, before tax.'),
  per,
  included: price()
    .optional()
    .describe('Lowest price of as much when a recurring price includes it. Default: `price`.'),
  exempt: z
    .array(slug('video'))
    .default([])
    .describe(
      'Services and bundles (ids) or destinations (names) of plans that may be cheaper. Emergency numbers, ' +
        'freephone and helplines always may.',
    ),
});

/** The network operator whose radio we resell, and the terms. */
export const hostSchema = z
  .strictObject({
    id: slug('northern-radio').describe('The host in statements and events.'),
    name: label().describe('The host in words.'),
    zones: z
      .array(hostZoneSchema)
      .default([])
      .describe(
        'Visited networks, by what roaming in them costs. Plans say which of them they can be used in.',
      ),
    agreement: z
      .strictObject({
        version: wholeNumber(1, 9_999).describe('Counts the versions of the terms.'),
        effectiveFrom: localDate().describe('First day of this version, in the market.'),
        noticeDays: wholeNumber(0, 3_650).describe('Days of notice before either side may change the terms.'),
        wholesaleRates: z
          .array(wholesaleRateSchema, { error: 'list of at least one wholesale rate' })
          .min(1, { error: 'list of at least one wholesale rate' })
          .describe('What usage costs us; at least one for each kind of service that is sold.'),
        floorPrices: z
          .array(floorPriceSchema)
          .default([])
          .describe(
            'Retail prices below which the host does not let us sell usage; at most one for a kind of service.',
          ),
        ...agreementExtras,
      })
      .describe("The host's terms in force."),
  })
  .describe('The network operator whose radio we resell.');
