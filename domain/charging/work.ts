/** The account that a decision may change, and what the decision collects on its way. */
import type { Account } from './account.js';
import type { OutboxEntry, OutboxMovement, OutboxNotice } from './outbox.js';
import type { PlanIndex } from './plan-index.js';

/** Units of a pool that are lent to the account with this write. */
export interface Lease {
  /** Index into `plan.buckets`, of a pooled one. */
  readonly template: number;
  /** In its unit, ≥ 1. */
  readonly amount: number;
  /** Epoch seconds; 0 = never. */
  readonly expiresAt: number;
  /** The slice of a sponsor's pool that lends it, to be settled with it; absent: the account's own pool does. */
  readonly lender?: string;
}

/** A sponsor that gives nothing for one kind of its traffic. */
export interface Declined {
  /** Index into `plan.buckets`. */
  readonly template: number;
  /** When it is asked again, epoch seconds. */
  readonly retryAtS: number;
  /** Whether the subscriber is told: not, where there never was anything to give. */
  readonly tells: boolean;
}

/** What a decision may need beside the account: whoever decides has looked it up. */
export interface Arrivals {
  /** The plan version to go on with from the next period on. */
  readonly next?: PlanIndex | undefined;
  readonly leases?: readonly Lease[] | undefined;
  readonly declined?: readonly Declined[] | undefined;
  /** Only to move something: what is due is left to whoever comes next. @default false */
  readonly asIs?: boolean | undefined;
}

/** The account that a decision may change, and what it collects for the outbox. */
export interface Work {
  readonly account: Account;
  /** Another one after a change of plan. */
  index: PlanIndex;
  readonly nowS: number;
  readonly entries: OutboxEntry[];
  readonly movements: OutboxMovement[];
  readonly notices: OutboxNotice[];
  /** Pooled templates that could not give what was wanted, and how much would have. */
  readonly short: { template: number; amount: number }[];
}

export function workOn(account: Account, index: PlanIndex, nowMs: number): Work {
  return {
    account,
    index,
    nowS: Math.floor(nowMs / 1000),
    entries: [],
    movements: [],
    notices: [],
    short: [],
  };
}
