/** TMF678: bills as customer bills and rates, what is noted on them, bills on demand, cycles. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { UsageRecord } from '../../../domain/charging/usage-record.js';
import { judgeAnswer } from '../../support/partner-answers.js';
import { line, movement, record } from '../../billing/records.js';
import { openShop, type Shop } from '../carrier-billing/shop.js';
import { type Asked, PARTNER_URL } from '../partner-desk.js';

const BASE = `${PARTNER_URL}/tmf-api/customerBillManagement/v4`;
let shop: Shop;
let subscriberId: string;
let account: string;
/** Ids of the bills of October and November. */
let ids: string[];

const ask = async (operationId: string, asked: Asked = {}) => {
  const told = await shop.desk.call(operationId, { as: 'acme', ...asked });
  judgeAnswer(
    operationId,
    told,
    asked.query?.['fields'] === undefined ? {} : { fields: asked.query['fields'].split(',') },
  );
  return told;
};

async function store(version: number, over: Partial<UsageRecord>): Promise<void> {
  const { toAttributes } = await import('../../../lambdas/shared/attributes.js');
  const { planId } = (await shop.desk.record(`SUBSCRIBER#${subscriberId}`)) as { planId: string };
  const made = record(version, { account, supi: account, planId, currency: 'GBP', ...over });
  const item = { pk: `USAGE#${account}`, sk: String(version).padStart(12, '0'), ...made };
  await shop.desk.client.send(new PutItemCommand({ TableName: 'records', Item: toAttributes(item) }));
}

beforeAll(async () => {
  shop = await openShop();
  const phone = await shop.open({ offering: 'monthly', credit: '20.00' });
  const { findSubscriber } = await import('../../../lambdas/subscribers/find-subscriber.js');
  const found = await findSubscriber('records', `msisdn-${phone.slice(1)}`);
  ({ subscriberId, accountKey: account } = found!);
  const OCTOBER = {
    type: 'period.ended',
    from: '2026-09-30T23:00:00.000Z',
    to: '2026-11-01T00:00:00.000Z',
  } as const;
  const NOVEMBER = {
    type: 'period.ended',
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-12-01T00:00:00.000Z',
  } as const;
  await store(1, { lines: [line({ priceMicros: 1_200_000 })], movements: [movement()] });
  await store(2, { at: '2026-11-01T00:00:01.000Z', notices: [OCTOBER] });
  await store(3, {
    at: '2026-11-10T00:00:01.000Z',
    lines: [line()],
    movements: [movement({ action: 'credited', amount: 500_000, reference: 'aa' })],
  });
  await store(4, { at: '2026-12-01T00:00:01.000Z', notices: [NOVEMBER] });
  await store(5, { at: '2026-12-02T00:00:01.000Z', lines: [line({ priceMicros: 700_000 })] });
  const { closePeriods } = await import('../../../lambdas/billing/bill-account.js');
  const { enterBill } = await import('../../../lambdas/partners/bills/enter.js');
  const brand = shop.desk.operator.brand;
  for (const version of [2, 4, 4])
    for (const bill of await closePeriods('records', brand, account, version))
      await enterBill(shop.desk.client, 'records', bill);
  ids = ['20261101T000000Z', '20261201T000000Z'].map((end) => `${subscriberId}.${end}`);
});
afterAll(async () => shop.desk.stop());

test('a bill is listed once, to its seller and the operator, with what a kit looks for', async () => {
  const { body, headers } = await ask('listCustomerBill');
  expect(body.map(({ id }: { id: string }) => id)).toEqual(ids);
  expect(headers).toMatchObject({ 'x-total-count': '2', 'x-result-count': '2' });
  expect(body[0]).toMatchObject({
    '@type': 'CustomerBill',
    href: `${BASE}/customerBill/${ids[0]}`,
    billNo: expect.stringMatching(/^LILY-20261031-/),
    billDocument: [{ mimeType: 'application/pdf', href: expect.stringMatching(/^https/) }],
    billingAccount: { id: subscriberId },
    billingPeriod: { startDateTime: '2026-09-30T23:00:00.000Z' },
    taxIncludedAmount: { unit: 'GBP', value: 1.2 },
    appliedPayment: expect.anything(),
    state: expect.stringMatching(/^(sent|settled|partiallyPaid)$/),
  });
  expect((await ask('listCustomerBill', { as: 'operator' })).body).toEqual(body);
  expect((await ask('listCustomerBill', { as: 'corner-shop' })).body).toEqual([]);
});

test('it is found by its attributes, selected from, and nobody else’s', async () => {
  const { body } = await ask('retrieveCustomerBill', { path: { id: ids[0]! } });
  for (const name of ['id', 'billNo', 'state', 'billDate']) {
    const found = await ask('listCustomerBill', { query: { [name]: `"${body[name]}"` } });
    expect(found.body.map(({ id }: { id: string }) => id)).toContain(ids[0]);
  }
  const some = await ask('retrieveCustomerBill', { path: { id: ids[0]! }, query: { fields: 'state' } });
  expect(Object.keys(some.body).sort()).toEqual(['href', 'id', 'state']);
  for (const asked of [
    { path: { id: ids[0]! }, as: 'corner-shop' } as const,
    { path: { id: 'sub_0.20261101T000000Z' } },
    { path: { id: 'nonsense' } },
  ])
    expect((await ask('retrieveCustomerBill', asked)).status).toBe(404);
});

test('what is noted on a bill is kept and told; that it is paid can’t be', async () => {
  const path = { id: ids[1]! };
  const before = (await ask('retrieveCustomerBill', { path })).body;
  const noted = await ask('patchCustomerBill', { path, body: { state: 'onHold' } });
  expect(noted).toMatchObject({ status: 200, body: { id: ids[1], state: 'onHold' } });
  expect((await ask('retrieveCustomerBill', { path })).body).toEqual(noted.body);
  expect(noted.body.amountDue).toEqual(before.amountDue);
  expect((await ask('patchCustomerBill', { path, body: { state: 'settled' } })).status).toBe(409);
  expect((await ask('patchCustomerBill', { path, body: { state: 'lost' } })).status).toBe(400);
  expect((await ask('patchCustomerBill', { path, as: 'corner-shop', body: { state: 'sent' } })).status).toBe(
    404,
  );
  expect(await shop.events('customer_bill.state_changed')).toMatchObject([
    { owner: 'acme', tmf: { api: 'bills', eventType: 'CustomerBillStateChangeEvent' } },
  ]);
});

test('the rates of a bill are its lines, and sum to it', async () => {
  const { body, headers } = await ask('listAppliedCustomerBillingRate');
  expect(headers['x-total-count']).toBe(String(body.length));
  const of = (bill: string) => body.filter((rate: { bill: { id: string } }) => rate.bill.id === bill);
  for (const bill of ids) {
    const { taxIncludedAmount } = (await ask('retrieveCustomerBill', { path: { id: bill } })).body;
    const sum = of(bill).reduce(
      (all: number, rate: { taxIncludedAmount: { value: number } }) =>
        all + Math.round(rate.taxIncludedAmount.value * 1e6),
      0,
    );
    expect(sum).toBe(Math.round(taxIncludedAmount.value * 1e6));
  }
  const [rate] = body;
  expect(rate).toMatchObject({ isBilled: true, '@type': 'AppliedCustomerBillingRate' });
  expect((await ask('retrieveAppliedCustomerBillingRate', { path: { id: rate.id } })).body).toEqual(rate);
  const paged = await ask('listAppliedCustomerBillingRate', { query: { offset: '1', limit: '1' } });
  expect(paged.body).toEqual([body[1]]);
  const found = await ask('listAppliedCustomerBillingRate', { query: { 'bill.id': ids[1]! } });
  expect(found.body).toEqual(of(ids[1]!));
  for (const id of [`${ids[0]}.999`, 'x'])
    expect((await ask('retrieveAppliedCustomerBillingRate', { path: { id } })).status).toBe(404);
  const foreign = await ask('retrieveAppliedCustomerBillingRate', {
    as: 'corner-shop',
    path: { id: rate.id },
  });
  expect(foreign.status).toBe(404);
});

test('a bill on demand is what is not billed yet; of no account it is rejected', async () => {
  const body = { name: 'now', billingAccount: { id: subscriberId } };
  const made = await ask('createCustomerBillOnDemand', { body });
  expect(made).toMatchObject({
    status: 201,
    headers: { location: made.body.href },
    body: { state: 'done', name: 'now', customerBill: { id: `${subscriberId}.current` } },
  });
  const { body: bill } = await ask('retrieveCustomerBill', { path: { id: made.body.customerBill.id } });
  expect(bill).toMatchObject({
    state: 'new',
    runType: 'offCycle',
    taxIncludedAmount: { unit: 'GBP', value: 0.7 },
  });
  expect((await ask('patchCustomerBill', { path: { id: bill.id }, body: { state: 'sent' } })).status).toBe(
    409,
  );
  expect((await ask('retrieveCustomerBillOnDemand', { path: { id: made.body.id } })).body).toEqual(made.body);
  const other = await ask('createCustomerBillOnDemand', { as: 'corner-shop', body });
  expect(other).toMatchObject({ status: 201, body: { state: 'rejected' } });
  expect(other.body.customerBill).toBeUndefined();
  expect((await ask('listCustomerBillOnDemand')).body).toEqual([made.body]);
});

test('cycles are those of the plans that are sold', async () => {
  const { body } = await ask('listBillCycleSpecification');
  expect(body.length).toBeGreaterThan(0);
  const { body: cycles } = await ask('listBillCycle');
  expect(cycles.map(({ id }: { id: string }) => id)).toEqual(body.map(({ id }: { id: string }) => id));
  for (const [operation, [one]] of [
    ['retrieveBillCycleSpecification', body],
    ['retrieveBillCycle', cycles],
  ] as const) {
    const found = await ask(operation, { path: { id: one.id } });
    expect(found).toMatchObject({ status: 200, body: { id: one.id, href: one.href } });
    expect((await ask(operation, { path: { id: 'never' } })).status).toBe(404);
  }
});
