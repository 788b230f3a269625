/** Money of carrier billing: once, never more than there is, never lost; whoever is first, and whatever crashes. */
import * as fc from 'fast-check';
import { OPENING, openShop, payment, refund, type Shop } from './shop.js';
import type { Told } from '../partner-desk.js';

const CREATE = 'createCarrierBillingPayment';
const PREPARE = 'prepareCarrierBillingPayment';
const CONFIRM = 'confirmCarrierBillingPayment';
const CANCEL = 'cancelCarrierBillingPayment';
const ONE = 'retrieveCarrierBillingPayment';
const REFUND = 'createCarrierBillingRefund';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ CARRIER_BILLING_MONTHLY_MAX: '240.00', CARRIER_BILLING_HELD_S: '600' });
});
afterAll(async () => shop.desk.stop());

const of = (paymentId: string, body?: unknown) => ({
  path: { paymentId },
  ...(body === undefined ? {} : { body }),
});
const statuses = (all: readonly Told[]) => all.map(({ status }) => status).sort((a, b) => a - b);
const statusOf = async (paymentId: string) => (await shop.ask(ONE, of(paymentId))).body.paymentStatus;
const times = async (count: number, run: () => Promise<Told>) =>
  Promise.all(Array.from({ length: count }, run));

test('fifty equal requests at once are one payment, with the correlator or the key', async () => {
  const phone = await shop.open();
  const correlated = payment(phone, { clientCorrelator: 'once' }, { amount: 10 });
  const first = await times(50, async () => shop.ask(CREATE, { body: correlated }));
  expect(new Set(first.map(({ body }) => body.paymentId)).size).toBe(1);
  expect(new Set(statuses(first))).toEqual(new Set([201]));
  const keyed = payment(phone, {}, { amount: 7 });
  const second = await times(50, async () =>
    shop.ask(CREATE, { body: keyed, headers: { 'idempotency-key': 'pay-once' } }),
  );
  const done = second.filter(({ status }) => status === 201);
  expect(done.length).toBeGreaterThan(0);
  expect(new Set(done.map(({ body }) => body.paymentId)).size).toBe(1);
  expect(await shop.wallet(phone)).toBe(OPENING - 17_000_000);
});

test('equal requests without either are told by their reference', async () => {
  const phone = await shop.open();
  const body = payment(phone, {}, { amount: 10 });
  const all = await times(20, async () => shop.ask(CREATE, { body }));
  expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(await shop.wallet(phone)).toBe(OPENING - 10_000_000);
});

test('of many that are too much together, as many are paid as the credit has', async () => {
  const phone = await shop.open({ credit: '25.00' });
  const all = await Promise.all(
    Array.from({ length: 6 }, async () => shop.ask(CREATE, { body: payment(phone, {}, { amount: 10 }) })),
  );
  expect(statuses(all)).toEqual([201, 201, 403, 403, 403, 403]);
  expect(await shop.wallet(phone)).toBe(5_000_000);
});

test('of a confirmation and a cancellation at once, one happens', async () => {
  for (let i = 0; i < 4; i++) {
    const phone = await shop.open();
    const { body } = await shop.ask(PREPARE, { body: payment(phone, {}, { amount: 10 }) });
    expect(await shop.wallet(phone)).toBe(OPENING - 10_000_000);
    const both = await Promise.all(
      [CONFIRM, CANCEL, CONFIRM, CANCEL].map(async (operation) =>
        shop.ask(operation, of(body.paymentId, { phoneNumber: phone })),
      ),
    );
    expect(statuses(both)).toEqual([202, 409, 409, 409]);
    const isPaid = (await statusOf(body.paymentId)) === 'succeeded';
    expect(await shop.wallet(phone)).toBe(OPENING - (isPaid ? 10_000_000 : 0));
  }
});

test('refunds at once never give back more than was paid', async () => {
  const phone = await shop.open();
  const { body } = await shop.ask(CREATE, { body: payment(phone, {}, { amount: 10, taxAmount: 2 }) });
  expect(await shop.wallet(phone)).toBe(OPENING - 12_000_000);
  const all = await Promise.all(
    Array.from({ length: 8 }, async () => shop.ask(REFUND, of(body.paymentId, refund(4)))),
  );
  expect(all.filter(({ status }) => status === 201)).toHaveLength(2);
  expect(await shop.wallet(phone)).toBe(OPENING - 4_000_000);
  const rest = await times(5, async () => shop.ask(REFUND, of(body.paymentId, refund(undefined))));
  expect(rest.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(await shop.wallet(phone)).toBe(OPENING);
});

test('what nobody confirms comes back: by the sweep, and to who is late', async () => {
  const { carrierBillingOffice } = await import('../../../lambdas/partners/carrier-billing/office.js');
  const { endHeld } = await import('../../../lambdas/partners/carrier-billing/go-on.js');
  const { dynamodb } = await import('../../../lambdas/shared/dynamodb.js');
  const { operatorTime } = await import('../../../lambdas/shared/clock.js');
  const office = carrierBillingOffice(dynamodb, process.env as never);
  const phone = await shop.open();
  const [one, two] = [
    await shop.ask(PREPARE, { body: payment(phone, {}, { amount: 10 }) }),
    await shop.ask(PREPARE, { body: payment(phone, {}, { amount: 20 }) }),
  ];
  expect(await endHeld(office, await operatorTime())).toBe(0);
  await shop.desk.moveClock(600_000);
  const late = await shop.ask(CONFIRM, of(one.body.paymentId, { phoneNumber: phone }));
  expect(late).toMatchObject({ status: 409, body: { code: 'CARRIER_BILLING.PAYMENT_CANCELLED' } });
  expect(await shop.wallet(phone)).toBe(OPENING - 20_000_000);
  const swept = await Promise.all([
    endHeld(office, await operatorTime()),
    endHeld(office, await operatorTime()),
  ]);
  expect(Math.max(...swept)).toBe(1);
  expect(await statusOf(two.body.paymentId)).toBe('cancelled');
  expect(await shop.wallet(phone)).toBe(OPENING);
  expect(await endHeld(office, await operatorTime())).toBe(0);
});

test("a month's payments are bound, those of one moment together too", async () => {
  const phone = await shop.open();
  const body = (amount: number) => payment(phone, {}, { amount });
  const all = await Promise.all(
    [100, 100, 100].map(async (amount) => shop.ask(CREATE, { body: body(amount) })),
  );
  expect(statuses(all)).toEqual([201, 201, 422]);
  const over = await shop.ask(PREPARE, { body: body(40.001) });
  expect(over.body.code).toBe('CARRIER_BILLING.USER_AMOUNT_THRESHOLD_OVERPASSED');
  const held = await shop.ask(PREPARE, { body: body(40) });
  expect((await shop.ask(CREATE, { body: body(0.001) })).status).toBe(422);
  await shop.ask(CANCEL, of(held.body.paymentId, { phoneNumber: phone }));
  expect((await shop.ask(CREATE, { body: body(40) })).status).toBe(201);
  await shop.desk.moveClock(31 * 86_400_000);
  expect((await shop.ask(CREATE, { body: body(40) })).status).toBe(201);
});

test('amounts are exact, and of the market’s currency', async () => {
  const phone = await shop.open();
  for (const amount of [0.001, 0.29, 1.005, 0.1, 0.2])
    expect((await shop.ask(CREATE, { body: payment(phone, {}, { amount }) })).status).toBe(201);
  expect(await shop.wallet(phone)).toBe(OPENING - 1_596_000);
  for (const charging of [{ currency: 'USD' }, { amount: 0 }, { amount: 1e9 }, { amount: 1.0001 }])
    expect(await shop.ask(CREATE, { body: payment(phone, {}, charging) })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_ARGUMENT' },
    });
});

test('a stopped account pays nothing, and gets back what it paid', async () => {
  const phone = await shop.open();
  const paid = await shop.ask(CREATE, { body: payment(phone, {}, { amount: 10 }) });
  const held = await shop.ask(PREPARE, { body: payment(phone, {}, { amount: 5 }) });
  const state = { id: 'stop', state: 'suspended', reason: 'test', actor: 'test' };
  expect(await shop.operator('PUT /subscribers/{subscriberId}/state', phone, state)).toBe(200);
  expect((await shop.ask(CREATE, { body: payment(phone) })).body.code).toBe('CARRIER_BILLING.PAYMENT_DENIED');
  expect((await shop.ask(PREPARE, { body: payment(phone) })).body.code).toBe(
    'CARRIER_BILLING.PAYMENT_DENIED',
  );
  await shop.ask(CANCEL, of(held.body.paymentId, { phoneNumber: phone }));
  await shop.ask(REFUND, of(paid.body.paymentId, refund(undefined)));
  expect(await shop.wallet(phone)).toBe(OPENING);
});

test('each change is an event, and is told to the sink that was named', async () => {
  const phone = await shop.open();
  const sink = {
    sink: 'https://shop.example/told',
    sinkCredential: {
      credentialType: 'ACCESSTOKEN',
      accessToken: 'token-1',
      accessTokenExpiresUtc: '2099-01-01T00:00:00Z',
      accessTokenType: 'bearer',
    },
  };
  const { body } = await shop.ask(PREPARE, { body: { ...payment(phone), ...sink } });
  await shop.ask(CONFIRM, of(body.paymentId, { phoneNumber: phone }));
  const told = [
    ...(await shop.events('carrier_billing_payment.created')),
    ...(await shop.events('carrier_billing_payment.state_changed')),
  ].filter(({ subject }) => subject === `carrier_billing_payment/${body.paymentId}`);
  const type = (name: string) => `org.camaraproject.carrier-billing.v0.payment-${name}`;
  expect(told).toMatchObject([
    {
      owner: 'acme',
      sink: {
        url: 'https://shop.example/told',
        accessToken: 'token-1',
        body: { type: type('reserved'), specversion: '1.0', data: { paymentId: body.paymentId } },
      },
    },
    {
      sink: {
        body: { type: type('completed'), data: { status: 'succeeded', paymentDate: expect.anything() } },
      },
      previousData: '{"paymentStatus":"reserved"}',
    },
  ]);
  expect(String(told[0]!['data'])).not.toContain('token-1');
});

test('what a wallet has and what was paid and not given back always is what there was', async () => {
  const step = fc.record({
    what: fc.constantFrom('pay', 'prepare', 'confirm', 'cancel', 'part', 'total', 'again'),
    thousandths: fc.integer({ min: 1, max: 9_000 }),
    of: fc.nat({ max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
      const phone = await shop.open({ credit: '20.00' });
      const ids: string[] = [];
      let last: [string, object] | undefined;
      for (const { what, thousandths, of: n } of steps) {
        const amount = thousandths / 1000;
        const id = ids[n % Math.max(1, ids.length)] ?? 'cbp_0';
        const asked: [string, object] =
          what === 'pay' || what === 'prepare'
            ? [
                what === 'pay' ? CREATE : PREPARE,
                {
                  body: payment(phone, { clientCorrelator: `${phone}-${ids.length}-${amount}` }, { amount }),
                },
              ]
            : what === 'part' || what === 'total'
              ? [REFUND, of(id, refund(what === 'part' ? amount : undefined))]
              : what === 'again' && last !== undefined
                ? last
                : [what === 'confirm' ? CONFIRM : CANCEL, of(id, { phoneNumber: phone })];
        last = asked;
        const { body } = await shop.ask(...asked);
        if (body?.paymentId !== undefined && !ids.includes(body.paymentId)) ids.push(body.paymentId);
      }
      let out = 0;
      for (const id of ids) {
        const record = (await shop.desk.record(`CBPAYMENT#${id}`)) as never as {
          status: string;
          price: { amountMicros: number };
          refunded: { amountMicros: number };
        };
        if (['reserved', 'succeeded'].includes(record.status))
          out += record.price.amountMicros - record.refunded.amountMicros;
        expect(record.refunded.amountMicros).toBeLessThanOrEqual(record.price.amountMicros);
      }
      expect((await shop.wallet(phone)) + out).toBe(20_000_000);
    }),
    { numRuns: 8 },
  );
});
