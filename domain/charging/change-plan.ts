/**
 * From one plan version to another: buckets, counters and add-ons go on under the same names. What the network
 * was granted stays with it and is debited when it is reported; open sessions go on by the slow path.
 */
import { isReward } from '../rewards/reward.js';
import { type Group, returnHolds, sortBuckets } from './account.js';
import { lenderOf } from './loans.js';
import { drop, move, openBucket } from './movements.js';
import { movementNames } from './outbox.js';
import type { PlanIndex } from './plan-index.js';
import type { Work } from './work.js';

export function changePlan(work: Work, next: PlanIndex): void {
  const { account, index } = work;
  const previousPlanId = account.planId;
  for (const session of account.sessions) {
    session.estranged = true;
    for (const group of session.groups) returnHolds(account, group);
    session.groups = session.groups.filter((group) => regroup(group, index, next));
  }
  dropUnknown(work, next);
  for (const movement of work.movements) movement.names ??= movementNames(index.plan, movement);
  for (const bucket of account.buckets) bucket.template = counterpart(index, next, bucket.template);
  for (const lapse of account.lapses) lapse.template = counterpart(index, next, lapse.template);
  account.lapses = account.lapses.filter(({ template }) => template >= 0);
  account.counters = account.counters.filter((counter) => {
    const id = index.plan.counters?.[counter.template]?.id;
    const at = (next.plan.counters ?? []).findIndex((c) => c.id === id);
    // What was counted for a limit is nothing that a usage price may charge.
    if (next.plan.counters?.[at]?.pricing !== undefined) return false;
    counter.template = at;
    return at >= 0;
  });
  account.subscriptions = account.subscriptions.filter((subscription) => {
    if (subscription.of === 0) return true;
    const id = index.plan.addOns?.[subscription.of - 1]?.id;
    const at = (next.plan.addOns ?? []).findIndex((addOn) => addOn.id === id);
    subscription.of = at + 1;
    return at >= 0;
  });
  account.planId = next.plan.id;
  work.index = next;
  mergeTwins(work);
  openWhatIsMissing(work);
  sortBuckets(next, account.buckets);
  work.notices.push({ type: 'plan', previousPlanId });
}

/** Two wallets that became one: a credit limit is granted once. */
function mergeTwins(work: Work): void {
  const { account } = work;
  for (const bucket of account.buckets) {
    const first = account.buckets.find(
      (b) =>
        b.template === bucket.template &&
        b.expiresAt === bucket.expiresAt &&
        lenderOf(account, b.id) === lenderOf(account, bucket.id),
    );
    if (first !== undefined && first !== bucket && account.buckets.includes(bucket))
      move(work, bucket, first);
  }
}

/** What every account on the plan has: its wallet, and what has no end. */
function openWhatIsMissing(work: Work): void {
  work.index.plan.buckets.forEach(({ amount, givenBy, pooled, renews, unlimited }, t) => {
    if (givenBy !== undefined || renews !== undefined || pooled === true) return;
    if (work.account.buckets.some((b) => b.template === t)) return;
    if (unlimited === true) openBucket(work, t, amount, 0);
    else if (t === work.index.wallet) openBucket(work, t, 0, 0);
  });
}

/** The template of the same name and unit in another plan version; money goes on in the wallet. −1 = there is none. */
function counterpart(index: PlanIndex, next: PlanIndex, template: number): number {
  const of = index.plan.buckets[template];
  const same = next.plan.buckets.findIndex(
    // A pot of another scale holds something else under the same name; so does one that stands for no end.
    (b) =>
      b.id === of?.id &&
      b.unit === of.unit &&
      b.unlimited === of.unlimited &&
      b.pool === of.pool &&
      (b.scale ?? 1) === (of.scale ?? 1),
  );
  // What was given for a time never becomes the subscriber's own money.
  return same < 0 && of?.unit === 'money' && !isReward(of) ? next.wallet : same;
}

/** Buckets that the new version has no place for end here. */
function dropUnknown(work: Work, next: PlanIndex): void {
  for (const bucket of work.account.buckets) {
    if (counterpart(work.index, next, bucket.template) < 0) drop(work, bucket);
  }
}

/** Puts a rating group of a session under the new version's class; false when that does not know it. */
function regroup(group: Group, index: PlanIndex, next: PlanIndex): boolean {
  const planClass = index.plan.classes[group.classIndex];
  const before = planClass === undefined ? undefined : index.plan.services[planClass.service];
  const destination = before?.tariff.profiles[planClass?.profile ?? -1]?.destination;
  const zone = before?.zone === undefined ? undefined : index.plan.zones?.[before.zone]?.id;
  const number = next.groupOf.get(group.ratingGroup);
  const classIndex = next.plan.classes.findIndex(({ service, profile }) => {
    const of = next.plan.services[service];
    if (of === undefined || !of.ratingGroups.includes(group.ratingGroup)) return false;
    const zoneId = of.zone === undefined ? undefined : next.plan.zones?.[of.zone]?.id;
    return zoneId === zone && of.tariff.profiles[profile]?.destination === destination;
  });
  if (number === undefined || classIndex < 0) return false;
  group.group = number;
  group.classIndex = classIndex;
  // What the session cost so far is settled; the new price counts from here.
  group.accruedMicros = 0;
  group.accruedRem = 0;
  group.steppedBucket = 0;
  group.steppedFrom = 0;
  group.final = false;
  return true;
}
