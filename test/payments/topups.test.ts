import { ProviderError } from '../../lambdas/payments/payment-client.js';
import { paymentIdOf } from '../../lambdas/payments/order-payment.js';
import { type Answer, codesOf, openPaymentOffice, type PaymentTestOffice } from './payment-office.js';

let desk: PaymentTestOffice;
let people = 0;
beforeAll(async () => {
  desk = await openPaymentOffice();
});
afterAll(() => desk.stop());
beforeEach(() => {
  desk.stripe.next = [];
  desk.stripe.payments.clear();
  desk.stripe.calls = 0;
});

const EUR = 1_000_000;

async function person(offeringId = 'starter'): Promise<string> {
  people += 1;
  const { status } = await desk.accounts.open(people, offeringId, { credit: '20.00' });
  expect(status).toBe(201);
  return `sub_${people}`;
}
const asked = (subscriber: string, more: object = {}) => ({
  id: 'top-1',
  subscriber,
  amount: '15.00',
  provider: 'stripe',
  returnUrl: 'https://lily.example/done',
  ...more,
});
const topUp = async (body: object): Promise<Answer> => desk.ask('POST /topups', [], body);
const PAYMENT = '/payments/{paymentId}';

test('a top-up is a payment, a checkout, and money once it is captured', async () => {
  const id = await person();
  const { status, body } = await topUp(asked(id));
  expect({ status, body }).toEqual({
    status: 201,
    body: {
      paymentId: paymentIdOf(id, 'top-1'),
      status: 'created',
      amount: '15.00',
      currency: 'GBP',
      provider: 'stripe',
      checkout: { kind: 'client-secret', clientSecret: expect.stringMatching(/_secret$/) },
      repeated: false,
    },
  });
  const paymentId = paymentIdOf(id, 'top-1');
  expect(paymentId).toMatch(/^pay_[0-9a-f]{24}$/);
  expect(desk.stripe.payments.get(paymentId)?.order).toEqual({
    paymentId,
    amountMicros: 15 * EUR,
    currency: 'GBP',
    description: 'Lily Mobile',
    returnUrl: 'https://lily.example/done',
    notifyUrl: 'https://hooks.lily.example/webhooks/stripe',
    msisdn: expect.stringMatching(/^447700900\d{3}$/),
    subscriberId: id,
    saveMandate: false,
    locale: 'en-GB',
  });
  await desk.tell(paymentId, desk.stripe.pay(paymentId));
  expect(await desk.wallet(id)).toBe(35 * EUR);
  const read = await desk.ask(`GET ${PAYMENT}`, paymentId);
  expect(read.body).toMatchObject({
    status: 'captured',
    captured: '15.00',
    credited: '15.00',
    refundable: '15.00',
    history: [{ n: 1, kind: 'captured', amount: '15.00' }],
  });
  expect(JSON.stringify(read.body)).not.toContain('secret');
});

test('the same id again is the same payment and checkout; however it is written', async () => {
  const id = await person();
  const first = await topUp(asked(id));
  for (const amount of ['15.00', '15', 15]) {
    const again = await topUp(asked(id, { amount }));
    expect(again).toMatchObject({
      status: 200,
      headers: { repeated: 'true' },
      body: { ...first.body, repeated: true },
    });
  }
  expect(desk.stripe.calls).toBe(1);
  for (const change of [
    { amount: '16.00' },
    { returnUrl: 'https://lily.example/other' },
    { saveMandate: true },
  ])
    expect(codesOf(await topUp(asked(id, change)))).toEqual({ status: 409, codes: ['id-used'] });
  // Of another subscriber it is another one.
  expect((await topUp(asked(await person()))).status).toBe(201);
});

test('many at once are one', async () => {
  const id = await person();
  const answers = await Promise.all(Array.from({ length: 8 }, async () => topUp(asked(id))));
  expect(new Set(answers.map(({ body }) => body['paymentId'])).size).toBe(1);
  expect(new Set(answers.map(({ body }) => JSON.stringify(body['checkout']))).size).toBe(1);
  expect(desk.stripe.payments.size).toBe(1);
  const { body } = await desk.ask('GET /subscribers/{subscriberId}/payments', id);
  expect(body['items']).toHaveLength(1);
});

describe('cut off', () => {
  test('before the provider heard of it: 502, and the same request goes on', async () => {
    const id = await person();
    desk.stripe.next = ['down', 'down'];
    for (let i = 0; i < 2; i++)
      expect(await topUp(asked(id))).toMatchObject({
        status: 502,
        headers: { 'retry-after': '5' },
        body: { type: 'urn:wildlily:problem:provider-unavailable' },
      });
    const kept = await desk.ask(`GET ${PAYMENT}`, paymentIdOf(id, 'top-1'));
    expect(kept.body).toMatchObject({ status: 'created', queryAt: expect.any(String) });
    const answer = await topUp(asked(id));
    expect(answer).toMatchObject({
      status: 200,
      body: { checkout: { kind: 'client-secret' }, repeated: false },
    });
    expect(desk.stripe.payments.size).toBe(1);
  });

  test('after the provider made it, before it was linked: still one payment there', async () => {
    const id = await person();
    desk.stripe.next = ['answer-lost'];
    expect((await topUp(asked(id))).status).toBe(502);
    const paymentId = paymentIdOf(id, 'top-1');
    // Its webhook may be first, and finds it by our id.
    await desk.tell(paymentId, desk.stripe.pay(paymentId));
    expect(await desk.wallet(id)).toBe(35 * EUR);
    const again = await topUp(asked(id));
    expect(again).toMatchObject({ status: 200, body: { status: 'captured' } });
    expect(desk.stripe.payments.size).toBe(1);
    expect(await desk.wallet(id)).toBe(35 * EUR);
  });

  test('between the link and the answer: the answer is the same', async () => {
    const id = await person();
    const replace = jest.spyOn(desk.office.payments, 'replace');
    replace.mockImplementationOnce(async function crash(this: unknown, ...of) {
      replace.mockRestore();
      await desk.office.payments.replace(...of);
      throw new Error('the process died');
    });
    await expect(topUp(asked(id))).rejects.toThrow('the process died');
    expect(await topUp(asked(id))).toMatchObject({
      status: 200,
      body: { repeated: true, checkout: { kind: 'client-secret' } },
    });
    expect(desk.stripe.calls).toBe(1);
  });

  test('so long ago that the provider has forgotten its key: it is refused, not made twice', async () => {
    const id = await person();
    desk.stripe.next = ['answer-lost'];
    await topUp(asked(id));
    await desk.accounts.moveClock(1);
    expect(codesOf(await topUp(asked(id)))).toEqual({ status: 409, codes: ['too-old'] });
    expect(desk.stripe.calls).toBe(1);
  });
});

test('what the provider refuses is told as that, and the payment has failed', async () => {
  const id = await person();
  desk.stripe.next = ['refuse'];
  expect(await topUp(asked(id))).toMatchObject({
    status: 502,
    body: { type: 'urn:wildlily:problem:provider-refused', detail: 'stripe: 400 amount_too_small' },
  });
  const { body } = await desk.ask(`GET ${PAYMENT}`, paymentIdOf(id, 'top-1'));
  expect(body).toMatchObject({ status: 'failed', failure: 'refused-by-provider' });
});

test.each<[object, number, string]>([
  [{ amount: '4.99' }, 422, 'amount-invalid'],
  [{ amount: '100.01' }, 422, 'amount-invalid'],
  [{ amount: '15.005' }, 422, 'amount-invalid'],
  [{ amount: '-15' }, 422, 'amount-invalid'],
  [{ amount: '1e1' }, 422, 'amount-invalid'],
  [{ provider: 'adyen' }, 422, 'provider-unknown'],
  [{ subscriber: 'sub_nobody' }, 404, 'subscriber-not-found'],
])('%j is refused with %d %s, and nothing is kept', async (change, status, code) => {
  const id = await person();
  const answer = await topUp(asked(id, change));
  expect(codesOf(answer)).toEqual({ status, codes: [code] });
  expect(String(answer.body['detail'])).toMatch(/allowed: |there is no subscriber/);
  expect((await desk.ask('GET /subscribers/{subscriberId}/payments', id)).body['items']).toEqual([]);
  expect(desk.stripe.calls).toBe(0);
});

test('all that is wrong with a body is told at once', async () => {
  const { status, body } = await topUp({ id: 'a b', amount: true, returnUrl: 'http://evil.example', x: 1 });
  expect(status).toBe(400);
  const params = (body['invalidParams'] as { param: string }[]).map(({ param }) => param);
  expect(new Set(params)).toEqual(new Set(['id', 'subscriber', 'amount', 'provider', 'returnUrl', 'x']));
});

test('who and what is named wrongly does not hide what else is wrong', async () => {
  const id = await person();
  expect(codesOf(await topUp(asked(id, { provider: 'adyen', amount: '4.99' })))).toEqual({
    status: 422,
    codes: ['provider-unknown', 'amount-invalid'],
  });
  expect(codesOf(await topUp(asked('sub_nobody', { provider: 'adyen' })))).toEqual({
    status: 422,
    codes: ['provider-unknown', 'subscriber-not-found'],
  });
});

test.each(['https://a:b@lily.example/', 'javascript:alert(1)', '/done', 'ftp://lily.example'])(
  'nobody is sent back to %s',
  async (returnUrl) => {
    expect((await topUp(asked('sub_1', { returnUrl }))).status).toBe(400);
  },
);

test('an account that has ended is not topped up', async () => {
  const id = await person();
  await desk.accounts.ask('PUT /subscribers/{subscriberId}/state', id, {
    id: 'end',
    state: 'terminated',
    reason: 'left',
    actor: 'kim',
  });
  expect(codesOf(await topUp(asked(id)))).toEqual({ status: 409, codes: ['account-terminated'] });
});

test('by mandate only where the provider has mandates', async () => {
  const id = await person();
  // Its own member hides that of its class.
  Object.defineProperty(desk.stripe, 'charge', { value: undefined, configurable: true });
  expect(codesOf(await topUp(asked(id, { saveMandate: true })))).toEqual({
    status: 422,
    codes: ['mandate-not-offered'],
  });
  Reflect.deleteProperty(desk.stripe, 'charge');
});

test('stopped, nothing of a payment moves; released, what was told meanwhile does', async () => {
  const id = await person();
  await topUp(asked(id));
  const paymentId = paymentIdOf(id, 'top-1');
  const stop = { state: 'stopped', reason: 'looks odd', actor: 'kim' };
  expect((await desk.ask(`PUT ${PAYMENT}/state`, paymentId, stop)).body).toMatchObject({
    changed: true,
    stopped: { reason: 'looks odd', actor: 'kim' },
  });
  expect((await desk.ask(`PUT ${PAYMENT}/state`, paymentId, stop)).body).toMatchObject({ changed: false });
  await desk.tell(paymentId, desk.stripe.pay(paymentId));
  expect(await desk.wallet(id)).toBe(20 * EUR);
  const released = await desk.ask(`PUT ${PAYMENT}/state`, paymentId, { ...stop, state: 'active' });
  expect(released.body).toMatchObject({ changed: true, credited: '15.00' });
  expect(await desk.wallet(id)).toBe(35 * EUR);
});

test('a release that is cut off is due at once', async () => {
  const id = await person();
  await topUp(asked(id));
  const paymentId = paymentIdOf(id, 'top-1');
  const state = (to: string) => ({ state: to, reason: 'r', actor: 'kim' });
  await desk.ask(`PUT ${PAYMENT}/state`, paymentId, state('stopped'));
  await desk.tell(paymentId, desk.stripe.pay(paymentId));
  const put = jest.spyOn(desk.office, 'desk').mockRejectedValueOnce(new Error('the process died'));
  await expect(desk.ask(`PUT ${PAYMENT}/state`, paymentId, state('active'))).rejects.toThrow('died');
  put.mockRestore();
  const due = await desk.ask('GET /payments', [], undefined, { status: 'due' });
  const nowISO = new Date(await desk.office.now()).toISOString();
  const row = (due.body['items'] as { paymentId: string; queryAt: string }[]).find(
    (p) => p.paymentId === paymentId,
  );
  expect(row!.queryAt <= nowISO).toBe(true);
  expect((await desk.ask(`POST ${PAYMENT}/query`, paymentId)).body).toMatchObject({ credited: '15.00' });
  expect(await desk.wallet(id)).toBe(35 * EUR);
});

test('asked now, the provider tells what its message did not', async () => {
  const id = await person();
  await topUp(asked(id));
  const paymentId = paymentIdOf(id, 'top-1');
  desk.stripe.pay(paymentId);
  const { body } = await desk.ask(`POST ${PAYMENT}/query`, paymentId);
  expect(body).toMatchObject({ status: 'captured', credited: '15.00', learned: 1, problems: [] });
  expect(await desk.wallet(id)).toBe(35 * EUR);
  jest.spyOn(desk.stripe, 'query').mockRejectedValueOnce(new ProviderError('stripe: 500', true));
  expect((await desk.ask(`POST ${PAYMENT}/query`, paymentId)).status).toBe(502);
});

test.each([
  ['GET /payments/{paymentId}', 'pay_x', 400, 'invalid-payment-id'],
  ['GET /payments/{paymentId}', `pay_${'0'.repeat(24)}`, 404, 'payment-not-found'],
  ['GET /subscribers/{subscriberId}/payments', 'nobody', 400, 'invalid-subscriber-id'],
  ['PATCH /payments', '', 404, 'route-not-found'],
])('%s of %s is %d', async (route, of, status, code) => {
  expect(codesOf(await desk.ask(route, of))).toEqual({ status, codes: [code] });
});

test('payments are read page by page, the newest first', async () => {
  const id = await person();
  for (let i = 0; i < 3; i++) {
    await topUp(asked(id, { id: `p-${i}` }));
    await desk.accounts.moveClock(0.001);
  }
  const first = await desk.ask('GET /subscribers/{subscriberId}/payments', id, undefined, { limit: '2' });
  const ids = (answer: Answer) => (answer.body['items'] as { paymentId: string }[]).map((p) => p.paymentId);
  expect(ids(first)).toEqual([paymentIdOf(id, 'p-2'), paymentIdOf(id, 'p-1')]);
  const rest = await desk.ask('GET /subscribers/{subscriberId}/payments', id, undefined, {
    limit: '2',
    after: String(first.body['after']),
  });
  expect(ids(rest)).toEqual([paymentIdOf(id, 'p-0')]);
});
