/**
 * The plan version of sponsors' accounts: a wallet and nothing else. So a deposit is kept, changed once an id and told
 * of by the same rules as a subscriber's credit; nothing can be charged to it, and nothing falls due.
 */
import { planId } from '../catalogue/compile.js';
import type { PlanVersion } from '../catalogue/plan.js';

/** No offering has this name, so nobody can be sold it: it is published as a plan version only. */
export const SPONSOR_OFFERING = 'sponsor-account';

export interface SponsorMarket {
  /** ISO 4217. */
  readonly currency: string;
  /** IANA. */
  readonly timeZone: string;
}

export function sponsorPlan({ currency, timeZone }: SponsorMarket): PlanVersion {
  const content: Omit<PlanVersion, 'id'> = {
    offeringId: SPONSOR_OFFERING,
    name: 'Sponsor account',
    currency,
    timeZone,
    paymentMode: 'prepaid',
    taxInclusive: false,
    services: [],
    classes: [],
    // Floor 0: a sponsor spends what it deposited, never on credit.
    buckets: [{ id: 'wallet', unit: 'money', amount: 0, priority: 0, classes: [], floor: 0 }],
  };
  return { id: planId(content), ...content };
}
