/** Campaigns: their states, the money that moves with them, and what the hot path is told. */
import { campaignBody, DAY_MS, inDays, openSponsorDesk, type SponsorDesk } from './desk.js';

let desk: SponsorDesk;

beforeAll(async () => {
  desk = await openSponsorDesk();
});
afterAll(async () => desk.stop());

const balance = async (sponsorId: string) =>
  (await desk.call('retrieveSponsor', { path: { sponsorId } })).body.balance;
const campaign = async (campaignId: string) =>
  (await desk.call('retrieveCampaign', { path: { campaignId } })).body;

/** As who decides and pays for advertisements changes a budget: money is held, then spent, and the rest released. */
async function hold(campaignId: string, micros: number) {
  const { BudgetBook } = await import('../../lambdas/budgets/budget-book.js');
  const { closeSlice } = await import('../../domain/budgets/budget.js');
  const { writeTogether } = await import('../../lambdas/accounts/ledger.js');
  const book = new BudgetBook(desk.client, 'records');
  const id = `slice${++slices}`;
  const untilDone = async (attempt: () => Promise<boolean>): Promise<void> => {
    for (let tried = 0; !(await attempt()); tried++) if (tried > 50) throw new Error('busy');
  };
  await untilDone(async () => {
    const budget = (await book.get(campaignId))!;
    const { available, leased, version } = budget;
    return writeTogether(desk.client, [
      book.change({
        ...budget,
        available: available - micros,
        leased: leased + micros,
        version: version + 1,
      }),
      book.createSlice({
        campaignId,
        id,
        amount: micros,
        unspent: micros,
        decideUntilMs: 0,
        settleUntilMs: FAR_MS,
      }),
    ]);
  });
  return {
    spend: async (part: number) =>
      untilDone(async () => writeTogether(desk.client, [book.commit(campaignId, id, part)])),
    release: async () =>
      untilDone(async () => {
        const [budget, slice] = [(await book.get(campaignId))!, (await book.slice(campaignId, id))!];
        return writeTogether(desk.client, [book.change(closeSlice(budget, slice)), book.removeSlice(slice)]);
      }),
  };
}
let slices = 0;
const FAR_MS = Date.UTC(2200, 0, 1);

/** What an instance of the hot path knows that reads all changes after a number. */
async function changes(after = 0) {
  const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
  const { fromItem } = await import('../../lambdas/shared/attributes.js');
  const { ACTIVE_CAMPAIGNS_PK, AFTER_CHANGES, changeKey } =
    await import('../../domain/sponsors/active-campaign.js');
  const { Items: items = [] } = await desk.client.send(
    new QueryCommand({
      TableName: 'records',
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :after AND :end',
      ExpressionAttributeValues: {
        ':pk': { S: ACTIVE_CAMPAIGNS_PK },
        ':after': { S: changeKey(after + 1) },
        ':end': { S: AFTER_CHANGES },
      },
    }),
  );
  return items.map((item) => fromItem(item) as any); // oxlint-disable-line typescript/no-explicit-any -- Why: tests look into it.
}

const of = (all: any[], id: string) => all.find(({ campaignId }) => campaignId === id); // oxlint-disable-line typescript/no-explicit-any -- Why: as above.

test('a campaign goes forward from state to state, and its budget with it', async () => {
  await desk.sponsor('forward', '100.00');
  const id = await desk.campaign('forward');
  expect(await campaign(id)).toMatchObject({ state: 'draft', next: ['submit', 'end'] });
  expect((await desk.lead(id, 'approve')).body).toMatchObject({ code: 'campaign-state' });
  expect((await desk.lead(id, 'submit', 'approve')).body).toMatchObject({
    state: 'approved',
    policy: { outcome: 'allow' },
  });
  expect(await balance('forward')).toMatchObject({ available: '100.00' });
  const scheduled = await desk.lead(id, 'schedule');
  expect(scheduled).toMatchObject({
    status: 200,
    body: { state: 'scheduled', budget: { setAside: '40.00', available: '40.00' } },
  });
  expect(await balance('forward')).toMatchObject({ available: '60.00', setAside: '40.00' });
  const ended = await desk.lead(id, 'end');
  expect(ended.body).toMatchObject({
    state: 'ended',
    next: [],
    budget: { returned: '40.00', available: '0.00' },
  });
  expect(await balance('forward')).toMatchObject({ available: '100.00', setAside: '0.00' });
  // The same again is as good as the first; nothing else leads out of it.
  expect((await desk.lead(id, 'end')).status).toBe(200);
  expect((await desk.lead(id, 'resume')).body).toMatchObject({ code: 'campaign-state' });
  const told = await desk.call('listEvents', { query: { subject: `campaign/${id}`, type: 'campaign.*' } });
  expect(told.status).toBe(200);
  expect(((await campaign(id)).history as { state: string }[]).map(({ state }) => state)).toEqual([
    'draft',
    'submitted',
    'approved',
    'scheduled',
    'ended',
  ]);
});

test('scheduled eight times at once, the money is taken once', async () => {
  await desk.sponsor('race', '41.00');
  const id = await desk.campaign('race');
  await desk.lead(id, 'submit', 'approve');
  const told = await Promise.all(Array.from({ length: 8 }, async () => desk.lead(id, 'schedule')));
  expect(new Set(told.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await balance('race')).toMatchObject({ available: '1.00', setAside: '40.00' });
});

test('two campaigns for the money of one: one is scheduled, the other is told what is there', async () => {
  await desk.sponsor('short', '60.00');
  const ids = [await desk.campaign('short'), await desk.campaign('short')];
  for (const id of ids) await desk.lead(id, 'submit', 'approve');
  const told = await Promise.all(ids.map(async (id) => desk.lead(id, 'schedule')));
  expect(told.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
  expect(told.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'balance-too-low' });
  expect(await balance('short')).toMatchObject({ available: '20.00', setAside: '40.00' });
});

test('time starts and ends it, whether anybody comes by or not, and the sweep returns what is left', async () => {
  await desk.sponsor('timed', '50.00');
  const id = await desk.campaign('timed', { startsAt: inDays(1, desk.now()), endsAt: inDays(2, desk.now()) });
  await desk.lead(id, 'submit', 'approve', 'schedule');
  const known = of(await changes(), id);
  expect(known.campaign).toMatchObject({
    id,
    sponsorId: 'timed',
    prices: { impression: 2_000, complete: 50_000 },
  });
  await desk.moveClock(1.5 * DAY_MS);
  expect(await campaign(id)).toMatchObject({ state: 'running' });
  const held = await hold(id, 300_000);
  await held.spend(252_000);
  await desk.sweep();
  expect(await campaign(id)).toMatchObject({ state: 'running', budget: { spent: '0.252', held: '0.048' } });
  await desk.moveClock(DAY_MS);
  expect(await campaign(id)).toMatchObject({ state: 'ended' });
  await desk.sweep();
  // What an advertisement holds is neither spent nor returned before that is known.
  expect(await balance('timed')).toMatchObject({ available: '49.70', setAside: '0.048', spent: '0.252' });
  expect(of(await changes(), id).campaign).toBeUndefined();
  await held.release();
  await desk.sweep();
  expect(await balance('timed')).toMatchObject({ available: '49.748', setAside: '0.00', spent: '0.252' });
  const settlement = await desk.call('retrieveCampaignSettlement', { path: { campaignId: id } });
  expect(settlement.body).toMatchObject({
    isFinal: true,
    budget: { setAside: '40.00', spent: '0.252', returned: '39.748' },
  });
});

test('a campaign that is paused is unknown to who decides, and is the same when it goes on', async () => {
  await desk.sponsor('pauses', '50.00');
  const id = await desk.campaign('pauses', { startsAt: inDays(0, desk.now()) });
  await desk.lead(id, 'submit', 'approve', 'schedule');
  const before = of(await changes(), id);
  expect((await desk.lead(id, 'pause')).body).toMatchObject({ state: 'paused' });
  const since = await changes(before.number);
  expect(of(since, id).campaign).toBeUndefined();
  expect((await desk.lead(id, 'resume')).body).toMatchObject({ state: 'running' });
  const after = of(await changes(before.number), id);
  expect(after.number).toBeGreaterThan(before.number);
  expect({ ...after.campaign, revision: 0 }).toEqual({ ...before.campaign, revision: 0 });
  // One record a campaign, whatever happened to it.
  expect((await changes()).filter(({ campaignId }) => campaignId === id)).toHaveLength(1);
});

test('a budget that is gone exhausts it, and it is told', async () => {
  await desk.sponsor('gone', '50.00', { lowBelow: '20.00' });
  const id = await desk.campaign('gone', { startsAt: inDays(0, desk.now()) });
  await desk.lead(id, 'submit', 'approve', 'schedule');
  const held = await hold(id, 39_999_000);
  await desk.sweep();
  expect(await campaign(id)).toMatchObject({ state: 'running' });
  await held.spend(39_999_000);
  await desk.sweep();
  expect(await campaign(id)).toMatchObject({ state: 'exhausted' });
  await held.release();
  await desk.sweep();
  expect(await campaign(id)).toMatchObject({
    state: 'exhausted',
    budget: { returned: '0.001', spent: '39.999' },
  });
  expect(await balance('gone')).toMatchObject({ available: '10.001', setAside: '0.00', spent: '39.999' });
  const types = await eventTypes(`campaign/${id}`);
  expect(types).toEqual(
    expect.arrayContaining(['campaign.created', 'campaign.state_changed', 'campaign.exhausted']),
  );
  expect(await eventTypes('sponsor/gone')).toContain('sponsor.balance_low');
});

async function eventTypes(subject: string): Promise<string[]> {
  const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const { Items: items = [] } = await desk.client.send(
    new ScanCommand({
      TableName: 'records',
      FilterExpression: 'subject = :subject AND begins_with(pk, :event)',
      ExpressionAttributeValues: { ':subject': { S: subject }, ':event': { S: 'EVENT#' } },
    }),
  );
  return items.map(({ type }) => type!.S!);
}

test('ended while it is paid for: every micro is spent or returned, none twice', async () => {
  await desk.sponsor('busy', '50.00');
  const id = await desk.campaign('busy', { startsAt: inDays(0, desk.now()) });
  await desk.lead(id, 'submit', 'approve', 'schedule');
  const held = await hold(id, 2_100_000);
  const paying = (async () => {
    for (let i = 0; i < 40; i++) await held.spend(50_000);
  })();
  const [ended] = await Promise.all([desk.lead(id, 'end'), desk.sweep(), paying]);
  expect(ended.status).toBe(200);
  await desk.sweep();
  expect(await balance('busy')).toMatchObject({ setAside: '0.10', spent: '2.00' });
  await held.release();
  await desk.sweep();
  expect(await balance('busy')).toEqual({
    available: '48.00',
    setAside: '0.00',
    spent: '2.00',
    deposited: '50.00',
  });
});

test('only a draft can be changed, and the whole of it is checked again', async () => {
  await desk.sponsor('drafts', '50.00');
  const id = await desk.campaign('drafts');
  const path = { campaignId: id };
  const changed = await desk.call('patchCampaign', {
    path,
    body: { brand: 'Lily Coffee', caps: { perDay: 3 } },
  });
  expect(changed).toMatchObject({
    status: 200,
    body: { brand: 'Lily Coffee', caps: { perDay: 3 }, name: 'Autumn' },
  });
  const wrong = await desk.call('patchCampaign', {
    path,
    body: { endsAt: '2020-01-01T00:00:00Z', prices: { complete: null, impression: '0' }, colour: 'red' },
  });
  expect(wrong.status).toBe(400);
  await desk.lead(id, 'submit');
  expect((await desk.call('patchCampaign', { path, body: { brand: 'x' } })).body).toMatchObject({
    code: 'campaign-state',
  });
});

test('a campaign that is wrong in itself is refused with every problem', async () => {
  await desk.sponsor('wrong', '1.00');
  const body = {
    ...campaignBody('wrong', desk.now()),
    endsAt: inDays(0),
    prices: { impression: '0' },
    rewards: { click: { kind: 'data', amount: '5 min' } },
    creatives: [
      { id: 'a', format: 'video' },
      { id: 'a', format: 'text', text: 'x' },
    ],
    audience: { plans: ['no-such-plan'] },
    markets: ['DE'],
    budget: { amount: '0' },
  };
  const told = await desk.call('createCampaign', { body });
  expect(told.body.invalidParams.map(({ param }: { param: string }) => param)).toEqual([
    'endsAt',
    'prices',
    'budget.amount',
    'creatives[1].id',
    'creatives[0].url',
    'rewards.click.amount',
    'audience.plans[0]',
    'markets',
  ]);
});

test('a partner drafts and leads campaigns of its sponsor, and does not approve them', async () => {
  await desk.sponsor('of-acme', '50.00', { partnerId: 'acme' });
  const made = await desk.call('createCampaign', { as: 'acme', body: campaignBody('of-acme', desk.now()) });
  expect(made.status).toBe(201);
  const path = { campaignId: made.body.id };
  expect((await desk.call('submitCampaign', { as: 'acme', path, body: {} })).status).toBe(200);
  expect((await desk.call('approveCampaign', { as: 'acme', path, body: {} })).body.code).toBe(
    'operator-only',
  );
  expect((await desk.call('retrieveCampaign', { as: 'corner-shop', path })).status).toBe(404);
  expect(
    (await desk.call('createCampaign', { as: 'corner-shop', body: campaignBody('of-acme', desk.now()) }))
      .status,
  ).toBe(404);
});

test('a closed sponsor pays for nothing new; what runs goes on', async () => {
  await desk.sponsor('closes', '90.00');
  const running = await desk.campaign('closes', { startsAt: inDays(0, desk.now()) });
  await desk.lead(running, 'submit', 'approve', 'schedule');
  const id = await desk.campaign('closes');
  await desk.lead(id, 'submit', 'approve');
  await desk.call('patchSponsor', { path: { sponsorId: 'closes' }, body: { status: 'closed' } });
  expect((await desk.lead(id, 'schedule')).body).toMatchObject({ code: 'sponsor-closed' });
  expect(await campaign(running)).toMatchObject({ state: 'running' });
});
