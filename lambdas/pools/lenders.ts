/** Asks sponsors for what their traffic needs: what each lends, and who has nothing for this account now. */
import { type Account, isExpired } from '../../domain/charging/account.js';
import type { PlanIndex } from '../../domain/charging/plan-index.js';
import type { Declined, Lease } from '../../domain/charging/work.js';
import { nextBoundary } from '../../domain/cycles/period.js';
import type { Want } from '../../domain/pools/lease.js';
import {
  type Declines,
  type Lender,
  lendMove,
  offerOf,
  readDirectory,
  readLender,
} from '../../domain/pools/lender.js';
import type { Move } from '../../domain/pools/move.js';
import { homeSlice, sliceKey } from '../../domain/pools/slice.js';
import type { AccountStore } from '../charging/account-store.js';

/** What sponsors make of an account's wants: all of it goes into the transaction that writes the account. */
export interface Lent {
  readonly leases: readonly Lease[];
  /** One a slice. */
  readonly moves: readonly Move[];
  readonly declined: readonly Declined[];
}

export const NOTHING_LENT: Lent = { leases: [], moves: [], declined: [] };

/** Which agreements a sponsor has is looked up again after so long; so is that it has none. */
const DIRECTORY_MS = 30_000;
const MOST_DIRECTORIES = 1_000;
/** A sponsor that gave an account nothing is asked for it again after so long, or when the next local day begins. */
const RETRY_S = 1_800;

export class Lenders {
  private readonly store: Pick<AccountStore, 'get'>;
  private readonly directories = new Map<
    string,
    { readonly untilMs: number; readonly lenders: ReturnType<typeof readDirectory> }
  >();

  constructor(store: Pick<AccountStore, 'get'>) {
    this.store = store;
  }

  /** @param wants  of buckets that sponsors' pools fill */
  async ask(account: Account, wants: readonly Want[], index: PlanIndex, nowMs: number): Promise<Lent> {
    if (wants.length === 0) return NOTHING_LENT;
    const { plan } = index;
    const nowS = Math.floor(nowMs / 1000);
    const dayEndS = Math.floor(nextBoundary({ ...DAILY, timeZone: plan.timeZone }, nowMs, nowMs) / 1000);
    // As they are after what was taken for wants before.
    const slices = new Map<string, Lender | undefined>();
    const taken = new Map<string, { readonly seen: Lender; amount: number; firsts: number }>();
    const today = lentToday(account, nowS);
    const leases: Lease[] = [];
    const declined: Declined[] = [];
    const tryOne = async (poolId: string, key: string, want: Want): Promise<Declines | undefined> => {
      if (!slices.has(key)) slices.set(key, await this.read(key));
      const lender = slices.get(key);
      if (lender === undefined) return 'closed';
      const { template, amount, smallest } = want;
      const lent = today.get(poolId) ?? 0;
      const isFirst = !hasLoan(account, key, template, Math.min(dayEndS, lender.untilS));
      const service = serviceOf(index, template);
      const offer = offerOf(lender, { service, amount, smallest, lentToday: lent, isFirst, dayEndS }, nowS);
      if ('declines' in offer) return offer.declines;
      const before = taken.get(key) ?? { seen: lender, amount: 0, firsts: 0 };
      const firsts = before.firsts + (isFirst ? 1 : 0);
      taken.set(key, { seen: before.seen, amount: before.amount + offer.amount, firsts });
      slices.set(key, { ...lender, available: lender.available - offer.amount });
      today.set(poolId, lent + offer.amount);
      leases.push({ template, amount: offer.amount, expiresAt: offer.expiresAt, lender: key });
      return undefined;
    };
    for (const want of wants) {
      const { template } = want;
      const lenders = await this.lendersOf(plan.buckets[template]?.pool ?? '', nowMs);
      const keys = lenders.flatMap(({ poolId, slices: count }) => {
        const home = homeSlice(account.key, count);
        return Array.from({ length: count }, (_, i) => ({
          poolId,
          key: sliceKey(poolId, (home + i) % count),
        }));
      });
      const reasons = new Set<Declines | undefined>();
      for (const { poolId, key } of keys) {
        reasons.add(await tryOne(poolId, key, want));
        if (reasons.has(undefined)) break;
      }
      if (reasons.has(undefined)) continue;
      // A share of the day that is used up is there again tomorrow, and no sooner.
      const isCapped = reasons.size === 1 && reasons.has('cap');
      const retryAtS = isCapped ? dayEndS : Math.min(nowS + RETRY_S, dayEndS);
      declined.push({ template, retryAtS, tells: lenders.length > 0 });
    }
    const moves = [...taken.values()].map(({ seen, amount, firsts }) => lendMove(seen, amount, firsts));
    return { leases, moves, declined };
  }

  private async read(key: string): Promise<Lender | undefined> {
    const item = await this.store.get(key);
    return item === undefined ? undefined : readLender(item);
  }

  private async lendersOf(pool: string, nowMs: number): Promise<ReturnType<typeof readDirectory>> {
    const known = this.directories.get(pool);
    if (known !== undefined && known.untilMs > nowMs) return known.lenders;
    const lenders = readDirectory(await this.store.get(pool));
    if (this.directories.size >= MOST_DIRECTORIES) this.directories.clear();
    this.directories.set(pool, { untilMs: nowMs + DIRECTORY_MS, lenders });
    return lenders;
  }
}

const serviceOf = ({ plan, classes }: PlanIndex, template: number): string =>
  classes[plan.buckets[template]?.classes[0] ?? -1]?.service.id ?? '';

const DAILY = { every: 1, unit: 'day', anchor: 'activation' } as const;

/** What each pool lent an account in the local day that runs, and may not lend it again. */
function lentToday({ loans, buckets }: Account, nowS: number): Map<string, number> {
  const byPool = new Map<string, number>();
  for (const { lender, bucket, lent, left } of loans) {
    const open = buckets.find(({ id }) => id === bucket);
    if (open !== undefined && isExpired(open, nowS)) continue;
    const poolId = lender.slice(0, lender.indexOf('#'));
    byPool.set(poolId, (byPool.get(poolId) ?? 0) + (open?.granted ?? lent - left));
  }
  return byPool;
}

function hasLoan({ loans, buckets }: Account, lender: string, template: number, expiresAt: number): boolean {
  return loans.some(
    (loan) =>
      loan.lender === lender &&
      buckets.some((b) => b.id === loan.bucket && b.template === template && b.expiresAt === expiresAt),
  );
}
