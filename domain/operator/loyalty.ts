/** The membership that the operator's number is linked to, as the operator file says it. */
import { z } from 'zod';
import { label, listOf, money, quantity, slug, wholeNumber } from './scalars.js';

const MOST_POINTS = 1_000_000_000;

export const loyaltySchema = z
  .strictObject({
    pointsName: label(30)
      .describe('What members call a point.')
      .meta({ examples: ['petals'] }),
    pointValue: z
      .strictObject({
        credit: money().optional().describe('What one point is worth as credit; it is given as a reward.'),
        data: quantity('1 MB')
          .optional()
          .describe('What one point is worth as data for any application; it is given as a reward.'),
      })
      .describe('What points are changed into, per point. Give one of these at least.'),
    expiryMonths: wholeNumber(1, 120)
      .optional()
      .describe('Months after which earned points expire. Absent = never.'),
    tiers: listOf(
      z.strictObject({
        id: slug('silver').describe('Unique in the file.'),
        name: label(30).describe('What members call it.'),
        from: wholeNumber(0, MOST_POINTS).describe('Points earned within 12 months that lead into it.'),
        earnPercent: wholeNumber(1, 1_000).describe(
          'Points earned in it, of what `earn` says: 150 is half as many more.',
        ),
      }),
      'tier',
    )
      .default([{ id: 'member', name: 'Member', from: 0, earnPercent: 100 }])
      .describe('From the lowest, which begins at 0 points, to the highest.'),
    earn: listOf(
      z.strictObject({
        on: z
          .enum(['basket', 'top-up'])
          .describe("`basket`: what is paid at a shop's till; `top-up`: money that is put into the wallet."),
        points: wholeNumber(1, 1_000_000).describe('Points for every whole `per`.'),
        per: money().describe("Amount in the market's currency."),
      }),
      'rule',
    ).describe('What points are earned by.'),
  })
  .describe(
    "Membership: points that are earned in the retailer's shops and spent on the number, or the other way round.",
  );

export type LoyaltyTerms = z.output<typeof loyaltySchema>;
