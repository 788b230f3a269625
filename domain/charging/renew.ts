/**
 * Recurring charges and new periods, as a function of time: what fell due since the last look is done in
 * order, each once, however late.
 *
 * An unpaid charge leaves the account in grace, then suspended. When money comes, the period that runs then is
 * charged; one that passed altogether while nothing was served is skipped.
 */
import { canonicalJson } from '../canonical-json.js';
import type { RecurringTerms } from '../catalogue/plan.js';
import { type PeriodCharge, dueCharges, periodCharge } from '../cycles/due-charges.js';
import { type Period, nthPeriod, periodAt } from '../cycles/period.js';
import type { SubscriptionTime } from '../cycles/recurring-charge.js';
import {
  LIMITS,
  type Subscription,
  findBucket,
  graceEndS,
  heldBuckets,
  isExpired,
  isStopped,
  nextDueS,
  planSubscription,
  termsOf,
} from './account.js';
import { settleState } from './account-state.js';
import { changePlan } from './change-plan.js';
import { type PutIn, drop, put, takeOut, trim } from './movements.js';
import type { PlanIndex } from './plan-index.js';
import { chargeUsage, openMeters } from './usage-price.js';
import type { Work } from './work.js';

/** More in one write would make its outbox too large; the rest is due at once again. */
const MAX_STEPS = 400;
const MAX_MOVEMENTS = 2_000;

/**
 * Does what has fallen due.
 *
 * @param next  the plan version to go on with from the first period on that starts now
 */
export function renewDue(work: Work, next?: PlanIndex): void {
  const { account, nowS } = work;
  for (let step = 0; step < MAX_STEPS && work.movements.length < MAX_MOVEMENTS; step++) {
    const dueS = nextDueS(account, work.index);
    if (dueS === 0 || dueS > nowS) break;
    settleState(work, dueS);
    if (waitsForPlan(work, dueS, next)) return;
    for (const subscription of account.subscriptions) {
      // One that went with a change of plan is over.
      if (!account.subscriptions.includes(subscription)) continue;
      if (subscription.dueS !== 0 && subscription.dueS <= dueS) turn(work, subscription, dueS, next);
    }
    endUnpaidAddOns(work, dueS);
    settleState(work, dueS);
  }
  recover(work);
}

/** Whether a period begins with a plan version that the caller did not bring: somebody else begins it. */
function waitsForPlan({ account, index }: Work, atS: number, next?: PlanIndex): boolean {
  const { nextPlanId } = account;
  if (nextPlanId === '' || nextPlanId === index.plan.id || nextPlanId === next?.plan.id) return false;
  const plan = planSubscription(account);
  const terms = plan === undefined ? undefined : termsOf(index, plan);
  if (plan === undefined || terms === undefined || plan.lastPeriod < 0 || plan.dueS > atS) return false;
  return periodAt(terms.charge.cycle, plan.anchorS * 1000, atS * 1000).index > plan.lastPeriod;
}

/** What could not be paid is tried again, now that there may be money. */
export function recover(work: Work): void {
  const { account, nowS } = work;
  if (account.state === 'terminated') {
    if (account.sessions.length > 0 || work.entries.length > 0) oweWhatIsBelow(work, nowS);
    return;
  }
  if (waitsForPlan(work, nowS)) return;
  for (const subscription of account.subscriptions) {
    if (subscription.unpaidSinceS === 0) continue;
    turn(work, subscription, nowS);
    // What waited for the plan to be paid goes on with it.
    settleState(work, nowS);
  }
  if (account.state !== 'active') settleState(work, nowS);
}

/** The first look at a subscription that begins now, or one after its end was set. */
export function renewSubscription(work: Work, subscription: Subscription): void {
  const terms = termsOf(work.index, subscription);
  if (terms === undefined) return;
  if (subscription.dueS !== 0 && subscription.dueS <= work.nowS) turn(work, subscription, work.nowS);
  else {
    const period = periodAt(terms.charge.cycle, subscription.anchorS * 1000, work.nowS * 1000);
    subscription.dueS = nextDueOf(subscription, terms, period, work.nowS);
  }
}

/** Ends what an account subscribes to, now: the plan's period is told as ended, and charged until here. */
export function closeSubscriptions(work: Work, of?: number): void {
  const { account, nowS } = work;
  for (const subscription of account.subscriptions) {
    if (of !== undefined && subscription.of !== of) continue;
    subscription.endS = nowS;
    turn(work, subscription, nowS);
  }
  account.subscriptions = account.subscriptions.filter((s) => of !== undefined && s.of !== of);
}

export const timeOf = ({ anchorS, startS, endS }: Subscription): SubscriptionTime => ({
  anchorMs: anchorS * 1000,
  startMs: startS * 1000,
  ...(endS === 0 ? {} : { endMs: endS * 1000 }),
});

/** Brings a subscription up to a time at which something of it is due: charges, then the period that runs. */
function turn(work: Work, subscription: Subscription, atS: number, next?: PlanIndex): void {
  const terms = termsOf(work.index, subscription);
  if (terms === undefined) {
    subscription.dueS = 0;
    subscription.unpaidSinceS = 0;
    return;
  }
  const ended = subscription.endS !== 0 && subscription.endS <= atS;
  const cycle = terms.charge.cycle;
  const period = periodAt(cycle, subscription.anchorS * 1000, atS * 1000);
  if (isInArrears(terms)) charge(work, subscription, terms, atS);
  const before = subscription.lastPeriod;
  if (subscription.of === 0 && before >= 0 && (before < period.index || ended)) {
    endPeriod(work, subscription, terms, before);
    subscription.lastPeriod = ended ? -1 : period.index;
    if (!ended && moveOn(work, subscription, atS, next)) return turn(work, subscription, atS);
  }
  // A clock that is behind the last one's tells no period's end again.
  if (!ended) subscription.lastPeriod = Math.max(before, period.index);
  const paid = isInArrears(terms) || charge(work, subscription, terms, atS);
  if (subscription.of === 0 && !ended) openMeters(work);
  const starts = subscription.renewedThrough < period.index && !ended;
  if (starts && (paid || !isPrepaidByPeriod(terms))) {
    subscription.renewedThrough = period.index;
    give(work, subscription, terms, period);
  }
  subscription.dueS = nextDueOf(subscription, terms, period, atS);
}

const isInArrears = ({ charge: { due } }: RecurringTerms) => due === 'in-arrears';
export const isPrepaidByPeriod = ({ charge: of }: RecurringTerms) =>
  of.due !== 'in-arrears' && of.spread === undefined;

/** Settles every charge that has fallen due; false when one could not be paid. */
function charge(work: Work, subscription: Subscription, terms: RecurringTerms, atS: number): boolean {
  const through = subscription.chargedThrough < 0 ? undefined : subscription.chargedThrough;
  const { charges } = dueCharges(terms.charge, timeOf(subscription), through, atS * 1000);
  const stoppedS = subscription.unpaidSinceS === 0 ? Infinity : graceEndS(work.index, subscription);
  const prepaid = isPrepaidByPeriod(terms);
  // While the account is stopped for something else, an add-on waits like an unpaid one.
  const waits = work.account.held || (subscription.of !== 0 && isStopped(work.account));
  for (const due of charges) {
    // A period that is over and gave nothing costs nothing: unpaid, it gave no bucket; stopped, no service.
    const isOver = due.toMs <= atS * 1000;
    const skipped = isOver && subscription.unpaidSinceS !== 0 && (prepaid || due.dueMs >= stoppedS * 1000);
    if (skipped) {
      subscription.chargedThrough = due.index;
      continue;
    }
    if ((waits && !isInArrears(terms)) || !pay(work, subscription, due, atS)) {
      subscription.unpaidSinceS ||= Math.floor(due.dueMs / 1000);
      return false;
    }
    subscription.chargedThrough = due.index;
    subscription.unpaidSinceS = 0;
  }
  subscription.unpaidSinceS = 0;
  return true;
}

function pay(work: Work, subscription: Subscription, due: PeriodCharge, atS: number): boolean {
  if (due.amountMicros === 0) return true;
  const { wallet, plan } = work.index;
  // What a contract costs is owed whatever the credit limit says, which is for usage and for what is bought new.
  const isNew = subscription.of !== 0 && subscription.chargedThrough < 0;
  const depth = plan.paymentMode === 'postpaid' && !isNew ? 'any' : 'floor';
  return takeOut(work, wallet, due.amountMicros, depth, {
    atS,
    action: 'recurring',
    of: subscription.of,
    fromS: Math.floor(due.fromMs / 1000),
    toS: Math.floor(due.toMs / 1000),
  });
}

/** The end of a period of the plan: it is told, and what it left owing becomes payable. */
function endPeriod(work: Work, subscription: Subscription, terms: RecurringTerms, index: number): void {
  const { cycle, spread } = terms.charge;
  const anchorMs = subscription.anchorS * 1000;
  const turned = nthPeriod(cycle, anchorMs, index);
  const ends = subscription.endS || Infinity;
  // A month's price that is charged by the day is still a month's bill.
  const period = spread === undefined ? turned : periodAt({ ...cycle, ...MONTH }, anchorMs, turned.startMs);
  if (turned.endMs < period.endMs && ends * 1000 > turned.endMs) return;
  const fromS = Math.max(subscription.startS, Math.floor(period.startMs / 1000));
  const toS = Math.min(ends, Math.floor(period.endMs / 1000));
  const served = subscription.unpaidSinceS === 0 || graceEndS(work.index, subscription) > fromS;
  chargeUsage(work, { of: 0, fromS, toS }, served);
  work.notices.push({ type: 'period', fromS, toS });
  oweWhatIsBelow(work, toS);
}

/** What the wallet is below zero, and was not owed yet, becomes payable. */
function oweWhatIsBelow(work: Work, atS: number): void {
  const { account, index } = work;
  const { invoice } = index.plan;
  if (invoice === undefined) return;
  let balance = 0;
  for (const bucket of account.buckets) if (bucket.template === index.wallet) balance += bucket.available;
  for (const session of account.sessions) {
    for (const hold of session.groups.flatMap((group) => group.holds)) {
      if (findBucket(account, hold.bucket).template === index.wallet) balance += hold.amount;
    }
  }
  const { owed } = account;
  const more = Math.max(0, -balance) - owed.reduce((sum, { micros }) => sum + micros, 0);
  const last = owed.at(-1);
  if (more <= 0) return;
  if (last !== undefined && owed.length >= LIMITS.owed) last.micros += more;
  else owed.push({ micros: more, dueS: atS + invoice.termDays * DAY_S });
}

const DAY_S = 86_400;
const MONTH = { every: 1, unit: 'month', anchor: { dayOfMonth: 1 } } as const;

/** Goes on with another plan version from here; true when it did. */
function moveOn(work: Work, subscription: Subscription, atS: number, next?: PlanIndex): boolean {
  const { account, index } = work;
  account.nextPlanId = '';
  if (next === undefined || next.plan.id === index.plan.id) return false;
  const before = canonicalJson(index.plan.recurring?.charge.cycle ?? null);
  leavePlan(work, next, atS);
  const terms = termsOf(next, subscription);
  if (terms === undefined) {
    subscription.dueS = 0;
    subscription.unpaidSinceS = 0;
    return true;
  }
  // Another cycle counts from here. What is free at the beginning was had.
  if (canonicalJson(terms.charge.cycle) !== before) Object.assign(subscription, beginningAt(atS));
  subscription.trialOver = true;
  return true;
}

/** Changes the plan version; add-ons that the next one does not have are charged to here, and end. */
export function leavePlan(work: Work, next: PlanIndex, atS: number): void {
  const { account, index } = work;
  for (const subscription of account.subscriptions) {
    if (subscription.of === 0) continue;
    const id = index.plan.addOns?.[subscription.of - 1]?.id;
    if (next.plan.addOns?.some((addOn) => addOn.id === id && addOn.recurring !== undefined) === true)
      continue;
    subscription.endS = atS;
    if (subscription.dueS !== 0) turn(work, subscription, atS);
    account.subscriptions = account.subscriptions.filter((s) => s !== subscription);
  }
  changePlan(work, next);
}

/** A subscription that begins at a time, with nothing charged or given. */
export function beginningAt(atS: number) {
  return {
    anchorS: atS,
    startS: atS,
    chargedThrough: -1,
    renewedThrough: -1,
    lastPeriod: -1,
    dueS: atS,
  };
}

/** Gives the buckets of a period; a part of a period gets a part of them. */
function give(work: Work, subscription: Subscription, terms: RecurringTerms, period: Period): void {
  const { plan } = work.index;
  const { trial: _, spread: __, ...whole } = terms.charge;
  const part = periodCharge(whole, timeOf(subscription), period.index);
  const share = part === undefined || whole.proration === 'none' ? undefined : part.share;
  plan.buckets.forEach((template, t) => {
    const { givenBy, renews, pooled } = template;
    const givenTo = givenBy === undefined ? 0 : 'addOn' in givenBy ? givenBy.addOn + 1 : -1;
    if (renews === undefined || pooled === true || givenTo !== subscription.of) return;
    dropExpired(work, t);
    if (renews.max !== undefined) capOlder(work, t, renews.max);
    const amount =
      share === undefined || template.unlimited === true
        ? template.amount
        : Number((BigInt(template.amount) * BigInt(share.numerator)) / BigInt(share.denominator));
    if (amount === 0) return;
    const last = nthPeriod(terms.charge.cycle, subscription.anchorS * 1000, period.index + renews.periods);
    putSomewhere(work, {
      action: 'renewed',
      template: t,
      amount,
      expiresAt: Math.floor(last.endMs / 1000),
      of: subscription.of,
      fromS: Math.max(subscription.startS, Math.floor(period.startMs / 1000)),
      toS: Math.floor(period.endMs / 1000),
    });
  });
}

/** In an account full of buckets, what is given joins the one of its kind that lasts longest. */
function putSomewhere(work: Work, wanted: PutIn): void {
  if (put(work, wanted) !== undefined) return;
  const [longest] = work.account.buckets
    .filter((b) => b.template === wanted.template && !isExpired(b, work.nowS))
    .sort((a, b) => (b.expiresAt || Infinity) - (a.expiresAt || Infinity));
  if (longest !== undefined) put(work, { ...wanted, expiresAt: longest.expiresAt });
}

function dropExpired(work: Work, template: number): void {
  const held = heldBuckets(work.account);
  for (const bucket of work.account.buckets) {
    if (bucket.template === template && isExpired(bucket, work.nowS) && !held.has(bucket.id))
      drop(work, bucket);
  }
}

/** Older periods may bring only so much into a new one: what expires soonest goes first. */
function capOlder(work: Work, template: number, max: number): void {
  const held = (id: number) =>
    work.account.sessions
      .flatMap((session) => session.groups.flatMap((group) => group.holds))
      .reduce((sum, hold) => sum + (hold.bucket === id ? hold.amount : 0), 0);
  const older = work.account.buckets
    .filter((b) => b.template === template && !isExpired(b, work.nowS))
    .sort((a, b) => a.expiresAt - b.expiresAt);
  let excess = older.reduce((sum, bucket) => sum + bucket.available + held(bucket.id), 0) - max;
  for (const bucket of older) {
    const part = Math.min(excess, bucket.available);
    if (part <= 0) continue;
    trim(work, bucket, part);
    excess -= part;
  }
}

/** When a subscription is to be looked at again, epoch seconds; 0 = never. */
function nextDueOf(subscription: Subscription, terms: RecurringTerms, period: Period, atS: number): number {
  const through = subscription.chargedThrough < 0 ? undefined : subscription.chargedThrough;
  const { nextDueMs } = dueCharges(terms.charge, timeOf(subscription), through, atS * 1000);
  const ends = subscription.endS === 0 ? Infinity : subscription.endS;
  const periodEndS = Math.floor(period.endMs / 1000);
  // An unpaid charge stays due; it is tried again whenever the account is touched, and when its period ends.
  const chargeS = nextDueMs === undefined ? Infinity : Math.ceil(nextDueMs / 1000);
  const candidates = [chargeS > atS ? chargeS : Infinity, atS < ends ? Math.min(periodEndS, ends) : Infinity];
  const next = Math.min(...candidates);
  return next === Infinity ? 0 : next;
}

/** An add-on that nobody paid for ends with its grace; the plan itself is suspended instead. */
function endUnpaidAddOns(work: Work, atS: number): void {
  // A stopped account's add-ons wait for it.
  if (isStopped(work.account)) return;
  for (const subscription of work.account.subscriptions) {
    if (subscription.of === 0 || subscription.unpaidSinceS === 0) continue;
    if (graceEndS(work.index, subscription) > atS) continue;
    subscription.endS = atS;
    subscription.dueS = 0;
    subscription.unpaidSinceS = 0;
  }
  // One whose trial was had stays as a mark of it.
  work.account.subscriptions = work.account.subscriptions.filter(
    (s) =>
      s.of === 0 ||
      s.dueS !== 0 ||
      s.unpaidSinceS !== 0 ||
      work.index.plan.addOns?.[s.of - 1]?.recurring?.charge.trial !== undefined,
  );
}
