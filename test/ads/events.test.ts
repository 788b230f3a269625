/** Events: once each, paid for and rewarded in one transaction; everything else is invalid traffic, and says why. */
import { createHmac } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { loadOperators } from '../../operators/load.js';
import type { Told } from '../partners/partner-desk.js';
import { type AdDesk, AGREED, MINUTE_MS, openAdDesk } from './ad-desk.js';

const TERMS = loadOperators().find(({ loyalty }) => loyalty !== undefined)!.loyalty!;
let desk: AdDesk;
beforeAll(async () => {
  desk = await openAdDesk({ LOYALTY_TERMS: JSON.stringify(TERMS) });
});
afterAll(async () => desk.desk.stop());
// Each starts at a noon of its own, with new ads a day.
beforeEach(async () => desk.moveTo(12));

const rewards = async (subscriberId: string, query?: Record<string, string>) =>
  (await desk.desk.call('listSubscriberRewards', { path: { subscriberId }, ...(query ? { query } : {}) }))
    .body;
const tally = async (campaignId: string) => {
  const { readTallies } = await import('../../lambdas/sponsors/tallies.js');
  const { totals } = await import('../../domain/sponsors/tally.js');
  const tables = { accounts: 'accounts', records: 'records' };
  return totals(await readTallies({ client: desk.desk.client, tables }, campaignId));
};
const rejected = (told: Told, reason: string) =>
  expect(told).toMatchObject({ status: 200, body: { status: 'rejected', reason } });

test('an impression and a film seen to its end are paid for, and rewarded, once', async () => {
  const campaign = await desk.campaign({ rewards: { complete: { kind: 'data', amount: 1e8 } } });
  const viewer = await desk.viewer();
  const decision = await desk.decide(viewer);
  expect((await desk.event(decision, 'impression')).body).toMatchObject({ status: 'accepted' });
  const id = 'complete-1';
  const told = await desk.event(decision, 'complete', { id });
  expect(told.body).toMatchObject({
    status: 'accepted',
    decisionId: decision.body.decisionId,
    reward: { state: 'granted', kind: 'data', amount: 1e8 },
  });
  // The answer was lost on its way.
  expect((await desk.event(decision, 'complete', { id })).body).toMatchObject({
    status: 'accepted',
    repeated: true,
    reward: { id: told.body.reward.id },
  });
  rejected(await desk.event(decision, 'complete'), 'duplicate');
  expect(await rewards(viewer)).toMatchObject([
    {
      id: told.body.reward.id,
      state: 'granted',
      kind: 'data',
      amount: 1e8,
      for: { kind: 'ad', id: decision.body.decisionId },
    },
  ]);
  expect(await desk.money(campaign.id)).toMatchObject({ spentMicros: 52_000 });
  expect(await tally(campaign.id)).toMatchObject({
    'paid.impression': 1,
    'micros.impression': 2_000,
    'paid.complete': 1,
    'micros.complete': 50_000,
    'grants.data': 1,
    'granted.data': 1e8,
    'invalid.duplicate': 1,
  });
  const { body: buckets } = await desk.desk.call('listBucket', { query: { 'product.id': viewer } });
  expect(
    (buckets as { name: string; remainingValue: { amount: number } }[]).find(
      ({ name }) => name === 'reward-data',
    )?.remainingValue.amount,
  ).toBe(1e8);
});

test('events come in their order; what is too early is told so, and may come again', async () => {
  await desk.campaign({ prices: { impression: 1_000, click: 5_000, install: 20_000 } });
  const viewer = await desk.viewer();
  const decision = await desk.decide(viewer);
  const click = { id: 'click-1', gesture: true };
  expect(await desk.event(decision, 'click', click)).toMatchObject({
    status: 409,
    body: { code: 'event-too-early' },
  });
  await desk.event(decision, 'impression');
  expect((await desk.event(decision, 'install')).status).toBe(409);
  await desk.moveClock(2_000);
  expect((await desk.event(decision, 'click', click)).body.status).toBe('accepted');
  expect((await desk.event(decision, 'install')).body.status).toBe('accepted');
});

test('forged tokens, and those of a key that was removed, are worth nothing', async () => {
  const campaign = await desk.campaign();
  const viewer = await desk.viewer();
  const decision = await desk.decide(viewer);
  const [form, kid, payload, mac] = (decision.body.token as string).split('.') as [
    string,
    string,
    string,
    string,
  ];
  const mine = (text: string, key = 'not our key') =>
    createHmac('sha256', key).update(text).digest('base64url');
  const parts = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
  parts[4] = desk.now() + 1e12;
  const later = Buffer.from(JSON.stringify(parts)).toString('base64url');
  const forgeries = [
    `${form}.${kid}.${later}.${mac}`,
    `${form}.${kid}.${payload}.${mine(`${form}.${kid}.${payload}`)}`,
    `${form}.other.${payload}.${mac}`,
    `${form}.${kid}.${payload}.${mac.slice(0, -1)}`,
    `${form}.${kid}.${payload}`,
    `2.${kid}.${payload}.${mac}`,
    'nonsense',
  ];
  for (const token of forgeries) rejected(await desk.event(decision, 'impression', { token }), 'forged');
  expect(await desk.money(campaign.id)).toMatchObject({ spentMicros: 0 });
  expect((await desk.event(decision, 'impression')).body.status).toBe('accepted');
  const hour = new Date(desk.now()).toISOString().slice(0, 13);
  // Told of once, together, when the hour is over.
  await desk.moveClock(61 * MINUTE_MS);
  const { told } = await desk.sweep();
  expect(told).toBeGreaterThanOrEqual(1);
  expect((await desk.sweep()).told).toBe(0);
  const { eventId } = await import('../../lambdas/partners/kernel/announce.js');
  const event = await desk.desk.record(`EVENT#${eventId('ad_event.rejected', hour, 'unknown')}`);
  expect(JSON.parse(event!['data'] as string)).toEqual({
    adEvents: {
      campaignId: 'unknown',
      hour: `${hour}:00:00.000Z`,
      rejected: { forged: forgeries.length },
    },
  });
});

test('somebody else’s token, and another device, are refused', async () => {
  const campaign = await desk.campaign();
  const [one, two] = [await desk.viewer(), await desk.viewer()];
  const decision = await desk.decide(one);
  rejected(await desk.event(decision, 'impression', { subscriberId: two }), 'wrong-subscriber');
  await desk.event(decision, 'impression', { device: { id: 'phone-1' } });
  rejected(await desk.event(decision, 'complete', { device: { id: 'phone-2' } }), 'replay');
  const id = 'once-more';
  rejected(await desk.event(decision, 'complete', { id }), 'replay');
  expect((await desk.event(decision, 'complete', { id })).body).toMatchObject({
    repeated: true,
    reason: 'replay',
  });
  expect((await desk.event(decision, 'complete', { device: { id: 'phone-1' } })).body.status).toBe(
    'accepted',
  );
  expect(await tally(campaign.id)).toMatchObject({ 'invalid.replay': 2, 'invalid.wrong-subscriber': 1 });
});

test('a token is good until its end, and two minutes longer for clocks that differ', async () => {
  const campaign = await desk.campaign();
  const viewer = await desk.viewer();
  const [first, second] = [await desk.decide(viewer), await desk.decide(viewer)];
  const wrongClock = { occurredAt: new Date(desk.now() - 86_400_000).toISOString() };
  await desk.moveClock(31.5 * MINUTE_MS);
  expect((await desk.event(first, 'impression', wrongClock)).body.status).toBe('accepted');
  await desk.moveClock(MINUTE_MS);
  rejected(await desk.event(second, 'impression'), 'expired');
  rejected(await desk.event(first, 'complete'), 'expired');
  await desk.moveClock(10 * MINUTE_MS);
  await desk.sweep();
  expect(await desk.money(campaign.id)).toMatchObject({ heldMicros: 0, spentMicros: 2_000 });
});

test('emulators, tethered devices, other countries, and what no person does', async () => {
  await desk.campaign({
    creatives: [
      { id: 'film', placements: ['app-ivt'], format: 'video', durationS: 30, url: 'https://cdn.example' },
    ],
    prices: { impression: 1_000, click: 5_000, complete: 9_000 },
  });
  const viewer = await desk.viewer();
  const decision = await desk.decide(viewer, { placement: 'app-ivt' });
  const at = (ms: number) => new Date(desk.now() + ms).toISOString();
  for (const device of [
    { emulator: true },
    { model: 'sdk_gphone64_arm64' },
    { hardware: 'ranchu' },
    { model: 'x86_64' },
  ])
    rejected(await desk.event(decision, 'impression', { device }), 'emulator');
  rejected(await desk.event(decision, 'impression', { device: { tethered: true } }), 'tether');
  rejected(await desk.event(decision, 'impression', { device: { country: 'FR' } }), 'geo');
  const seen = at(0);
  expect(
    (
      await desk.event(decision, 'impression', {
        occurredAt: seen,
        device: { country: 'GB', model: 'Pixel 9' },
      })
    ).body.status,
  ).toBe('accepted');
  rejected(await desk.event(decision, 'click', { gesture: false }), 'self-click');
  rejected(await desk.event(decision, 'click', { gesture: true, occurredAt: seen }), 'self-click');
  rejected(await desk.event(decision, 'complete', { occurredAt: seen }), 'velocity');
  await desk.moveClock(31_000);
  expect((await desk.event(decision, 'complete', { occurredAt: at(0) })).body.status).toBe('accepted');
});

test('more events than a person makes in a minute are none', async () => {
  const placement = 'app-many';
  const creatives = [{ id: 'c', placements: [placement], format: 'text' as const, text: 'x' }];
  await desk.campaign({ creatives, prices: { impression: 1_000, click: 1_000, complete: 1_000 } });
  const viewer = await desk.viewer();
  const outcomes: string[] = [];
  for (let i = 0; i < 4; i++) {
    const decision = await desk.decide(viewer, { placement });
    const from = desk.now() - MINUTE_MS;
    for (const [j, event] of ['impression', 'click', 'complete'].entries()) {
      const occurredAt = new Date(from + j * 5_000).toISOString();
      const { body } = await desk.event(decision, event, { gesture: true, occurredAt });
      outcomes.push((body.reason ?? body.status) as string);
    }
  }
  expect(outcomes).toEqual([...Array.from({ length: 10 }, () => 'accepted'), 'velocity', 'velocity']);
});

test('after a withdrawal nothing more is paid for', async () => {
  await desk.campaign();
  const viewer = await desk.viewer();
  const decision = await desk.decide(viewer);
  const withdrawn = { purpose: 'advertising', channel: 'any', state: 'withdrawn' };
  await desk.consent(viewer, { ...AGREED, consents: [withdrawn] });
  rejected(await desk.event(decision, 'impression'), 'consent-withdrawn');
});

test('a reward that can’t be given now waits to be claimed, and is claimed once', async () => {
  const campaign = await desk.campaign({ rewards: { impression: { kind: 'points', amount: 50 } } });
  const viewer = await desk.viewer();
  const { body } = await desk.event(await desk.decide(viewer), 'impression');
  expect(body).toMatchObject({
    status: 'accepted',
    reward: { state: 'waiting', kind: 'points', amount: 50 },
  });
  expect(await rewards(viewer, { state: 'waiting' })).toMatchObject([
    { id: body.reward.id, state: 'waiting', waitsFor: 'membership-needed' },
  ]);
  const path = { rewardId: body.reward.id as string };
  expect(await desk.desk.call('claimReward', { path })).toMatchObject({
    status: 409,
    body: { code: 'membership-needed' },
  });

  // A number that is linked to a membership gets its points.
  const { membershipIdOf } = await import('../../domain/loyalty/membership.js');
  const { toAttributes } = await import('../../lambdas/shared/attributes.js');
  const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  const membershipId = membershipIdOf('operator', 'member-7');
  const about = { id: membershipId, owner: 'operator', revision: 1, place: 0, memberId: 'member-7' };
  for (const record of [
    { pk: `MEMBER#${membershipId}`, sk: 'META', ...about, state: 'linked', subscriberId: viewer },
    { pk: `MEMBERNUMBER#${viewer}`, sk: 'META', membershipId },
  ])
    await desk.desk.client.send(new PutItemCommand({ TableName: 'records', Item: toAttributes(record) }));
  const twice = await Promise.all([1, 2].map(async () => desk.desk.call('claimReward', { path })));
  for (const each of twice)
    expect(each).toMatchObject({ status: 200, body: { state: 'claimed', kind: 'points', amount: 50 } });
  const second = await desk.event(await desk.decide(viewer), 'impression');
  expect(second.body).toMatchObject({ status: 'accepted', reward: { state: 'granted', kind: 'points' } });
  const { pointsOf } = await import('../../lambdas/loyalty/points-records.js');
  const { balanceOf } = await import('../../domain/loyalty/points.js');
  const { recordOffice } = await import('../../lambdas/ads/wiring.js');
  const held = await pointsOf({ ...recordOffice, terms: TERMS }, membershipId, desk.now());
  expect(balanceOf(held)).toBe(100);

  // A reward that was in the way of a suspended account, as another one.
  const { newClaim } = await import('../../lambdas/ads/reward-records.js');
  const { writeTogether } = await import('../../lambdas/accounts/ledger.js');
  const { findSubscriber } = await import('../../lambdas/subscribers/find-subscriber.js');
  const { accountKey } = (await findSubscriber('records', viewer))!;
  const claim = {
    id: 'rwd_waiting',
    subscriberId: viewer,
    decisionId: 'adn_1',
    campaignId: campaign.id,
    plan: 'starter',
    accountKey,
    owner: 'acme',
    reward: { kind: 'data' as const, amount: 5e7 },
    waitsFor: 'account-full',
  };
  await writeTogether(desk.desk.client, [newClaim('records', claim, desk.now())]);
  const rewardId = claim.id;
  const told = await Promise.all(
    Array.from({ length: 5 }, async () => desk.desk.call('claimReward', { as: 'acme', path: { rewardId } })),
  );
  for (const each of told)
    expect(each).toMatchObject({
      status: 200,
      body: { id: rewardId, state: 'claimed', kind: 'data', amount: 5e7 },
    });
  expect((await tally(campaign.id))['grants.data']).toBe(1);
  expect(await rewards(viewer, { id: rewardId })).toHaveLength(1);
  expect((await desk.desk.call('claimReward', { as: 'corner-shop', path: { rewardId } })).status).toBe(404);
});

test('conversions go to the last click, else to the last impression, within their windows; once an id', async () => {
  const placement = 'app-conversions';
  const creatives = [{ id: 'c', placements: [placement], format: 'text' as const, text: 'x' }];
  const tea = await desk.campaign({
    brand: 'Tea',
    creatives,
    prices: { impression: 2_000 },
    caps: { perDay: 1 },
  });
  const jam = await desk.campaign({
    brand: 'Jam',
    creatives,
    prices: { impression: 1_000 },
    caps: { perDay: 1 },
  });
  const viewer = await desk.viewer();
  const convert = async (id: string, more: object = {}) =>
    desk.desk.call('createConversion', {
      body: {
        id,
        subscriberId: viewer,
        kind: 'purchase',
        amount: '12.50',
        occurredAt: new Date(desk.now()).toISOString(),
        ...more,
      },
    });
  expect((await convert('before')).body).toMatchObject({ status: 'not-attributed', reason: 'nothing-seen' });
  const first = await desk.decide(viewer, { placement });
  expect(first.body.campaignId).toBe(tea.id);
  await desk.event(first, 'impression');
  await desk.moveClock(2_000);
  await desk.event(first, 'click', { gesture: true });
  const second = await desk.decide(viewer, { placement });
  expect(second.body.campaignId).toBe(jam.id);
  await desk.event(second, 'impression');
  await desk.moveClock(2_000);
  const body = {
    id: 'bought',
    subscriberId: viewer,
    kind: 'basket',
    occurredAt: new Date(desk.now()).toISOString(),
  };
  const told = await desk.desk.call('createConversion', { body });
  expect(told.body).toMatchObject({ status: 'attributed', campaignId: tea.id, by: 'click' });
  expect((await desk.desk.call('createConversion', { body })).body).toEqual(told.body);
  expect((await desk.desk.call('createConversion', { body: { ...body, kind: 'visit' } })).body.code).toBe(
    'id-used',
  );
  expect((await convert('jam', { brand: 'Jam' })).body).toMatchObject({
    campaignId: jam.id,
    by: 'impression',
  });
  await desk.moveClock(8 * 86_400_000);
  expect((await convert('late', { brand: 'Jam' })).body).toMatchObject({ status: 'not-attributed' });
  expect((await convert('tea', { brand: 'Tea' })).body).toMatchObject({ by: 'click' });
  expect((await convert('old', { occurredAt: '2020-01-01T00:00:00Z' })).status).toBe(400);
  const withdrawn = { purpose: 'advertising', channel: 'any', state: 'withdrawn' };
  await desk.consent(viewer, { ...AGREED, consents: [withdrawn] });
  expect((await convert('without')).body).toMatchObject({ status: 'not-attributed', reason: 'consent' });
});

test('a basket is put down to campaigns by the brands in it, once, with what was paid for each', async () => {
  const { attributeBasket } = await import('../../lambdas/loyalty/baskets-attribution.js');
  const { office } = await import('../../lambdas/loyalty/wiring.js');
  const placement = 'app-basket';
  const creatives = [{ id: 'c', placements: [placement], format: 'text' as const, text: 'x' }];
  const campaign = await desk.campaign({ brand: 'Oats', creatives, prices: { impression: 1_000 } });
  const viewer = await desk.viewer();
  const shown = await desk.decide(viewer, { placement });
  await desk.event(shown, 'impression');
  const basket = {
    id: 'bsk_of_oats',
    subscriberId: viewer,
    soldAt: new Date(desk.now()).toISOString(),
    lines: [
      { brand: 'Oats', totalMicros: 3_000_000 },
      { brand: 'Oats', totalMicros: 1_500_000 },
      { brand: 'Nobody advertises', totalMicros: 9_000_000 },
      { totalMicros: 7_000_000 },
    ],
  };
  await attributeBasket(office, basket, desk.now());
  await attributeBasket(office, basket, desk.now());
  const { Items: counts = [] } = await desk.desk.client.send(
    new QueryCommand({
      TableName: 'records',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `CONVERSIONS#${campaign.id}` } },
    }),
  );
  const sum = (name: string) => counts.reduce((all, item) => all + Number(item[name]?.N ?? 0), 0);
  expect([sum('conversions'), sum('micros')]).toEqual([1, 4_500_000]);
});
