/** What a review found against the money core, and what is now so. */
import { decideAdvance, decidePlanChange, decideState } from '../../domain/charging/account-commands.js';
import type { CommandDecision } from '../../domain/charging/command.js';
import { decideCredit } from '../../domain/charging/credit.js';
import { decideCreate } from '../../domain/charging/decide.js';
import { decideEvent } from '../../domain/charging/event.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decideCancel, decidePurchase } from '../../domain/charging/purchase.js';
import { decideRenewal } from '../../domain/charging/renewal.js';
import { decideDebit, decideGift } from '../../domain/charging/transfer.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { decideUsageRows } from '../../domain/charging/usage-rows.js';
import { viewAccount } from '../../domain/charging/view.js';
import type { AddOn, PlanVersion } from '../../domain/catalogue/plan.js';
import { BERLIN, DATA, EUR, monthly } from './monthly.js';
import { MB } from './plans.js';
import { NOW, create, group, key } from './requests.js';

const DAY = 86_400_000;
const DUE = Date.parse('2026-12-21T23:00:00Z');
const XTRA: AddOn = {
  id: 'xtra',
  name: 'Extra',
  priceMicros: 0,
  recurring: {
    graceDays: 0,
    charge: {
      cycle: { every: 1, unit: 'month', anchor: 'activation', timeZone: BERLIN },
      priceMicros: 2 * EUR,
    },
  },
};
const EXTRA_DATA = {
  id: 'xdata',
  unit: 'bytes' as const,
  amount: 100 * MB,
  services: ['internet'],
  givenBy: { addOn: 0 },
  renews: { periods: 0 },
};
const B = 'plan_00112233445566bb';
const open = (plan: PlanVersion, nowMs = NOW) => openAccount({ key: 'imsi-1', plan, nowMs });
const done = (decision: CommandDecision): Item => {
  if (decision.outcome !== 'done') throw new Error(JSON.stringify(decision));
  return decision.item;
};
const once = (n: number, atMs = NOW) => ({ id: key(n), atMs });
const amount = (item: Item, plan: PlanVersion, name: string, nowMs = NOW) =>
  viewAccount(item, plan, nowMs)
    .buckets.filter((b) => b.name === name && !b.expired)
    .reduce((sum, b) => sum + b.available, 0);
const renewed = (item: Item, plan: PlanVersion, nowMs: number, next?: PlanVersion): Item => {
  const decision = decideRenewal(
    item,
    indexPlan(plan),
    nowMs,
    next === undefined ? {} : { next: indexPlan(next) },
  );
  return decision.outcome === 'renewed' ? decision.item : item;
};
const credited = (
  item: Item,
  plan: PlanVersion,
  micros: number,
  n: number,
  nowMs: number,
  expiresAt = 0,
): Item => {
  const template = plan.buckets.findIndex((b) => b.id === 'wallet');
  const decision = decideCredit(
    item,
    { creditId: key(n), template, amount: micros, expiresAt, atMs: nowMs },
    indexPlan(plan),
    nowMs,
  );
  if (decision.outcome !== 'credited') throw new Error(JSON.stringify(decision));
  return decision.item;
};
const sms = (n: number, atMs = NOW, oneTimeEventType: 'IEC' | 'PEC' = 'IEC') => ({
  ...create([{ ...group(200, { ask: { messages: n } }) }], { atMs, sentAtMs: atMs }),
  oneTimeEventType,
});

test('a plan without the add-on that is held is charged once: the add-on ends', () => {
  const a = monthly({ more: { addOns: [XTRA] }, buckets: [DATA, EXTRA_DATA] });
  const b = monthly({ id: B });
  const bought = done(decidePurchase(open(a), indexPlan(a), NOW, { ...once(1), addOn: 0 }));
  const moved = renewed(bought, a, DUE, b);
  expect(viewAccount(moved, b, DUE).subscriptions).toHaveLength(1);
  const charges = usageRecord(moved, b)?.movements?.filter(
    (m) => m.action === 'recurring' && m.from?.startsWith('2026-12-21'),
  );
  expect(charges).toHaveLength(1);
  const now = done(
    decidePlanChange(bought, indexPlan(a), NOW + DAY, { ...once(2), next: indexPlan(b), when: 'now' }),
  );
  expect(viewAccount(now, b, NOW + DAY).subscriptions).toHaveLength(1);
});

test('a write that changes the plan names what it moved before by the plan before', () => {
  const a = monthly({ more: { addOns: [XTRA] }, buckets: [DATA, EXTRA_DATA] });
  const b = monthly({ id: B });
  const bought = done(decidePurchase(open(a), indexPlan(a), NOW, { ...once(1), addOn: 0 }));
  const now = done(
    decidePlanChange(bought, indexPlan(a), NOW + DAY, { ...once(2), next: indexPlan(b), when: 'now' }),
  );
  expect(usageRecord(now, b)?.movements).toContainEqual(
    expect.objectContaining({ action: 'expired', bucket: 'xdata', unit: 'bytes', amount: -100 * MB }),
  );
});

test('a credit limit is granted once, however many buckets money lies in', () => {
  const plan = monthly({ wallet: 0, charge: { priceMicros: 0 }, more: { paymentMode: 'hybrid' } });
  const limited = {
    ...plan,
    buckets: plan.buckets.map((b) => (b.id === 'wallet' ? { ...b, floor: -20 * EUR } : b)),
  };
  let item = open(limited);
  for (const n of [1, 2, 3]) item = credited(item, limited, 1, n, NOW, NOW / 1_000 + n * 86_400);
  const used = decideEvent(item, sms(400, NOW, 'PEC'), indexPlan(limited), NOW);
  if (used.outcome !== 'answer') throw new Error('refused');
  const drawn = usageRecord(used.item as Item, limited)?.lines.reduce((sum, l) => sum + l.priceMicros, 0);
  expect(drawn).toBeLessThanOrEqual(20 * EUR + 3);
});

test('a stopped account spends nothing by events, gives nothing away and buys nothing', () => {
  const plan = monthly({
    more: {
      transferable: true,
      addOns: [{ id: 'once', name: 'Once', priceMicros: EUR }],
      advance: { amountMicros: EUR, feeMicros: 0 },
    },
  });
  const index = indexPlan(plan);
  const stopped = done(decideState(open(plan), index, NOW, { ...once(1), state: 'suspended' }));
  expect(decideEvent(stopped, sms(1), index, NOW)).toMatchObject({
    outcome: 'refused',
    refusal: 'QUOTA_LIMIT_REACHED',
  });
  const parcel = { template: 1, amount: EUR };
  for (const decision of [
    decideDebit(stopped, index, NOW, { ...once(2), ...parcel, action: 'transferred-out' }),
    decidePurchase(stopped, index, NOW, { ...once(3), addOn: 0 }),
    decideAdvance(stopped, index, NOW, once(4)),
  ]) {
    expect(decision).toMatchObject({ outcome: 'refused', problems: [{ code: 'account-suspended' }] });
  }
});

test('cancelling and buying again gives neither another trial nor another bundle', () => {
  const trial: AddOn = {
    ...XTRA,
    recurring: { ...XTRA.recurring!, charge: { ...XTRA.recurring!.charge, trial: { periods: 1 } } },
  };
  const plan = monthly({ more: { addOns: [trial] }, buckets: [DATA, EXTRA_DATA] });
  const index = indexPlan(plan);
  let item = open(plan);
  for (let n = 1; n <= 10; n += 2) {
    item = done(decidePurchase(item, index, NOW + n * 1_000, { ...once(n, NOW + n * 1_000), addOn: 0 }));
    item = done(
      decideCancel(item, index, NOW + n * 1_000 + 500, { ...once(n + 1, NOW + n * 1_000), addOn: 0 }),
    );
  }
  expect(amount(item, plan, 'xdata')).toBe(100 * MB);
  const later = DUE + DAY;
  const ended = renewed(item, plan, later);
  const again = done(decidePurchase(ended, index, later, { ...once(99, later), addOn: 0 }));
  expect(usageRecord(again, plan)?.movements).toContainEqual(
    expect.objectContaining({ action: 'recurring', addOn: 'xtra', amount: -2 * EUR }),
  );
});

test('a trial in days costs nothing until it is over, and gives its bundle at once', () => {
  const plan = monthly({ wallet: 0, charge: { trial: { days: 7 } } });
  const item = open(plan);
  expect(viewAccount(item, plan, NOW).state).toBe('active');
  expect(amount(item, plan, 'data')).toBe(1_000 * MB);
  const over = renewed(item, plan, NOW + 8 * DAY);
  expect(viewAccount(over, plan, NOW + 8 * DAY).state).toBe('suspended');
  const paid = credited(over, plan, 20 * EUR, 1, NOW + 8 * DAY);
  expect(viewAccount(paid, plan, NOW + 8 * DAY).state).toBe('active');
  expect(amount(paid, plan, 'data', NOW + 8 * DAY)).toBe(1_000 * MB);
});

test('a trial is had once: another plan has none', () => {
  const trial = { trial: { periods: 1 } };
  const a = monthly({ wallet: 0, charge: trial });
  const b = monthly({ id: B, wallet: 0, charge: trial });
  const item = done(
    decidePlanChange(open(a), indexPlan(a), NOW + DAY, { ...once(1), next: indexPlan(b), when: 'now' }),
  );
  expect(viewAccount(item, b, NOW + DAY).state).toBe('suspended');
});

test('a plan in arrears that is left takes what it gave for the period with it', () => {
  const a = monthly({ charge: { due: 'in-arrears' }, buckets: [{ ...DATA, amount: 500_000 * MB }] });
  const b = monthly({ id: B });
  const item = done(
    decidePlanChange(open(a), indexPlan(a), NOW + 1_000, { ...once(1), next: indexPlan(b), when: 'now' }),
  );
  expect(amount(item, b, 'data')).toBe(1_000 * MB);
});

test('whatever brings money repays an advance with its fee; what is borrowed is not given away', () => {
  const plan = monthly({ more: { transferable: true, advance: { amountMicros: 5 * EUR, feeMicros: EUR } } });
  const index = indexPlan(plan);
  const lent = done(decideAdvance(open(plan), index, NOW, once(1)));
  expect(
    decideDebit(lent, index, NOW, { ...once(2), template: 1, amount: EUR, action: 'transferred-out' }),
  ).toMatchObject({ problems: [{ code: 'advance-outstanding' }] });
  const paid = done(
    decideGift(lent, index, NOW, {
      ...once(3),
      template: 1,
      amount: 20 * EUR,
      action: 'credited',
      expiresAt: 0,
    }),
  );
  expect(viewAccount(paid, plan, NOW).advanceMicros).toBeUndefined();
  expect(usageRecord(paid, plan)?.movements).toMatchObject([
    { action: 'credited', amount: 20 * EUR },
    { action: 'repaid', amount: -5 * EUR },
    { action: 'advance-fee', amount: -EUR },
  ]);
});

test('each bill has its own due date: paying the oldest ends what it caused', () => {
  const plan = monthly({
    wallet: 0,
    charge: { due: 'in-arrears' },
    more: { paymentMode: 'postpaid', invoice: { termDays: 40, graceDays: 0 } },
  });
  const second = Date.parse('2027-01-21T23:00:00Z');
  const owing = renewed(open(plan), plan, second);
  expect(viewAccount(owing, plan, second).owed).toEqual({
    micros: 20 * EUR,
    dueAt: new Date(DUE + 40 * DAY).toISOString(),
  });
  const paid = credited(owing, plan, 10 * EUR, 1, second);
  expect(viewAccount(paid, plan, second).owed).toEqual({
    micros: 10 * EUR,
    dueAt: new Date(second + 40 * DAY).toISOString(),
  });
  const between = renewed(paid, plan, DUE + 41 * DAY);
  expect(viewAccount(between, plan, DUE + 41 * DAY).state).toBe('active');
});

test('money that comes months later buys the period that runs', () => {
  const plan = monthly({ wallet: 10 * EUR, graceDays: 7 });
  const later = Date.parse('2027-03-25T12:00:00Z');
  const stopped = renewed(open(plan), plan, later);
  const paid = credited(stopped, plan, 10 * EUR, 1, later);
  expect(viewAccount(paid, plan, later).state).toBe('active');
  expect(amount(paid, plan, 'data', later)).toBe(1_000 * MB);
  expect(amount(paid, plan, 'wallet', later)).toBe(0);
});

test('a changed plan has what every account on it has: its wallet, and what has no end', () => {
  const a = monthly();
  const b = monthly({
    id: B,
    buckets: [
      DATA,
      { id: 'endless-voice', unit: 'seconds', amount: 2 ** 50, services: ['voice'], unlimited: true },
    ],
  });
  const item = done(
    decidePlanChange(open(a), indexPlan(a), NOW, { ...once(1), next: indexPlan(b), when: 'now' }),
  );
  const call = decideCreate(item, create([group(100)], { destination: '4930123' }), indexPlan(b), NOW);
  expect(call.outcome === 'answer' && call.answer.groups[0]?.resultCode).toBe('SUCCESS');
});

test('whoever does not bring the wished plan still serves, and leaves the period to one who does', () => {
  const a = monthly();
  const b = monthly({ id: B });
  const wished = done(
    decidePlanChange(open(a), indexPlan(a), NOW, { ...once(1), next: indexPlan(b), when: 'next-period' }),
  );
  const paid = credited(wished, a, EUR, 2, DUE + DAY);
  expect(paid['x']).toBe(B);
  const moved = renewed(paid, a, DUE + DAY, b);
  expect(viewAccount(moved, b, DUE + DAY).planId).toBe(B);
});

test('a late renewal takes money that was good when it fell due', () => {
  const plan = monthly({ wallet: 10 * EUR });
  const item = credited(open(plan), plan, 10 * EUR, 1, NOW, DUE / 1_000 + 3_600);
  const late = renewed(item, plan, DUE + 2 * DAY);
  expect(viewAccount(late, plan, DUE + 2 * DAY).state).toBe('active');
});

test('rows of a file are booked on the SIM that used them', () => {
  const plan = monthly();
  const row = (n: number, supi: string) => ({
    row: n,
    supi,
    ratingGroup: 1000,
    units: { bytes: MB },
    atMs: NOW,
    destination: '',
  });
  const { item } = decideUsageRows(
    open(plan),
    { id: key(1), rows: [row(1, 'imsi-1'), row(2, 'imsi-2')] },
    indexPlan(plan),
    NOW,
  );
  expect(usageRecord(item as Item, plan)?.lines.map((l) => l.supi)).toEqual(['imsi-1', 'imsi-2']);
});

test('the last bundle that is used up makes room for another purchase', () => {
  const plan = monthly({
    more: { addOns: [{ id: 'once', name: 'Once', priceMicros: EUR, most: 1 }] },
    buckets: [
      DATA,
      {
        id: 'pack',
        unit: 'bytes',
        amount: 10 * MB,
        services: ['internet'],
        givenBy: { addOn: 0 },
        priority: 1,
      },
    ],
  });
  const index = indexPlan(plan);
  const bought = done(decidePurchase(open(plan), index, NOW, { ...once(1), addOn: 0 }));
  expect(decidePurchase(bought, index, NOW, { ...once(2), addOn: 0 })).toMatchObject({
    problems: [{ code: 'add-on-limit' }],
  });
  const { item } = decideUsageRows(
    bought,
    {
      id: key(3),
      rows: [
        { row: 1, supi: 'imsi-1', ratingGroup: 1000, units: { bytes: 20 * MB }, atMs: NOW, destination: '' },
      ],
    },
    index,
    NOW,
  );
  done(decidePurchase(item as Item, index, NOW, { ...once(4), addOn: 0 }));
});

test('what has no end is not adjusted', () => {
  const plan = monthly({
    buckets: [{ id: 'minutes', unit: 'seconds', amount: 2 ** 50, services: ['voice'], unlimited: true }],
  });
  const index = indexPlan(plan);
  const parcel = { ...once(1), template: 0, amount: 300 };
  for (const decision of [
    decideGift(open(plan), index, NOW, { ...parcel, action: 'credited', expiresAt: 0 }),
    decideDebit(open(plan), index, NOW, { ...parcel, action: 'debited' }),
  ]) {
    expect(decision).toMatchObject({ outcome: 'refused', problems: [{ code: 'bucket-unlimited' }] });
  }
});
