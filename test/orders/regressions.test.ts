/** What was wrong once, with orders that are turned around while something is done for them outside. */
import type { HostAdapter } from '../../domain/host/request.js';
import { type OrderDesk, openOrderDesk } from './order-desk.js';

let orders: OrderDesk;
beforeAll(async () => {
  orders = await openOrderDesk();
});
afterAll(async () => orders.stop());
afterEach(() => orders.host.instead.clear());

const OFFERING = 'starter';
const PIN = '123456';
const characteristic = (name: string, value: unknown) => ({ name, value });
const activation = (...more: readonly object[]) => ({
  id: '1',
  action: 'add',
  productOffering: { id: OFFERING },
  ...(more.length === 0 ? {} : { product: { productCharacteristic: more } }),
});
const change = (id: string, product: object = {}, action = 'modify') => ({
  id: '1',
  action,
  product: { id, ...product },
});

async function place(item: object): Promise<string> {
  const told = await orders.call('createProductOrder', { as: 'acme', body: { productOrderItem: [item] } });
  if (told.status !== 201) throw new Error(JSON.stringify(told.body));
  return told.body.id as string;
}

const see = async (id: string) =>
  (await orders.call('retrieveProductOrder', { as: 'acme', path: { id } })).body;

async function line(): Promise<string> {
  const id = await place(activation());
  await orders.run(id);
  return (await see(id)).productOrderItem[0].product.id as string;
}

const cancel = async (id: string) =>
  (await orders.call('createCancelProductOrder', { as: 'acme', body: { productOrder: { id } } })).body;

/** Does something at the moment when a request has left for the host and has not come there. */
function onTheWay(kind: string, meanwhile: () => Promise<void>): void {
  const host = orders.host as HostAdapter;
  const submit = host.submit.bind(host);
  const spy = jest.spyOn(host, 'submit').mockImplementation(async (request) => {
    if (request.kind === kind) {
      spy.mockRestore();
      await meanwhile();
    }
    return submit(request);
  });
}

const LATER_MS = 3 * 60_000;

describe('cancelled while a request is on its way to the host', () => {
  it('an activation is terminated there, and its number is free only then', async () => {
    const id = await place(activation());
    onTheWay('activate', async () => {
      expect(await cancel(id)).toMatchObject({ state: 'inProgress' });
      // The worker that the cancellation woke: the host knows of nothing yet.
      await orders.run(id);
    });
    await orders.run(id);
    await orders.desk.moveClock(LATER_MS);
    await orders.run(id);
    expect(await see(id)).toMatchObject({ state: 'cancelled' });
    const mine = (kind: 'activate' | 'terminate') =>
      orders.host.done(kind).filter((each) => each.startsWith(id)).length;
    expect([mine('activate'), mine('terminate')]).toEqual([1, 1]);
  });

  it('a suspension that was the first step is resumed there', async () => {
    const subscriber = await line();
    const id = await place(change(subscriber, { status: 'suspended' }));
    onTheWay('suspend', async () => {
      await cancel(id);
      await orders.run(id);
    });
    await orders.run(id);
    await orders.desk.moveClock(LATER_MS);
    await orders.run(id);
    expect(await see(id)).toMatchObject({ state: 'cancelled' });
    expect(orders.host.done('resume').filter((each) => each.startsWith(id))).toHaveLength(1);
  });

  it('an add-on that is being paid for is not cancelled: nothing gives the money back', async () => {
    const id = await place(change(await line(), { status: 'suspended' }));
    const { beforeStep, cancelled, isCancellable, newItem } = await import('../../domain/orders/order.js');
    const intent = { kind: 'add-on', addOnId: 'x', target: { subscriberId: id } } as const;
    const order = {
      state: 'acknowledged' as const,
      items: [newItem('1', {}, intent, 0)],
      milestones: [],
      also: {},
    };
    expect(isCancellable(order)).toBe(true);
    expect(cancelled(order, 'can', 0).state).toBe('cancelled');
    expect(isCancellable(beforeStep(order, '1', 0)!)).toBe(false);
  });
});

describe('what the host has been asked for and can not undo', () => {
  async function portOut(): Promise<string> {
    const subscriber = await line();
    const set = await place(
      change(subscriber, { productCharacteristic: [characteristic('portOutPin', PIN)] }),
    );
    await orders.run(set);
    const portOutOf = { recipient: 'Other Mobile', pin: PIN };
    return place(
      change(subscriber, { productCharacteristic: [characteristic('portOut', portOutOf)] }, 'delete'),
    );
  }

  it('a port-out that the host has is not cancelled', async () => {
    orders.host.instead.set('port-out', { state: 'pending' });
    const id = await portOut();
    await orders.run(id);
    expect(await cancel(id)).toMatchObject({ state: 'terminatedWithError' });
    orders.host.finish();
    await orders.run(id);
    expect(await see(id)).toMatchObject({ state: 'completed' });
  });

  it('a port-out that takes too long is held, and ends as the host says', async () => {
    orders.host.instead.set('port-out', { state: 'pending' });
    const id = await portOut();
    await orders.run(id);
    await orders.desk.moveClock(6 * 24 * 3_600_000);
    const told = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await orders.run(id);
    told.mockRestore();
    expect(await see(id)).toMatchObject({
      state: 'held',
      productOrderItem: [{ trouble: { code: 'step-timed-out' } }],
    });
    orders.host.finish();
    await orders.desk.moveClock(LATER_MS);
    await orders.run(id);
    expect(await see(id)).toMatchObject({ state: 'completed' });
  });

  it('a termination that the host has is neither cancelled nor charged on', async () => {
    const subscriber = await line();
    orders.host.instead.set('terminate', { state: 'pending' });
    const id = await place(change(subscriber, {}, 'delete'));
    await orders.run(id);
    expect(await cancel(id)).toMatchObject({ state: 'terminatedWithError' });
    orders.host.finish();
    await orders.run(id);
    expect(await see(id)).toMatchObject({ state: 'completed' });
  });
});

it('a number that is ported in to a line and fails leaves the line with the number that it had', async () => {
  const subscriber = await line();
  const { msisdn } = (await orders.desk.record(`SUBSCRIBER#${subscriber}`)) as { msisdn: string };
  orders.host.instead.set('change-number', { state: 'pending' });
  const portIn = { msisdn: '447700922222', pac: 'ABC123456' };
  const id = await place(change(subscriber, { productCharacteristic: [characteristic('portIn', portIn)] }));
  await orders.run(id);
  const asked = () =>
    [...orders.host.effects.values()].filter(
      (request) => request.kind === 'change-number' && request.requestId.startsWith(id),
    );
  expect(asked()).toMatchObject([{ msisdn: 'msisdn-447700922222', formerMsisdn: msisdn }]);
  orders.host.instead.clear();
  await orders.desk.moveClock(3 * 3_600_000);
  await orders.run(id);
  expect(asked()[1]).toMatchObject({ msisdn, formerMsisdn: 'msisdn-447700922222' });
  expect(await see(id)).toMatchObject({ state: 'failed' });
});

it('what can not be recorded is tried later each time, and undone when it takes too long', async () => {
  const [mine, other] = [await line(), await line()];
  const { msisdn: wanted } = (await orders.desk.record(`SUBSCRIBER#${other}`)) as { msisdn: string };
  const portIn = { msisdn: wanted.replace('msisdn-', ''), pac: 'ABC123456' };
  const id = await place(change(mine, { productCharacteristic: [characteristic('portIn', portIn)] }));
  await orders.run(id);
  expect(await see(id)).toMatchObject({ state: 'pending' });
  await orders.desk.moveClock(3 * 3_600_000);
  await orders.run(id);
  expect(await see(id)).toMatchObject({ state: 'failed' });
  expect(await orders.desk.record(`SUBSCRIBER#${other}`)).toMatchObject({ msisdn: wanted });
});

it('a payment of a failed order that was deleted goes back when it comes in, once', async () => {
  const firstTopUp = { amount: '10.00', provider: 'stripe' };
  const id = await place(activation(characteristic('firstTopUp', firstTopUp)));
  await orders.run(id);
  const paymentId = (await see(id)).productOrderItem[0].payment[0].id as string;
  await orders.desk.moveClock(25 * 3_600_000);
  await orders.run(id);
  expect((await orders.call('deleteProductOrder', { as: 'acme', path: { id } })).status).toBe(204);
  const before = orders.refunded.size;
  await orders.capture(paymentId);
  await orders.run(id);
  await orders.run(id);
  expect([...orders.refunded.values()].slice(before)).toEqual([10_000_000]);
});
