/** What each part of the partner API is for. */
import type { PartnerApiName } from '../partners/route.js';

export interface Tag {
  readonly name: string;
  readonly description: string;
}

export const TAGS: Readonly<Record<PartnerApiName, Tag>> = {
  catalog: {
    name: 'Product catalog',
    description: 'TMF620 4.1.0. What is sold: plans and add-ons with their prices and allowances.',
  },
  ordering: {
    name: 'Product orders',
    description:
      'TMF622 4.0.0. Activate, change, swap, port, suspend, terminate. `?dryRun=true` only checks.',
  },
  inventory: {
    name: 'Product inventory',
    description: 'TMF637 4.0.0. What customers have: their subscriptions.',
  },
  parties: { name: 'Parties', description: 'TMF632 4.0.0. People and organizations, with their identity.' },
  customers: { name: 'Customers', description: 'TMF629 4.0.0. Parties that buy from you.' },
  'party-roles': { name: 'Party roles', description: 'TMF669 4.0.0. What else parties are.' },
  balances: {
    name: 'Prepaid balances',
    description: 'TMF654 4.1.0. Buckets, top-ups, adjustments, transfers, reservations.',
  },
  usage: { name: 'Usage', description: 'TMF635 4.0.0. Rated usage records.' },
  consumption: {
    name: 'Usage consumption',
    description: 'TMF677 4.0.0. How much is used, how much is left.',
  },
  resources: { name: 'Resource inventory', description: 'TMF639 4.0.0. Numbers and SIMs.' },
  payments: { name: 'Payments', description: 'TMF676 4.0.0. Payments and refunds.' },
  bills: {
    name: 'Customer bills',
    description: 'TMF678 4.0.0. Bills, bills on demand, and what is on them.',
  },
  events: {
    name: 'Events',
    description:
      'What happened: told to your webhook endpoints, or asked for. CloudEvents, Standard Webhooks.',
  },
  'sim-swap': { name: 'SIM swap', description: 'CAMARA SIM Swap 2.1.0 and its subscriptions 0.3.0.' },
  'carrier-billing': {
    name: 'Carrier billing',
    description: 'CAMARA Carrier Billing Check Out 0.5.0 and its refunds 0.3.0.',
  },
  simulations: { name: 'Simulations', description: 'Sandboxes only: what the simulated host does next.' },
  promotions: {
    name: 'Promotions',
    description: 'TMF671 4.1.0, coupons and redemptions: qualify, validate, reserve, redeem, roll back.',
  },
  loyalty: {
    name: 'Loyalty',
    description: 'TMF658 4.0.0, and memberships on the own-brand number, points and tiers.',
  },
  baskets: { name: 'Baskets', description: 'What tills do: evaluate, commit and reverse a shop basket.' },
  sponsors: {
    name: 'Sponsors',
    description: 'Sponsors, their deposits, agreements and campaigns, reports and settlements.',
  },
  ads: { name: 'Ads', description: 'Ad decisions, ad events, rewards and conversions.' },
  consents: { name: 'Consents', description: 'What subscribers agreed to, by purpose and channel.' },
  insights: { name: 'Insight', description: 'Figures of groups, never of people.' },
  experiments: {
    name: 'Experiments',
    description: 'Trials of plans, prices and promotions, and the recipes that they end in.',
  },
  agreements: {
    name: 'Host agreements',
    description:
      "The host's terms by version, and proposals of new ones, simulated before they are accepted.",
  },
  ledger: { name: 'Ledger', description: 'Entries, trial balances, periods and exports.' },
  statements: {
    name: 'Statements',
    description: 'What is expected of hosts, sponsors and providers, what they say, and what is disputed.',
  },
  venture: {
    name: 'Joint venture',
    description: 'Its partners, what each is paid, and what an exit is worth.',
  },
};

export const SHORT_PAYMENTS: Tag = {
  name: 'Payments at their short paths',
  description: 'TMF676 4.0.0 has no /tmf-api in its base path; both are served.',
};
