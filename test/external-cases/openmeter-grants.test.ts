/**
 * OpenMeter's grants (grant cases of test/cases/openmeter-grants-and-prices.json): priority, expiry, an end before
 * its time, usage beyond. A grant is a bucket that is credited when it takes effect.
 */
import { decideCredit } from '../../domain/charging/credit.js';
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
  if (c.grants.some((g) => g.recurrence !== undefined))
    return 'each grant recurs by a calendar of its own; here buckets renew with the plan or the add-on that gives them';
  if (c.resets !== undefined)
    return 'a reset at will that cuts balances; here what is left is cut when a period ends';
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

test.each(expressible.map((c) => [c.id, c] as const))('%s', (_, c) => {
  const grants = grantsOf(c);
  const startMs = Date.parse(c.start_at);
  // Earlier overage is a debt of the grant that starts later: that one may be overdrawn before it does.
  const later = grants.filter((g) => Date.parse(g.effective_at) > startMs);
  const of = plan(
    [service('usage', 'data', [1], [{ price: '1', per: 1 }], { ...dataQuota, min: 1 })],
    grants.map((grant) => ({
      id: grant.id,
      unit: 'bytes',
      amount: later.includes(grant) ? 0 : grant.amount,
      priority: grant.priority,
      // The earliest a bucket can end is a second after it was opened.
      validityS: Math.max(1, endOf(grant) - startMs / 1000),
      services: ['usage'],
      ...(later.includes(grant) ? { floor: -1e9 } : {}),
    })),
  );
  const index = indexPlan(of);
  let item: Item = openAccount({ key: 'imsi-1', plan: of, nowMs: startMs });
  let overage = 0;

  const happenings = [
    ...later.map((grant) => ({ atMs: Date.parse(grant.effective_at), grant, used: 0 })),
    ...c.usage.map(({ at, value }) => ({ atMs: Date.parse(at), grant: undefined, used: value })),
  ].sort((a, b) => a.atMs - b.atMs);
  happenings.forEach(({ atMs, grant, used }, n) => {
    if (grant !== undefined) {
      const template = of.buckets.findIndex(({ id }) => id === grant.id);
      const credit = { creditId: key(n + 1), template, amount: grant.amount, expiresAt: endOf(grant), atMs };
      const credited = decideCredit(item, credit, index, atMs);
      if (credited.outcome !== 'credited') throw new Error(credited.outcome);
      ({ item } = credited);
      return;
    }
    const wanted = [group(1, { ask: false, used: { bytes: used }, atMs })];
    const event = { ...create(wanted, { atMs }), oneTimeEventType: 'PEC' as const, sentAtMs: atMs };
    const decision = decideEvent(item, event, index, atMs);
    if (decision.outcome === 'refused' || decision.item === undefined) throw new Error('refused');
    ({ item } = decision);
    for (const line of usageRecord(item, of)?.lines ?? []) if (line.uncollected) overage += line.units;
  });

  const untilMs = Date.parse(c.until);
  const { buckets } = viewAccount(item, of, untilMs);
  const balances = Object.fromEntries(
    buckets.map(({ name, available, expired, expiresAt }) => [
      name,
      // Upstream counts until before the end: what ends at that instant has not ended.
      expired && seconds(expiresAt as string) * 1000 < untilMs ? 0 : available,
    ]),
  );
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
    'openmeter.recurring-later-1',
    'openmeter.recurring-later-2',
    'openmeter.recurrence-not-reapplied',
    'openmeter.reset-rollover-max',
    'openmeter.reset-preserve-overage',
    'openmeter.latest-aggregation',
  ]);
  expect(expressible).toHaveLength(9);
});
