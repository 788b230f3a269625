/** What an account is short of is exactly what makes it served again: charging itself is the judge. */
import * as fc from 'fast-check';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { decideCredit } from '../../domain/charging/credit.js';
import { decodeAccount, type Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decideRenewal } from '../../domain/charging/renewal.js';
import { unpaidMicros } from '../../domain/charging/unpaid.js';
import { viewAccount } from '../../domain/charging/view.js';
import { EUR, monthly } from './monthly.js';
import { key, NOW } from './requests.js';

const DAY = 86_400_000;

function renewed(plan: PlanVersion, days: number): Item {
  let item = openAccount({ key: 'imsi-1', plan, nowMs: NOW });
  // As it comes: one day after the other.
  for (let day = 1; day <= days; day++) {
    const decision = decideRenewal(item, indexPlan(plan), NOW + day * DAY);
    if (decision.outcome !== 'nothing-due') ({ item } = decision);
  }
  return item;
}
const missing = (item: Item, plan: PlanVersion, days: number) =>
  unpaidMicros(decodeAccount(item, indexPlan(plan)), indexPlan(plan), Math.floor((NOW + days * DAY) / 1000));

function stateAfter(item: Item, plan: PlanVersion, days: number, amount: number): string {
  const nowMs = NOW + days * DAY;
  if (amount === 0) return viewAccount(item, plan, nowMs).state;
  const credit = { creditId: key(11), template: indexPlan(plan).wallet, amount, expiresAt: 0, atMs: nowMs };
  const paid = decideCredit(item, credit, indexPlan(plan), nowMs);
  if (paid.outcome !== 'credited') throw new Error(paid.outcome);
  return viewAccount(paid.item, plan, nowMs).state;
}

/** What is given before the first charge may leave little. */
const prepaid = (wallet: number, graceDays: number) => monthly({ wallet, graceDays });

const postpaid = (): PlanVersion => {
  const plan = monthly({
    wallet: 0,
    charge: { due: 'in-arrears' },
    more: { paymentMode: 'postpaid', invoice: { termDays: 14, graceDays: 7 } },
  });
  return {
    ...plan,
    buckets: plan.buckets.map((b) => (b.id === 'wallet' ? { ...b, floor: -100 * EUR } : b)),
  };
};

test('prepaid: the price less what is there', () => {
  const plan = prepaid(13 * EUR, 3);
  expect(missing(renewed(plan, 29), plan, 29)).toBe(0);
  const item = renewed(plan, 32);
  expect(stateAfter(item, plan, 32, 0)).toBe('grace');
  expect(missing(item, plan, 32)).toBe(7 * EUR);
});

test('postpaid: what a period left owing, once it is due', () => {
  const plan = postpaid();
  expect(missing(renewed(plan, 32), plan, 32)).toBe(0);
  const item = renewed(plan, 46);
  expect(stateAfter(item, plan, 46, 0)).toBe('grace');
  expect(missing(item, plan, 46)).toBe(10 * EUR);
});

test('given exactly that it is served, given a micro less it is not', () => {
  const plans = fc.oneof(
    fc
      .tuple(fc.integer({ min: 0, max: 35 * EUR }), fc.integer({ min: 0, max: 10 }))
      .map(([w, g]) => prepaid(w, g)),
    fc.constant(postpaid()),
  );
  fc.assert(
    fc.property(plans, fc.integer({ min: 1, max: 100 }), (plan, days) => {
      const item = renewed(plan, days);
      const micros = missing(item, plan, days);
      const isServed = stateAfter(item, plan, days, 0) === 'active';
      expect(micros === 0).toBe(isServed);
      if (isServed) return;
      expect(stateAfter(item, plan, days, micros)).toBe('active');
      if (micros > 1) expect(stateAfter(item, plan, days, micros - 1)).not.toBe('active');
    }),
    { numRuns: 60 },
  );
});
