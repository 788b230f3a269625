/** The worker and the sweep, as AWS calls them. */
import type { SQSEvent } from 'aws-lambda';
import { type OrderDesk, openOrderDesk } from './order-desk.js';

let orders: OrderDesk;
let work: typeof import('../../lambdas/orders/work.handler.js').handler;
beforeAll(async () => {
  orders = await openOrderDesk();
  // Nobody listens there.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9',
    HOST_URL: 'http://127.0.0.1:9',
    HOST_CALLBACK_URL: 'http://127.0.0.1:9/host/callbacks',
    HOST_SANDBOX_KEY: 'a-key-of-the-test',
    EVENTS_QUEUE_URL: '',
  });
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  ({ handler: work } = await import('../../lambdas/orders/work.handler.js'));
});
afterAll(async () => orders.stop());

const messages = (...bodies: readonly object[]) =>
  ({
    Records: bodies.map((body, index) => ({
      messageId: `m${index}`,
      receiptHandle: 'r',
      body: JSON.stringify(body),
      attributes: { ApproximateReceiveCount: '1' },
    })),
  }) as unknown as SQSEvent;

const place = async (): Promise<string> => {
  const body = { productOrderItem: [{ id: '1', action: 'add', productOffering: { id: 'starter' } }] };
  return (await orders.call('createProductOrder', { as: 'acme', body })).body.id as string;
};
const stateOf = async (id: string): Promise<string> =>
  (await orders.call('retrieveProductOrder', { as: 'acme', path: { id } })).body.state as string;

test('a host that can not be reached is waited for; the message is done', async () => {
  const id = await place();
  expect(await work(messages({ orderId: id }))).toEqual({ batchItemFailures: [] });
  expect(await stateOf(id)).toBe('pending');
  const { gsi1sk } = (await orders.desk.record(`ORDER#${id}`)) as { gsi1sk: string };
  // A message that was sent for another time says nothing new.
  expect(await work(messages({ orderId: id, due: '2026-01-01T00:00:00.000Z' }))).toEqual({
    batchItemFailures: [],
  });
  expect((await orders.desk.record(`ORDER#${id}`))!['gsi1sk']).toBe(gsi1sk);
});

test('an event about a payment of no order, and an order that is gone, are done; what is neither comes back', async () => {
  const told = await work(
    messages({ detail: { data: { paymentId: 'pay_nobody' } } }, { orderId: 'ord_0' }, { hello: 'world' }),
  );
  expect(told).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
});

test('the sweep finds orders that are due', async () => {
  const { handler: sweep } = await import('../../lambdas/orders/sweep.handler.js');
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const before = (await sweep()).woken;
  await place();
  await orders.desk.moveClock(60_000);
  expect((await sweep()).woken).toBeGreaterThan(before);
});

test('the function of the partner API has a handler for each of its routes', async () => {
  const { handler } = await import('../../lambdas/partners/orders.handler.js');
  expect(handler).toBeInstanceOf(Function);
});
