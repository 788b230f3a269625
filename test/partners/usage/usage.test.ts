/** TMF635: what products used, and what partners report, over one DynamoDB. */
import type { UsageLine, UsageRecord } from '../../../domain/charging/usage-record.js';
import { openShop, type Shop } from '../balances/shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  await shop.desk.stop();
});

const line = (more: Partial<UsageLine> = {}): UsageLine => ({
  ratingGroup: 100,
  service: 'calls',
  destination: 'national',
  unit: 'seconds',
  units: 60,
  bucket: 'wallet',
  bucketId: 4,
  amount: 100_000,
  priceMicros: 100_000,
  uncollected: false,
  ...more,
});

async function used(id: string, records: readonly (readonly [string, readonly UsageLine[]])[]) {
  const { storeUsage } = await import('../../../lambdas/charging/usage-store.js');
  const { accountKey, supi } = (await shop.desk.record(`SUBSCRIBER#${id}`)) as unknown as {
    accountKey: string;
    supi: string;
  };
  await storeUsage(
    'records',
    records.map(([at, lines], index): UsageRecord => ({
      account: accountKey,
      version: index + 2,
      kind: 'session' as UsageRecord['kind'],
      at,
      sessionId: 1,
      sequence: 1,
      planId: 'starter@1',
      currency: 'GBP',
      marketTime: at,
      taxInclusive: true,
      supi,
      subscriberId: id,
      lines,
    })),
  );
}

const refused = ({ status, body }: Awaited<ReturnType<Shop['ask']>>) => [status, body.code];

describe('rated usage', () => {
  it('is one usage a line, with what it cost', async () => {
    const id = await shop.sell();
    await used(id, [
      [
        '2026-11-01T10:00:00.000Z',
        [line(), line({ unit: 'bytes', units: 5e6, service: 'internet', zone: 'eu' })],
      ],
      ['2026-11-02T10:00:00.000Z', [line({ service: 'unrated', bucket: undefined as never })]],
    ]);
    const { body, headers } = await shop.ask('listUsage', { query: { 'product.id': id } });
    expect(headers['x-total-count']).toBe('3');
    expect(body).toMatchObject([
      {
        '@type': 'Usage',
        usageType: 'voice',
        usageDate: '2026-11-01T10:00:00.000Z',
        status: 'rated',
        usageSpecification: { id: 'voice' },
        ratedProductUsage: [{ taxIncludedRatingAmount: { unit: 'GBP', value: 0.1 }, productRef: { id } }],
      },
      { usageType: 'data', ratedProductUsage: [{ offerTariffType: 'Roaming' }] },
      { status: 'guided' },
    ]);
    expect(body[0].usageCharacteristic).toContainEqual({ name: 'quantity', value: 60, valueType: 'number' });
    const path = { id: body[0].id };
    expect((await shop.ask('retrieveUsage', { path })).body).toEqual(body[0]);
    expect((await shop.ask('listUsage', { query: { id: `"${path.id}"` } })).body).toEqual([body[0]]);
    expect((await shop.ask('retrieveUsage', { as: 'corner-shop', path })).status).toBe(404);
    expect((await shop.ask('listUsage', { as: 'corner-shop', query: { 'product.id': id } })).body).toEqual(
      [],
    );
    expect((await shop.ask('listUsage', { query: { status: 'guided' } })).body).toHaveLength(1);
    expect(refused(await shop.ask('deleteUsage', { path }))).toEqual([409, 'usage-rated']);
    expect(refused(await shop.ask('patchUsage', { path, body: { status: 'rejected' } }))).toEqual([
      409,
      'usage-rated',
    ]);
    for (const wrong of [`usg_${id}.2.9`, `usg_${id}.99.0`, 'usg_none'])
      expect((await shop.ask('retrieveUsage', { path: { id: wrong } })).status).toBe(404);
  });

  it('is found by time and kind', async () => {
    const id = await shop.sell();
    await used(
      id,
      Array.from({ length: 10 }, (_, day) => [
        `2026-10-${String(day + 1).padStart(2, '0')}T12:00:00.000Z`,
        [line({ units: day + 1 })],
      ]),
    );
    const days = async (query: Record<string, string>) =>
      (await shop.ask('listUsage', { query: { 'product.id': id, ...query } })).body.map(
        ({ usageDate }: { usageDate: string }) => Number(usageDate.slice(8, 10)),
      );
    expect(await days({ 'usageDate.gte': '2026-10-04', 'usageDate.lt': '2026-10-07' })).toEqual([4, 5, 6]);
    expect(await days({ 'usageDate.gt': '2026-10-08T12:00:00Z' })).toEqual([9, 10]);
    expect(await days({ limit: '2', offset: '3' })).toEqual([4, 5]);
    expect(await days({ usageType: 'sms' })).toEqual([]);
    const byRated = await shop.ask('listUsage', { query: { 'ratedProductUsage.productRef.id': id } });
    expect(byRated.body).toHaveLength(10);
  });

  it('never shows calls to helplines', async () => {
    const id = await shop.sell();
    await used(id, [
      ['2026-11-01T10:00:00.000Z', [line({ itemised: false, destination: 'helpline' }), line({ units: 7 })]],
    ]);
    const { body } = await shop.ask('listUsage', { query: { 'product.id': id } });
    expect(body).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain('helpline');
    const hidden = body[0].id.replace(/1$/, '0');
    expect((await shop.ask('retrieveUsage', { path: { id: hidden } })).status).toBe(404);
  });
});

describe('reported usage', () => {
  it('is kept as it came, received and not rated', async () => {
    const made = await shop.ask('createUsage', {
      body: {
        usageDate: '2026-11-20T08:00:00Z',
        usageType: 'parking',
        usageCharacteristic: [{ name: 'minutes', value: 90 }],
      },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      status: 'received',
      usageType: 'parking',
      usageSpecification: { id: 'other' },
      usageCharacteristic: [{ name: 'minutes', value: 90 }],
    });
    const path = { id: made.body.id };
    expect((await shop.ask('listUsage', { query: { usageType: 'parking' } })).body).toEqual([made.body]);
    const patched = await shop.ask('patchUsage', { path, body: { status: 'rejected' } });
    expect(patched.body.status).toBe('rejected');
    expect((await shop.ask('retrieveUsage', { as: 'corner-shop', path })).status).toBe(404);
    expect((await shop.ask('deleteUsage', { path })).status).toBe(204);
    expect((await shop.ask('retrieveUsage', { path })).status).toBe(404);
  });
});

describe('usage specifications', () => {
  it("are the operator's, which stay, and the partner's own", async () => {
    const made = await shop.ask('createUsageSpecification', { body: { name: 'Parking' } });
    expect(made.status).toBe(201);
    const all = await shop.ask('listUsageSpecification');
    expect(all.body.map(({ name }: { name: string }) => name)).toEqual([
      'Data',
      'Voice',
      'SMS',
      'Other',
      'Parking',
    ]);
    expect((await shop.ask('retrieveUsageSpecification', { path: { id: 'data' } })).body).toMatchObject({
      name: 'Data',
      lifecycleStatus: 'Active',
    });
    for (const [operation, body] of [
      ['patchUsageSpecification', { name: 'Mine' }],
      ['deleteUsageSpecification', undefined],
    ] as const)
      expect(refused(await shop.ask(operation, { path: { id: 'data' }, ...(body ? { body } : {}) }))).toEqual(
        [409, 'specification-of-the-operator'],
      );
    const path = { id: made.body.id };
    expect(
      (await shop.ask('patchUsageSpecification', { path, body: { description: 'Bays' } })).body,
    ).toMatchObject({ name: 'Parking', description: 'Bays' });
    expect((await shop.ask('deleteUsageSpecification', { path })).status).toBe(204);
  });
});
