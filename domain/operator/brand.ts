import { z } from 'zod';
import { colour, httpsUrl, label, locale, slug } from './scalars.js';

/** The retailer's or vendor's label that subscribers see. */
export const brandSchema = z
  .strictObject({
    id: slug('lily').describe('Part of the operator id (`<brand>-<country>`) and of the file name.'),
    name: label().describe('The name subscribers see.'),
    ownerKind: z
      .enum(['retailer', 'it_vendor'])
      .describe(
        'Who owns the brand: a retailer with shops and members, or an IT vendor with enterprise customers.',
      ),
    theme: z
      .strictObject({
        primary: colour().describe('Main colour of pages, receipts and bills.'),
        accent: colour().describe('Colour of buttons and highlights.'),
        text: colour().default('#1a1a1a').describe('Colour of text.'),
      })
      .describe('Colours of the brand, `#rrggbb`.'),
    locales: z
      .array(locale(), { error: 'list of at least one BCP 47 language tag' })
      .min(1, { error: 'list of at least one BCP 47 language tag' })
      .describe('Languages the brand speaks, the first is the default; BCP 47.')
      .meta({ examples: [['en-GB']] }),
    topUpUrl: httpsUrl('https://lily.example/top-up').describe(
      'Where a data session is redirected when a prepaid balance ends, unless the plan says otherwise.',
    ),
  })
  .describe('The label that subscribers see.');
