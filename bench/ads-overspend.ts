/**
 * 200 viewers on 20 instances race for a campaign's last euro, from decision to paid event, with lost requests and answers,
 * instances that die with what they hold, repeats and clocks that differ; three times, for what comes back in between.
 */
import { type AdDesk, DAY_MS } from '../test/ads/ad-desk.js';
import { booksOf, PRICES, storm } from '../test/ads/storm.js';

type Emit = (name: string, value: number, unit: string) => void;

const SEED = 20_261_123;
const VIEWERS = 200;
const EURO = 1_000_000;
const RACES = 3;
const WEATHER = { instances: 20, rounds: 1, lost: 0.04, deaths: 0.01 };
/** Slices are over by then. */
const LATER_MS = 45 * 60_000;

export async function measureOverspend(desk: AdDesk, emit: Emit): Promise<void> {
  const campaign = await desk.campaign(
    { startsAtMs: desk.now() - 2 * DAY_MS, endsAtMs: desk.now() + 1_000, prices: PRICES },
    EURO,
  );
  // All of it is let go, and the campaign goes on.
  await desk.campaign({ ...campaign, endsAtMs: desk.now() + DAY_MS });
  const viewers: string[] = [];
  for (let i = 0; i < VIEWERS; i++) viewers.push(await desk.viewer());
  const placement = campaign.creatives[0]!.placements[0]!;
  for (let race = 0; race < RACES; race++) {
    await storm(desk, { seed: SEED + race, viewers, campaignId: campaign.id, placement, ...WEATHER });
    await desk.moveClock(LATER_MS);
    await desk.sweep();
  }
  const { paid } = await booksOf(desk, campaign.id);
  const { spentMicros, heldMicros } = await desk.money(campaign.id);
  if (spentMicros !== paid || heldMicros !== 0)
    throw new Error(`${String(spentMicros)} spent, ${paid} paid, ${String(heldMicros)} held`);
  emit(
    'ads.overspend_micros',
    Math.max(0, paid - EURO),
    `micros beyond a euro, of which ${paid} were paid for`,
  );
}
