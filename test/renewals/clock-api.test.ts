import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type ClockApiOptions, serveClock } from '../../lambdas/renewals/clock-api.js';
import { driveClock } from '../../lambdas/renewals/drive-clock.js';
import type { ClockState } from '../../lambdas/renewals/test-clock.js';
import { read } from '../catalogue/event.js';
import { MemoryClock, World } from './world.js';

const REAL = Date.parse('2026-01-31T12:00:00Z');

function sandbox() {
  const world = new World();
  const clock = new MemoryClock();
  const handedOver: ClockState[] = [];
  const arrived: ClockState[] = [];
  let budget = Infinity;
  const drive = () => {
    let left = budget;
    return driveClock({
      ...world.options(() => left-- > 0),
      clock,
      realNow: () => REAL,
      settle: () => Promise.resolve(),
    });
  };
  const options: ClockApiOptions = {
    clock,
    clockId: 'main',
    timeZone: 'Europe/Berlin',
    realNow: () => REAL,
    drive,
    handOver: (state) => {
      handedOver.push(state);
      return Promise.resolve();
    },
    arrived: (state) => {
      arrived.push(state);
      return Promise.resolve();
    },
  };
  const call = async (routeKey: string, body?: unknown, clockId = 'main') => {
    const event = {
      routeKey,
      pathParameters: { clockId },
      body: body === undefined ? body : JSON.stringify(body),
    };
    return read(await serveClock(event as unknown as APIGatewayProxyEventV2, options));
  };
  return {
    world,
    clock,
    handedOver,
    arrived,
    drive,
    limit: (accounts: number) => (budget = accounts),
    get: (id?: string) => call('GET /test/clocks/{clockId}', undefined, id),
    create: (body: unknown) => call('POST /test/clocks', body),
    advance: (body: unknown, id?: string) => call('POST /test/clocks/{clockId}/advance', body, id),
  };
}

test('a clock that nobody moved shows real time; making it changes nothing, as often as one likes', async () => {
  const { get, create } = sandbox();
  const ready = { id: 'main', now: '2026-01-31T12:00:00.000Z', status: 'ready', renewed: 0, failed: 0 };
  expect(await get()).toMatchObject({ status: 200, body: ready });
  expect(await create({ id: 'main' })).toMatchObject({ status: 201, body: ready });
  expect(await create({ id: 'main' })).toMatchObject({ status: 201, body: ready });
});

test('an operator has one clock, and says which', async () => {
  const { get, create, advance } = sandbox();
  expect(await create({ id: 'other' })).toMatchObject({
    status: 422,
    body: { type: 'urn:wildlily:problem:unknown-clock', invalidParams: [{ param: 'id' }] },
  });
  expect((await create({ id: 'other' })).body).toMatchObject({
    invalidParams: [{ reason: `got "other"; allowed: "main", the operator's one clock` }],
  });
  for (const answer of [await get('other'), await advance({ by: 'P1D' }, 'other')]) {
    expect(answer).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      body: { type: 'urn:wildlily:problem:clock-not-found', detail: expect.stringContaining('"main"') },
    });
  }
});

test('an advance by a month renews what became due, and is ready', async () => {
  const { world, advance } = sandbox();
  await world.open('imsi-1', '2026-01-31T12:00:00Z');
  await world.open('imsi-2', '2026-01-10T12:00:00Z');
  expect(await advance({ by: 'P1M' })).toEqual({
    status: 200,
    type: 'application/json',
    body: { id: 'main', now: '2026-02-28T12:00:00.000Z', status: 'ready', renewed: 2, failed: 0 },
  });
  expect(world.charges('imsi-1')).toHaveLength(2);
});

test('who works by a schedule is told once it has arrived, and not before', async () => {
  const { world, advance, arrived, limit } = sandbox();
  await advance({ by: 'P1D' });
  expect(arrived).toMatchObject([{ offsetMs: 86_400_000 }]);
  for (let i = 0; i < 20; i += 1) await world.open(`imsi-${i}`, '2026-02-01T12:00:00Z');
  limit(8);
  expect(await advance({ by: 'P1M' })).toMatchObject({ status: 202 });
  expect(arrived).toHaveLength(1);
});

test('a long one answers 202, hands over, and can be followed', async () => {
  const { world, advance, get, limit, handedOver, drive } = sandbox();
  for (let i = 0; i < 20; i += 1) await world.open(`imsi-${i}`, `2026-01-${String(i + 10)}T12:00:00Z`);
  limit(8);
  const to = '2026-03-01T00:00:00.000Z';
  const started = await advance({ to });
  expect(started).toMatchObject({ status: 202, body: { status: 'advancing', to } });
  expect(handedOver).toHaveLength(1);
  const { renewed } = started.body as { renewed: number };
  expect(renewed).toBeGreaterThan(0);
  expect(renewed).toBeLessThan(20);
  expect(await get()).toMatchObject({ status: 200, body: { status: 'advancing', renewed, to } });
  expect(await advance({ by: 'P1D' })).toMatchObject({
    status: 409,
    body: { type: 'urn:wildlily:problem:clock-is-advancing', status: 409, now: expect.any(String), to },
  });
  limit(Infinity);
  await drive();
  expect(await get()).toMatchObject({ body: { status: 'ready', now: to, renewed: 20 } });
});

test('the same `to` again goes on with it, and is answered as the first time once it is there', async () => {
  const { world, advance, limit } = sandbox();
  for (let i = 0; i < 20; i += 1) await world.open(`imsi-${i}`, '2026-01-31T12:00:00Z');
  limit(8);
  const to = '2026-03-01T00:00:00Z';
  expect(await advance({ to })).toMatchObject({ status: 202 });
  limit(Infinity);
  const done = await advance({ to });
  expect(done).toMatchObject({ status: 200, body: { status: 'ready', renewed: 20 } });
  expect(await advance({ to })).toEqual(done);
  expect(world.charges('imsi-0')).toHaveLength(2);
});

test('a clock never goes back: 409, with both times', async () => {
  const { advance, get } = sandbox();
  await advance({ by: 'P1M' });
  expect(await advance({ to: '2026-02-01T00:00:00Z' })).toMatchObject({
    status: 409,
    type: 'application/problem+json',
    body: {
      type: 'urn:wildlily:problem:clock-goes-back',
      status: 409,
      now: '2026-02-28T12:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
    },
  });
  expect(await get()).toMatchObject({ body: { now: '2026-02-28T12:00:00.000Z', status: 'ready' } });
});

test.each<unknown>([
  { by: 'P70Y' },
  { by: 'P999999999Y' },
  { by: '9999999 days' },
  { by: 'soon' },
  undefined,
  '{',
])('%j is refused, and the clock stays', async (body) => {
  const { advance, get } = sandbox();
  expect(await advance(body)).toMatchObject({
    status: 400,
    body: {
      type: 'urn:wildlily:problem:invalid-advance',
      invalidParams: [{ reason: expect.stringContaining('allowed: ') }],
    },
  });
  expect(await get()).toMatchObject({ body: { now: '2026-01-31T12:00:00.000Z', status: 'ready' } });
});

test('two advances at once: one goes, the other is told to wait or finds the clock moved', async () => {
  const { advance, get } = sandbox();
  const answers = await Promise.all([advance({ by: 'P1D' }), advance({ by: 'P1D' })]);
  const statuses = answers.map(({ status }) => status).sort((a, b) => Number(a) - Number(b));
  expect([
    [200, 200],
    [200, 409],
  ]).toContainEqual(statuses);
  const days = statuses[1] === 200 ? 2 : 1;
  expect(await get()).toMatchObject({
    body: { now: new Date(REAL + days * 86_400_000).toISOString(), status: 'ready' },
  });
});
