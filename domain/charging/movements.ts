/** Amounts that buckets gain or lose other than by usage. Each change is one movement of the outbox. */
import {
  type Account,
  type Bucket,
  LIMITS,
  isExpired,
  sortBuckets,
  template as templateOf,
} from './account.js';
import type { MovementAction } from './movement.js';
import { heldBuckets } from './account.js';
import type { Work } from './work.js';

/** What a movement belongs to. */
export interface Cause {
  readonly action: MovementAction;
  /** Six bytes; absent = none. */
  readonly reference?: Uint8Array | undefined;
  /** As `Subscription.of`; absent = none. */
  readonly of?: number | undefined;
  /** The time it is for, epoch seconds. */
  readonly fromS?: number | undefined;
  readonly toS?: number | undefined;
}

export interface PutIn extends Cause {
  /** Index into `plan.buckets`. */
  readonly template: number;
  /** In its unit, ≥ 1. */
  readonly amount: number;
  /** Epoch seconds; 0 = never. A bucket with this template and expiry is topped up, else a new one opens. */
  readonly expiresAt: number;
}

const NOBODY = new Uint8Array();

function record(work: Work, cause: Cause, bucket: Bucket, amount: number): void {
  work.movements.push({
    action: cause.action,
    template: bucket.template,
    bucket: bucket.id,
    amount,
    reference: cause.reference ?? NOBODY,
    of: cause.of ?? -1,
    fromS: cause.fromS ?? 0,
    toS: cause.toS ?? 0,
  });
}

/** Puts an amount into a bucket. Undefined when there is no room for one, or it would pass the most that is allowed. */
export function put(work: Work, wanted: PutIn): Bucket | undefined {
  const bucket = bucketFor(work, wanted.template, wanted.expiresAt);
  if (bucket === undefined || bucket.granted + wanted.amount > LIMITS.granted) return undefined;
  bucket.granted += wanted.amount;
  bucket.available += wanted.amount;
  record(work, wanted, bucket, wanted.amount);
  if (wanted.template === work.index.wallet) payOwed(work.account, wanted.amount);
  return bucket;
}

/** A bucket that an account begins with, whatever it holds. */
export function openBucket(work: Work, template: number, amount: number, expiresAt: number): void {
  if (amount > 0) put(work, { action: 'opened', template, amount, expiresAt });
  else bucketFor(work, template, expiresAt);
}

/** Money that comes in pays what ended periods left owing first. */
function payOwed(account: Account, micros: number): void {
  if (account.owedMicros === 0) return;
  account.owedMicros = Math.max(0, account.owedMicros - micros);
  if (account.owedMicros === 0) account.owedDueS = 0;
}

/** How far down buckets may be taken: what is really there, what a credit limit allows, or any depth. */
export type Depth = 'zero' | 'floor' | 'any';

export function takeable(work: Work, bucket: Bucket, depth: Depth): number {
  if (isExpired(bucket, work.nowS)) return 0;
  if (depth === 'any') return Infinity;
  const floor = depth === 'floor' ? templateOf(work.index, bucket).floor : 0;
  return Math.max(0, bucket.available - floor);
}

/**
 * Takes an amount out of the buckets of one template, in drawing order: all of it, or nothing and false.
 */
export function takeOut(work: Work, template: number, amount: number, depth: Depth, cause: Cause): boolean {
  const buckets = work.account.buckets.filter((b) => b.template === template && !isExpired(b, work.nowS));
  let there = 0;
  for (const bucket of buckets) there += takeable(work, bucket, depth);
  if (there < amount || buckets.length === 0) return false;
  let left = amount;
  buckets.forEach((bucket, i) => {
    const last = i === buckets.length - 1;
    // Only the last one goes below what it has, when that is allowed.
    const part = Math.min(left, last ? left : takeable(work, bucket, depth === 'any' ? 'zero' : depth));
    if (part === 0) return;
    remove(work, bucket, part, cause);
    left -= part;
  });
  return true;
}

/** Paid for something: it counts as used. What else leaves a bucket was never its to use. */
const SPENT: readonly MovementAction[] = ['recurring', 'paid', 'repaid'];

function remove(work: Work, bucket: Bucket, amount: number, cause: Cause): void {
  bucket.available -= amount;
  if (!SPENT.includes(cause.action)) bucket.granted -= amount;
  record(work, cause, bucket, amount);
}

/** Trims what a bucket has available: it has expired before its time. */
export function trim(work: Work, bucket: Bucket, amount: number): void {
  remove(work, bucket, amount, { action: 'expired' });
}

/** Removes a bucket that nobody holds units of; what was left in it has expired. */
export function drop(work: Work, bucket: Bucket): void {
  const { account } = work;
  if (bucket.available > 0) remove(work, bucket, bucket.available, { action: 'expired' });
  account.buckets = account.buckets.filter((b) => b !== bucket);
}

/** The bucket to put into, or a new one; the longest expired one makes room when the account is full. */
function bucketFor(work: Work, template: number, expiresAt: number): Bucket | undefined {
  const { account, index, nowS } = work;
  const known = account.buckets.find((b) => b.template === template && b.expiresAt === expiresAt);
  if (known !== undefined) return known;
  if (account.buckets.length >= LIMITS.buckets) {
    const expired = longestExpired(account, nowS);
    if (expired === undefined) return undefined;
    drop(work, expired);
  }
  const bucket: Bucket = { id: account.nextBucketId++, template, expiresAt, granted: 0, available: 0 };
  account.buckets.push(bucket);
  sortBuckets(index, account.buckets);
  return bucket;
}

function longestExpired(account: Account, nowS: number): Bucket | undefined {
  const held = heldBuckets(account);
  return account.buckets
    .filter((b) => isExpired(b, nowS) && !held.has(b.id))
    .sort((a, b) => a.expiresAt - b.expiresAt)[0];
}
