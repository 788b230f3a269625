/**
 * What is known of a subscriber and advertisements: `ADSTATE#<subscriberId>` / `META`. One item, one write a decision, so
 * that no two decisions for the same subscriber know nothing of each other, and caps hold however many come at once.
 */
import type { LiftGroup } from '../insights/lift.js';
import type { AdEventKind, CampaignReward } from '../sponsors/ad-event.js';
import { CLOCK_MARGIN_MS } from './worth.js';
import type { Channel } from '../consents/consent.js';

/** A decision whose advertisement was not seen yet. */
export interface OpenDecision {
  readonly campaignId: string;
  readonly brand: string;
  readonly creativeId: string;
  readonly placement: string;
  readonly channel: Channel;
  /** What it was decided on: the version of the consents; 0 = the market's default. */
  readonly consentVersion: number;
  /** Offering of the subscriber. */
  readonly plan: string;
  readonly accountKey: string;
  /** A partner's id, or `operator`. */
  readonly owner: string;
  /** Holds the money; absent of what costs nothing. */
  readonly sliceId?: string;
  /** Micros. */
  readonly reserved: number;
  readonly prices: Readonly<Partial<Record<AdEventKind, number>>>;
  readonly rewards: Readonly<Partial<Record<AdEventKind, CampaignReward>>>;
  /** Seconds of a film or sound. */
  readonly durationS?: number;
  /** Epoch milliseconds. */
  readonly decidedAtMs: number;
  readonly expiresAtMs: number;
}

/** What was seen of a campaign. */
export interface Seen {
  readonly brand: string;
  /** Impressions, all. */
  readonly total: number;
  /** Local day of the last one, days since 1970-01-01, and how many there were on it. */
  readonly day: number;
  readonly today: number;
  /** Epoch milliseconds of the last one, and whose it was. */
  readonly atMs: number;
  readonly decisionId: string;
  /** Of the last click. */
  readonly clickedAtMs?: number;
}

/** From when on what a subscriber does counts for or against a campaign. */
export interface LiftPart {
  readonly group: LiftGroup;
  readonly sinceMs: number;
  readonly brand: string;
}

export interface AdState {
  readonly subscriberId: string;
  /** Counts the writes, from 1; 0 = never written. */
  readonly version: number;
  readonly open: Readonly<Record<string, OpenDecision>>;
  readonly seen: Readonly<Record<string, Seen>>;
  /** Campaigns that would have been shown but for their holdout: when first. */
  readonly heldOut: Readonly<Record<string, number>>;
  /** Campaigns with a holdout that were come to, whichever group the subscriber is of. */
  readonly lifts?: Readonly<Record<string, LiftPart>>;
  /** When the last events came, epoch milliseconds. */
  readonly recent: readonly number[];
}

export const emptyState = (subscriberId: string): AdState => ({
  subscriberId,
  version: 0,
  open: {},
  seen: {},
  heldOut: {},
  recent: [],
});

/** Longer than anything is attributed; caps of a campaign's life stay as long as it is known. */
const KEPT_MS = 60 * 86_400_000;

/** Whether its advertisement may still be seen. */
export const isOpen = ({ expiresAtMs }: Pick<OpenDecision, 'expiresAtMs'>, nowMs: number): boolean =>
  nowMs <= expiresAtMs + CLOCK_MARGIN_MS;

/** Without what time has made nothing of. */
export function tidied(state: AdState, isKnown: (campaignId: string) => boolean, nowMs: number): AdState {
  const keep = <T>(record: Readonly<Record<string, T>>, isKept: (value: T, id: string) => boolean) =>
    Object.fromEntries(Object.entries(record).filter(([id, value]) => isKept(value, id)));
  return {
    ...state,
    open: keep(state.open, (decision) => isOpen(decision, nowMs)),
    seen: keep(state.seen, ({ atMs }, id) => nowMs - atMs < KEPT_MS || isKnown(id)),
    heldOut: keep(state.heldOut, (atMs, id) => nowMs - atMs < KEPT_MS || isKnown(id)),
    ...(state.lifts === undefined
      ? {}
      : { lifts: keep(state.lifts, ({ sinceMs }, id) => nowMs - sinceMs < KEPT_MS || isKnown(id)) }),
  };
}

/** How often something was shown, or may be any moment: what was decided and can still be seen counts. */
export interface Counts {
  readonly today: number;
  readonly ofBrand: ReadonlyMap<string, number>;
  /** Today. */
  readonly ofCampaign: ReadonlyMap<string, number>;
  readonly everOfCampaign: ReadonlyMap<string, number>;
}

/** @param day  local, days since 1970-01-01 */
export function countsOf({ open, seen }: AdState, day: number, nowMs: number): Counts {
  const ofBrand = new Map<string, number>();
  const ofCampaign = new Map<string, number>();
  const everOfCampaign = new Map<string, number>();
  let today = 0;
  const add = (map: Map<string, number>, name: string, count: number) =>
    map.set(name, (map.get(name) ?? 0) + count);
  const count = (campaignId: string, brand: string, onDay: number, total: number) => {
    today += onDay;
    add(ofBrand, brand, onDay);
    add(ofCampaign, campaignId, onDay);
    add(everOfCampaign, campaignId, total);
  };
  for (const [id, each] of Object.entries(seen))
    count(id, each.brand, each.day === day ? each.today : 0, each.total);
  for (const each of Object.values(open)) if (isOpen(each, nowMs)) count(each.campaignId, each.brand, 1, 1);
  return { today, ofBrand, ofCampaign, everOfCampaign };
}

/** An impression: what was open is seen. */
export function withImpression(
  state: AdState,
  decisionId: string,
  { campaignId, brand }: Pick<OpenDecision, 'campaignId' | 'brand'>,
  day: number,
  nowMs: number,
): AdState {
  const { [decisionId]: _open, ...open } = state.open;
  const before = state.seen[campaignId];
  return {
    ...state,
    open,
    seen: {
      ...state.seen,
      [campaignId]: {
        ...before,
        brand,
        total: (before?.total ?? 0) + 1,
        day,
        today: before?.day === day ? before.today + 1 : 1,
        atMs: nowMs,
        decisionId,
      },
    },
  };
}

export function withClick(state: AdState, campaignId: string, nowMs: number): AdState {
  const before = state.seen[campaignId];
  if (before === undefined) return state;
  return { ...state, seen: { ...state.seen, [campaignId]: { ...before, clickedAtMs: nowMs } } };
}

const MOST_RECENT = 20;

export const withEvent = (state: AdState, nowMs: number): AdState => ({
  ...state,
  recent: [...state.recent, nowMs].slice(-MOST_RECENT),
});
