/** TMF637 products and TMF639 resources, over one DynamoDB with subscribers of two sellers. */
import { type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { luhnDigit } from '../../../domain/operator/luhn.js';
import { openShop, type Shop } from '../balances/shop.js';
import { judgedCall } from '../judged.js';
import { PARTNER_URL, type PartnerDesk } from '../partner-desk.js';

const INVENTORY = `${PARTNER_URL}/tmf-api/productInventory/v4/product`;
const RESOURCES = `${PARTNER_URL}/tmf-api/resourceInventoryManagement/v4/resource`;

let shop: Shop;
let desk: PartnerDesk;
const call = judgedCall(() => desk);
/** Of acme, and the operator's own. */
let mine: string[];
let theirs: string;
let customerId: string;

beforeAll(async () => {
  // Nothing here sends an order.
  shop = await openShop({ ORDERS_QUEUE_URL: 'http://127.0.0.1:9/orders' });
  desk = shop.desk;
  const { addProduct } = await import('../../../lambdas/partners/customers/products.js');
  const customer = await call('createCustomer', {
    as: 'acme',
    body: { name: 'Bells', engagedParty: { id: '500', '@referredType': 'Organization' } },
  });
  customerId = customer.body.id as string;
  const sold = await shop.sell({
    customerId,
    writes: addProduct('records', {
      customerId,
      subscriberId: 'sub_0001',
      accountKey: 'imsi-234990000000001',
      accountName: 'Starter',
    }),
  });
  mine = [sold, await shop.sell(), await shop.sell()];
  theirs = await shop.sell({ owner: 'operator' });
}, 30_000);
afterAll(async () => {
  await desk.stop();
});

const put = async (Item: PutItemCommandInput['Item']) => {
  const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  await desk.client.send(new PutItemCommand({ TableName: 'records', Item }));
};

describe('a product', () => {
  it('is a subscriber with its account, plan, number and SIM', async () => {
    const { status, body } = await call('retrieveProduct', { as: 'acme', path: { id: mine[0]! } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: mine[0],
      href: `${INVENTORY}/${mine[0]}`,
      '@type': 'Product',
      status: 'active',
      billingAccount: { id: 'imsi-234990000000001', '@referredType': 'BillingAccount' },
      productOffering: { id: 'starter' },
      productCharacteristic: [
        { name: 'msisdn', value: '447700900001' },
        { name: 'iccid', value: '8944990000000000001' },
      ],
      realizingResource: [
        { id: 'res_msisdn-447700900001', href: `${RESOURCES}/res_msisdn-447700900001` },
        { id: 'res_iccid-8944990000000000001' },
      ],
      relatedParty: [
        { id: customerId, role: 'customer' },
        { id: 'acme', role: 'seller' },
      ],
    });
    expect(body.productPrice.length).toBeGreaterThan(0);
    expect(body.productPrice[0].price.taxIncludedAmount.unit).toBe('GBP');
    expect(Date.parse(body.startDate as string)).not.toBeNaN();
  });

  it('is seen by its seller and the operator alone', async () => {
    const of = async (as: 'operator' | 'acme' | 'corner-shop', id: string) =>
      (await call('retrieveProduct', { as, path: { id } })).status;
    expect([
      await of('acme', mine[0]!),
      await of('operator', mine[0]!),
      await of('corner-shop', mine[0]!),
    ]).toEqual([200, 200, 404]);
    expect([await of('acme', theirs), await of('operator', theirs)]).toEqual([404, 200]);
    expect(await of('operator', 'sub_none')).toBe(404);
    const total = async (as: 'operator' | 'acme' | 'corner-shop') =>
      (await call('listProduct', { as })).headers['x-total-count'];
    expect([await total('acme'), await total('operator'), await total('corner-shop')]).toEqual([
      '3',
      '4',
      '0',
    ]);
  });

  it('is listed by pages, by selected attributes, and by every attribute that it answers', async () => {
    const all = await call('listProduct', { as: 'acme' });
    expect(all.body.map(({ id }: { id: string }) => id)).toEqual(mine);
    const page = await call('listProduct', {
      as: 'acme',
      query: { offset: '1', limit: '1', fields: 'status' },
    });
    expect(page.body).toEqual([{ id: mine[1], href: `${INVENTORY}/${mine[1]}`, status: 'active' }]);
    expect(page.headers).toMatchObject({ 'x-total-count': '3', 'x-result-count': '1' });
    const one = all.body[0] as Record<string, unknown>;
    for (const [name, value] of Object.entries(one)) {
      if (typeof value !== 'string' && typeof value !== 'boolean') continue;
      for (const asked of [String(value), `"${value}"`]) {
        const found = await call('listProduct', { as: 'acme', query: { [name]: asked } });
        expect(found.body).toContainEqual(one);
      }
    }
  });

  it.each([
    ['its customer', () => ({ 'relatedParty.id': customerId })],
    ['its card', () => ({ productSerialNumber: '8944990000000000001' })],
    ['its number’s resource', () => ({ 'realizingResource.id': 'res_msisdn-447700900001' })],
    ['its SIM’s resource', () => ({ 'realizingResource.id': 'res_iccid-8944990000000000001' })],
    ['its number', () => ({ 'productCharacteristic.value': '447700900001' })],
  ] as const)('is found by %s', async (_by, query: () => Record<string, string>) => {
    const found = await call('listProduct', { as: 'acme', query: query() });
    expect(found.body.map(({ id }: { id: string }) => id)).toEqual([mine[0]]);
    expect((await call('listProduct', { as: 'corner-shop', query: query() })).body).toEqual([]);
  });

  it('has words of its seller, and nothing else of it is patched', async () => {
    const path = { id: mine[1]! };
    const patched = await call('patchProduct', {
      as: 'acme',
      path,
      body: { description: 'Tablet', name: 'Mum' },
    });
    expect(patched.body).toMatchObject({ description: 'Tablet', name: 'Mum', status: 'active' });
    expect((await call('retrieveProduct', { as: 'acme', path })).body).toEqual(patched.body);
    const less = await call('patchProduct', { as: 'acme', path, body: { description: null } });
    expect(less.body).not.toHaveProperty('description');
    const refused = await call('patchProduct', { as: 'acme', path, body: { status: 'suspended' } });
    expect([refused.status, refused.body.code]).toEqual([400, 'use-product-order']);
    const other = await call('patchProduct', { as: 'corner-shop', path, body: { name: 'x' } });
    expect(other.status).toBe(404);
    const { eventId } = await import('../../../lambdas/partners/kernel/announce.js');
    const told = await desk.record(`EVENT#${eventId(`product/${mine[1]}`, 'updated', 'words-1')}`);
    expect(told).toMatchObject({ owner: 'acme', tmf: { eventType: 'ProductAttributeValueChangeEvent' } });
  });

  it('is terminated when its subscriber is, whatever its account is', async () => {
    const record = await desk.record(`SUBSCRIBER#${mine[2]}`);
    const { toAttributes } = await import('../../../lambdas/shared/attributes.js');
    const terminatedAt = '2026-11-24T00:00:00.000Z';
    await put(toAttributes({ ...record, state: 'terminated', terminatedAt }));
    const { body } = await call('retrieveProduct', { as: 'acme', path: { id: mine[2]! } });
    expect(body).toMatchObject({ status: 'terminated', terminationDate: terminatedAt });
  });
});

/** An ICCID with its check digit. */
const card = (payload: string) => `${payload}${luhnDigit(payload)}`;
const number = (last: string) => ({ name: `4477009${last}`, category: 'msisdn', '@type': 'LogicalResource' });
const sim = (iccid: string, imsi: string, also: object = {}) => ({
  name: iccid,
  category: 'esim',
  '@type': 'LogicalResource',
  resourceCharacteristic: [
    { name: 'iccid', value: iccid },
    { name: 'imsi', value: imsi },
  ],
  ...also,
});

describe('a resource', () => {
  it('that is no stock is kept as it came', async () => {
    const body = {
      name: 'Router',
      '@type': 'PhysicalResource',
      description: 'in the shop',
      resourceStatus: 'standby',
    };
    const made = await call('createResource', { as: 'acme', body });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({ ...body, id: made.body.id, href: `${RESOURCES}/${made.body.id}` });
    const path = { id: made.body.id as string };
    const patched = await call('patchResource', { as: 'acme', path, body: { description: 'sold' } });
    expect(patched.body).toEqual({ ...made.body, description: 'sold' });
    expect((await call('retrieveResource', { as: 'corner-shop', path })).status).toBe(404);
    expect((await call('deleteResource', { as: 'acme', path })).status).toBe(204);
    const bare = await call('createResource', { body: { name: 'Bare' } });
    expect(bare.body).toMatchObject({ name: 'Bare', '@type': 'Resource' });
  });

  it('is brought into stock by the operator: numbers of its plan, SIMs of its network', async () => {
    const made = await call('createResource', { body: number('70001') });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      id: 'res_msisdn-447700970001',
      category: 'msisdn',
      resourceStatus: 'available',
      usageState: 'idle',
      resourceCharacteristic: [
        { name: 'msisdn', value: '447700970001' },
        { name: 'stockStatus', value: 'available' },
      ],
    });
    const esim = await call('createResource', { body: sim(card('894499000000090000'), imsi('900001')) });
    expect(esim.status).toBe(201);
    expect(esim.body.category).toBe('esim');
    const refused = await call('createResource', { as: 'acme', body: number('70002') });
    expect([refused.status, refused.body.code]).toEqual([403, 'stock-is-the-operators']);
  });

  it('is in stock once, and not when a subscriber has it', async () => {
    await call('createResource', { body: number('70003') });
    const again = await call('createResource', { body: number('70003') });
    expect([again.status, again.body.code]).toEqual([409, 'resource-exists']);
    const taken = await call('createResource', { body: number('00001') });
    expect([taken.status, taken.body.code]).toEqual([409, 'resource-taken']);
    await call('createResource', { body: sim(card('894499000000090010'), imsi('900002')) });
    const sameImsi = await call('createResource', { body: sim(card('894499000000090020'), imsi('900002')) });
    expect([sameImsi.status, sameImsi.body.code]).toEqual([409, 'resource-taken']);
  });

  it('is refused with everything that is wrong', async () => {
    const wrong = await call('createResource', {
      body: sim('8944990000000900001', '310150123456789', {
        resourceCharacteristic: [
          { name: 'iccid', value: '8944990000000900001' },
          { name: 'imsi', value: '310150123456789' },
          { name: 'eid', value: '12' },
        ],
      }),
    });
    expect(wrong.body.invalidParams.map(({ param }: { param: string }) => param)).toEqual([
      'resourceCharacteristic.iccid',
      'resourceCharacteristic.imsi',
      'resourceCharacteristic.eid',
    ]);
    const foreign = await call('createResource', { body: { name: '4915112345678', category: 'msisdn' } });
    expect(foreign.body.detail).toContain('allowed: a number of this operator, 44, then 77009');
    const used = await call('createResource', { body: { ...number('70004'), resourceStatus: 'suspended' } });
    expect(used.body.detail).toContain('resourceStatus: got "suspended"; allowed: available');
  });

  it('in stock gets words, is retired and deleted, and its state is not set by hand', async () => {
    const { body } = await call('createResource', { body: number('70005') });
    const path = { id: body.id as string };
    const words = await call('patchResource', { path, body: { description: 'golden' } });
    expect(words.body).toEqual({ ...body, description: 'golden' });
    const byHand = await call('patchResource', { path, body: { resourceStatus: 'reserved' } });
    expect(byHand.status).toBe(400);
    const retired = await call('patchResource', { path, body: { administrativeState: 'shutdown' } });
    expect(retired.body).toMatchObject({ resourceStatus: 'suspended', administrativeState: 'shutdown' });
    const { Stock } = await import('../../../lambdas/partners/resources/stock.js');
    const taker = { orderId: 'ord_1', nowMs: Date.now() };
    expect(await new Stock(desk.client, 'records').takeNumber(taker, 'msisdn-447700970005')).toBeUndefined();
    expect((await call('deleteResource', { path })).status).toBe(204);
    expect((await call('createResource', { body: number('70005') })).status).toBe(201);
  });

  it('that an order has is neither retired nor deleted', async () => {
    const { Stock } = await import('../../../lambdas/partners/resources/stock.js');
    const { writeTogether } = await import('../../../lambdas/accounts/ledger.js');
    await call('createResource', { body: number('70006') });
    const stock = new Stock(desk.client, 'records');
    const taken = await stock.takeNumber({ orderId: 'ord_2', nowMs: Date.now() }, 'msisdn-447700970006');
    await writeTogether(desk.client, [taken!.write]);
    const path = { id: 'res_msisdn-447700970006' };
    expect((await call('retrieveResource', { path })).body.resourceStatus).toBe('reserved');
    expect((await call('patchResource', { path, body: { administrativeState: 'shutdown' } })).status).toBe(
      409,
    );
    expect((await call('deleteResource', { path })).status).toBe(409);
  });

  it('in use is seen by its seller, through its product', async () => {
    const all = await call('listResource', { as: 'acme' });
    expect(all.headers['x-total-count']).toBe('6');
    expect(all.body.map(({ id }: { id: string }) => id).slice(0, 3)).toEqual([
      'res_msisdn-447700900001',
      'res_iccid-8944990000000000001',
      'res_msisdn-447700900002',
    ]);
    for (const [offset, limit] of [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 10],
      [6, 2],
    ] as const) {
      const page = await call('listResource', {
        as: 'acme',
        query: { offset: String(offset), limit: String(limit) },
      });
      expect(page.body).toEqual(all.body.slice(offset, offset + limit));
    }
    const path = { id: 'res_msisdn-447700900001' };
    const one = await call('retrieveResource', { as: 'acme', path });
    expect(one.body).toEqual(all.body[0]);
    expect(one.body).toMatchObject({
      usageState: 'active',
      resourceRelationship: [{ resource: { id: mine[0] } }],
    });
    expect((await call('retrieveResource', { as: 'corner-shop', path })).status).toBe(404);
    const patched = await call('patchResource', { as: 'acme', path, body: { description: 'x' } });
    expect([patched.status, patched.body.code]).toEqual([409, 'resource-in-use']);
  });

  it('is found by every attribute that it answers', async () => {
    const { body } = await call('createResource', { body: number('70009') });
    for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
      if (typeof value !== 'string' && typeof value !== 'boolean') continue;
      const found = await call('listResource', { query: { [name]: `"${value}"` } });
      expect(found.body).toContainEqual(body);
    }
  });
});

function imsi(last: string): string {
  const { mcc, mnc } = desk.operator.market.numberingPlan;
  return `${mcc}${mnc}${last.padStart(15 - mcc.length - mnc.length, '0')}`;
}
