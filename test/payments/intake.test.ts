/** The way of a webhook through the intake: what is refused, what is kept, and what a repeat heals. */
import {
  type IntakeWorld,
  MPESA_TEST_SECRET,
  MPESA_TOKEN,
  type MpesaCases,
  type Sent,
  httpApiEvent,
  intakeWorld,
  paymentCases,
  restApiEvent,
} from './intake-world.js';

const { samples } = paymentCases('mpesa') as MpesaCases;
const ACCEPTED = { status: 200, type: 'application/json', body: '{"ResultCode":0,"ResultDesc":"Accepted"}' };

let world: IntakeWorld;
beforeEach(() => {
  world = intakeWorld();
  world.secrets = { mpesa: MPESA_TEST_SECRET };
});

const stk = (more: Partial<Sent> = {}): Sent => ({
  provider: 'mpesa',
  token: MPESA_TOKEN,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(samples[0]?.body),
  ...more,
});
const KEY = 'ws_CO_191220191020363925:0';

const counted = (): Record<string, number> =>
  Object.fromEntries([...world.counts].map(([name, n]) => [name.replace('mpesa ', ''), n]));

test('a message is kept by one write, sent, and acknowledged as its provider wants it', async () => {
  expect(await world.post(stk())).toEqual(ACCEPTED);
  expect(world.writes).toBe(1);
  expect(world.queue).toEqual([{ provider: 'mpesa', key: KEY }]);
  expect(world.inbox.get(`mpesa#${KEY}`)).toMatchObject({
    type: 'stkCallback',
    askFirst: true,
    receivedISO: '2026-01-02T03:04:05.000Z',
    facts: [{ kind: 'captured' }],
  });
  expect(counted()).toEqual({ Received: 1, Stored: 1 });
});

test('the bytes are those that were sent, by either door, as text or as base64', async () => {
  const body = ` ${JSON.stringify(samples[0]?.body, null, 2)}\n`;
  const bodies: string[] = [];
  for (const event of [httpApiEvent, restApiEvent])
    for (const base64 of [true, false]) {
      const one = intakeWorld();
      one.secrets = world.secrets;
      expect(await one.post(stk({ body, base64 }), event)).toEqual(ACCEPTED);
      const { raw } = one.inbox.get(`mpesa#${KEY}`)!;
      const { gunzipSync } = await import('node:zlib');
      bodies.push(gunzipSync(raw.gzip!).toString('utf8'));
    }
  expect(new Set(bodies)).toEqual(new Set([body]));
});

test('what is repeated is sent again until it is applied', async () => {
  await world.post(stk());
  expect(await world.post(stk())).toEqual(ACCEPTED);
  expect(world.queue).toHaveLength(2);
  world.inbox.get(`mpesa#${KEY}`)!.applied = true;
  expect(await world.post(stk())).toEqual(ACCEPTED);
  expect(world.queue).toHaveLength(2);
  expect(world.inbox.size).toBe(1);
  expect(counted()).toEqual({ Received: 3, Stored: 1, Duplicates: 2 });
});

test('what says nothing of a payment is kept, and nothing is left to do for it', async () => {
  const reversedBefore = {
    Result: { ConversationID: 'AG_20191219_00005797af5d7d75f652', ResultCode: 'R000001' },
  };
  for (let i = 0; i < 2; i++)
    expect(await world.post(stk({ body: JSON.stringify(reversedBefore) }))).toEqual(ACCEPTED);
  expect(world.queue).toEqual([]);
  // Stored less applied is what is left to do, and an alarm watches it.
  expect(counted()).toEqual({ Received: 2, Stored: 1, Applied: 1, Duplicates: 1 });
});

test('one in quarantine is not sent again by its repeat', async () => {
  await world.post(stk());
  world.inbox.get(`mpesa#${KEY}`)!.quarantined = true;
  expect(await world.post(stk())).toEqual(ACCEPTED);
  expect(world.queue).toHaveLength(1);
});

test('what says nothing about a payment is kept and not sent', async () => {
  expect(await world.post(stk({ body: JSON.stringify(samples[3]?.body) }))).toEqual(ACCEPTED);
  expect(world.inbox.size).toBe(1);
  expect(world.queue).toEqual([]);
});

describe('whatever fails, the repeat heals it', () => {
  test.each(['secret', 'clock', 'before-put', 'after-put', 'before-send', 'after-send'] as const)(
    '%s',
    async (step) => {
      world.fails.add(step);
      const failed = await world.post(stk());
      expect(failed.status).toBe(503);
      expect(world.counts.get('mpesa Failures')).toBe(1);
      expect(await world.post(stk())).toEqual(ACCEPTED);
      expect(world.inbox.size).toBe(1);
      expect(world.queue.length).toBeGreaterThan(0);
      expect(new Set(world.queue.map(({ key }) => key))).toEqual(new Set([KEY]));
    },
  );

  test('an acknowledgement that got lost', async () => {
    await world.post(stk());
    world.inbox.get(`mpesa#${KEY}`)!.applied = true;
    expect(await world.post(stk())).toEqual(ACCEPTED);
    expect(world.inbox.size).toBe(1);
    expect(world.queue).toHaveLength(1);
  });
});

describe('refused, and nothing kept', () => {
  afterEach(() => {
    expect(world.writes).toBe(0);
    expect(world.queue).toEqual([]);
    expect(counted()['Stored']).toBeUndefined();
  });

  test.each<[string, Partial<Sent>, number, string]>([
    ['no token', { token: undefined }, 404, 'SignatureFailures'],
    ['another token', { token: 'x' }, 404, 'SignatureFailures'],
    ['no body', { body: '' }, 400, 'Refused'],
    ['another body', { body: '{"a":1}' }, 400, 'Refused'],
    ['another type', { headers: { 'content-type': 'text/html' } }, 415, 'Refused'],
    ['no type', { headers: {} }, 415, 'Refused'],
    ['another method', { method: 'GET' }, 405, 'Refused'],
    ['more than 1 MiB', { body: ' '.repeat(1024 * 1024 + 1) }, 413, 'Refused'],
    ['more than 1 MiB in base64', { body: Buffer.alloc(1024 * 1024 + 1, 32) }, 413, 'Refused'],
    ['more than 1 MiB in fewer characters', { body: '„'.repeat(400_000) }, 413, 'Refused'],
  ])('%s', async (_, more, status, metric) => {
    expect((await world.post(stk(more))).status).toBe(status);
    expect(counted()).toEqual({ Received: 1, [metric]: 1 });
  });

  test('from an address that is not on the list', async () => {
    world.secrets = { mpesa: { ...MPESA_TEST_SECRET, sourceAddresses: ['196.201.214.0/24'] } };
    for (const event of [httpApiEvent, restApiEvent])
      expect((await world.post(stk({ source: '192.0.2.7' }), event)).status).toBe(403);
    // What a client says of itself is not where it is.
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '196.201.214.200' };
    expect((await world.post(stk({ source: '192.0.2.7', headers }))).status).toBe(403);
  });

  test.each<[string, object]>([
    ['an unknown provider', { provider: 'acme' }],
    ['a name of every object', { provider: 'constructor' }],
    ['a path below a provider that signs', { provider: 'alipay', token: 'x' }],
  ])('%s', async (_, more) => {
    expect((await world.post(stk(more))).status).toBe(404);
    expect(world.counts.size).toBe(0);
  });

  test('a provider that the operator does not have', async () => {
    Object.assign(world.options, { readers: {} });
    expect((await world.post(stk())).status).toBe(404);
  });

  test('no secret', async () => {
    world.secrets = {};
    expect((await world.post(stk())).status).toBe(503);
    expect(counted()).toEqual({ Received: 1, Failures: 1 });
  });

  test('events of another form', async () => {
    for (const event of [null, undefined, {}, { rawPath: '/webhooks/mpesa' }, { path: 1 }, 'x'])
      expect((await world.post(stk(), () => event as never)).status).toBe(500);
  });
});

test('exactly 1 MiB is read', async () => {
  const text = JSON.stringify(samples[0]?.body);
  const body = text + ' '.repeat(1024 * 1024 - text.length);
  for (const base64 of [true, false]) expect(await world.post(stk({ body, base64 }))).toEqual(ACCEPTED);
});

test('content types have parameters, and either case', async () => {
  const headers = { 'CONTENT-TYPE': 'Application/JSON; charset=UTF-8' };
  for (const event of [httpApiEvent, restApiEvent])
    expect(await world.post(stk({ headers }), event)).toEqual(ACCEPTED);
});

test('a secret that was replaced a moment ago is found', async () => {
  world.newer = { mpesa: { ...MPESA_TEST_SECRET, callbackTokens: ['new-token', MPESA_TOKEN] } };
  expect(await world.post(stk({ token: 'new-token' }))).toEqual(ACCEPTED);
  expect((await world.post(stk({ token: 'another' }))).status).toBe(404);
});

test('nothing of a body, a token or a secret is logged', async () => {
  await world.post(stk({ token: 'guess-of-a-token' }));
  await world.post(stk({ body: '{"secret-in-body":1}' }));
  world.fails.add('before-put');
  await world.post(stk());
  expect(world.logged).toHaveLength(3);
  expect(JSON.stringify(world.logged)).not.toMatch(/guess-of-a-token|secret-in-body|passkey|NLJ7RT61SV/);
});

test('a path may lie below a stage, and end in a slash', async () => {
  const at = (rawPath: string) => world.post(stk(), (sent) => Object.assign(httpApiEvent(sent), { rawPath }));
  expect((await at(`/prod/webhooks/mpesa/${MPESA_TOKEN}`)).status).toBe(200);
  expect((await at(`/webhooks/mpesa/${MPESA_TOKEN}/`)).status).toBe(200);
  expect((await at(`/webhooks/mpesa/${MPESA_TOKEN}/more`)).status).toBe(404);
  expect((await at(`/webhooks/mpesa/%E0%A4%A`)).status).toBe(404);
});
