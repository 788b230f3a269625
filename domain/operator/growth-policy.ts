/** What a market allows of rewards, advertising and insight. Whoever decides at run time reads the same. */
import { z } from 'zod';
import { label, localTime, wholeNumber } from './scalars.js';

/** Stands as the source of a rule that is a default. */
export const UNREVIEWED = 'nobody has reviewed this market yet';

export const RULES = ['allow', 'deny', 'unreviewed'] as const;
export type Rule = (typeof RULES)[number];

export const source = () =>
  label(400).describe('The law, ruling or review that the rule rests on, so that others can check it.');

export const contentBasedZeroRatingSchema = z
  .strictObject({
    rule: z
      .enum(RULES)
      .describe(
        'Whether a plan may treat the traffic of an app or category of apps as free or cheaper than other ' +
          'traffic. `unreviewed` refuses such plans as `deny` does, until someone has looked.',
      ),
    category: z
      .enum(RULES)
      .optional()
      .describe('The same of a whole category that any provider can join. Default: `rule`.'),
    paidByThirdParty: z
      .enum(RULES)
      .optional()
      .describe(
        'The same where a sponsor pays for it. It must be allowed by its content, too. Default: `rule`.',
      ),
    source: source(),
  })
  .default({ rule: 'unreviewed', source: UNREVIEWED })
  .describe('Directional traffic ("zero-rating").');

type ContentBasedZeroRating = z.output<typeof contentBasedZeroRatingSchema>;

/** Of two rules that both hold, the one that allows less. */
const stricter = (a: Rule, b: Rule): Rule =>
  a === 'deny' || b === 'deny' ? 'deny' : a === 'unreviewed' ? a : b;

/** What a market says to data of certain content that is free or cheaper than other data. */
export function zeroRatingRule(
  {
    rule,
    category = rule,
    paidByThirdParty = rule,
  }: Pick<ContentBasedZeroRating, 'rule'> & Partial<ContentBasedZeroRating>,
  of: { readonly content: 'application' | 'category'; readonly isSponsored: boolean },
): Rule {
  const byContent = of.content === 'category' ? category : rule;
  return of.isSponsored ? stricter(byContent, paidByThirdParty) : byContent;
}

export const dataRewardSchema = z
  .strictObject({
    rule: z
      .enum(RULES)
      .describe(
        'Whether subscribers may be rewarded with data that any application can use. `unreviewed` refuses it.',
      ),
    source: source(),
  })
  .default({ rule: 'unreviewed', source: UNREVIEWED })
  .describe('What is offered in place of directional traffic where that is not allowed.');

const DEFAULT_ADVERTISING = {
  consent: 'opt-in' as const,
  minAge: 18,
  maxAdsPerDay: 3,
  quietHours: { from: '20:00', to: '09:00' },
  badge: true,
};

export const advertisingSchema = z
  .strictObject({
    consent: z
      .enum(['opt-in', 'opt-out'])
      .default(DEFAULT_ADVERTISING.consent)
      .describe('`opt-in`: nobody sees an ad who has not agreed; `opt-out`: who has not objected does.'),
    minAge: wholeNumber(0, 99)
      .default(DEFAULT_ADVERTISING.minAge)
      .describe('Nobody younger, or of unknown age, is shown an ad; 0 = any age.'),
    maxAdsPerDay: wholeNumber(0, 100)
      .default(DEFAULT_ADVERTISING.maxAdsPerDay)
      .describe('Ads that one subscriber is shown in a local day, of all sponsors together.'),
    quietHours: z
      .strictObject({ from: localTime(), to: localTime() })
      .default(DEFAULT_ADVERTISING.quietHours)
      .describe('Local time in which no ad is sent; `to` may lie on the next day. Equal times = none.'),
    badge: z
      .boolean({ error: 'true or false' })
      .default(DEFAULT_ADVERTISING.badge)
      .describe('Whether ads and sponsored traffic must be marked as such.'),
    source: source(),
  })
  .default({ ...DEFAULT_ADVERTISING, source: UNREVIEWED })
  .describe('Advertising to subscribers.');

export const insightSchema = z
  .strictObject({
    smallestGroup: wholeNumber(2, 100_000)
      .default(20)
      .describe('Nothing is told of a group with fewer subscribers (k-anonymity).'),
    source: source(),
  })
  .default({ smallestGroup: 20, source: UNREVIEWED })
  .describe('What may be told of subscribers as groups.');
