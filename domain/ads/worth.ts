/** What a campaign's events can cost. */
import type { ActiveCampaign } from '../sponsors/active-campaign.js';
import { AD_EVENTS } from '../sponsors/ad-event.js';

/** Of one decision all events together, each of which comes once: what is reserved for it. Micros. */
export const worth = ({ prices }: Pick<ActiveCampaign, 'prices'>): number =>
  AD_EVENTS.reduce((sum, event) => sum + (prices[event] ?? 0), 0);

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * How long after a decision its events are told of. A shop's install or a survey may take a day; what is seen and clicked is
 * so at once, and its money is held no longer than that.
 */
export function validityMs({ prices, rewards }: Pick<ActiveCampaign, 'prices' | 'rewards'>): number {
  const isSlow = (['install', 'survey'] as const).some(
    (event) => prices[event] !== undefined || rewards[event] !== undefined,
  );
  return isSlow ? DAY_MS : 30 * MINUTE_MS;
}

/** Clocks of servers differ by less: so long after its end an event is still taken. */
export const CLOCK_MARGIN_MS = 2 * MINUTE_MS;

/** How long after a slice's last decision its events may come. One that is being answered just now has time to. */
export const settleMs = (campaign: Pick<ActiveCampaign, 'prices' | 'rewards'>): number =>
  validityMs(campaign) + CLOCK_MARGIN_MS + MINUTE_MS;
