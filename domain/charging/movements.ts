/** Amounts that buckets gain or lose other than by usage. Each change is one movement of the outbox. */
import {
  type Account,
  type Bucket,
  LIMITS,
  floorOf,
  heldBuckets,
  isExpired,
  sortBuckets,
} from './account.js';
import { endLoan, lenderOf } from './loans.js';
import type { MovementAction } from './movement.js';
import type { ChargedUsage } from './outbox.js';
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
  /** With `usage-charge`. */
  readonly usage?: ChargedUsage | undefined;
}

export interface PutIn extends Cause {
  /** Index into `plan.buckets`. */
  readonly template: number;
  /** In its unit, ≥ 1. */
  readonly amount: number;
  /** Epoch seconds; 0 = never. A bucket with this template and expiry is topped up, else a new one opens. */
  readonly expiresAt: number;
  /** As `Loan.lender`: what it lent lies in a bucket of its own. @default the account's own */
  readonly lender?: string | undefined;
}

const NOBODY = new Uint8Array();

function record(work: Work, cause: Cause, bucket: Bucket, amount: number): void {
  const { action, reference = NOBODY, of = -1, fromS = 0, toS = 0, usage } = cause;
  const last = work.movements.at(-1);
  // Thousands of equal packs in one write are one movement.
  if (
    last?.action === action &&
    action === 'bought' &&
    last.bucket === bucket.id &&
    last.of === of &&
    last.reference === reference
  ) {
    work.movements[work.movements.length - 1] = { ...last, amount: last.amount + amount };
    return;
  }
  const { id, template } = bucket;
  const about = usage === undefined ? {} : { usage };
  work.movements.push({ action, template, bucket: id, amount, reference, of, fromS, toS, ...about });
}

/** Puts an amount into a bucket. Undefined when there is no room for one, or it would pass the most that is allowed. */
export function put(work: Work, wanted: PutIn): Bucket | undefined {
  const bucket = bucketFor(work, wanted.template, wanted.expiresAt, wanted.lender);
  if (bucket === undefined || bucket.granted + wanted.amount > LIMITS.granted) return undefined;
  bucket.granted += wanted.amount;
  bucket.available += wanted.amount;
  record(work, wanted, bucket, wanted.amount);
  if (wanted.template === work.index.wallet && COMES_IN.includes(wanted.action)) {
    payOwed(work.account, wanted.amount);
    repayAdvance(work);
  }
  return bucket;
}

/** Money that somebody brings, as opposed to what the plan gives or lends. */
const COMES_IN: readonly MovementAction[] = ['topped-up', 'credited', 'transferred-in'];

/** A bucket that an account begins with, whatever it holds. */
export function openBucket(work: Work, template: number, amount: number, expiresAt: number): void {
  if (amount > 0) put(work, { action: 'opened', template, amount, expiresAt });
  else bucketFor(work, template, expiresAt);
}

/** Money that comes in pays what ended periods left owing, the oldest first. */
function payOwed(account: Account, micros: number): void {
  let left = micros;
  for (const owed of account.owed) {
    const part = Math.min(left, owed.micros);
    owed.micros -= part;
    left -= part;
  }
  account.owed = account.owed.filter((owed) => owed.micros > 0);
}

/** Then what was borrowed, and what that costs. */
function repayAdvance(work: Work): void {
  const { account, index } = work;
  const there = (): number =>
    account.buckets
      .filter((b) => b.template === index.wallet)
      .reduce((sum, b) => sum + takeable(work, b, 'zero'), 0);
  const back = Math.min(account.advanceMicros, there());
  if (back > 0 && takeOut(work, index.wallet, back, 'zero', { action: 'repaid' }))
    account.advanceMicros -= back;
  const fee = account.advanceMicros > 0 ? 0 : Math.min(account.advanceFeeMicros, there());
  if (fee > 0 && takeOut(work, index.wallet, fee, 'zero', { action: 'advance-fee' }))
    account.advanceFeeMicros -= fee;
}

/** How far down buckets may be taken: what is really there, what a credit limit allows, or any depth. */
export type Depth = 'zero' | 'floor' | 'any';

export function takeable(work: Work, bucket: Bucket, depth: Depth, atS = work.nowS): number {
  if (isExpired(bucket, atS)) return 0;
  if (depth === 'any' && bucket.expiresAt === 0) return Infinity;
  const floor = depth === 'zero' ? 0 : floorOf(work.index, bucket);
  return Math.max(0, bucket.available - floor);
}

/**
 * Takes an amount out of the buckets of one template, in drawing order: all of it, or nothing and false.
 */
export function takeOut(
  work: Work,
  template: number,
  amount: number,
  depth: Depth,
  cause: Cause & {
    /** Epoch seconds; what expired before is not taken. @default now */ readonly atS?: number;
  },
): boolean {
  const { account } = work;
  const { atS = work.nowS } = cause;
  // What may go below zero never expires, and comes last.
  if (depth !== 'zero') bucketFor(work, template, 0);
  const buckets = account.buckets.filter((b) => b.template === template && !isExpired(b, atS));
  let there = 0;
  for (const bucket of buckets) there += takeable(work, bucket, depth, atS);
  if (there < amount || buckets.length === 0) return false;
  // That it cost nothing is told, too.
  if (amount === 0) record(work, cause, buckets.at(-1) as Bucket, 0);
  let left = amount;
  for (const bucket of buckets) {
    const part = Math.min(left, takeable(work, bucket, depth, atS));
    if (part > 0) remove(work, bucket, part, cause);
    left -= part;
  }
  return true;
}

/** Paid for something: it counts as used. What else leaves a bucket was never its to use. */
const SPENT: readonly MovementAction[] = [
  'recurring',
  'paid',
  'repaid',
  'advance-fee',
  'usage-charge',
  'carrier-billed',
];

function remove(work: Work, bucket: Bucket, amount: number, cause: Cause): void {
  bucket.available -= amount;
  // What is taken back beyond what was ever given and is still there was spent.
  if (!SPENT.includes(cause.action)) bucket.granted -= Math.min(amount, bucket.granted);
  record(work, cause, bucket, amount);
}

/** Takes an amount that is takeable out of one bucket. */
export function takeFrom(work: Work, bucket: Bucket, amount: number, cause: Cause): void {
  remove(work, bucket, amount, cause);
}

/** Trims what a bucket has available: it has expired before its time. */
export function trim(work: Work, bucket: Bucket, amount: number): void {
  remove(work, bucket, amount, { action: 'expired' });
}

/** Moves what a bucket has, or owes, to another one of its unit, and removes it. Nobody holds units of it. */
export function move(work: Work, from: Bucket, to: Bucket): void {
  const { account } = work;
  const amount = from.available;
  const [out, into] = amount > 0 ? [from, to] : [to, from];
  if (amount !== 0) {
    remove(work, out, Math.abs(amount), { action: 'debited' });
    into.available += Math.abs(amount);
    into.granted += Math.abs(amount);
    record(work, { action: 'credited' }, into, Math.abs(amount));
  }
  account.buckets = account.buckets.filter((b) => b !== from);
}

/** Removes a bucket that nobody holds units of; what was left in it has expired. */
export function drop(work: Work, bucket: Bucket): void {
  const { account } = work;
  const action = endLoan(account, bucket, work.nowS) ? 'returned' : 'expired';
  if (bucket.available > 0) remove(work, bucket, bucket.available, { action });
  account.buckets = account.buckets.filter((b) => b !== bucket);
}

/** The bucket to put into, or a new one; the longest expired one makes room when the account is full. */
function bucketFor(work: Work, template: number, expiresAt: number, lender = ''): Bucket | undefined {
  const { account, index, nowS } = work;
  const known = account.buckets.find(
    (b) => b.template === template && b.expiresAt === expiresAt && lenderOf(account, b.id) === lender,
  );
  if (known !== undefined) return known;
  if (account.buckets.length >= LIMITS.buckets) {
    const expired = longestExpired(account, nowS);
    if (expired === undefined) return undefined;
    drop(work, expired);
  }
  const bucket: Bucket = { id: account.nextBucketId++, template, expiresAt, granted: 0, available: 0 };
  account.buckets.push(bucket);
  if (lender !== '') account.loans.push({ lender, bucket: bucket.id, lent: 0, left: 0, overS: 0 });
  sortBuckets(index, account.buckets);
  return bucket;
}

/** Whether so many further buckets have room. */
export function hasRoom(account: Account, nowS: number, further: number): boolean {
  return account.buckets.length + further - droppable(account, nowS).length <= LIMITS.buckets;
}

function longestExpired(account: Account, nowS: number): Bucket | undefined {
  return droppable(account, nowS).sort((a, b) => a.expiresAt - b.expiresAt)[0];
}

function droppable(account: Account, nowS: number): Bucket[] {
  const held = heldBuckets(account);
  return account.buckets.filter((b) => isExpired(b, nowS) && !held.has(b.id));
}
