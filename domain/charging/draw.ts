/** Moves units between buckets, holds and usage. Every unit that leaves one place arrives in another. */
import {
  type Bucket,
  FILE_SLOT,
  LIMITS,
  activeBucket,
  drawable,
  findBucket,
  isExpired,
  isOpen,
  isStopped,
  mayDraw,
  returnHolds,
} from './account.js';
import { giveAtLimit, mayGrantMore } from './at-limit.js';
import type { BucketTemplate } from '../catalogue/plan.js';
import { type Headroom, count, headroom } from './counters.js';
import { asksSponsor, unaskedUntilS } from './loans.js';
import type { ClassTerms } from './plan-index.js';
import { type OutboxEntry, UNRATED, USAGE_UNITS } from './outbox.js';
import { type Metered, flatUnitsWithin, flatUpperMicros, isTight, priceOf, settleUsage } from './price.js';
import type { GroupRequest } from './request.js';
import { type Wish, desired } from './quota.js';
import { amountFor, paysIn, settleFor, unitsOwed, unitsWithin } from './tender.js';
import type { Work } from './work.js';

/** What one group draws from one bucket in a request is one entry, however many containers reported it. */
function record(
  work: Work,
  { group, session, terms, atMs }: Metered,
  units: number,
  bucket: number,
  amount: number,
  uncollected = false,
): void {
  if (units === 0 && amount === 0) return;
  const { account, entries, index, nowS } = work;
  if (terms.counters.length > 0) {
    const by = bucket === 0 ? -1 : findBucket(account, bucket).template;
    const micros = index.plan.buckets[by]?.unit === 'money' ? amount : 0;
    count(account, index, terms, session.member, { units, micros, template: by }, nowS);
  }
  // Only usage rows of a file have several times in one write.
  const atS = session.slot === FILE_SLOT ? Math.floor(atMs / 1000) : undefined;
  const at = entries.findIndex(
    (e) =>
      e.group === group.group &&
      e.classIndex === terms.index &&
      e.bucket === bucket &&
      e.uncollected === uncollected &&
      e.atS === atS &&
      (atS === undefined || e.member === session.member),
  );
  const same = entries[at];
  const entry: OutboxEntry = {
    group: group.group,
    classIndex: terms.index,
    units,
    bucket,
    amount,
    uncollected,
    ...(atS === undefined ? {} : { atS, member: session.member }),
  };
  if (same === undefined) entries.push(entry);
  else entries[at] = { ...entry, units: units + same.units, amount: amount + same.amount };
}

/**
 * The buckets that may pay for a class, in drawing order. A blocking bucket that can't pay ends the search:
 * what lies behind it is not to be touched for this traffic.
 */
function payers(work: Work, terms: ClassTerms, atMs: number): Bucket[] {
  const found: Bucket[] = [];
  const atS = Math.floor(atMs / 1000);
  for (const bucket of work.account.buckets) {
    if (!mayDraw(work.index, bucket, terms) || isExpired(bucket, work.nowS)) continue;
    if (!isOpen(work.index, bucket, atS)) continue;
    found.push(bucket);
    if (work.index.plan.buckets[bucket.template]?.blocking === true) break;
  }
  return found;
}

/** What counters leave a class to be used and spent, beside what is granted. */
function roomOf(work: Work, { session, terms }: Metered): Headroom {
  if (terms.counters.length === 0) return NO_LIMIT;
  return headroom(work.account, work.index, terms, session.member);
}

const NO_LIMIT: Headroom = { units: Infinity, micros: Infinity };

function moneyPayers(work: Work, { terms, atMs }: Metered): Bucket[] {
  return payers(work, terms, atMs).filter((bucket) => paysIn(work.index, bucket, terms).kind === 'money');
}

/** Debits the part of a group's usage that its reservation covers, and returns it. Free usage is all covered. */
export function debitCovered(work: Work, metered: Metered, units: number): number {
  const { group, terms } = metered;
  if (terms.free) {
    group.granted = Math.max(0, group.granted - units);
    group.position += units;
    record(work, metered, units, 0, 0);
    return units;
  }
  const covered = Math.min(units, group.granted);
  if (covered > 0) debitHeld(work, metered, covered);
  return covered;
}

/**
 * Debits usage beyond a reservation: from what is available in drawing order, down to the floors; then from
 * what the group still holds (late usage leaves that for last); the rest is recorded as uncollected, never
 * hidden.
 */
export function debitBeyond(work: Work, metered: Metered, units: number): void {
  const { group, terms } = metered;
  if (terms.free) {
    // Late: the grant that the network holds now stays as it is.
    group.position += units;
    record(work, metered, units, 0, 0);
    return;
  }
  const countable = Math.min(units, Math.max(0, LIMITS.position[terms.service.unit] - group.position));
  if (countable > 0) missForUsage(work, metered, countable);
  let left = countable === 0 ? 0 : debitAvailable(work, metered, countable);
  if (left > 0) left -= debitCovered(work, metered, left);
  group.position += left;
  record(work, metered, left + units - countable, 0, 0, true);
}

/** Usage of a rating group that the plan can't rate: nobody pays, and nobody forgets. */
export function recordUnrated(work: Work, wanted: GroupRequest): void {
  USAGE_UNITS.forEach((unit, classIndex) => {
    const units = wanted.used.reduce((sum, container) => sum + (container[unit] ?? 0), 0);
    if (units === 0) return;
    work.entries.push({
      group: UNRATED,
      classIndex,
      units,
      bucket: wanted.ratingGroup,
      amount: 0,
      uncollected: true,
    });
  });
}

function debitHeld(work: Work, metered: Metered, units: number): void {
  const { group, terms } = metered;
  const [first] = group.holds;
  group.granted -= units;
  let due =
    first === undefined
      ? settleUsage(metered, units)
      : settleFor(
          paysIn(work.index, findBucket(work.account, first.bucket), terms),
          metered,
          first.bucket,
          units,
        );
  const counted = first !== undefined && paidInUnits(work, metered, first.bucket);
  let recorded = units;
  for (const hold of group.holds) {
    if (hold.amount === 0 && due > 0) continue;
    const part = Math.min(due, hold.amount);
    hold.amount -= part;
    due -= part;
    record(work, metered, counted ? part : recorded, hold.bucket, part);
    recorded -= counted ? part : recorded;
  }
  // Past a maximum cost that makes the rest free, units are granted without a hold.
  record(work, metered, recorded, 0, 0);
  if (due === 0) return;
  if (first === undefined || paysMoney(work, metered, first.bucket)) debitMoney(work, metered, due);
  else debitMore(work, metered, first.bucket, due);
}

/** Draw steps may owe more than was held: the same bucket pays, as far as it can. */
function debitMore(work: Work, metered: Metered, bucketId: number, due: number): void {
  const bucket = findBucket(work.account, bucketId);
  const part = Math.min(due, drawable(work.index, bucket, work.nowS));
  bucket.available -= part;
  record(work, metered, 0, bucketId, part);
}

function paysMoney(work: Work, { terms }: Metered, bucket: number): boolean {
  return paysIn(work.index, findBucket(work.account, bucket), terms).kind === 'money';
}

function paidInUnits(work: Work, { terms }: Metered, bucket: number): boolean {
  return paysIn(work.index, findBucket(work.account, bucket), terms).kind === 'units';
}

/** A price that changed between grant and report may cost more than was held. */
function debitMoney(work: Work, metered: Metered, micros: number): void {
  let due = micros;
  for (const bucket of moneyPayers(work, metered)) {
    const part = Math.min(due, drawable(work.index, bucket, work.nowS), roomOf(work, metered).micros);
    bucket.available -= part;
    due -= part;
    record(work, metered, 0, bucket.id, part);
  }
  if (due > 0) record(work, metered, 0, 0, due, true);
}

/** Debits what the buckets can pay, and returns the units that they can't. */
function debitAvailable(work: Work, metered: Metered, units: number): number {
  let left = units;
  // Each turn either uses up what there is, or a counter at its limit gives more.
  do left = debitOnce(work, metered, left);
  while (left > 0 && giveAtLimit(work, metered));
  return left;
}

function debitOnce(work: Work, metered: Metered, units: number): number {
  const { terms } = metered;
  let left = units;
  for (const bucket of payers(work, terms, metered.atMs)) {
    if (left === 0) return 0;
    const tender = paysIn(work.index, bucket, terms);
    const room = roomOf(work, metered);
    const budget = Math.min(
      drawable(work.index, bucket, work.nowS),
      tender.kind === 'money' ? room.micros : Infinity,
    );
    const part = unitsWithin(tender, metered, bucket.id, budget, Math.min(left, room.units));
    if (part === 0) continue;
    const amount = settleFor(tender, metered, bucket.id, part);
    bucket.available -= amount;
    left -= part;
    record(work, metered, part, bucket.id, amount);
  }
  return left === 0 ? 0 : left - debitTogether(work, metered, left);
}

function moneyTogether(work: Work, metered: Metered): number {
  let micros = 0;
  for (const bucket of moneyPayers(work, metered)) micros += drawable(work.index, bucket, work.nowS);
  return Math.min(micros, roomOf(work, metered).micros);
}

/** What no single money bucket can pay, all of them together may. */
function debitTogether(work: Work, metered: Metered, units: number): number {
  const payersOfMoney = moneyPayers(work, metered);
  if (payersOfMoney.length === 0) return 0;
  const limit = Math.min(units, roomOf(work, metered).units);
  const part = unitsOwed({ kind: 'money' }, metered, 0, moneyTogether(work, metered), limit);
  if (part === 0) return 0;
  let due = settleUsage(metered, part);
  let recorded = part;
  for (const bucket of payersOfMoney) {
    const amount = Math.min(due, drawable(work.index, bucket, work.nowS));
    bucket.available -= amount;
    due -= amount;
    record(work, metered, recorded, bucket.id, amount);
    recorded = 0;
  }
  record(work, metered, recorded, 0, 0);
  return part;
}

/**
 * Grants quota for what the request wants, instead of what is left of the previous grant; the new
 * reservation replaces the old one. Sets `granted`, `holds` and `final` of the group.
 */
export function grant(work: Work, metered: Metered, wanted: Wish): void {
  const { group, terms } = metered;
  const aim = desired(terms.service.quota, wanted, group.granted);
  if (terms.free) {
    group.granted = aim;
    group.final = false;
    return;
  }
  if (isStopped(work.account)) {
    returnHolds(work.account, group);
    group.final = true;
    return;
  }
  if (keepsBucket(work, metered, wanted, aim)) {
    group.final = false;
    return;
  }
  returnHolds(work.account, group);
  do holdWhatPays(work, metered, wanted, aim);
  while (group.granted === 0 && giveAtLimit(work, metered));
  group.final = !affordsMore(work, metered);
  missFromPool(work, metered, aim);
}

function holdWhatPays(work: Work, metered: Metered, wanted: Wish, aim: number): void {
  const { group, terms } = metered;
  for (const bucket of payers(work, terms, metered.atMs)) {
    if (group.granted === 0) hold(work, metered, wanted, aim, bucket);
    else if (!holdCrumbs(work, metered, aim, bucket)) break;
  }
  if (group.granted === 0) holdTogether(work, metered, aim);
}

/** Whether more of a bucket may come from the account's pool, or from that of a sponsor which is not known to be empty. */
function mayBeLent({ account, index, nowS }: Work, t: number): boolean {
  const { pooled, pool } = index.plan.buckets[t] as BucketTemplate;
  if (pooled !== true) return false;
  return pool === undefined ? account.pool !== '' : asksSponsor(account, t, nowS);
}

/** A pooled bucket that did not give all that was wanted is told: the pool may lend more. */
function missFromPool(work: Work, metered: Metered, aim: number): void {
  const { group, terms } = metered;
  const { buckets } = work.index.plan;
  buckets.forEach((of, t) => {
    if (!of.classes.includes(terms.index) || !mayBeLent(work, t)) return;
    const held = group.holds.reduce(
      (sum, hold) => sum + (findBucket(work.account, hold.bucket).template === t ? hold.amount : 0),
      0,
    );
    const wantedAmount = of.unit === 'money' ? priceOf(metered, aim) : aim;
    if (held >= wantedAmount && !group.final) return;
    miss(work, t, Math.max(1, wantedAmount - held));
  });
}

/** The same for usage that no reservation covers: events, and what was used beyond a grant. */
function missForUsage(work: Work, metered: Metered, units: number): void {
  const { account, index, nowS } = work;
  index.plan.buckets.forEach((of, t) => {
    if (!of.classes.includes(metered.terms.index) || !mayBeLent(work, t)) return;
    const wantedAmount = of.unit === 'money' ? priceOf(metered, units) : units;
    const there = account.buckets.reduce(
      (sum, bucket) => sum + (bucket.template === t ? drawable(index, bucket, nowS) : 0),
      0,
    );
    if (there < wantedAmount) miss(work, t, wantedAmount - there);
  });
}

function miss({ short }: Work, template: number, amount: number): void {
  const before = short.find(({ template: other }) => other === template);
  if (before === undefined) short.push({ template, amount });
  else before.amount += amount;
}

/**
 * The plentiful case, and the very arithmetic of the fast path: the group stays with its bucket, and the
 * top-up moves from what is available to what is held. Applies when the bucket is the one to draw from
 * next and the top-up is at most 1/balanceDivisor of it.
 */
function keepsBucket(work: Work, metered: Metered, wanted: Wish, aim: number): boolean {
  const { group, terms } = metered;
  const [held] = group.holds;
  if (held === undefined || group.holds.length > 1 || aim !== group.granted + wanted.topUp) return false;
  const active = activeBucket(work.account, work.index, terms, work.nowS);
  if (active === undefined || active.id !== held.bucket) return false;
  if (unaskedUntilS(work.account, work.index, terms.index, active) <= work.nowS) return false;
  const tender = paysIn(work.index, active, terms);
  const money = tender.kind === 'money';
  if (money ? terms.flat === undefined : tender.kind !== 'units') return false;
  if (money && !isTight(terms, wanted.topUp)) return false;
  const amount = money ? flatUpperMicros(terms, wanted.topUp) : wanted.topUp;
  const oneMore = money ? flatUpperMicros(terms, 1) : 1;
  if (drawable(work.index, active, work.nowS) < plentyFor(terms, amount, oneMore)) return false;
  if (terms.counters.length > 0) {
    const room = roomOf(work, metered);
    if (room.units < wanted.topUp || (money && room.micros < amount)) return false;
  }
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
function hold(work: Work, metered: Metered, wanted: Wish, aim: number, bucket: Bucket): void {
  const { group, terms } = metered;
  const { quota } = terms.service;
  const tender = paysIn(work.index, bucket, terms);
  const room = roomOf(work, metered);
  const budget = Math.min(
    drawable(work.index, bucket, work.nowS),
    tender.kind === 'money' ? room.micros : Infinity,
  );
  if (budget === 0) return;
  const most = Math.min(aim, room.units);
  let units = unitsWithin(tender, metered, bucket.id, budget, most);
  if (wanted.explicit === undefined && units > quota.min) {
    const share = unitsWithin(tender, metered, bucket.id, Math.floor(budget / quota.balanceDivisor), most);
    units = Math.max(share, Math.min(units, quota.min));
  }
  if (units === 0) return;
  const amount = amountFor(tender, metered, bucket.id, units);
  bucket.available -= amount;
  group.holds = [{ bucket: bucket.id, amount }];
  group.granted = units;
}

/** The last units of a bucket are granted together with the next one's, up to the smallest grant. */
function holdCrumbs(work: Work, metered: Metered, aim: number, bucket: Bucket): boolean {
  const { group, terms } = metered;
  const missing = Math.min(
    Math.min(aim, terms.service.quota.min) - group.granted,
    roomOf(work, metered).units,
  );
  const [first] = group.holds;
  if (missing <= 0 || first === undefined || !paidInUnits(work, metered, first.bucket)) return false;
  if (!paidInUnits(work, metered, bucket.id)) return false;
  const amount = Math.min(missing, drawable(work.index, bucket, work.nowS));
  if (amount > 0) {
    bucket.available -= amount;
    group.holds.push({ bucket: bucket.id, amount });
    group.granted += amount;
  }
  return true;
}

function holdTogether(work: Work, metered: Metered, aim: number): void {
  const { group } = metered;
  const payersOfMoney = moneyPayers(work, metered);
  if (payersOfMoney.length === 0) return;
  const most = Math.min(aim, roomOf(work, metered).units);
  const units = unitsWithin({ kind: 'money' }, metered, 0, moneyTogether(work, metered), most);
  if (units === 0) return;
  let due = amountFor({ kind: 'money' }, metered, 0, units);
  for (const bucket of payersOfMoney) {
    const amount = Math.min(due, drawable(work.index, bucket, work.nowS));
    if (amount === 0) continue;
    bucket.available -= amount;
    due -= amount;
    group.holds.push({ bucket: bucket.id, amount });
  }
  group.granted = units;
}

/** Whether anything further could be granted after this grant; if not, it is the final one. */
function affordsMore(work: Work, metered: Metered): boolean {
  const { group, terms } = metered;
  const after: Metered = { ...metered, group: { ...group, position: group.position + group.granted } };
  // What this group was just granted counts as used here.
  const room = roomOf(work, metered);
  if (room.units === 0) return mayGrantMore(work, metered);
  const [held] = group.holds;
  const heldIn =
    held === undefined ? undefined : paysIn(work.index, findBucket(work.account, held.bucket), terms);
  let micros = 0;
  let money = false;
  for (const bucket of payers(work, terms, metered.atMs)) {
    const tender = paysIn(work.index, bucket, terms);
    const budget = drawable(work.index, bucket, work.nowS);
    if (tender.kind === 'money') {
      money = true;
      micros += budget;
    }
    if (tender.kind !== 'money' && unitsWithin(tender, after, bucket.id, budget, 1) > 0) return true;
  }
  if (!money) return false;
  if (room.micros === 0) return mayGrantMore(work, metered);
  micros = Math.min(micros, room.micros);
  if (heldIn !== undefined && heldIn.kind !== 'money')
    return unitsWithin({ kind: 'money' }, after, 0, micros, terms.service.quota.min) > 0;
  for (const { amount } of group.holds) micros += amount;
  return (
    unitsWithin({ kind: 'money' }, metered, 0, micros, group.granted + terms.service.quota.min) >
    group.granted
  );
}
