/** TMF677: what a product's buckets allow, what was used and what is left. */
import { openShop, type Shop } from '../balances/shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  await shop.desk.stop();
});

const refused = ({ status, body }: Awaited<ReturnType<Shop['ask']>>) => [status, body.code];

it('is reported by number, product, account or customer, and kept', async () => {
  const id = await shop.sell({ credit: '9.00' });
  const msisdn = (await shop.msisdn(id)).replace('msisdn-', '+');
  const made = await shop.ask('createQueryUsageConsumption', {
    body: { searchCriteria: { logicalResource: [{ id: msisdn }] } },
  });
  expect(made.status).toBe(201);
  expect(made.headers['location']).toBe(made.body.href);
  const [report, ...more] = made.body.usageConsumption;
  expect(more).toEqual([]);
  expect(report).toMatchObject({ state: 'done', product: [{ id }] });
  const wallet = report.bucketRefOrValue.find(({ name }: { name: string }) => name === 'wallet');
  expect(wallet).toMatchObject({
    usageType: 'monetary',
    remainingValue: { amount: 9, units: 'GBP' },
    bucketCounter: [
      { counterType: 'allowed', value: { amount: 9 }, valueName: '9.00 GBP' },
      { counterType: 'used', value: { amount: 0 } },
      { counterType: 'remaining', value: { amount: 9 } },
      { counterType: 'reserved', value: { amount: 0 } },
    ],
  });
  const path = { id: made.body.id };
  expect((await shop.ask('retrieveQueryUsageConsumption', { path })).body).toEqual(made.body);
  expect((await shop.ask('listQueryUsageConsumption', { query: { id: path.id } })).body).toEqual([made.body]);
  expect((await shop.ask('retrieveQueryUsageConsumption', { as: 'corner-shop', path })).status).toBe(404);
  const byProduct = await shop.ask('createQueryUsageConsumption', {
    body: { searchCriteria: { product: [{ id }] } },
  });
  expect(byProduct.body.usageConsumption).toHaveLength(1);
  expect((await shop.ask('deleteQueryUsageConsumption', { path })).status).toBe(204);
  expect((await shop.ask('retrieveQueryUsageConsumption', { path })).status).toBe(404);
});

it('counts what is set aside as reserved: allowed = used + remaining + reserved', async () => {
  const id = await shop.sell({ credit: '9.00' });
  await shop.ask('createReserveBalance', {
    body: { amount: { amount: 4, units: 'GBP' }, product: { id } },
  });
  const { body } = await shop.ask('createQueryUsageConsumption', {
    body: { searchCriteria: { product: [{ id }] } },
  });
  for (const { bucketCounter } of body.usageConsumption[0].bucketRefOrValue) {
    const [allowed, used, remaining, reserved] = bucketCounter.map(
      ({ value }: { value: { amount: number } }) => value.amount,
    );
    expect(allowed).toBe(used + remaining + reserved);
  }
});

it("is of a partner's own products: all of them, or those of a customer, never those of others", async () => {
  const { addProduct } = await import('../../../lambdas/partners/customers/products.js');
  const party = await shop.ask('createIndividual', { body: { givenName: 'A', familyName: 'B' } });
  const customer = await shop.ask('createCustomer', {
    body: { name: 'Bells', engagedParty: { id: party.body.id, '@referredType': 'Individual' } },
  });
  const customerId: string = customer.body.id;
  const mine = await shop.sell({ customerId });
  const { TransactWriteItemsCommand } = await import('@aws-sdk/client-dynamodb');
  await shop.desk.client.send(
    new TransactWriteItemsCommand({
      TransactItems: addProduct('records', {
        customerId,
        subscriberId: mine,
        accountKey: 'imsi-1',
        accountName: mine,
      }),
    }),
  );
  const relatedParty = [{ id: customerId, '@referredType': 'Customer' }];
  const { body } = await shop.ask('createQueryUsageConsumption', { body: { relatedParty } });
  expect(body.usageConsumption.map(({ id }: { id: string }) => id)).toEqual([mine]);
  const buckets = await shop.ask('listBucket', { query: { 'relatedParty.id': customerId } });
  expect(new Set(buckets.body.map(({ id }: { id: string }) => id.split('.')[0]))).toEqual(new Set([mine]));

  const theirs = await shop.sell({ owner: 'corner-shop' });
  expect(
    refused(
      await shop.ask('createQueryUsageConsumption', {
        body: { searchCriteria: { product: [{ id: theirs }] } },
      }),
    ),
  ).toEqual([400, 'product-not-found']);
  const all = await shop.ask('createQueryUsageConsumption', { body: {} });
  const ids = all.body.usageConsumption.map(({ id }: { id: string }) => id);
  expect(ids).toContain(mine);
  expect(ids).not.toContain(theirs);
});
