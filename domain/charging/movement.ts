/** What happens to an account beside usage: amounts that move, things that are told, its state. */
import type { BucketUnit } from '../catalogue/plan.js';

/** Why an amount of a bucket changed, other than by usage. */
export type MovementAction =
  /** Put in: */
  | 'opened'
  | 'topped-up'
  | 'renewed'
  | 'bought'
  | 'credited'
  | 'transferred-in'
  | 'advanced'
  | 'leased'
  /** Money of a payment that was taken or held, and is not any more. */
  | 'released'
  /** What was paid to a third party from the credit is given back. */
  | 'carrier-returned'
  /** What was set aside is there again. */
  | 'unreserved'
  /** Given for a time by somebody else (domain/rewards). */
  | 'rewarded'
  /** Taken out: */
  | 'recurring'
  | 'paid'
  | 'debited'
  | 'transferred-out'
  | 'repaid'
  | 'returned'
  | 'expired'
  | 'advance-fee'
  | 'usage-charge'
  /** A payment was refunded, or its dispute lost. */
  | 'clawed-back'
  /** A payment is disputed. */
  | 'held'
  /** Paid to a third party from the credit (carrier billing). */
  | 'carrier-billed'
  /** Set aside for something that is to come. */
  | 'reserved'
  /** What a reward was given for was undone. */
  | 'reward-taken-back';

/** One change of a bucket's amount, other than by usage. */
export interface Movement {
  readonly action: MovementAction;
  readonly bucket: string;
  readonly bucketId: number;
  readonly unit: BucketUnit;
  /** In the bucket's unit; positive when put in, negative when taken out. */
  readonly amount: number;
  /** Twelve hex digits: the credit, transfer, adjustment … it belongs to, as its API names it. */
  readonly reference?: string;
  /** The add-on that was bought, renewed or charged; absent = the plan. */
  readonly addOn?: string;
  /** With `usage-charge`: the usage price (a counter of the plan version `planId`), and what it counted, in its unit. */
  readonly usagePrice?: string;
  readonly units?: number;
  readonly planId?: string;
  /** The part of the period it is for, ISO 8601: from, until before. */
  readonly from?: string;
  readonly to?: string;
}

/** Something the subscriber or the network is to be told, once. */
export type Notice =
  | {
      readonly type: 'counter.reached';
      readonly counter: string;
      /** Percentage of the limit. */
      readonly percent: number;
      /** In the counter's unit. */
      readonly value: number;
      readonly limit: number;
      /** Of a counter per member. */
      readonly supi?: string;
    }
  | { readonly type: 'counter.started-again'; readonly counter: string; readonly supi?: string }
  /** The subscriber lifted its limit, until it starts again. */
  | { readonly type: 'counter.lifted'; readonly counter: string; readonly supi?: string }
  | {
      readonly type: 'account.state-changed';
      readonly state: AccountState;
      readonly reason: 'unpaid' | 'operator' | 'paid' | 'payment-disputed' | 'payment-refunded';
    }
  | { readonly type: 'period.ended'; readonly from: string; readonly to: string }
  | { readonly type: 'plan.changed'; readonly planId: string; readonly previousPlanId: string }
  /** Its pool has nothing for this subscriber now: the plan pays for the services from here on. Told once, until it pays again. */
  | {
      readonly type: 'sponsored_traffic.ended';
      readonly sponsor: string;
      readonly services: readonly string[];
    };

/** `grace`: something is owed and service goes on; `suspended`: only free traffic and emergency calls. */
export type AccountState = 'active' | 'grace' | 'suspended' | 'terminated';
