/** The test clock of a running sandbox, over real HTTP. */
import type { AccountView } from '../../domain/charging/view.js';
import type { LocalOperator } from '../../local/local-operator.js';
import { type LocalRun, startLocalRun, tokenFor } from '../support/local-run.js';

jest.setTimeout(180_000);

let run: LocalRun;
let gb: LocalOperator;
let clocks: string;
let reading: string;

beforeAll(async () => {
  run = await startLocalRun('--operators', 'lily-gb');
  const found = run.operators.find(({ id }) => id === 'lily-gb');
  if (found === undefined) throw new Error('lily-gb does not run');
  gb = found;
  clocks = await tokenFor(gb, 'test/clock');
  reading = await tokenFor(gb, 'subscribers/read');
});
afterAll(() => run?.stop());

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Record<string, unknown>;
}

async function call(method: string, path: string, body?: unknown, token = clocks): Promise<Answer> {
  const response = await fetch(`${gb.apis['operator']}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

const clock = () => call('GET', '/test/clocks/main');

/** Advances, and waits until it is done. */
async function advance(body: object): Promise<Record<string, unknown>> {
  const started = await call('POST', '/test/clocks/main/advance', body);
  expect([200, 202]).toContain(started.status);
  let now = started.body;
  for (let i = 0; now['status'] === 'advancing' && i < 300; i += 1) {
    await new Promise((done) => setTimeout(done, 200));
    now = (await clock()).body;
  }
  expect(now).toMatchObject({ status: 'ready', failed: 0 });
  return now;
}

async function account(supi: string): Promise<AccountView> {
  const { body } = await call('GET', `/subscribers/${supi}`, undefined, reading);
  return body['account'] as AccountView;
}

test('a month passes in a moment, for everybody who asks for the time', async () => {
  const { supi } = gb.subscribers.find(({ plan, demoTraffic }) => plan === 'starter' && !demoTraffic)!;
  const data = async () => (await account(supi)).buckets.find(({ unit }) => unit === 'bytes');
  expect(await data()).toMatchObject({ expired: false });
  expect(await call('POST', '/test/clocks', { id: 'main' })).toMatchObject({
    status: 201,
    body: { id: 'main', status: 'ready' },
  });
  const moved = await advance({ by: '32 days' });
  expect(Date.parse(String(moved['now'])) - Date.now()).toBeGreaterThan(31.9 * 86_400_000);
  expect(await data()).toMatchObject({ expired: true });
});

test('the same instant again changes nothing; an earlier one is refused with both times', async () => {
  const to = new Date(Date.now() + 40 * 86_400_000).toISOString();
  await advance({ to });
  const again = await call('POST', '/test/clocks/main/advance', { to });
  expect(again).toMatchObject({ status: 200, body: { status: 'ready' } });
  const back = await call('POST', '/test/clocks/main/advance', { to: new Date().toISOString() });
  expect(back).toMatchObject({
    status: 409,
    type: 'application/problem+json',
    body: { type: 'urn:wildlily:problem:clock-goes-back', now: expect.any(String), to: expect.any(String) },
  });
});

test('the clock has a scope of its own', async () => {
  const network = await tokenFor(gb, 'charging/session');
  expect((await call('GET', '/test/clocks/main', undefined, network)).status).toBe(403);
  expect((await call('GET', '/test/clocks/main', undefined, 'none')).status).toBe(401);
});
