/** TMF654: buckets, top-ups, adjustments, transfers and reservations, over one DynamoDB. */
import { PARTNER_URL } from '../partner-desk.js';
import { openShop, type Shop } from './shop.js';

const BASE = `${PARTNER_URL}/tmf-api/prepayBalanceManagement/v4`;
const POUND = 1_000_000;
let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  await shop.desk.stop();
});

const gbp = (amount: number) => ({ amount, units: 'GBP' });
const ask: Shop['ask'] = async (operationId, asked) => shop.ask(operationId, asked);
const of = (id: string) => ({ product: { id } });
const problem = ({ status, body }: Awaited<ReturnType<typeof ask>>) => [status, body.code];

describe('buckets', () => {
  it('are those of the account, each with what it holds', async () => {
    const id = await shop.sell({ credit: '12.34' });
    const { status, headers, body } = await ask('listBucket', { query: { 'product.id': id } });
    expect([status, headers['x-total-count']]).toEqual([200, String(body.length)]);
    const wallet = body.find((bucket: { name: string }) => bucket.name === 'wallet');
    expect(wallet).toMatchObject({
      '@type': 'Bucket',
      href: `${BASE}/bucket/${wallet.id}`,
      usageType: 'monetary',
      status: 'active',
      remainingValue: gbp(12.34),
      remainingValueName: '12.34 GBP',
      reservedValue: gbp(0),
      product: [{ id, '@referredType': 'Product' }],
    });
    expect(typeof wallet.confirmationDate).toBe('string');
    const data = body.find((bucket: { usageType: string }) => bucket.usageType === 'data');
    expect(data).toMatchObject({
      name: 'data-2gb',
      remainingValue: { amount: 2_000_000_000, units: 'bytes' },
      remainingValueName: '2 GB',
    });
    expect(data.validFor.endDateTime).toMatch(/Z$/);
    const one = await ask('retrieveBucket', { path: { id: wallet.id } });
    expect(one.body).toEqual(wallet);
    const fields = await ask('retrieveBucket', { path: { id: wallet.id }, query: { fields: 'status' } });
    expect(fields.body).toEqual({ id: wallet.id, href: wallet.href, status: 'active' });
  });

  it('are found by number, account and any value that they have', async () => {
    const id = await shop.sell();
    const msisdn = await shop.msisdn(id);
    const number = msisdn.replace('msisdn-', '');
    const queries: Record<string, string>[] = [
      { 'logicalResource.id': msisdn },
      { 'logicalResource.id': `+${number}` },
      { 'logicalResource.value': number },
      { 'logicalResource.id': `"res_${msisdn}"` },
    ];
    for (const query of queries) {
      const { body } = await ask('listBucket', { query: { ...query, usageType: 'monetary' } });
      expect(body.map((bucket: { product: { id: string }[] }) => bucket.product[0]?.id)).toEqual([id]);
    }
    const [wallet] = (await ask('listBucket', { query: { 'product.id': id, usageType: 'monetary' } })).body;
    const { confirmationDate } = wallet;
    const same = await ask('listBucket', {
      query: { confirmationDate: `"${confirmationDate}"`, id: wallet.id },
    });
    expect(same.body).toEqual([wallet]);
    expect((await ask('listBucket', { query: { limit: '1', offset: '1' } })).body).toHaveLength(1);
  });

  it('of others are not there', async () => {
    const theirs = await shop.sell({ owner: 'corner-shop' });
    const house = await shop.sell({ owner: 'operator' });
    for (const id of [theirs, house]) {
      expect((await ask('listBucket', { query: { 'product.id': id } })).body).toEqual([]);
      expect((await ask('retrieveBucket', { path: { id: `${id}.1` } })).status).toBe(404);
      const { body } = await ask('listBucket', { as: 'operator', query: { 'product.id': id } });
      expect(body.length).toBeGreaterThan(1);
    }
    for (const id of ['nothing', 'sub_none.1', `${theirs}.999`])
      expect(problem(await ask('retrieveBucket', { as: 'operator', path: { id } }))).toEqual([
        404,
        'bucket-not-found',
      ]);
  });

  it('add up by usage type', async () => {
    const id = await shop.sell({ credit: '7.10' });
    const { body } = await ask('listAccumulatedBalance', { query: { 'product.id': id, name: 'monetary' } });
    expect(body).toMatchObject([
      { id: `${id}.monetary`, totalBalance: gbp(7.1), bucket: [{ name: 'wallet' }], product: [{ id }] },
    ]);
    const one = await ask('retrieveAccumulatedBalance', { path: { id: `${id}.data` } });
    expect(one.body.totalBalance).toEqual({ amount: 2_000_000_000, units: 'bytes' });
    expect((await ask('retrieveAccumulatedBalance', { path: { id: `${id}.nothing` } })).status).toBe(404);
  });
});

describe('a top-up', () => {
  it('is credited at once, and kept', async () => {
    const id = await shop.sell();
    const made = await ask('createTopupBalance', {
      body: { amount: gbp(10.5), ...of(id), channel: { id: 'till-3' }, description: 'cash' },
    });
    expect(made.status).toBe(201);
    expect(made.headers['location']).toBe(made.body.href);
    expect(made.body).toMatchObject({
      '@type': 'TopupBalance',
      status: 'completed',
      usageType: 'monetary',
      amount: gbp(10.5),
      product: { id },
      channel: { id: 'till-3' },
      description: 'cash',
      impactedBucket: [
        {
          amountBefore: gbp(20),
          amountAfter: gbp(30.5),
          item: [{ itemType: 'credit', amount: gbp(10.5) }],
        },
      ],
    });
    expect(await shop.wallet(id)).toBe(30.5 * POUND);
    const path = { id: made.body.id };
    expect((await ask('retrieveTopupBalance', { path })).body).toEqual(made.body);
    expect((await ask('listTopupBalance', { query: { 'product.id': id } })).body).toEqual([made.body]);
    expect((await ask('retrieveBalanceAction', { path })).body).toMatchObject({
      id: made.body.id,
      '@type': 'TopupBalance',
      amount: gbp(10.5),
    });
    const patched = await ask('patchTopupBalance', { path, body: { description: 'paid in coins' } });
    expect(patched.body).toEqual({ ...made.body, description: 'paid in coins' });
    expect(problem(await ask('patchTopupBalance', { path, body: { amount: gbp(99) } }))).toEqual([
      400,
      'not-changeable',
    ]);
    expect(problem(await ask('deleteTopupBalance', { path }))).toEqual([409, 'action-done']);
    expect((await ask('retrieveTopupBalance', { as: 'corner-shop', path })).status).toBe(404);
    expect((await ask('retrieveTopupBalance', { path: { id: 'top_none' } })).status).toBe(404);
  });

  it('names whom by product, number, account or bucket, which agree', async () => {
    const [id, other] = [await shop.sell(), await shop.sell()];
    const number = (await shop.msisdn(id)).replace('msisdn-', '+');
    const { accountKey } = (await shop.desk.record(`SUBSCRIBER#${id}`)) as { accountKey: string };
    for (const target of [
      { logicalResource: { id: number } },
      { partyAccount: { id: accountKey } },
      { bucket: { id: `${id}.wallet` } },
      { ...of(id), logicalResource: { id: number } },
    ])
      expect((await ask('createTopupBalance', { body: { amount: gbp(1), ...target } })).status).toBe(201);
    expect(await shop.wallet(id)).toBe(24 * POUND);
    const refused = async (target: object) =>
      problem(await ask('createTopupBalance', { body: { amount: gbp(1), ...target } }));
    expect(await refused({ ...of(other), logicalResource: { id: number } })).toEqual([
      400,
      'products-differ',
    ]);
    expect(await refused(of('sub_none'))).toEqual([400, 'product-not-found']);
    expect(await refused(of(await shop.sell({ owner: 'corner-shop' })))).toEqual([400, 'product-not-found']);
    expect(await refused({ bucket: { id: `${id}.gold` } })).toEqual([400, 'bucket-unknown']);
  });

  it.each(['topupBalance', 'adjustBalance', 'transferBalance', 'reserveBalance'])(
    '%s of no balance of ours is kept as it came, rejected, and moves nothing',
    async (action) => {
      const type = action.charAt(0).toUpperCase() + action.slice(1);
      for (const target of [{}, { bucket: { id: '42' } }, { product: { id: 'urn:ours-not' } }]) {
        const body = { amount: gbp(1), usageType: 'monetary', reason: 'a kit', ...target };
        const { status, body: made } = await ask(`create${type}`, { body });
        expect([status, made.status, made.impactedBucket]).toEqual([201, 'rejected', []]);
        expect(made).toMatchObject(body);
        const path = { id: made.id };
        expect((await ask(`retrieve${type}`, { path })).body).toEqual(made);
        const listed = await ask('listBalanceAction', { query: { id: made.id } });
        expect(listed.body).toHaveLength(1);
        expect((await ask(`retrieve${type}`, { as: 'corner-shop', path })).status).toBe(404);
        expect((await ask(`patch${type}`, { path, body: { status: 'completed' } })).status).toBe(400);
        expect((await ask(`delete${type}`, { path })).status).toBe(204);
        expect((await ask(`retrieve${type}`, { path })).status).toBe(404);
      }
    },
  );

  it('a bucket that is described is shown, and nobody can draw from it', async () => {
    const { status, body: made } = await ask('createBucket', {
      body: { usageType: 'monetary', name: 'a kit' },
    });
    expect([status, made.status, made.usageType]).toEqual([201, 'suspended', 'monetary']);
    expect((await ask('retrieveBucket', { path: { id: made.id } })).body).toEqual(made);
    expect((await ask('listBucket', { query: { id: made.id } })).body).toEqual([made]);
    expect((await ask('listBucket', { as: 'corner-shop', query: { id: made.id } })).body).toEqual([]);
    const drawn = await ask('createTopupBalance', { body: { amount: gbp(1), bucket: { id: made.id } } });
    expect([drawn.status, drawn.body.status]).toEqual([201, 'rejected']);
  });

  it('is refused in another currency, of nothing, or of less than a millionth', async () => {
    const id = await shop.sell();
    for (const amount of [
      { amount: 1, units: 'EUR' },
      gbp(0),
      gbp(-1),
      gbp(0.0000001),
      gbp(1e9),
      gbp(1e21),
      { units: 'GBP' },
    ]) {
      const refused = await ask('createTopupBalance', { body: { amount, ...of(id) } });
      expect(problem(refused)).toEqual([400, 'amount-invalid']);
    }
    expect(await shop.wallet(id)).toBe(20 * POUND);
  });

  it("of units is the operator's, and what a provider takes is paid elsewhere", async () => {
    const id = await shop.sell();
    const body = { amount: { amount: 1, units: 'GB' }, ...of(id) };
    expect(problem(await ask('createTopupBalance', { body }))).toEqual([403, 'units-not-given']);
    const made = await ask('createTopupBalance', { as: 'operator', body });
    expect(made.body).toMatchObject({ usageType: 'data', amount: { amount: 1e9, units: 'bytes' } });
    const paid = { amount: gbp(5), ...of(id), paymentMethod: { id: 'stripe' } };
    expect(problem(await ask('createTopupBalance', { body: paid }))).toEqual([400, 'payment-elsewhere']);
    const auto = { amount: gbp(5), ...of(id), isAutoTopup: true };
    expect(problem(await ask('createTopupBalance', { body: auto }))).toEqual([400, 'recurring-not-offered']);
  });

  it('is one, however often and however many at once it is sent with one key', async () => {
    const id = await shop.sell();
    const again = async () =>
      ask('createTopupBalance', {
        body: { amount: gbp(3), ...of(id) },
        headers: { 'idempotency-key': `key-${id}` },
      });
    const told = await Promise.all(Array.from({ length: 50 }, again));
    const made = told.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    // Those that met the first at work are told to come again.
    expect(told.every(({ status }) => status === 201 || status === 409 || status === 503)).toBe(true);
    expect((await again()).body.id).toBe(made[0]!.body.id);
    expect(await shop.wallet(id)).toBe(23 * POUND);
    expect((await ask('listTopupBalance', { query: { 'product.id': id } })).body).toHaveLength(1);
  });
});

describe('an adjustment', () => {
  it('puts in or takes out, as its type or sign says', async () => {
    const id = await shop.sell();
    const adjust = async (body: object, as: 'operator' | 'acme' = 'acme') =>
      ask('createAdjustBalance', { as, body: { ...of(id), ...body } });
    const given = { amount: gbp(2), adjustType: 'goodWillCredit', reason: 'rude staff' };
    const credit = await adjust(given, 'operator');
    expect(credit.body).toMatchObject({ status: 'completed', usageType: 'monetary', amount: gbp(2) });
    const debit = await adjust({ amount: gbp(5), adjustType: 'generalDebit' });
    expect(debit.body.impactedBucket[0]).toMatchObject({
      amountBefore: gbp(22),
      amountAfter: gbp(17),
      item: [{ itemType: 'debit', amount: gbp(5) }],
    });
    const signed = await adjust({ amount: gbp(-1) });
    expect(signed.body).toMatchObject({ amount: gbp(1), adjustType: 'generalDebit' });
    expect(await shop.wallet(id)).toBe(16 * POUND);
    expect(problem(await adjust({ amount: gbp(-1), adjustType: 'goodWillCredit' }))).toEqual([
      400,
      'amount-invalid',
    ]);
    expect(problem(await adjust({ amount: gbp(16.01), adjustType: 'generalDebit' }))).toEqual([
      409,
      'balance-too-low',
    ]);
    const units = await adjust({ amount: { amount: 0.5, units: 'GB' }, adjustType: 'generalDebit' });
    expect(units.body.impactedBucket[0].amountAfter).toEqual({ amount: 1_500_000_000, units: 'bytes' });
  });

  it('of a partner puts in nothing: it would not owe it', async () => {
    const id = await shop.sell();
    await ask('createAdjustBalance', { body: { ...of(id), amount: gbp(4), adjustType: 'generalDebit' } });
    for (const body of [
      { amount: gbp(2), adjustType: 'goodWillCredit' },
      { amount: gbp(4), adjustType: 'generalCredit', reason: 'undone' },
      { amount: gbp(2) },
      { amount: gbp(2), adjustType: 'somethingElse' },
      { amount: { amount: 1, units: 'GB' } },
      { amount: { amount: 1, units: 'GB' }, usageType: 'data', bucket: { id: `${id}.data-2gb` } },
    ])
      expect(problem(await ask('createAdjustBalance', { body: { ...of(id), ...body } }))).toEqual([
        403,
        'credits-not-given',
      ]);
    expect(await shop.wallet(id)).toBe(16 * POUND);
    const owed = await ask('createTopupBalance', { body: { ...of(id), amount: gbp(2) } });
    expect([owed.status, await shop.wallet(id)]).toEqual([201, 18 * POUND]);
  });

  it('takes no more than there is, when two do it at once', async () => {
    const id = await shop.sell();
    const told = await Promise.all(
      Array.from({ length: 3 }, async () =>
        ask('createAdjustBalance', { body: { ...of(id), amount: gbp(8), adjustType: 'generalDebit' } }),
      ),
    );
    expect(told.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 201, 409]);
    expect(await shop.wallet(id)).toBe(4 * POUND);
  });
});

describe('a transfer', () => {
  it('moves an amount between two products of a partner, and makes none', async () => {
    const [from, to] = [await shop.sell({ offering: 'monthly' }), await shop.sell({ offering: 'monthly' })];
    const before = [await shop.wallet(from), await shop.wallet(to)];
    const body = { amount: gbp(3), ...of(from), receiverProduct: { id: to } };
    const made = await ask('createTransferBalance', { body });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      status: 'completed',
      amount: gbp(3),
      product: { id: from },
      receiverProduct: { id: to },
      receiverBucketUsageType: 'monetary',
    });
    expect(made.body.impactedBucket).toHaveLength(2);
    expect([await shop.wallet(from), await shop.wallet(to)]).toEqual([
      before[0]! - 3 * POUND,
      before[1]! + 3 * POUND,
    ]);
    await Promise.all(
      [from, to, from, to].map(async (giver) =>
        ask('createTransferBalance', {
          body: { amount: gbp(2), ...of(giver), receiverProduct: { id: giver === from ? to : from } },
        }),
      ),
    );
    const after = [await shop.wallet(from), await shop.wallet(to)];
    expect(after[0]! + after[1]!).toBe(before[0]! + before[1]!);
    const theirs = await shop.sell({ owner: 'corner-shop', offering: 'monthly' });
    for (const [receiver, answer] of [
      [theirs, [400, 'product-not-found']],
      [from, [400, 'transfer-to-itself']],
    ] as const)
      expect(
        problem(await ask('createTransferBalance', { body: { ...body, receiverProduct: { id: receiver } } })),
      ).toEqual(answer);
  });

  it("between sellers is nobody's but the operator's, whichever way it is named", async () => {
    const mine = await shop.sell({ offering: 'monthly' });
    const theirs = await shop.sell({ owner: 'corner-shop', offering: 'monthly' });
    const before = [await shop.wallet(mine), await shop.wallet(theirs)];
    const { accountKey } = (await shop.desk.record(`SUBSCRIBER#${theirs}`)) as { accountKey: string };
    for (const receiver of [
      { receiverProduct: { id: theirs } },
      { receiverBucket: { id: `${theirs}.wallet` } },
      { receiverLogicalResource: { id: await shop.msisdn(theirs) } },
      { receiverPartyAccount: { id: accountKey } },
      { receiverProduct: { id: mine }, receiverBucket: { id: `${theirs}.wallet` } },
    ])
      expect(
        problem(await ask('createTransferBalance', { body: { amount: gbp(1), ...of(mine), ...receiver } })),
      ).toEqual([400, 'product-not-found']);
    const taken = { amount: gbp(1), ...of(theirs), receiverProduct: { id: mine } };
    expect(problem(await ask('createTransferBalance', { body: taken }))).toEqual([400, 'product-not-found']);
    expect([await shop.wallet(mine), await shop.wallet(theirs)]).toEqual(before);
  });

  it('is refused where the plan allows none', async () => {
    const [from, to] = [await shop.sell(), await shop.sell()];
    const body = { amount: gbp(3), ...of(from), receiverProduct: { id: to } };
    expect(problem(await ask('createTransferBalance', { body }))).toEqual([409, 'not-transferable']);
  });
});

const operatorNow = async () => (await import('../../../lambdas/shared/clock.js')).operatorTime();

describe('a reservation', () => {
  const reserve = async (id: string, amount: number, more: object = {}) =>
    ask('createReserveBalance', { body: { amount: gbp(amount), ...of(id), ...more } });

  it('sets an amount aside until it is consumed, in parts', async () => {
    const id = await shop.sell();
    const made = await reserve(id, 12, { reason: 'a phone' });
    expect(made.body).toMatchObject({ status: 'active', amount: gbp(12), reason: 'a phone' });
    expect(made.body.relatedParty).toHaveLength(1);
    expect(await shop.wallet(id)).toBe(8 * POUND);
    const query = { 'product.id': id, usageType: 'monetary' };
    const [bucket] = (await ask('listBucket', { query })).body;
    expect(bucket).toMatchObject({
      remainingValue: gbp(8),
      reservedValue: gbp(12),
      reserveBalance: [{ id: made.body.id }],
    });
    const held = await ask('listBucket', { query: { 'product.id': id, 'reservedValue.amount.gt': '0' } });
    expect(held.body).toEqual([bucket]);
    expect(problem(await reserve(id, 8.01))).toEqual([409, 'balance-too-low']);
    const consume = async (amount: number) =>
      ask('createAdjustBalance', {
        body: { amount: gbp(amount), adjustType: 'reservationDebit', reserveBalance: { id: made.body.id } },
      });
    expect((await consume(5)).body).toMatchObject({
      status: 'completed',
      amount: gbp(5),
      reserveBalance: { id: made.body.id },
    });
    const path = { id: made.body.id };
    expect((await ask('retrieveReserveBalance', { path })).body.status).toBe('active');
    expect(problem(await consume(7.01))).toEqual([409, 'amount-not-held']);
    expect((await consume(7)).status).toBe(201);
    expect((await ask('retrieveReserveBalance', { path })).body.status).toBe('completed');
    expect(problem(await consume(1))).toEqual([409, 'nothing-held']);
    expect(problem(await ask('deleteReserveBalance', { path }))).toEqual([409, 'action-done']);
    expect(await shop.wallet(id)).toBe(8 * POUND);
  });

  it('gives back what is left when it is cancelled or deleted', async () => {
    const id = await shop.sell();
    const [one, two] = [await reserve(id, 12), await reserve(id, 8)];
    const path = { id: one.body.id };
    const cancelled = await ask('patchReserveBalance', {
      path,
      body: { status: 'cancelled', description: 'changed her mind' },
    });
    expect(cancelled.body).toMatchObject({ status: 'cancelled', description: 'changed her mind' });
    expect(await shop.wallet(id)).toBe(12 * POUND);
    expect((await ask('deleteReserveBalance', { path: { id: two.body.id } })).status).toBe(204);
    expect((await ask('retrieveReserveBalance', { path: { id: two.body.id } })).status).toBe(404);
    expect(await shop.wallet(id)).toBe(20 * POUND);
    const left = await ask('listBalanceAction', { query: { 'product.id': id } });
    expect(left.body.map((action: { id: string }) => action.id)).toEqual([one.body.id]);
    expect((await ask('deleteReserveBalance', { as: 'corner-shop', path })).status).toBe(404);
  });

  it('expires, whoever looks or not', async () => {
    const id = await shop.sell();
    const { handler: sweep } = await import('../../../lambdas/partners/reservations.handler.js');
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const made = await reserve(id, 12, { expirationDate: soon });
    expect(made.body.expirationDate).toBe(soon);
    expect(await sweep()).toEqual({ ended: 0 });
    await shop.desk.moveClock(2 * 3_600_000);
    expect(await sweep()).toEqual({ ended: 1 });
    expect((await ask('retrieveReserveBalance', { path: { id: made.body.id } })).body.status).toBe('expired');
    expect(await shop.wallet(id)).toBe(20 * POUND);
    expect(await sweep()).toEqual({ ended: 0 });
    expect(problem(await reserve(id, 1, { expirationDate: '2020-01-01T00:00:00Z' }))).toEqual([
      400,
      'expiry-passed',
    ]);
  });

  it('that can not be ended keeps no others from being ended', async () => {
    const id = await shop.sell({ credit: '500.00' });
    const { handler: sweep } = await import('../../../lambdas/partners/reservations.handler.js');
    const { fromItem, toAttributes } = await import('../../../lambdas/shared/attributes.js');
    const { PutItemCommand, DeleteItemCommand, QueryCommand } = await import('@aws-sdk/client-dynamodb');
    const at = new Date((await operatorNow()) + 3_600_000).toISOString();
    // A hundred that stand first, of an account that is not there.
    const made = await reserve(id, 1, { expirationDate: at });
    const record = (await shop.desk.record(`RESERVE#${made.body.id}`))!;
    const broken = Array.from({ length: 100 }, (_, n) => `rsv_broken${String(n).padStart(3, '0')}`);
    for (const each of broken)
      await shop.desk.client.send(
        new PutItemCommand({
          TableName: 'records',
          Item: toAttributes({
            ...record,
            pk: `RESERVE#${each}`,
            id: each,
            of: { ...(record['of'] as object), accountKey: 'imsi-nobody' },
            gsi1sk: `2020-01-01T00:00:00.000Z#${each}`,
          }),
        }),
      );
    const errors = jest.spyOn(console, 'error').mockReturnValue();
    await shop.desk.moveClock(4 * 3_600_000);
    await sweep();
    expect((await ask('retrieveReserveBalance', { path: { id: made.body.id } })).body.status).toBe('expired');
    expect(await shop.wallet(id)).toBe(500 * POUND);
    expect(errors).toHaveBeenCalledTimes(100);
    // Each is tried again after a while, and not with each sweep.
    await sweep();
    expect(errors).toHaveBeenCalledTimes(100);
    const { Items: left = [] } = await shop.desk.client.send(
      new QueryCommand({
        TableName: 'records',
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :due',
        ExpressionAttributeValues: { ':due': { S: 'RESERVE#DUE' } },
      }),
    );
    expect(left.map((item) => fromItem(item)['id'])).toEqual(broken);
    errors.mockRestore();
    for (const each of broken)
      await shop.desk.client.send(
        new DeleteItemCommand({
          TableName: 'records',
          Key: { pk: { S: `RESERVE#${each}` }, sk: { S: 'META' } },
        }),
      );
  });
});
