/** Whether a subscriber is shown an advertisement now, and which one. */
import type { LiftGroup } from '../insights/lift.js';
import { createHash } from 'node:crypto';
import { ageAtLeast, type Channel, type Consents, isAllowed } from '../consents/consent.js';
import type { MarketPolicy } from '../operator/market.js';
import type { ActiveCampaign } from '../sponsors/active-campaign.js';
import type { AdState, Counts } from './ad-state.js';
import { isQuiet } from './quiet-hours.js';

/** Why nothing is shown; the first reason that there is. */
export const NO_FILL_REASONS = [
  'subscriber-inactive',
  'consent',
  'age',
  'quiet-hours',
  'ads-per-day',
  'no-campaign',
  'frequency-cap',
  'holdout',
  'pacing',
  'budget',
  'busy',
] as const;

export type NoFillReason = (typeof NO_FILL_REASONS)[number];

export type AdvertisingPolicy = MarketPolicy['advertising'];

export interface Viewer {
  readonly subscriberId: string;
  /** Of the subscriber's record: `active`. */
  readonly state: string;
  readonly consents: Consents | undefined;
  readonly channel: Channel;
}

export interface Occasion {
  readonly policy: AdvertisingPolicy;
  /** IANA, of the market. */
  readonly timeZone: string;
  /** Local date. */
  readonly today: string;
  readonly nowMs: number;
}

/** Why this subscriber is shown nothing at all now; undefined = what fits may be shown. */
export function barred(viewer: Viewer, counts: Counts, occasion: Occasion): NoFillReason | undefined {
  const { policy, timeZone, today, nowMs } = occasion;
  const { consents, channel } = viewer;
  if (viewer.state !== 'active') return 'subscriber-inactive';
  if (!isAllowed(consents, 'advertising', channel, policy, nowMs)) return 'consent';
  if (policy.minAge > 0 && (ageAtLeast(consents?.age, today) ?? -1) < policy.minAge) return 'age';
  if (isQuiet(policy.quietHours, timeZone, nowMs)) return 'quiet-hours';
  return counts.today >= policy.maxAdsPerDay ? 'ads-per-day' : undefined;
}

/** Groups by which a campaign may choose this subscriber; undefined = profiling is not agreed to. */
export const segmentsOf = (
  { consents, channel }: Pick<Viewer, 'consents' | 'channel'>,
  { policy, nowMs }: Pick<Occasion, 'policy' | 'nowMs'>,
): readonly string[] | undefined =>
  isAllowed(consents, 'profiling', channel, policy, nowMs) ? (consents?.segments ?? []) : undefined;

/** Whether the subscriber has seen enough of a campaign's brand today. */
export const isBrandCapped = ({ brand, caps }: ActiveCampaign, counts: Counts): boolean =>
  (counts.ofBrand.get(brand) ?? 0) >= (caps.perDayOfBrand ?? Infinity);

/** Whether the subscriber has seen enough of a campaign, today or at all. */
export const isCapped = ({ id, caps }: ActiveCampaign, counts: Counts): boolean =>
  (counts.ofCampaign.get(id) ?? 0) >= (caps.perDay ?? Infinity) ||
  (counts.everOfCampaign.get(id) ?? 0) >= (caps.perCampaign ?? Infinity);

const RANGE = 2 ** 32;

/** Whether a subscriber is of those who see nothing of a campaign: always the same ones, and others of every campaign. */
export function isHeldOut(
  { id, holdoutPercent }: Pick<ActiveCampaign, 'id' | 'holdoutPercent'>,
  subscriberId: string,
): boolean {
  if (holdoutPercent <= 0) return false;
  const digest = createHash('sha256').update(`holdout\n${id}\n${subscriberId}`).digest();
  return (digest.readUInt32BE(0) / RANGE) * 100 < holdoutPercent;
}

/** Notes for later comparison that a subscriber would have been shown a campaign; undefined = it was noted before. */
export function withHoldout(state: AdState, campaignId: string, nowMs: number): AdState | undefined {
  return state.heldOut[campaignId] === undefined
    ? { ...state, heldOut: { ...state.heldOut, [campaignId]: nowMs } }
    : undefined;
}

/**
 * Notes that a campaign with a holdout was come to, the first time: who sees it and who is held out are noted at the same
 * place, before it is asked whether there is money for it, or the groups would not be alike.
 */
export function withLift(
  state: AdState,
  { id, brand, holdoutPercent }: Pick<ActiveCampaign, 'id' | 'brand' | 'holdoutPercent'>,
  group: LiftGroup,
  nowMs: number,
): AdState {
  return holdoutPercent <= 0 || state.lifts?.[id] !== undefined
    ? state
    : { ...state, lifts: { ...state.lifts, [id]: { group, sinceMs: nowMs, brand } } };
}
