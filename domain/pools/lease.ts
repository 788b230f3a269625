/**
 * How much a member takes out of a pool at a time: enough for many requests while there is plenty, and never more
 * than a fair share of what is left.
 */
import type { PlanIndex } from '../charging/plan-index.js';
import type { Lease } from '../charging/work.js';
import { type Move, type Part, leaseMove } from './move.js';
import type { Slice } from './slice.js';

/** A pooled bucket that could not give what a request wanted. */
export interface Want {
  readonly template: number;
  /** The template's id, as the pool names it. */
  readonly bucket: string;
  /** What would have been enough. */
  readonly amount: number;
  /** The smallest grant that is worth a request. */
  readonly smallest: number;
  /** The buckets that the account has of this template. */
  readonly holds: readonly { readonly expiresAt: number; readonly granted: number }[];
}

/** Quotas of the wanted size in a lease, at first. */
export const QUOTAS_A_LEASE = 16;
/** A member takes at most 1/FAIR of the share that it would have, were the rest divided now. */
const FAIR = 2;

export interface LeaseSize {
  readonly available: number;
  /** Accounts that took a lease this period. */
  readonly members: number;
  readonly wanted: number;
  readonly smallest: number;
  /** What the account was lent already in this period. */
  readonly lent: number;
}

/**
 * The amount to lease, ≥ 0 and never more than is available. It doubles what the account was lent, so that a member's
 * leases grow with its use: who uses much asks seldom, and who stops leaves no more behind than it had used.
 */
export function leaseSize({ available, members, wanted, smallest, lent }: LeaseSize): number {
  if (available <= 0) return 0;
  const aim = Math.max(QUOTAS_A_LEASE * Math.max(wanted, smallest), lent);
  const fair = Math.floor(available / (FAIR * Math.max(1, members)));
  return Math.min(available, aim, Math.max(fair, smallest, 1));
}

export interface PlannedLease {
  readonly leases: readonly Lease[];
  /** One for the slice, and one for the cost centre's cap if there is one: each on its own item. */
  readonly moves: readonly Move[];
}

/**
 * Leases of one slice for all that a request wants, or undefined when it has none of it.
 *
 * @param cap  what the member's cost centre may still take in the same period; a resource that it does not name is not capped
 */
export function planLease(
  slice: Slice,
  cap: Slice | undefined,
  wants: readonly Want[],
): PlannedLease | undefined {
  const leases: Lease[] = [];
  const parts: Part[] = [];
  const capped: Part[] = [];
  for (const { template, bucket, amount: wanted, smallest, holds } of wants) {
    const resource = slice.resources.findIndex((r) => r.bucket === bucket);
    const found = slice.resources[resource];
    if (found === undefined) continue;
    const limit = cap?.resources.findIndex((r) => r.bucket === bucket) ?? -1;
    const limits = cap?.resources[limit];
    const held = holds.filter((of) => of.expiresAt === slice.expiresAt);
    const first = held.length === 0;
    const lent = held.reduce((sum, of) => sum + of.granted, 0);
    const size = (of: { available: number; members: number }) =>
      leaseSize({ ...of, members: of.members + (first ? 1 : 0), wanted, smallest, lent });
    const amount = Math.min(size(found), limits === undefined ? Infinity : size(limits));
    if (amount === 0) continue;
    leases.push({ template, amount, expiresAt: slice.expiresAt });
    parts.push({ resource, amount, first });
    if (limits !== undefined) capped.push({ resource: limit, amount, first });
  }
  if (leases.length === 0) return undefined;
  return {
    leases,
    moves: [
      leaseMove(slice, parts),
      ...(cap === undefined || capped.length === 0 ? [] : [leaseMove(cap, capped)]),
    ],
  };
}

/** The smallest grant of any class that draws from a bucket, in the bucket's unit; 1 for money. */
export function smallestGrant({ plan, classes }: PlanIndex, template: number): number {
  const bucket = plan.buckets[template];
  if (bucket === undefined || bucket.unit === 'money') return 1;
  const grants = bucket.classes.flatMap((index) => {
    const terms = classes[index];
    return terms === undefined ? [] : [terms.service.quota.min * (bucket.perUnit?.[index] ?? 1)];
  });
  return Math.max(1, Math.min(...grants));
}
