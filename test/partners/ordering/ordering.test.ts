/** TMF622 as partners see it: what is checked, what is refused, and the rules of markets. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Operator } from '../../../domain/operator/operator.js';
import { type OrderDesk, openOrderDesk } from '../../orders/order-desk.js';
import { PARTNER_URL } from '../partner-desk.js';

let orders: OrderDesk;
beforeAll(async () => {
  orders = await openOrderDesk();
});
afterAll(async () => orders.stop());

const HREF = `${PARTNER_URL}/tmf-api/productOrderingManagement/v4/productOrder`;
const post = async (body: object, more: object = {}) =>
  orders.call('createProductOrder', { as: 'acme', body, ...more });
const activation = (more: readonly object[] = []) => ({
  id: '1',
  action: 'add',
  productOffering: { id: 'starter' },
  product: { productCharacteristic: more },
});
/** What the swagger's own example and tools that know only the standard send. */
const FOREIGN = {
  externalId: 'POe-1',
  priority: '1',
  description: 'Product Order illustration sample',
  category: 'B2C product order',
  requestedStartDate: '2018-04-24T00:00:00Z',
  note: [{ text: 'a note' }],
  channel: [{ id: '1', name: 'Online channel', role: 'Used channel for order capture' }],
  productOrderItem: [
    {
      id: '100',
      quantity: 1,
      action: 'add',
      productOffering: { id: '14277', name: 'TMF25' },
      product: { isBundle: true, productCharacteristic: [{ name: 'TEL_MSISDN', value: '415 279 7439' }] },
    },
  ],
};

/** The market as it would be under another law. */
async function under(change: (operator: Operator) => Pick<Operator, 'market'>): Promise<void> {
  const { operatorItem } = await import('../../../lambdas/catalogue/operator-record.js');
  const { brand, host, addOns } = orders.desk.operator;
  await orders.desk.client.send(
    new PutItemCommand({
      TableName: 'records',
      Item: operatorItem({ brand, host, addOns, ...change(orders.desk.operator) }),
    }),
  );
}
afterEach(async () => under(({ market }) => ({ market })));

test('an order has an address, what it is of, and a state', async () => {
  const told = await post({ productOrderItem: [activation()], externalId: 'web-1' });
  expect(told.status).toBe(201);
  expect(told.headers['location']).toBe(`${HREF}/${String(told.body.id)}`);
  expect(told.body).toMatchObject({
    href: told.headers['location'],
    '@type': 'ProductOrder',
    state: 'acknowledged',
    externalId: 'web-1',
    relatedParty: [{ id: 'acme', role: 'seller' }],
  });
});

test('the same request with its key again is the same order', async () => {
  const headers = { 'idempotency-key': 'order-1' };
  const first = await post({ productOrderItem: [activation()] }, { headers });
  const again = await post({ productOrderItem: [activation()] }, { headers });
  expect(again.body.id).toBe(first.body.id);
  expect(again.headers['idempotency-replayed']).toBe('true');
});

test('dryRun checks all of it and does nothing', async () => {
  const before = (await orders.call('listProductOrder', { as: 'acme' })).headers['x-total-count'];
  // The standard has no answer for what is not done, so this one is not judged by it.
  const right = await orders.desk.call('createProductOrder', {
    as: 'acme',
    query: { dryRun: 'true' },
    body: { productOrderItem: [activation()] },
  });
  expect([right.status, right.body.state]).toEqual([200, 'acknowledged']);
  const wrong = await orders.call('createProductOrder', {
    as: 'acme',
    query: { dryRun: 'true' },
    body: FOREIGN,
  });
  expect([wrong.status, wrong.body.code]).toEqual([400, 'invalid-order']);
  expect((await orders.call('listProductOrder', { as: 'acme' })).headers['x-total-count']).toBe(before);
});

test('an order of things that are not ours is taken in and rejected, and lives its life', async () => {
  const told = await post(FOREIGN);
  expect(told).toMatchObject({
    status: 201,
    body: { state: 'rejected', productOrderItem: [{ id: '100', state: 'rejected' }], externalId: 'POe-1' },
  });
  const path = { id: told.body.id as string };
  const patched = await orders.call('patchProductOrder', {
    as: 'acme',
    path,
    body: { description: 'other' },
  });
  expect([patched.status, patched.body.description]).toEqual([200, 'other']);
  const found = await orders.call('listProductOrder', { as: 'acme', query: { description: 'other' } });
  expect(found.body.map(({ id }: { id: string }) => id)).toEqual([path.id]);
  const fields = await orders.call('retrieveProductOrder', { as: 'acme', path, query: { fields: 'state' } });
  expect(fields.body.state).toBe('rejected');
  expect((await orders.call('deleteProductOrder', { as: 'acme', path })).status).toBe(204);
  expect((await orders.call('retrieveProductOrder', { as: 'acme', path })).status).toBe(404);
});

test('all that is wrong is told at once', async () => {
  const told = await post({
    relatedParty: [{ id: 'cus_nobody', '@referredType': 'Customer' }],
    productOrderItem: [
      activation([
        { name: 'msisdn', value: '447700000000' },
        { name: 'firstTopUp', value: { amount: '1.00', provider: 'nobody' } },
      ]),
      {
        id: '2',
        action: 'add',
        productOffering: { id: 'nothing' },
        productOrderItemRelationship: [{ id: '1' }],
      },
      { id: '3', action: 'delete', product: { id: 'sub_nobody' } },
    ],
  });
  expect(told.status).toBe(400);
  expect(told.body.invalidParams.map(({ param }: { param: string }) => param)).toEqual([
    'relatedParty[0].id',
    'productOrderItem[0].product.productCharacteristic[msisdn]',
    'productOrderItem[0].product.productCharacteristic[firstTopUp].provider',
    'productOrderItem[1].productOffering.id',
    'productOrderItem[2].product.id',
  ]);
});

test('an order that is in progress is not deleted, and its items do not change', async () => {
  const { body } = await post({ productOrderItem: [activation()] });
  const path = { id: body.id as string };
  expect((await orders.call('deleteProductOrder', { as: 'acme', path })).body.code).toBe('order-in-progress');
  const patched = await orders.call('patchProductOrder', {
    as: 'acme',
    path,
    body: { productOrderItem: [activation()] },
  });
  expect(patched.status).toBe(400);
});

test("what is another partner's is not there", async () => {
  const { body } = await post({ productOrderItem: [activation()] });
  const path = { id: body.id as string };
  expect((await orders.call('retrieveProductOrder', { as: 'corner-shop', path })).status).toBe(404);
  const cancel = await orders.call('createCancelProductOrder', {
    as: 'corner-shop',
    body: { productOrder: { id: path.id } },
  });
  expect(cancel.status).toBe(400);
  await orders.run(path.id);
  const product = (await orders.call('retrieveProductOrder', { as: 'acme', path })).body.productOrderItem[0]
    .product;
  const theft = await orders.call('createProductOrder', {
    as: 'corner-shop',
    body: { productOrderItem: [{ id: '1', action: 'delete', product: { id: product.id as string } }] },
  });
  expect(theft.status).toBe(400);
});

describe('real name before activation', () => {
  const law = () =>
    under(({ market }) => ({
      market: {
        ...market,
        policy: {
          ...market.policy,
          identity: { realName: 'before_activation', maxLines: 1, source: 'the law' },
        },
      },
    }));

  async function customer(verified: boolean): Promise<string> {
    const party = await orders.call('createIndividual', {
      body: {
        givenName: 'Ada',
        familyName: 'Lovelace',
        individualIdentification: [
          { identificationId: `P${String(verified)}`, identificationType: 'passport' },
        ],
      },
    });
    const id = party.body.id as string;
    if (verified) {
      const { partyBook } = await import('../../../lambdas/partners/parties/handlers.js');
      const book = partyBook(orders.desk.client, 'records');
      const before = (await book.get(id))!;
      await book.update(before, { ...before, verification: 'verified' }, Date.now());
    }
    const told = await orders.call('createCustomer', {
      body: { name: 'Ada', engagedParty: { id, '@referredType': 'Individual' } },
    });
    return told.body.id as string;
  }
  const buy = async (id?: string) =>
    orders.call('createProductOrder', {
      body: {
        productOrderItem: [activation()],
        ...(id === undefined ? {} : { relatedParty: [{ id, '@referredType': 'Customer' }] }),
      },
    });

  test('nobody, and who is not verified, gets no line; who is gets as many as the law allows', async () => {
    await law();
    expect((await buy()).body.detail).toContain('needs a customer');
    expect((await buy(await customer(false))).body.detail).toContain('is not verified');
    const id = await customer(true);
    const first = await buy(id);
    expect(first.status).toBe(201);
    await orders.run(first.body.id as string);
    expect((await buy(id)).body.detail).toContain('has 1 lines; allowed: 1 an identity');
    // The same document under another customer is the same identity, and ending the line makes room.
    const again = await customer(true);
    expect((await buy(again)).body.detail).toContain('has 1 lines; allowed: 1 an identity');
    const { body } = await orders.call('retrieveProductOrder', { path: { id: first.body.id as string } });
    const over = await orders.call('createProductOrder', {
      body: {
        productOrderItem: [
          { id: '1', action: 'delete', product: { id: body.productOrderItem[0].product.id } },
        ],
      },
    });
    expect(over.status).toBe(201);
    await orders.run(over.body.id as string);
    expect((await buy(again)).status).toBe(201);
  });
});

test('in the United States a SIM change wants proof of who asks', async () => {
  const { body } = await post({ productOrderItem: [activation()] });
  const id = body.id as string;
  await orders.run(id);
  const order = await orders.call('retrieveProductOrder', { as: 'acme', path: { id } });
  const product = order.body.productOrderItem[0].product.id as string;
  await under(({ market }) => ({ market: { ...market, country: 'US' } }));
  const swap = async (...more: readonly object[]) =>
    post({
      productOrderItem: [
        {
          id: '1',
          action: 'modify',
          product: { id: product, productCharacteristic: [{ name: 'simType', value: 'physical' }, ...more] },
        },
      ],
    });
  expect((await swap()).body.detail).toContain('authenticated before a SIM change');
  const authentication = { method: 'one-time-code', result: 'passed', at: '2026-01-01T00:00:00Z' };
  const told = await swap({ name: 'authentication', value: authentication });
  expect(told.status).toBe(201);
  await orders.run(told.body.id as string);
  const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
  const { Items: events = [] } = await orders.desk.client.send(
    new QueryCommand({
      TableName: 'records',
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :waiting',
      ExpressionAttributeValues: { ':waiting': { S: 'EVENTS#WAITING' } },
    }),
  );
  const types = events.map((event) => event['type']?.S);
  expect(types).toContain('sim_change.noticed');
  expect(types).toContain('product.created');
});
