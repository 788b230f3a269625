/** What is to be sent to whom, in lanes: what is told of one subject to one listener, one after the other. */
import type { EventSink, PartnerEvent } from '../../domain/events/event.js';
import type { DisabledReason, Listener } from '../../domain/events/listener.js';

export interface Lane {
  /** Of a listener, or `sink`: the event itself says where it goes. */
  readonly endpointId: string;
  readonly subject: string;
}

export const SINK = 'sink';

export interface Pending {
  readonly eventId: string;
  readonly order: string;
  /** That failed. */
  readonly attempts: number;
}

export interface Attempted {
  readonly status?: number;
  readonly error?: string;
}

export interface Known {
  readonly listener: Listener;
  readonly owner: string;
  readonly revision: number;
  /** ISO 8601, the first failure since the last success. */
  readonly failingSince?: string;
  readonly lastSuccessAt?: string;
}

export interface Lease {
  readonly token: string;
  /** How much was ever put in the lane, as far as its holder knows. */
  readonly adds: number;
}

/** A lane is worked at by who holds its lease; a lease that ran out is anybody's. Times are real, ms since the epoch. */
export interface DeliveryBook {
  /** @returns undefined while somebody else has it, or it is not due, or it is empty */
  take(lane: Lane, token: string, nowMs: number, untilMs: number): Promise<Lease | undefined>;
  /** @returns undefined when the lease was lost */
  renew(lane: Lane, lease: Lease, untilMs: number): Promise<Lease | undefined>;
  first(lane: Lane): Promise<Pending | undefined>;
  /**
   * Takes a message out of its lane.
   *
   * @returns false when the lease was lost
   */
  settle(
    lane: Lane,
    lease: Lease,
    pending: Pending,
    outcome: Attempted & {
      readonly as: 'delivered' | 'dead';
      readonly nowMs: number;
      readonly untilMs: number;
    },
  ): Promise<boolean>;
  /** Leaves the lane until a message is due again. */
  postpone(
    lane: Lane,
    lease: Lease,
    pending: Pending,
    attempted: Attempted & { readonly nowMs: number; readonly dueMs: number },
  ): Promise<void>;
  /** @returns false when something was put in meanwhile, or the lease was lost */
  close(lane: Lane, lease: Lease): Promise<boolean>;

  /**
   * Takes one of an owner's seats, for as long as it is at most needed: who crashes leaves it by then.
   *
   * @param seats  those that may be taken
   * @returns undefined while others have them all
   */
  enter(
    owner: string,
    seats: readonly number[],
    token: string,
    time: { readonly nowMs: number; readonly untilMs: number },
  ): Promise<number | undefined>;
  leave(owner: string, seat: number, token: string): Promise<void>;
  /** Leaves the lane, with nothing tried, to be looked at later. */
  defer(lane: Lane, lease: Lease, dueMs: number): Promise<void>;

  event(id: string): Promise<(PartnerEvent & { readonly sink?: EventSink }) | undefined>;
  listener(endpointId: string): Promise<Known | undefined>;
  noteSuccess(endpointId: string, nowMs: number): Promise<void>;
  /** @returns since when it fails, ISO 8601 */
  noteFailure(endpointId: string, nowMs: number, attempted: Attempted): Promise<string>;
  /** Disables a listener, with an event about it. */
  disable(endpointId: string, known: Known, reason: DisabledReason, nowMs: number): Promise<void>;
}
