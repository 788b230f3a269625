/** What subscribers pay to third parties from their wallets, and get back of it. */
import { decideAdvance, decideState } from '../../domain/charging/account-commands.js';
import { decideCarrierCharge, decideCarrierReturn } from '../../domain/charging/carrier-billing.js';
import type { CommandDecision } from '../../domain/charging/command.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import { EUR, monthly } from './monthly.js';
import { key, NOW } from './requests.js';

const plan = monthly({ more: { advance: { amountMicros: 5 * EUR, feeMicros: EUR / 2 } } });
const index = indexPlan(plan);
const open = () => openAccount({ key: 'imsi-1', plan, nowMs: NOW });
const done = (decision: CommandDecision): Item => {
  if (decision.outcome !== 'done') throw new Error(JSON.stringify(decision));
  return decision.item;
};
const codes = (decision: CommandDecision) =>
  decision.outcome === 'refused' ? decision.problems.map(({ code }) => code) : decision.outcome;
const wallet = (item: Item) =>
  viewAccount(item, plan, NOW)
    .buckets.filter((b) => b.name === 'wallet')
    .reduce((sum, b) => sum + b.available, 0);
const asked = (n: number, micros: number, currency = plan.currency) => ({
  id: key(n),
  atMs: NOW,
  micros,
  currency,
});
const charge = (item: Item, n: number, micros: number, currency?: string) =>
  decideCarrierCharge(item, index, NOW, asked(n, micros, currency));
const giveBack = (item: Item, n: number, micros: number) =>
  decideCarrierReturn(item, index, NOW, asked(n, micros));

test('a charge leaves the wallet once, and what is given back comes into it once', () => {
  const paid = done(charge(open(), 1, 15 * EUR));
  expect(wallet(paid)).toBe(25 * EUR);
  expect(usageRecord(paid, plan)?.movements).toMatchObject([
    { action: 'carrier-billed', amount: -15 * EUR, reference: '000000000001' },
  ]);
  expect(codes(charge(paid, 1, 15 * EUR))).toBe('already-done');
  const back = done(giveBack(paid, 2, 5 * EUR));
  expect(wallet(back)).toBe(30 * EUR);
  expect(usageRecord(back, plan)?.movements).toMatchObject([
    { action: 'carrier-returned', amount: 5 * EUR, reference: '000000000002' },
  ]);
  expect(codes(giveBack(back, 2, 5 * EUR))).toBe('already-done');
});

test('more than is there, what is borrowed, another currency and a stopped account are refused', () => {
  expect(codes(charge(open(), 1, 40 * EUR + 1))).toEqual(['balance-too-low']);
  expect(codes(charge(open(), 1, EUR, 'USD'))).toEqual(['currency-differs']);
  const lent = done(decideAdvance(open(), index, NOW, { id: key(9), atMs: NOW }));
  expect(codes(charge(lent, 1, EUR))).toEqual(['advance-outstanding']);
  const suspended = done(decideState(open(), index, NOW, { id: key(8), atMs: NOW, state: 'suspended' }));
  expect(codes(charge(suspended, 1, EUR))).toEqual(['account-suspended']);
});

test('what was paid is given back to an account that has ended, too', () => {
  const paid = done(charge(open(), 1, 15 * EUR));
  const ended = done(decideState(paid, index, NOW, { id: key(8), atMs: NOW, state: 'terminated' }));
  expect(codes(charge(ended, 2, EUR))).toEqual(['account-terminated']);
  expect(done(giveBack(ended, 3, 5 * EUR))).toBeDefined();
});
