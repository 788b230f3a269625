/** A campaign: what was asked, what became of it, and what the hot path is to know of it. */
import { toMicros } from '../operator/decimal.js';
import { parseQuantity } from '../operator/quantity.js';
import { AD_EVENTS, type AdEventKind, type CampaignReward } from './ad-event.js';
import type { ActiveCampaign } from './active-campaign.js';
import { REWARD_EXAMPLE, rewardAmount } from './amounts.js';
import type { JudgedCampaign, Verdict } from './campaign-policy.js';
import { withOffer } from './campaign-policy.js';
import type { CampaignState } from './campaign-states.js';
import type { CampaignBody } from './schemas.js';

/** `CAMPAIGN#<id>` / `META`, beside what every record of partners has. */
export interface CampaignRecord {
  readonly sponsorId: string;
  /** As its body has it. */
  readonly asked: CampaignBody;
  readonly currency: string;
  readonly state: CampaignState;
  /** How it came here, the last ones. */
  readonly history: readonly CampaignStep[];
  /** What the own market said when it was approved. */
  readonly verdict?: Verdict;
  /** Whether the offer of the verdict was taken. */
  readonly isDowngraded: boolean;
  /** The number of its last change in the list of what the hot path knows; 0 = it was never there. */
  readonly change: number;
  /** Taken from the sponsor's account into its budget. Micros. */
  readonly setAsideMicros: number;
  /** Given back of that. */
  readonly returnedMicros: number;
  /** Of what was spent, booked in the sponsor's ledger so far. */
  readonly bookedMicros: number;
  /** Nothing of its budget is open any more: set aside = booked + returned. */
  readonly isSettled: boolean;
  /** ISO 8601: when what was spent was last booked. */
  readonly bookedAt?: string;
  /** While money of it is open: `CAMPAIGNS#OPEN` / `<sponsor>#<id>`. */
  readonly gsi1pk?: string;
  readonly gsi1sk?: string;
  /** How often money moved: names the next movement. */
  readonly moves: number;
  readonly request: string;
}

export interface CampaignStep {
  readonly state: CampaignState;
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  readonly reason?: string;
}

export const MOST_STEPS = 40;

export interface Problem {
  readonly param: string;
  readonly reason: string;
}

const problem = (param: string, got: unknown, allowed: string): Problem => ({
  param,
  reason: `got ${JSON.stringify(got) ?? 'nothing'}; allowed: ${allowed}`,
});

/** What is wrong between the attributes of a campaign, each of which is right by itself. All of it. */
export function campaignProblems(asked: CampaignBody): Problem[] {
  const { startsAt, endsAt, creatives, prices, rewards = {}, budget, sponsoredTraffic } = asked;
  const paid = AD_EVENTS.filter((event) => prices[event] !== undefined && toMicros(prices[event]) > 0);
  const dearest = Math.max(0, ...paid.map((event) => toMicros(prices[event]!)));
  const ids = creatives.map(({ id }) => id);
  const on = sponsoredTraffic?.insteadOf?.on;
  return [
    ...(Date.parse(endsAt) > Date.parse(startsAt)
      ? []
      : [problem('endsAt', endsAt, `after startsAt, ${startsAt}`)]),
    ...(paid.length > 0
      ? []
      : [problem('prices', prices, `a price above 0 for one of ${AD_EVENTS.join(', ')} at least`)]),
    ...(toMicros(budget.amount) >= Math.max(1, dearest)
      ? []
      : [problem('budget.amount', budget.amount, 'what the dearest event costs, at least')]),
    ...ids.flatMap((id, i) =>
      ids.indexOf(id) === i ? [] : [problem(`creatives[${i}].id`, id, 'an id of its own for each')],
    ),
    ...creatives.flatMap(({ format, url, text }, i) =>
      format === 'text' || format === 'survey'
        ? text === undefined && url === undefined
          ? [problem(`creatives[${i}].text`, text, 'a text or a url')]
          : []
        : url === undefined
          ? [problem(`creatives[${i}].url`, url, `a url, as every ${format} has`)]
          : [],
    ),
    ...AD_EVENTS.flatMap((event) => {
      const reward = rewards[event];
      return reward === undefined || rewardAmount(reward.kind, reward.amount) !== undefined
        ? []
        : [
            problem(
              `rewards.${event}.amount`,
              reward.amount,
              `an amount of ${reward.kind} above 0, such as "${REWARD_EXAMPLE[reward.kind]}"`,
            ),
          ];
    }),
    ...(on !== undefined && rewards[on] !== undefined && rewards[on].kind !== 'data'
      ? [problem('sponsoredTraffic.insteadOf.on', on, 'an event whose reward is data, or that has none')]
      : []),
    ...(sponsoredTraffic?.insteadOf !== undefined && bytesOf(sponsoredTraffic.insteadOf.data) === undefined
      ? [
          problem(
            'sponsoredTraffic.insteadOf.data',
            sponsoredTraffic.insteadOf.data,
            'bytes, such as "500 MB"',
          ),
        ]
      : []),
  ];
}

export function bytesOf(text: string): number | undefined {
  const quantity = parseQuantity(text);
  return quantity?.unit === 'bytes' ? quantity.amount : undefined;
}

export function rewardsOf({ rewards = {} }: CampaignBody): Partial<Record<AdEventKind, CampaignReward>> {
  return Object.fromEntries(
    AD_EVENTS.flatMap((event) => {
      const reward = rewards[event];
      if (reward === undefined) return [];
      const { kind, validDays } = reward;
      const amount = rewardAmount(kind, reward.amount) ?? 0;
      return [[event, { kind, amount, ...(validDays === undefined ? {} : { validDays }) }]];
    }),
  );
}

export function pricesOf({ prices }: CampaignBody): Partial<Record<AdEventKind, number>> {
  return Object.fromEntries(
    AD_EVENTS.flatMap((event) => (prices[event] === undefined ? [] : [[event, toMicros(prices[event])]])),
  );
}

/** @param bytesPerDay  what the agreement of its sponsored traffic allows a subscriber */
export function judgedCampaign(asked: CampaignBody, bytesPerDay?: number): JudgedCampaign {
  const { sponsoredTraffic } = asked;
  const prices = pricesOf(asked);
  return {
    ...(sponsoredTraffic === undefined
      ? {}
      : {
          sponsoredTraffic: {
            content: sponsoredTraffic.content,
            name: sponsoredTraffic.name,
            ...(sponsoredTraffic.insteadOf === undefined
              ? {}
              : {
                  insteadOf: {
                    on: sponsoredTraffic.insteadOf.on,
                    bytes: bytesOf(sponsoredTraffic.insteadOf.data) ?? 0,
                  },
                }),
          },
        }),
    rewards: rewardsOf(asked),
    priced: AD_EVENTS.filter((event) => (prices[event] ?? 0) > 0),
    bytesPerDay,
  };
}

type Compiled = Pick<CampaignRecord, 'asked' | 'sponsorId' | 'verdict' | 'isDowngraded'> & {
  readonly id: string;
  readonly revision: number;
};

/** What subscribers are given: with a downgrade, data instead of the traffic of certain content. */
export function compiledRewards({
  asked,
  verdict,
  isDowngraded,
}: Pick<CampaignRecord, 'asked' | 'verdict' | 'isDowngraded'>) {
  const rewards = rewardsOf(asked);
  return isDowngraded && verdict?.offer !== undefined ? withOffer(rewards, verdict.offer) : rewards;
}

/** A campaign as the hot path of decisions knows it. */
export function activeCampaign(campaign: Compiled): ActiveCampaign {
  const { id, revision, sponsorId, asked } = campaign;
  const { audience = {}, caps = {}, budget } = asked;
  return {
    id,
    revision,
    sponsorId,
    brand: asked.brand,
    startsAtMs: Date.parse(asked.startsAt),
    endsAtMs: Date.parse(asked.endsAt),
    audience: {
      plans: audience.plans ?? [],
      segments: audience.segments ?? [],
      minAge: audience.minAge ?? 0,
      profiling: (audience.segments ?? []).length > 0,
    },
    creatives: asked.creatives.map(({ placements = [], ...creative }) => ({
      ...creative,
      placements,
    })),
    prices: pricesOf(asked),
    rewards: compiledRewards(campaign),
    caps,
    budget: { micros: toMicros(budget.amount), pacing: budget.pacing ?? 'even' },
    holdoutPercent: asked.holdoutPercent ?? 0,
  };
}
