/**
 * Policy counters: what a subscriber used or spent since a counter started again, how much of its limit is
 * left, and what happens at the limit. Spending caps, bill-shock limits, fair use and day packs are all this.
 */
import type { BucketUnit, CounterTemplate } from '../catalogue/plan.js';
import type { Cycle } from '../cycles/cycle.js';
import { nextBoundary } from '../cycles/period.js';
import { type Account, ChargingInvariantError, type Counter, template } from './account.js';
import type { ClassTerms, PlanIndex } from './plan-index.js';

/** Usage that the fast path counted, for the counters of its class. */
export interface Folded {
  readonly terms: ClassTerms;
  readonly member: number;
  readonly units: number;
  /** What money paid. */
  readonly micros: number;
  /** Of the bucket that paid; −1 = none. */
  readonly template: number;
}

export function counterTemplate(index: PlanIndex, c: number): CounterTemplate {
  const found = index.plan.counters?.[c];
  if (found === undefined) throw new ChargingInvariantError(`plan ${index.plan.id} has no counter ${c}`);
  return found;
}

function find(account: Account, index: PlanIndex, c: number, member: number): Counter | undefined {
  const of = counterTemplate(index, c).perMember === true ? member : 0;
  return account.counters.find((counter) => counter.template === c && counter.member === of);
}

/** The counter, begun now if it is not there. */
export function counterOf(
  account: Account,
  index: PlanIndex,
  c: number,
  member: number,
  nowS: number,
): Counter {
  let counter = find(account, index, c, member);
  if (counter === undefined) {
    counter = {
      template: c,
      member: counterTemplate(index, c).perMember === true ? member : 0,
      value: 0,
      resetAtS: resetAfter(account, index, c, nowS),
      told: 0,
      lifted: false,
    };
    account.counters.push(counter);
  }
  return counter;
}

const DAILY = { every: 1, unit: 'day', anchor: 'activation' } as const;
const MONTHLY = { every: 1, unit: 'month', anchor: { dayOfMonth: 1 } } as const;

/** When a counter that starts now starts again, epoch seconds. */
function resetAfter(account: Account, index: PlanIndex, c: number, nowS: number): number {
  const { period } = counterTemplate(index, c);
  const { recurring, timeZone } = index.plan;
  const [plan] = account.subscriptions.filter((s) => s.of === 0);
  const own = period === 'cycle' && plan !== undefined ? recurring?.charge.cycle : undefined;
  const cycle: Cycle = own ?? { ...(period === 'day' ? DAILY : MONTHLY), timeZone };
  const anchorS = own === undefined || plan === undefined ? nowS : plan.anchorS;
  return Math.floor(nextBoundary(cycle, anchorS * 1000, nowS * 1000) / 1000);
}

/** Adds usage, and what money paid for it, to the counters of its class. */
export function count(
  account: Account,
  index: PlanIndex,
  terms: ClassTerms,
  member: number,
  used: Pick<Folded, 'units' | 'micros' | 'template'>,
  nowS: number,
): void {
  for (const c of terms.counters) {
    const more = amountIn(counterTemplate(index, c), used);
    if (more !== 0) counterOf(account, index, c, member, nowS).value += more;
  }
}

/** The same for what the fast path moved: its write ended before any counter started again. */
export function countFolded(account: Account, index: PlanIndex, folded: Folded): void {
  for (const c of folded.terms.counters) {
    const counter = find(account, index, c, folded.member);
    if (counter === undefined)
      throw new ChargingInvariantError(
        `account ${account.key} has no counter ${c} of member ${folded.member}`,
      );
    counter.value += amountIn(counterTemplate(index, c), folded);
  }
}

/** What of a usage a counter counts. Where the period's usage has a price, bundles that paid first made it theirs. */
function amountIn(
  { unit, pricing }: CounterTemplate,
  used: Pick<Folded, 'units' | 'micros' | 'template'>,
): number {
  if (pricing !== undefined && pricing.bucket !== used.template) return 0;
  return unit === 'money' ? used.micros : used.units;
}

/** What a counter would count if all that is granted were used. */
function outstanding(account: Account, index: PlanIndex, c: number, member: number): number {
  const of = counterTemplate(index, c);
  let sum = 0;
  for (const session of account.sessions) {
    if (of.perMember === true && session.member !== member) continue;
    for (const group of session.groups) {
      if (!of.classes.includes(group.classIndex)) continue;
      if (of.unit !== 'money') sum += group.granted;
      else
        for (const hold of group.holds)
          if (unitOf(account, index, hold.bucket) === 'money') sum += hold.amount;
    }
  }
  return sum;
}

function unitOf(account: Account, index: PlanIndex, bucketId: number): BucketUnit | undefined {
  const bucket = account.buckets.find((b) => b.id === bucketId);
  return bucket === undefined ? undefined : template(index, bucket).unit;
}

export interface Headroom {
  readonly units: number;
  readonly micros: number;
}

/** How much may still be used and spent on a class before a counter stops it, beside what was granted already. */
export function headroom(account: Account, index: PlanIndex, terms: ClassTerms, member: number): Headroom {
  let units = Infinity;
  let micros = Infinity;
  for (const c of terms.counters) {
    const of = counterTemplate(index, c);
    if (of.atLimit !== 'stop' && of.atLimit !== 'grant') continue;
    const counter = find(account, index, c, member);
    if (counter?.lifted === true) continue;
    const unused = of.limit - (counter?.value ?? 0);
    const free = unused - outstanding(account, index, c, member);
    // What others hold stops nobody where the limit gives more: what passes it counts towards the next gift.
    const left = Math.max(0, free > 0 || of.atLimit === 'stop' ? free : unused);
    if (of.unit === 'money') micros = Math.min(micros, left);
    else units = Math.min(units, left);
  }
  return { units, micros };
}

/** The value at which a percentage of a limit is reached. */
export function noticeAt(limit: number, percent: number): number {
  return percent >= 100 ? limit : Number((BigInt(limit) * BigInt(percent) + 99n) / 100n);
}

/**
 * How far a counter is from the next thing to be told or stopped, if all that is granted were used; below 0 when
 * that would reach it. Whatever reaches it is told by the very write that does, so the fast path stays short of it.
 */
export function untilNotice(account: Account, index: PlanIndex, c: number, member: number): number {
  const of = counterTemplate(index, c);
  const counter = find(account, index, c, member);
  const steps = stepsOf(of).filter((percent) => percent > (counter?.told ?? 0));
  const stops = (of.atLimit === 'stop' && counter?.lifted !== true) || of.atLimit === 'grant';
  const next = Math.min(...steps.map((percent) => noticeAt(of.limit, percent)), stops ? of.limit : Infinity);
  if (next === Infinity) return Infinity;
  return next - 1 - (counter?.value ?? 0) - outstanding(account, index, c, member);
}

/** When the first of a class's counters starts again, epoch seconds. */
export function nextResetS(account: Account, terms: ClassTerms): number | undefined {
  let next: number | undefined;
  for (const counter of account.counters) {
    if (!terms.counters.includes(counter.template)) continue;
    if (next === undefined || counter.resetAtS < next) next = counter.resetAtS;
  }
  return next;
}

/** Notices at 100 % are told whether the plan lists them or not: the limit acts there. */
export function stepsOf(of: CounterTemplate): readonly number[] {
  return of.notices.includes(100) ? of.notices : [...of.notices, 100];
}
