/** Mandates, automatic top-ups and charges that are tried again, with one DynamoDB and a clock that is moved. */
import type { SQSEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { marketDay } from '../../domain/payments/automatic-top-up.js';
import { paymentIdOf } from '../../lambdas/payments/order-payment.js';
import { ProviderError } from '../../lambdas/payments/payment-client.js';
import { queryDue } from '../../lambdas/payments/query-due.js';
import { codesOf, openPaymentOffice, type PaymentTestOffice } from './payment-office.js';

let desk: PaymentTestOffice;
let look: (account: string) => Promise<string>;
let runDue: () => Promise<unknown>;
let handler: (event: SQSEvent) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;
let people = 0;

jest.mock('../../lambdas/payments/wiring.js', () => ({
  get applying() {
    return desk.office;
  },
  metrics: { flush: () => {} },
}));

beforeAll(async () => {
  desk = await openPaymentOffice();
  // Nobody listens there: a message whose delay can't be set comes back all the same.
  process.env['AWS_ENDPOINT_URL_SQS'] = 'http://127.0.0.1:1';
  process.env['AUTOMATIC_TOP_UP_QUEUE_URL'] = 'http://127.0.0.1:1/000000000000/queue';
  jest.spyOn(console, 'warn').mockImplementation(() => {});
  const { lookAtBalance } = await import('../../lambdas/payments/automatic-top-up.js');
  const { runDunning } = await import('../../lambdas/payments/dunning.js');
  ({ handler } = (await import('../../lambdas/payments/automatic-top-up.handler.js')) as {
    handler: typeof handler;
  });
  look = (account) => lookAtBalance(account, desk.office);
  runDue = () =>
    queryDue({
      ...desk.office,
      dunning: async (row) => runDunning(row, desk.office),
      mayGoOn: () => true,
    });
});
afterAll(() => desk.stop());
beforeEach(() => {
  desk.stripe.next = [];
  desk.stripe.charges = 'succeed';
  desk.events.length = 0;
});

const GBP = 1_000_000;
const OF = '/subscribers/{subscriberId}';
const MANDATES = `${OF}/mandates`;
const AUTOMATIC = `${OF}/automatic-top-up`;
const terms = { threshold: '5.00', amount: '10.00', dailyCap: '20.00' };

interface Person {
  readonly id: string;
  readonly account: string;
  readonly mandateId: string;
}

/** A subscriber with 35.00 who agreed to be charged again. */
async function person(offeringId = 'starter'): Promise<Person> {
  const number = ++people;
  const opened = await desk.accounts.open(number, offeringId, { credit: '20.00' });
  expect(opened.status).toBe(201);
  const id = `sub_${number}`;
  const top = { id: 'first', subscriber: id, amount: '15.00', provider: 'stripe', saveMandate: true };
  expect((await desk.ask('POST /topups', [], top)).status).toBe(201);
  const paymentId = paymentIdOf(id, 'first');
  await desk.tell(paymentId, desk.stripe.pay(paymentId));
  const { body } = await desk.ask(`GET ${MANDATES}`, id);
  const [mandate] = body['items'] as { mandateId: string }[];
  return { id, account: opened.body.account.key, mandateId: mandate!.mandateId };
}

/** … and is topped up automatically, with so much left. */
async function agreed(left: string, more: object = {}): Promise<Person> {
  const of = await person();
  await leave(of, left);
  const set = await desk.ask(`PUT ${AUTOMATIC}`, of.id, { ...terms, mandateId: of.mandateId, ...more });
  expect(set.status).toBe(200);
  return of;
}

let commands = 0;
async function adjust({ id }: Pick<Person, 'id'>, micros: number): Promise<void> {
  if (micros === 0) return;
  const { status, body } = await desk.accounts.ask(`POST ${OF}/adjustments`, id, {
    id: `adjust-${++commands}`,
    bucket: 'wallet',
    amount: (Math.abs(micros) / GBP).toFixed(6),
    direction: micros < 0 ? 'debit' : 'credit',
    reason: 'test',
    actor: 'test',
  });
  expect({ status, body }).toMatchObject({ status: 200 });
}
const leave = async (of: Person, left: string) =>
  adjust(of, Math.round(Number(left) * GBP) - (await desk.wallet(of.id)));
const told = (type: string, account: string) =>
  desk.events.filter((event) => event.type === type && event.data['account'] === account);
/** Charges by mandate of an account, as the provider has them. */
const charged = ({ id }: Person) =>
  [...desk.stripe.payments.values()].filter(({ order }) => 'mandate' in order && order.subscriberId === id);

describe('a mandate', () => {
  test('is saved with the money of the payment that it was agreed to with, and its token is never shown', async () => {
    const { id, account, mandateId } = await person();
    const { body } = await desk.ask(`GET ${MANDATES}`, id);
    expect(body['items']).toEqual([
      {
        mandateId,
        provider: 'stripe',
        subscriberId: id,
        state: 'active',
        method: 'visa •••• 4242',
        savedAt: expect.any(String),
      },
    ]);
    expect(told('mandate.saved', account)).toEqual([
      expect.objectContaining({
        id: `mandate_${mandateId}`,
        data: expect.objectContaining({ subscriberId: id }),
      }),
    ]);
    const read = await desk.ask('GET /payments/{paymentId}', paymentIdOf(id, 'first'));
    for (const shown of [body, read.body, desk.events]) expect(JSON.stringify(shown)).not.toContain('pm_');
  });

  test('is not saved without consent, nor before there is money', async () => {
    const number = ++people;
    await desk.accounts.open(number, 'starter', {});
    const id = `sub_${number}`;
    const mandate = { token: 'pm_1' };
    for (const saveMandate of [true, false]) {
      const body = {
        id: `t-${saveMandate}`,
        subscriber: id,
        amount: '15.00',
        provider: 'stripe',
        saveMandate,
      };
      await desk.ask('POST /topups', [], body);
    }
    await desk.tell(paymentIdOf(id, 't-true'), [{ kind: 'authorized', references: [], mandate }]);
    const [, held] = [...desk.stripe.payments.values()].slice(-2);
    await desk.tell(paymentIdOf(id, 't-false'), [desk.stripe.captured(held!, { mandate })]);
    expect((await desk.ask(`GET ${MANDATES}`, id)).body['items']).toEqual([]);
  });

  test('that is deleted stays so, whatever comes again; one in use is not deleted', async () => {
    const of = await agreed('20.00');
    const path = [of.id, of.mandateId];
    expect(codesOf(await desk.ask(`DELETE ${MANDATES}/{mandateId}`, path))).toEqual({
      status: 409,
      codes: ['mandate-in-use'],
    });
    await desk.ask(`DELETE ${AUTOMATIC}`, of.id);
    for (let i = 0; i < 2; i++)
      expect((await desk.ask(`DELETE ${MANDATES}/{mandateId}`, path)).body).toMatchObject({
        state: 'deleted',
      });
    const paymentId = paymentIdOf(of.id, 'first');
    const mandate = { token: 'pm_newer' };
    await desk.tell(paymentId, [{ kind: 'processing', references: [], mandate }]);
    expect((await desk.ask(`GET ${MANDATES}`, of.id)).body['items']).toEqual([]);
    expect((await desk.ask(`GET ${MANDATES}/{mandateId}`, path)).status).toBe(404);
    expect(
      await desk.accounts.record(`ACCOUNT#${of.account}`, `MANDATE#stripe#${of.mandateId}`),
    ).not.toHaveProperty('token');
  });
});

describe('what is agreed to', () => {
  test('is set, read and deleted', async () => {
    const of = await agreed('20.00');
    expect((await desk.ask(`GET ${AUTOMATIC}`, of.id)).body).toEqual({
      ...terms,
      currency: 'GBP',
      mandateId: of.mandateId,
      provider: 'stripe',
      subscriberId: of.id,
      agreedAt: expect.any(String),
      startedToday: '0.00',
    });
    expect((await desk.ask(`DELETE ${AUTOMATIC}`, of.id)).body).toMatchObject({ deleted: true });
    expect(codesOf(await desk.ask(`GET ${AUTOMATIC}`, of.id))).toEqual({
      status: 404,
      codes: ['automatic-top-up-not-set'],
    });
    await leave(of, '1.00');
    expect(await look(of.account)).toBe('none');
  });

  test.each<[object, number, string]>([
    [{ amount: '4.99' }, 422, 'amount-invalid'],
    [{ dailyCap: '9.99' }, 422, 'amount-invalid'],
    [{ threshold: '0' }, 422, 'amount-invalid'],
    [{ mandateId: `man_${'0'.repeat(24)}` }, 404, 'mandate-not-found'],
    [{ mandateId: 'man_1' }, 400, 'invalid-body'],
  ])('%j is refused with %d %s', async (change, status, code) => {
    const of = await person();
    const answer = await desk.ask(`PUT ${AUTOMATIC}`, of.id, {
      ...terms,
      mandateId: of.mandateId,
      ...change,
    });
    expect(codesOf(answer)).toEqual({ status, codes: [code] });
  });

  test("of another account's mandate nobody is charged", async () => {
    const [one, other] = [await person(), await person()];
    const answer = await desk.ask(`PUT ${AUTOMATIC}`, one.id, { ...terms, mandateId: other.mandateId });
    expect(codesOf(answer)).toEqual({ status: 404, codes: ['mandate-not-found'] });
  });
});

describe('an automatic top-up', () => {
  test('starts below the threshold, and no more than the cap a day', async () => {
    const of = await agreed('5.00');
    expect(await look(of.account)).toBe('enough');
    await leave(of, '4.99');
    expect(await look(of.account)).toBe('started');
    expect(await desk.wallet(of.id)).toBe(14.99 * GBP);
    expect(await look(of.account)).toBe('enough');
    await leave(of, '0.50');
    expect(await look(of.account)).toBe('started');
    await leave(of, '0.50');
    expect(await look(of.account)).toBe('cap');
    // Neither a new agreement nor none and another opens a new day.
    await desk.ask(`DELETE ${AUTOMATIC}`, of.id);
    await desk.ask(`PUT ${AUTOMATIC}`, of.id, { ...terms, mandateId: of.mandateId });
    expect(await look(of.account)).toBe('cap');
    expect((await desk.ask(`GET ${AUTOMATIC}`, of.id)).body).toMatchObject({ startedToday: '20.00' });
    await desk.accounts.moveClock(1);
    expect(await look(of.account)).toBe('started');
    expect(charged(of)).toHaveLength(3);
    expect(charged(of)[0]!.order).toMatchObject({
      amountMicros: 10 * GBP,
      currency: 'GBP',
      mandate: { token: expect.stringMatching(/^pm_/) },
      notifyUrl: 'https://hooks.lily.example/webhooks/stripe',
    });
  });

  test('looked at by many at once is one', async () => {
    const of = await agreed('1.00');
    desk.stripe.charges = 'wait';
    const outcomes = await Promise.all(Array.from({ length: 8 }, async () => look(of.account)));
    expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(1);
    expect(charged(of)).toHaveLength(1);
    expect(await look(of.account)).toBe('open');
    const { paymentId } = charged(of)[0]!.order;
    await desk.tell(paymentId, desk.stripe.pay(paymentId));
    expect(await look(of.account)).toBe('enough');
    expect(await desk.wallet(of.id)).toBe(11 * GBP);
  });

  test.each(['down', 'answer-lost'] as const)('cut off (%s) it is one charge', async (fate) => {
    const of = await agreed('1.00');
    desk.stripe.next = [fate];
    await expect(look(of.account)).rejects.toThrow(ProviderError);
    expect(await look(of.account)).toBe('sent-again');
    expect(charged(of)).toHaveLength(1);
    expect(await desk.wallet(of.id)).toBe(11 * GBP);
    expect(await look(of.account)).toBe('enough');
  });

  test('claimed, and the process died: the next look sends it', async () => {
    const of = await agreed('1.00');
    const crash = jest.spyOn(desk.office, 'brand').mockRejectedValueOnce(new Error('the process died'));
    await expect(look(of.account)).rejects.toThrow('died');
    crash.mockRestore();
    expect(charged(of)).toHaveLength(0);
    const outcomes = await Promise.all([look(of.account), look(of.account)]);
    expect(outcomes).toContain('sent-again');
    expect(charged(of)).toHaveLength(1);
    expect(await desk.wallet(of.id)).toBe(11 * GBP);
  });

  test('of an account that is suspended does not start', async () => {
    const of = await agreed('1.00');
    const state = { id: 'stop', state: 'suspended', reason: 'lost', actor: 'kim' };
    await desk.accounts.ask(`PUT ${OF}/state`, of.id, state);
    expect(await look(of.account)).toBe('stopped');
  });

  test('whatever happens: never two under way, and on no day more than its cap', async () => {
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ do: fc.constant('look' as const), at: fc.integer({ min: 1, max: 4 }) }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('spend' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('tell' as const) }) },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant('move' as const), days: fc.constantFrom(0.2, 0.7) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('fate' as const),
          fate: fc.constantFrom('down' as const, 'answer-lost' as const),
          charges: fc.constantFrom('succeed' as const, 'wait' as const),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
        desk.stripe.next = [];
        desk.stripe.charges = 'succeed';
        const of = await agreed('1.00');
        for (const each of steps) {
          if (each.do === 'look')
            await Promise.allSettled(Array.from({ length: each.at }, async () => look(of.account)));
          if (each.do === 'spend') await leave(of, '1.00');
          if (each.do === 'move') await desk.accounts.moveClock(each.days);
          if (each.do === 'fate') {
            desk.stripe.next = [each.fate];
            desk.stripe.charges = each.charges;
          }
          if (each.do === 'tell')
            for (const { order, facts } of charged(of))
              if (facts.length === 0) await desk.tell(order.paymentId, desk.stripe.pay(order.paymentId));
          const { payments } = await desk.office.payments.ofAccount(of.account, { limit: 200 });
          const automatic = payments.filter(({ payment }) => payment.purpose === 'automatic-top-up');
          const open = automatic.filter(({ payment }) => payment.settled.creditedMicros === 0);
          expect(open.length).toBeLessThanOrEqual(1);
          const days = new Map<string, number>();
          for (const { payment } of automatic) {
            const day = marketDay('Europe/London', Date.parse(payment.createdISO));
            days.set(day, (days.get(day) ?? 0) + payment.amountMicros);
          }
          for (const spent of days.values()) expect(spent).toBeLessThanOrEqual(20 * GBP);
          expect(charged(of).length).toBeLessThanOrEqual(automatic.length);
        }
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});

describe('a charge that failed', () => {
  test('is tried again after 1, 3, 5 and 7 days, and then given up with its mandate', async () => {
    const of = await agreed('1.00');
    desk.stripe.charges = 'fail';
    expect(await look(of.account)).toBe('started');
    expect(told('dunning.started', of.account)).toHaveLength(1);
    expect(await look(of.account)).toBe('dunning');
    for (const [days, attempts] of [
      [0.9, 0],
      [0.2, 1],
      [1.5, 1],
      [0.5, 2],
      [2, 3],
      [2, 4],
    ] as const) {
      await desk.accounts.moveClock(days);
      for (let i = 0; i < 3; i++) await runDue();
      expect(charged(of)).toHaveLength(1 + attempts);
    }
    expect(new Set(told('dunning.retried', of.account).map(({ id }) => id)).size).toBe(4);
    const ended = told('dunning.ended', of.account);
    expect(new Set(ended.map(({ id }) => id)).size).toBe(1);
    expect(ended[0]!.data).toMatchObject({ outcome: 'given-up', attempt: 4, cause: 'payment-failed' });
    expect((await desk.ask(`GET ${MANDATES}`, of.id)).body['items']).toMatchObject([{ state: 'suspended' }]);
    await desk.accounts.moveClock(3);
    await runDue();
    expect(await look(of.account)).toBe('none');
    expect(charged(of)).toHaveLength(5);
    // A new agreement needs a mandate that is not suspended.
    expect(codesOf(await desk.ask(`PUT ${AUTOMATIC}`, of.id, { ...terms, mandateId: of.mandateId }))).toEqual(
      { status: 404, codes: ['mandate-not-found'] },
    );
  });

  test('succeeds at a later attempt: it ends, and automatic top-ups go on', async () => {
    const of = await agreed('1.00');
    desk.stripe.charges = 'fail';
    await look(of.account);
    desk.stripe.charges = 'succeed';
    await desk.accounts.moveClock(1.01);
    for (let i = 0; i < 3; i++) await runDue();
    expect(await desk.wallet(of.id)).toBe(11 * GBP);
    expect(told('dunning.ended', of.account)[0]!.data).toMatchObject({ outcome: 'paid', attempt: 1 });
    expect((await desk.ask(`GET ${AUTOMATIC}`, of.id)).body).toMatchObject({
      dunning: { outcome: 'paid', attempt: 1, endedAt: expect.any(String) },
    });
    await leave(of, '1.00');
    await desk.accounts.moveClock(1);
    expect(await look(of.account)).toBe('started');
  });

  test('is not tried again when the subscriber paid otherwise', async () => {
    const of = await agreed('1.00');
    desk.stripe.charges = 'fail';
    await look(of.account);
    await leave(of, '30.00');
    await desk.accounts.moveClock(1.01);
    for (let i = 0; i < 2; i++) await runDue();
    expect(charged(of)).toHaveLength(1);
    expect(told('dunning.ended', of.account)[0]!.data).toMatchObject({ outcome: 'not-needed', attempt: 0 });
  });

  test('that comes in late after all is money, once', async () => {
    const of = await agreed('1.00');
    desk.stripe.charges = 'fail';
    await look(of.account);
    const { paymentId } = charged(of)[0]!.order;
    await desk.tell(paymentId, desk.stripe.pay(paymentId));
    expect(await desk.wallet(of.id)).toBe(11 * GBP);
    await desk.accounts.moveClock(1.01);
    for (let i = 0; i < 2; i++) await runDue();
    expect(charged(of)).toHaveLength(1);
    expect(told('dunning.ended', of.account)[0]!.data).toMatchObject({ outcome: 'not-needed' });
  });

  test.each(['down', 'answer-lost'] as const)(
    'at an attempt that is cut off (%s) is one charge',
    async (fate) => {
      const of = await agreed('1.00');
      desk.stripe.charges = 'fail';
      await look(of.account);
      desk.stripe.charges = 'succeed';
      await desk.accounts.moveClock(1.01);
      desk.stripe.next = [fate];
      await runDue();
      desk.stripe.next = [];
      await desk.accounts.moveClock(0.05);
      for (let i = 0; i < 3; i++) await runDue();
      expect(charged(of)).toHaveLength(2);
      expect(await desk.wallet(of.id)).toBe(11 * GBP);
      expect(told('dunning.ended', of.account)[0]!.data).toMatchObject({ outcome: 'paid', attempt: 1 });
    },
  );

  test('is told although the process died before it was', async () => {
    const of = await agreed('1.00');
    desk.stripe.charges = 'fail';
    const announce = jest.spyOn(desk.office, 'announce');
    announce.mockImplementation(async (events) => {
      if (events.some(({ type }) => type === 'dunning.started')) throw new Error('the process died');
    });
    await expect(look(of.account)).rejects.toThrow('died');
    announce.mockRestore();
    expect(told('dunning.started', of.account)).toHaveLength(0);
    await runDue();
    expect(told('dunning.started', of.account)).toHaveLength(1);
    await desk.accounts.moveClock(1.01);
    for (let i = 0; i < 2; i++) await runDue();
    expect(charged(of)).toHaveLength(2);
  });

  test('is not charged at once again by who looks before it was followed', async () => {
    const of = await agreed('1.00');
    desk.stripe.charges = 'wait';
    await look(of.account);
    const { paymentId } = charged(of)[0]!.order;
    const follow = jest.spyOn(desk.office, 'follow').mockRejectedValueOnce(new Error('the process died'));
    await expect(
      desk.tell(paymentId, [{ kind: 'failed', references: [], reason: 'insufficient_funds' }]),
    ).rejects.toThrow('died');
    follow.mockRestore();
    expect(await look(of.account)).toBe('dunning');
    expect(charged(of)).toHaveLength(1);
    expect(told('dunning.started', of.account)).toHaveLength(1);
  });
});

describe('from the queue', () => {
  const message = (body: unknown, n = 1) =>
    ({
      messageId: `m-${n}`,
      receiptHandle: 'r',
      attributes: { ApproximateReceiveCount: '1' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }) as unknown as SQSEvent['Records'][number];
  const used = (...accounts: readonly string[]) => ({
    'detail-type': 'usage.recorded',
    detail: { data: { records: accounts.map((account) => ({ account })) } },
  });

  test('accounts that were used are looked at, others are left alone, and what failed comes back', async () => {
    const [low, high, none] = [await agreed('1.00'), await agreed('20.00'), await person()];
    const report = jest.spyOn(console, 'error').mockImplementation(() => {});
    const answer = await handler({
      Records: [message(used(low.account, high.account, none.account, low.account)), message('{}', 2)],
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-2' }] });
    expect([low, high, none].map((of) => charged(of).length)).toEqual([1, 0, 0]);
    const other = await agreed('1.00');
    desk.stripe.next = ['down'];
    expect(await handler({ Records: [message(used(other.account), 3)] })).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-3' }],
    });
    report.mockRestore();
    expect(await handler({ Records: [message(used(other.account), 3)] })).toEqual({ batchItemFailures: [] });
    expect(charged(other)).toHaveLength(1);
  }, 60_000);

  test('an account in grace is charged what it is short of, and served on', async () => {
    const of = await person('monthly');
    await leave(of, '0.30');
    await desk.accounts.moveClock(32);
    // A cent that was given has all done that is due.
    await adjust(of, 10_000);
    const account = async () => (await desk.accounts.ask(`GET ${OF}`, of.id)).body.account;
    expect((await account()).state).toBe('grace');
    const grace = {
      'detail-type': 'account.state-changed',
      detail: { data: { account: of.account, state: 'grace', reason: 'unpaid' } },
    };
    for (let i = 0; i < 2; i++)
      expect(await handler({ Records: [message(grace)] })).toEqual({ batchItemFailures: [] });
    expect(told('dunning.started', of.account)).toMatchObject([{ data: { cause: 'unpaid' } }]);
    await desk.accounts.moveClock(1.01);
    for (let i = 0; i < 3; i++) await runDue();
    // 12.00 a month, less the 0.31 that are there.
    expect(charged(of).map(({ order }) => order.amountMicros)).toEqual([11.69 * GBP]);
    expect((await account()).state).toBe('active');
    expect(await desk.wallet(of.id)).toBe(0);
    expect(told('dunning.ended', of.account)[0]!.data).toMatchObject({ outcome: 'paid' });
    await handler({ Records: [message(grace)] });
    expect(told('dunning.started', of.account)).toHaveLength(1);
  }, 60_000);

  test('an account in grace whose top-up was agreed to is topped up at once; when that fails, nobody asks again at once', async () => {
    const grace = (account: string) => ({
      'detail-type': 'account.state-changed',
      detail: { data: { account, state: 'grace', reason: 'unpaid' } },
    });
    for (const charges of ['succeed', 'fail'] as const) {
      const of = await person('monthly');
      await desk.ask(`PUT ${AUTOMATIC}`, of.id, { ...terms, amount: '20.00', mandateId: of.mandateId });
      await leave(of, '0.30');
      await desk.accounts.moveClock(32);
      await adjust(of, 10_000);
      desk.stripe.charges = charges;
      for (let i = 0; i < 3; i++)
        expect(
          await handler({ Records: [message(grace(of.account)), message(used(of.account), 2)] }),
        ).toEqual({
          batchItemFailures: [],
        });
      expect(charged(of)).toHaveLength(1);
      const { body } = await desk.accounts.ask(`GET ${OF}`, of.id);
      expect(body.account.state).toBe(charges === 'succeed' ? 'active' : 'grace');
      expect(told('dunning.started', of.account)).toHaveLength(charges === 'succeed' ? 0 : 1);
    }
  }, 60_000);

  test('a top-up that fails while a bill is tried again waits for that', async () => {
    const of = await person('monthly');
    await leave(of, '0.30');
    await desk.accounts.moveClock(32);
    await adjust(of, 10_000);
    const grace = {
      'detail-type': 'account.state-changed',
      detail: { data: { account: of.account, state: 'grace', reason: 'unpaid' } },
    };
    await handler({ Records: [message(grace)] });
    await desk.ask(`PUT ${AUTOMATIC}`, of.id, { ...terms, mandateId: of.mandateId });
    desk.stripe.charges = 'fail';
    expect(await look(of.account)).toBe('started');
    for (let i = 0; i < 3; i++) expect(await look(of.account)).toBe('dunning');
    expect(charged(of)).toHaveLength(1);
    await desk.accounts.moveClock(1.01);
    for (let i = 0; i < 2; i++) await runDue();
    expect(charged(of)).toHaveLength(2);
  });
});
