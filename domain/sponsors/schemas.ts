/** Bodies of the sponsors' routes. */
import { z } from 'zod';
import { httpsUrl, label, money, quantity, slug, text, wholeNumber } from '../operator/scalars.js';
import { AD_EVENTS, REWARD_KINDS } from './ad-event.js';

const instant = (what: string) => {
  const error = 'date and time with an offset, such as "2026-11-23T09:30:00Z"';
  return z.iso.datetime({ offset: true, error }).describe(what);
};
const words = (pattern: RegExp, allowed: string, what: string) => text(pattern, allowed).describe(what);
const MARKET = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/;
const market = () =>
  words(
    MARKET,
    'ISO 3166 code of a country or a part of one, such as "GB" or "US-CA"',
    'ISO 3166-1, or 3166-2 where a part of a country has rules of its own.',
  );
const list = <S extends z.ZodType>(item: S, most: number, what: string) => {
  const error = `list of 1 to ${most}`;
  return z.array(item, { error }).min(1, { error }).max(most, { error }).describe(what);
};
const id = (prefix: string, what: string) =>
  words(new RegExp(`^${prefix}_[0-9A-Za-z]{1,40}$`), `${prefix}_ and 1 to 40 letters and digits`, what);

const sponsor = z.strictObject({
  sponsorId: slug('lily-video').describe(
    'As plans name it in `trafficClass.sponsor`; an advertiser has a name of its own.',
  ),
  name: label().describe('Who it is.'),
  contact: label(200).optional().describe('Whom to talk to.'),
  partnerId: slug('acme')
    .optional()
    .describe(
      'The channel partner whose it is, who may then make campaigns for it. Default: the operator alone.',
    ),
  lowBelow: money().optional().describe('`sponsor.balance_low` is told when the account falls below it.'),
});

const sponsorUpdate = z.strictObject({
  name: label().optional(),
  contact: label(200).nullable().optional(),
  lowBelow: money().nullable().optional(),
  status: z
    .enum(['active', 'closed'])
    .optional()
    .describe('closed: nothing new is made for it; what runs goes on.'),
});

const depositId = () =>
  words(
    /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/,
    '1 to 64 letters, digits, ".", "_", ":", "-"',
    'Yours: the same one again is the same deposit.',
  );

const deposit = z.strictObject({
  id: depositId(),
  amount: money().describe("In the market's currency."),
  reference: label(140).describe('What the money came with: the reference of a bank transfer.'),
});

const agreement = z.strictObject({
  sponsorId: slug('lily-video'),
  name: label(),
  services: list(slug('video'), 20, 'Services of plans that it pays for.')
    .optional()
    .describe("Default: all of the sponsor's."),
  pricePerGb: money().describe('What the sponsor pays for 10⁹ bytes.'),
  pool: quantity('1 TB').describe('Bytes that are paid for now.'),
  perSubscriberAndDay: quantity('2 GB')
    .optional()
    .describe('Most that one subscriber may use in a day. Default: no cap.'),
  markets: list(market(), 50, 'Where it holds.').optional().describe("Default: the operator's market."),
  from: instant('First instant.'),
  to: instant('First instant after it.'),
  supersedes: id('sag', 'The agreement that this one is a further version of.').optional(),
});

const poolMove = z.strictObject({
  id: depositId(),
  amount: quantity('500 GB').describe('Bytes that are paid for in addition.'),
});

const prices = z
  .strictObject(
    Object.fromEntries(AD_EVENTS.map((event) => [event, money().optional()])) as Record<
      (typeof AD_EVENTS)[number],
      z.ZodOptional<ReturnType<typeof money>>
    >,
  )
  .describe('What the sponsor pays for an event.');

const reward = z.strictObject({
  kind: z.enum(REWARD_KINDS),
  amount: label(30).describe('`100 MB`, `10 min`, `20 messages`, `50 points`, or credit as `0.50`.'),
  validDays: wholeNumber(1, 365).optional().describe("Default: as the operator's rewards."),
});

const rewards = z
  .strictObject(
    Object.fromEntries(AD_EVENTS.map((event) => [event, reward.optional()])) as Record<
      (typeof AD_EVENTS)[number],
      z.ZodOptional<typeof reward>
    >,
  )
  .describe('What the subscriber is given for an event, once a decision.');

const creative = z.strictObject({
  id: slug('banner-1'),
  format: z.enum(['banner', 'video', 'text', 'survey', 'audio']),
  placements: list(slug('app-home'), 20, 'Placements that it fits.')
    .optional()
    .describe('Default: all of its format.'),
  width: wholeNumber(1, 10_000).optional(),
  height: wholeNumber(1, 10_000).optional(),
  durationS: wholeNumber(1, 600).optional(),
  url: httpsUrl('https://cdn.example/banner.png').optional(),
  text: label(500).optional(),
  clickUrl: httpsUrl('https://shop.example').optional(),
});

const campaign = z.strictObject({
  sponsorId: slug('lily-video'),
  name: label(),
  brand: label().describe('What is advertised; caps of a brand count by it.'),
  markets: list(market(), 50, 'Where it is meant to run.')
    .optional()
    .describe("Default: the operator's market."),
  startsAt: instant('First instant.'),
  endsAt: instant('First instant after it.'),
  audience: z
    .strictObject({
      plans: list(slug('monthly'), 50, 'Offerings.').optional().describe('Default: all.'),
      segments: list(slug('students'), 50, 'Any of these.')
        .optional()
        .describe('Default: everybody. Needs consent to profiling.'),
      minAge: wholeNumber(0, 99).optional().describe("Years; never below what the market's policy says."),
    })
    .optional()
    .describe('Who may see it. Only those who consented to advertising do, whoever it is for.'),
  creatives: list(creative, 20, 'What is shown.'),
  prices,
  rewards: rewards.optional(),
  sponsoredTraffic: z
    .strictObject({
      agreementId: id('sag', 'The agreement that pays for it.'),
      content: z
        .enum(['application', 'category'])
        .describe('Traffic of one application, or of a whole category that any provider can join.'),
      name: label().describe('What subscribers call it.'),
      insteadOf: z
        .strictObject({ on: z.enum(AD_EVENTS), data: quantity('500 MB') })
        .optional()
        .describe(
          'The data that any application can use, given where a market does not allow traffic of certain content. Default: an offer that the policy check makes.',
        ),
    })
    .optional()
    .describe('Traffic of certain content that the sponsor pays for while the campaign runs.'),
  caps: z
    .strictObject({
      perDay: wholeNumber(1, 1_000).optional(),
      perDayOfBrand: wholeNumber(1, 1_000).optional(),
      perCampaign: wholeNumber(1, 100_000).optional(),
    })
    .optional()
    .describe("Impressions a subscriber. The market's policy caps all advertisements together."),
  budget: z.strictObject({
    amount: money().describe(
      "Taken from the sponsor's account when the campaign is scheduled; what is unspent goes back.",
    ),
    pacing: z.enum(['even', 'front-loaded']).optional().describe('Default: even.'),
  }),
  holdoutPercent: wholeNumber(0, 50)
    .optional()
    .describe('Of the audience: these see nothing, for comparison. Default: 0.'),
});

/** The merged campaign is checked as a new one is, so a patch needs to be an object and no more. */
const campaignUpdate = z
  .record(z.string(), z.unknown(), { error: 'an object' })
  .describe(
    'Attributes of a campaign (JSON merge patch): what is not sent stays, null removes, lists are replaced whole.',
  );

const verb = z.strictObject({ reason: label(200).optional() });
const approval = z.strictObject({
  reason: label(200).optional(),
  downgrade: z
    .boolean({ error: 'true or false' })
    .optional()
    .describe(
      'Take the data reward that the policy check offers, where the market denies traffic of certain content. Default: false.',
    ),
});

const markets = z.strictObject({
  markets: list(market(), 50, 'Markets to compare.')
    .optional()
    .describe("Default: the campaign's, and all that rules are known of."),
});

const percentage = wholeNumber(0, 100);
const forecast = z.strictObject({
  days: wholeNumber(1, 90).optional().describe('Days of usage that it looks back on. Default: 28.'),
  assume: z
    .strictObject({
      consentPercent: percentage.optional(),
      impressionsPerDay: wholeNumber(1, 100).optional(),
      clickPercent: percentage.optional(),
      completePercent: percentage.optional(),
      installPercent: percentage.optional(),
      surveyPercent: percentage.optional(),
    })
    .optional()
    .describe('What is not known yet. Defaults are in the answer.'),
});

/** By the names that the routes have. */
export const sponsorBodies = {
  Sponsor_Create: sponsor,
  Sponsor_Update: sponsorUpdate,
  SponsorDeposit_Create: deposit,
  SponsorAgreement_Create: agreement,
  SponsorAgreementPool: poolMove,
  Campaign_Create: campaign,
  Campaign_Update: campaignUpdate,
  CampaignStep: verb,
  CampaignApproval: approval,
  PolicyCheck: markets,
  Forecast: forecast,
} as const;

export type SponsorBody = z.output<typeof sponsor>;
export type SponsorChange = z.output<typeof sponsorUpdate>;
export type DepositBody = z.output<typeof deposit>;
export type AgreementBody = z.output<typeof agreement>;
export type PoolBody = z.output<typeof poolMove>;
export type CampaignBody = z.output<typeof campaign>;
export type ApprovalBody = z.output<typeof approval>;
export type ForecastBody = z.output<typeof forecast>;
