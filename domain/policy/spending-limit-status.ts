import type { StatusInfos } from './counter-status.js';
import type { SpendingLimitContext } from './spending-limit-context.js';

/** SpendingLimitStatus (TS 29.594 §5.6.2.3): the answer to a subscription, and what is notified. */
export interface SpendingLimitStatus {
  readonly supi: string;
  readonly notifId?: string;
  readonly statusInfos: StatusInfos;
  /** ISO 8601; only in answers: when the subscription ends unless it is modified before. */
  readonly expiry?: string;
  /** In answers: none of the optional features of TS 29.594 §5.8. */
  readonly supportedFeatures?: string;
}

/** SubscriptionTerminationInfo (TS 29.594 §5.6.2.5). */
export interface SubscriptionTerminationInfo {
  readonly supi: string;
  readonly notifId?: string;
  readonly termCause: 'REMOVED_SUBSCRIBER';
}

type Subscribed = Pick<SpendingLimitContext, 'supi' | 'notifId' | 'expiresAtMs'>;

export function answered(
  { expiresAtMs, notifId, supi }: Subscribed,
  statusInfos: StatusInfos,
): SpendingLimitStatus {
  return {
    supi,
    ...(notifId === undefined ? {} : { notifId }),
    statusInfos,
    expiry: new Date(expiresAtMs).toISOString(),
    supportedFeatures: '0',
  };
}

export function notified({ notifId, supi }: Subscribed, statusInfos: StatusInfos): SpendingLimitStatus {
  return { supi, ...(notifId === undefined ? {} : { notifId }), statusInfos };
}

export function terminated({ notifId, supi }: Subscribed): SubscriptionTerminationInfo {
  return { supi, ...(notifId === undefined ? {} : { notifId }), termCause: 'REMOVED_SUBSCRIBER' };
}
