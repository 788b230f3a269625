/** Whether markets allow a campaign: as it is, with data that any application can use instead, or not at all. */
import type { Rule } from '../operator/growth-policy.js';
import { AD_EVENTS, type AdEventKind, type CampaignReward } from './ad-event.js';
import type { MarketRules } from './market-rules.js';

/** What of a campaign markets have rules about. */
export interface JudgedCampaign {
  readonly sponsoredTraffic?:
    | {
        readonly content: 'application' | 'category';
        readonly name: string;
        readonly insteadOf?: { readonly on: AdEventKind; readonly bytes: number } | undefined;
      }
    | undefined;
  readonly rewards: Readonly<Partial<Record<AdEventKind, CampaignReward>>>;
  /** Events that the sponsor pays for. */
  readonly priced: readonly AdEventKind[];
  /** Bytes a subscriber and day that the sponsor's agreement allows. */
  readonly bytesPerDay?: number | undefined;
}

export interface Verdict {
  readonly market: string;
  readonly outcome: 'allow' | 'downgrade' | 'deny';
  /** The rule that decided, by its place in the operator file's `market.policy`. */
  readonly rule: string;
  readonly value: Rule | 'not-concerned';
  /** The law, ruling or review that it rests on. */
  readonly source: string;
  readonly reason: string;
  /** With `downgrade`: what would be given instead. */
  readonly offer?: DataOffer;
}

export interface DataOffer {
  readonly on: AdEventKind;
  readonly bytes: number;
  /** Whether the campaign named it itself. */
  readonly asked: boolean;
  /** Where the offer rests: whether data rewards are allowed. */
  readonly source: string;
}

/** Nobody named an amount: little enough to cost less than most advertisements bring. */
const USUAL_OFFER_BYTES = 50_000_000;

/** What is worth most comes first: who saw a film to its end is given more gladly than who saw a banner. */
const OFFERED_ON: readonly AdEventKind[] = ['complete', 'survey', 'install', 'click', 'impression'];

export function checkCampaignPolicy(campaign: JudgedCampaign, markets: readonly MarketRules[]): Verdict[] {
  return markets.map((rules) => judge(campaign, rules));
}

function judge(campaign: JudgedCampaign, rules: MarketRules): Verdict {
  const { market, dataReward } = rules;
  if (campaign.sponsoredTraffic === undefined) {
    const givesData = AD_EVENTS.some((event) => campaign.rewards[event]?.kind === 'data');
    if (!givesData)
      return {
        market,
        outcome: 'allow',
        rule: 'none',
        value: 'not-concerned',
        source: 'it treats no traffic differently and gives no data',
        reason: 'no rule about traffic concerns it',
      };
    return {
      market,
      outcome: dataReward.rule === 'allow' ? 'allow' : 'deny',
      rule: 'dataReward',
      value: dataReward.rule,
      source: dataReward.source,
      reason: 'it gives data that any application can use',
    };
  }
  const { content, name } = campaign.sponsoredTraffic;
  const decisive = strictest(rules, content);
  const judged = {
    market,
    rule: decisive.rule,
    value: decisive.value,
    source: rules.content.source,
  } as const;
  const what = `traffic of ${content === 'application' ? 'one application' : 'one category'} (${name}), paid by a third party,`;
  if (decisive.value === 'allow') return { ...judged, outcome: 'allow', reason: `${what} is allowed` };
  const why = decisive.value === 'deny' ? `${what} is denied` : `${what} was not reviewed, which denies it`;
  return dataReward.rule === 'allow'
    ? {
        ...judged,
        outcome: 'downgrade',
        reason: `${why}; data that any application can use is allowed instead`,
        offer: { ...offerOf(campaign), source: dataReward.source },
      }
    : {
        ...judged,
        outcome: 'deny',
        reason: `${why}; data that any application can use is ${dataReward.rule === 'deny' ? 'denied' : 'not reviewed'}, too (${dataReward.source})`,
      };
}

const STRICTNESS: Readonly<Record<Rule, number>> = { allow: 0, unreviewed: 1, deny: 2 };

/** A sponsor is a third party, so two rules speak: that of the content, and that of who pays. */
function strictest(
  { content: { rule, category, paidByThirdParty } }: MarketRules,
  content: 'application' | 'category',
): { readonly rule: string; readonly value: Rule } {
  const at = 'contentBasedZeroRating';
  const ofContent =
    content === 'category' && category !== undefined
      ? { rule: `${at}.category`, value: category }
      : { rule: `${at}.rule`, value: rule };
  const third = paidByThirdParty ?? (content === 'category' && category !== undefined ? category : rule);
  return STRICTNESS[third] > STRICTNESS[ofContent.value]
    ? { rule: `${at}.paidByThirdParty`, value: third }
    : ofContent;
}

/** What the campaign named, or an amount that the sponsor would have paid for in a day, for the event that is worth most. */
function offerOf({
  sponsoredTraffic,
  rewards,
  priced,
  bytesPerDay,
}: JudgedCampaign): Omit<DataOffer, 'source'> {
  const named = sponsoredTraffic?.insteadOf;
  if (named !== undefined) return { ...named, asked: true };
  const free = OFFERED_ON.filter((event) => rewards[event] === undefined || rewards[event].kind === 'data');
  const on = free.find((event) => priced.includes(event)) ?? free[0] ?? 'impression';
  return { on, bytes: Math.min(bytesPerDay ?? USUAL_OFFER_BYTES, USUAL_OFFER_BYTES), asked: false };
}

/** The rewards of a campaign that took the offer: added to the data that the event gives anyway. */
export function withOffer(
  rewards: JudgedCampaign['rewards'],
  { on, bytes }: Pick<DataOffer, 'on' | 'bytes'>,
): JudgedCampaign['rewards'] {
  const before = rewards[on];
  return {
    ...rewards,
    [on]:
      before?.kind === 'data'
        ? { ...before, amount: before.amount + bytes }
        : { kind: 'data', amount: bytes },
  };
}
