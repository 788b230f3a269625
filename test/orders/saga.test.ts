/** The saga of orders: what is done, what is undone, and what is there when it is killed at every effect. */
import { type OrderDesk, Killed, openOrderDesk } from './order-desk.js';

let orders: OrderDesk;
beforeAll(async () => {
  orders = await openOrderDesk();
});
afterAll(async () => orders.stop());
afterEach(() => {
  orders.killer.disarm();
  orders.host.instead.clear();
});

const OFFERING = 'starter';
const characteristic = (name: string, value: unknown) => ({ name, value });

async function place(items: readonly object[], more: object = {}): Promise<string> {
  const told = await orders.call('createProductOrder', {
    as: 'acme',
    body: { productOrderItem: items, ...more },
  });
  if (told.status !== 201) throw new Error(JSON.stringify(told.body));
  return told.body.id as string;
}

const activation = (more: readonly object[] = [], id = '1') => ({
  id,
  action: 'add',
  productOffering: { id: OFFERING },
  ...(more.length === 0 ? {} : { product: { productCharacteristic: more } }),
});

const see = async (id: string) =>
  (await orders.call('retrieveProductOrder', { as: 'acme', path: { id } })).body;

/** A line that is active. */
async function line(): Promise<string> {
  const id = await place([activation()]);
  await orders.run(id);
  const order = await see(id);
  expect(order.state).toBe('completed');
  return order.productOrderItem[0].product.id as string;
}

const change = (id: string, product: object, more: object = {}) => ({
  id: '1',
  action: 'modify',
  product: { id, ...product },
  ...more,
});

// oxlint-disable-next-line typescript/no-explicit-any -- Why: an order as JSON, of every shape.
async function done(item: object): Promise<any> {
  const id = await place([item]);
  await orders.run(id);
  return see(id);
}

describe('activate', () => {
  it('gives a number and a SIM of the stock, activates them at the host and makes a product', async () => {
    const order = await done(activation());
    expect(order).toMatchObject({
      state: 'completed',
      productOrderItem: [{ id: '1', state: 'completed', product: { id: expect.stringMatching(/^sub_/) } }],
    });
    expect(order.milestone.map(({ name }: { name: string }) => name)).toEqual([
      'accepted',
      'reserved',
      'activated at the host',
      'subscription created',
      'completed',
    ]);
    const { id } = order.productOrderItem[0].product;
    const product = await orders.call('retrieveProduct', { as: 'acme', path: { id } });
    expect(product.body).toMatchObject({ status: 'active', productOffering: { id: OFFERING } });
    expect(await orders.desk.record(`SUBSCRIBER#${id}`)).toMatchObject({
      partnerId: 'acme',
      orderId: order.id,
    });
  });

  it('orders an eSIM profile and gives its activation code', async () => {
    const order = await done(activation([characteristic('simType', 'esim')]));
    expect(order.state).toBe('completed');
    expect(order.productOrderItem[0].product.productCharacteristic).toContainEqual({
      name: 'activationCode',
      value: expect.stringMatching(/^LPA:1\$smdp\.example\$89/),
    });
  });

  it('waits for a host that calls back, for a number that is ported in', async () => {
    orders.host.instead.set('port-in', { state: 'pending' });
    const portIn = { msisdn: '447700911111', pac: 'ABC123456' };
    const id = await place([activation([characteristic('portIn', portIn)])]);
    await orders.run(id);
    expect(await see(id)).toMatchObject({ state: 'pending' });
    expect(JSON.stringify(await see(id))).not.toContain('ABC123456');
    orders.host.finish();
    await orders.run(id);
    const order = await see(id);
    expect(order.state).toBe('completed');
    expect(order.productOrderItem[0].product.productCharacteristic).toContainEqual({
      name: 'msisdn',
      value: '447700911111',
    });
    expect(JSON.stringify(await orders.desk.record(`ORDER#${id}`))).not.toContain('ABC123456');
  });

  it('undoes all of it when the host declines', async () => {
    orders.host.instead.set('activate', {
      state: 'declined',
      code: 'sim-failure',
      message: 'the SIM is not known',
      retryable: false,
    });
    const order = await done(activation([characteristic('simType', 'esim')]));
    expect(order).toMatchObject({
      state: 'failed',
      productOrderItem: [{ state: 'failed', failure: { code: 'sim-failure' } }],
    });
    expect(orders.host.done('cancel-profile').filter((id) => id.startsWith(order.id))).toHaveLength(1);
    await nothingLeft(order.id);
  });

  it('is held while what must be undone is declined, and goes on when it is not any more', async () => {
    const no = { state: 'declined', code: 'no', message: 'no', retryable: false } as const;
    orders.host.instead.set('activate', no).set('cancel-profile', no);
    const id = await place([activation([characteristic('simType', 'esim')])]);
    const told = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await orders.run(id);
    expect(told).toHaveBeenCalledTimes(1);
    told.mockRestore();
    expect(await see(id)).toMatchObject({ state: 'held', productOrderItem: [{ trouble: { code: 'no' } }] });
    orders.host.instead.delete('cancel-profile');
    await orders.desk.moveClock(16 * 60_000);
    await orders.run(id);
    expect(await see(id)).toMatchObject({ state: 'failed', productOrderItem: [{ failure: { code: 'no' } }] });
    await nothingLeft(id);
  });

  it('waits for a host that is down, and undoes all of it when that takes too long', async () => {
    orders.host.instead.set('activate', 'down');
    const id = await place([activation()]);
    await orders.run(id);
    expect(await see(id)).toMatchObject({ state: 'pending' });
    await orders.desk.moveClock(3 * 3_600_000);
    await orders.run(id);
    expect(await see(id)).toMatchObject({
      state: 'failed',
      productOrderItem: [{ failure: { code: 'step-timed-out' } }],
    });
    await nothingLeft(id);
  });

  it('takes the first payment, and is done once it came in', async () => {
    const firstTopUp = { amount: '10.00', provider: 'stripe' };
    const id = await place([activation([characteristic('firstTopUp', firstTopUp)])]);
    await orders.run(id);
    const waiting = await see(id);
    expect(waiting).toMatchObject({
      state: 'pending',
      productOrderItem: [{ checkout: { kind: 'redirect' } }],
    });
    await orders.capture(waiting.productOrderItem[0].payment[0].id as string);
    await orders.run(id);
    expect(await see(id)).toMatchObject({ state: 'completed' });
  });

  it('ends what was activated when nobody pays, and gives back what comes in later', async () => {
    const firstTopUp = { amount: '10.00', provider: 'stripe' };
    const id = await place([activation([characteristic('firstTopUp', firstTopUp)])]);
    await orders.run(id);
    const paymentId = (await see(id)).productOrderItem[0].payment[0].id as string;
    await orders.desk.moveClock(25 * 3_600_000);
    await orders.run(id);
    const order = await see(id);
    expect(order.state).toBe('failed');
    expect(orders.host.done('terminate').filter((each) => each.startsWith(id))).toHaveLength(1);
    expect(await orders.desk.record(`SUBSCRIBER#${order.productOrderItem[0].product.id}`)).toMatchObject({
      state: 'terminated',
    });
    const before = orders.refunded.size;
    await orders.capture(paymentId);
    await orders.run(id);
    await orders.run(id);
    expect([...orders.refunded.values()].slice(before)).toEqual([10_000_000]);
  });
});

async function nothingLeft(orderId: string): Promise<void> {
  const { orderBook } = await import('../../lambdas/orders/run-order.js');
  const order = (await orderBook({
    client: orders.desk.client,
    tables: { accounts: 'accounts', records: 'records' },
  }).get(orderId))!;
  for (const { facts } of order.items) {
    for (const resource of [facts.numberResourceId, facts.simResourceId])
      if (resource !== undefined)
        expect(await orders.desk.record(`RESOURCE#${resource}`)).toMatchObject({ status: 'available' });
    expect(await orders.desk.record(`SUBSCRIBER#${facts.subscriberId ?? ''}`)).toBeUndefined();
  }
}

describe('killed at every effect', () => {
  const SCENARIOS = [
    {
      name: 'an eSIM',
      items: [activation([characteristic('simType', 'esim')])],
      declines: false,
      state: 'completed',
    },
    {
      name: 'an eSIM that the host declines',
      items: [activation([characteristic('simType', 'esim')])],
      declines: true,
      state: 'failed',
    },
  ];
  it.each(SCENARIOS)(
    'ends in the same: $name',
    async ({ items, declines, state }) => {
      const { host, killer } = orders;
      if (declines)
        host.instead.set('activate', { state: 'declined', code: 'no', message: 'no', retryable: false });
      // Killed before its next effect is killed after this one: the same is there.
      for (let n = 1; ; n++) {
        const id = await place(items);
        killer.arm(n, 'after');
        const killed = await wasKilled(orders.run(id));
        killer.disarm();
        await orders.run(id);
        const order = await see(id);
        expect({ n, state: order.state }).toEqual({ n, state });
        const mine = (kind: Parameters<typeof host.done>[0]) =>
          host.done(kind).filter((request) => request.startsWith(`${id}.`)).length;
        if (state === 'completed') {
          expect(mine('activate')).toBe(1);
          const { id: product } = order.productOrderItem[0].product;
          const subscriber = (await orders.desk.record(`SUBSCRIBER#${product}`))!;
          for (const resource of [
            `res_${String(subscriber['msisdn'])}`,
            `res_iccid-${String(subscriber['iccid'])}`,
          ])
            expect(await orders.desk.record(`RESOURCE#${resource}`)).toMatchObject({
              status: 'in_use',
              subscriberId: product,
            });
        } else {
          expect([mine('order-profile'), mine('cancel-profile')]).toEqual([1, 1]);
          await nothingLeft(id);
        }
        if (!killed) break;
      }
    },
    60_000,
  );

  it('refunds credit once, whatever is killed on the way', async () => {
    const { killer } = orders;
    const firstTopUp = { amount: '10.00', provider: 'stripe' };
    for (let n = 1; ; n++) {
      const bought = await place([activation([characteristic('firstTopUp', firstTopUp)])]);
      await orders.run(bought);
      await orders.capture((await see(bought)).productOrderItem[0].payment[0].id as string);
      await orders.run(bought);
      const product = (await see(bought)).productOrderItem[0].product.id as string;
      const before = orders.refunded.size;
      const id = await place([{ id: '1', action: 'delete', product: { id: product } }]);
      killer.arm(n, 'after');
      const killed = await wasKilled(orders.run(id));
      killer.disarm();
      await orders.run(id);
      expect({ n, state: (await see(id)).state as string }).toEqual({ n, state: 'completed' });
      expect([...orders.refunded.values()].slice(before)).toEqual([10_000_000]);
      expect((await see(id)).productOrderItem[0].product.productCharacteristic).toEqual([
        { name: 'refunded', value: 10 },
        // What the plan gave to begin with: nobody paid for it.
        { name: 'creditNotRefunded', value: 10 },
      ]);
      if (!killed) break;
    }
  }, 60_000);
});

async function wasKilled(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}

describe('changes of a line', () => {
  it('suspends and resumes', async () => {
    const id = await line();
    expect(
      await done(
        change(id, { status: 'suspended', productCharacteristic: [characteristic('reason', 'lost')] }),
      ),
    ).toMatchObject({ state: 'completed' });
    expect((await orders.call('retrieveProduct', { as: 'acme', path: { id } })).body.status).toBe(
      'suspended',
    );
    expect(await done(change(id, { status: 'active' }))).toMatchObject({ state: 'completed' });
    expect((await orders.call('retrieveProduct', { as: 'acme', path: { id } })).body.status).toBe('active');
  });

  it('swaps the SIM: the account stays, the old SIM is retired, and it is told at once', async () => {
    const id = await line();
    const before = (await orders.desk.record(`SUBSCRIBER#${id}`))!;
    const order = await done(change(id, { productCharacteristic: [characteristic('simType', 'physical')] }));
    expect(order.state).toBe('completed');
    const after = (await orders.desk.record(`SUBSCRIBER#${id}`))!;
    expect(after['iccid']).not.toBe(before['iccid']);
    expect(after['accountKey']).toBe(before['accountKey']);
    expect(await orders.desk.record(`RESOURCE#res_iccid-${String(before['iccid'])}`)).toMatchObject({
      status: 'retired',
    });
    expect(await orders.desk.record(`SIM#${String(after['supi'])}`)).toMatchObject({ subscriberId: id });
    // Again, with an alias that is followed by another: the account still knows the SIM as the one that it is named after.
    expect(
      await done(change(id, { productCharacteristic: [characteristic('simType', 'physical')] })),
    ).toMatchObject({ state: 'completed' });
    const last = (await orders.desk.record(`SUBSCRIBER#${id}`))!;
    const { DynamoDbAccountStore } = await import('../../lambdas/charging/dynamodb-account-store.js');
    const store = new DynamoDbAccountStore(orders.desk.client, 'accounts');
    expect(await store.get(String(last['supi']))).toMatchObject({ to: before['supi'], as: before['supi'] });
    expect(await store.get(String(after['supi']))).toMatchObject({
      to: expect.stringMatching(/^left:/) as string,
    });
    expect(await done({ id: '1', action: 'delete', product: { id } })).toMatchObject({ state: 'completed' });
    expect(await orders.desk.record(`SUBSCRIBER#${id}`)).toMatchObject({ state: 'terminated' });
  });

  it('changes the number', async () => {
    const id = await line();
    const before = (await orders.desk.record(`SUBSCRIBER#${id}`))!;
    expect(
      await done(change(id, { productCharacteristic: [characteristic('msisdn', 'any')] })),
    ).toMatchObject({ state: 'completed' });
    const after = (await orders.desk.record(`SUBSCRIBER#${id}`))!;
    expect(after['msisdn']).not.toBe(before['msisdn']);
    expect(await orders.desk.record(`RESOURCE#res_${String(before['msisdn'])}`)).toMatchObject({
      status: 'quarantined',
    });
    expect(await orders.desk.record(`MSISDN#${String(before['msisdn'])}`)).toBeUndefined();
  });

  it('refuses SIM changes and port-outs while the line is locked', async () => {
    const id = await line();
    expect(
      await done(change(id, { productCharacteristic: [characteristic('simLock', true)] })),
    ).toMatchObject({ state: 'completed' });
    const told = await orders.call('createProductOrder', {
      as: 'acme',
      body: {
        productOrderItem: [change(id, { productCharacteristic: [characteristic('simType', 'physical')] })],
      },
    });
    expect(told).toMatchObject({ status: 400, body: { code: 'invalid-order' } });
    expect(told.body.detail).toContain('is locked against SIM changes');
  });

  it('ports out with the PIN that the subscriber set', async () => {
    const id = await line();
    const portOut = (pin: string) => ({
      id: '1',
      action: 'delete',
      product: { id, productCharacteristic: [characteristic('portOut', { recipient: 'Other Mobile', pin })] },
    });
    expect(
      (await orders.call('createProductOrder', { as: 'acme', body: { productOrderItem: [portOut('1234')] } }))
        .status,
    ).toBe(400);
    expect(
      await done(change(id, { productCharacteristic: [characteristic('portOutPin', '4711')] })),
    ).toMatchObject({ state: 'completed' });
    expect(
      (await orders.call('createProductOrder', { as: 'acme', body: { productOrderItem: [portOut('1234')] } }))
        .status,
    ).toBe(400);
    const { msisdn } = (await orders.desk.record(`SUBSCRIBER#${id}`)) as { msisdn: string };
    expect(await done(portOut('4711'))).toMatchObject({ state: 'completed' });
    expect(await orders.desk.record(`SUBSCRIBER#${id}`)).toMatchObject({ state: 'terminated' });
    expect(await orders.desk.record(`RESOURCE#res_${msisdn}`)).toMatchObject({ status: 'retired' });
  });

  it('looks at five wrong PINs a day and no more, until there is a new one', async () => {
    const id = await line();
    const set = (pin: string) => change(id, { productCharacteristic: [characteristic('portOutPin', pin)] });
    const tryOut = async (pin: string) => {
      const productCharacteristic = [characteristic('portOut', { recipient: 'Other Mobile', pin })];
      const body = {
        productOrderItem: [{ id: '1', action: 'delete', product: { id, productCharacteristic } }],
      };
      return orders.desk.call('createProductOrder', { as: 'acme', body, query: { dryRun: 'true' } });
    };
    await done(set('4711'));
    const wrong = await Promise.all(['1', '2', '3', '4', '5', '6', '7'].map(async (n) => tryOut(`000${n}`)));
    const looked = wrong.filter(({ body }) => String(body.detail).includes('it is not the port-out PIN'));
    expect(looked.length).toBeLessThanOrEqual(5);
    for (let more = looked.length; more < 5; more++) await tryOut('0000');
    expect((await tryOut('4711')).body.detail).toContain('5 wrong PINs within a day');
    await done(set('4712'));
    expect((await tryOut('4712')).status).toBe(200);
  });

  it('terminates and refunds what was paid and not used, once', async () => {
    const firstTopUp = { amount: '10.00', provider: 'stripe' };
    const bought = await place([activation([characteristic('firstTopUp', firstTopUp)])]);
    await orders.run(bought);
    await orders.capture((await see(bought)).productOrderItem[0].payment[0].id as string);
    await orders.run(bought);
    const id = (await see(bought)).productOrderItem[0].product.id as string;
    const before = orders.refunded.size;
    const order = await done({ id: '1', action: 'delete', product: { id } });
    await orders.run(order.id as string);
    expect(order.state).toBe('completed');
    expect([...orders.refunded.values()].slice(before)).toEqual([10_000_000]);
    expect((await orders.call('retrieveProduct', { as: 'acme', path: { id } })).body.status).toBe(
      'terminated',
    );
  });
});

describe('cancel', () => {
  it('undoes an order that waits', async () => {
    orders.host.instead.set('activate', { state: 'pending' });
    const id = await place([activation()]);
    await orders.run(id);
    const cancel = await orders.call('createCancelProductOrder', {
      as: 'acme',
      body: { productOrder: { id } },
    });
    expect(cancel).toMatchObject({ status: 201, body: { state: 'inProgress' } });
    await orders.run(id);
    expect(await see(id)).toMatchObject({ state: 'cancelled' });
    await nothingLeft(id);
    const after = await orders.call('retrieveCancelProductOrder', {
      as: 'acme',
      path: { id: cancel.body.id as string },
    });
    expect(after.body.state).toBe('done');
  });

  it('comes too late for one that has ended', async () => {
    const id = await place([activation()]);
    await orders.run(id);
    const cancel = await orders.call('createCancelProductOrder', {
      as: 'acme',
      body: { productOrder: { id } },
    });
    expect(cancel.body.state).toBe('terminatedWithError');
  });
});
