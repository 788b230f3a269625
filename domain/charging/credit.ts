/** Credits: a top-up, a renewal, a reward puts an amount into a bucket, once. */
import { type Account, type Bucket, LIMITS, isExpired, sortBuckets } from './account.js';
import { type Work, openWork } from './work.js';
import { type Item, encodeAccount } from './item.js';
import { IDENTITY_BYTES, isForgotten, isKnown, remember } from './once.js';
import type { Outbox, OutboxEntry } from './outbox.js';
import type { PlanIndex } from './plan-index.js';

export interface CreditRequest {
  /** Digest of what is credited (a payment, a period, a reward), six bytes: the same one counts once. */
  readonly creditId: Uint8Array;
  /** Index into `plan.buckets`. */
  readonly template: number;
  /** In the template's unit (micros when money): a whole number from 1 to 2⁵⁰. */
  readonly amount: number;
  /** Epoch seconds; 0 = never. A bucket with this template and expiry is topped up, else a new one opens. */
  readonly expiresAt: number;
  /** When it was made, epoch milliseconds: tells old repeats. */
  readonly atMs: number;
}

export type CreditDecision =
  | { readonly outcome: 'credited'; readonly item: Item; readonly basis: number; readonly bucket: number }
  | { readonly outcome: 'already-credited' }
  | { readonly outcome: 'refused'; readonly problems: readonly string[] };

/** Epoch seconds of the year 2160; more is a time in milliseconds by mistake. */
const LATEST_S = 6_000_000_000;

/** Decides a credit: the same id a second time changes nothing. All problems at once. */
export function decideCredit(
  item: Item,
  request: CreditRequest,
  index: PlanIndex,
  nowMs: number,
): CreditDecision {
  const work = openWork(item, index, nowMs);
  const { account } = work;
  if (isKnown(account.credits, request.creditId)) return { outcome: 'already-credited' };
  const problems = problemsOf(request, work);
  if (problems.length > 0) return { outcome: 'refused', problems };
  const basis = account.version;
  const entries: OutboxEntry[] = [];
  const bucket = bucketFor(request, work, entries);
  if (bucket === undefined) {
    return {
      outcome: 'refused',
      problems: [`the account has ${LIMITS.buckets} buckets, the most that are allowed`],
    };
  }
  if (bucket.granted + request.amount > LIMITS.granted) {
    return { outcome: 'refused', problems: [`the bucket would have been given more than ${LIMITS.granted}`] };
  }
  bucket.granted += request.amount;
  bucket.available += request.amount;
  const atS = Math.floor(request.atMs / 1000);
  remember(account.credits, { id: request.creditId, atS }, LIMITS.credits);
  account.version += 1;
  entries.unshift(entry(bucket.id, request.amount, false));
  const outbox: Outbox = { kind: 'credit', atS, sessionId: 0, slot: 0, sequence: 0, entries };
  return {
    outcome: 'credited',
    item: encodeAccount(account, index, outbox, work.nowS),
    basis,
    bucket: bucket.id,
  };
}

function entry(bucket: number, amount: number, uncollected: boolean): OutboxEntry {
  return { group: 0, classIndex: 0, units: 0, bucket, amount, uncollected };
}

function problemsOf(request: CreditRequest, { account, index, nowS }: Work): string[] {
  const { amount, creditId, expiresAt, template, atMs } = request;
  const atS = Math.floor(atMs / 1000);
  return [
    ...(creditId.length === IDENTITY_BYTES
      ? []
      : [`creditId has ${creditId.length} bytes; allowed: ${IDENTITY_BYTES}`]),
    ...(Number.isSafeInteger(amount) && amount > 0 && amount <= LIMITS.amount
      ? []
      : [`amount ${amount}; allowed: a whole number from 1 to ${LIMITS.amount}`]),
    ...(index.plan.buckets[template] === undefined
      ? [`plan ${index.plan.id} has no bucket template ${template}`]
      : []),
    ...(Number.isSafeInteger(expiresAt) && (expiresAt === 0 || (expiresAt > nowS && expiresAt < LATEST_S))
      ? []
      : [`expiresAt ${expiresAt}; allowed: 0 (never), or epoch seconds after ${nowS}`]),
    ...(isForgotten(account.credits, atS)
      ? [`made at ${atS}; allowed: after ${account.credits.horizonS}, or it can't be told from a repeat`]
      : []),
  ];
}

/** The bucket to top up, or a new one; the longest expired one makes room when the account is full. */
function bucketFor(
  request: CreditRequest,
  { account, index, nowS }: Work,
  entries: OutboxEntry[],
): Bucket | undefined {
  const { template, expiresAt } = request;
  const known = account.buckets.find((b) => b.template === template && b.expiresAt === expiresAt);
  if (known !== undefined) return known;
  if (account.buckets.length >= LIMITS.buckets) {
    const expired = longestExpired(account, nowS);
    if (expired === undefined) return undefined;
    account.buckets = account.buckets.filter((b) => b !== expired);
    // What expired unused leaves with its bucket, and the outbox says so.
    if (expired.available !== 0) entries.push(entry(expired.id, Math.max(0, expired.available), true));
  }
  const bucket: Bucket = { id: account.nextBucketId++, template, expiresAt, granted: 0, available: 0 };
  account.buckets.push(bucket);
  sortBuckets(index, account.buckets);
  return bucket;
}

function longestExpired(account: Account, nowS: number): Bucket | undefined {
  const held = new Set(
    account.sessions.flatMap((s) => s.groups.flatMap((g) => g.holds.map((h) => h.bucket))),
  );
  return account.buckets
    .filter((b) => isExpired(b, nowS) && !held.has(b.id))
    .sort((a, b) => a.expiresAt - b.expiresAt)[0];
}
