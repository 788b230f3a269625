/** From a sponsor's deposit to the sponsor's statement: what viewers saw and earned adds up to the micro. */
import { campaignBody, inDays } from '../sponsors/desk.js';
import { type AdDesk, openAdDesk } from './ad-desk.js';

let desk: AdDesk;
beforeAll(async () => {
  desk = await openAdDesk();
});
afterAll(async () => desk.desk.stop());

test('deposit, campaign, decisions, events, end: account = deposit − what was paid for', async () => {
  const call: AdDesk['desk']['call'] = async (...asked) => desk.desk.call(...asked);
  const sponsorId = 'tea-house';
  await call('createSponsor', { body: { sponsorId, name: 'Tea House' } });
  await call('createSponsorDeposit', {
    path: { sponsorId },
    body: { id: 'first', amount: '100.00', reference: 'transfer 1' },
  });
  const made = await call('createCampaign', {
    body: {
      ...campaignBody(sponsorId, desk.now()),
      startsAt: inDays(0, desk.now()),
      endsAt: inDays(1, desk.now()),
      creatives: [
        { id: 'film', format: 'video', url: 'https://cdn.example/f.mp4', placements: ['app-home'] },
      ],
      prices: { impression: '0.002', complete: '0.05' },
      rewards: { complete: { kind: 'data', amount: '100 MB' } },
      caps: { perDay: 2 },
    },
  });
  expect(made.status).toBe(201);
  const campaignId = made.body.id as string;
  const viewer = await desk.viewer();
  const placement = 'app-home';
  expect((await desk.decide(viewer, { placement })).body.reason).toBe('no-campaign');
  for (const verb of ['submit', 'approve', 'schedule'])
    expect((await call(`${verb}Campaign`, { path: { campaignId }, body: {} })).status).toBe(200);
  // An hour of an even day: some of the money was let go.
  await desk.moveClock(3_600_000);

  const first = await desk.decide(viewer, { placement });
  expect(first.body).toMatchObject({ filled: true, campaignId, sponsorId });
  await desk.event(first, 'impression');
  await desk.moveClock(30_000);
  expect((await desk.event(first, 'complete')).body).toMatchObject({
    reward: { state: 'granted', kind: 'data', amount: 100_000_000 },
  });
  const second = await desk.decide(viewer, { placement });
  await desk.event(second, 'impression');
  expect((await desk.decide(viewer, { placement })).body.reason).toBe('frequency-cap');
  const third = await desk.decide(await desk.viewer(), { placement });
  expect(third.body.filled).toBe(true);
  expect((await call('retrieveCampaign', { path: { campaignId } })).body.budget).toMatchObject({
    spent: '0.054',
  });

  expect((await call('endCampaign', { path: { campaignId }, body: {} })).status).toBe(200);
  expect((await desk.decide(await desk.viewer(), { placement })).body.reason).toBe('no-campaign');
  // Nobody saw the third; a while later its money is back.
  await desk.moveClock(60 * 60_000);
  const { handler: sponsorsSweep } = await import('../../lambdas/sponsors/sweep.handler.js');
  await desk.sweep();
  await sponsorsSweep();
  await sponsorsSweep();
  expect((await call('retrieveSponsor', { path: { sponsorId } })).body.balance).toEqual({
    available: '99.946',
    setAside: '0.00',
    spent: '0.054',
    deposited: '100.00',
  });
});
