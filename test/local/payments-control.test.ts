/** What controls the simulated providers, and how webhooks are disturbed. */
import type { Dispute } from '../../local/payments/simulated-payment.js';
import { SimulatedMerchant } from '../support/simulated-merchant.js';

let merchant: SimulatedMerchant;
beforeAll(async () => {
  merchant = await SimulatedMerchant.of('stripe');
});
afterAll(async () => {
  await merchant.stop();
});

const status = async (method: string, path: string, body?: object): Promise<number> =>
  (
    await fetch(`${merchant.world.merchant.url}/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  ).status;

const disturb = async (more: object) =>
  await merchant.control('PUT', 'disturbance', {
    duplicates: 1,
    delayMs: 0,
    reorder: false,
    drop: 0,
    seed: 1,
    ...more,
  });

test('settings of disturbance are checked, all at once', async () => {
  const wrong = { duplicates: 6, delayMs: -1, drop: 1.5, seed: 0.5 };
  const response = await fetch(`${merchant.world.merchant.url}/control/disturbance`, {
    method: 'PUT',
    body: JSON.stringify(wrong),
  });
  expect(response.status).toBe(400);
  const { message } = (await response.json()) as { message: string };
  for (const name of Object.keys(wrong)) expect(message).toContain(name);
  expect(await merchant.control('GET', 'disturbance')).toMatchObject({ duplicates: 1, drop: 0 });
  expect(await disturb({ duplicates: 5, reorder: true })).toMatchObject({
    duplicates: 5,
    reorder: true,
    drop: 0,
  });
});

test('the same seed makes the same choices, another one others', async () => {
  const told = async (seed: number): Promise<number[]> => {
    const other = await SimulatedMerchant.of('stripe');
    try {
      await other.control('PUT', 'disturbance', { duplicates: 5, drop: 0.3, seed });
      for (let n = 0; n < 6; n += 1) await other.act((await other.order()).payment, 'pay');
      await other.settled();
      const { webhooks, dropped, requests, accepted } = other.world.deliveries.counts;
      expect(accepted).toBe(requests);
      return [webhooks, dropped, requests];
    } finally {
      await other.stop();
    }
  };
  const first = await told(1);
  expect(first[0]).toBe(18);
  expect(first[1]).toBeGreaterThan(0);
  expect(first[2]).toBeGreaterThan(18 - first[1]!);
  expect(await told(1)).toEqual(first);
  expect(await told(2)).not.toEqual(first);
});

test('undisturbed, each webhook comes once', async () => {
  await disturb({});
  merchant.received.length = 0;
  const { payment } = await merchant.order();
  await merchant.act(payment, 'pay');
  await merchant.act(payment, 'refund', '5');
  await merchant.settled();
  const types = merchant.received.map(
    ({ verification }) => verification.ok && verification.messages[0]?.type,
  );
  expect(new Set(types).size).toBe(types.length);
  expect(types).toEqual(
    expect.arrayContaining(['payment_intent.succeeded', 'checkout.session.completed', 'refund.created']),
  );
});

test('a delay is kept', async () => {
  await disturb({ delayMs: 400, seed: 3 });
  merchant.received.length = 0;
  const { payment } = await merchant.order();
  await merchant.act(payment, 'pay');
  expect(merchant.world.deliveries.counts.waiting).toBeGreaterThan(0);
  await merchant.settled();
  expect(merchant.received.length).toBeGreaterThan(0);
  await disturb({});
});

test('what can not be done now is refused, and changes nothing', async () => {
  await disturb({});
  const { payment } = await merchant.order();
  const path = `control/payments/${payment.paymentId}`;
  for (const action of ['capture', 'refund', 'open-dispute', 'win-dispute', 'fail-refund'])
    expect([action, await status('POST', `${path}/${action}`)]).toEqual([action, 409]);
  await merchant.act(payment, 'pay');
  for (const action of ['pay', 'authorize', 'decline', 'cancel', 'capture', 'lose-dispute'])
    expect([action, await status('POST', `${path}/${action}`)]).toEqual([action, 409]);
  expect(await status('POST', `${path}/refund`, { amount: '15.01' })).toBe(409);
  await expect(merchant.act(payment, 'refund', '15.01')).rejects.toThrow(
    "15.01 can't be refunded; allowed: above 0, at most 15.00",
  );
  expect(await status('POST', `${path}/refund`, { amount: 'much' })).toBe(400);
  await merchant.act(payment, 'refund', '5');
  await merchant.act(payment, 'open-dispute', '10');
  expect(await status('POST', `${path}/refund`, { amount: '1' })).toBe(409);
  const { disputes } = merchant.world.find('stripe', payment.paymentId)!;
  expect(disputes.map(({ state }: Dispute) => state)).toEqual(['opened']);
  expect(await merchant.view(payment)).toMatchObject({
    captured: '15.00',
    refunded: '5.00',
    disputed: '10.00',
  });
});

test('what is not there is not found', async () => {
  const { payment } = await merchant.order();
  for (const [method, path] of [
    ['GET', 'control/payments/pay_nobody'],
    ['POST', `control/payments/${payment.paymentId}/explode`],
    ['DELETE', 'control/payments'],
    ['GET', 'checkout/stripe/nothing'],
    ['GET', 'api.nobody.example/v1/x'],
    ['GET', 'api.stripe.com/v1/nothing'],
  ] as const)
    expect([path, await status(method, path)]).toEqual([path, path.includes('stripe.com') ? 401 : 404]);
  const elsewhere = merchant.world.merchant.url.replace('lily-gb', 'lily-fr');
  expect((await fetch(`${elsewhere}/`)).status).toBe(404);
});

test('webhooks never leave this machine', async () => {
  const { payment } = await merchant.order();
  const simulated = merchant.world.find('stripe', payment.paymentId)!;
  const [webhook] = merchant.world.providerOf('stripe').webhooks(simulated, { kind: 'canceled' });
  const { deliveries } = merchant.world;
  expect(() => deliveries.send({ ...webhook!, url: 'https://hooks.example/' }, 'x')).toThrow(
    /not on this machine/,
  );
});

test('pages show what a payment is, and nothing of what they show is markup', async () => {
  const { payment } = await merchant.order();
  const { checkoutUrl } = await merchant.view(payment);
  const page = await (await fetch(checkoutUrl)).text();
  expect(page).toContain('50% more / &amp; = ?');
  for (const text of ['£15.00', 'Lily Mobile', 'Simulated Stripe', '>Decline<', '>Cancel<', 'lang="en"'])
    expect(page).toContain(text);
  await merchant.act(payment, 'pay');
  expect(await (await fetch(checkoutUrl)).text()).toMatch(/role="status">\s*Paid/);
  const overview = await (await fetch(`${merchant.world.merchant.url}/`)).text();
  for (const text of [payment.paymentId, merchant.world.merchant.webhooksUrl])
    expect(overview).toContain(text);
  expect(overview).toMatch(/>\s*Refund\s*<[^]*>\s*Dispute\s*</);
});
