/** What a campaign would do, from usage so far and what is assumed of people. An estimate; nothing is promised by it. */
import { AD_EVENTS, type AdEventKind, type CampaignReward } from './ad-event.js';

/** Percentages, and impressions a person and day. */
export interface Assumptions {
  readonly consentPercent: number;
  readonly impressionsPerDay: number;
  readonly clickPercent: number;
  readonly completePercent: number;
  readonly installPercent: number;
  readonly surveyPercent: number;
}

/** Cautious: a third has agreed, one in a hundred clicks. */
export const USUAL: Assumptions = {
  consentPercent: 33,
  impressionsPerDay: 2,
  clickPercent: 1,
  completePercent: 50,
  installPercent: 0,
  surveyPercent: 0,
};

export interface ForecastInput {
  /** Different accounts of the audience's plans that used something in the days looked back on. */
  readonly active: number;
  readonly assume: Assumptions;
  readonly days: number;
  readonly holdoutPercent: number;
  readonly caps: { readonly perDay?: number; readonly perCampaign?: number };
  /** Ads a day that the market's policy allows of all campaigns together. */
  readonly maxAdsPerDay: number;
  readonly budgetMicros: number;
  readonly prices: Readonly<Partial<Record<AdEventKind, number>>>;
  readonly rewards: Readonly<Partial<Record<AdEventKind, CampaignReward>>>;
  /** What an event's reward costs the operator when all of it is used, micros. */
  readonly costs: Readonly<Partial<Record<AdEventKind, number>>>;
}

export interface Forecast {
  readonly reach: number;
  readonly events: Readonly<Partial<Record<AdEventKind, number>>>;
  /** Rewards given. */
  readonly grants: number;
  /** Micros. */
  readonly income: number;
  readonly wholesaleCost: number;
  readonly margin: number;
  /** Whether the budget, and not the audience, ends it. */
  readonly budgetEndsIt: boolean;
}

const part = (whole: number, percent: number) => (whole * percent) / 100;

export function forecastOf(input: ForecastInput): Forecast {
  const { active, assume, days, holdoutPercent, caps, maxAdsPerDay, budgetMicros, prices, costs, rewards } =
    input;
  const reach = Math.floor(part(part(active, assume.consentPercent), 100 - holdoutPercent));
  const aDay = Math.min(assume.impressionsPerDay, caps.perDay ?? Infinity, maxAdsPerDay);
  const each = Math.min(aDay * days, caps.perCampaign ?? Infinity);
  const shown = reach * each;
  const rates: Readonly<Record<AdEventKind, number>> = {
    impression: 100,
    click: assume.clickPercent,
    complete: assume.completePercent,
    install: assume.installPercent,
    survey: assume.surveyPercent,
  };
  const costOfOne = AD_EVENTS.reduce((sum, event) => sum + part(prices[event] ?? 0, rates[event]), 0);
  const affordable = costOfOne === 0 ? Infinity : budgetMicros / costOfOne;
  const impressions = Math.floor(Math.min(shown, affordable));
  const events = Object.fromEntries(
    AD_EVENTS.map((event) => [event, Math.floor(part(impressions, rates[event]))] as const).filter(
      ([, count]) => count > 0,
    ),
  ) as Partial<Record<AdEventKind, number>>;
  const sum = (of: Readonly<Partial<Record<AdEventKind, number>>>) =>
    AD_EVENTS.reduce((total, event) => total + (events[event] ?? 0) * (of[event] ?? 0), 0);
  const income = Math.min(budgetMicros, sum(prices));
  const wholesaleCost = sum(costs);
  return {
    reach,
    events,
    grants: AD_EVENTS.reduce(
      (total, event) => total + (rewards[event] === undefined ? 0 : (events[event] ?? 0)),
      0,
    ),
    income,
    wholesaleCost,
    margin: income - wholesaleCost,
    budgetEndsIt: affordable < shown,
  };
}
