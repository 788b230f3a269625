/** Recurring charges, periods and states of accounts: functions of time, each period charged once. */
import * as fc from 'fast-check';
import { decideCredit } from '../../domain/charging/credit.js';
import { decideCreate, decideUpdate } from '../../domain/charging/decide.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decideRenewal, dueAt } from '../../domain/charging/renewal.js';
import { type UsageRecord, usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { DATA, EUR, monthly } from './monthly.js';
import { MB } from './plans.js';
import { NOW, create, group, key, request } from './requests.js';

const DAY = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();
const at = (text: string) => Date.parse(text);
const open = (plan: PlanVersion, nowMs = NOW) => openAccount({ key: 'imsi-1', plan, nowMs });
const amountOf = (item: Item, plan: PlanVersion, nowMs: number, name: string) =>
  viewAccount(item, plan, nowMs)
    .buckets.filter((b) => b.name === name && !b.expired)
    .reduce((sum, b) => sum + b.available, 0);

function renew(
  item: Item,
  plan: PlanVersion,
  nowMs: number,
): { item: Item; record: UsageRecord | undefined } {
  const decision = decideRenewal(item, indexPlan(plan), nowMs);
  return decision.outcome === 'nothing-due'
    ? { item, record: undefined }
    : { item: decision.item, record: usageRecord(decision.item, plan) };
}

test('an account begins with its first period: charged, given, and due again when it ends', () => {
  const plan = monthly();
  const item = open(plan);
  expect(amountOf(item, plan, NOW, 'data')).toBe(1_000 * MB);
  expect(amountOf(item, plan, NOW, 'wallet')).toBe(40 * EUR);
  // The anniversary is a date: it begins at the market's midnight.
  expect(iso((dueAt(item) as number) * 1000)).toBe('2026-12-21T23:00:00.000Z');
  expect(usageRecord(item, plan)?.movements).toMatchObject([
    { action: 'opened', bucket: 'wallet', amount: 50 * EUR },
    {
      action: 'recurring',
      bucket: 'wallet',
      amount: -10 * EUR,
      from: iso(NOW),
      to: '2026-12-21T23:00:00.000Z',
    },
    { action: 'renewed', bucket: 'data', amount: 1_000 * MB },
  ]);
});

test('a renewal that runs twice, or early, charges once', () => {
  const plan = monthly();
  const first = renew(open(plan), plan, NOW + 31 * DAY);
  expect(amountOf(first.item, plan, NOW + 31 * DAY, 'wallet')).toBe(30 * EUR);
  expect(renew(first.item, plan, NOW + 31 * DAY).item).toBe(first.item);
  expect(renew(open(plan), plan, NOW + 5 * DAY).record).toBeUndefined();
});

test('one that is late charges each period it missed, at its own time, and one that is a week late the same as in time', () => {
  const plan = monthly();
  const late = renew(open(plan), plan, NOW + 100 * DAY);
  const charges = late.record?.movements?.filter((m) => m.action === 'recurring');
  expect(charges?.map((m) => m.from)).toEqual([
    '2026-12-21T23:00:00.000Z',
    '2027-01-21T23:00:00.000Z',
    '2027-02-21T23:00:00.000Z',
  ]);
  expect(late.record?.notices?.filter((n) => n.type === 'period.ended')).toHaveLength(3);
  expect(amountOf(late.item, plan, NOW + 100 * DAY, 'data')).toBe(1_000 * MB);
  const inTime = renew(open(plan), plan, at('2026-12-21T23:00:00Z'));
  const aWeekLate = renew(open(plan), plan, at('2026-12-28T23:00:00Z'));
  expect(aWeekLate.record?.movements).toEqual(inTime.record?.movements);
});

test('the next charge does a late renewal: the subscriber meets the new period', () => {
  const plan = monthly();
  const item = open(plan);
  const later = NOW + 35 * DAY;
  const decision = decideCreate(item, create([group(1000)], { atMs: later }), indexPlan(plan), later);
  if (decision.outcome !== 'answer') throw new Error('refused');
  expect(decision.answer.groups[0]?.granted).toBeGreaterThan(0);
  expect(amountOf(decision.item as Item, plan, later, 'wallet')).toBe(30 * EUR);
});

test('whatever the times at which it runs, the account ends the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }),
      fc.constantFrom<'in-advance' | 'in-arrears'>('in-advance', 'in-arrears'),
      fc.constantFrom(0, 1, 2),
      (days, due, periods) => {
        const plan = monthly({
          charge: { due },
          wallet: 500 * EUR,
          buckets: [{ ...DATA, renews: { periods, max: 300 * MB } }],
        });
        const end = NOW + 400 * DAY;
        let item = open(plan);
        for (const day of [...days].sort((a, b) => a - b)) ({ item } = renew(item, plan, NOW + day * DAY));
        const split = viewAccount(renew(item, plan, end).item, plan, end);
        const once = viewAccount(renew(open(plan), plan, end).item, plan, end);
        const live = (view: typeof once) =>
          view.buckets
            .filter((b) => !b.expired)
            .map(({ name, available, total, expiresAt }) => [name, available, total, expiresAt]);
        expect(live(split)).toEqual(live(once));
        expect(split.subscriptions).toEqual(once.subscriptions);
      },
    ),
    { numRuns: 60 },
  );
});

test('what is left of a period rolls over into as many as the plan says, and never more than its cap', () => {
  const plan = monthly({ wallet: 500 * EUR, buckets: [{ ...DATA, renews: { periods: 1, max: 300 * MB } }] });
  const december = renew(open(plan), plan, NOW + 31 * DAY);
  expect(amountOf(december.item, plan, NOW + 31 * DAY, 'data')).toBe(1_300 * MB);
  expect(december.record?.movements).toContainEqual(
    expect.objectContaining({ action: 'expired', bucket: 'data', amount: -700 * MB }),
  );
  const january = renew(december.item, plan, NOW + 62 * DAY);
  expect(amountOf(january.item, plan, NOW + 62 * DAY, 'data')).toBe(1_300 * MB);
});

test('rollover never creates units: everything in the buckets was given', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 900 })), {
        maxLength: 10,
      }),
      fc.integer({ min: 0, max: 3 }),
      fc.option(fc.integer({ min: 0, max: 2_000 }), { nil: undefined }),
      (steps, periods, max) => {
        const plan = monthly({
          wallet: 5_000 * EUR,
          buckets: [{ ...DATA, renews: { periods, ...(max === undefined ? {} : { max: max * MB }) } }],
        });
        let item = open(plan);
        let nowMs = NOW;
        const moved = new Map<number, number>();
        const drawn = new Map<number, number>();
        const book = (of: Item) => {
          const record = usageRecord(of, plan);
          for (const m of record?.movements ?? [])
            moved.set(m.bucketId, (moved.get(m.bucketId) ?? 0) + m.amount);
          for (const l of record?.lines ?? [])
            if (l.bucketId !== undefined) drawn.set(l.bucketId, (drawn.get(l.bucketId) ?? 0) + l.amount);
        };
        book(item);
        for (const [days, megabytes] of steps) {
          nowMs += days * DAY;
          const opened = decideCreate(item, create([group(1000)], { atMs: nowMs }), indexPlan(plan), nowMs);
          if (opened.outcome !== 'answer' || opened.item === undefined) continue;
          ({ item } = opened);
          book(item);
          const used = decideUpdate(
            item,
            opened.answer.sessionId,
            request(1, [group(1000, { ask: false, used: { bytes: megabytes * MB }, atMs: nowMs })], {
              atMs: nowMs,
            }),
            indexPlan(plan),
            nowMs,
          );
          if (used.outcome === 'answer' && used.item !== undefined) {
            ({ item } = used);
            book(item);
          }
          for (const b of viewAccount(item, plan, nowMs).buckets) {
            expect(b.available + b.reserved + (drawn.get(b.id) ?? 0)).toBe(moved.get(b.id) ?? 0);
            expect(b.available).toBeGreaterThanOrEqual(0);
          }
        }
      },
    ),
    { numRuns: 80 },
  );
});

test('without money: grace, then suspended; money renews the period that runs', () => {
  const plan = monthly({ wallet: 10 * EUR, graceDays: 7 });
  const due = at('2026-12-21T23:00:00Z');
  const grace = renew(open(plan), plan, due);
  expect(viewAccount(grace.item, plan, due).state).toBe('grace');
  expect(amountOf(grace.item, plan, due, 'data')).toBe(0);
  const stop = due + 7 * DAY;
  expect((dueAt(grace.item) as number) * 1000).toBe(stop);
  const suspended = renew(grace.item, plan, stop);
  expect(viewAccount(suspended.item, plan, stop).state).toBe('suspended');
  expect(suspended.record?.notices).toEqual([
    { type: 'account.state-changed', state: 'suspended', reason: 'unpaid' },
  ]);
  const refused = decideCreate(suspended.item, create([group(1000)], { atMs: stop }), indexPlan(plan), stop);
  expect(refused.outcome === 'answer' && refused.answer.groups[0]?.granted).toBe(0);
  const paid = decideCredit(
    suspended.item,
    { creditId: key(9), template: 1, amount: 20 * EUR, expiresAt: 0, atMs: stop + DAY },
    indexPlan(plan),
    stop + DAY,
  );
  if (paid.outcome !== 'credited') throw new Error(paid.outcome);
  expect(viewAccount(paid.item, plan, stop + DAY)).toMatchObject({ state: 'active' });
  expect(amountOf(paid.item, plan, stop + DAY, 'wallet')).toBe(10 * EUR);
  expect(amountOf(paid.item, plan, stop + DAY, 'data')).toBe(1_000 * MB);
});

test('a period that passed while nothing was served is not charged', () => {
  const plan = monthly({ wallet: 10 * EUR });
  const later = at('2027-03-01T12:00:00Z');
  const { item } = renew(open(plan), plan, later);
  expect(viewAccount(item, plan, later).state).toBe('suspended');
  const paid = decideCredit(
    item,
    { creditId: key(10), template: 1, amount: 100 * EUR, expiresAt: 0, atMs: later },
    indexPlan(plan),
    later,
  );
  if (paid.outcome !== 'credited') throw new Error(paid.outcome);
  expect(amountOf(paid.item, plan, later, 'wallet')).toBe(90 * EUR);
  expect(usageRecord(paid.item, plan)?.movements).toContainEqual(
    expect.objectContaining({ action: 'recurring', from: '2027-02-21T23:00:00.000Z' }),
  );
});

test('postpaid: what a period left owing is due in its term, tolerated, then suspended; paying it recovers', () => {
  const plan = monthly({
    wallet: 0,
    charge: { due: 'in-arrears' },
    more: { paymentMode: 'postpaid', invoice: { termDays: 14, graceDays: 7 } },
  });
  const owing = {
    ...plan,
    buckets: plan.buckets.map((b) => (b.id === 'wallet' ? { ...b, floor: -100 * EUR } : b)),
  };
  const due = at('2026-12-21T23:00:00Z');
  const closed = renew(open(owing), owing, due);
  expect(viewAccount(closed.item, owing, due)).toMatchObject({
    state: 'active',
    owed: { micros: 10 * EUR, dueAt: iso(due + 14 * DAY) },
  });
  const grace = renew(closed.item, owing, due + 14 * DAY);
  expect(viewAccount(grace.item, owing, due + 14 * DAY).state).toBe('grace');
  const suspended = renew(grace.item, owing, due + 21 * DAY);
  expect(viewAccount(suspended.item, owing, due + 21 * DAY).state).toBe('suspended');
  const paid = decideCredit(
    suspended.item,
    { creditId: key(11), template: 1, amount: 10 * EUR, expiresAt: 0, atMs: due + 22 * DAY },
    indexPlan(owing),
    due + 22 * DAY,
  );
  if (paid.outcome !== 'credited') throw new Error(paid.outcome);
  const view = viewAccount(paid.item, owing, due + 22 * DAY);
  expect(view.state).toBe('active');
  expect(view.owed).toBeUndefined();
});

test('a price that is charged by the day is billed by the month', () => {
  const plan = monthly({
    charge: {
      cycle: { every: 1, unit: 'day', anchor: 'activation', timeZone: 'Europe/Berlin' },
      priceMicros: 19 * EUR,
      roundToMicros: EUR / 100,
      spread: { byDay: true },
    },
    buckets: [],
  });
  const { item, record } = renew(open(plan), plan, at('2027-01-01T12:00:00+01:00'));
  expect(record?.notices).toEqual([
    { type: 'period.ended', from: iso(NOW), to: '2026-11-30T23:00:00.000Z' },
    { type: 'period.ended', from: '2026-11-30T23:00:00.000Z', to: '2026-12-31T23:00:00.000Z' },
  ]);
  const december = record?.movements?.filter(
    (m) => m.from !== undefined && m.from >= '2026-11-30T23' && m.from < '2026-12-31T23',
  );
  expect(december?.reduce((sum, m) => sum - m.amount, 0)).toBe(19 * EUR);
  expect(december?.at(-1)?.amount).toBe(-0.7 * EUR);
  expect(amountOf(item, plan, at('2027-01-01T12:00:00+01:00'), 'wallet')).toBeGreaterThan(0);
});

test('a new version moves subscribers with their next period: buckets of the same name go on', () => {
  const before = monthly({ buckets: [{ ...DATA, renews: { periods: 1 } }] });
  const after = monthly({
    id: 'plan_00112233445566bb',
    charge: { priceMicros: 12 * EUR },
    buckets: [{ ...DATA, amount: 2_000 * MB, renews: { periods: 1 } }],
  });
  const due = at('2026-12-21T23:00:00Z');
  const decision = decideRenewal(open(before), indexPlan(before), due, { next: indexPlan(after) });
  if (decision.outcome !== 'renewed') throw new Error(decision.outcome);
  expect(viewAccount(decision.item, after, due).planId).toBe(after.id);
  expect(amountOf(decision.item, after, due, 'data')).toBe(3_000 * MB);
  expect(amountOf(decision.item, after, due, 'wallet')).toBe(28 * EUR);
  expect(usageRecord(decision.item, after)?.notices).toContainEqual({
    type: 'plan.changed',
    planId: after.id,
    previousPlanId: before.id,
  });
});

test('an open session outlives a change of plan: what it reports later is debited under the new one', () => {
  const before = monthly();
  const after = monthly({ id: 'plan_00112233445566bb', charge: { priceMicros: 12 * EUR } });
  const due = at('2026-12-21T23:00:00Z');
  const opened = decideCreate(
    open(before),
    create([group(1000)], { atMs: due - 1000 }),
    indexPlan(before),
    due - 1000,
  );
  if (opened.outcome !== 'answer') throw new Error('refused');
  const moved = decideRenewal(opened.item as Item, indexPlan(before), due, { next: indexPlan(after) });
  if (moved.outcome !== 'renewed') throw new Error(moved.outcome);
  // No reference has this id: the fast path can't move what is priced anew.
  expect(moved.item['s0']).toBe(-(opened.item?.['s0'] as number));
  const used = decideUpdate(
    moved.item,
    opened.answer.sessionId,
    request(1, [group(1000, { used: { bytes: 5 * MB }, atMs: due + 1000 })], { atMs: due + 1000 }),
    indexPlan(after),
    due + 1000,
  );
  if (used.outcome !== 'answer') throw new Error('refused');
  expect(used.answer.groups[0]?.granted).toBeGreaterThan(0);
  expect(usageRecord(used.item as Item, after)?.lines).toMatchObject([
    { bucket: 'data', units: 5 * MB, uncollected: false },
  ]);
});
