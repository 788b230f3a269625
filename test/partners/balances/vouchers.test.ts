/** A top-up by a voucher's code: the voucher, the account and the top-up agree, however often it is sent. */
import type { PaymentOffice } from '../../../lambdas/payments/office.js';
import { openShop, type Shop } from './shop.js';

let shop: Shop;
const announced: unknown[] = [];

beforeAll(async () => {
  shop = await openShop({ EVENT_BUS_NAME: 'bus' });
  const { office } = await import('../../../lambdas/partners/balances/wiring.js');
  Object.assign(office.vouchers!, {
    announce: (events: readonly unknown[]) => Promise.resolve(void announced.push(...events)),
  });
});
afterAll(async () => {
  await shop.desk.stop();
});

const codes = async (id: string, count: number): Promise<string[]> => {
  const { office } = await import('../../../lambdas/partners/balances/wiring.js');
  const { postVoucherBatch } = await import('../../../lambdas/payments/vouchers.js');
  let drawn = 0;
  const made = await postVoucherBatch(
    {
      ...office.vouchers!,
      currency: () => Promise.resolve('GBP'),
      draw: (below: number) => (drawn++ * 7 + id.length) % below,
    } as unknown as PaymentOffice,
    { id, count, amount: '15.00', actor: 'kim' },
  );
  return (JSON.parse(made.body!) as { codes: string[] }).codes;
};

it('is worth what the voucher is, once, and never shows its code', async () => {
  const id = await shop.sell();
  const [code = '', other = ''] = await codes('batch-1', 2);
  const redeem = async (voucher: string, of: string) =>
    shop.ask('createTopupBalance', {
      body: { amount: { amount: 15, units: 'GBP' }, product: { id: of }, voucher },
    });
  const made = await redeem(code, id);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    status: 'completed',
    amount: { amount: 15, units: 'GBP' },
    impactedBucket: [{ amountBefore: { amount: 20 }, amountAfter: { amount: 35 } }],
  });
  expect(JSON.stringify(made.body)).not.toContain(code);
  const again = await redeem(code, id);
  expect(again.body).toEqual(made.body);
  expect(await shop.wallet(id)).toBe(35_000_000);
  expect(announced).toHaveLength(1);

  const stranger = await shop.sell();
  const taken = await redeem(code, stranger);
  expect([taken.status, taken.body.code]).toEqual([409, 'voucher-redeemed']);
  const wrong = await redeem('not a code', stranger);
  expect([wrong.status, wrong.body.code]).toEqual([400, 'code-malformed']);

  const many = await Promise.all(Array.from({ length: 5 }, async () => redeem(other, stranger)));
  expect(new Set(many.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
  expect(await shop.wallet(stranger)).toBe(35_000_000);
});
