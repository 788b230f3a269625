/** What becomes of an event that was judged: it is paid for and rewarded, or written down as invalid traffic. */
import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  type AdState,
  type OpenDecision,
  withClick,
  withEvent,
  withImpression,
} from '../../domain/ads/ad-state.js';
import {
  type DecisionRecord,
  deviceTime,
  type PaidEvent,
  type ToldEvent,
} from '../../domain/ads/judge-event.js';
import type { AdToken } from '../../domain/ads/token.js';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import type { PartnerEvent } from '../../domain/events/event.js';
import { newId } from '../../domain/partners/ids.js';
import type { CampaignReward } from '../../domain/sponsors/ad-event.js';
import type { InvalidReason, Tally } from '../../domain/sponsors/tally.js';
import { writeTogether } from '../accounts/ledger.js';
import { eventWrite } from '../events/outbox.js';
import { eventId } from '../partners/kernel/announce.js';
import { actorOf, type Partner } from '../partners/kernel/partner.js';
import { tallyWrite } from '../sponsors/tallies.js';
import { decisionWrite, stateWrite } from './ad-records.js';
import { giveReward } from './give-reward.js';
import type { AdMarket, AdOffice } from './office.js';
import { rejectionWrite } from './rejections.js';
import { newClaim } from './reward-records.js';

/** Of one decision; more are counted, and not written down one by one. */
const MOST_REJECTED = 20;

export interface Situation {
  readonly told: ToldEvent;
  readonly token: AdToken;
  readonly decision: OpenDecision | DecisionRecord;
  readonly record: DecisionRecord | undefined;
  readonly state: AdState;
  readonly market: AdMarket;
  readonly partner: Partner;
  readonly nowMs: number;
}

export type Answer = Readonly<Record<string, unknown>>;

/** @returns undefined when somebody else was first: look again */
export async function reject(
  { client, tables }: AdOffice,
  { told, token, decision, record, market, nowMs }: Situation,
  reason: InvalidReason,
): Promise<Answer | undefined> {
  const { event, eventId: id } = told;
  const rejected = record?.rejected ?? [];
  const about: Tally = {
    ...tallyOf(token, decision, market, nowMs),
    invalid: { event, reason },
  };
  const written = await writeTogether(client, [
    rejectionWrite(tables.records, token.campaignId, reason, nowMs),
    tallyWrite(tables, about),
    ...(rejected.length >= MOST_REJECTED
      ? []
      : [
          decisionWrite(tables.records, record, {
            ...blank(token, decision),
            ...record,
            rejected: [...rejected, { event, eventId: id, atMs: nowMs, reason }],
          }),
        ]),
  ]);
  return written ? { status: 'rejected', reason } : undefined;
}

/** @returns undefined when somebody else was first: look again */
export async function pay(office: AdOffice, situation: Situation): Promise<Answer | undefined> {
  const { client, tables, budgets } = office;
  const { told, token, decision, record, state, market, partner, nowMs } = situation;
  const { event, eventId: id, occurredAtMs } = told;
  const { decisionId, subscriberId, campaignId } = token;
  const micros = decision.prices[event] ?? 0;
  const reward = decision.rewards[event];
  const rewardId = newId('rwd', createHash('sha256').update(`${decisionId}:${event}`).digest('hex'));
  const ownMs = deviceTime(occurredAtMs, nowMs);
  const paid: PaidEvent = {
    eventId: id,
    atMs: nowMs,
    ...(ownMs === undefined ? {} : { occurredAtMs: ownMs }),
    micros,
    ...(reward === undefined ? {} : { rewardId, reward }),
  };
  const day = dayAt(market.timeZone, nowMs);
  const shown = event === 'impression' ? withImpression(state, decisionId, decision, day, nowMs) : state;
  const after = withEvent(event === 'click' ? withClick(shown, campaignId, nowMs) : shown, nowMs);
  const device = record?.device ?? told.device?.digest;
  const tally = { ...tallyOf(token, decision, market, nowMs), paid: { event, micros } };
  const writes = (of: { readonly isGiven: boolean; readonly paid: PaidEvent }): TransactWriteItem[] => [
    decisionWrite(tables.records, record, {
      ...blank(token, decision),
      ...record,
      ...(device === undefined ? {} : { device }),
      events: { ...record?.events, [event]: of.paid },
    }),
    stateWrite(tables.records, state, after),
    ...(micros === 0 || decision.sliceId === undefined
      ? []
      : [budgets.commit(campaignId, decision.sliceId, micros)]),
    tallyWrite(tables, {
      ...tally,
      ...(of.isGiven && reward !== undefined
        ? { granted: { kind: reward.kind, amount: reward.amount } }
        : {}),
    }),
  ];

  if (reward === undefined) {
    if (await writeTogether(client, writes({ isGiven: false, paid }))) return accepted(paid);
    return lost(office, situation, micros);
  }
  const granted = rewardGranted({ rewardId, reward, token, decision, partner, nowMs });
  const given = { ...paid, rewardState: 'granted' as const };
  const outcome = await giveReward(
    office,
    {
      id: rewardId,
      subscriberId,
      accountKey: decision.accountKey,
      reward,
      decisionId,
      reason: decision.brand,
      actor: actorOf(partner),
      owner: decision.owner,
      nowMs,
    },
    [...writes({ isGiven: true, paid: given }), eventWrite(tables.records, granted)],
  );
  switch (outcome.outcome) {
    case 'given':
      await office.wake([granted.id]);
      return accepted(given);
    // Its transaction wrote what is known of the decision, too.
    case 'repeated':
      return undefined;
    case 'also-changed':
      return lost(office, situation, micros);
    default:
      return wait(outcome.code);
  }

  /** It was earned, and is paid for; what is in its way may be gone tomorrow. */
  async function wait(waitsFor: string): Promise<Answer | undefined> {
    const waiting = { ...paid, rewardState: 'waiting' as const };
    const claim = newClaim(
      tables.records,
      {
        id: rewardId,
        subscriberId,
        decisionId,
        campaignId,
        plan: decision.plan,
        accountKey: decision.accountKey,
        owner: decision.owner,
        reward: reward!,
        waitsFor,
      },
      nowMs,
    );
    const written = await writeTogether(client, [...writes({ isGiven: false, paid: waiting }), claim]);
    return written ? accepted(waiting) : lost(office, situation, micros);
  }
}

/**
 * Why the writes were not done: somebody else was first, or the slice is closed, which its decisions never outlive: then
 * clocks are further apart than they may be.
 */
async function lost(office: AdOffice, situation: Situation, micros: number): Promise<Answer | undefined> {
  const { sliceId, campaignId } = situation.decision;
  if (micros === 0 || sliceId === undefined) return undefined;
  const slice = await office.budgets.slice(campaignId, sliceId);
  return slice === undefined || slice.unspent < micros ? reject(office, situation, 'expired') : undefined;
}

/** What is known of a decision before its first event. */
function blank(
  { decisionId, subscriberId }: AdToken,
  decision: OpenDecision,
): Omit<DecisionRecord, 'revision'> {
  return { ...decision, decisionId, subscriberId, events: {}, rejected: [] };
}

const tallyOf = (
  { campaignId, subscriberId }: AdToken,
  { plan }: OpenDecision,
  { timeZone }: AdMarket,
  nowMs: number,
): Tally => ({ campaignId, date: isoDate(dayAt(timeZone, nowMs)), plan, subscriberId });

export function accepted({ rewardId, reward, rewardState }: PaidEvent): Answer {
  return {
    status: 'accepted',
    ...(reward === undefined
      ? {}
      : { reward: { id: rewardId, state: rewardState, kind: reward.kind, amount: reward.amount } }),
  };
}

export interface GrantedReward {
  readonly rewardId: string;
  readonly reward: CampaignReward;
  readonly token: Pick<AdToken, 'decisionId' | 'subscriberId' | 'campaignId'>;
  readonly decision: Pick<OpenDecision, 'owner'>;
  readonly partner: Partner;
  readonly nowMs: number;
}

export function rewardGranted(of: GrantedReward): PartnerEvent {
  const { rewardId, reward, token, decision, partner, nowMs } = of;
  const { kind, amount } = reward;
  const { subscriberId, campaignId, decisionId } = token;
  return {
    id: eventId(`reward/${rewardId}`, 'granted'),
    type: 'reward.granted',
    time: new Date(nowMs).toISOString(),
    owner: decision.owner,
    subject: `reward/${rewardId}`,
    actor: actorOf(partner),
    data: { reward: { id: rewardId, subscriberId, kind, amount, campaignId, decisionId } },
  };
}
