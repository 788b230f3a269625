import { createHmac } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../../domain/events/event.js';
import type { DeliverOptions } from '../../../lambdas/events/deliver-lane.js';
import type { Lane } from '../../../lambdas/events/delivery-book.js';
import { openPartnerDesk, type PartnerDesk } from '../partner-desk.js';
import { type WebhookReceiver, webhookReceiver } from '../../support/webhook-receiver.js';

let desk: PartnerDesk;
let receiver: WebhookReceiver;
beforeAll(async () => {
  desk = await openPartnerDesk('GB', { NOTIFY_LOCAL_HTTP: '1' });
  receiver = await webhookReceiver();
});
afterAll(async () => {
  await receiver.stop();
  await desk.stop();
});
beforeEach(() => {
  // Of endpoints that are disabled, and what crashes are made of.
  jest.spyOn(console, 'warn').mockReturnValue();
  receiver.received.length = 0;
  receiver.behave(204);
});

/** Real time in the tests; so far behind that what is listed is settled at once. */
let nowMs = Date.now() - 60_000;
const table = 'records';
const bus: PartnerEvent[] = [];
let count = 0;

function eventOf(more: Partial<PartnerEvent> = {}): PartnerEvent {
  count++;
  return {
    id: `evt_${String(count).padStart(24, '0')}`,
    type: 'customer.updated',
    time: new Date(nowMs + count).toISOString(),
    owner: 'acme',
    subject: `customer/cus_${count}`,
    actor: { type: 'partner', id: 'acme' },
    data: { customer: { id: `cus_${count}`, name: 'Ada', score: 1.5 } },
    ...more,
  };
}

async function hub() {
  const { DynamoDbDeliveries } = await import('../../../lambdas/events/dynamodb-deliveries.js');
  const { eventWrite } = await import('../../../lambdas/events/outbox.js');
  const { writeTogether } = await import('../../../lambdas/accounts/ledger.js');
  const { fanOut, keepBusEvent } = await import('../../../lambdas/events/fan-out.js');
  const { deliverLane } = await import('../../../lambdas/events/deliver-lane.js');
  const { sweep } = await import('../../../lambdas/events/sweep.js');
  const { runReplay } = await import('../../../lambdas/events/replay.js');
  const { client } = desk;
  const woken: Lane[] = [];
  const options = {
    client,
    table,
    operatorId: 'lily-gb',
    deliveries: new DynamoDbDeliveries(client, table),
    tellBus: (event: PartnerEvent) => {
      bus.push(event);
      return Promise.resolve();
    },
    wakeLanes: (lanes: readonly Lane[]) => {
      woken.push(...lanes);
      return Promise.resolve();
    },
    now: () => nowMs,
    deadlineMs: Infinity,
    isSandbox: true,
  };
  const deliver = (lane: Lane, more: Partial<DeliverOptions> = {}) =>
    deliverLane(lane, {
      book: new DynamoDbDeliveries(client, table),
      operatorId: 'lily-gb',
      policy: { localHttp: true },
      now: () => nowMs,
      token: () => String(Math.random()),
      deadlineMs: Infinity,
      timeoutMs: 200,
      ...more,
    });
  return {
    woken,
    write: (event: PartnerEvent) => writeTogether(client, [eventWrite(table, event)]),
    fanOut: (id: string, more: object = {}) => fanOut(id, { ...options, ...more }),
    keepBusEvent: (event: Parameters<typeof keepBusEvent>[0]) => keepBusEvent(event, options),
    replay: (id: string) => runReplay(id, options),
    deliver,
    /** What the sweep finds is told until nothing is due. */
    run: async () => {
      for (let round = 0; round < 20; round++) {
        const events: { eventId?: string; replayId?: string }[] = [];
        const lanes: Lane[] = [];
        await sweep({
          client,
          table,
          nowMs: nowMs + 1,
          sendEvents: (messages) => Promise.resolve(void events.push(...messages)),
          sendLanes: (due) => Promise.resolve(void lanes.push(...due)),
        });
        if (events.length + lanes.length === 0) return;
        for (const { eventId, replayId } of events)
          await (eventId === undefined ? runReplay(replayId!, options) : fanOut(eventId, options));
        for (const lane of lanes) await deliver(lane);
      }
    },
  };
}

async function endpoint(as: 'acme' | 'corner-shop' | 'operator', more: object = {}) {
  const { status, body } = await desk.call('createWebhookEndpoint', {
    as,
    body: { url: receiver.url, ...more },
  });
  expect(status).toBe(201);
  return body as { id: string; secret: string };
}
const remove = (as: 'acme' | 'corner-shop' | 'operator', id: string) =>
  desk.call('deleteWebhookEndpoint', { as, path: { endpointId: id } });

test('an event is told once to its owner and to the operator, signed, and announced on the bus', async () => {
  const mine = await endpoint('acme');
  const shop = await endpoint('corner-shop');
  const operator = await endpoint('operator');
  const event = eventOf();
  const { write, fanOut, run, deliver, woken } = await hub();
  await write(event);
  await fanOut(event.id);
  await write(event);
  await fanOut(event.id);
  await run();
  await Promise.all(woken.map((lane) => deliver(lane)));
  expect(receiver.received).toHaveLength(2);
  expect(bus.filter(({ id }) => id === event.id)).toHaveLength(1);
  const signedBy = receiver.received.map(({ headers, text }) =>
    [mine, operator].findIndex(({ secret }) => {
      const key = Buffer.from(secret.slice(6), 'base64');
      const signed = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${text}`;
      return (
        headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
      );
    }),
  );
  expect(signedBy.sort((a, b) => a - b)).toEqual([0, 1]);
  expect(receiver.received[0]!.body).toMatchObject({
    id: event.id,
    data: event.data,
    partitionkey: event.subject,
  });
  const { body } = await desk.call('retrieveEvent', { as: 'acme', path: { eventId: event.id } });
  expect(body.deliveries).toEqual([
    expect.objectContaining({ endpointId: mine.id, status: 'delivered', attempts: 1, lastStatus: 204 }),
  ]);
  expect((await desk.call('retrieveEvent', { as: 'corner-shop', path: { eventId: event.id } })).status).toBe(
    404,
  );
  for (const [as, { id }] of [
    ['acme', mine],
    ['corner-shop', shop],
    ['operator', operator],
  ] as const)
    await remove(as, id);
});

test('what crashed between its steps is gone on with: nothing is told twice, nothing is missed', async () => {
  const { id } = await endpoint('acme');
  const event = eventOf();
  const { write, fanOut, run } = await hub();
  await write(event);
  const fails = () => Promise.reject(new Error('crashed'));
  await expect(fanOut(event.id, { wakeLanes: fails })).rejects.toThrow('crashed');
  await expect(fanOut(event.id, { tellBus: fails })).rejects.toThrow('crashed');
  await Promise.all([fanOut(event.id), fanOut(event.id)]);
  await run();
  expect(receiver.received.map(({ body }) => body.id)).toEqual([event.id]);
  await remove('acme', id);
});

test('a later event waits for an earlier one of its subject; other subjects do not', async () => {
  const { id } = await endpoint('acme');
  const { write, run } = await hub();
  const [first, second, other] = [
    eventOf({ subject: 'customer/x' }),
    eventOf({ subject: 'customer/x' }),
    eventOf({ subject: 'customer/y' }),
  ];
  for (const event of [second, first, other]) await write(event);
  receiver.behave(500, 204);
  await run();
  const told = () => receiver.received.map(({ body }) => body.id as string);
  expect(told().slice(0, 2)).toEqual([first.id, other.id]);
  expect(told()).toHaveLength(2);
  nowMs += 30_000;
  await run();
  expect(told().slice(2)).toEqual([first.id, second.id]);
  await remove('acme', id);
});

test('a receiver that hangs or redirects fails; after ten attempts the message is a dead letter, and can be replayed', async () => {
  const { id } = await endpoint('acme');
  const { write, run } = await hub();
  const event = eventOf();
  const next = eventOf({ subject: event.subject });
  const startedMs = nowMs;
  await write(event);
  await write(next);
  receiver.behave('hang', { location: `${receiver.url}/elsewhere` }, 503);
  for (const wait of [0, 30, 120, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400]) {
    if (wait === 86_400) receiver.behave(503, 204);
    nowMs += wait * 1_000;
    await run();
  }
  expect(receiver.received.map(({ body, path }) => `${path} ${body.id as string}`)).toEqual([
    ...Array.from({ length: 10 }, () => `/hooks ${event.id}`),
    `/hooks ${next.id}`,
  ]);
  const { body: shown } = await desk.call('retrieveWebhookEndpoint', {
    as: 'acme',
    path: { endpointId: id },
  });
  expect(shown).toMatchObject({ status: 'enabled', deadLetters: [{ eventId: event.id }] });
  receiver.received.length = 0;
  const from = new Date(startedMs).toISOString();
  const to = new Date(nowMs + 100_000).toISOString();
  const again = { as: 'acme', path: { endpointId: id }, body: { from, to, types: ['customer.*'] } } as const;
  const { status, body: replay } = await desk.call('replayWebhookEndpoint', again);
  expect(status).toBe(202);
  const { replay: work } = await hub();
  expect(await work(replay.id as string)).toBe(true);
  await run();
  const told = receiver.received.map(({ body }) => body.id as string);
  expect(told.filter((each) => [event.id, next.id].includes(each))).toEqual([event.id, next.id]);
  const { body: after } = await desk.call('retrieveWebhookEndpoint', {
    as: 'acme',
    path: { endpointId: id },
  });
  expect(after.deadLetters).toEqual([]);
  await remove('acme', id);
});

test('an endpoint that answers 410 is disabled, its owner told; enabled again it is told what comes then', async () => {
  const { id } = await endpoint('acme');
  const watcher = await endpoint('operator', { types: ['webhook_endpoint.*'] });
  const { write, run } = await hub();
  const event = eventOf();
  await write(event);
  receiver.behave(410, 204);
  await run();
  expect(receiver.received[1]!.body).toMatchObject({
    type: 'webhook_endpoint.disabled',
    data: { webhookEndpoint: { id, disabledReason: 'gone' } },
  });
  const path = { endpointId: id };
  const { body } = await desk.call('retrieveWebhookEndpoint', { as: 'acme', path });
  expect(body).toMatchObject({
    status: 'disabled',
    disabledReason: 'gone',
    deadLetters: [{ eventId: event.id }],
  });
  await write(eventOf());
  await run();
  expect(receiver.received).toHaveLength(2);
  const { body: enabled } = await desk.call('patchWebhookEndpoint', {
    as: 'acme',
    path,
    body: { status: 'enabled' },
  });
  expect(enabled.status).toBe('enabled');
  expect(enabled.disabledReason).toBeUndefined();
  await write(eventOf());
  await run();
  expect(receiver.received).toHaveLength(3);
  await remove('acme', id);
  await remove('operator', watcher.id);
});

test('five days of failures disable an endpoint', async () => {
  const { id } = await endpoint('acme');
  const { write, run } = await hub();
  receiver.behave(500);
  for (let day = 0; day <= 5; day++) {
    await write(eventOf());
    await run();
    nowMs += 24 * 3_600_000 + 1_000;
  }
  await write(eventOf());
  await run();
  const { body } = await desk.call('retrieveWebhookEndpoint', { as: 'acme', path: { endpointId: id } });
  expect(body).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
  await remove('acme', id);
  nowMs = Date.now() - 20_000;
});

test('a rotated secret signs beside the one before it', async () => {
  const { id, secret } = await endpoint('acme');
  const { body } = await desk.call('patchWebhookEndpoint', {
    as: 'acme',
    path: { endpointId: id },
    body: { rotateSecret: true },
  });
  expect(body.secret).toMatch(/^whsec_/);
  expect(body.secret).not.toBe(secret);
  const { write, run } = await hub();
  await write(eventOf());
  await run();
  expect(String(receiver.received[0]!.headers['webhook-signature']).split(' ')).toHaveLength(2);
  const { body: shown } = await desk.call('retrieveWebhookEndpoint', {
    as: 'acme',
    path: { endpointId: id },
  });
  expect(JSON.stringify(shown)).not.toContain('whsec_');
  await remove('acme', id);
});

test('a listener of a hub is told by its API’s notification; the same again is a conflict', async () => {
  const body = { callback: receiver.url, query: 'eventType=CustomerCreateEvent' };
  const first = await desk.call('registerListener_customers', { as: 'acme', body });
  expect(first).toMatchObject({ status: 201, body: { ...body, id: expect.stringMatching(/^hub_/) } });
  expect(first.headers['location']).toMatch(
    new RegExp(`/customerManagement/v4/hub/${first.body.id as string}$`),
  );
  expect((await desk.call('registerListener_customers', { as: 'acme', body })).status).toBe(409);
  expect((await desk.call('registerListener_ordering', { as: 'acme', body })).body).toMatchObject({
    code: 'invalid-listener',
    invalidParams: [{ param: 'query', reason: expect.stringContaining('ProductOrderCreateEvent') }],
  });
  const tmf = { api: 'customers', eventType: 'CustomerCreateEvent' } as const;
  const { write, run } = await hub();
  await write(eventOf({ type: 'customer.created', tmf }));
  await write(eventOf());
  await run();
  expect(receiver.received.map((each) => each.body.data.eventType)).toEqual(['CustomerCreateEvent']);
  const path = { id: first.body.id as string };
  expect((await desk.call('unregisterListener_customers', { as: 'corner-shop', path })).status).toBe(404);
  expect((await desk.call('unregisterListener_ordering', { as: 'acme', path })).status).toBe(404);
  expect((await desk.call('unregisterListener_customers', { as: 'acme', path })).status).toBe(204);
});

test('events of the bus become events of whom their subscriber belongs to; the hub’s own do not come back', async () => {
  await desk.client.send(
    new PutItemCommand({
      TableName: table,
      Item: { pk: { S: 'SUBSCRIBER#sub-of-shop' }, sk: { S: 'META' }, partnerId: { S: 'corner-shop' } },
    }),
  );
  const { id } = await endpoint('corner-shop', { types: ['counter.*'] });
  const { keepBusEvent, run } = await hub();
  const time = new Date(nowMs).toISOString();
  const data = { account: 'a-1', subscriberId: 'sub-of-shop', counter: 'data' };
  const told = bus.length;
  const kept = await keepBusEvent({ id: 'notice_a-1_7_0', type: 'counter.reached', time, data });
  expect(await keepBusEvent({ id: 'notice_a-1_7_0', type: 'counter.reached', time, data })).toBe(kept);
  expect(await keepBusEvent({ id: kept!, type: 'customer.created', time, data })).toBeUndefined();
  expect(await keepBusEvent({ id: 'usage_1', type: 'usage.recorded', time, data: {} })).toBeUndefined();
  await run();
  expect(receiver.received.map(({ body }) => body.subject)).toEqual(['subscriber/sub-of-shop']);
  expect(bus).toHaveLength(told);
  await remove('corner-shop', id);
});

test('who asks gets what happened by cursor, each once, and nobody else’s', async () => {
  const { write, run } = await hub();
  const start = await desk.call('listEvents', { as: 'acme', query: { limit: '200' } });
  const written = [
    eventOf({ type: 'bill.issued' }),
    eventOf(),
    eventOf({ owner: 'corner-shop' }),
    eventOf({ owner: 'operator' }),
  ];
  nowMs += 1_000;
  for (const event of written) await write(event);
  await run();
  const ids = ({ body }: { body: { id: string }[] }) => body.map(({ id }) => id);
  const after = start.headers['x-next-after']!;
  const page = await desk.call('listEvents', { as: 'acme', query: { after, limit: '1' } });
  const rest = await desk.call('listEvents', { as: 'acme', query: { after: page.headers['x-next-after']! } });
  expect([...ids(page), ...ids(rest)].sort()).toEqual([written[0]!.id, written[1]!.id].sort());
  const none = await desk.call('listEvents', { as: 'acme', query: { after: rest.headers['x-next-after']! } });
  expect(none.body).toEqual([]);
  const bills = await desk.call('listEvents', { as: 'acme', query: { after, type: 'bill.*' } });
  expect(ids(bills)).toEqual([written[0]!.id]);
  const all = await desk.call('listEvents', { as: 'operator', query: { limit: '200' } });
  expect(ids(all)).toEqual(expect.arrayContaining(written.map(({ id }) => id)));
  expect(
    (await desk.call('listEvents', { as: 'acme', query: { after: 'x', limit: '0', color: 'red' } })).body,
  ).toMatchObject({
    invalidParams: [{ param: 'color' }, { param: 'limit' }, { param: 'after' }],
  });
});

test('an event’s own sink is told by the body and the token that came with it, until the token ends', async () => {
  const { write, run } = await hub();
  const sink = { url: receiver.url, accessToken: 'tok', body: { specversion: '1.0', id: 'x' } };
  await write(eventOf({ sink }));
  await write(eventOf({ sink: { ...sink, expiresAt: new Date(nowMs - 1).toISOString() } }));
  await run();
  expect(receiver.received).toHaveLength(1);
  expect(receiver.received[0]).toMatchObject({ headers: { authorization: 'Bearer tok' }, body: sink.body });
});

test('an endpoint can only be where partners may be called, and its own', async () => {
  const { body, status } = await desk.call('createWebhookEndpoint', {
    as: 'acme',
    body: { url: 'https://10.0.0.1/', types: ['Bad Type'], colour: 1 },
  });
  expect(status).toBe(400);
  expect(body.invalidParams.map(({ param }: { param: string }) => param).sort()).toEqual([
    'colour',
    'types.0',
  ]);
  const private_ = await desk.call('createWebhookEndpoint', {
    as: 'acme',
    body: { url: 'https://10.0.0.1/' },
  });
  expect(private_.body.invalidParams).toEqual([
    { param: 'url', reason: expect.stringContaining('public host') },
  ]);
  const { id } = await endpoint('acme');
  for (const operation of ['retrieveWebhookEndpoint', 'deleteWebhookEndpoint'])
    expect((await desk.call(operation, { as: 'corner-shop', path: { endpointId: id } })).status).toBe(404);
  expect((await desk.call('listWebhookEndpoints', { as: 'corner-shop' })).body).toEqual([]);
  await remove('acme', id);
});

describe('an endpoint that hangs', () => {
  /** Sends what lanes have, all at once; whoever hangs is answered when all others are done. */
  async function storm(hangs: (url: string) => boolean, lanes: readonly Lane[]) {
    const { deliver } = await hub();
    let inFlight = 0;
    let most = 0;
    let sent = 0;
    const post = async (url: URL) => {
      if (!hangs(url.href)) {
        sent++;
        return { status: 204 };
      }
      most = Math.max(most, ++inFlight);
      await new Promise((resume) => {
        setTimeout(resume, 1_000);
      });
      inFlight--;
      throw new Error('no answer in 10000 ms');
    };
    const told = await Promise.all(lanes.map((lane) => deliver(lane, { post })));
    return { most, sent, told };
  }
  /** Events of subjects of their own, with a lane of each endpoint that hears of them. */
  async function lanesOf(owner: string, events: number) {
    const { write, fanOut, woken } = await hub();
    for (let n = 0; n < events; n++) {
      const event = eventOf({ owner });
      await write(event);
      await fanOut(event.id);
    }
    return woken;
  }
  const isBad = (url: string) => url.includes('/bad');
  const at = (path: string) => ({ url: receiver.url.replace('/hooks', path) });

  test('takes eight deliveries at a time, then two, and keeps nobody else from being sent to', async () => {
    const bad = await endpoint('acme', at('/bad'));
    const good = await endpoint('corner-shop', at('/good'));
    const lanes = [...(await lanesOf('acme', 20)), ...(await lanesOf('corner-shop', 8))];
    const first = await storm(isBad, lanes);
    expect([first.most, first.sent]).toEqual([8, 8]);
    const waits = first.told.filter(({ failed, againMs }) => failed === 0 && againMs !== undefined);
    expect(waits).toHaveLength(12);
    // Nothing is lost, and it is not the function that waits: what had no seat comes back by itself.
    expect(waits.every(({ againMs }) => againMs! > nowMs && againMs! <= nowMs + 5_000)).toBe(true);
    nowMs += 10_000;
    const second = await storm(isBad, lanes);
    expect(second.most).toBe(2);
    // It fails for ten seconds: looked at again after half a minute at the earliest.
    const deferred = second.told.filter(({ failed, againMs }) => failed === 0 && againMs !== undefined);
    expect(deferred).toHaveLength(10);
    expect(deferred.every(({ againMs }) => againMs! >= nowMs + 30_000)).toBe(true);
    // Well again, it gets all of them.
    const missed = 20;
    let got = 0;
    for (let round = 0; round < 20 && got < missed; round++) {
      nowMs += 120_000;
      got += (await storm(() => false, lanes)).sent;
    }
    expect(got).toBe(missed);
    await remove('acme', bad.id);
    await remove('corner-shop', good.id);
  }, 30_000);

  test('and a hundred of them take no more than their owner has', async () => {
    const many = [];
    for (let n = 0; n < 20; n++) many.push(await endpoint('acme', at(`/bad/${n}`)));
    const good = await endpoint('corner-shop', at('/good'));
    const lanes = [...(await lanesOf('acme', 5)), ...(await lanesOf('corner-shop', 8))];
    expect(lanes).toHaveLength(108);
    const { most, sent } = await storm(isBad, lanes);
    expect([most > 8, most <= 24, sent]).toEqual([true, true, 8]);
    for (const { id } of [...many, good]) await remove(id === good.id ? 'corner-shop' : 'acme', id);
  });

  test('and a seat whose holder crashed is free again', async () => {
    const { DynamoDbDeliveries } = await import('../../../lambdas/events/dynamodb-deliveries.js');
    const book = new DynamoDbDeliveries(desk.client, table);
    const enter = (token: string, atMs: number) =>
      book.enter('crashing', [3], token, { nowMs: atMs, untilMs: atMs + 60_000 });
    expect([await enter('one', 0), await enter('two', 59_999), await enter('three', 60_000)]).toEqual([
      3,
      undefined,
      3,
    ]);
    // Who comes too late leaves nobody else's.
    await book.leave('crashing', 3, 'one');
    expect(await enter('four', 60_001)).toBeUndefined();
    await book.leave('crashing', 3, 'three');
    expect(await enter('five', 60_002)).toBe(3);
  });
});
