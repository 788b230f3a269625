/** The same campaign in Germany: refused as it is, run with data instead; and what costs more than it brings. */
import { inDays, openSponsorDesk, type SponsorDesk } from './desk.js';

let desk: SponsorDesk;

beforeAll(async () => {
  desk = await openSponsorDesk('DE', { LOSS_MAKING_CAMPAIGNS: 'refuse' });
});
afterAll(async () => {
  delete process.env['LOSS_MAKING_CAMPAIGNS'];
  await desk.stop();
});

test('traffic of certain content is refused with its source, and replaced when the operator says so', async () => {
  await desk.sponsor('video-de', '500.00');
  const agreement = await desk.call('createSponsorAgreement', {
    body: {
      sponsorId: 'video-de',
      name: 'Video',
      pricePerGb: '0.50',
      pool: '10 GB',
      from: inDays(0, desk.now()),
      to: inDays(30, desk.now()),
    },
  });
  const id = await desk.campaign('video-de', {
    sponsoredTraffic: {
      agreementId: agreement.body.id,
      content: 'application',
      name: 'Video',
      insteadOf: { on: 'complete', data: '10 MB' },
    },
    rewards: {},
  });
  await desk.lead(id, 'submit');
  const refused = await desk.lead(id, 'approve');
  expect(refused).toMatchObject({ status: 409, body: { code: 'policy-downgrade' } });
  expect(refused.body.detail).toMatch(/2015\/2120/);
  const path = { campaignId: id };
  const approved = await desk.call('approveCampaign', { path, body: { downgrade: true } });
  expect(approved.body).toMatchObject({
    state: 'approved',
    policy: {
      market: 'DE',
      outcome: 'downgrade',
      downgraded: true,
      offer: { on: 'complete', data: '10000000 B', asked: true },
    },
  });
  expect((await desk.lead(id, 'schedule')).body).toMatchObject({ state: 'scheduled' });
  const { changeKey } = await import('../../domain/sponsors/active-campaign.js');
  const known = (await desk.record('CAMPAIGNS', changeKey(1)))!;
  expect(known['campaign']).toMatchObject({
    id,
    rewards: { complete: { kind: 'data', amount: 10_000_000 } },
  });
});

test('a campaign that gives more than it brings is refused, with both amounts', async () => {
  await desk.sponsor('loss', '500.00');
  const id = await desk.campaign('loss', { rewards: { complete: { kind: 'credit', amount: '0.06' } } });
  await desk.lead(id, 'submit');
  const refused = await desk.lead(id, 'approve');
  expect(refused).toMatchObject({ status: 409, body: { code: 'campaign-makes-a-loss' } });
  expect(refused.body.detail).toMatch(/brings 0\.052 EUR and gives what costs 0\.06 EUR/);
});
