/** Agreements: a pool that is paid for in the same transaction, topped up once an id, and settled to the micro. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { costOfBytes } from '../../domain/sponsors/agreement.js';
import { DAY_MS, inDays, openSponsorDesk, type SponsorDesk } from './desk.js';

let desk: SponsorDesk;

beforeAll(async () => {
  desk = await openSponsorDesk('CN');
});
afterAll(async () => desk.stop());

const GB = 1_000_000_000;

const body = (sponsorId: string, more: object = {}) => ({
  sponsorId,
  name: 'Video traffic',
  services: ['video'],
  pricePerGb: '0.333333',
  pool: '100 GB',
  perSubscriberAndDay: '2 GB',
  from: inDays(0, desk.now()),
  to: inDays(3, desk.now()),
  ...more,
});

const balance = async (sponsorId: string) =>
  (await desk.call('retrieveSponsor', { path: { sponsorId } })).body.balance;

async function agree(sponsorId: string, more: object = {}): Promise<{ id: string; poolId: string }> {
  const made = await desk.call('createSponsorAgreement', { body: body(sponsorId, more) });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return made.body;
}

/** As charging changes a pool: lends to accounts, and settles what of it was used. */
async function change(poolId: string, amounts: { a?: number; l?: number; u?: number }): Promise<void> {
  const all = { a: 0, l: 0, u: 0, ...amounts };
  await desk.client.send(
    new UpdateItemCommand({
      TableName: 'accounts',
      Key: { k: { S: `${poolId}#0` } },
      UpdateExpression: 'ADD v :one, a :a, l :l, u :u',
      ExpressionAttributeValues: {
        ':one': { N: '1' },
        ...Object.fromEntries(Object.entries(all).map(([name, value]) => [`:${name}`, { N: String(value) }])),
      },
    }),
  );
}

test('an agreement takes what its pool costs out of the deposit, or nothing happens at all', async () => {
  await desk.sponsor('pays', '40.00');
  const made = await desk.call('createSponsorAgreement', { body: body('pays') });
  expect(made).toMatchObject({
    status: 201,
    body: {
      version: 1,
      state: 'active',
      markets: ['CN'],
      pool: { bought: '100000000000 B', available: '100000000000 B', paid: '33.3333' },
    },
  });
  expect(await balance('pays')).toMatchObject({ available: '6.6667', setAside: '33.3333' });
  const short = await desk.call('createSponsorAgreement', { body: body('pays') });
  expect(short).toMatchObject({ status: 409, body: { code: 'balance-too-low' } });
  expect(await balance('pays')).toMatchObject({ available: '6.6667' });
  expect((await desk.call('listSponsorAgreements')).headers['x-total-count']).toBe('1');
});

test('a repeat with its key is the same agreement', async () => {
  await desk.sponsor('keyed', '40.00');
  const asked = { body: body('keyed'), headers: { 'idempotency-key': 'one' } };
  const [first, second] = [
    await desk.call('createSponsorAgreement', asked),
    await desk.call('createSponsorAgreement', asked),
  ];
  expect(second.body.id).toBe(first.body.id);
  expect(await balance('keyed')).toMatchObject({ setAside: '33.3333' });
});

test('a top-up counts once by its id, and costs what the total costs more', async () => {
  await desk.sponsor('more', '100.00');
  const { id } = await agree('more', { pool: '1 GB' });
  const topUp = async (moveId: string, amount: string) =>
    desk.call('topUpSponsorAgreement', { path: { agreementId: id }, body: { id: moveId, amount } });
  const told = await Promise.all(Array.from({ length: 4 }, async () => topUp('t1', '1 GB')));
  expect(told.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 200, 200, 201]);
  expect((await topUp('t1', '2 GB')).body.code).toBe('id-used');
  expect((await topUp('t2', '1 GB')).body.pool).toMatchObject({ bought: '3000000000 B', paid: '0.999999' });
  expect(await balance('more')).toMatchObject({ setAside: '0.999999' });
  expect((await topUp('t3', '5 min')).status).toBe(400);
});

test('what was used is booked, what was not goes back: together they are what was paid', async () => {
  await desk.sponsor('settles', '40.00');
  const { id, poolId } = await agree('settles');
  // A third of a micro a byte and odd amounts: every rounding shows.
  await change(poolId, { a: -10 * GB - 7, l: 10 * GB + 7 });
  await change(poolId, { l: -4 * GB - 1, u: 3 * GB + 1, a: GB });
  await desk.moveClock(2 * 3_600_000);
  await desk.sweep();
  const spent = costOfBytes(3 * GB + 1, 333_333);
  expect(await balance('settles')).toMatchObject({ spent: (spent / 1e6).toFixed(6), available: '6.6667' });
  const ended = await desk.call('endSponsorAgreement', { path: { agreementId: id }, body: {} });
  expect(ended.body).toMatchObject({ state: 'ended', pool: { available: '0 B', lent: `${6 * GB + 6} B` } });
  // What accounts hold may be used yet.
  expect(Number((await balance('settles')).setAside)).toBeCloseTo(2.000002, 5);
  await change(poolId, { l: -6 * GB - 6, u: 2 * GB + 5, a: 4 * GB + 1 });
  await desk.sweep();
  const used = costOfBytes(5 * GB + 6, 333_333);
  const after = await balance('settles');
  expect(after.setAside).toBe('0.00');
  expect(Math.round(Number(after.spent) * 1e6)).toBe(used);
  expect(Math.round(Number(after.available) * 1e6)).toBe(40_000_000 - used);
  const lines = (await statement('settles')).lines as {
    agreementId: string;
    bytes: number;
    returned: string;
  }[];
  expect(lines).toMatchObject([{ agreementId: id, setAside: '33.3333', bytes: 5 * GB + 6 }]);
});

const statement = async (sponsorId: string) => {
  const local = new Date(desk.now() + 8 * 3_600_000).toISOString().slice(0, 7);
  const told = await desk.call('retrieveSponsorStatement', { path: { sponsorId }, query: { period: local } });
  if (told.status !== 200) throw new Error(JSON.stringify(told.body));
  return told.body;
};

test('an agreement whose time is over ends by itself, and little that is left is told once', async () => {
  await desk.sponsor('times', '40.00');
  const { id, poolId } = await agree('times');
  await change(poolId, { a: -95 * GB, u: 95 * GB });
  await desk.sweep();
  await desk.sweep();
  expect([await told('times', 'sponsor.pool_low'), await told('times', 'sponsor.pool_ended')]).toEqual([
    1, 0,
  ]);
  await desk.moveClock(4 * DAY_MS);
  await desk.sweep();
  const shown = await desk.call('retrieveSponsorAgreement', { path: { agreementId: id } });
  expect(shown.body).toMatchObject({ state: 'ended', pool: { returned: '1.666665' } });
  expect(await balance('times')).toMatchObject({ setAside: '0.00', spent: '31.666635' });
  const late = await desk.call('topUpSponsorAgreement', {
    path: { agreementId: id },
    body: { id: 'x', amount: '1 GB' },
  });
  expect(late.body.code).toBe('agreement-ended');
});

test('a sponsor is told once that its pool has ended, and again when a top-up has', async () => {
  await desk.sponsor('drained', '40.00');
  const { id, poolId } = await agree('drained');
  await change(poolId, { a: -100 * GB, l: 100 * GB });
  await desk.sweep();
  await desk.sweep();
  expect([await told('drained', 'sponsor.pool_low'), await told('drained', 'sponsor.pool_ended')]).toEqual([
    1, 1,
  ]);
  await desk.call('topUpSponsorAgreement', {
    path: { agreementId: id },
    body: { id: 'more', amount: '10 GB' },
  });
  await desk.sweep();
  expect(await told('drained', 'sponsor.pool_ended')).toBe(1);
  await change(poolId, { a: -10 * GB, l: 10 * GB });
  await desk.sweep();
  expect(await told('drained', 'sponsor.pool_ended')).toBe(2);
});

async function told(sponsorId: string, type: string): Promise<number> {
  const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const { Items: items = [] } = await desk.client.send(
    new ScanCommand({
      TableName: 'records',
      FilterExpression: 'subject = :subject AND #type = :type AND begins_with(pk, :event)',
      ExpressionAttributeNames: { '#type': 'type' },
      ExpressionAttributeValues: {
        ':subject': { S: `sponsor/${sponsorId}` },
        ':type': { S: type },
        ':event': { S: 'EVENT#' },
      },
    }),
  );
  return items.length;
}

test('a further version names the one before; what is wrong is said at once', async () => {
  await desk.sponsor('versions', '40.00');
  const { id } = await agree('versions', { pool: '1 GB' });
  const next = await desk.call('createSponsorAgreement', {
    body: body('versions', { pool: '1 GB', supersedes: id, pricePerGb: '0.3' }),
  });
  expect(next.body).toMatchObject({ version: 2, supersedes: id });
  const wrong = await desk.call('createSponsorAgreement', {
    body: body('versions', {
      pool: '5 min',
      pricePerGb: '0',
      markets: ['DE'],
      to: '2020-01-01T00:00:00Z',
      supersedes: 'sag_0',
    }),
  });
  expect(wrong.body.invalidParams.map(({ param }: { param: string }) => param)).toEqual([
    'pool',
    'pricePerGb',
    'to',
    'markets',
    'supersedes',
  ]);
  expect((await desk.call('createSponsorAgreement', { as: 'acme', body: body('versions') })).body.code).toBe(
    'operator-only',
  );
});

test('traffic of certain content runs in China as it is', async () => {
  await desk.sponsor('lily-video', '90.00');
  const { id: agreementId } = await agree('lily-video', { pool: '10 GB' });
  const id = await desk.campaign('lily-video', {
    sponsoredTraffic: { agreementId, content: 'application', name: 'Lily Video' },
  });
  expect((await desk.lead(id, 'submit', 'approve')).body).toMatchObject({
    state: 'approved',
    policy: { outcome: 'allow', market: 'CN', downgraded: false },
  });
  const told = await desk.call('checkCampaignPolicy', { path: { campaignId: id }, body: {} });
  expect(
    Object.fromEntries(
      (told.body as { market: string; outcome: string }[]).map(({ market, outcome }) => [market, outcome]),
    ),
  ).toMatchObject({
    CN: 'allow',
    DE: 'downgrade',
    IN: 'deny',
    'US-CA': 'downgrade',
  });
  const foreign = await desk.call('createCampaign', {
    body: {
      ...(await import('./desk.js')).campaignBody('settles', desk.now()),
      sponsoredTraffic: { agreementId, content: 'application', name: 'x' },
    },
  });
  expect(foreign.body.invalidParams).toMatchObject([{ param: 'sponsoredTraffic.agreementId' }]);
});
