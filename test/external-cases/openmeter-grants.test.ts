/**
 * OpenMeter's grants (grant cases of test/cases/openmeter-grants-and-prices.json): priority, expiry, an end before
 * its time, recurrence, rollover, usage beyond.
 *
 * A grant is a bucket that is credited when it takes effect. One that recurs is a recurring add-on with a cycle of its
 * own, bought when it takes effect. A reset with a rollover is the end of the plan's period.
 */
import { decideCredit } from '../../domain/charging/credit.js';
import { decidePurchase } from '../../domain/charging/purchase.js';
import { decideRenewal } from '../../domain/charging/renewal.js';
import type { PlanVersion, RecurringTerms } from '../../domain/catalogue/plan.js';
import type { Cycle } from '../../domain/cycles/index.js';
import { decideEvent } from '../../domain/charging/event.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import { DateTime, Duration } from 'luxon';
import { dataQuota, plan, service } from '../charging/plans.js';
import { create, group, key } from '../charging/requests.js';
import { readCaseFile } from './read-case-file.js';

interface Grant {
  readonly id: string;
  readonly amount: number;
  readonly priority: number;
  readonly effective_at: string;
  readonly expires_after: string;
  readonly deleted_at?: string;
  readonly voided_at?: string;
  readonly recurrence?: { readonly interval: string; readonly anchor: string };
  readonly reset_max_rollover?: number;
  readonly reset_min_rollover?: number;
}

interface GrantCase {
  readonly id: string;
  readonly grants: readonly Grant[];
  readonly usage: readonly { readonly at: string; readonly value: number }[];
  readonly start_at: string;
  readonly starting_balances: Readonly<Record<string, number>>;
  readonly until: string;
  readonly expected_balances: Readonly<Record<string, number>>;
  readonly expected_overage: number | null;
  readonly aggregation?: string;
  readonly resets?: readonly string[];
}

const { grant_cases } = readCaseFile<{ grant_cases: readonly GrantCase[] }>(
  'openmeter-grants-and-prices.json',
);

/** What a case asks for that is a rule of its origin, and no rule here. */
function ruleOfOrigin(c: GrantCase): string | undefined {
  if (c.aggregation === 'latest') return 'a gauge whose newest value replaces what was used before';
  const granted = c.grants.reduce((sum, { amount }) => sum + amount, 0);
  if (c.grants.some((g) => g.recurrence !== undefined) && c.usage.some(({ value }) => value > granted))
    return 'what was used beyond all grants is a debt of their next recurrence; here it is uncollected, or on credit';
  if (c.grants.some((g) => g.reset_min_rollover !== undefined))
    return 'a reset that fills up what was used; here a rollover never creates units';
  return undefined;
}

const expressible = grant_cases.filter((c) => ruleOfOrigin(c) === undefined);
const seconds = (iso: string) => Date.parse(iso) / 1000;

/** An account has at most 64 buckets: of 99,999 further grants as many as fit. */
function grantsOf(c: GrantCase): Grant[] {
  return c.grants.flatMap((grant) =>
    grant.id.startsWith('others(')
      ? Array.from({ length: 62 }, (_, n) => ({ ...grant, id: `other-${n}` }))
      : [grant],
  );
}

/** When a grant ends: when it expires, or is deleted or voided before. */
function endOf({ effective_at, expires_after, deleted_at, voided_at }: Grant): number {
  const expiry = DateTime.fromISO(effective_at, { zone: 'utc' })
    .plus(Duration.fromISO(expires_after))
    .toSeconds();
  return Math.min(
    expiry,
    ...[deleted_at, voided_at].flatMap((end) => (end === undefined ? [] : [seconds(end)])),
  );
}

const DAY_S = 86_400;

/** The cycle of a recurrence: it recurs at midnights of its zone, counted from its anchor. */
function cycleOf({ anchor, interval }: NonNullable<Grant['recurrence']>): Cycle {
  const at = DateTime.fromISO(anchor, { zone: 'utc' });
  expect(at.toMillis() % (DAY_S * 1000)).toBe(0);
  const CYCLES: Readonly<Record<string, Omit<Cycle, 'timeZone'>>> = {
    P1D: { every: 1, unit: 'day', anchor: 'activation' },
    P1W: { every: 1, unit: 'week', anchor: { weekday: at.weekday % 7 } },
    P1M: { every: 1, unit: 'month', anchor: { dayOfMonth: at.day } },
  };
  const cycle = CYCLES[interval];
  if (cycle === undefined) throw new Error(`a recurrence of ${interval} is not read here`);
  return { ...cycle, timeZone: 'UTC' };
}

/** A cycle of days that ends when a case resets, at midnight of a zone that is so many hours behind. */
function cycleOfResets([reset]: readonly string[]): Cycle {
  const hour = DateTime.fromISO(reset ?? '', { zone: 'utc' }).hour;
  return { every: 1, unit: 'day', anchor: 'activation', timeZone: hour === 0 ? 'UTC' : `Etc/GMT+${hour}` };
}

const free = (cycle: Cycle): RecurringTerms => ({
  charge: { cycle, priceMicros: 0, proration: 'none' },
  graceDays: 0,
});

interface Setting {
  readonly of: PlanVersion;
  /** Grants that are credited after the start, … */
  readonly later: readonly Grant[];
  /** … and add-ons, in their order in the plan. */
  readonly recurring: readonly Grant[];
  readonly rolling: readonly Grant[];
}

function settingOf(c: GrantCase): Setting {
  const startS = seconds(c.start_at);
  const grants = grantsOf(c);
  const recurring = grants.filter((g) => g.recurrence !== undefined);
  const rolling = grants.filter((g) => g.reset_max_rollover !== undefined);
  // Earlier overage is a debt of the grant that starts later: that one may be overdrawn before it does.
  const later = grants.filter((g) => seconds(g.effective_at) > startS && !recurring.includes(g));
  const alone = grants.length === 1;
  const version = plan(
    [service('usage', 'data', [1], [{ price: '1', per: 1 }], { ...dataQuota, min: 1 })],
    grants.map((grant) => {
      const { amount, id, priority, reset_max_rollover: max } = grant;
      const bucket = { id, priority, unit: 'bytes' as const, services: ['usage'] };
      if (recurring.includes(grant))
        return { ...bucket, amount, givenBy: { addOn: recurring.indexOf(grant) }, renews: { periods: 0 } };
      if (max !== undefined) return { ...bucket, amount: 0, renews: { periods: 1, max } };
      return {
        ...bucket,
        amount: later.includes(grant)
          ? 0
          : (c.starting_balances[id] ?? c.starting_balances['others(99999 grants)'] ?? amount),
        // The earliest a bucket can end is a second after it was opened.
        validityS: Math.max(1, endOf(grant) - startS),
        ...(later.includes(grant) && alone ? { floor: -1e9 } : {}),
      };
    }),
  );
  const of: PlanVersion = {
    ...version,
    timeZone: 'UTC',
    ...(c.resets === undefined ? {} : { recurring: free(cycleOfResets(c.resets)) }),
    ...(recurring.length === 0
      ? {}
      : {
          addOns: recurring.map(({ id, recurrence }) => ({
            id,
            name: id,
            priceMicros: 0,
            recurring: free(cycleOf(recurrence as NonNullable<typeof recurrence>)),
          })),
        }),
  };
  return { of, later, recurring, rolling };
}

test.each(expressible.map((c) => [c.id, c] as const))('%s', (_, c) => {
  const { later, of, recurring, rolling } = settingOf(c);
  const startMs = Date.parse(c.start_at);
  const untilMs = Date.parse(c.until);
  const index = indexPlan(of);
  let item: Item = openAccount({ key: 'imsi-1', plan: of, nowMs: startMs });
  let overage = 0;
  let serial = 0;
  const due = (atMs: number) => {
    const renewed = decideRenewal(item, index, atMs);
    if (renewed.outcome === 'renewed') ({ item } = renewed);
  };
  const credit = (grant: Grant, expiresAt: number, atMs: number) => {
    const template = of.buckets.findIndex(({ id }) => id === grant.id);
    const credited = decideCredit(
      item,
      { creditId: key(++serial), template, amount: grant.amount, expiresAt, atMs },
      index,
      atMs,
    );
    if (credited.outcome !== 'credited') throw new Error(JSON.stringify(credited));
    ({ item } = credited);
  };
  const buy = (grant: Grant, atMs: number) => {
    const bought = decidePurchase(item, index, atMs, {
      id: key(++serial),
      atMs,
      addOn: recurring.indexOf(grant),
    });
    if (bought.outcome !== 'done') throw new Error(JSON.stringify(bought));
    ({ item } = bought);
  };
  const use = (bytes: number, atMs: number) => {
    const wanted = [group(1, { ask: false, used: { bytes }, atMs })];
    const event = { ...create(wanted, { atMs }), oneTimeEventType: 'PEC' as const, sentAtMs: atMs };
    const decision = decideEvent(item, event, index, atMs);
    if (decision.outcome === 'refused' || decision.item === undefined) throw new Error('refused');
    ({ item } = decision);
    for (const line of usageRecord(item, of)?.lines ?? []) if (line.uncollected) overage += line.units;
  };
  const happenings = [
    ...rolling.map((grant) => ({
      atMs: startMs,
      // What is left rolls into one further period.
      run: () => credit(grant, seconds((c.resets as readonly string[])[0] as string) + DAY_S, startMs),
    })),
    ...[...later, ...recurring].map((grant) => {
      const atMs = Math.max(startMs, Date.parse(grant.effective_at));
      return {
        atMs,
        run: () => (grant.recurrence === undefined ? credit(grant, endOf(grant), atMs) : buy(grant, atMs)),
      };
    }),
    ...c.usage
      // What was used before is in the starting balances.
      .filter(({ at }) => Date.parse(at) >= startMs)
      .map(({ at, value }) => ({ atMs: Date.parse(at), run: () => use(value, Date.parse(at)) })),
  ].sort((a, b) => a.atMs - b.atMs);
  for (const { atMs, run } of happenings) {
    due(atMs);
    run();
  }
  due(untilMs);

  const balances: Record<string, number> = {};
  for (const { available, expired, expiresAt, name } of viewAccount(item, of, untilMs).buckets) {
    const renews = of.buckets.some(({ id, renews: by }) => id === name && by !== undefined);
    // Upstream counts until before the end: what expires at that instant has not expired; what recurs then has.
    const over = expired && (renews || Date.parse(expiresAt as string) < untilMs);
    balances[name] = (balances[name] ?? 0) + (over ? 0 : available);
  }
  expect(balances).toMatchObject(c.expected_balances);
  if (c.expected_overage !== null) expect(overage).toBe(c.expected_overage);
  for (const [name, balance] of Object.entries(balances))
    if (name.startsWith('other-')) expect(balance).toBe(100);
});

test('every case is run, or is one of a rule of its origin', () => {
  const left = grant_cases.flatMap((c) => {
    const why = ruleOfOrigin(c);
    return why === undefined ? [] : [c.id];
  });
  expect(left).toEqual([
    'openmeter.recurring-daily',
    'openmeter.reset-preserve-overage',
    'openmeter.latest-aggregation',
  ]);
  expect(expressible).toHaveLength(13);
});
