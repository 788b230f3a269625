/** Subscriptions to changes of a number's SIM: CAMARA SIM Swap Subscriptions 0.3.0. */

export interface SubscriptionSink {
  readonly url: string;
  /** Bearer token to be sent along. */
  readonly accessToken?: string;
  /** ISO 8601, when that token ends. */
  readonly expiresAt?: string;
}

export interface SimSwapSubscription {
  /** E.164 with `+`. */
  readonly phoneNumber: string;
  readonly sink: SubscriptionSink;
  /** The address of the API that it was made at: where its notifications come from. */
  readonly source: string;
  /** As they were asked for, to be given back so: types, config, protocolSettings. */
  readonly types: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly protocolSettings?: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly expiresAt?: string;
  readonly maxEvents?: number;
  readonly status: 'ACTIVE' | 'EXPIRED';
  /** How many changes were told. */
  readonly told: number;
  /** Ids of the last changes that were told, so that none is told twice. */
  readonly toldOf: readonly string[];
}

type Kept = { readonly id: string; readonly createdAt: string };

/** `TerminationReason` */
export type EndReason =
  | 'MAX_EVENTS_REACHED'
  | 'NETWORK_TERMINATED'
  | 'SUBSCRIPTION_EXPIRED'
  | 'ACCESS_TOKEN_EXPIRED'
  | 'SUBSCRIPTION_DELETED';

export const SWAPPED = 'org.camaraproject.sim-swap-subscriptions.v0.swapped';
export const ENDED = 'org.camaraproject.sim-swap-subscriptions.v0.subscription-ended';

/** A CloudEvent as its sink is sent it. */
export interface Notification {
  readonly id: string;
  readonly source: string;
  readonly specversion: '1.0';
  readonly type: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Readonly<Record<string, unknown>>;
}

/** `Subscription`; its credential is never told again. */
export function viewSubscription(
  subscription: SimSwapSubscription & Kept,
  nowMs: number,
): Readonly<Record<string, unknown>> {
  const { id, createdAt, sink, types, config, protocolSettings, expiresAt } = subscription;
  return {
    id,
    protocol: 'HTTP',
    sink: sink.url,
    types,
    config,
    ...(protocolSettings === undefined ? {} : { protocolSettings }),
    startsAt: createdAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    status: dueReason(subscription, nowMs) === undefined ? subscription.status : 'EXPIRED',
  };
}

/** When it ends by itself, ISO 8601, and why: its own end, or that of the token that its notifications need. */
export function endOf({
  expiresAt,
  sink,
}: SimSwapSubscription): { readonly at: string; readonly reason: EndReason } | undefined {
  const tokenEnds = sink.expiresAt;
  if (tokenEnds !== undefined && (expiresAt === undefined || Date.parse(tokenEnds) < Date.parse(expiresAt)))
    return { at: tokenEnds, reason: 'ACCESS_TOKEN_EXPIRED' };
  return expiresAt === undefined ? undefined : { at: expiresAt, reason: 'SUBSCRIPTION_EXPIRED' };
}

/** Why it has ended, when nobody has told so yet. */
export function dueReason(subscription: SimSwapSubscription, nowMs: number): EndReason | undefined {
  const end = endOf(subscription);
  return subscription.status === 'ACTIVE' && end !== undefined && Date.parse(end.at) <= nowMs
    ? end.reason
    : undefined;
}

/** Enough that no change comes again after so many others. */
const REMEMBERED = 50;

/**
 * A change of the SIM, told once.
 *
 * @param changeId  of the event that says it
 * @returns undefined when there is nothing to tell: it was told, it was before, or the subscription has ended
 */
export function tellSwap(
  subscription: SimSwapSubscription & Kept,
  changeId: string,
  changedAtMs: number,
): { readonly after: SimSwapSubscription; readonly isLast: boolean } | undefined {
  const { status, toldOf, told, maxEvents, createdAt } = subscription;
  if (status !== 'ACTIVE' || toldOf.includes(changeId) || changedAtMs < Date.parse(createdAt))
    return undefined;
  if (dueReason(subscription, changedAtMs) !== undefined) return undefined;
  const isLast = maxEvents !== undefined && told + 1 >= maxEvents;
  return {
    after: {
      ...subscription,
      told: told + 1,
      toldOf: [...toldOf, changeId].slice(-REMEMBERED),
      status: isLast ? 'EXPIRED' : 'ACTIVE',
    },
    isLast,
  };
}

type Envelope = Pick<Notification, 'id' | 'source' | 'time'>;

export const swappedNotification = (
  { id: subscriptionId, phoneNumber }: SimSwapSubscription & Kept,
  envelope: Envelope,
): Notification => notification(SWAPPED, envelope, { phoneNumber, subscriptionId });

const WHY: Readonly<Record<EndReason, string>> = {
  MAX_EVENTS_REACHED: 'as many events as were asked for were sent',
  NETWORK_TERMINATED: 'the network ended it',
  SUBSCRIPTION_EXPIRED: 'its time has come',
  ACCESS_TOKEN_EXPIRED: 'the access token of its sink has ended',
  SUBSCRIPTION_DELETED: 'it was deleted',
};

/** The phone number is no attribute of `SubscriptionEnded`, yet the standard's example and scenarios have it. */
export const endedNotification = (
  { id: subscriptionId, phoneNumber }: SimSwapSubscription & Kept,
  terminationReason: EndReason,
  envelope: Envelope,
): Notification =>
  notification(ENDED, envelope, {
    phoneNumber,
    subscriptionId,
    terminationReason,
    terminationDescription: WHY[terminationReason],
  });

const notification = (
  type: string,
  { id, source, time }: Envelope,
  data: Notification['data'],
): Notification => ({
  id,
  source,
  specversion: '1.0',
  type,
  time,
  datacontenttype: 'application/json',
  data,
});
