/** Moves units between buckets, holds and usage. Every unit that leaves one place arrives in another. */
import {
  type Account,
  type Group,
  type Session,
  drawable,
  findBucket,
  mayDraw,
  template,
} from './account.js';
import type { OutboxEntry } from './outbox.js';
import type { ClassTerms, PlanIndex } from './plan-index.js';
import { flatUnitsWithin, flatUpperMicros, priceOf, settleUsage, unitsFor } from './price.js';
import { type Wish, desired } from './quota.js';

/** What a decision works on: the account it may change and the usage it collects. */
export interface Work {
  readonly account: Account;
  readonly index: PlanIndex;
  readonly nowS: number;
  readonly entries: OutboxEntry[];
}

function record(
  work: Work,
  group: Group,
  units: number,
  bucket: number,
  amount: number,
  uncollected = false,
): void {
  if (units === 0 && amount === 0) return;
  work.entries.push({ group: group.group, classIndex: group.classIndex, units, bucket, amount, uncollected });
}

/** Gives what a group holds back to its buckets. */
export function returnHolds(work: Work, group: Group): void {
  for (const hold of group.holds) findBucket(work.account, hold.bucket).available += hold.amount;
  group.holds = [];
  group.granted = 0;
}

/**
 * Debits usage: first from the group's reservation, then from what is available in drawing order, down to
 * the floors; the rest is recorded as uncollected, never hidden.
 *
 * @param atMs  when it was used: decides time-of-day prices of volumes
 */
export function debit(
  work: Work,
  session: Session,
  group: Group,
  terms: ClassTerms,
  atMs: number,
  units: number,
): void {
  if (units === 0) return;
  if (terms.free) {
    group.position += units;
    group.granted = Math.max(0, group.granted - units);
    record(work, group, units, 0, 0);
    return;
  }
  const covered = Math.min(units, group.granted);
  if (covered > 0) debitHeld(work, session, group, terms, atMs, covered);
  if (units > covered) {
    returnHolds(work, group);
    debitAvailable(work, session, group, terms, atMs, units - covered);
  }
}

function debitHeld(
  work: Work,
  session: Session,
  group: Group,
  terms: ClassTerms,
  atMs: number,
  units: number,
): void {
  const first = group.holds[0];
  group.granted -= units;
  if (first !== undefined && template(work.index, findBucket(work.account, first.bucket)).unit !== 'money') {
    group.position += units;
    first.amount -= units;
    record(work, group, units, first.bucket, units);
    return;
  }
  let due = settleUsage(terms, session, group, atMs, units);
  let recorded = units;
  for (const hold of group.holds) {
    const part = Math.min(due, hold.amount);
    hold.amount -= part;
    due -= part;
    record(work, group, recorded, hold.bucket, part);
    recorded = 0;
  }
  // Past a maximum cost that makes the rest free, units are granted without a hold.
  record(work, group, recorded, 0, 0);
  if (due > 0) debitMoney(work, group, terms, due);
}

/** A price that changed between grant and report may cost more than was held. */
function debitMoney(work: Work, group: Group, terms: ClassTerms, micros: number): void {
  let due = micros;
  for (const bucket of work.account.buckets) {
    if (due === 0) return;
    if (!mayDraw(work.index, bucket, terms) || template(work.index, bucket).unit !== 'money') continue;
    const part = Math.min(due, drawable(work.index, bucket, work.nowS));
    bucket.available -= part;
    due -= part;
    record(work, group, 0, bucket.id, part);
  }
  if (due > 0) record(work, group, 0, 0, due, true);
}

function debitAvailable(
  work: Work,
  session: Session,
  group: Group,
  terms: ClassTerms,
  atMs: number,
  units: number,
): void {
  let left = units;
  for (const bucket of work.account.buckets) {
    if (left === 0) return;
    if (!mayDraw(work.index, bucket, terms)) continue;
    const budget = drawable(work.index, bucket, work.nowS);
    if (template(work.index, bucket).unit !== 'money') {
      const part = Math.min(left, budget);
      bucket.available -= part;
      group.position += part;
      left -= part;
      record(work, group, part, bucket.id, part);
    } else {
      const part = unitsFor(terms, session, group, atMs, budget, left);
      const amount = settleUsage(terms, session, group, atMs, part);
      bucket.available -= amount;
      left -= part;
      record(work, group, part, bucket.id, amount);
    }
  }
  if (left > 0) left -= debitTogether(work, session, group, terms, atMs, left);
  if (left > 0) {
    group.position += left;
    record(work, group, left, 0, 0, true);
  }
}

function moneyTogether(work: Work, terms: ClassTerms): number {
  let micros = 0;
  for (const bucket of work.account.buckets) {
    if (mayDraw(work.index, bucket, terms) && template(work.index, bucket).unit === 'money') {
      micros += drawable(work.index, bucket, work.nowS);
    }
  }
  return micros;
}

/** What no single money bucket can pay, all of them together may. */
function debitTogether(
  work: Work,
  session: Session,
  group: Group,
  terms: ClassTerms,
  atMs: number,
  units: number,
): number {
  const part = unitsFor(terms, session, group, atMs, moneyTogether(work, terms), units);
  if (part === 0) return 0;
  let due = settleUsage(terms, session, group, atMs, part);
  let recorded = part;
  for (const bucket of work.account.buckets) {
    if (!mayDraw(work.index, bucket, terms) || template(work.index, bucket).unit !== 'money') continue;
    const amount = Math.min(due, drawable(work.index, bucket, work.nowS));
    bucket.available -= amount;
    due -= amount;
    record(work, group, recorded, bucket.id, amount);
    recorded = 0;
  }
  return part;
}

/**
 * Grants quota for what the request wants, instead of what is left of the previous grant; the new
 * reservation replaces the old one. Sets `granted`, `holds` and `final` of the group.
 */
export function grant(
  work: Work,
  session: Session,
  group: Group,
  terms: ClassTerms,
  atMs: number,
  wanted: Wish,
): void {
  const { quota } = terms.service;
  const aim = desired(quota, wanted, group.granted);
  if (terms.free) {
    group.granted = aim;
    group.final = false;
    return;
  }
  if (keepsBucket(work, group, terms, wanted, aim)) {
    group.final = false;
    return;
  }
  returnHolds(work, group);
  for (const bucket of work.account.buckets) {
    if (!mayDraw(work.index, bucket, terms)) continue;
    const budget = drawable(work.index, bucket, work.nowS);
    if (budget > 0 && hold(work, session, group, terms, atMs, wanted, aim, bucket.id, budget)) break;
  }
  if (group.granted === 0) holdTogether(work, session, group, terms, atMs, aim);
  group.final = !affordsMore(work, session, group, terms, atMs);
}

/**
 * The plentiful case, and the very arithmetic of the fast path: the group stays with its bucket, and the
 * top-up moves from what is available to what is held. Applies when the bucket is the one to draw from
 * next and the top-up is at most 1/balanceDivisor of it.
 */
function keepsBucket(work: Work, group: Group, terms: ClassTerms, wanted: Wish, aim: number): boolean {
  const held = group.holds[0];
  if (held === undefined || group.holds.length > 1 || aim !== group.granted + wanted.topUp) return false;
  const active = work.account.buckets.find(
    (bucket) => mayDraw(work.index, bucket, terms) && drawable(work.index, bucket, work.nowS) > 0,
  );
  if (active === undefined || active.id !== held.bucket) return false;
  const money = template(work.index, active).unit === 'money';
  if (money && terms.flat === undefined) return false;
  const amount = money ? flatUpperMicros(terms, wanted.topUp) : wanted.topUp;
  const oneMore = money ? flatUpperMicros(terms, 1) : 1;
  if (drawable(work.index, active, work.nowS) < plentyFor(terms, amount, oneMore)) return false;
  active.available -= amount;
  held.amount += amount;
  group.granted = aim;
  return true;
}

/** Units that a top-up may move from an amount of the active bucket and leave it plentiful. */
export function roomFor(terms: ClassTerms, drawableAmount: number, money: boolean): number {
  const share = Math.floor(drawableAmount / terms.service.quota.balanceDivisor);
  return money ? flatUnitsWithin(terms, share) : share;
}

/** What a bucket must hold for a top-up to be granted without a second look. */
export function plentyFor(terms: ClassTerms, amount: number, oneMore: number): number {
  return Math.max(terms.service.quota.balanceDivisor * amount, amount + oneMore);
}

/** Holds as much of the aim as one bucket pays for. */
function hold(
  work: Work,
  session: Session,
  group: Group,
  terms: ClassTerms,
  atMs: number,
  wanted: Wish,
  aim: number,
  bucketId: number,
  budget: number,
): boolean {
  const bucket = findBucket(work.account, bucketId);
  const { quota } = terms.service;
  const money = template(work.index, bucket).unit === 'money';
  const paidBy = (amount: number, limit: number) =>
    money ? unitsFor(terms, session, group, atMs, amount, limit) : Math.min(amount, limit);
  let units = paidBy(budget, aim);
  if (wanted.explicit === undefined && units > quota.min) {
    units = Math.max(paidBy(Math.floor(budget / quota.balanceDivisor), aim), Math.min(units, quota.min));
  }
  if (units === 0) return false;
  const amount = money ? priceOf(terms, session, group, atMs, units) : units;
  bucket.available -= amount;
  group.holds = [{ bucket: bucketId, amount }];
  group.granted = units;
  return true;
}

function holdTogether(
  work: Work,
  session: Session,
  group: Group,
  terms: ClassTerms,
  atMs: number,
  aim: number,
): void {
  const units = unitsFor(terms, session, group, atMs, moneyTogether(work, terms), aim);
  if (units === 0) return;
  let due = priceOf(terms, session, group, atMs, units);
  for (const bucket of work.account.buckets) {
    if (!mayDraw(work.index, bucket, terms) || template(work.index, bucket).unit !== 'money') continue;
    const amount = Math.min(due, drawable(work.index, bucket, work.nowS));
    if (amount === 0) continue;
    bucket.available -= amount;
    due -= amount;
    group.holds.push({ bucket: bucket.id, amount });
  }
  group.granted = units;
}

/** Whether anything further could be granted after this grant; if not, it is the final one. */
function affordsMore(work: Work, session: Session, group: Group, terms: ClassTerms, atMs: number): boolean {
  let micros = 0;
  for (const bucket of work.account.buckets) {
    if (!mayDraw(work.index, bucket, terms)) continue;
    const budget = drawable(work.index, bucket, work.nowS);
    if (template(work.index, bucket).unit !== 'money') {
      if (budget > 0) return true;
    } else micros += budget;
  }
  if (micros === 0) return false;
  for (const held of group.holds) {
    if (template(work.index, findBucket(work.account, held.bucket)).unit === 'money') micros += held.amount;
    else
      return (
        unitsFor(terms, session, { ...group, position: group.position + group.granted }, atMs, micros, 1) > 0
      );
  }
  return unitsFor(terms, session, group, atMs, micros, group.granted + 1) > group.granted;
}
