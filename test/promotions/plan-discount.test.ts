/** Off the recurring price: each month again, of what the plan costs, for as long as was promised, once a month. */
import { openPromotionDesk, pattern, type PromotionDesk } from './desk.js';

let desk: PromotionDesk;
beforeAll(async () => {
  desk = await openPromotionDesk();
});
afterAll(async () => {
  await desk.desk.stop();
});

const DAY_MS = 86_400_000;
const HALF = {
  name: 'Half the price',
  promotionType: 'discount',
  pattern: [pattern([['plan', '=', 'monthly']], [['discount', '50 %']])],
};

/** What was credited for a promotion, from the account's own records. */
async function credited(subscriberId: string): Promise<number[]> {
  const { findSubscriber } = await import('../../lambdas/subscribers/find-subscriber.js');
  const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
  const { accountKey } = (await findSubscriber('records', subscriberId))!;
  const { Items: items = [] } = await desk.desk.client.send(
    new QueryCommand({
      TableName: 'records',
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': { S: `ACCOUNT#${accountKey}` }, ':sk': { S: 'MOVEMENT#' } },
    }),
  );
  return items
    .filter((item) => item['command']?.S === 'voucher')
    .map((item) => (item['direction']?.S === 'debit' ? -1 : 1) * Number(item['amount']?.S));
}

async function price(offeringId: string): Promise<number> {
  const { office } = await import('../../lambdas/partners/balances/wiring.js');
  const index = await office.desk(Date.now()).planOnSale(offeringId);
  return (index!.plan.recurring!.charge.priceMicros ?? 0) / 1_000_000;
}

it('gives three months of three, and no fourth, however often it is looked at', async () => {
  const subscriber = await desk.sell({ offering: 'monthly', credit: '200.00' });
  const [code = ''] = await desk.codes(await desk.promote(HALF, { appliesTo: 'plan', months: 3 }), 1);
  const redeemed = await desk.call('redeemCodes', { body: { codes: [code], subscriber } });
  expect(redeemed.body.redemptions[0].effects[0]).toMatchObject({
    state: 'owed',
    credits: 1,
    nextAt: expect.any(String),
  });
  const half = (await price('monthly')) / 2;
  expect(half).toBeGreaterThan(0);
  const counts: number[] = [];
  for (let month = 0; month < 4; month++) {
    await Promise.all([desk.sweep(), desk.sweep()]);
    counts.push((await credited(subscriber)).length);
    await desk.desk.moveClock(32 * DAY_MS);
  }
  expect(counts).toEqual([1, 2, 3, 3]);
  expect(await credited(subscriber)).toEqual([half, half, half]);
  const after = await desk.call('retrieveRedemption', { path: { id: redeemed.body.redemptions[0].id } });
  expect(after.body.effects[0]).toMatchObject({
    state: 'given',
    credits: 3,
    creditedMicros: half * 3_000_000,
  });
});

it('ends when it is rolled back, and takes back what was credited', async () => {
  const subscriber = await desk.sell({ offering: 'monthly', credit: '200.00' });
  const [code = ''] = await desk.codes(await desk.promote(HALF, { appliesTo: 'plan', months: 'forever' }), 1);
  const redeemed = await desk.call('redeemCodes', { body: { codes: [code], subscriber } });
  const back = await desk.call('rollBackRedemption', {
    path: { id: redeemed.body.redemptions[0].id },
    body: {},
  });
  expect(back.body.effects[0].state).toBe('taken-back');
  await desk.desk.moveClock(40 * DAY_MS);
  await desk.sweep();
  expect((await credited(subscriber)).reduce((sum, each) => sum + each, 0)).toBe(0);
});

it('is refused for a plan without a recurring price, and the code stays good', async () => {
  const subscriber = await desk.sell();
  const any = { ...HALF, pattern: [pattern([['weekday', '>=', '1']], [['discount', '50 %']])] };
  const [code = ''] = await desk.codes(await desk.promote(any, { appliesTo: 'plan' }), 1);
  const told = await desk.call('redeemCodes', { body: { codes: [code], subscriber } });
  expect([told.status, told.body.code]).toEqual([409, 'not-given']);
  expect(
    (await desk.call('validateCodes', { body: { codes: [code], subscriber } })).body.codes[0].usable,
  ).toBe(true);
});
