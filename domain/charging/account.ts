/**
 * The account: all buckets and open charging sessions of one payer, as `decide` sees it.
 *
 * Amounts are integers in the bucket's unit (micros when money); units are bytes, seconds or messages.
 * Invariant, per bucket: granted = available + Σ held by open groups + what usage records drew.
 */
import type { OnceList } from './once.js';
import type { ClassTerms, PlanIndex } from './plan-index.js';
import type { BucketTemplate, RecurringTerms } from '../catalogue/plan.js';
import type { AccountState } from './movement.js';
import { isOpenAt } from './window.js';

export interface Bucket {
  /** Unique within the account, ascending by creation, ≥ 1. */
  readonly id: number;
  /** Index into `plan.buckets`. */
  template: number;
  /** Epoch seconds; 0 = never. */
  expiresAt: number;
  /** All that was ever put in. */
  granted: number;
  available: number;
}

/** An amount set aside in a bucket for units that were granted and not yet reported. */
export interface Hold {
  readonly bucket: number;
  amount: number;
}

/** One rating group of one charging session. */
export interface Group {
  readonly ratingGroup: number;
  /** Index into `PlanIndex.groups`. */
  group: number;
  /** Index into `PlanIndex.classes`. */
  classIndex: number;
  /** Units granted and not yet reported. */
  granted: number;
  holds: Hold[];
  /** Units used since the session began. */
  position: number;
  /** Exact cost of the units that money paid: whole micros + rem / the profile's denominator. */
  accruedMicros: number;
  accruedRem: number;
  /** The last answer said: nothing further is available (FinalUnitIndication), or nothing was granted. */
  final: boolean;
  /** The stepped bucket drawn from last, and where in the session that began; 0 = none. */
  steppedBucket: number;
  steppedFrom: number;
  /** The highest number of a usage container that was counted (`localSequenceNumber`). */
  lastLocal: number;
}

export interface Session {
  /** The account's version at create: unique within the account. */
  readonly id: number;
  readonly slot: number;
  readonly startedAtS: number;
  /** Identity of the Create request, for its retransmissions. */
  readonly createKey: Uint8Array;
  /** The same without its time stamp, which a retransmission may change. */
  readonly contentKey: Uint8Array;
  /** The create's number: a lower one is no earlier message of this session. */
  readonly firstSequence: number;
  lastSequence: number;
  digest: Uint8Array;
  /** Reservations are held until then, epoch seconds. 0 = closed. */
  validUntilS: number;
  /** Sequence numbers below `lastSequence` that never arrived: [from, to], ascending. */
  missing: [number, number][];
  /** For peers that don't number their messages: the last usage containers that were counted. */
  readonly counted: OnceList;
  groups: Group[];
  /** Which SIM uses it: 0 = the one that the account is named after, n = `Account.members[n - 1]`. */
  readonly member: number;
  /** Index into `PlanIndex.zones`; −1 = at home. */
  zone: number;
  /**
   * Its reference no longer tells how it is charged: it changed zone, or the account its plan. The slow path
   * serves it to its end.
   */
  estranged: boolean;
}

/** What an account subscribes to: its plan, or an add-on that recurs. */
export interface Subscription {
  readonly id: number;
  /** 0 = the plan, n = `plan.addOns[n - 1]`. */
  of: number;
  /** What is free at the beginning was had before. */
  trialOver: boolean;
  /** What its cycle counts from, epoch seconds. */
  anchorS: number;
  startS: number;
  /** First second after it; 0 = open. */
  endS: number;
  /** Charges up to and including this period are settled; −1 = none yet. */
  chargedThrough: number;
  /** Buckets up to and including this period were given. */
  renewedThrough: number;
  /** The period that ran at the last look; −1 = none yet. */
  lastPeriod: number;
  /** When the next charge is due or the next period starts, epoch seconds; 0 = never again. */
  dueS: number;
  /** Since when a charge could not be paid, epoch seconds; 0 = nothing is owed. */
  unpaidSinceS: number;
}

/** What a policy counter stands at. One that counted nothing since it started again is not kept. */
export interface Counter {
  /** Index into `plan.counters`. */
  template: number;
  /** As in `Session.member`; 0 also for counters of the whole account. */
  readonly member: number;
  value: number;
  /** When it starts again, epoch seconds. */
  readonly resetAtS: number;
  /** The highest percentage that was told. */
  told: number;
  /** The subscriber lifted its limit until it starts again. */
  lifted: boolean;
}

/** What a period left owing. */
export interface Owed {
  /** ≥ 1. */
  micros: number;
  /** Since when it is overdue, epoch seconds. */
  readonly dueS: number;
}

/** Usage rows of a file that were counted, for files and parts of them that come again. */
export interface CountedFile {
  readonly id: Uint8Array;
  /** The highest row that was counted. */
  row: number;
}

/**
 * What a sponsor lent (domain/pools/lender.ts): the money in a bucket that is the sponsor's until it is used. It is over
 * when the bucket has expired and nobody holds units of it, or when the bucket had to go; then it waits to be settled.
 */
export interface Loan {
  /** Key of the slice that lent it. */
  readonly lender: string;
  /** The bucket that holds it; 0 = it is over, and that is gone. */
  bucket: number;
  /** Of one that is over: all that was lent, what of it was not used, and since when, epoch seconds. */
  lent: number;
  left: number;
  overS: number;
}

/** A sponsor's traffic that its pool does not pay for at present: the plan does. */
export interface Lapse {
  /** Index into `plan.buckets`. */
  template: number;
  /** When the sponsor is asked again, epoch seconds. */
  readonly retryAtS: number;
}

/** A session that ended, kept for late repeats. */
export interface Tombstone {
  readonly sessionId: number;
  /** Epoch seconds. */
  readonly endedAtS: number;
  readonly createKey: Uint8Array;
  readonly slot: number;
  /** The network released it; else it had expired and made room, and its last usage never came. */
  readonly released: boolean;
}

/** A one-time event that was charged, kept for its repeats. */
export interface ChargedEvent {
  readonly sessionId: number;
  readonly createKey: Uint8Array;
  readonly contentKey: Uint8Array;
  /** By the network's clock, epoch seconds. */
  readonly sentAtS: number;
  /** By ours. */
  readonly doneAtS: number;
  readonly granted: readonly { readonly group: number; readonly units: number }[];
}

export interface Account {
  readonly key: string;
  /** Gapless change counter. */
  version: number;
  planId: string;
  /** In drawing order: priority, then soonest expiry, then creation. */
  buckets: Bucket[];
  sessions: Session[];
  tombstones: Tombstone[];
  events: ChargedEvent[];
  /** One-time events sent at or before this were forgotten, so one that old can't be told from a repeat. Epoch s. */
  eventHorizonS: number;
  readonly credits: OnceList;
  /** The id that the next bucket, or subscription, gets. */
  nextBucketId: number;
  subscriptions: Subscription[];
  state: AccountState;
  /** Why it is suspended: the operator said so, and only the operator ends it. */
  held: boolean;
  counters: Counter[];
  /** SUPIs, without `imsi-`, of the SIMs that share the account beside the one it is named after. */
  members: string[];
  /** The pool that fills its pooled buckets; '' = none. */
  pool: string;
  /** Borrowed and not yet repaid, without its fee, and the fee, micros. */
  advanceMicros: number;
  advanceFeeMicros: number;
  /** What periods that ended left owing, the oldest first. */
  owed: Owed[];
  files: CountedFile[];
  /** The plan version to go on with from the next period on, as the subscriber wishes; '' = none. */
  nextPlanId: string;
  /** Not settled yet. */
  loans: Loan[];
  lapses: Lapse[];
}

/** The parts of an account that most have none of. */
export function nothingMore() {
  return {
    subscriptions: [],
    state: 'active' as const,
    held: false,
    counters: [],
    members: [],
    pool: '',
    advanceMicros: 0,
    advanceFeeMicros: 0,
    owed: [],
    files: [],
    nextPlanId: '',
    loans: [],
    lapses: [],
  };
}

/** Every count has a limit; passing one is a clear error, never a lost unit. */
export const LIMITS = {
  sessions: 32,
  buckets: 64,
  tombstones: 8,
  /** One-time events remembered: more than one subscriber sends in `eventS`. */
  events: 64,
  eventS: 1_800,
  credits: 32,
  /** The most that one credit may put into a bucket, and that a bucket may ever be given. */
  amount: 2 ** 50,
  granted: 2 ** 51,
  /** Units that one rating group of a session may count: five years of seconds, or a petabyte. */
  position: { seconds: 157_680_000, bytes: 2 ** 50, messages: 2 ** 50 },
  /** Runs of skipped numbers remembered a session; of more, the oldest count as never sent. */
  missingRanges: 100,
  /** A retransmission with a new time stamp comes within this of the first attempt. */
  resendS: 120,
  /** Usage containers remembered for a session whose peer does not number its messages. */
  counted: 48,
  /** Ended sessions answer repeats for this long. */
  tombstoneS: 3_600,
  /** Expired sessions stay, so that late usage is still debited once and the daily report sees them. */
  expiredS: 7 * 86_400,
  /** Files whose rows are remembered. */
  files: 32,
  /** Recurring add-ons at once, the plan included. */
  subscriptions: 16,
  members: 64,
  /** Periods with a due date of their own; what more are owed joins the last. */
  owed: 12,
  /** Loans that are not settled; who has as many is lent nothing further. */
  loans: 64,
  /** Reservations outlive the validity that the network was told by this much. */
  marginS: 300,
} as const;

/** The slot number that marks a one-time event, which holds none. */
export const EVENT_SLOT = 63;
/** … and a usage row of a file. */
export const FILE_SLOT = 62;

/** An internal rule was broken: the write is refused, nothing is lost. */
export class ChargingInvariantError extends Error {
  override readonly name = 'ChargingInvariantError';
}

export function template(index: PlanIndex, bucket: Bucket): BucketTemplate {
  const found = index.plan.buckets[bucket.template];
  if (found === undefined) {
    throw new ChargingInvariantError(
      `bucket ${bucket.id} refers to template ${bucket.template} of plan ${index.plan.id}`,
    );
  }
  return found;
}

/** Drawing order: priority, then soonest expiry (never last), then creation. */
export function sortBuckets(index: PlanIndex, buckets: Bucket[]): Bucket[] {
  return buckets.sort(
    (a, b) =>
      template(index, a).priority - template(index, b).priority ||
      (a.expiresAt || Infinity) - (b.expiresAt || Infinity) ||
      a.id - b.id ||
      0,
  );
}

export function isExpired(bucket: Bucket, nowS: number): boolean {
  return bucket.expiresAt !== 0 && bucket.expiresAt <= nowS;
}

/**
 * The bucket that a class draws from next: the first in order with anything in it. One that blocks and has
 * nothing ends the search.
 */
export function activeBucket(
  account: Account,
  index: PlanIndex,
  terms: ClassTerms,
  nowS: number,
): Bucket | undefined {
  for (const bucket of account.buckets) {
    if (!mayDraw(index, bucket, terms) || isExpired(bucket, nowS) || !isOpen(index, bucket, nowS)) continue;
    if (drawable(index, bucket, nowS) > 0) return bucket;
    if (template(index, bucket).blocking === true) return undefined;
  }
  return undefined;
}

/** What may still be drawn from a bucket: down to its floor, and nothing once it has expired. */
export function drawable(index: PlanIndex, bucket: Bucket, nowS: number): number {
  if (isExpired(bucket, nowS)) return 0;
  const above = bucket.available - floorOf(index, bucket);
  return above > 0 ? above : 0;
}

/** How far down a bucket may go. A wallet's credit limit is granted once: to its bucket that never expires. */
export function floorOf(index: PlanIndex, bucket: Bucket): number {
  return bucket.template === index.wallet && bucket.expiresAt !== 0 ? 0 : template(index, bucket).floor;
}

/** Nothing but what is free is served. */
export function isStopped({ state }: Pick<Account, 'state'>): boolean {
  return state === 'suspended' || state === 'terminated';
}

/** The subscription to the plan itself; undefined when the plan has no period. */
export function planSubscription({ subscriptions }: Account): Subscription | undefined {
  return subscriptions.find((s) => s.of === 0);
}

/** Whether a bucket may be drawn from at a time of the week, epoch seconds. */
export function isOpen(index: PlanIndex, bucket: Bucket, atS: number): boolean {
  const { windows } = template(index, bucket);
  return windows === undefined || isOpenAt(windows, index.plan.timeZone, atS * 1000);
}

/** What a subscription costs each period, and what its cycle is; undefined for an add-on that the plan no longer has. */
export function termsOf(index: PlanIndex, subscription: Subscription): RecurringTerms | undefined {
  const { recurring, addOns } = index.plan;
  const terms = subscription.of === 0 ? recurring : addOns?.[subscription.of - 1]?.recurring;
  if (terms?.charge.trial === undefined || !subscription.trialOver) return terms;
  const { trial: _, ...charge } = terms.charge;
  return { ...terms, charge };
}

/** When something is due next, epoch seconds; 0 = never. */
export function nextDueS(account: Account, index: PlanIndex): number {
  if (account.state === 'terminated' && account.subscriptions.every((s) => s.dueS === 0)) return 0;
  let next = Infinity;
  for (const subscription of account.subscriptions) {
    const { dueS, unpaidSinceS } = subscription;
    if (dueS !== 0) next = Math.min(next, dueS);
    if (unpaidSinceS !== 0 && account.state !== 'suspended')
      next = Math.min(next, graceEndS(index, subscription));
  }
  // Whoever was told of a counter is to be told when it starts again, used or not.
  for (const { told, resetAtS } of account.counters) if (told > 0) next = Math.min(next, resetAtS);
  const [owed] = account.owed;
  if (owed !== undefined && account.state !== 'suspended') {
    const grace = (index.plan.invoice?.graceDays ?? 0) * DAY_S;
    next = Math.min(next, account.state === 'grace' ? owed.dueS + grace : owed.dueS);
  }
  return next === Infinity ? 0 : next;
}

const DAY_S = 86_400;

/** When service stops for a subscription that could not be paid. */
export function graceEndS(index: PlanIndex, subscription: Subscription): number {
  return subscription.unpaidSinceS + (termsOf(index, subscription)?.graceDays ?? 0) * DAY_S;
}

export function mayDraw(index: PlanIndex, bucket: Bucket, terms: ClassTerms): boolean {
  return index.eligible[bucket.template]?.[terms.index] === true;
}

export function findBucket(account: Account, id: number): Bucket {
  for (const bucket of account.buckets) if (bucket.id === id) return bucket;
  throw new ChargingInvariantError(`account ${account.key} has no bucket ${id}`);
}

/** Ids of buckets that open groups hold units of. */
export function heldBuckets(account: Account): Set<number> {
  return new Set(account.sessions.flatMap((s) => s.groups.flatMap((g) => g.holds.map((h) => h.bucket))));
}

/** Gives what a group holds back to its buckets. */
export function returnHolds(account: Account, group: Group): void {
  for (const hold of group.holds) findBucket(account, hold.bucket).available += hold.amount;
  group.holds = [];
  group.granted = 0;
}

/** The end of a session goes to the tombstones; the oldest leave first. */
export function bury(account: Account, tombstone: Tombstone): void {
  account.tombstones.push(tombstone);
  if (account.tombstones.length > LIMITS.tombstones) account.tombstones.shift();
}
