/** Amounts that are set aside in an account, and come back. */
import { decideAdvance, decideState } from '../../domain/charging/account-commands.js';
import type { CommandDecision } from '../../domain/charging/command.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decideReserve, decideUnreserve } from '../../domain/charging/reserve.js';
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
const walletOf = (item: Item) => viewAccount(item, plan, NOW).buckets.filter(({ name }) => name === 'wallet');
const wallet = (item: Item) => walletOf(item).reduce((sum, { available }) => sum + available, 0);
const reserve = (item: Item, n: number, amount: number, template = index.wallet) =>
  decideReserve(item, index, NOW, { id: key(n), atMs: NOW, template, amount });
const unreserve = (item: Item, n: number, amount: number) =>
  decideUnreserve(item, index, NOW, {
    id: key(n),
    atMs: NOW,
    parts: [{ template: index.wallet, amount, expiresAt: 0 }],
  });

it('what is set aside leaves the wallet once, and comes back once', () => {
  const before = wallet(open());
  const held = done(reserve(open(), 1, 15 * EUR));
  expect(wallet(held)).toBe(before - 15 * EUR);
  const [opened] = walletOf(open());
  expect(walletOf(held)[0]).toMatchObject({ used: opened?.used, total: (opened?.total ?? 0) - 15 * EUR });
  expect(usageRecord(held, plan)?.movements).toMatchObject([
    { action: 'reserved', bucket: 'wallet', amount: -15 * EUR },
  ]);
  expect(codes(reserve(held, 1, 15 * EUR))).toBe('already-done');
  const back = done(unreserve(held, 2, 15 * EUR));
  expect(walletOf(back)).toEqual(walletOf(open()));
  expect(usageRecord(back, plan)?.movements).toMatchObject([{ action: 'unreserved', amount: 15 * EUR }]);
  expect(codes(unreserve(back, 2, 15 * EUR))).toBe('already-done');
});

it('is what is there, and nothing of an account that is stopped or borrows', () => {
  expect(codes(reserve(open(), 1, wallet(open()) + 1))).toEqual(['balance-too-low']);
  expect(reserve(open(), 1, wallet(open()) + 1)).toMatchObject({
    problems: [
      { detail: expect.stringMatching(/^got [\d.]+ EUR of wallet; available: [\d.]+ EUR$/) as string },
    ],
  });
  expect(codes(reserve(open(), 1, 0))).toEqual(['amount-invalid']);
  expect(codes(reserve(open(), 1, 5, 99))).toEqual(['bucket-unknown']);
  const stopped = done(decideState(open(), index, NOW, { id: key(3), atMs: NOW, state: 'suspended' }));
  expect(codes(reserve(stopped, 1, EUR))).toEqual(['account-suspended']);
  const borrower = done(decideAdvance(open(), index, NOW, { id: key(4), atMs: NOW }));
  expect(codes(reserve(borrower, 1, EUR))).toEqual(['advance-outstanding']);
});

it('comes back into an account that has ended', () => {
  const held = done(reserve(open(), 1, EUR));
  const ended = done(decideState(held, index, NOW, { id: key(3), atMs: NOW, state: 'terminated' }));
  expect(codes(reserve(ended, 5, EUR))).toEqual(['account-terminated']);
  expect(wallet(done(unreserve(ended, 2, EUR)))).toBe(wallet(ended) + EUR);
});
