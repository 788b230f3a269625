/** What is looked at before a campaign may go on: its references, its market's policy, and whether it pays. */
import { fromMicros } from '../../domain/operator/decimal.js';
import {
  campaignProblems,
  compiledRewards,
  judgedCampaign,
  pricesOf,
  type CampaignRecord,
} from '../../domain/sponsors/campaign.js';
import { checkCampaignPolicy, type Verdict } from '../../domain/sponsors/campaign-policy.js';
import { economicsOf, type EventEconomics, losses } from '../../domain/sponsors/economics.js';
import { COMPARED_MARKETS, rulesOf } from '../../domain/sponsors/market-rules.js';
import type { CampaignBody } from '../../domain/sponsors/schemas.js';
import { readOffering } from '../catalogue/offering-record.js';
import { loadHostTerms, termsAt } from '../charging/host-terms.js';
import type { InvalidParam } from '../shared/problem.js';
import type { Partner } from '../partners/kernel/partner.js';
import { maySee } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import type { SponsorOffice } from './office.js';

/** @throws RefusedError 400 with everything that is wrong */
export async function checkCampaign(
  office: SponsorOffice,
  partner: Partner,
  asked: CampaignBody,
): Promise<void> {
  const problems = [...campaignProblems(asked), ...(await references(office, partner, asked))];
  if (problems.length > 0) throw invalid('invalid-campaign', problems);
}

async function references(
  office: SponsorOffice,
  partner: Partner,
  asked: CampaignBody,
): Promise<InvalidParam[]> {
  const plans = asked.audience?.plans ?? [];
  const { country } = await office.market();
  const [agreement, offerings] = await Promise.all([
    asked.sponsoredTraffic === undefined
      ? undefined
      : office.agreements.get(asked.sponsoredTraffic.agreementId),
    Promise.all(plans.map(async (plan) => readOffering(office.tables.records, plan))),
  ]);
  const isOwn =
    agreement !== undefined && maySee(partner, agreement.owner) && agreement.sponsorId === asked.sponsorId;
  return [
    ...plans.flatMap((plan, i) =>
      offerings[i] === undefined
        ? [
            {
              param: `audience.plans[${i}]`,
              reason: `got "${plan}"; allowed: an offering; GET /plans lists them`,
            },
          ]
        : [],
    ),
    ...(asked.sponsoredTraffic === undefined || isOwn
      ? []
      : [
          {
            param: 'sponsoredTraffic.agreementId',
            reason: `got "${asked.sponsoredTraffic.agreementId}"; allowed: an agreement of sponsor ${asked.sponsorId}`,
          },
        ]),
    ...(ownMarkets(asked, country).length > 0
      ? []
      : [
          {
            param: 'markets',
            reason: `got ${JSON.stringify(asked.markets)}; allowed: a list with ${country}, where this operator is, or parts of it`,
          },
        ]),
  ];
}

/** Those of the campaign's markets that this operator is in. */
const ownMarkets = ({ markets }: CampaignBody, country: string): readonly string[] =>
  (markets ?? [country]).filter((market) => market === country || market.startsWith(`${country}-`));

/**
 * What must still be there when it goes on: a sponsor that is active, and an agreement that pays for its traffic.
 *
 * @throws RefusedError 409
 */
export async function checkBacking(
  office: SponsorOffice,
  { sponsorId, asked }: Pick<CampaignRecord, 'sponsorId' | 'asked'>,
  nowMs: number,
): Promise<void> {
  const agreementId = asked.sponsoredTraffic?.agreementId;
  const [sponsor, agreement] = await Promise.all([
    office.sponsors.get(sponsorId),
    agreementId === undefined ? undefined : office.agreements.get(agreementId),
  ]);
  if (sponsor?.status !== 'active')
    throw new RefusedError(409, 'sponsor-closed', `sponsor ${sponsorId} is ${sponsor?.status ?? 'gone'}`);
  if (agreement !== undefined && (agreement.state === 'ended' || Date.parse(agreement.to) <= nowMs))
    throw new RefusedError(409, 'agreement-ended', `agreement ${agreement.id} ended at ${agreement.to}`);
}

/** @param markets  default: the campaign's, and one of each kind that rules are known of */
export async function verdictsOn(
  office: SponsorOffice,
  { asked }: Pick<CampaignRecord, 'asked'>,
  markets?: readonly string[],
): Promise<Verdict[]> {
  const own = await office.market();
  const wanted = markets ?? [...(asked.markets ?? [own.country]), ...COMPARED_MARKETS];
  return checkCampaignPolicy(
    await judged(office, asked),
    [...new Set(wanted)].map((market) => rulesOf(market, own)),
  );
}

async function judged(office: SponsorOffice, asked: CampaignBody) {
  const agreementId = asked.sponsoredTraffic?.agreementId;
  const agreement = agreementId === undefined ? undefined : await office.agreements.get(agreementId);
  return judgedCampaign(asked, agreement?.bytesPerDay);
}

const SEVERITY: Readonly<Record<Verdict['outcome'], number>> = { allow: 0, downgrade: 1, deny: 2 };

/** What the operator's own market says: of several parts of a country, the strictest. */
export async function ownVerdict(
  office: SponsorOffice,
  campaign: Pick<CampaignRecord, 'asked'>,
): Promise<Verdict> {
  const { country } = await office.market();
  const verdicts = await verdictsOn(office, campaign, ownMarkets(campaign.asked, country));
  return verdicts.toSorted((a, b) => SEVERITY[b.outcome] - SEVERITY[a.outcome])[0]!;
}

/**
 * @param takesOffer  whether the data reward is taken where the market denies traffic of certain content
 * @throws RefusedError 409 `policy-denied`, `policy-downgrade`
 */
export function enforce(
  { market, outcome, reason, rule, source, offer }: Verdict,
  takesOffer: boolean,
): void {
  const words = `${market}: ${reason} (${rule}: ${source})`;
  if (outcome === 'deny') throw new RefusedError(409, 'policy-denied', words);
  if (outcome === 'downgrade' && !takesOffer)
    throw new RefusedError(
      409,
      'policy-downgrade',
      `${words}; allowed: {"downgrade": true}, which gives ${offer?.bytes} B on ${offer?.on} instead`,
    );
}

/** What each rewarded event brings and costs, now. */
export async function economics(
  office: SponsorOffice,
  campaign: Pick<CampaignRecord, 'asked' | 'verdict' | 'isDowngraded'>,
  nowMs: number,
): Promise<EventEconomics[]> {
  const terms = termsAt(await loadHostTerms(office.tables.records), nowMs);
  const { pointMicros = 0 } = await office.market();
  return economicsOf(pricesOf(campaign.asked), compiledRewards(campaign), { terms, pointMicros });
}

/**
 * The unit-economics guard.
 *
 * @returns what is to be said of it, in words
 * @throws RefusedError 409 `campaign-makes-a-loss`, when the operator refuses such campaigns
 */
export function guard(office: SponsorOffice, all: readonly EventEconomics[], currency: string): string[] {
  const words = losses(all).map(
    ({ event, income, cost }) =>
      `${event} brings ${fromMicros(income)} ${currency} and gives what costs ${fromMicros(cost)} ${currency}`,
  );
  if (words.length > 0 && office.lossMaking === 'refuse')
    throw new RefusedError(
      409,
      'campaign-makes-a-loss',
      `${words.join(' · ')}; allowed: a price of what it costs, at least`,
    );
  return words;
}
