/** What people change of an account: once each, with all reasons when it can't be. */
import * as fc from 'fast-check';
import { decideAdvance, decidePlanChange, decideState } from '../../domain/charging/account-commands.js';
import type { CommandDecision } from '../../domain/charging/command.js';
import { decideCredit } from '../../domain/charging/credit.js';
import { decideCreate } from '../../domain/charging/decide.js';
import type { Item } from '../../domain/charging/item.js';
import { decideReturn } from '../../domain/charging/lease-return.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decideCancel, decidePurchase } from '../../domain/charging/purchase.js';
import { quoteUsage } from '../../domain/charging/quote.js';
import { decideRenewal } from '../../domain/charging/renewal.js';
import { decideDebit, decideGift, transferProblems } from '../../domain/charging/transfer.js';
import { type UsageRow, decideUsageRows } from '../../domain/charging/usage-rows.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import { DATA, EUR, monthly } from './monthly.js';
import { MB } from './plans.js';
import { NOW, create, group, key } from './requests.js';

const DAY = 86_400_000;
const plan = monthly({
  more: {
    transferable: true,
    advance: { amountMicros: 5 * EUR, feeMicros: EUR / 2 },
    addOns: [
      { id: 'weekend', name: 'Weekend', priceMicros: 3 * EUR, validityS: 3 * 86_400, most: 2 },
      {
        id: 'music',
        name: 'Music',
        priceMicros: 0,
        recurring: {
          graceDays: 0,
          charge: {
            cycle: { every: 1, unit: 'week', anchor: 'activation', timeZone: 'Europe/Berlin' },
            priceMicros: 2 * EUR,
          },
        },
      },
    ],
  },
  buckets: [
    DATA,
    {
      id: 'weekend-data',
      unit: 'bytes',
      amount: 500 * MB,
      services: ['internet'],
      givenBy: { addOn: 0 },
      priority: 5,
    },
    {
      id: 'music-data',
      unit: 'bytes',
      amount: 100 * MB,
      services: ['internet'],
      givenBy: { addOn: 1 },
      renews: { periods: 0 },
    },
    { id: 'pool', unit: 'bytes', amount: 0, services: ['internet'], pooled: true },
  ],
});
const WALLET = 4;
const index = indexPlan(plan);
const open = (imsi = 'imsi-1') => openAccount({ key: imsi, plan, nowMs: NOW });
const done = (decision: CommandDecision): Item => {
  if (decision.outcome !== 'done') throw new Error(JSON.stringify(decision));
  return decision.item;
};
const amount = (item: Item, name: string, nowMs = NOW) =>
  viewAccount(item, plan, nowMs)
    .buckets.filter((b) => b.name === name && !b.expired)
    .reduce((sum, b) => sum + b.available, 0);
const once = (n: number, atMs = NOW) => ({ id: key(n), atMs });

test('an add-on bought once: its price is taken, its bucket given until it expires', () => {
  const item = done(decidePurchase(open(), index, NOW, { ...once(1), addOn: 0 }));
  expect(amount(item, 'wallet')).toBe(37 * EUR);
  expect(amount(item, 'weekend-data')).toBe(500 * MB);
  expect(amount(item, 'weekend-data', NOW + 3 * DAY)).toBe(0);
  expect(usageRecord(item, plan)?.movements).toMatchObject([
    { action: 'paid', addOn: 'weekend', amount: -3 * EUR, reference: '000000000001' },
    { action: 'bought', addOn: 'weekend', bucket: 'weekend-data', amount: 500 * MB },
  ]);
  expect(decidePurchase(item, index, NOW, { ...once(1), addOn: 0 })).toEqual({ outcome: 'already-done' });
});

test('an add-on is refused when there is too little money, or as many as may be held', () => {
  const poor = done(
    decideDebit(open(), index, NOW, { ...once(1), template: WALLET, amount: 39 * EUR, action: 'debited' }),
  );
  expect(decidePurchase(poor, index, NOW, { ...once(2), addOn: 0 })).toMatchObject({
    problems: [{ code: 'balance-too-low', detail: 'it costs 3.00 EUR; the wallet can pay 1.00 EUR' }],
  });
  let item = open();
  for (const n of [1, 2]) item = done(decidePurchase(item, index, NOW + n * 1_000, { ...once(n), addOn: 0 }));
  expect(decidePurchase(item, index, NOW + 3_000, { ...once(3), addOn: 0 })).toMatchObject({
    problems: [{ code: 'add-on-limit' }],
  });
  expect(decidePurchase(item, index, NOW, { ...once(4), addOn: 7 })).toMatchObject({
    problems: [{ code: 'add-on-unknown' }],
  });
});

test('a recurring add-on is charged each week until it is cancelled, and runs to the end of what is paid', () => {
  const bought = done(decidePurchase(open(), index, NOW, { ...once(1), addOn: 1 }));
  expect(amount(bought, 'wallet')).toBe(38 * EUR);
  const week = NOW + 8 * DAY;
  const renewed = decideRenewal(bought, index, week);
  if (renewed.outcome !== 'renewed') throw new Error(renewed.outcome);
  expect(amount(renewed.item, 'wallet', week)).toBe(36 * EUR);
  expect(amount(renewed.item, 'music-data', week)).toBe(100 * MB);
  const cancelled = done(decideCancel(renewed.item, index, week, { ...once(2, week), addOn: 1 }));
  expect(amount(cancelled, 'music-data', week)).toBe(100 * MB);
  const later = decideRenewal(cancelled, index, NOW + 20 * DAY);
  const after = later.outcome === 'renewed' ? later.item : cancelled;
  expect(amount(after, 'wallet', NOW + 20 * DAY)).toBe(36 * EUR);
  expect(decideCancel(after, index, NOW + 20 * DAY, { ...once(3, NOW + 20 * DAY), addOn: 1 })).toMatchObject({
    problems: [{ code: 'add-on-not-held' }],
  });
});

test('an advance is lent once and repaid with its fee by the next money', () => {
  const lent = done(decideAdvance(open(), index, NOW, once(1)));
  expect(amount(lent, 'wallet')).toBe(45 * EUR);
  expect(decideAdvance(lent, index, NOW, once(2))).toMatchObject({
    problems: [{ code: 'advance-outstanding' }],
  });
  const paid = decideCredit(
    lent,
    { creditId: key(3), template: WALLET, amount: 10 * EUR, expiresAt: 0, atMs: NOW },
    index,
    NOW,
  );
  if (paid.outcome !== 'credited') throw new Error(paid.outcome);
  expect(amount(paid.item, 'wallet')).toBe(49.5 * EUR);
  expect(viewAccount(paid.item, plan, NOW).advanceMicros).toBeUndefined();
});

test('transfers: all reasons at once', () => {
  const other = monthly({ more: { currency: 'GBP' }, id: 'plan_00112233445566cc' });
  expect(
    transferProblems(
      { key: 'a', index },
      { key: 'a', index: indexPlan(other) },
      { template: WALLET, amount: 1 },
    ),
  ).toMatchObject([{ code: 'transfer-to-itself' }, { code: 'currency-differs' }]);
  const mean = monthly();
  expect(
    decideDebit(openAccount({ key: 'imsi-1', plan: mean, nowMs: NOW }), indexPlan(mean), NOW, {
      ...once(1),
      template: 1,
      amount: 900 * EUR,
      action: 'transferred-out',
    }),
  ).toMatchObject({ problems: [{ code: 'not-transferable' }, { code: 'balance-too-low' }] });
  expect(
    decideDebit(open(), index, NOW, { ...once(1), template: 99, amount: -3, action: 'transferred-out' }),
  ).toMatchObject({ problems: [{ code: 'amount-invalid' }, { code: 'bucket-unknown' }] });
});

test('transfers neither create nor lose: what leaves one arrives at the other, once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 60 })), { maxLength: 30 }),
      (steps) => {
        const accounts = [open('imsi-1'), open('imsi-2')];
        steps.forEach(([back, euros], n) => {
          const [from, to] = back ? [1, 0] : [0, 1];
          const parcel = { ...once(n + 1, NOW + n * 1_000), template: WALLET, amount: euros * EUR };
          const out = decideDebit(accounts[from] as Item, index, NOW, {
            ...parcel,
            action: 'transferred-out',
          });
          if (out.outcome !== 'done') return;
          const into = decideGift(accounts[to] as Item, index, NOW, {
            ...parcel,
            action: 'transferred-in',
            expiresAt: 0,
          });
          accounts[from] = out.item;
          accounts[to] = done(into);
        });
        expect(amount(accounts[0] as Item, 'wallet') + amount(accounts[1] as Item, 'wallet')).toBe(80 * EUR);
      },
    ),
    { numRuns: 50 },
  );
});

test('another plan at once begins its period now; with the next period it waits for it', () => {
  const next = monthly({ id: 'plan_00112233445566bb', charge: { priceMicros: 5 * EUR } });
  const now = done(
    decidePlanChange(open(), index, NOW + DAY, { ...once(1), next: indexPlan(next), when: 'now' }),
  );
  const view = viewAccount(now, next, NOW + DAY);
  expect(view.planId).toBe(next.id);
  expect(view.buckets.find((b) => b.name === 'wallet')?.available).toBe(35 * EUR);
  const later = done(
    decidePlanChange(open(), index, NOW, { ...once(1), next: indexPlan(next), when: 'next-period' }),
  );
  expect(later['x']).toBe(next.id);
  expect(viewAccount(later, plan, NOW)).toMatchObject({ planId: plan.id, nextPlanId: next.id });
  const due = Date.parse('2026-12-21T23:00:00Z');
  // Whoever does not bring the plan leaves the period to one who does.
  expect(decideRenewal(later, index, due)).toEqual({ outcome: 'nothing-due' });
  const moved = decideRenewal(later, index, due, { next: indexPlan(next) });
  if (moved.outcome !== 'renewed') throw new Error(moved.outcome);
  expect(viewAccount(moved.item, next, due)).toMatchObject({ planId: next.id });
  expect(moved.item['x']).toBeUndefined();
});

test('the operator suspends, resumes and ends an account; a renewal of one that has ended does nothing', () => {
  const stopped = done(decideState(open(), index, NOW, { ...once(1), state: 'suspended' }));
  expect(viewAccount(stopped, plan, NOW).state).toBe('suspended');
  const refused = decideCreate(stopped, create([group(1000)]), index, NOW);
  expect(refused.outcome === 'answer' && refused.answer.groups[0]?.granted).toBe(0);
  const resumed = done(decideState(stopped, index, NOW, { ...once(2), state: 'active' }));
  expect(viewAccount(resumed, plan, NOW).state).toBe('active');
  expect(decideState(resumed, index, NOW, { ...once(3), state: 'active' })).toMatchObject({
    problems: [{ code: 'state-same' }],
  });
  const ended = done(decideState(resumed, index, NOW + DAY, { ...once(4), state: 'terminated' }));
  expect(ended['r']).toBeUndefined();
  expect(usageRecord(ended, plan)?.notices).toMatchObject([
    { type: 'period.ended', to: new Date(NOW + DAY).toISOString() },
    { type: 'account.state-changed', state: 'terminated', reason: 'operator' },
  ]);
  expect(decideRenewal(ended, index, NOW + 400 * DAY)).toEqual({ outcome: 'nothing-due' });
  expect(decideAdvance(ended, index, NOW + DAY, once(5))).toMatchObject({
    problems: [{ code: 'account-terminated' }],
  });
});

test('a quote is what the same usage then costs, and keeps nothing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3_000 }),
      fc.integer({ min: 0, max: 5_000 }),
      (megabytes, seconds) => {
        const item = open();
        const before = JSON.stringify(item);
        const quote = quoteUsage(
          item,
          index,
          {
            groups: [
              { ratingGroup: 1000, bytes: megabytes * MB },
              { ratingGroup: 100, seconds },
            ],
            destination: '4930123',
          },
          NOW,
        );
        expect(JSON.stringify(item)).toBe(before);
        const rows = decideUsageRows(
          item,
          {
            id: key(1),
            rows: [
              { ...row(1), units: { bytes: megabytes * MB } },
              { ...row(2), ratingGroup: 100, units: { seconds }, destination: '4930123' },
            ],
          },
          index,
          NOW,
        );
        const lines = rows.item === undefined ? [] : (usageRecord(rows.item, plan)?.lines ?? []);
        expect(lines.reduce((sum, l) => sum + l.priceMicros, 0)).toBe(quote.priceMicros);
        expect(lines.some((l) => l.uncollected)).toBe(!quote.covered);
      },
    ),
    { numRuns: 50 },
  );
});

const row = (n: number): UsageRow => ({
  row: n,
  supi: 'imsi-1',
  ratingGroup: 1000,
  units: { bytes: MB },
  atMs: NOW - 3_600_000 + n,
  destination: '',
});

test('rows of a file count once, whatever part of it comes again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 10 })), { minLength: 1, maxLength: 12 }),
      (parts) => {
        let item = open();
        let reached = 0;
        // A crash repeats from a checkpoint: parts begin anywhere up to where the last one ended.
        for (const [from, length] of parts) {
          const first = Math.min(from, reached) + 1;
          const rows = Array.from({ length }, (_, i) => row(first + i));
          const decision = decideUsageRows(item, { id: key(7), rows }, index, NOW);
          item = decision.item ?? item;
          reached = Math.max(reached, first + length - 1);
        }
        expect(amount(item, 'data')).toBe(1_000 * MB - reached * MB);
      },
    ),
  );
});

test('each row of a file keeps its own time in the record', () => {
  const { item } = decideUsageRows(open(), { id: key(7), rows: [row(1), row(2_000)] }, index, NOW);
  expect(usageRecord(item as Item, plan)?.lines.map((l) => l.at)).toEqual([
    new Date(Math.floor((NOW - 3_600_000) / 1_000) * 1_000).toISOString(),
    new Date(NOW - 3_598_000).toISOString(),
  ]);
});

test('leases arrive with a decision, and what is not needed goes back', () => {
  const pooled = openAccount({ key: 'imsi-1', plan, nowMs: NOW, pool: 'acme', walletMicros: 10 * EUR });
  const short = decideCreate(pooled, create([group(1000, { ask: { bytes: 900 * MB } })]), index, NOW);
  expect(short.outcome === 'answer' && short.short).toEqual([{ template: 3, amount: expect.any(Number) }]);
  const lent = decideCreate(pooled, create([group(1000)]), index, NOW, {
    leases: [{ template: 3, amount: 200 * MB, expiresAt: 0 }],
  });
  if (lent.outcome !== 'answer') throw new Error('refused');
  expect(usageRecord(lent.item as Item, plan)?.movements).toMatchObject([
    { action: 'leased', amount: 200 * MB },
  ]);
  const back = decideReturn(lent.item as Item, index, NOW, { template: 3, amount: 10_000 * MB });
  expect(back).toMatchObject({ outcome: 'returned' });
  if (back.outcome !== 'returned') return;
  expect(amount(back.item, 'pool')).toBe(0);
});
