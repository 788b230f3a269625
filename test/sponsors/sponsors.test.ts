/** Sponsors: accounts like subscribers', deposits once an id, a ledger that adds up. */
import { openSponsorDesk, type SponsorDesk } from './desk.js';

let desk: SponsorDesk;

beforeAll(async () => {
  desk = await openSponsorDesk();
});
afterAll(async () => desk.stop());

const balance = async (sponsorId: string) =>
  (await desk.call('retrieveSponsor', { path: { sponsorId } })).body.balance;

test('a sponsor has an account, and the same request again is the same sponsor', async () => {
  const body = { sponsorId: 'tea', name: 'Tea Ltd', lowBelow: '5.00' };
  const made = await desk.call('createSponsor', { body });
  expect(made).toMatchObject({
    status: 201,
    body: { id: 'tea', currency: 'GBP', status: 'active', lowBelow: '5.00' },
  });
  expect((await desk.call('createSponsor', { body })).status).toBe(201);
  const other = await desk.call('createSponsor', { body: { ...body, name: 'Coffee Ltd' } });
  expect(other).toMatchObject({ status: 409, body: { code: 'sponsor-exists' } });
  expect(await balance('tea')).toEqual({
    available: '0.00',
    setAside: '0.00',
    spent: '0.00',
    deposited: '0.00',
  });
});

test('everything that is wrong with a body is said at once', async () => {
  const told = await desk.call('createSponsor', {
    body: { sponsorId: 'Tea Ltd', lowBelow: '-1', nmae: 'x' },
  });
  expect(told.status).toBe(400);
  expect(told.body.invalidParams.map(({ param }: { param: string }) => param).sort()).toEqual([
    'lowBelow',
    'name',
    'nmae',
    'sponsorId',
  ]);
});

test('a deposit counts once by its id, however often and at once it comes', async () => {
  await desk.sponsor('often', '0');
  const deposit = async (id: string, amount: string) =>
    desk.call('createSponsorDeposit', {
      path: { sponsorId: 'often' },
      body: { id, amount, reference: 'SEPA 77' },
    });
  const told = await Promise.all(Array.from({ length: 8 }, async () => deposit('d1', '12.34')));
  expect(told.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
    200, 200, 200, 200, 200, 200, 200, 201,
  ]);
  expect(await deposit('d1', '12.35')).toMatchObject({ status: 409, body: { code: 'id-used' } });
  expect((await deposit('d2', '0.66')).status).toBe(201);
  expect(await deposit('d3', '0.005')).toMatchObject({ status: 400, body: { code: 'amount-invalid' } });
  expect(await deposit('d4', '0')).toMatchObject({ status: 400, body: { code: 'amount-invalid' } });
  expect(await balance('often')).toMatchObject({ available: '13.00', deposited: '13.00' });
  const movements = await desk.call('listSponsorMovements', { path: { sponsorId: 'often' } });
  expect(movements.body).toMatchObject([
    { id: '1', kind: 'deposited', amount: '12.34', moveId: 'd1', reference: 'SEPA 77', by: 'operator' },
    { id: '2', kind: 'deposited', amount: '0.66', balance: { available: '13.00' } },
  ]);
  const rest = await desk.call('listSponsorMovements', {
    path: { sponsorId: 'often' },
    query: { after: movements.headers['x-next-after']! },
  });
  expect(rest.body).toEqual([]);
  const one = await desk.call('listSponsorMovements', {
    path: { sponsorId: 'often' },
    query: { limit: '1' },
  });
  const two = await desk.call('listSponsorMovements', {
    path: { sponsorId: 'often' },
    query: { after: one.headers['x-next-after']! },
  });
  expect(two.body).toMatchObject([{ id: '2' }]);
});

test('the account item says what the ledger says', async () => {
  await desk.sponsor('agrees', '7.00');
  const { deskOf } = await import('../../lambdas/accounts/open-desk.js');
  const { presentAccount } = await import('../../lambdas/accounts/desk.js');
  const { viewAccount } = await import('../../domain/charging/view.js');
  const tables = { accounts: 'accounts', records: 'records' };
  const account = (await presentAccount(deskOf(tables)(desk.now()), 'spn_agrees'))!;
  const view = viewAccount(account.item, account.index.plan, desk.now());
  expect(view.buckets).toMatchObject([
    { name: 'wallet', unit: 'money', total: 7_000_000, available: 7_000_000 },
  ]);
  expect(view.subscriptions).toEqual([]);
  // Nothing falls due on it: the schedule of renewals never hears of it.
  expect(account.item['r']).toBeUndefined();
});

test('only the operator registers sponsors and enters deposits; a partner sees its own', async () => {
  await desk.sponsor('acme-tea', '9.00', { partnerId: 'acme' });
  await desk.sponsor('house-tea', '9.00');
  expect(
    (await desk.call('createSponsor', { as: 'acme', body: { sponsorId: 'x', name: 'X' } })).body.code,
  ).toBe('operator-only');
  const deposit = await desk.call('createSponsorDeposit', {
    as: 'acme',
    path: { sponsorId: 'acme-tea' },
    body: { id: 'mine', amount: '1000.00', reference: 'none' },
  });
  expect(deposit).toMatchObject({ status: 403, body: { code: 'operator-only' } });
  const seen = await desk.call('listSponsors', { as: 'acme' });
  expect(seen.body.map(({ id }: { id: string }) => id)).toEqual(['acme-tea']);
  expect((await desk.call('retrieveSponsor', { as: 'acme', path: { sponsorId: 'house-tea' } })).status).toBe(
    404,
  );
  expect(
    (await desk.call('retrieveSponsor', { as: 'corner-shop', path: { sponsorId: 'acme-tea' } })).status,
  ).toBe(404);
});

test('a change of a sponsor is a merge patch, told with what was before', async () => {
  await desk.sponsor('changes', '0', { contact: 'a@b.example' });
  const path = { sponsorId: 'changes' };
  const changed = await desk.call('patchSponsor', {
    path,
    body: { contact: null, lowBelow: '3.00', status: 'closed' },
  });
  expect(changed).toMatchObject({ status: 200, body: { lowBelow: '3.00', status: 'closed' } });
  expect(changed.body.contact).toBeUndefined();
  const again = await desk.call('patchSponsor', { path, body: { status: 'closed' } });
  expect(again.body.updatedAt).toBe(changed.body.updatedAt);
  expect(
    (
      await desk.call('createCampaign', {
        body: { ...(await import('./desk.js')).campaignBody('changes', desk.now()) },
      })
    ).body.code,
  ).toBe('sponsor-closed');
});

test('of two entries that follow the same one, one is written', async () => {
  await desk.sponsor('twins', '10.00');
  const id = await desk.campaign('twins', { budget: { amount: '5.00' } });
  await desk.lead(id, 'submit', 'approve', 'schedule');
  const { office } = await import('../../lambdas/sponsors/wiring.js');
  const { post } = await import('../../lambdas/sponsors/ledger-book.js');
  const { writeTogether } = await import('../../lambdas/accounts/ledger.js');
  const book = async (micros: number, nowMs: number) => {
    const posted = await post(
      office,
      'twins',
      [{ kind: 'spent', micros, of: { campaignId: id }, id: 'x', by: 'test' }],
      nowMs,
    );
    if (posted.outcome !== 'ready') throw new Error(posted.outcome);
    return posted.writes;
  };
  // Neither touches the account: the ledger alone keeps them apart.
  const [first, second] = [await book(1, desk.now()), await book(2, desk.now() + 1)];
  expect(await writeTogether(desk.client, [...first])).toBe(true);
  expect(await writeTogether(desk.client, [...second])).toBe(false);
  expect(await writeTogether(desk.client, [...(await book(2, desk.now() + 1))])).toBe(true);
  expect(await balance('twins')).toEqual({
    available: '5.00',
    setAside: '4.999997',
    spent: '0.000003',
    deposited: '10.00',
  });
});
