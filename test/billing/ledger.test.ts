/** Bills against the accounts they are of: histories that charging decides, from their usage records alone. */
import * as fc from 'fast-check';
import { amountOf } from '../../domain/billing/amount.js';
import { billFor, closingOf } from '../../domain/billing/bill-for.js';
import type { Bill, BucketBalance } from '../../domain/billing/bill.js';
import { billDocument } from '../../domain/billing/document.js';
import { cutPeriods, versionsOf } from '../../domain/billing/periods.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { decideCredit } from '../../domain/charging/credit.js';
import { decideCreate, decideRelease } from '../../domain/charging/decide.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import type { Units } from '../../domain/charging/request.js';
import { decideRenewal } from '../../domain/charging/renewal.js';
import { usageRecord, type UsageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import { EUR, monthly } from '../charging/monthly.js';
import { MB } from '../charging/plans.js';
import { create, group, key, NOW, request } from '../charging/requests.js';
import { LILY } from './records.js';

const ANNA = 'imsi-262990000000001';
const HOUR = 3_600_000;

const PLANS: readonly PlanVersion[] = [
  monthly(),
  monthly({
    id: 'plan_00000000000000bb',
    charge: { due: 'in-arrears' },
    more: {
      paymentMode: 'postpaid',
      tax: { name: 'USt', rateMicros: 19_000_000 },
      invoice: { termDays: 14, graceDays: 7 },
    },
    buckets: [
      {
        id: 'data',
        unit: 'bytes',
        amount: 50 * MB,
        services: ['internet'],
        renews: { periods: 1, max: 10 * MB },
      },
    ],
  }),
  // Data beyond the bundle is priced a month at a time.
  monthly({
    id: 'plan_00000000000000cc',
    wallet: 0,
    more: {
      paymentMode: 'postpaid',
      tax: { name: 'USt', rateMicros: 19_000_000 },
      invoice: { termDays: 3_650, graceDays: 7 },
    },
    buckets: [
      { id: 'data', unit: 'bytes', amount: 50 * MB, services: ['internet'], renews: { periods: 0 } },
      {
        id: 'by-month',
        unit: 'bytes',
        amount: 2 ** 50,
        services: ['internet'],
        unlimited: true,
        priority: 50,
      },
    ],
    counters: [
      {
        id: 'by-month',
        purpose: 'usage-price',
        unit: 'bytes',
        services: ['internet'],
        period: 'cycle',
        limit: Number.MAX_SAFE_INTEGER,
        notices: [],
        atLimit: 'notify',
        pricing: {
          name: 'Data by the month',
          model: {
            model: 'graduated',
            tiers: [{ upTo: '20', unit: '0.123457', flat: '1' }, { unit: '0.03' }],
            minSpend: '2',
          },
          per: { name: 'MB', size: MB },
          bucket: 1,
        },
      },
    ],
  }),
];

interface Step {
  readonly what: 'session' | 'call' | 'top-up' | 'adjust' | 'renew';
  readonly amount: number;
  readonly afterH: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('session', 'call', 'top-up', 'adjust', 'renew'),
  amount: fc.integer({ min: 1, max: 400 }),
  afterH: fc.integer({ min: 0, max: 500 }),
});

/** Every version's usage record of a life, and the account at its end. */
function live(
  plan: PlanVersion,
  steps: readonly Step[],
): { item: Item; records: UsageRecord[]; nowMs: number } {
  const index = indexPlan(plan);
  const wallet = plan.buckets.findIndex(({ id }) => id === 'wallet');
  const records: UsageRecord[] = [];
  let nowMs = NOW;
  let item = openAccount({ key: ANNA, plan, nowMs });
  const written = (decision: object): void => {
    if (!('item' in decision)) return;
    item = decision.item as Item;
    const record = usageRecord(item, plan);
    if (record !== undefined) records.push(record);
  };
  const first = usageRecord(item, plan);
  if (first !== undefined) records.push(first);
  steps.forEach(({ what, amount, afterH }, n) => {
    nowMs += afterH * HOUR;
    const more = { atMs: nowMs };
    switch (what) {
      case 'session':
      case 'call': {
        const ratingGroup = what === 'call' ? 100 : 1000;
        const used: Units = what === 'call' ? { seconds: amount } : { bytes: amount * 100_000 };
        const made = decideCreate(item, create([group(ratingGroup)], more), index, nowMs);
        written(made);
        if (made.outcome === 'refused' || made.answer.kind !== 'created') return;
        nowMs += HOUR;
        const last = request(1, [group(ratingGroup, { ask: false, used, atMs: nowMs })], { atMs: nowMs });
        written(decideRelease(item, made.answer.sessionId, last, index, nowMs));
        return;
      }
      case 'top-up':
      case 'adjust': {
        const action = what === 'adjust' ? 'credited' : 'topped-up';
        const credit = {
          creditId: key(n),
          template: wallet,
          amount: amount * 12_345,
          expiresAt: 0,
          action,
        } as const;
        written(decideCredit(item, { ...credit, ...more }, index, nowMs));
        return;
      }
      default:
        written(decideRenewal(item, index, nowMs));
    }
  });
  return { item, records, nowMs };
}

/** All bills of a life, the open one last. */
function billsOf(plan: PlanVersion, records: readonly UsageRecord[]): Bill[] {
  const bills: Bill[] = [];
  let opening: readonly BucketBalance[] = [];
  const of = { brand: LILY, account: ANNA, plan, plans: new Map([[plan.id, plan]]) };
  const { ended, open } = cutPeriods(records);
  for (const { from, to, endedAt, records: own } of ended) {
    const bill = billFor({ ...of, from, to, issuedAt: endedAt, records: own, opening });
    opening = closingOf(bill);
    bills.push(bill);
  }
  const now = new Date(NOW).toISOString();
  return [
    ...bills,
    billFor({ ...of, open: true, from: now, to: now, issuedAt: now, records: open, opening }),
  ];
}

test.each(PLANS)(
  '$id, $paymentMode: whatever happens, bills end with what the account holds, to the last micro',
  (plan) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { item, records, nowMs } = live(plan, steps);
        const bills = billsOf(plan, records);
        const held = viewAccount(item, plan, nowMs)
          .buckets.filter(({ unit, available, reserved }) => unit === 'money' && available + reserved !== 0)
          .map(({ id, available, reserved }) => [id, available + reserved]);
        const closing = closingOf(bills.at(-1)!)
          .filter(({ micros }) => micros !== 0)
          .map(({ bucketId, micros }) => [bucketId, micros]);
        expect(closing).toEqual(held);
        for (const { usage, amount } of bills.flatMap(({ charges }) => charges)) {
          const parts = usage?.parts.reduce((sum, part) => sum + part.amount.micros, 0);
          expect(parts ?? amount.micros).toBe(amount.micros);
        }
      }),
      { numRuns: 150 },
    );
  },
);

test('a postpaid month by the book: used in it, paid after it', () => {
  const plan = PLANS[1]!;
  const { records } = live(plan, [
    { what: 'session', amount: 600, afterH: 1 },
    { what: 'call', amount: 90, afterH: 2 },
    { what: 'renew', amount: 1, afterH: 24 * 31 },
  ]);
  const [bill] = billsOf(plan, records);
  // 10 MB beyond the 50 at a cent each, 90 s at 9 ct a minute, the month's 10 €, from 50 € that were there.
  expect(bill).toMatchObject({
    period: { from: '2026-11-22T13:00:00+01:00', to: '2026-12-22T00:00:00+01:00' },
    charges: [{ type: 'recurring', amount: { micros: 10 * EUR } }],
    balances: [
      { payments: { micros: 50 * EUR }, closing: { micros: 50 * EUR - 10 * EUR - 100_000 - 135_000 } },
    ],
    allowances: [{ bucket: 'data', given: 50 * MB + 50 * MB, used: 50 * MB }],
    total: { gross: { micros: 10_235_000 } },
    due: { payable: { micros: 0 }, date: '2027-01-04' },
  });
  expect(versionsOf({ records })).toEqual([...new Set(versionsOf({ records }))]);
});

test('usage that is priced a month at a time: charged with its tiers, and no allowance', () => {
  const { records } = live(PLANS[2]!, [
    { what: 'session', amount: 900, afterH: 1 },
    { what: 'renew', amount: 1, afterH: 24 * 31 },
  ]);
  const [bill] = billsOf(PLANS[2]!, records);
  const tiers = 1 * EUR + 20 * 123_457 + 20 * 30_000;
  expect(bill!.charges).toContainEqual({
    type: 'usage',
    planId: PLANS[2]!.id,
    name: 'Data by the month',
    from: '2026-11-22T13:00:00+01:00',
    to: '2026-12-22T00:00:00+01:00',
    at: expect.any(String),
    amount: amountOf(tiers),
    usage: {
      usagePrice: 'by-month',
      unit: 'bytes',
      units: 40 * MB,
      per: { name: 'MB', size: MB },
      parts: [
        { kind: 'flat', tier: 1, quantity: '1', price: '1', amount: amountOf(1 * EUR) },
        { kind: 'units', tier: 1, quantity: '20', price: '0.123457', amount: amountOf(2_469_140) },
        { kind: 'units', tier: 2, quantity: '20', price: '0.03', amount: amountOf(600_000) },
      ],
    },
  });
  expect(bill!.usage).toMatchObject([{ units: 90 * MB, includedUnits: 50 * MB, amount: amountOf(0) }]);
  expect(bill!.allowances.map(({ bucket }) => bucket)).toEqual(['data']);
  expect(bill!.total.gross).toEqual(amountOf(20 * EUR + tiers));
  const { tables } = billDocument(bill!, 'de');
  expect(tables.find(({ title }) => title.includes('Data by the month'))).toMatchObject({
    title: 'Berechnung „Data by the month“',
    rows: [
      ['Stufe 1 · Pauschale', '', '', '1,00\u00a0€'],
      ['Stufe 1 · Nutzung', '20 MB', '0,123457\u00a0€', '2,46914\u00a0€'],
      ['Stufe 2 · Nutzung', '20 MB', '0,03\u00a0€', '0,60\u00a0€'],
    ],
    total: ['Summe', '', '', '4,06914\u00a0€'],
  });
});

test('a usage charge of a plan version that is not given is refused', () => {
  const { records } = live(PLANS[2]!, [{ what: 'renew', amount: 1, afterH: 24 * 31 }]);
  const moved = records.map((record) => ({
    ...record,
    movements: (record.movements ?? []).map((movement) =>
      movement.planId === undefined ? movement : { ...movement, planId: 'plan_00000000000000dd' },
    ),
  }));
  expect(() => billsOf(PLANS[2]!, moved)).toThrow(/plan_00000000000000dd, which is not given/);
});
