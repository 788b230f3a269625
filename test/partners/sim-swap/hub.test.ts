/** From a changed SIM to the lane of a sink: the events hub with subscriptions to SIM swaps. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { type Lines, openLines } from './lines.js';

const DAY_MS = 86_400_000;
let lines: Lines;
let server: Server;
/** What the queues were sent. */
const sent: { readonly queue: string; readonly message: Record<string, string> }[] = [];

/** A queue service and a bus that take everything. */
const listen = async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const asked = JSON.parse(text) as { QueueUrl?: string; Entries?: { MessageBody?: string }[] };
      for (const { MessageBody: body } of asked.Entries ?? [])
        if (asked.QueueUrl !== undefined && body !== undefined)
          sent.push({
            queue: asked.QueueUrl.split('/').at(-1)!,
            message: JSON.parse(body) as Record<string, string>,
          });
      response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  const url = await listen();
  lines = await openLines({
    AWS_ENDPOINT_URL_SQS: url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: url,
    EVENT_BUS_NAME: 'operator',
    EVENTS_QUEUE_URL: `${url}/1/events`,
    DELIVERIES_QUEUE_URL: `${url}/1/deliveries`,
  });
});
afterAll(async () => {
  await lines.desk.stop();
  server.closeAllConnections();
  server.close();
});

const fanOut = async (message: object) => {
  const { handler } = await import('../../../lambdas/events/fan-out.handler.js');
  const event = { Records: [{ messageId: '1', body: JSON.stringify(message) }] };
  const told = await handler(event as never, { getRemainingTimeInMillis: () => 60_000 });
  expect(told).toEqual({ batchItemFailures: [] });
};
const sweep = async () => {
  const { handler } = await import('../../../lambdas/events/sweep.handler.js');
  await handler();
};
const subscribe = async (phoneNumber: string, config: object = {}) => {
  const { body } = await lines.ask('createSimSwapSubscription', {
    body: {
      protocol: 'HTTP',
      sink: 'https://endpoint.example.com/sink',
      types: ['org.camaraproject.sim-swap-subscriptions.v0.swapped'],
      config: { subscriptionDetail: { phoneNumber }, ...config },
    },
  });
  return body.id as string;
};
const sentTo = (queue: string) => sent.filter((each) => each.queue === queue).map(({ message }) => message);

test('a changed SIM is told to the sink of who subscribed', async () => {
  const { eventWrite } = await import('../../../lambdas/events/outbox.js');
  const { phoneNumber } = await lines.open();
  const id = await subscribe(phoneNumber);
  const at = new Date(Date.now() + 1000).toISOString();
  const changed = {
    id: 'evt_changed',
    type: 'sim_change.noticed',
    time: at,
    owner: 'corner-shop',
    subject: 'product/sub_1',
    actor: { type: 'system', id: 'orders' },
    data: { simChange: { msisdn: phoneNumber.slice(1), changedAt: at } },
  } as const;
  await lines.desk.client.send(
    new TransactWriteItemsCommand({ TransactItems: [eventWrite('records', changed)] }),
  );
  await fanOut({ eventId: changed.id });
  const [told] = await lines.notifications();
  expect(told).toMatchObject({ time: at, data: { subscriptionId: id, phoneNumber } });
  expect(sentTo('events')).toContainEqual({ eventId: told!['id'] });
  await fanOut({ eventId: told!['id'] });
  expect(sentTo('deliveries')).toContainEqual({
    endpointId: 'sink',
    subject: `sim_swap_subscription/${id}`,
  });
});

test('one whose time has come is found by the sweep, by the clock of the sandbox', async () => {
  const { phoneNumber } = await lines.open();
  const subscriptionId = await subscribe(phoneNumber, {
    subscriptionExpireTime: new Date(Date.now() + DAY_MS).toISOString(),
  });
  const ended = async () =>
    (await lines.notifications()).filter(
      ({ data }) => (data as { subscriptionId: string }).subscriptionId === subscriptionId,
    );
  await sweep();
  expect(sentTo('events')).toContainEqual({ subscriptionId });
  await fanOut({ subscriptionId });
  expect(await ended()).toEqual([]);
  await lines.desk.moveClock(DAY_MS);
  await fanOut({ subscriptionId });
  expect(await ended()).toMatchObject([{ data: { terminationReason: 'SUBSCRIPTION_EXPIRED' } }]);
});
