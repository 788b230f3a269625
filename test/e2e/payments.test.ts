/**
 * Money in, over real HTTP: subscribers of a running operator pay at simulated providers, whose webhooks are signed,
 * come several times and in any order; the network is told to ask again; forged ones change nothing.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { type AccountView } from '../../domain/charging/view.js';
import type { LocalOperator } from '../../local/local-operator.js';
import { eventually } from '../support/eventually.js';
import { type LocalRun, startLocalRun, tokenFor } from '../support/local-run.js';
import { listenForNotifications, type NotificationListener } from '../support/notified.js';
import { OperatorClient } from '../support/operator-client.js';
import { SimulatedNetwork } from '../support/simulated-network.js';

jest.setTimeout(180_000);

const MB = 1_000_000;
const MICROS = 1_000_000;

interface Reauthorisation {
  readonly notificationType: string;
  readonly reauthorizationDetails?: readonly { readonly ratingGroup: number }[];
}

let run: LocalRun;
let gb: LocalOperator;
let client: OperatorClient;
let network: SimulatedNetwork;
let smf: NotificationListener<Reauthorisation>;
let paying: string;
let taken = 0;

beforeAll(async () => {
  run = await startLocalRun();
  gb = run.operators.find(({ id }) => id === 'lily-gb')!;
  client = await OperatorClient.of(gb);
  network = await SimulatedNetwork.of(gb, client);
  smf = await listenForNotifications<Reauthorisation>('/smf');
  paying = await tokenFor(gb, 'payments/write');
});
afterAll(async () => {
  await smf?.stop();
  await run?.stop();
});
afterEach(async () => {
  await control('PUT', 'disturbance', { duplicates: 1, delayMs: 0, reorder: false, drop: 0 });
});

/** A subscriber that no other test uses. */
function subscriber() {
  const free = gb.subscribers.filter(({ plan, demoTraffic }) => plan === 'starter' && !demoTraffic);
  return free[taken++]!;
}

async function pay(method: string, path: string, body?: object) {
  const response = await fetch(`${gb.apis['operator']}${path}`, {
    method,
    headers: { authorization: `Bearer ${paying}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function control(method: string, path: string, body?: object) {
  const response = await fetch(`${gb.paymentSimulatorUrl}/control/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

const moneyOf = ({ buckets }: AccountView) => buckets.find(({ unit }) => unit === 'money')!;

/** What the wallet holds, whatever of it is reserved. */
async function wallet(subscriberId: string): Promise<number> {
  const { available, reserved } = moneyOf(await client.account(subscriberId));
  return available + reserved;
}

async function topUp(subscriberId: string, provider: string, amount = '10.00') {
  const { status, body } = await pay('POST', '/topups', {
    id: `top-up-${subscriberId}`,
    subscriber: subscriberId,
    amount,
    provider,
    returnUrl: 'https://lily.example/gb/thanks',
  });
  expect({ status, body }).toMatchObject({
    status: 201,
    body: { status: 'created', currency: 'GBP', amount },
  });
  const { paymentId, checkout } = body as { paymentId: string; checkout: { kind: string; url: string } };
  expect(checkout.kind).toBe('redirect');
  return { paymentId, url: checkout.url };
}

/** As a person does it: opens the page, and presses the button of its form. */
async function payOnPage(url: string): Promise<void> {
  const page = await fetch(url);
  expect(page.status).toBe(200);
  const text = await page.text();
  expect(text).toContain('Pay £10.00');
  const paid = await fetch(page.url, { method: 'POST', body: new URLSearchParams({ action: 'pay' }) });
  expect(await paid.text()).toMatch(
    /role="status">\s*(Paid|Approved)[^]*href="https:\/\/lily\.example\/gb\/thanks/,
  );
}

const credited = async (paymentId: string, amount: string): Promise<void> =>
  await eventually(async () =>
    expect((await pay('GET', `/payments/${paymentId}`)).body).toMatchObject({ credited: amount }),
  );

/** Nothing is on its way any more. */
const delivered = async () =>
  await eventually(async () => {
    const { counts } = await control('GET', 'deliveries');
    expect(counts).toMatchObject({ waiting: 0 });
    return counts as Record<string, number>;
  });

test('an empty wallet is redirected, paid up on the page it leads to, and the session goes on', async () => {
  const { supi, subscriberId } = subscriber();
  const before = await client.account(subscriberId);
  const bundle = before.buckets.find(({ unit }) => unit === 'bytes')!.available;
  const all = bundle + Math.floor(moneyOf(before).available / 20_000) * MB;
  const traffic = { ratingGroup: 1000, used: [], notifyUri: `${smf.uri}/sessions/1` };
  const { location } = await network.create(supi, traffic);
  const denied = await network.update(supi, location, 1, traffic, all + MB);
  expect(denied).toMatchObject({
    resultCode: 'QUOTA_LIMIT_REACHED',
    finalUnitIndication: {
      finalUnitAction: 'REDIRECT',
      redirectServer: { redirectServerAddress: 'https://lily.example/gb/top-up' },
    },
  });
  const empty = await wallet(subscriberId);
  expect(empty).toBeLessThan(20_000);
  expect(smf.received).toEqual([]);

  await control('PUT', 'disturbance', { duplicates: 5, reorder: true, seed: 4 });
  const { paymentId, url } = await topUp(subscriberId, 'stripe');
  const webhooksBefore = (await delivered())['webhooks']!;
  await payOnPage(url);
  await credited(paymentId, '10.00');
  await eventually(() =>
    expect(smf.received).toEqual([
      {
        path: expect.stringMatching(/^\/smf\/sessions\/1/),
        body: {
          notificationType: 'REAUTHORIZATION',
          reauthorizationDetails: [{ ratingGroup: 1000 }],
        },
      },
    ]),
  );
  const granted = await network.update(supi, location, 2, traffic, 0);
  expect(granted).toMatchObject({ resultCode: 'SUCCESS', grantedUnit: { totalVolume: expect.any(Number) } });
  expect(granted.grantedUnit!['totalVolume']).toBeGreaterThan(0);

  // However often it was told: once.
  const counts = await delivered();
  expect(counts['accepted']).toBeGreaterThan(counts['webhooks']! - webhooksBefore);
  await network.release(supi, location, 3, traffic, 100 * MB);
  expect(await wallet(subscriberId)).toBe(empty + 10 * MICROS - 100 * 20_000);
  expect((await pay('GET', `/payments/${paymentId}`)).body).toMatchObject({
    status: 'captured',
    captured: '10.00',
    credited: '10.00',
    provider: 'stripe',
  });
  expect(smf.received).toHaveLength(1);
});

test('what never comes by webhook is found by asking the provider', async () => {
  const { subscriberId } = subscriber();
  const before = await wallet(subscriberId);
  await control('PUT', 'disturbance', { drop: 1 });
  const { paymentId, url } = await topUp(subscriberId, 'paypal');
  await payOnPage(url);
  expect((await pay('GET', `/payments/${paymentId}`)).body).toMatchObject({ credited: '0.00' });
  expect(await pay('POST', `/payments/${paymentId}/query`)).toMatchObject({ status: 200 });
  await credited(paymentId, '10.00');
  expect(await wallet(subscriberId)).toBe(before + 10 * MICROS);
});

test('a refund takes back what it gives back, once', async () => {
  const { subscriberId } = subscriber();
  const before = await wallet(subscriberId);
  const { paymentId, url } = await topUp(subscriberId, 'paypal');
  await payOnPage(url);
  await credited(paymentId, '10.00');
  await control('PUT', 'disturbance', { duplicates: 4, reorder: true, seed: 9 });
  const refund = { id: 'r-1', amount: '4.00', reason: 'bought by mistake', actor: 'kim' };
  expect((await pay('POST', `/payments/${paymentId}/refunds`, refund)).status).toBeLessThan(300);
  expect((await pay('POST', `/payments/${paymentId}/refunds`, refund)).status).toBeLessThan(300);
  await eventually(async () =>
    expect((await pay('GET', `/payments/${paymentId}`)).body).toMatchObject({
      status: 'partially_refunded',
      refunded: '4.00',
      taken: '4.00',
    }),
  );
  await delivered();
  expect(await wallet(subscriberId)).toBe(before + 6 * MICROS);
  expect(await control('GET', `payments/${paymentId}`)).toMatchObject({
    captured: '10.00',
    refunded: '4.00',
  });
  expect((await client.account(subscriberId)).state).toBe('active');
});

test.each(['stripe', 'paypal'])(
  'a dispute at %s holds; won it is let go, lost it is taken and suspends',
  async (provider) => {
    const { subscriberId, supi } = subscriber();
    const before = await wallet(subscriberId);
    const { paymentId, url } = await topUp(subscriberId, provider);
    await payOnPage(url);
    await credited(paymentId, '10.00');
    const shows = async (payment: object, state: string, micros: number) =>
      await eventually(async () => {
        expect((await pay('GET', `/payments/${paymentId}`)).body).toMatchObject(payment);
        expect((await client.account(subscriberId)).state).toBe(state);
        expect(await wallet(subscriberId)).toBe(before + micros);
      });
    await control('POST', `payments/${paymentId}/open-dispute`, { amount: '4.00' });
    await shows({ dispute: 'disputed_open', held: '4.00' }, 'active', 6 * MICROS);
    await control('POST', `payments/${paymentId}/win-dispute`);
    await shows({ dispute: 'disputed_won', held: '0.00', taken: '0.00' }, 'active', 10 * MICROS);
    if (provider === 'paypal') return;

    await control('POST', `payments/${paymentId}/open-dispute`);
    await shows({ dispute: 'disputed_open', held: '10.00' }, 'active', 0);
    await control('POST', `payments/${paymentId}/lose-dispute`);
    await shows({ dispute: 'disputed_lost', held: '0.00', taken: '10.00' }, 'suspended', 0);
    const { granted } = await network.create(supi, { ratingGroup: 1000, used: [] });
    expect(granted.resultCode).not.toBe('SUCCESS');
    expect(granted.grantedUnit).toBeUndefined();
  },
);

test('forged webhooks are refused, and nothing changes', async () => {
  const { subscriberId } = subscriber();
  const before = await wallet(subscriberId);
  const { paymentId } = await topUp(subscriberId, 'stripe');
  const paid = JSON.stringify({
    id: 'evt_forged',
    object: 'event',
    type: 'payment_intent.succeeded',
    data: {
      object: {
        id: 'pi_forged',
        object: 'payment_intent',
        amount: 1000,
        amount_received: 1000,
        currency: 'gbp',
        status: 'succeeded',
        metadata: { mvno_payment_id: paymentId },
      },
    },
  });
  const now = Math.floor(Date.now() / 1000);
  const send = async (provider: string, headers: Record<string, string>) =>
    (
      await fetch(`${gb.apis['webhooks']}/${provider}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: paid,
      })
    ).status;
  expect(await send('stripe', {})).toBe(401);
  expect(await send('stripe', { 'stripe-signature': `t=${now},v1=${'0'.repeat(64)}` })).toBe(401);
  expect(await send('paypal', {})).toBe(401);
  // Not a provider of this operator.
  expect(await send('razorpay', {})).toBe(404);
  expect((await pay('GET', `/payments/${paymentId}`)).body).toMatchObject({
    status: 'created',
    credited: '0.00',
  });
  expect((await pay('GET', '/inbox?quarantined=true')).body).toEqual({ items: [] });
  expect(await wallet(subscriberId)).toBe(before);
});

test.each(['lily-gb', 'lily-cn', 'fieldworks-de'])(
  'npm run simulate:payments finds every balance of %s right',
  async (operator) => {
    const { code, output } = await simulate(
      '--operator',
      operator,
      '--count',
      '24',
      '--seed',
      '11',
      '--reorder',
    );
    expect(output).toContain('Every balance changed by what was captured');
    expect(output).toMatch(/^all +24 /m);
    expect(code).toBe(0);
  },
);

async function simulate(...args: string[]): Promise<{ code: number | null; output: string }> {
  const script = resolve(__dirname, '../../scripts/run.js');
  const child = spawn(process.execPath, [script, 'local/payments/main.ts', '--url', run.url, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, output };
}
