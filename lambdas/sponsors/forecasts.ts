/** Forecasts of campaigns. */
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { inParallel } from '../../domain/in-parallel.js';
import { fromMicros, toMicros } from '../../domain/operator/decimal.js';
import { compiledRewards, pricesOf } from '../../domain/sponsors/campaign.js';
import { withOffer } from '../../domain/sponsors/campaign-policy.js';
import { type Assumptions, forecastOf, USUAL } from '../../domain/sponsors/forecast.js';
import { economicsOf, losses, rewardCost } from '../../domain/sponsors/economics.js';
import { AD_EVENTS, type AdEventKind } from '../../domain/sponsors/ad-event.js';
import type { ForecastBody } from '../../domain/sponsors/schemas.js';
import { estimate } from '../../domain/sponsors/sketch.js';
import { loadHostTerms, termsAt } from '../charging/host-terms.js';
import type { PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { ownVerdict } from './campaign-checks.js';
import { verdictView } from './campaign-view.js';
import { campaignOf } from './campaigns.js';
import type { SponsorOffice } from './office.js';
import { readSums } from './usage-sums.js';

const DAYS = 28;
const LANES = 8;
/** Of a market that says nothing. */
const FEW_ADS = 3;
const DAY_MS = 86_400_000;

export async function forecastCampaign(office: SponsorOffice, request: PartnerRequest) {
  const campaign = await campaignOf(office, request);
  const { nowMs } = request;
  const { days = DAYS, assume: given = {} } = request.body as ForecastBody;
  const assume = { ...USUAL, ...given } as Assumptions;
  const { asked, currency } = campaign;
  const market = await office.market();
  const used = await usageOf(office, {
    days,
    nowMs,
    timeZone: market.timeZone,
    plans: asked.audience?.plans ?? [],
  });
  const verdict = await ownVerdict(office, campaign);
  // As it would run: with the offer, where the market takes nothing else.
  const rewards =
    verdict.offer === undefined || campaign.verdict !== undefined
      ? compiledRewards(campaign)
      : withOffer(compiledRewards(campaign), verdict.offer);
  const terms = termsAt(await loadHostTerms(office.tables.records), nowMs);
  const costing = { terms, pointMicros: market.pointMicros ?? 0 };
  const prices = pricesOf(asked);
  const costs: Partial<Record<AdEventKind, number>> = {};
  const unknown: AdEventKind[] = [];
  for (const event of AD_EVENTS) {
    const reward = rewards[event];
    const cost = reward === undefined ? 0 : rewardCost(reward, costing);
    if (cost === undefined) unknown.push(event);
    else if (cost > 0) costs[event] = cost;
  }
  const runs = Math.max(1, Math.ceil((Date.parse(asked.endsAt) - Date.parse(asked.startsAt)) / DAY_MS));
  const found = forecastOf({
    active: used.accounts,
    assume,
    days: runs,
    holdoutPercent: asked.holdoutPercent ?? 0,
    caps: asked.caps ?? {},
    maxAdsPerDay: market.policy.advertising?.maxAdsPerDay ?? FEW_ADS,
    budgetMicros: toMicros(asked.budget.amount),
    prices,
    rewards,
    costs,
  });
  const smallestGroup = market.policy.insight?.smallestGroup ?? 20;
  const tooFew = used.accounts > 0 && used.accounts < smallestGroup;
  return json(200, {
    campaignId: campaign.id,
    currency,
    lookedBack: { days, ...(tooFew ? {} : { accounts: used.accounts, bytes: used.bytes }) },
    assumed: assume,
    days: runs,
    policy: verdictView(verdict),
    ...(tooFew
      ? {
          note: `fewer than ${smallestGroup} accounts of this audience used anything: nothing is told of so few`,
        }
      : {
          reach: found.reach,
          events: found.events,
          grants: found.grants,
          income: fromMicros(found.income),
          wholesaleCost: fromMicros(found.wholesaleCost),
          margin: fromMicros(found.margin),
          budgetEndsIt: found.budgetEndsIt,
        }),
    warnings: [
      ...losses(economicsOf(prices, rewards, costing)).map(
        ({ event, income, cost }) =>
          `${event} brings ${fromMicros(income)} ${currency} and gives what costs ${fromMicros(cost)} ${currency}`,
      ),
      ...unknown.map(
        (event) => `what the reward of ${event} costs is not known: the host's terms have no rate for it`,
      ),
      ...(verdict.outcome === 'deny' ? [`${verdict.market}: ${verdict.reason}`] : []),
    ],
  });
}

/** Different accounts of plans, and their bytes, in whole days before today. */
async function usageOf(
  { client, tables }: SponsorOffice,
  {
    days,
    nowMs,
    timeZone,
    plans,
  }: { days: number; nowMs: number; timeZone: string; plans: readonly string[] },
): Promise<{ readonly accounts: number; readonly bytes: number }> {
  const today = dayAt(timeZone, nowMs);
  const dates = Array.from({ length: days }, (_day, i) => isoDate(today - 1 - i));
  const sums = (
    await inParallel(dates, LANES, async (date) => readSums({ client, table: tables.records }, date, 'plan#'))
  )
    .flat()
    .filter(({ of }) => plans.length === 0 || plans.includes(of.slice('plan#'.length)));
  return {
    accounts: estimate(sums.flatMap(({ people }) => [...people])),
    bytes: sums.reduce((total, { bytes }) => total + bytes, 0),
  };
}
