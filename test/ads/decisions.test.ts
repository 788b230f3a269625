/** Who is shown what, and who is not. */
import { type AdDesk, AGREED, DAY_MS, MINUTE_MS, openAdDesk } from './ad-desk.js';

let desk: AdDesk;
beforeAll(async () => {
  desk = await openAdDesk();
});
afterAll(async () => desk.desk.stop());

const reason = async (subscriberId: string, more?: object) =>
  (await desk.decide(subscriberId, more)).body.reason;

test('shows what fits, with a token, the badge and what is earned', async () => {
  const campaign = await desk.campaign({ rewards: { complete: { kind: 'data', amount: 1e8 } } });
  const viewer = await desk.viewer();
  const told = await desk.decide(viewer, { consentRef: `${viewer}/1` });
  expect(told).toMatchObject({
    status: 200,
    body: {
      filled: true,
      campaignId: campaign.id,
      sponsorId: 'tea-house',
      creative: { id: 'film', format: 'video', url: 'https://cdn.example/f' },
      rewards: { complete: { kind: 'data', amount: 1e8 } },
      badge: true,
      consentRef: `${viewer}/1`,
    },
  });
  expect(told.body.decisionId).toMatch(/^adn_[0-9a-f]{24}$/);
  expect(Date.parse(told.body.expiresAt) - desk.now()).toBeLessThanOrEqual(30 * MINUTE_MS);
});

test('without consent nothing is decided, and a withdrawal works at once', async () => {
  await desk.campaign();
  const id = await desk.sell();
  expect(await reason(id)).toBe('consent');
  await desk.consent(id, AGREED);
  expect((await desk.decide(id)).body.filled).toBe(true);
  const withdrawn = { purpose: 'advertising', channel: 'in-app', state: 'withdrawn' };
  await desk.consent(id, { ...AGREED, consents: [withdrawn] });
  expect(await reason(id)).toBe('consent');
  expect((await desk.decide(id, { channel: 'push' })).body.filled).toBe(true);
});

test('a consent that was never given is no reference', async () => {
  await desk.campaign();
  const viewer = await desk.viewer();
  const told = await desk.decide(viewer, { consentRef: `${viewer}/2` });
  expect(told).toMatchObject({ status: 400, body: { invalidParams: [{ param: 'consentRef' }] } });
  expect(told.body.detail).toContain(`${viewer}/1 to ${viewer}/1`);
});

test('somebody too young, or of unknown age, is shown nothing; years go by', async () => {
  await desk.campaign({ audience: { plans: [], segments: [], minAge: 21, profiling: false } });
  const id = await desk.sell();
  const { age: _age, ...unknown } = AGREED;
  await desk.consent(id, unknown);
  expect(await reason(id)).toBe('age');
  const year = new Date(desk.now()).getUTCFullYear();
  await desk.consent(id, { ...AGREED, age: { over: 18, on: `${year - 2}-01-01`, checkedBy: 'document' } });
  expect(await reason(id)).toBe('no-campaign');
  await desk.consent(id, { ...AGREED, age: { over: 18, on: `${year - 3}-01-01`, checkedBy: 'document' } });
  expect((await desk.decide(id)).body.filled).toBe(true);
});

test('audience: plans, and segments only of who agreed to profiling', async () => {
  const viewer = await desk.viewer();
  await desk.campaign({ audience: { plans: ['monthly'], segments: [], minAge: 0, profiling: false } });
  expect(await reason(viewer)).toBe('no-campaign');
  await desk.campaign({ audience: { plans: ['starter'], segments: ['cooks'], minAge: 0, profiling: true } });
  const path = { subscriberId: viewer };
  const body = { segments: ['runners', 'cooks'] };
  expect(await desk.desk.call('putSubscriberSegments', { path, body })).toMatchObject({
    status: 409,
    body: { code: 'consent-missing' },
  });
  expect(await reason(viewer)).toBe('no-campaign');
  const profiling = { purpose: 'profiling', channel: 'any', state: 'granted' };
  await desk.consent(viewer, { ...AGREED, consents: [profiling] });
  expect((await desk.desk.call('putSubscriberSegments', { path, body })).status).toBe(200);
  expect((await desk.decide(viewer)).body.filled).toBe(true);
  await desk.consent(viewer, { ...AGREED, consents: [{ ...profiling, state: 'withdrawn' }] });
  expect(await reason(viewer)).toBe('no-campaign');
  expect((await desk.desk.call('retrieveConsents', { path })).body.segments).toBeUndefined();
});

test('quiet hours last from nine in the evening to eight in the morning', async () => {
  await desk.campaign();
  const viewer = await desk.viewer();
  await desk.moveTo(21);
  expect(await reason(viewer)).toBe('quiet-hours');
  await desk.moveTo(7);
  expect(await reason(viewer)).toBe('quiet-hours');
  await desk.moveTo(12);
});

test('caps count what was decided and may still be seen, and come back when it was not', async () => {
  await desk.campaign({ caps: { perDay: 2, perCampaign: 3 } });
  const viewer = await desk.viewer();
  const first = await desk.decide(viewer);
  expect((await desk.decide(viewer)).body.filled).toBe(true);
  expect(await reason(viewer)).toBe('frequency-cap');
  expect((await desk.event(first, 'impression')).body.status).toBe('accepted');
  await desk.moveClock(40 * MINUTE_MS);
  // The second was never seen.
  const third = await desk.decide(viewer);
  expect(third.body).toMatchObject({ filled: true });
  await desk.event(third, 'impression');
  expect(await reason(viewer)).toBe('frequency-cap');
  await desk.moveTo(12);
  const fourth = await desk.decide(viewer);
  await desk.event(fourth, 'impression');
  expect(await reason(viewer)).toBe('frequency-cap');
});

test('a brand is capped over all of its campaigns, and others are shown', async () => {
  const brand = 'Lily Tea';
  const creatives = [{ id: 'c', placements: ['app-caps'], format: 'text' as const, text: 'Tea' }];
  const prices = { impression: 9_000 };
  await desk.campaign({ brand, creatives, prices, caps: { perDayOfBrand: 1 } });
  await desk.campaign({ brand, creatives, prices, caps: { perDayOfBrand: 1 } });
  const other = await desk.campaign({ creatives, prices: { impression: 1_000 } });
  const viewer = await desk.viewer();
  const placement = 'app-caps';
  expect((await desk.decide(viewer, { placement })).body.brand).toBe(brand);
  expect((await desk.decide(viewer, { placement })).body.campaignId).toBe(other.id);
});

test('caps and ads a day hold when all decisions come at once', async () => {
  await desk.campaign({ caps: { perDay: 2 } });
  const viewer = await desk.viewer();
  const told = await Promise.all(Array.from({ length: 8 }, async () => desk.decide(viewer)));
  expect(told.filter(({ body }) => body.filled).length).toBe(2);
  await desk.campaign({ creatives: [{ id: 'c', placements: [], format: 'text', text: 'x' }] });
  const all = await Promise.all(
    Array.from({ length: 8 }, async () => desk.decide(viewer, { placement: 'nowhere-else' })),
  );
  expect(all.filter(({ body }) => body.filled).length).toBe(4);
  expect(await reason(viewer, { placement: 'nowhere-else' })).toBe('ads-per-day');
  const [last] = [...all].filter(({ body }) => body.filled);
  await desk.pause(last!.body.campaignId as string);
});

test('the same request with its key is the same decision', async () => {
  await desk.campaign();
  const viewer = await desk.viewer();
  const body = { subscriberId: viewer, placement: (await desk.campaign()).creatives[0]!.placements[0] };
  const headers = { 'idempotency-key': 'decision-1' };
  const [one, two] = [
    await desk.desk.call('createAdDecision', { body, headers }),
    await desk.desk.call('createAdDecision', { body, headers }),
  ];
  expect(two.body).toEqual(one.body);
});

test('a campaign that is paused is shown no more, one that ended neither, one that begins then', async () => {
  const paused = await desk.campaign();
  const viewer = await desk.viewer();
  await desk.pause(paused.id);
  expect(await reason(viewer)).toBe('no-campaign');
  await desk.campaign({ startsAtMs: desk.now() + 60 * MINUTE_MS, endsAtMs: desk.now() + 120 * MINUTE_MS });
  expect(await reason(viewer)).toBe('no-campaign');
  await desk.moveClock(90 * MINUTE_MS);
  expect((await desk.decide(viewer)).body.filled).toBe(true);
  await desk.moveClock(90 * MINUTE_MS);
  expect(await reason(viewer)).toBe('no-campaign');
  await desk.moveTo(12);
});

test('who is held out sees nothing of a campaign, always, and conversions say so', async () => {
  const campaign = await desk.campaign({ holdoutPercent: 50 });
  const { isHeldOut } = await import('../../domain/ads/decide.js');
  const ids = Array.from({ length: 2_000 }, (_, i) => `sub_${i}`);
  const share = ids.filter((id) => isHeldOut(campaign, id)).length / ids.length;
  expect(Math.abs(share - 0.5)).toBeLessThan(0.05);
  const viewers = await Promise.all(Array.from({ length: 8 }, async () => desk.viewer()));
  for (const viewer of viewers) {
    const { body } = await desk.decide(viewer);
    expect(body.filled).toBe(!isHeldOut(campaign, viewer));
    if (!body.filled) expect(body.reason).toBe('holdout');
  }
  const heldOut = viewers.find((viewer) => isHeldOut(campaign, viewer))!;
  const conversion = { id: 'held', subscriberId: heldOut, kind: 'basket' };
  await desk.moveClock(MINUTE_MS);
  const told = await desk.desk.call('createConversion', {
    body: { ...conversion, occurredAt: new Date(desk.now()).toISOString() },
  });
  expect(told).toMatchObject({ status: 201, body: { status: 'held-out', campaignId: campaign.id } });
});

test('even pacing lets go of a budget slot by slot; what is over comes back', async () => {
  const campaign = await desk.campaign(
    {
      prices: { impression: 10_000 },
      startsAtMs: desk.now(),
      endsAtMs: desk.now() + DAY_MS,
      budget: { micros: 2_880_000, pacing: 'even' },
    },
    2_880_000,
  );
  const viewers = await Promise.all(Array.from({ length: 3 }, async () => desk.viewer()));
  expect((await desk.decide(viewers[0]!)).body.filled).toBe(true);
  expect(await reason(viewers[1]!)).toBe('pacing');
  await desk.moveClock(5 * MINUTE_MS + 1_000);
  expect((await desk.decide(viewers[1]!)).body.filled).toBe(true);
  expect(await desk.money(campaign.id)).toMatchObject({ heldMicros: 20_000, spentMicros: 0 });
  await desk.moveClock(40 * MINUTE_MS);
  expect((await desk.sweep()).closed).toBeGreaterThanOrEqual(2);
  expect(await desk.money(campaign.id)).toMatchObject({ heldMicros: 0, availableMicros: 2_880_000 });
  await desk.sweep();
  expect(await desk.money(campaign.id)).toMatchObject({ availableMicros: 2_880_000 });
});

test('another partner’s subscriber is not there; every problem is told at once', async () => {
  const viewer = await desk.viewer({ owner: 'operator' });
  const told = await desk.desk.call('createAdDecision', {
    as: 'acme',
    body: { subscriberId: viewer, placement: 'app-home' },
  });
  expect(told).toMatchObject({ status: 404, body: { code: 'subscriber-not-found' } });
  const wrong = await desk.desk.call('createAdDecision', {
    body: { subscriberId: 'anna', placement: 'App Home', channel: 'fax', formats: [], color: 1 },
  });
  expect(wrong.body.invalidParams.map(({ param }: { param: string }) => param).sort()).toEqual([
    'channel',
    'color',
    'formats',
    'placement',
    'subscriberId',
  ]);
});
