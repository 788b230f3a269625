/** What the sponsors' routes answer, for the documentation. */
import { z } from 'zod';
import { AD_EVENTS } from './ad-event.js';
import { CAMPAIGN_STATES, CAMPAIGN_VERBS } from './campaign-states.js';
import { ENTRY_KINDS } from './ledger.js';
import { sponsorBodies } from './schemas.js';

const instant = z.iso.datetime();
const amount = z.string().describe('Decimal, in the currency');
const bytes = z.string().describe('Such as `5000000000 B`');
const counts = z.record(z.string(), z.number());
const href = z.string();

const balance = z.object({ available: amount, setAside: amount, spent: amount, deposited: amount });

const movement = z.object({
  id: z.string().describe('Its number in the ledger, from 1'),
  kind: z.enum(ENTRY_KINDS),
  at: instant,
  amount,
  campaignId: z.string().optional(),
  agreementId: z.string().optional(),
  bytes: z.number().int().optional(),
  moveId: z.string(),
  reference: z.string().optional(),
  by: z.string(),
  balance,
});

const verdict = z.object({
  market: z.string(),
  outcome: z.enum(['allow', 'downgrade', 'deny']),
  rule: z.string().describe("Which of the market's rules decided"),
  value: z.enum(['allow', 'deny', 'unreviewed', 'not-concerned']),
  source: z.string().describe('The law, ruling or review that it rests on'),
  reason: z.string(),
  offer: z
    .object({ on: z.enum(AD_EVENTS), data: bytes, asked: z.boolean(), source: z.string() })
    .optional()
    .describe('Data that any application can use, instead'),
});

const amounts = (...names: readonly string[]) =>
  z.object(Object.fromEntries(names.map((name) => [name, amount])));

/** By the names that the routes have. */
export const sponsorAnswers = {
  Sponsor: z.object({
    id: z.string(),
    href,
    name: z.string(),
    contact: z.string().optional(),
    status: z.enum(['active', 'closed']),
    currency: z.string(),
    lowBelow: amount.optional(),
    partnerId: z.string().optional(),
    balance: balance.optional().describe('Only of one sponsor'),
    createdAt: instant,
    updatedAt: instant,
  }),
  SponsorMovement: movement,
  SponsorStatement: z.object({
    sponsorId: z.string(),
    period: z.string(),
    from: instant,
    to: instant,
    currency: z.string(),
    account: amounts('opening', 'deposits', 'setAside', 'returned', 'closing'),
    setAside: amounts('opening', 'setAside', 'spent', 'returned', 'closing'),
    all: amounts('opening', 'deposits', 'spent', 'closing'),
    lines: z.array(
      z.object({
        campaignId: z.string().optional(),
        agreementId: z.string().optional(),
        setAside: amount,
        spent: amount,
        returned: amount,
        bytes: z.number().int(),
      }),
    ),
    movements: z.array(movement).describe('The first thousand'),
    movementsInAll: z.number().int(),
    isFinal: z.boolean().describe('The month is over'),
  }),
  SponsorAgreement: z.object({
    id: z.string(),
    href,
    sponsorId: z.string(),
    name: z.string(),
    services: z.array(z.string()),
    pricePerGb: amount,
    currency: z.string(),
    perSubscriberAndDay: bytes.optional(),
    markets: z.array(z.string()),
    from: instant,
    to: instant,
    version: z.number().int(),
    supersedes: z.string().optional(),
    state: z.enum(['active', 'ended']),
    poolId: z.string(),
    pool: z.object({
      bought: bytes,
      used: bytes.optional(),
      lent: bytes.optional(),
      available: bytes.optional(),
      paid: amount,
      returned: amount,
    }),
    createdAt: instant,
    updatedAt: instant,
  }),
  Campaign: sponsorBodies.Campaign_Create.extend({
    id: z.string(),
    href,
    state: z.enum(CAMPAIGN_STATES),
    next: z.array(z.enum(CAMPAIGN_VERBS)).describe('What it can be led to now'),
    currency: z.string(),
    budget: z.object({
      amount,
      pacing: z.enum(['even', 'front-loaded']),
      setAside: amount,
      returned: amount,
      spent: amount.optional(),
      held: amount.optional(),
      available: amount.optional(),
    }),
    policy: verdict.extend({ downgraded: z.boolean() }).optional(),
    history: z.array(
      z.object({
        state: z.enum(CAMPAIGN_STATES),
        at: instant,
        by: z.string(),
        reason: z.string().optional(),
      }),
    ),
    warnings: z.array(z.string()).optional(),
    createdAt: instant,
    updatedAt: instant,
  }),
  PolicyVerdict: verdict,
  CampaignForecast: z.object({
    campaignId: z.string(),
    currency: z.string(),
    lookedBack: z.object({
      days: z.number().int(),
      accounts: z.number().int().optional(),
      bytes: z.number().int().optional(),
    }),
    assumed: counts,
    days: z.number().int(),
    policy: verdict,
    reach: z.number().int().optional(),
    events: counts.optional(),
    grants: z.number().int().optional(),
    income: amount.optional(),
    wholesaleCost: amount.optional(),
    margin: amount.optional(),
    budgetEndsIt: z.boolean().optional(),
    note: z.string().optional(),
    warnings: z.array(z.string()),
  }),
  CampaignReport: z.object({
    campaignId: z.string(),
    smallestGroup: z.number().int(),
    through: z.iso.date().describe('The last whole day'),
    people: z.number().int(),
    events: counts,
    clickRatePercent: z.number().optional(),
    grants: counts,
    granted: counts,
    invalid: counts,
    groups: z.array(
      z.object({
        plan: z.string(),
        from: z.iso.date(),
        to: z.iso.date(),
        people: z.number().int(),
        events: counts,
        clickRatePercent: z.number().optional(),
        grants: counts,
        granted: counts,
        invalid: counts,
      }),
    ),
    isIncomplete: z.boolean(),
    note: z.string().optional(),
  }),
  CampaignSettlement: z.object({
    campaignId: z.string(),
    sponsorId: z.string(),
    currency: z.string(),
    state: z.enum(CAMPAIGN_STATES),
    budget: amounts('setAside', 'spent', 'held', 'available', 'returned'),
    events: z.array(z.object({ event: z.enum(AD_EVENTS), count: z.number().int(), spent: amount })),
    spentByEvents: amount,
    difference: amount.describe('Anything but 0.00 means that somebody must look'),
    rewards: z.record(z.string(), z.object({ grants: z.number(), granted: z.number(), broken: z.number() })),
    invalidTraffic: counts,
    dispute: z.object({ days: z.number().int(), until: instant.optional() }),
    isFinal: z.boolean(),
  }),
} as const;
