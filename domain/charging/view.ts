/** An account as people and the partner API see it: every bucket as total = available + reserved + used. */
import type { BucketUnit, CounterTemplate, PlanVersion, UsagePricing } from '../catalogue/plan.js';
import type { PricePart } from '../price-models/index.js';
import { type Account, isExpired, template } from './account.js';
import { type Item, decodeAccount } from './item.js';
import { supiOf } from './members.js';
import { type PlanIndex, indexPlan } from './plan-index.js';
import type { AccountState } from './movement.js';
import { isUsagePrice, priceOfUsage, usageOf } from './usage-price.js';

export interface BucketView {
  readonly id: number;
  readonly name: string;
  readonly unit: BucketUnit;
  readonly priority: number;
  /** The amounts below are in this many parts of the unit: 1, but for conversion pots. */
  readonly scale: number;
  /** Everything ever put in, in the unit (micros when money). */
  readonly total: number;
  readonly available: number;
  readonly reserved: number;
  readonly used: number;
  /** ISO 8601; absent = never. */
  readonly expiresAt?: string;
  readonly expired: boolean;
  /** Stands for no end: the amounts say nothing. */
  readonly unlimited?: true;
}

export interface SessionView {
  readonly id: number;
  readonly startedAt: string;
  /** Reservations return after this. */
  readonly validUntil: string;
  readonly state: 'open' | 'expired';
  readonly groups: readonly {
    readonly ratingGroup: number;
    readonly used: number;
    readonly granted: number;
  }[];
}

/** What a policy counter stands at. */
export interface CounterView {
  readonly id: string;
  readonly unit: CounterTemplate['unit'];
  readonly purpose: CounterTemplate['purpose'];
  readonly atLimit: CounterTemplate['atLimit'];
  /** In the unit (micros when money). */
  readonly value: number;
  readonly limit: number;
  /** The highest percentage of the limit that was told; 0 = none. */
  readonly told: number;
  /** ISO 8601; absent = it has not begun. */
  readonly resetsAt?: string;
  /** Of a counter per member. */
  readonly supi?: string;
  readonly lifted: boolean;
}

/** Usage of the period that runs, and what it will cost if no more is used. */
export interface UsagePriceView {
  readonly id: string;
  readonly name: string;
  readonly unit: CounterTemplate['unit'];
  /** In the unit. */
  readonly value: number;
  readonly priceMicros: number;
  /** By tiers; they sum to the price. Quantities are in units of `per`. */
  readonly parts: readonly PricePart[];
  readonly per: UsagePricing['per'];
}

/** What an account subscribes to. */
export interface SubscriptionView {
  /** Absent = the plan itself. */
  readonly addOn?: string;
  readonly since: string;
  readonly endsAt?: string;
  /** When something of it is due next: a charge, or a period's start. */
  readonly dueAt?: string;
  readonly unpaidSince?: string;
}

export interface AccountView {
  readonly key: string;
  readonly version: number;
  readonly planId: string;
  readonly state: AccountState;
  readonly buckets: readonly BucketView[];
  readonly sessions: readonly SessionView[];
  readonly counters: readonly CounterView[];
  readonly usagePrices?: readonly UsagePriceView[];
  readonly subscriptions: readonly SubscriptionView[];
  /** The plan version that follows this one with the next period. */
  readonly nextPlanId?: string;
  /** SUPIs that share the account, its own first. */
  readonly members: readonly string[];
  readonly pool?: string;
  /** Borrowed and not yet repaid, micros, fee included. */
  readonly advanceMicros?: number;
  /** What ended periods left owing in all, micros, and when the oldest of it is due. */
  readonly owed?: { readonly micros: number; readonly dueAt: string };
}

/** What a plan's usage prices stand at. */
export function usagePricesOf(account: Account, { plan }: PlanIndex): UsagePriceView[] {
  return (plan.counters ?? []).flatMap((of, c): UsagePriceView[] => {
    if (!isUsagePrice(of)) return [];
    const value = usageOf(account, c);
    const { micros, parts } = priceOfUsage(of.pricing, value);
    const { name, per } = of.pricing;
    return [{ id: of.id, name, unit: of.unit, value, priceMicros: micros, parts, per }];
  });
}

/** Every counter of the plan that is a cap, begun or not. */
function countersOf(account: Account, index: PlanIndex, nowS: number): CounterView[] {
  return (index.plan.counters ?? []).flatMap((of, c): CounterView[] => {
    const { id, unit, purpose, atLimit, limit } = of;
    if (isUsagePrice(of)) return [];
    const begun = account.counters.filter((counter) => counter.template === c && counter.resetAtS > nowS);
    const fixed = { id, unit, purpose, atLimit, limit };
    const views = begun.map(({ value, told, resetAtS, lifted, member }): CounterView => ({
      ...fixed,
      value,
      told,
      lifted,
      resetsAt: iso(resetAtS),
      ...(of.perMember === true ? { supi: supiOf(account, member) } : {}),
    }));
    return views.length > 0 ? views : [{ ...fixed, value: 0, told: 0, lifted: false }];
  });
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/**
 * Decodes an account item for display. Reservations of closed and of expired sessions count as available:
 * they return with the next slow write.
 */
export function viewAccount(item: Item, plan: PlanVersion, nowMs: number): AccountView {
  const index = indexPlan(plan);
  const account = decodeAccount(item, index);
  const nowS = Math.floor(nowMs / 1000);
  const usagePrices = usagePricesOf(account, index);
  const reserved = new Map<number, number>();
  for (const session of account.sessions) {
    for (const hold of session.groups.flatMap((group) => group.holds)) {
      if (session.validUntilS > nowS)
        reserved.set(hold.bucket, (reserved.get(hold.bucket) ?? 0) + hold.amount);
      else
        for (const bucket of account.buckets) if (bucket.id === hold.bucket) bucket.available += hold.amount;
    }
  }
  return {
    key: account.key,
    version: account.version,
    planId: account.planId,
    state: account.state,
    counters: countersOf(account, index, nowS),
    ...(usagePrices.length === 0 ? {} : { usagePrices }),
    subscriptions: account.subscriptions.map(
      ({ of, startS, endS, dueS, unpaidSinceS }): SubscriptionView => ({
        ...(of === 0 ? {} : { addOn: plan.addOns?.[of - 1]?.id ?? '' }),
        since: iso(startS),
        ...(endS === 0 ? {} : { endsAt: iso(endS) }),
        ...(dueS === 0 ? {} : { dueAt: iso(dueS) }),
        ...(unpaidSinceS === 0 ? {} : { unpaidSince: iso(unpaidSinceS) }),
      }),
    ),
    ...(account.nextPlanId === '' ? {} : { nextPlanId: account.nextPlanId }),
    members: [account.key, ...account.members.map((_, i) => supiOf(account, i + 1))],
    ...(account.pool === '' ? {} : { pool: account.pool }),
    ...(account.advanceMicros + account.advanceFeeMicros === 0
      ? {}
      : { advanceMicros: account.advanceMicros + account.advanceFeeMicros }),
    ...(account.owed[0] === undefined
      ? {}
      : {
          owed: {
            micros: account.owed.reduce((sum, { micros }) => sum + micros, 0),
            dueAt: iso(account.owed[0].dueS),
          },
        }),
    buckets: account.buckets.map((bucket) => {
      const { id: name, unit, priority, scale = 1, unlimited } = template(index, bucket);
      const held = reserved.get(bucket.id) ?? 0;
      return {
        id: bucket.id,
        name,
        unit,
        priority,
        scale,
        total: bucket.granted,
        available: bucket.available,
        reserved: held,
        used: bucket.granted - bucket.available - held,
        ...(bucket.expiresAt === 0 ? {} : { expiresAt: iso(bucket.expiresAt) }),
        expired: isExpired(bucket, nowS),
        ...(unlimited === true ? { unlimited } : {}),
      };
    }),
    sessions: account.sessions
      .filter((session) => session.validUntilS !== 0)
      .map((session) => ({
        id: session.id,
        startedAt: iso(session.startedAtS),
        validUntil: iso(session.validUntilS),
        state: session.validUntilS > nowS ? 'open' : 'expired',
        groups: session.groups.map((group) => ({
          ratingGroup: index.groups[group.group]?.ratingGroup ?? -1,
          used: group.position,
          granted: session.validUntilS > nowS ? group.granted : 0,
        })),
      })),
  };
}
