/** Messages into payments and accounts: once, whatever repeats, reorders or crashes. */
import * as fc from 'fast-check';
import type { PaymentFact } from '../../domain/payments/fact.js';
import { statusOf } from '../../domain/payments/payment.js';
import { applyMessage } from '../../lambdas/payments/apply-message.js';
import type { MessageName } from '../../lambdas/payments/kept-messages.js';
import { queryDue, reviewWaiting } from '../../lambdas/payments/query-due.js';
import { arbitraryFacts, disturbed, EUR } from './arbitrary-payment.js';
import { openWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

const about = (paymentId?: string) => ({
  references: ['pi_1'],
  currency: 'GBP',
  ...(paymentId === undefined ? {} : { paymentId }),
});
const captured = (paymentId?: string, amountMicros = 20 * EUR): PaymentFact => ({
  ...about(paymentId),
  references: [`pi_${paymentId}`],
  kind: 'captured',
  capture: `pi_${paymentId}`,
  amountMicros,
});
const apply = (name: MessageName, again = false) => applyMessage(name, world.options, again);
const stored = async (paymentId: string) => (await world.options.payments.get(paymentId))!;

test('a capture credits once, however often it is told and in how many messages', async () => {
  const { payment, balance } = await world.order();
  const one = await world.keep([captured(payment.paymentId)]);
  const other = await world.keep([captured(payment.paymentId)]);
  expect(await apply(one)).toBe('applied');
  expect(await apply(one)).toBe('applied-before');
  expect(await apply(other)).toBe('applied');
  expect(await balance()).toBe(30 * EUR);
  const { history, dueISO, payment: after } = await stored(payment.paymentId);
  expect(history.map(({ fact }) => fact.kind)).toEqual(['captured']);
  expect(dueISO).toBeUndefined();
  expect(after.settled).toEqual({ creditedMicros: 20 * EUR, takenMicros: 0, heldMicros: 0, steps: 1 });
});

test('a refund takes back, below zero where it was used; a dispute holds what is there, and gives it back', async () => {
  const { payment, balance } = await world.order();
  const { paymentId, subscriberId } = payment;
  const tell = async (fact: PaymentFact) => apply(await world.keep([fact]));
  await tell(captured(paymentId));
  const dispute = { ...about(paymentId), dispute: 'dp_1', stage: 0, amountMicros: 20 * EUR };
  await tell({ ...dispute, kind: 'dispute-opened' });
  expect(await balance()).toBe(10 * EUR);
  await tell({ ...dispute, kind: 'dispute-won' });
  expect(await balance()).toBe(30 * EUR);
  await world.office.ask('POST /subscribers/{subscriberId}/adjustments', subscriberId, {
    id: 'used',
    bucket: 'wallet',
    amount: '-25.00',
    reason: 'used',
    actor: 'test',
  });
  await tell({ ...about(paymentId), kind: 'refunded', refund: 're_1', amountMicros: 15 * EUR });
  expect(await balance()).toBe(-10 * EUR);
  await tell({ ...about(paymentId), kind: 'refund-failed', refund: 're_1', amountMicros: 15 * EUR });
  expect(await balance()).toBe(5 * EUR);
});

test('a dispute that is lost takes all of it and suspends the account, if the market says so', async () => {
  for (const disputeLost of ['suspend', 'none'] as const) {
    world.policy = { ...world.policy, disputeLost };
    const { payment, balance } = await world.order();
    await apply(await world.keep([captured(payment.paymentId)]));
    const lost: PaymentFact = {
      ...about(payment.paymentId),
      kind: 'dispute-lost',
      dispute: `dp_${disputeLost}`,
      stage: 0,
      amountMicros: 25 * EUR,
    };
    await apply(await world.keep([{ ...lost, references: [] }]));
    expect(await balance()).toBe(10 * EUR);
    const { body } = await world.office.ask('GET /subscribers/{subscriberId}', payment.subscriberId);
    expect(body.account.state).toBe(disputeLost === 'suspend' ? 'suspended' : 'active');
  }
});

test('what does not fit is quarantined, with the payment untouched and told; what fits beside it counts', async () => {
  const { payment, balance } = await world.order();
  const { paymentId } = payment;
  const strange = [
    { ...captured(paymentId), currency: 'EUR' },
    { ...captured(paymentId), merchant: 'acct_other' },
    captured(paymentId, 95 * EUR),
    captured('pay_of_somebody_else'),
  ];
  for (const fact of strange) {
    const name = await world.keep([fact]);
    expect(await apply(name)).toBe('quarantined');
    expect(await apply(name)).toBe('quarantined');
  }
  expect(await balance()).toBe(10 * EUR);
  const listed = (await world.options.messages.quarantined(50, undefined)).messages;
  expect(listed.map(({ quarantine }) => quarantine?.code)).toEqual([
    'currency-differs',
    'merchant-differs',
    'amount-differs',
    'payment-unknown',
  ]);
  expect(world.events.filter(({ type }) => type === 'payment.quarantined')).toHaveLength(4);
  await apply(await world.keep([captured(paymentId)]));
  expect(await balance()).toBe(30 * EUR);
});

test('an account that has ended gets nothing, and the money is looked at', async () => {
  const { payment } = await world.order();
  await world.office.ask('PUT /subscribers/{subscriberId}/state', payment.subscriberId, {
    id: 'end',
    state: 'terminated',
    reason: 'moved',
    actor: 'test',
  });
  const name = await world.keep([captured(payment.paymentId)]);
  expect(await apply(name)).toBe('quarantined');
  expect((await world.options.messages.get(name))?.quarantine?.code).toBe('account-terminated');
  expect(statusOf((await stored(payment.paymentId)).payment)).toBe('captured');
  expect((await stored(payment.paymentId)).payment.settled.creditedMicros).toBe(0);
});

test('stopped by a person, it moves when it is released and the message is sent again', async () => {
  const { payment, balance } = await world.order();
  const before = await stored(payment.paymentId);
  const stop = { reason: 'looks odd', actor: 'ops', atISO: '2027-03-01T09:00:00.000Z' };
  await world.options.payments.replace(before, { ...before, payment: { ...before.payment, stopped: stop } });
  const name = await world.keep([captured(payment.paymentId)]);
  expect(await apply(name)).toBe('applied');
  expect(await balance()).toBe(10 * EUR);
  const held = await stored(payment.paymentId);
  const { stopped: _stopped, ...released } = held.payment;
  await world.options.payments.replace(held, { ...held, payment: released });
  await apply(await world.keep([captured(payment.paymentId)]));
  expect(await balance()).toBe(30 * EUR);
});

test('a refund that names only the capture waits for it, and is applied when it is known', async () => {
  const { payment, balance } = await world.order();
  const refund = await world.keep([
    { references: ['CAP9'], kind: 'refunded', refund: 're_9', amountMicros: 5 * EUR, currency: 'GBP' },
  ]);
  expect(await apply(refund)).toBe('waiting');
  world.sent.length = 0;
  const capture = await world.keep([
    { ...captured(payment.paymentId), references: ['CAP9'], capture: 'CAP9' } as PaymentFact,
  ]);
  expect(await apply(capture)).toBe('applied');
  expect(world.sent).toEqual([refund]);
  expect(await apply(refund)).toBe('applied');
  expect(await balance()).toBe(25 * EUR);
});

test('money for a payment that nobody knows is quarantined after an hour, what moves none is forgotten', async () => {
  const money = await world.keep([{ ...captured(), references: ['ch_lost'] }]);
  const other = await world.keep([{ references: ['ch_other'], kind: 'processing' }]);
  expect(await apply(money)).toBe('waiting');
  expect(await apply(other)).toBe('waiting');
  await world.office.moveClock(1);
  await reviewWaiting(world.options);
  await world.office.moveClock(-1);
  expect((await world.options.messages.get(money))?.quarantine?.code).toBe('payment-unknown');
  expect((await world.options.messages.get(other))?.appliedISO).toBeDefined();
});

test('a message without a signature counts for nothing before the provider was asked', async () => {
  const { payment, balance } = await world.order();
  const name = await world.keep([captured(payment.paymentId)], { askFirst: true });
  await expect(apply(name)).rejects.toThrow('does not know yet');
  expect(await balance()).toBe(10 * EUR);
  world.answers.set(payment.paymentId, [captured(payment.paymentId, 4 * EUR)]);
  expect(await apply(name)).toBe('applied');
  expect(await balance()).toBe(14 * EUR);
});

test('of a message without a signature the names stay, once the provider confirms the payment', async () => {
  const { payment } = await world.order();
  const receipt = `receipt-of-${payment.paymentId}`;
  const name = await world.keep([{ ...captured(payment.paymentId), references: [receipt] }], {
    askFirst: true,
  });
  world.answers.set(payment.paymentId, [captured(payment.paymentId)]);
  expect(await apply(name)).toBe('applied');
  expect((await stored(payment.paymentId)).payment.references).toContain(receipt);
});

test('a message without a signature does not tie what was paid elsewhere to a payment that its second name finds', async () => {
  const { payment } = await world.order({ references: [] });
  const [push, request] = [`ws_${payment.paymentId}`, `request-${payment.paymentId}`];
  const fact = { kind: 'processing' as const, references: [push, request] };
  await apply(await world.keep([{ ...fact, paymentId: payment.paymentId }]));
  const elsewhere = `ws_elsewhere_${payment.paymentId}`;
  const name = await world.keep([{ kind: 'processing', references: [elsewhere, request] }], {
    askFirst: true,
  });
  world.answers.set(payment.paymentId, [{ kind: 'failed', references: [push] }]);
  expect(await apply(name)).toBe('applied');
  const { payment: now } = await stored(payment.paymentId);
  expect(now.failed).toBe('');
  expect(now.references).not.toContain(elsewhere);
});

test('what was never told is asked for, and told as found', async () => {
  const { payment, balance } = await world.order();
  world.answers.set(payment.paymentId, [captured(payment.paymentId)]);
  await world.office.moveClock(1);
  const summary = await queryDue(world.options);
  await world.office.moveClock(-1);
  expect(summary).toMatchObject({ failed: 0, complete: true });
  expect(summary.found).toBeGreaterThanOrEqual(1);
  expect(await balance()).toBe(30 * EUR);
  expect(world.counts.get('FoundByQuery')).toBeGreaterThanOrEqual(1);
  expect((await stored(payment.paymentId)).dueISO).toBeUndefined();
});

test('a crash at any request, before or after it was done: the message comes again and all is done once', async () => {
  let crashes = 0;
  for (const when of ['before', 'after'] as const) {
    for (let n = 1; n <= 14; n++) {
      const { payment, balance } = await world.order();
      const name = await world.keep([captured(payment.paymentId)]);
      world.failAt(n, when);
      await apply(name).catch(() => crashes++);
      world.failAt(0);
      expect(['applied', 'applied-before']).toContain(await apply(name));
      expect(await balance()).toBe(30 * EUR);
      expect(
        world.events.some(
          ({ type, data }) => type === 'payment.captured' && data['paymentId'] === payment.paymentId,
        ),
      ).toBe(true);
    }
  }
  expect(crashes).toBeGreaterThan(12);
});

test('permutations, repetitions, losses and crashes end in the same state and balance', async () => {
  const cases = arbitraryFacts().chain((facts) =>
    fc.tuple(
      fc.constant(facts),
      disturbed(facts),
      fc.integer({ min: 0, max: 25 }),
      fc.integer({ min: 0, max: 3 }),
    ),
  );
  world.policy = { disputeOpened: 'none', disputeLost: 'none', belowZero: 'none' };
  await fc.assert(
    fc.asyncProperty(cases, async ([facts, told, crash, lost]) => {
      const [straight, stormy] = [await world.order(), await world.order()];
      for (const fact of facts) await apply(await world.keep([named(fact, straight.payment.paymentId)]));
      const { paymentId } = stormy.payment;
      world.failAt(crash, crash % 2 === 0 ? 'before' : 'after');
      // The first ones are lost, and found by asking.
      for (const fact of told.slice(lost)) {
        const name = await world.keep([named(fact, paymentId)]);
        await apply(name).catch(() => apply(name));
      }
      world.failAt(0);
      world.answers.set(
        paymentId,
        facts.map((fact) => named(fact, paymentId)),
      );
      await world.options.payments.get(paymentId);
      const { queryPayment } = await import('../../lambdas/payments/query-due.js');
      await queryPayment(paymentId, world.options);
      const [one, other] = [await stored(straight.payment.paymentId), await stored(paymentId)];
      const plain = ({ payment }: typeof one) => ({
        captures: payment.captures,
        refunds: payment.refunds,
        disputes: payment.disputes,
        status: statusOf(payment),
        credited: payment.settled.creditedMicros,
        taken: payment.settled.takenMicros,
      });
      expect(plain(other)).toEqual(plain(one));
      expect(await stormy.balance()).toBe(await straight.balance());
    }),
    { numRuns: 40 },
  );
}, 120_000);

/** References are one payment's own. */
function named(fact: PaymentFact, paymentId: string): PaymentFact {
  return { ...fact, paymentId, references: fact.references.map((each) => `${each}_${paymentId}`) };
}
