/** TMF676: payments by providers, payments that are told of, authorizations, initiations, refunds. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { judgeAnswer } from '../../support/partner-answers.js';
import { SimulatedProvider } from '../../payments/payment-office.js';
import { openShop, type Shop } from '../carrier-billing/shop.js';
import { type Asked, PARTNER_URL } from '../partner-desk.js';

const stripe = new SimulatedProvider('stripe');
jest.mock('../../../lambdas/payments/clients.js', () => ({ clientOf: () => stripe }));
jest.mock('../../../lambdas/payments/secrets.js', () => ({ secretsOf: async () => ({}) }));

const BASE = `${PARTNER_URL}/tmf-api/paymentManagement/v4`;
let shop: Shop;
let subscriber: string;

const ask = async (operationId: string, asked: Asked = {}) => {
  const told = await shop.desk.call(operationId, { as: 'acme', ...asked });
  if (told.status < 500) judgeAnswer(operationId.replace('_short', ''), told);
  return told;
};
const asked = (value: number, more: object = {}) => ({
  account: { id: subscriber },
  paymentMethod: { '@type': 'Stripe', name: 'stripe' },
  totalAmount: { unit: 'GBP', value },
  ...more,
});
/** As a kit sends it. */
const GENERIC = {
  account: { id: 'BA-1', name: 'somebody' },
  amount: { unit: 'EUR', value: 10 },
  paymentMethod: { '@type': 'BankCard', name: 'my card' },
  totalAmount: { unit: 'EUR', value: 12.1 },
  relatedParty: [{ id: '1', '@referredType': 'Individual', role: 'payer' }],
  correlatorId: 'c-1',
};

/** The payer pays. */
async function pay(paymentId: string) {
  const { office } = await import('../../../lambdas/payments/taking.js');
  const { settlePayment } = await import('../../../lambdas/payments/settle-payment.js');
  const facts = stripe.pay(paymentId);
  await settlePayment(
    paymentId,
    { provider: 'stripe', source: `stripe#${paymentId}`, type: 'test', facts },
    office,
  );
}

beforeAll(async () => {
  jest
    .spyOn(EventBridgeClient.prototype, 'send')
    .mockImplementation((async () => ({ FailedEntryCount: 0 })) as never);
  shop = await openShop({
    EVENT_BUS_NAME: 'bus',
    PAYMENT_QUEUE_URL: 'http://127.0.0.1:9/queue',
    PAYMENT_PROVIDERS: 'stripe,paypal',
    PAYMENT_TOP_UPS: '{"smallest":"5.00","largest":"100.00"}',
    PAYMENT_POLICY: '{"disputeOpened":"hold","disputeLost":"suspend","belowZero":"none"}',
    WEBHOOKS_URL: 'https://hooks.lily.example/webhooks',
  });
  const phone = await shop.open({ credit: '1.00' });
  subscriber = `sub_${phone.slice(-4)}`;
});
afterAll(async () => shop.desk.stop());

test('a payment by a provider is created, not authorized, with what the payer’s page needs', async () => {
  const told = await ask('createPayment', {
    body: asked(10, { description: 'for Anna', correlatorId: 'k1' }),
  });
  expect(told).toMatchObject({
    status: 201,
    headers: { location: told.body.href },
    body: {
      '@type': 'Payment',
      href: `${BASE}/payment/${told.body.id}`,
      status: 'created',
      account: { id: subscriber },
      paymentMethod: { '@type': 'Stripe', name: 'stripe' },
      totalAmount: { unit: 'GBP', value: 10 },
      description: 'for Anna',
      correlatorId: 'k1',
      checkout: { kind: 'client-secret' },
    },
  });
  const path = { id: told.body.id };
  expect((await ask('retrievePayment', { path })).body).toEqual(told.body);
  await pay(told.body.id);
  const { body } = await ask('retrievePayment', { path });
  expect(body).toMatchObject({ status: 'captured', paymentDate: expect.stringMatching(/Z$/) });
  expect(body.checkout).toBeUndefined();
  expect(await shop.wallet(`+44770090${subscriber.slice(-4)}`)).toBe(11_000_000);
  const events = await shop.events('payment.created');
  expect(events.filter(({ subject }) => subject === `payment/${told.body.id}`)).toMatchObject([
    { owner: 'acme', tmf: { eventType: 'PaymentCreateEvent' } },
  ]);
  // What becomes of it is told on the operator's bus; a hub's listener gets it with the payment.
  const captured = {
    id: 'evt_1',
    type: 'payment.captured',
    time: '2027-03-01T09:00:00.000Z',
    owner: 'acme',
    subject: `payment/${told.body.id}`,
    actor: { type: 'system', id: 'payment' },
    data: { paymentId: told.body.id, capturedMicros: 10_000_000 },
  } as const;
  const { withPayment } = await import('../../../lambdas/events/with-payment.js');
  const { PaymentStore } = await import('../../../lambdas/payments/payment-store.js');
  const store = new PaymentStore(shop.desk.client, { accounts: 'accounts', records: 'records' });
  expect(await withPayment(captured, store, 'https://partners.lily.example')).toMatchObject({
    data: {
      capturedMicros: 10_000_000,
      payment: { id: told.body.id, status: 'captured', href: told.body.href },
    },
    tmf: { api: 'payments', eventType: 'PaymentStateChangeEvent' },
  });
});

test('one with the same key is one payment there and here, also after an answer that was lost', async () => {
  const request = { body: asked(20), headers: { 'idempotency-key': 'top-up-1' } };
  stripe.next = ['answer-lost'];
  const lost = await ask('createPayment', request);
  expect(lost.status).toBe(502);
  const before = stripe.payments.size;
  const again = await ask('createPayment', request);
  expect(again.status).toBe(201);
  expect(stripe.payments.size).toBe(before);
  expect((await ask('createPayment', request)).body.id).toBe(again.body.id);
});

test('what is no payment by a provider is recorded as it came, and no value moves', async () => {
  const told = await ask('createPayment', { body: GENERIC });
  expect(told).toMatchObject({
    status: 201,
    headers: { location: told.body.href },
    body: { ...GENERIC, status: 'recorded', id: expect.stringMatching(/^pyr_/) },
  });
  expect((await ask('retrievePayment', { path: { id: told.body.id } })).body).toEqual(told.body);
  const wallet = await shop.wallet(`+44770090${subscriber.slice(-4)}`);
  const cash = await ask('createPayment', {
    body: asked(50, { paymentMethod: { '@type': 'Cash', name: 'cash' } }),
  });
  expect(cash.body.status).toBe('recorded');
  expect(await shop.wallet(`+44770090${subscriber.slice(-4)}`)).toBe(wallet);
  expect((await ask('createPayment_short', { body: GENERIC })).status).toBe(201);
});

test('what can’t be meant is refused, with what is allowed', async () => {
  const refusals: [object, number, string][] = [
    [asked(10, { account: { id: 'sub_nobody' } }), 400, 'account.id'],
    [asked(10, { account: { id: 'BA-1' } }), 400, 'account.id'],
    [asked(10, { paymentMethod: { '@type': 'x', name: 'stripee' } }), 400, 'paymentMethod'],
    [asked(10, { paymentMethod: { '@type': 'x', name: 'adyen' } }), 400, 'paymentMethod'],
    [asked(10, { totalAmount: { unit: 'EUR', value: 10 } }), 400, 'totalAmount.unit'],
  ];
  for (const [body, status, param] of refusals) {
    const told = await ask('createPayment', { body });
    expect(told).toMatchObject({ status, body: { invalidParams: [{ param }] } });
  }
  expect((await ask('createPayment', { body: asked(2) })).body.code).toBe('amount-invalid');
  expect((await ask('createPayment', { body: {} })).body.invalidParams).toHaveLength(3);
  const foreign = await ask('createPayment', { as: 'corner-shop', body: asked(10) });
  expect(foreign).toMatchObject({ status: 400, body: { invalidParams: [{ param: 'account.id' }] } });
});

test('lists have all payments of a partner, by its tools and by others', async () => {
  const { office } = await import('../../../lambdas/payments/taking.js');
  const { postTopUp } = await import('../../../lambdas/payments/topups.js');
  const other = await postTopUp(office, { id: 'web-1', subscriber, amount: '7.00', provider: 'stripe' });
  const { paymentId } = JSON.parse(other.body ?? '{}') as { paymentId: string };
  const all = await ask('listPayment');
  const ids = all.body.map(({ id }: { id: string }) => id);
  expect(ids).toContain(paymentId);
  expect(ids.length).toBeGreaterThan(3);
  expect(all.headers['x-total-count']).toBe(String(ids.length));
  for (const one of all.body) {
    for (const name of ['id', 'href', 'account', 'paymentMethod', 'totalAmount'])
      expect(one[name]).toBeTruthy();
    const found = await ask('listPayment', { query: { id: one.id } });
    expect(found.body).toEqual([one]);
  }
  const recorded = await ask('listPayment', { query: { status: '"recorded"' } });
  expect(recorded.body.length).toBe(3);
  expect((await ask('listPayment', { as: 'corner-shop' })).body).toEqual([]);
  expect((await ask('listPayment', { as: 'corner-shop', query: { id: ids[0] } })).body).toEqual([]);
  expect((await ask('retrievePayment', { as: 'corner-shop', path: { id: ids[0] } })).status).toBe(404);
  expect((await ask('retrievePayment', { path: { id: 'pay_000000000000000000000000' } })).status).toBe(404);
});

test('an initiation gives the payer’s page, an authorization is done when the payer paid', async () => {
  const initiated = await ask('createInitiatePayment', { body: { initiatedPayment: asked(10) } });
  expect(initiated).toMatchObject({
    status: 201,
    body: { state: 'done', initiatedPayment: { status: 'created', checkout: { kind: 'client-secret' } } },
  });
  const { id } = initiated.body.initiatedPayment;
  // As the swagger's own clients write it.
  const authorized = await ask('createAuthorizePayment', {
    body: {
      'authorizedPayment ': { id, account: { id: subscriber }, paymentMethod: { '@type': 'x', name: 'x' } },
    },
  });
  expect(authorized).toMatchObject({ status: 201, body: { state: 'inProgress', authorizedPayment: { id } } });
  await pay(id);
  const path = { id: authorized.body.id };
  expect((await ask('retrieveAuthorizePayment', { path })).body).toMatchObject({
    state: 'done',
    authorizedPayment: { status: 'captured' },
  });
  expect((await ask('listAuthorizePayment')).body).toHaveLength(1);
  expect((await ask('listInitiatePayment')).body).toHaveLength(1);
  expect(
    (await ask('retrieveInitiatePayment', { as: 'corner-shop', path: { id: initiated.body.id } })).status,
  ).toBe(404);
  const generic = await ask('createAuthorizePayment', { body: { authorizedPayment: GENERIC } });
  expect(generic).toMatchObject({ status: 201, body: { authorizedPayment: { status: 'recorded' } } });
  expect((await ask('createAuthorizePayment', { body: {} })).status).toBe(400);
});

test('a refund gives back what came in, once a key, never more', async () => {
  const { body: payment } = await ask('createPayment', { body: asked(30) });
  const refund = (value: number, id = payment.id) => ({
    account: { id: subscriber },
    paymentMethod: { '@type': 'Stripe', name: 'stripe' },
    totalAmount: { unit: 'GBP', value },
    payment: { id },
  });
  const early = await ask('createRefund', { body: refund(10) });
  expect(early).toMatchObject({ status: 409, body: { code: 'not-captured' } });
  await pay(payment.id);
  const before = await shop.wallet(`+44770090${subscriber.slice(-4)}`);
  const request = { body: refund(10), headers: { 'idempotency-key': 'refund-1' } };
  const told = await ask('createRefund', request);
  expect(told).toMatchObject({
    status: 201,
    headers: { location: told.body.href },
    body: {
      '@type': 'Refund',
      status: 'done',
      totalAmount: { unit: 'GBP', value: 10 },
      payment: { id: payment.id },
    },
  });
  expect((await ask('createRefund', request)).body).toEqual(told.body);
  expect(await shop.wallet(`+44770090${subscriber.slice(-4)}`)).toBe(before - 10_000_000);
  expect((await ask('createRefund', { body: refund(21) })).body.code).toBe('refund-too-large');
  const rest = await Promise.all(
    [20, 20, 20].map(async (value) => ask('createRefund', { body: refund(value) })),
  );
  expect(rest.filter(({ status }) => status === 201)).toHaveLength(1);
  expect((await ask('retrievePayment', { path: { id: payment.id } })).body.status).toBe('refunded');
  expect((await ask('retrieveRefund', { path: { id: told.body.id } })).body).toEqual(told.body);
  expect((await ask('listRefund')).body).toHaveLength(2);
  expect((await ask('createRefund', { as: 'corner-shop', body: refund(1) })).status).toBe(404);
  const recorded = await ask('createPayment', { body: GENERIC });
  expect((await ask('createRefund', { body: refund(1, recorded.body.id) })).body.code).toBe('not-captured');
});
