/** Whether an event is what it says: paid for and rewarded, a repeat of one, or invalid traffic. */
import type { AdEventKind, CampaignReward } from '../sponsors/ad-event.js';
import type { InvalidReason } from '../sponsors/tally.js';
import type { AdState, OpenDecision } from './ad-state.js';
import { isEmulator } from './emulators.js';
import type { AdToken } from './token.js';
import { CLOCK_MARGIN_MS } from './worth.js';

/** What was told of a decision: `ADDECISION#<id>` / `META`, from its first event on. */
export interface DecisionRecord extends OpenDecision {
  readonly decisionId: string;
  readonly subscriberId: string;
  /** Counts the writes, from 1. */
  readonly revision: number;
  /** Digest of the device that showed it. */
  readonly device?: string;
  readonly events: Readonly<Partial<Record<AdEventKind, PaidEvent>>>;
  /** The last that were not paid for. */
  readonly rejected: readonly RejectedEvent[];
}

export interface PaidEvent {
  /** The caller's. */
  readonly eventId: string;
  /** Epoch milliseconds, ours. */
  readonly atMs: number;
  /** By the device's clock, as far as that is right. */
  readonly occurredAtMs?: number;
  readonly micros: number;
  /** `rwd_…`, and what it is, given or waiting to be claimed. */
  readonly rewardId?: string;
  readonly reward?: CampaignReward;
  readonly rewardState?: 'granted' | 'waiting';
}

export interface RejectedEvent {
  readonly event: AdEventKind;
  readonly eventId: string;
  readonly atMs: number;
  readonly reason: InvalidReason;
}

/** An event as it is told of. */
export interface ToldEvent {
  readonly eventId: string;
  readonly event: AdEventKind;
  readonly subscriberId: string;
  readonly device?: {
    /** Digest of what the app calls it. */
    readonly digest?: string | undefined;
    readonly emulator?: boolean | undefined;
    readonly model?: string | undefined;
    readonly hardware?: string | undefined;
    /** ISO 3166-1 alpha-2 of the network that it is in. */
    readonly country?: string | undefined;
    readonly tethered?: boolean | undefined;
  };
  /** Whether a person touched the screen. */
  readonly gesture?: boolean | undefined;
  /** When it was, by the device's clock, epoch milliseconds. */
  readonly occurredAtMs?: number | undefined;
}

/** When something happened by the device's clock; undefined = that is further off than clocks may be. */
export const deviceTime = (occurredAtMs: number | undefined, nowMs: number): number | undefined =>
  occurredAtMs !== undefined && Math.abs(occurredAtMs - nowMs) <= CLOCK_MARGIN_MS ? occurredAtMs : undefined;

export type Verdict =
  | { readonly is: 'valid' }
  /** The same event again: it is answered as before. */
  | { readonly is: 'repeated'; readonly paid: PaidEvent }
  | { readonly is: 'rejected-before'; readonly reason: InvalidReason }
  | { readonly is: 'invalid'; readonly reason: InvalidReason }
  /** Not wrong, but too soon: what has to be told of first. */
  | { readonly is: 'early'; readonly after: AdEventKind };

/** What must have been told of before. */
const AFTER: Readonly<Record<AdEventKind, AdEventKind | undefined>> = {
  impression: undefined,
  click: 'impression',
  complete: 'impression',
  install: 'click',
  survey: 'impression',
};

/** Nobody sees, understands and touches in less. */
const SOONEST_CLICK_MS = 250;
/** Of a film's length, what must have passed: servers hear of the beginning late. */
const SEEN_SHARE = 0.8;
const WINDOW_MS = 60_000;
/** Of one subscriber, of all advertisements, within the window. */
const MOST_EVENTS = 10;

export interface Judged {
  readonly token: AdToken;
  readonly told: ToldEvent;
  /** As it is known; undefined = neither open nor told of. */
  readonly decision: OpenDecision | DecisionRecord | undefined;
  readonly state: AdState;
  /** Whether advertising is still agreed to. */
  readonly isAllowed: boolean;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The operator's time, epoch milliseconds. */
  readonly nowMs: number;
}

/** @param judged  with a token whose mac is right */
export function judgeEvent(judged: Judged): Verdict {
  const { token, told, decision, nowMs } = judged;
  const record = decision !== undefined && 'revision' in decision ? decision : undefined;
  const paid = record?.events[told.event];
  const isOwn = told.subscriberId === token.subscriberId;
  if (isOwn && paid?.eventId === told.eventId) return { is: 'repeated', paid };
  const before = record?.rejected.find(
    ({ eventId, event }) => eventId === told.eventId && event === told.event,
  );
  if (before !== undefined) return { is: 'rejected-before', reason: before.reason };
  const reason = isOwn ? reasonOf(judged, record, paid) : 'wrong-subscriber';
  if (reason !== undefined) return { is: 'invalid', reason };
  const first = AFTER[told.event];
  if (first !== undefined && record?.events[first] === undefined) return { is: 'early', after: first };
  const tooSoon = tooSoonFor(told, record, nowMs);
  return tooSoon === undefined ? { is: 'valid' } : { is: 'invalid', reason: tooSoon };
}

function reasonOf(
  { token, told, decision, state, isAllowed, country, nowMs }: Judged,
  record: DecisionRecord | undefined,
  paid: PaidEvent | undefined,
): InvalidReason | undefined {
  const { device = {}, gesture, event } = told;
  if (paid !== undefined) return 'duplicate';
  // What is not known any more was open until its time was over.
  if (nowMs > token.expiresAtMs + CLOCK_MARGIN_MS || decision === undefined) return 'expired';
  if (!isAllowed) return 'consent-withdrawn';
  if (record?.device !== undefined && record.device !== device.digest) return 'replay';
  if (isEmulator(device)) return 'emulator';
  if (device.tethered === true) return 'tether';
  if (device.country !== undefined && device.country !== country) return 'geo';
  if (state.recent.filter((atMs) => nowMs - atMs < WINDOW_MS).length >= MOST_EVENTS) return 'velocity';
  return event === 'click' && gesture === false ? 'self-click' : undefined;
}

/** What is told of sooner after the impression than it can happen. */
function tooSoonFor(
  { event, occurredAtMs }: ToldEvent,
  record: DecisionRecord | undefined,
  nowMs: number,
): InvalidReason | undefined {
  const seen = record?.events.impression;
  if (record === undefined || seen === undefined) return undefined;
  // Events that were told of late come together: then the device knows better how far they were apart.
  const ownMs = deviceTime(occurredAtMs, nowMs);
  const onDeviceMs =
    ownMs === undefined || seen.occurredAtMs === undefined ? undefined : ownMs - seen.occurredAtMs;
  // Networks and our own clocks differ by more than a touch takes.
  if (event === 'click' && onDeviceMs !== undefined && onDeviceMs < SOONEST_CLICK_MS) return 'self-click';
  const leastMs = (record.durationS ?? 0) * 1000 * SEEN_SHARE;
  const isTooSoon = leastMs > 0 && (onDeviceMs ?? nowMs - seen.atMs) < leastMs;
  return event === 'complete' && isTooSoon ? 'velocity' : undefined;
}
