/** What payments do to accounts: credits, claw-backs to any depth, holds of what is there, suspensions. */
import * as fc from 'fast-check';
import type { CommandDecision } from '../../domain/charging/command.js';
import { decideAdvance, decideState } from '../../domain/charging/account-commands.js';
import { decideCreate } from '../../domain/charging/decide.js';
import { decodeAccount, type Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { decidePaymentStep, type PaymentStep } from '../../domain/charging/payment-step.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import { EUR, monthly } from './monthly.js';
import { create, group, key, NOW } from './requests.js';

const plan = monthly({ more: { advance: { amountMicros: 5 * EUR, feeMicros: EUR / 2 } } });
const index = indexPlan(plan);
const open = () => openAccount({ key: 'imsi-1', plan, nowMs: NOW });
const done = (decision: CommandDecision): Item => {
  if (decision.outcome !== 'done') throw new Error(JSON.stringify(decision));
  return decision.item;
};
const wallet = (item: Item) =>
  viewAccount(item, plan, NOW)
    .buckets.filter((b) => b.name === 'wallet')
    .reduce((sum, b) => sum + b.available, 0);
const nothing: PaymentStep = {
  currency: plan.currency,
  creditMicros: 0,
  takeMicros: 0,
  returnMicros: 0,
  holdMicros: 0,
  releaseMicros: 0,
};
const step = (item: Item, n: number, what: Partial<PaymentStep>) =>
  decidePaymentStep(item, index, NOW, { id: key(n), atMs: NOW, ...nothing, ...what });

test('a capture is a top-up, once', () => {
  const item = done(step(open(), 1, { creditMicros: 20 * EUR }));
  expect(wallet(item)).toBe(60 * EUR);
  expect(usageRecord(item, plan)?.movements).toMatchObject([
    { action: 'topped-up', bucket: 'wallet', amount: 20 * EUR, reference: '000000000001' },
  ]);
  expect(step(item, 1, { creditMicros: 20 * EUR }).outcome).toBe('already-done');
});

test('it repays an advance, as all money that comes in', () => {
  const lent = done(decideAdvance(open(), index, NOW, { id: key(9), atMs: NOW }));
  expect(wallet(done(step(lent, 1, { creditMicros: 20 * EUR })))).toBe(40 * EUR + 20 * EUR - EUR / 2);
});

test('a claw-back takes what is unused first and then goes below zero', () => {
  const item = done(step(open(), 1, { takeMicros: 45 * EUR }));
  expect(wallet(item)).toBe(-5 * EUR);
  expect(usageRecord(item, plan)?.movements).toMatchObject([{ action: 'clawed-back', amount: -45 * EUR }]);
  expect(wallet(done(step(item, 2, { creditMicros: 20 * EUR })))).toBe(15 * EUR);
});

test('a hold takes no more than is there and not reserved', () => {
  const decision = decideCreate(open(), create([group(200, { ask: { messages: 100 } })]), index, NOW);
  if (decision.outcome !== 'answer' || decision.item === undefined) throw new Error(JSON.stringify(decision));
  const reserved = decision.item;
  const there = decodeAccount(reserved, index)
    .buckets.filter((b) => b.template === index.wallet)
    .reduce((sum, b) => sum + b.available, 0);
  const held = step(reserved, 1, { holdMicros: 60 * EUR });
  expect(held.heldMicros).toBe(there);
  expect(there).toBeLessThan(60 * EUR);
  expect(wallet(done(step(done(held), 2, { releaseMicros: held.heldMicros })))).toBe(wallet(reserved));
});

test('nothing to hold is done all the same, and tells so', () => {
  const empty = done(step(open(), 1, { takeMicros: 40 * EUR }));
  expect(step(empty, 2, { holdMicros: 5 * EUR })).toMatchObject({ outcome: 'done', heldMicros: 0 });
});

test('suspends at once, or only below zero; what is suspended stays so', () => {
  const lost = done(step(open(), 1, { takeMicros: EUR, suspend: 'payment-disputed' }));
  expect(viewAccount(lost, plan, NOW).state).toBe('suspended');
  expect(usageRecord(lost, plan)?.notices).toContainEqual({
    type: 'account.state-changed',
    state: 'suspended',
    reason: 'payment-disputed',
  });
  const refund = { suspend: 'payment-refunded' as const, suspendBelowZero: true };
  expect(viewAccount(done(step(open(), 1, { takeMicros: EUR, ...refund })), plan, NOW).state).toBe('active');
  const below = done(step(open(), 1, { takeMicros: 41 * EUR, ...refund }));
  expect(viewAccount(below, plan, NOW).state).toBe('suspended');
  expect(viewAccount(done(step(below, 2, { creditMicros: 20 * EUR })), plan, NOW).state).toBe('suspended');
});

test('refused with all problems: another currency, amounts that are none', () => {
  expect(step(open(), 1, { creditMicros: -1, takeMicros: 0.5, currency: 'USD' })).toMatchObject({
    outcome: 'refused',
    problems: [{ code: 'amount-invalid' }, { code: 'amount-invalid' }, { code: 'currency-differs' }],
  });
});

test('an account that has ended is credited nothing, and gives back', () => {
  const ended = done(decideState(open(), index, NOW, { id: key(8), atMs: NOW, state: 'terminated' }));
  expect(step(ended, 1, { creditMicros: EUR })).toMatchObject({ problems: [{ code: 'account-terminated' }] });
  expect(wallet(done(step(ended, 1, { takeMicros: EUR })))).toBe(wallet(ended) - EUR);
});

test('the balance is the sum of the steps, and survives storage', () => {
  const micros = fc.integer({ min: 0, max: 50 }).map((n) => n * EUR);
  const steps = fc.array(
    fc.record({ creditMicros: micros, takeMicros: micros, returnMicros: micros, holdMicros: micros }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      let item = open();
      let expected = wallet(item);
      all.forEach((what, i) => {
        const decision = step(item, i + 1, what);
        item = done(decision);
        expected += what.creditMicros - what.takeMicros + what.returnMicros - decision.heldMicros;
        expect(wallet(item)).toBe(expected);
      });
    }),
  );
});
