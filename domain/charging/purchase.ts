/** Add-ons: bought once, or subscribed to until they are cancelled. */
import type { Cycle } from '../cycles/cycle.js';
import { nextBoundary } from '../cycles/period.js';
import { type Account, LIMITS, heldBuckets, isExpired, isStopped, planSubscription } from './account.js';
import { amountWords } from './amount-words.js';
import {
  type CommandDecision,
  type CommandId,
  type CommandProblem,
  command,
  refused,
  stopped,
} from './command.js';
import type { Item } from './item.js';
import { put, takeOut, takeable } from './movements.js';
import type { PlanIndex } from './plan-index.js';
import { beginningAt, renewSubscription } from './renew.js';
import type { Arrivals, Work } from './work.js';

export interface PurchaseRequest extends CommandId {
  /** Index into `plan.addOns`. */
  readonly addOn: number;
}

/** Buys an add-on: its price is taken from the wallet and its buckets are given, or nothing happens. */
export function decidePurchase(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: PurchaseRequest,
  arrivals?: Arrivals,
): CommandDecision {
  return command(item, index, nowMs, request, arrivals, (work) => buy(work, request));
}

function buy(work: Work, { addOn: a, id }: PurchaseRequest): CommandProblem[] {
  const { account, index } = work;
  const addOn = index.plan.addOns?.[a];
  if (addOn === undefined) return [unknownAddOn(index, a)];
  const problems = [...(isStopped(account) ? [stopped(account)] : []), ...mostProblems(work, a)];
  if (problems.length > 0) return problems;
  if (addOn.recurring !== undefined) return subscribe(work, a, addOn.recurring.charge.priceMicros);
  const cause = { action: 'paid', reference: id, of: a + 1 } as const;
  if (addOn.priceMicros > 0 && !takeOut(work, index.wallet, addOn.priceMicros, 'floor', cause))
    return [tooLittle(work, addOn.priceMicros)];
  const given = index.plan.buckets.map((template, t) => {
    const { givenBy } = template;
    if (givenBy === undefined || !('addOn' in givenBy) || givenBy.addOn !== a) return true;
    const expiresAt = expiryOf(work, a, template.validityS);
    const parcel = { template: t, amount: template.amount, expiresAt, reference: id, of: a + 1 };
    return put(work, { action: 'bought', ...parcel }) !== undefined;
  });
  return given.every(Boolean) ? [] : [refused('account-full', 'the account has no room for another bucket')];
}

function subscribe(work: Work, a: number, priceMicros: number): CommandProblem[] {
  const { account, nowS } = work;
  const before = account.subscriptions.find((s) => s.of === a + 1);
  if (before !== undefined && before.dueS !== 0) {
    // Cancelled and not over yet: it goes on as if it had not been.
    before.endS = 0;
    renewSubscription(work, before);
    return [];
  }
  account.subscriptions = account.subscriptions.filter((s) => s !== before);
  if (account.subscriptions.length >= LIMITS.subscriptions)
    return [refused('add-on-limit', `${LIMITS.subscriptions} subscriptions are the most that are allowed`)];
  const subscription = {
    id: account.nextBucketId++,
    of: a + 1,
    endS: 0,
    unpaidSinceS: 0,
    trialOver: before !== undefined,
    ...beginningAt(nowS),
  };
  account.subscriptions.push(subscription);
  renewSubscription(work, subscription);
  return subscription.unpaidSinceS === 0 ? [] : [tooLittle(work, priceMicros)];
}

function unknownAddOn({ plan }: PlanIndex, a: number): CommandProblem {
  const known = (plan.addOns ?? []).map(({ id }) => id).join(', ') || 'none';
  return refused('add-on-unknown', `add-on ${a} of plan ${plan.id}; it has: ${known}`);
}

function tooLittle(work: Work, priceMicros: number): CommandProblem {
  const there = work.account.buckets
    .filter((b) => b.template === work.index.wallet)
    .reduce((sum, b) => sum + takeable(work, b, 'floor'), 0);
  return refused(
    'balance-too-low',
    `it costs ${amountWords(work.index, undefined, priceMicros)}; the wallet can pay ${amountWords(work.index, undefined, there)}`,
  );
}

function mostProblems({ account, index, nowS }: Work, a: number): CommandProblem[] {
  const { most = Infinity, id = '', recurring } = index.plan.addOns?.[a] ?? {};
  // Two of the same recurring add-on would be told apart by nothing.
  const allowed = recurring === undefined ? most : 1;
  const held =
    recurring === undefined
      ? Math.max(0, ...index.plan.buckets.map((_, t) => boughtOf(account, index, nowS, a, t)))
      : account.subscriptions.filter((s) => s.of === a + 1 && s.endS === 0).length;
  return held < allowed
    ? []
    : [refused('add-on-limit', `${held} of add-on ${id} are held; allowed: at most ${allowed}`)];
}

/** How many times what an add-on gives is held in buckets of a template: those that are neither over nor used up. */
function boughtOf(account: Account, index: PlanIndex, nowS: number, a: number, t: number): number {
  const { givenBy, amount = 0 } = index.plan.buckets[t] ?? {};
  if (givenBy === undefined || !('addOn' in givenBy) || givenBy.addOn !== a || amount === 0) return 0;
  const held = heldBuckets(account);
  return account.buckets
    .filter((b) => b.template === t && !isExpired(b, nowS) && (b.available > 0 || held.has(b.id)))
    .reduce((sum, b) => sum + Math.max(1, Math.round(b.granted / amount)), 0);
}

/** Until when what is bought now is good, epoch seconds; 0 = for ever. */
function expiryOf({ account, index, nowS }: Work, a: number, ownS: number | undefined): number {
  const { until, validityS } = index.plan.addOns?.[a] ?? {};
  const { timeZone, recurring } = index.plan;
  const plan = planSubscription(account);
  if (until !== undefined) {
    const own = until === 'period' && plan !== undefined ? recurring?.charge.cycle : undefined;
    const cycle: Cycle =
      own ??
      (until === 'day'
        ? { every: 1, unit: 'day', anchor: 'activation', timeZone }
        : { every: 1, unit: 'month', anchor: { dayOfMonth: 1 }, timeZone });
    const anchorS = own === undefined || plan === undefined ? nowS : plan.anchorS;
    return Math.floor(nextBoundary(cycle, anchorS * 1000, nowS * 1000) / 1000);
  }
  const validity = validityS ?? ownS;
  return validity === undefined ? 0 : nowS + validity;
}

/** Ends a recurring add-on with the period that is paid: nothing is charged after it. */
export function decideCancel(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: PurchaseRequest,
  arrivals?: Arrivals,
): CommandDecision {
  return command(item, index, nowMs, request, arrivals, (work) => {
    const addOn = work.index.plan.addOns?.[request.addOn];
    if (addOn === undefined) return [unknownAddOn(work.index, request.addOn)];
    if (addOn.recurring === undefined)
      return [refused('add-on-not-recurring', `add-on ${addOn.id} is bought once and ends by itself`)];
    const held = work.account.subscriptions.find(
      (s) => s.of === request.addOn + 1 && s.endS === 0 && s.dueS !== 0,
    );
    if (held === undefined) return [refused('add-on-not-held', `add-on ${addOn.id} is not subscribed to`)];
    const { cycle } = addOn.recurring.charge;
    held.endS = Math.floor(nextBoundary(cycle, held.anchorS * 1000, work.nowS * 1000) / 1000);
    renewSubscription(work, held);
    return [];
  });
}
