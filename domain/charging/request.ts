/**
 * A charging request, free of its protocol: what `decide` and the fast path need to know.
 * `nchf-request.ts` makes it from Nchf_ConvergedCharging; a Diameter Gy front would make the same.
 */

/** Units as the network measures them; a service uses the one in its own unit. */
export interface Units {
  readonly seconds?: number;
  readonly bytes?: number;
  readonly messages?: number;
}

/** One usage report (TS 32.291 UsedUnitContainer). */
export interface UsageContainer extends Units {
  /** `localSequenceNumber`. */
  readonly localSequence: number;
  /** `triggerTimestamp` as it was said, epoch milliseconds; 0 = not said. Tells containers apart. */
  readonly statedAtMs: number;
  /** When the last of it was used, as far as its clock is believed; 0 = when the message was sent. Decides its price. */
  readonly usedAtMs: number;
  /** The quota was used up, or its threshold reached. */
  readonly exhausted: boolean;
  /** Where it was used, as `ChargingRequest.visited`; absent = where the session was before this message. */
  readonly visited?: string;
}

/** One rating group of a request (TS 32.291 MultipleUnitUsage). */
export interface GroupRequest {
  readonly ratingGroup: number;
  /** Absent: no quota asked for, a report only. Empty: we decide how much. */
  readonly requested?: Units;
  /**
   * At most this many units on top of what is left, when we decide how much: what the server remembers of
   * the balance, so that a top-up which would ask too much of it is not even tried.
   */
  readonly topUpLimit?: number;
  readonly used: readonly UsageContainer[];
}

export interface ChargingRequest {
  /** `invocationSequenceNumber`. */
  readonly sequence: number;
  readonly retransmission: boolean;
  /** Six bytes that differ whenever the content does. */
  readonly digest: Uint8Array;
  /** When the network sent it, as far as its clock is believed, epoch milliseconds: decides time-of-day prices. */
  readonly atMs: number;
  /** `invocationTimeStamp` as it was said, epoch milliseconds: tells old repeats. */
  readonly sentAtMs: number;
  /** The called party (`calledDigits`); '' when the request names nobody. */
  readonly destination: string;
  /** MCC and MNC of the network that serves the subscriber, digits only; absent = not said. */
  readonly visited?: string;
  readonly groups: readonly GroupRequest[];
}

export interface CreateRequest extends ChargingRequest {
  /** `imsi-…`: which of the SIMs that share an account. Absent = the one that the account is named after. */
  readonly supi?: string;
  /** Six bytes identifying the session for retransmitted creates. */
  readonly createKey: Uint8Array;
  /** The same without its time stamp: a retransmission may carry a new one. */
  readonly contentKey: Uint8Array;
}

export interface EventRequest extends CreateRequest {
  readonly oneTimeEventType: 'IEC' | 'PEC';
}

/**
 * What pays for a group: a bucket of its own units, money at a flat price, or anything that takes more than
 * addition (prices by time or position, draw steps, conversion pots): the fast path can't do that.
 */
export type Payment = 'units' | 'money' | 'rated';

/** A rating group of a session and the class it is charged in. */
export interface GroupClass {
  /** Index into `PlanIndex.groups`. */
  readonly group: number;
  /** Index into `PlanIndex.classes`. */
  readonly classIndex: number;
}

/** How one rating group of a session is paid, as an answer tells it. */
export interface SessionGroup extends GroupClass {
  readonly ratingGroup: number;
  /** What paid when it was last asked for. */
  readonly payment: Payment;
  /** Units that a top-up may move without asking more than its share of the balance; absent = unknown. */
  readonly room?: number;
}

/** What a session's reference says about it (see `reference.ts`). */
export interface SessionRef {
  readonly accountKey: string;
  readonly sessionId: number;
  readonly slot: number;
  readonly planId: string;
  /** Where the Create came from: index into `PlanIndex.plan.zones`, −1 = home. @default −1 */
  readonly zone?: number;
  /** The rating groups that the Create named. */
  readonly groups: readonly GroupClass[];
  /** Where the network wants to hear that it should ask again; absent = it did not say, or may not be told there. */
  readonly notifyUri?: string;
}
