/**
 * `POST /ad-decisions`, a hot path: one round trip of reads, one write. What the campaigns are is in memory, and so is the
 * money; the subscriber's state is read, and written under the condition that nobody wrote it since.
 */
import { type AdState, countsOf, type OpenDecision, tidied } from '../../domain/ads/ad-state.js';
import { type CampaignIndex, creativeFor, type Sought } from '../../domain/ads/campaign-index.js';
import {
  barred,
  isBrandCapped,
  isCapped,
  isHeldOut,
  type NoFillReason,
  type Occasion,
  segmentsOf,
  withHoldout,
  withLift,
} from '../../domain/ads/decide.js';
import { bodies } from '../../domain/ads/schemas.js';
import { settleMs, validityMs, worth } from '../../domain/ads/worth.js';
import { ageAtLeast, type Consents } from '../../domain/consents/consent.js';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { newId } from '../../domain/partners/ids.js';
import type { ActiveCampaign, ActiveCreative } from '../../domain/sponsors/active-campaign.js';
import { untilFirst } from '../accounts/run-command.js';
import type { Reserved } from '../budgets/purse.js';
import { maySee } from '../partners/kernel/partner.js';
import { invalid, notFound } from '../partners/kernel/refused.js';
import type { PartnerHandler } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import {
  consentsIn,
  consentsPk,
  stateIn,
  statePk,
  subscriberIn,
  subscriberPk,
  writeState,
} from './ad-records.js';
import type { AdOffice } from './office.js';
import { readTogether } from './read-together.js';

/** Budgets that one decision asks for money in vain; what it was told of them is remembered for the next ones. */
const MOST_REFUSALS = 4;

type Outcome =
  { readonly fill: Filled; readonly consents: Consents | undefined } | { readonly reason: NoFillReason };

interface Filled {
  readonly decisionId: string;
  readonly campaign: ActiveCampaign;
  readonly creative: ActiveCreative;
  readonly expiresAtMs: number;
}

export function createAdDecision(office: AdOffice): PartnerHandler {
  const { client, tables, keys } = office;
  const table = tables.records;
  return async ({ body, partner, nowMs, seed }) => {
    const asked = bodies.AdDecision_Create.parse(body);
    const { subscriberId } = asked;
    const decisionId = newId('adn', seed);
    const { country: _country, timeZone, advertising: policy } = await office.market();
    const day = dayAt(timeZone, nowMs);
    const occasion: Occasion = { policy, timeZone, today: isoDate(day), nowMs };

    const outcome = await untilFirst<Outcome>(async () => {
      const [index, found] = await Promise.all([
        office.campaigns.current(),
        readTogether(client, table, [
          subscriberPk(subscriberId),
          consentsPk(subscriberId),
          statePk(subscriberId),
        ]),
      ]);
      const subscriber = subscriberIn(found, subscriberId);
      if (subscriber === undefined || !maySee(partner, subscriber.partnerId ?? OPERATOR_OWNER))
        throw notFound('subscriber', subscriberId);
      const consents = consentsIn(found, subscriberId);
      checkReference(asked.consentRef, subscriberId, consents);
      const before = stateIn(found, subscriberId);
      const known = before.open[decisionId];
      // The same request again, or an answer that was lost on its way here.
      if (known !== undefined) return again(index, decisionId, known, consents);

      const state = tidied(before, (id) => index.get(id) !== undefined, nowMs);
      const counts = countsOf(state, day, nowMs);
      const viewer = { subscriberId, state: subscriber.state, consents, channel: asked.channel };
      const reason = barred(viewer, counts, occasion);
      if (reason !== undefined) return { reason };
      const sought: Sought = {
        placement: asked.placement,
        formats: asked.formats,
        plan: subscriber.offeringId,
        segments: segmentsOf(viewer, occasion),
        age: ageAtLeast(consents?.age, occasion.today),
      };
      const chosen = await choose(office, index, sought, { state, counts, subscriberId, nowMs });
      if (chosen.campaign === undefined) {
        // Whether it is noted now or the next time is all the same.
        if (chosen.state !== state) await writeState(client, table, before, chosen.state);
        return { reason: chosen.reason };
      }
      const { campaign, creative, reserved } = chosen;
      const expiresAtMs = nowMs + validityMs(campaign);
      const decision: OpenDecision = {
        campaignId: campaign.id,
        brand: campaign.brand,
        creativeId: creative.id,
        placement: asked.placement,
        channel: asked.channel,
        consentVersion: consents?.version ?? 0,
        plan: subscriber.offeringId,
        accountKey: subscriber.accountKey,
        owner: subscriber.partnerId ?? OPERATOR_OWNER,
        ...(reserved === undefined ? {} : { sliceId: reserved.sliceId }),
        reserved: worth(campaign),
        prices: campaign.prices,
        rewards: campaign.rewards,
        ...(creative.durationS === undefined ? {} : { durationS: creative.durationS }),
        decidedAtMs: nowMs,
        expiresAtMs,
      };
      const after = { ...chosen.state, open: { ...chosen.state.open, [decisionId]: decision } };
      if (await writeState(client, table, before, after))
        return { fill: { decisionId, campaign, creative, expiresAtMs }, consents };
      // Somebody else was first, or we were and did not hear of it: the next look tells, and only then it is released.
      const now = stateIn(await readTogether(client, table, [statePk(subscriberId)]), subscriberId);
      if (reserved !== undefined && now.open[decisionId] === undefined)
        office.purse.release(campaign.id, reserved.sliceId, worth(campaign));
      return undefined;
    });

    if ('reason' in outcome) return json(200, { filled: false, reason: outcome.reason });
    const { fill, consents } = outcome;
    const { campaign, creative, expiresAtMs } = fill;
    const { id: campaignId, sponsorId, brand, rewards } = campaign;
    const token = await keys.sign({
      decisionId,
      subscriberId,
      campaignId,
      creativeId: creative.id,
      expiresAtMs,
    });
    const { placements: _placements, ...shown } = creative;
    return json(200, {
      filled: true,
      decisionId,
      campaignId,
      sponsorId,
      brand,
      creative: shown,
      rewards: Object.fromEntries(
        Object.entries(rewards).map(([event, { kind, amount }]) => [event, { kind, amount }]),
      ),
      badge: policy.badge,
      token,
      expiresAt: new Date(expiresAtMs).toISOString(),
      ...(consents === undefined ? {} : { consentRef: `${subscriberId}/${consents.version}` }),
    });
  };
}

interface ChoiceOf {
  readonly state: AdState;
  readonly counts: ReturnType<typeof countsOf>;
  readonly subscriberId: string;
  readonly nowMs: number;
}

type Choice =
  | {
      readonly campaign: ActiveCampaign;
      readonly creative: ActiveCreative;
      readonly reserved: Reserved | undefined;
      readonly state: AdState;
    }
  | { readonly campaign: undefined; readonly reason: NoFillReason; readonly state: AdState };

/** The first campaign that may be shown and has money, and the money. */
async function choose(
  { purse }: AdOffice,
  index: CampaignIndex,
  sought: Sought,
  { state: before, counts, subscriberId, nowMs }: ChoiceOf,
): Promise<Choice> {
  let state = before;
  let reason: NoFillReason | undefined;
  let refusals = 0;
  const walk = index.walk(sought, nowMs);
  const isOut = (campaign: ActiveCampaign) => {
    const isOutNow = isBrandCapped(campaign, counts);
    if (isOutNow) reason ??= 'frequency-cap';
    return isOutNow;
  };
  for (let campaign = walk.next(isOut); campaign !== undefined; campaign = walk.next(isOut)) {
    const creative = creativeFor(campaign, sought);
    if (creative === undefined) continue;
    if (isCapped(campaign, counts)) {
      reason ??= 'frequency-cap';
      continue;
    }
    // Whoever came in stays where it was, though the share of the holdout is another by now.
    const isOutside =
      campaign.holdoutPercent > 0 && state.lifts?.[campaign.id] !== undefined
        ? state.lifts[campaign.id]!.group === 'held-out'
        : isHeldOut(campaign, subscriberId);
    state = withLift(state, campaign, isOutside ? 'held-out' : 'shown', nowMs);
    if (isOutside) {
      reason ??= 'holdout';
      state = withHoldout(state, campaign.id, nowMs) ?? state;
      continue;
    }
    const need = worth(campaign);
    if (need === 0) return { campaign, creative, reserved: undefined, state };
    const reserved = await purse.reserve(campaign.id, need, settleMs(campaign), nowMs);
    if (reserved.outcome === 'reserved') return { campaign, creative, reserved, state };
    reason ??= REFUSED[reserved.outcome];
    index.setAside(campaign.id, reserved.againAtMs);
    refusals += 1;
    if (refusals >= MOST_REFUSALS) break;
  }
  return { campaign: undefined, reason: reason ?? 'no-campaign', state };
}

const REFUSED = {
  exhausted: 'budget',
  closed: 'budget',
  absent: 'budget',
  paced: 'pacing',
  busy: 'busy',
} as const satisfies Record<string, NoFillReason>;

/** A decision that was made before. Its campaign may have ended since: then nothing of it is shown any more. */
function again(
  index: CampaignIndex,
  decisionId: string,
  { campaignId, creativeId, expiresAtMs }: OpenDecision,
  consents: Consents | undefined,
): Outcome {
  const campaign = index.get(campaignId);
  const creative = campaign?.creatives.find(({ id }) => id === creativeId);
  if (campaign === undefined || creative === undefined) return { reason: 'no-campaign' };
  return { fill: { decisionId, campaign, creative, expiresAtMs }, consents };
}

/** @throws RefusedError 400 when it names what was never agreed to */
function checkReference(
  consentRef: string | undefined,
  subscriberId: string,
  consents: Consents | undefined,
): void {
  if (consentRef === undefined) return;
  const [of, version] = consentRef.split('/');
  const last = consents?.version ?? 0;
  if (of === subscriberId && Number(version) >= 1 && Number(version) <= last) return;
  throw invalid('invalid-body', [
    {
      param: 'consentRef',
      reason: `got "${consentRef}"; allowed: ${last === 0 ? `none, ${subscriberId} has no consents` : `${subscriberId}/1 to ${subscriberId}/${last}`}`,
    },
  ]);
}
