/** Commands as they are done, and where the ledger finds their money: by the records that they leave. */
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { type Shop, openShop } from '../partners/balances/shop.js';
import { payment } from '../partners/carrier-billing/shop.js';
import { MemoryLedger } from './memory-ledger.js';

let shop: Shop;
let ledger: MemoryLedger;
beforeAll(async () => {
  [shop, ledger] = [await openShop(), await MemoryLedger.open()];
});
afterAll(async () => {
  await shop.desk.stop();
  await ledger.close();
});

const gbp = (amount: number) => ({ amount, units: 'GBP' });
const of = (id: string) => ({ product: { id } });

/** What the last write of an account says on the bus. */
async function told(subscriberId: string): Promise<UsageRecord> {
  const { findSubscriber } = await import('../../lambdas/subscribers/find-subscriber.js');
  const { office } = await import('../../lambdas/partners/balances/wiring.js');
  const { planIdOf } = await import('../../domain/charging/item.js');
  const { usageRecord } = await import('../../domain/charging/usage-record.js');
  const subscriber = await findSubscriber('records', subscriberId);
  const item = (await office.desk(0).store.get(subscriber!.accountKey))!;
  return usageRecord(item, await office.plan(planIdOf(item)))!;
}

/** Legs that it posts, by account and party: micros. */
async function legs(subscriberId: string): Promise<Record<string, number>> {
  const { postUsage } = await import('../../lambdas/ledger/post-usage.js');
  const { loadPlan } = await import('../../lambdas/shared/plan-store.js');
  const before = ledger.stream.length;
  await postUsage(
    {
      books: ledger.books,
      client: shop.desk.client,
      recordsTable: 'records',
      plan: loadPlan,
      hostOf: () => 'northern-radio',
    },
    [await told(subscriberId)],
  );
  const all = ledger.stream.slice(before).flatMap(({ entry }) => entry!.legs);
  return Object.fromEntries(
    all.map(({ account, party, micros }) => [party === undefined ? account : `${account}/${party}`, micros]),
  );
}

it('a starting credit, a top-up at a till, a correction, an amount that is set aside', async () => {
  const id = await shop.sell({ credit: '20.00' });
  expect(await legs(id)).toEqual({ wallets: -20_000_000, 'rewards-cost': 20_000_000 });

  await shop.ask('createTopupBalance', { body: { amount: gbp(10.5), ...of(id) } });
  expect(await legs(id)).toEqual({ wallets: -10_500_000, 'partner-receivable/acme': 10_500_000 });

  await shop.ask('createAdjustBalance', {
    as: 'operator',
    body: { ...of(id), amount: gbp(6), adjustType: 'goodWillCredit', reason: 'rude staff' },
  });
  // 20 % VAT, as corrections bear it on a bill.
  expect(await legs(id)).toEqual({ wallets: -6_000_000, goodwill: 5_000_000, 'tax-payable': 1_000_000 });

  await shop.ask('createReserveBalance', { body: { amount: gbp(2), ...of(id) } });
  expect(await legs(id)).toEqual({ wallets: 2_000_000, 'wallet-reserved': -2_000_000 });
});

it('a transfer is out of one wallet and into another', async () => {
  const [from, to] = [await shop.sell({ offering: 'monthly' }), await shop.sell({ offering: 'monthly' })];
  await shop.ask('createTransferBalance', {
    body: { ...of(from), receiverProduct: { id: to }, amount: gbp(3) },
  });
  expect(await legs(from)).toEqual({ wallets: 3_000_000, 'wallet-transit': -3_000_000 });
  expect(await legs(to)).toEqual({ wallets: -3_000_000, 'wallet-transit': 3_000_000 });
});

it('what is bought from others is owed to them', async () => {
  const id = await shop.sell();
  const phoneNumber = (await shop.msisdn(id)).replace('msisdn-', '+');
  const made = await shop.desk.call('createCarrierBillingPayment', {
    as: 'acme',
    body: payment(phoneNumber),
    headers: { 'x-correlator': 'b4333c46-49c0-4f62-80d7-f0ef930f1c46' },
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  expect(await legs(id)).toEqual({ wallets: 4_990_000, 'provider-payable/acme': -4_990_000 });
});
