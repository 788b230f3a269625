/** Every step of a payment is told, and its account has it, whatever crashes between messages and questions. */
import * as fc from 'fast-check';
import type { PaymentFact } from '../../domain/payments/fact.js';
import { applyMessage } from '../../lambdas/payments/apply-message.js';
import type { MessageName } from '../../lambdas/payments/kept-messages.js';
import { queryDue, queryPayment } from '../../lambdas/payments/query-due.js';
import { arbitraryFacts } from './arbitrary-payment.js';
import { openWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  world.policy = { disputeOpened: 'none', disputeLost: 'none', belowZero: 'none' };
  jest.spyOn(console, 'error').mockImplementation(() => {});
});
afterAll(() => world.stop());

type Step = { readonly by: 'message' | 'query'; readonly crash: number };
const steps = fc.array(
  fc.record({
    by: fc.constantFrom('message' as const, 'query' as const),
    crash: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 14 })),
  }),
  { minLength: 1, maxLength: 6 },
);

test('messages, questions and crashes in any order: each entry of the history is told, each micro is with the account', async () => {
  let crashes = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryFacts(), steps, async (facts, all: readonly Step[]) => {
      const { payment, balance } = await world.order();
      const { paymentId } = payment;
      const named = facts.map((fact): PaymentFact => ({
        ...fact,
        paymentId,
        references: fact.references.map((each) => `${each}_${paymentId}`),
      }));
      world.events.length = 0;
      const kept: MessageName[] = [];
      for (const [i, { by, crash }] of all.entries()) {
        // The provider knows more each time.
        const known = named.slice(0, Math.ceil(((i + 1) / all.length) * named.length));
        world.answers.set(paymentId, known);
        const message = await world.keep(known.slice(-2));
        kept.push(message);
        world.failAt(crash, crash % 2 === 0 ? 'before' : 'after');
        try {
          if (by === 'message') await applyMessage(message, world.options);
          else await queryPayment(paymentId, world.options);
        } catch {
          crashes++;
        }
        world.failAt(0);
      }
      // The queue brings back what failed, and the sweeper what is due.
      for (const message of kept) await applyMessage(message, world.options);
      await queryPayment(paymentId, world.options);
      await world.office.moveClock(1);
      await queryDue(world.options);
      const { history, untold, payment: after } = (await world.options.payments.get(paymentId))!;
      const told = new Set(
        world.events.filter(({ data }) => data['paymentId'] === paymentId).map(({ id }) => id),
      );
      expect([...told].sort()).toEqual(history.map(({ n }) => `payment_${paymentId}_${n}`).sort());
      expect(untold).toBeUndefined();
      const { creditedMicros, takenMicros } = after.settled;
      expect(await balance()).toBe(10_000_000 + creditedMicros - takenMicros);
    }),
    { numRuns: 60 },
  );
  expect(crashes).toBeGreaterThan(20);
}, 120_000);
