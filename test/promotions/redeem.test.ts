/** Codes: validated, reserved, redeemed once with what they give, and rolled back; and nobody finds one by trying. */
import { openPromotionDesk, order, pattern, type PromotionDesk, TEN_PERCENT } from './desk.js';

let desk: PromotionDesk;
beforeAll(async () => {
  desk = await openPromotionDesk();
});
afterAll(async () => {
  await desk.desk.stop();
});

const GIGABYTE = {
  name: 'A gigabyte',
  pattern: [pattern([['orderAmount', '>=', '20.00']], [['data (GB)', '1']])],
};

async function bucket(subscriberId: string, name: string): Promise<number> {
  const told = await desk.desk.call('listBucket', { query: { 'product.id': subscriberId, name } });
  return (told.body as { remainingValue?: { amount: number } }[]).reduce(
    (sum, each) => sum + (each.remainingValue?.amount ?? 0),
    0,
  );
}

it('gives data into the account with the redemption, once, however often the till sends it', async () => {
  const id = await desk.sell();
  const [code = ''] = await desk.codes(await desk.promote(GIGABYTE), 1);
  const body = { codes: [code], subscriber: id, order: order('25.00'), reference: 'till-7/4711' };
  const small = await desk.call('validateCodes', {
    body: { ...body, order: order('19.99'), reference: undefined },
  });
  expect(small.body.codes[0]).toMatchObject({ usable: false, reasons: [{ code: 'criteria-not-met' }] });
  const first = await desk.call('redeemCodes', { body });
  expect(first.status).toBe(201);
  expect(first.body.redemptions[0]).toMatchObject({
    state: 'redeemed',
    subscriberId: id,
    effects: [{ state: 'given', effect: { type: 'reward', bucket: 'reward-data', amount: 1_000_000_000 } }],
  });
  expect(JSON.stringify(first.body)).not.toContain(code.slice(0, 11));
  const again = await Promise.all(Array.from({ length: 4 }, async () => desk.call('redeemCodes', { body })));
  expect(again.map(({ status, body: told }) => [status, told.redemptions?.[0]?.id])).toEqual(
    again.map(() => [201, first.body.redemptions[0].id]),
  );
  expect(await bucket(id, 'reward-data')).toBe(1_000_000_000);
  const other = await desk.call('redeemCodes', { body: { ...body, reference: 'till-7/4712' } });
  expect([other.status, other.body.code]).toEqual([409, 'limit-reached']);
});

it('takes back what is left when it is rolled back, and the code is good again; a late till changes nothing', async () => {
  const id = await desk.sell();
  const [code = ''] = await desk.codes(await desk.promote(GIGABYTE), 1);
  const body = { codes: [code], subscriber: id, order: order('25.00'), reference: 'till-8/1' };
  const redeemed = await desk.call('redeemCodes', { body });
  const path = { id: redeemed.body.redemptions[0].id };
  const [back, twice] = await Promise.all([
    desk.call('rollBackRedemption', { path, body: { reason: 'returned' } }),
    desk.call('rollBackRedemption', { path, body: { reason: 'returned' } }),
  ]);
  expect([back.status, twice.status]).toEqual([200, 200]);
  expect(back.body).toMatchObject({ state: 'rolled_back', effects: [{ state: 'taken-back' }] });
  expect(await bucket(id, 'reward-data')).toBe(0);
  const late = await desk.call('redeemCodes', { body });
  expect(late.body.redemptions[0]).toMatchObject({ id: path.id, state: 'rolled_back' });
  expect(await bucket(id, 'reward-data')).toBe(0);
  const anew = await desk.call('redeemCodes', { body: { ...body, reference: 'till-8/2' } });
  expect(anew.status).toBe(201);
  expect(await bucket(id, 'reward-data')).toBe(1_000_000_000);
});

it('rolls back after the promotion has ended', async () => {
  const endMs = Date.now() + 60_000;
  const promotionId = await desk.promote({
    ...GIGABYTE,
    validFor: { endDateTime: new Date(endMs).toISOString() },
  });
  const id = await desk.sell();
  const [code = ''] = await desk.codes(promotionId, 1);
  const body = { codes: [code], subscriber: id, order: order('25.00') };
  const redeemed = await desk.call('redeemCodes', { body });
  await desk.desk.moveClock(120_000);
  const back = await desk.call('rollBackRedemption', {
    path: { id: redeemed.body.redemptions[0].id },
    body: {},
  });
  expect([back.status, back.body.state]).toEqual([200, 'rolled_back']);
  expect(await bucket(id, 'reward-data')).toBe(0);
  const after = await desk.call('redeemCodes', { body });
  expect([after.status, after.body.code]).toEqual([409, 'promotion-ended']);
});

it('frees what a crashed till reserved, with the sweep and before it', async () => {
  const [code = ''] = await desk.codes(await desk.promote(), 1);
  const reserve = async (reference: string) =>
    desk.call('reserveCodes', { body: { codes: [code], order: order('10.00'), reference, minutes: 5 } });
  const first = await reserve('till-1');
  expect([first.status, first.body.redemptions[0].state, first.body.rest]).toEqual([201, 'reserved', '9.00']);
  const second = await reserve('till-2');
  expect([second.status, second.body.code]).toEqual([409, 'code-reserved']);
  await desk.desk.moveClock(5 * 60_000);
  const third = await reserve('till-2');
  expect(third.status).toBe(201);
  const crashed = first.body.redemptions[0].id as string;
  const late = await desk.call('redeemCodes', { body: { redemptions: [crashed] } });
  expect([late.status, late.body.code]).toEqual([409, 'redemption-expired']);
  await desk.desk.moveClock(5 * 60_000);
  await desk.sweep();
  expect(
    (await desk.call('retrieveRedemption', { path: { id: third.body.redemptions[0].id } })).body.state,
  ).toBe('expired');
  const fourth = await reserve('till-2');
  expect(fourth.body.redemptions[0].id).not.toBe(third.body.redemptions[0].id);
  const redeemed = await desk.call('redeemCodes', { body: { redemptions: [fourth.body.redemptions[0].id] } });
  expect(redeemed.body.redemptions[0].state).toBe('redeemed');
  const released = await desk.call('releaseCodes', {
    body: { redemptions: [fourth.body.redemptions[0].id] },
  });
  expect([released.status, released.body.code]).toEqual([409, 'redemption-redeemed']);
});

it('redeems several together, all or none', async () => {
  const [ten = ''] = await desk.codes(await desk.promote(), 1);
  const five = {
    name: 'Five off',
    promotionType: 'reduction',
    pattern: [pattern([['category', '=', 'drinks']], [['currency', '5.00']])],
  };
  const [off = ''] = await desk.codes(await desk.promote(five, { stacking: { priority: 1 } }), 1);
  const lines = [{ product: 'coffee', category: 'drinks', amount: '15.00' }];
  const none = await desk.call('redeemCodes', {
    body: { codes: [ten, off, 'NOSUCHCODE'], order: { lines } },
  });
  expect([none.status, none.body.invalidParams]).toEqual([
    409,
    [expect.objectContaining({ param: 'codes[2]' })],
  ]);
  const both = await desk.call('redeemCodes', { body: { codes: [ten, off], order: { lines } } });
  // 15.00 − 5.00 first, and a tenth of the rest.
  expect(both.body.codes.map(({ discount }: { discount: string }) => discount)).toEqual(['1.00', '5.00']);
  expect([both.body.discount, both.body.rest]).toEqual(['6.00', '9.00']);
});

it('uses a gift in parts, down to nothing, and gives a part back', async () => {
  const gift = await desk.promote({ name: 'Gift' }, { kind: 'gift', giftAmount: '25.00' });
  const [code = ''] = await desk.codes(gift, 1);
  const pay = async (amount: string) =>
    desk.call('redeemCodes', { body: { codes: [code], order: order(amount) } });
  const first = await pay('18.00');
  expect([first.body.discount, first.body.rest]).toEqual(['18.00', '0.00']);
  const id = await desk.sell();
  const before = await desk.wallet(id);
  const credit = await desk.call('redeemCodes', {
    body: { codes: [code], subscriber: id, giftAmount: '4.00' },
  });
  expect(credit.status).toBe(201);
  expect((await desk.wallet(id)) - before).toBe(4_000_000);
  const last = await pay('10.00');
  expect([last.body.discount, last.body.rest]).toEqual(['3.00', '7.00']);
  expect((await pay('1.00')).body.code).toBe('gift-used-up');
  await desk.call('rollBackRedemption', { path: { id: credit.body.redemptions[0].id }, body: {} });
  expect((await desk.wallet(id)) - before).toBe(0);
  expect((await pay('10.00')).body.discount).toBe('4.00');
});

it('rewards both of a referral, and nobody for himself', async () => {
  const referral = await desk.promote(
    { name: 'Bring a friend', pattern: [pattern([['weekday', '>=', '1']], [['data (MB)', '500']])] },
    {
      kind: 'referral',
      referrer: [{ actionType: 'data (GB)', actionValue: '2' }],
      limits: { perSubscriber: 1 },
    },
  );
  const [owner, friend] = [await desk.sell(), await desk.sell()];
  const given = await desk.call('createReferralCode', {
    path: { id: referral },
    body: { subscriber: owner },
  });
  expect(given.status).toBe(201);
  const same = await desk.call('createReferralCode', { path: { id: referral }, body: { subscriber: owner } });
  expect(same.body).toEqual(given.body);
  const use = async (subscriber: string) =>
    desk.call('redeemCodes', { body: { codes: [given.body.code], subscriber } });
  expect((await use(owner)).body.code).toBe('own-referral');
  expect((await use(friend)).status).toBe(201);
  expect([await bucket(friend, 'reward-data'), await bucket(owner, 'reward-data')]).toEqual([
    500_000_000, 2_000_000_000,
  ]);
  expect((await use(friend)).body.code).toBe('limit-reached');
});

it('refuses what the account can not take, and frees the code', async () => {
  const points = await desk.promote({
    name: 'Points',
    pattern: [pattern([['orderAmount', '>', '0']], [['bonus point', '5']])],
  });
  const [code = ''] = await desk.codes(points, 1);
  const id = await desk.sell();
  const body = { codes: [code], subscriber: id, order: order('1.00') };
  const told = await desk.call('redeemCodes', { body });
  expect([told.status, told.body.code]).toEqual([409, 'points-not-offered']);
  const still = await desk.call('validateCodes', { body });
  expect(still.body.codes[0].usable).toBe(true);
});

it('says the same of every code that nobody may use, and stops who tries too many', async () => {
  const acme = await desk.sell();
  const foreign = await desk.call('createPromotion', { as: 'corner-shop', body: TEN_PERCENT });
  await desk.call('patchPromotion', { path: { id: foreign.body.id }, body: { lifecycleStatus: 'release' } });
  const [others = ''] = await desk.codes(foreign.body.id as string, 1, 'short');
  const [mine = ''] = await desk.codes(await desk.promote(), 1, 'short');
  const { couponCode, readCouponCode } = await import('../../domain/promotions/coupon-code.js');
  const named = readCouponCode(mine)!;
  const forged = Array.from({ length: 12 }, (_, i) =>
    couponCode(named, 'short', new Uint8Array(32).fill(i + 1)),
  );
  const ask = async (code: string) =>
    desk.call('validateCodes', {
      as: 'acme',
      body: { codes: [code], subscriber: acme, order: order('5.00') },
    });
  const told = [await ask(others), await ask(forged[0]!), await ask('NOSUCHCODE')];
  expect(new Set(told.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect((await ask(mine)).body.codes[0].usable).toBe(true);
  const answers = await Promise.all(forged.slice(1).map(ask));
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(4);
  const right = await ask(mine);
  expect([right.status, right.body.code]).toEqual([429, 'too-many-codes']);
  // A slip of the finger is no try, and what can't be guessed is not held up.
  expect((await ask(`${mine.slice(0, -1)}?`)).status).toBe(200);
  const [long = ''] = await desk.codes(await desk.promote(), 1);
  expect((await ask(long)).body.codes[0].usable).toBe(true);
});

it('cancels what of a batch is not used, at once', async () => {
  const promotionId = await desk.promote();
  const [one = '', two = ''] = await desk.codes(promotionId, 2);
  const use = async (code: string) =>
    desk.call('redeemCodes', { body: { codes: [code], order: order('5.00') } });
  expect((await use(one)).status).toBe(201);
  const [batch] = (await desk.call('listCouponBatches', { query: { promotionId } })).body as {
    id: string;
    state: string;
  }[];
  expect(batch).toMatchObject({ state: 'ready', count: 2, done: 2, file: { bucket: 'codes' } });
  await desk.call('cancelCouponBatch', { path: { id: batch!.id } });
  expect((await use(two)).body.code).toBe('code-cancelled');
});

it('shows a code as a picture that the till scans, and no other code', async () => {
  const id = await desk.sell();
  const [code = ''] = await desk.codes(await desk.promote(GIGABYTE), 1);
  const shown = await desk.call('showCode', { body: { code: code.toLowerCase() } });
  expect(shown.status).toBe(200);
  expect(shown.body.payload).toBe(code.replaceAll('-', ''));
  const svg = Buffer.from(String(shown.body.image).split(',')[1] ?? '', 'base64').toString('utf8');
  expect(svg).toMatch(/^<svg [^]*<path d="M/);
  const scanned = { codes: [shown.body.payload], subscriber: id, order: order('25.00') };
  expect((await desk.call('redeemCodes', { body: scanned })).status).toBe(201);
  expect(await bucket(id, 'reward-data')).toBe(1_000_000_000);
  const forged = `${code.slice(0, -2)}${code.endsWith('AA') ? 'BB' : 'AA'}`;
  expect((await desk.call('showCode', { body: { code: forged } })).status).toBe(404);
  const other = await desk.call('showCode', { as: 'acme', body: { code: 'NOTACODE' } });
  expect([other.status, other.body.code]).toEqual([404, 'code-not-found']);
});
