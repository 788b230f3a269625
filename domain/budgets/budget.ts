/**
 * The money of a campaign: reserve → commit → release.
 *
 * The budget is one item; instances that decide hold **slices** of it, items of their own with an end. A decision reserves
 * what its events can cost at most within the slice of its instance, in memory alone. An event commits its price in the
 * slice, which never lets more be spent than it holds. At its end a slice is closed, once: what was spent of it is the
 * budget's, the rest is released. So nobody has to know what an instance did that died; and as slices are only ever cut out
 * of what is available, no number of instances, repeats or crashes spends more than there is.
 *
 *     total = available + leased + spent + returned,   0 ≤ unspent of a slice ≤ its amount
 */
import { allowedBy, allowedFromMs, type Pacing, type Paced } from './pacing.js';

/** `BUDGET#<campaignId>` / `META`. Micros, whole, ≥ 0. */
export interface Budget {
  readonly campaignId: string;
  readonly total: number;
  /** In no slice, not spent and not given back. */
  readonly available: number;
  /** In slices, spent of them or not. */
  readonly leased: number;
  /** Of slices that were closed. */
  readonly spent: number;
  /** Given back to the sponsor. */
  readonly returned: number;
  readonly pacing: Pacing;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  /** Nothing is leased any more. */
  readonly isClosed: boolean;
  /** Counts the writes, from 1. */
  readonly version: number;
}

/** `BUDGET#<campaignId>` / `SLICE#<id>`. */
export interface Slice {
  readonly campaignId: string;
  readonly id: string;
  readonly amount: number;
  /** Less what events committed; never below 0. */
  readonly unspent: number;
  /** Its instance reserves of it until then, epoch milliseconds. */
  readonly decideUntilMs: number;
  /** Events commit until then; from then on it is closed. */
  readonly settleUntilMs: number;
}

/** Of what is to be had, an instance takes so much of at once: others want some, too. */
const SHARE = 16;

export function openBudget(
  of: Pick<Budget, 'campaignId' | 'pacing' | 'startsAtMs' | 'endsAtMs'> & { readonly total: number },
): Budget {
  const { campaignId, total, pacing, startsAtMs, endsAtMs } = of;
  return {
    campaignId,
    total,
    available: total,
    leased: 0,
    spent: 0,
    returned: 0,
    pacing,
    startsAtMs,
    endsAtMs,
    isClosed: false,
    version: 1,
  };
}

export type Cut =
  | { readonly outcome: 'cut'; readonly budget: Budget; readonly amount: number }
  /** `exhausted`: there is not so much left, unless slices bring some back. `paced`: not yet. */
  | { readonly outcome: 'exhausted' | 'paced' | 'closed'; readonly againAtMs?: number | undefined };

/**
 * Cuts a slice out of a budget.
 *
 * @param need  what one decision reserves, micros ≥ 1
 * @param unused  of the instance's slice before this one, given back with the same write
 */
export function cutSlice(before: Budget, need: number, nowMs: number, unused = 0): Cut {
  if (before.isClosed) return { outcome: 'closed' };
  const available = before.available + unused;
  const leased = before.leased - unused;
  if (available < need) return { outcome: 'exhausted' };
  const paced: Paced = before;
  const out = leased + before.spent + before.returned;
  const room = Math.min(available, allowedBy(paced, nowMs) - out);
  if (room < need) return { outcome: 'paced', againAtMs: allowedFromMs(paced, out + need) };
  const amount = Math.max(1, Math.floor(room / SHARE / need)) * need;
  return {
    outcome: 'cut',
    amount,
    budget: {
      ...before,
      available: available - amount,
      leased: leased + amount,
      version: before.version + 1,
    },
  };
}

/** A slice is over: what was spent of it is spent, the rest is available again. */
export function closeSlice(before: Budget, { amount, unspent }: Pick<Slice, 'amount' | 'unspent'>): Budget {
  return {
    ...before,
    available: before.available + unspent,
    leased: before.leased - amount,
    spent: before.spent + amount - unspent,
    version: before.version + 1,
  };
}

/** Closes a budget and takes out what no slice holds. Again: what was released since. */
export function takeBack(before: Budget): { readonly budget: Budget; readonly micros: number } {
  const { available, returned, version } = before;
  return {
    micros: available,
    budget: {
      ...before,
      available: 0,
      returned: returned + available,
      isClosed: true,
      version: version + 1,
    },
  };
}
