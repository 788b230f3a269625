/**
 * Whether an advertisement brings what it gives away: for each event, what the sponsor pays against what the reward costs
 * the operator. Ad-funded operators that gave more than their advertisements brought have all ended.
 */
import { type HostTerms, wholesaleMicros } from '../catalogue/host-terms.js';
import { AD_EVENTS, type AdEventKind, type CampaignReward, type RewardKind } from './ad-event.js';

export interface EventEconomics {
  readonly event: AdEventKind;
  /** Micros. */
  readonly income: number;
  readonly cost: number;
}

export interface RewardCosts {
  /** Undefined: nobody knows what the host charges. */
  readonly terms: HostTerms | undefined;
  /** What a point is worth as credit, micros. */
  readonly pointMicros: number;
}

const SERVICE: Readonly<Partial<Record<RewardKind, 'data' | 'voice' | 'sms'>>> = {
  data: 'data',
  minutes: 'voice',
  messages: 'sms',
};

/** What a reward costs the operator if all of it is used, at home. @returns undefined when the host's terms don't say */
export function rewardCost(
  { kind, amount }: CampaignReward,
  { terms, pointMicros }: RewardCosts,
): number | undefined {
  if (kind === 'credit') return amount;
  if (kind === 'points') return amount * pointMicros;
  const service = SERVICE[kind]!;
  return terms === undefined ? undefined : wholesaleMicros(terms, { service, units: amount });
}

/** Of the events that give something; what an event's cost is not known of is left out. */
export function economicsOf(
  prices: Readonly<Partial<Record<AdEventKind, number>>>,
  rewards: Readonly<Partial<Record<AdEventKind, CampaignReward>>>,
  costs: RewardCosts,
): EventEconomics[] {
  return AD_EVENTS.flatMap((event) => {
    const reward = rewards[event];
    const cost = reward === undefined ? undefined : rewardCost(reward, costs);
    // Whoever does more than see it has seen it, which was paid for, too.
    const income = (prices[event] ?? 0) + (event === 'impression' ? 0 : (prices.impression ?? 0));
    return cost === undefined ? [] : [{ event, income, cost }];
  });
}

export const losses = (economics: readonly EventEconomics[]): EventEconomics[] =>
  economics.filter(({ income, cost }) => income < cost);
