/**
 * What sponsors lent to an account, and when it asks them. A loan that is over waits for whoever settles it with its
 * lender, in one transaction; until then no unit of it leaves the account other than by usage.
 */
import { type Account, type Bucket, type Loan } from './account.js';
import type { PlanIndex } from './plan-index.js';
import type { Work } from './work.js';

export function loanOf({ loans }: Account, bucketId: number): Loan | undefined {
  for (const loan of loans) if (loan.bucket === bucketId) return loan;
  return undefined;
}

/** The lender of a bucket; '' = nobody's but the account's. */
export function lenderOf(account: Account, bucketId: number): string {
  return loanOf(account, bucketId)?.lender ?? '';
}

/** When the first loan can be settled, epoch seconds; Infinity = there is none. */
export function loansDueS({ loans, buckets, sessions }: Account): number {
  let first = Infinity;
  for (const { bucket, overS } of loans) {
    let dueS = bucket === 0 ? overS : (buckets.find(({ id }) => id === bucket)?.expiresAt ?? 1);
    // What a session holds may still be used: as long as its reservation is good.
    for (const { validUntilS, groups } of bucket === 0 ? [] : sessions)
      if (validUntilS > dueS && groups.some(({ holds }) => holds.some((hold) => hold.bucket === bucket)))
        dueS = validUntilS;
    first = Math.min(first, Math.max(1, dueS));
  }
  return first;
}

/** The bucket of a loan has to go: what it held waits to be settled. Nothing, for a bucket that is no loan. */
export function endLoan(account: Account, { id, granted, available }: Bucket, nowS: number): boolean {
  const loan = loanOf(account, id);
  if (loan === undefined) return false;
  Object.assign(loan, { bucket: 0, lent: granted, left: available, overS: nowS });
  return true;
}

/** Whether a sponsor is to be asked for one kind of its traffic: not while it is known to give nothing. */
export function asksSponsor({ lapses }: Account, template: number, nowS: number): boolean {
  for (const lapse of lapses) if (lapse.template === template) return lapse.retryAtS <= nowS;
  return true;
}

/**
 * Until when a class may go on drawing from a bucket without its sponsors being asked, epoch seconds: Infinity where it
 * has none, or where a sponsor pays.
 */
export function unaskedUntilS(
  account: Account,
  index: PlanIndex,
  classIndex: number,
  active: Bucket,
): number {
  const { sponsored } = index;
  if (sponsored.length === 0 || sponsored.includes(active.template)) return Infinity;
  let until = Infinity;
  for (const t of sponsored) {
    if (index.eligible[t]?.[classIndex] !== true) continue;
    const lapse = account.lapses.find(({ template }) => template === t);
    until = Math.min(until, lapse?.retryAtS ?? 0);
  }
  return until;
}

/** A sponsor gave nothing. It is told once, until it gives again. */
export function lapse(work: Work, template: number, retryAtS: number, tells: boolean): void {
  const { account } = work;
  const known = account.lapses.some((of) => of.template === template);
  account.lapses = [...account.lapses.filter((of) => of.template !== template), { template, retryAtS }];
  if (tells && !known) work.notices.push({ type: 'sponsor', template });
}
