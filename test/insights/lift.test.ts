/** What a campaign brought, by those who were held out of it. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { isHeldOut } from '../../domain/ads/decide.js';
import { LIFT_DAYS, liftOf } from '../../domain/insights/lift.js';
import { AGREED, type AdDesk, DAY_MS, openAdDesk } from '../ads/ad-desk.js';

describe('the interval', () => {
  // Newcombe 1998, table II, method 10: 56/70 − 48/80, and 10/10 − 0/20.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 20, 0.6791, 1],
  ])('of %i/%i − %i/%i is that of the paper', (x, m, y, n, lower, upper) => {
    const lift = liftOf({ people: m, converted: x }, { people: n, converted: y }, 1)!;
    expect(lift.lower).toBeCloseTo(lower, 4);
    expect(lift.upper).toBeCloseTo(upper, 4);
  });

  test('holds the difference, is turned by turning the groups, and says nothing of small ones', () => {
    const count = fc
      .nat(500)
      .chain((people) => fc.record({ people: fc.constant(people), converted: fc.nat(people) }));
    fc.assert(
      fc.property(count, count, (one, other) => {
        const lift = liftOf(one, other, 20);
        expect(lift === undefined).toBe(Math.min(one.people, other.people) < 20);
        if (lift === undefined) return;
        expect(lift.lower).toBeLessThanOrEqual(lift.lift);
        expect(lift.upper).toBeGreaterThanOrEqual(lift.lift);
        expect(lift.lower).toBeCloseTo(-liftOf(other, one, 20)!.upper, 12);
      }),
    );
  });
});

describe('over HTTP', () => {
  let desk: AdDesk;
  let viewers: string[];
  beforeAll(async () => {
    desk = await openAdDesk({ RECIPE_SANDBOX_KEY: 'a key for tests alone' });
    viewers = [];
    const { consents } = AGREED;
    for (let i = 0; i < 56; i++) {
      const id = await desk.viewer();
      await desk.consent(id, {
        ...AGREED,
        consents: [...consents, { purpose: 'insight', channel: 'any', state: 'granted' }],
      });
      viewers.push(id);
    }
  }, 60_000);
  afterAll(async () => desk.desk.stop());

  const keep = async (id: string, endsAtMs: number, holdoutPercent: number) => {
    const { toAttributes } = await import('../../lambdas/shared/attributes.js');
    await desk.desk.client.send(
      new PutItemCommand({
        TableName: 'records',
        Item: toAttributes({
          pk: `CAMPAIGN#${id}`,
          sk: 'META',
          id,
          owner: 'operator',
          revision: 1,
          history: [],
          asked: { endsAt: new Date(endsAtMs).toISOString(), holdoutPercent },
        }),
      }),
    );
  };
  let ids = 0;
  const convert = async (subscriberId: string, brand?: string, id = `lift-${++ids}`) =>
    desk.desk.call('createConversion', {
      body: {
        id,
        subscriberId,
        kind: 'basket',
        occurredAt: new Date(desk.now()).toISOString(),
        ...(brand === undefined ? {} : { brand }),
      },
    });
  const ask = async (campaignId: string, as: 'operator' | 'acme' = 'operator') =>
    desk.desk.call('retrieveCampaignLift', { as, path: { campaignId } });
  const sweep = async () => {
    const { handler } = await import('../../lambdas/experiments/sweep.handler.js');
    return handler();
  };

  test('who saw it and who was held out are counted alike, once, when the last of them had their days', async () => {
    const endsAtMs = desk.now() + DAY_MS;
    const campaign = await desk.campaign({ holdoutPercent: 45, endsAtMs });
    await keep(campaign.id, endsAtMs, 45);
    const out = viewers.filter((id) => isHeldOut(campaign, id));
    const shown = viewers.filter((id) => !out.includes(id));
    expect(Math.min(out.length, shown.length)).toBeGreaterThan(21);
    for (const id of viewers) {
      const { body } = await desk.decide(id);
      expect(body.filled).toBe(!out.includes(id));
      // Whoever asks again is there once.
      if (id === out[0] || id === shown[0]) await desk.decide(id);
    }
    for (const id of shown.slice(0, 15)) expect((await convert(id, campaign.brand)).status).toBe(201);
    // Twice is once, also under its own id; another brand's is not this campaign's.
    await convert(shown[0]!, campaign.brand);
    await convert(shown[1]!, campaign.brand, 'the-same');
    await convert(shown[1]!, campaign.brand, 'the-same');
    await convert(shown[16]!, 'Another brand');
    for (const id of out.slice(0, 3)) await convert(id, campaign.brand);
    await convert(out[4]!, 'Another brand');
    // One of each withdraws; one more withdraws insight alone.
    const no = (purpose: string) => ({
      consents: [{ purpose, channel: 'any', state: 'withdrawn' }],
      evidence: AGREED.evidence,
    });
    await desk.consent(shown[0]!, no('advertising'));
    await desk.consent(out[0]!, no('insight'));

    expect((await ask(campaign.id)).body.code).toBe('lift-not-due');
    await desk.moveClock((LIFT_DAYS + 1.5) * DAY_MS);
    await convert(shown[17]!, campaign.brand);
    await convert(out[5]!, campaign.brand);
    expect((await ask(campaign.id, 'acme')).status).toBe(404);
    expect((await sweep()).counted).toEqual([]);
    expect((await ask(campaign.id)).body).toEqual({
      campaignId: campaign.id,
      state: 'waiting',
      days: LIFT_DAYS,
    });
    const swept = await Promise.all([sweep(), sweep()]);
    expect(swept.flatMap(({ counted }) => counted)).toEqual([campaign.id]);
    const { body } = await ask(campaign.id);
    expect(body).toMatchObject({
      state: 'counted',
      shown: { people: shown.length - 1, converted: 14 },
      heldOut: { people: out.length - 1, converted: 2 },
    });
    expect(body.lift).toBeCloseTo(14 / (shown.length - 1) - 2 / (out.length - 1), 12);
    expect(body.lower).toBeGreaterThan(0);
    expect(body.incremental).toBe(Math.round(body.lift * (shown.length - 1)));

    // What is counted stays: who withdraws now shows in no difference.
    await desk.consent(shown[2]!, no('advertising'));
    expect((await sweep()).counted).toEqual([]);
    expect((await ask(campaign.id)).body).toEqual(body);
  });

  test('a group below the market’s smallest is told nothing of', async () => {
    await desk.moveTo(12);
    const endsAtMs = desk.now() + DAY_MS;
    const campaign = await desk.campaign({ holdoutPercent: 45, endsAtMs });
    await keep(campaign.id, endsAtMs, 45);
    for (const id of viewers.slice(5, 25)) await desk.decide(id);
    await desk.moveClock((LIFT_DAYS + 1.5) * DAY_MS);
    await ask(campaign.id);
    await sweep();
    const { body } = await ask(campaign.id);
    expect(body).toMatchObject({ state: 'suppressed', smallestGroup: expect.any(Number) });
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['shown']));
  });

  test('whoever was held out stays so, though the share becomes another', async () => {
    await desk.moveTo(12);
    const campaign = await desk.campaign({ holdoutPercent: 45, caps: {} });
    const out = viewers.filter(
      (id) => isHeldOut(campaign, id) && !isHeldOut({ ...campaign, holdoutPercent: 5 }, id),
    );
    const shown = viewers.filter((id) => !isHeldOut(campaign, id));
    const three = [out[7]!, out[8]!, shown[9]!];
    for (const id of three) await desk.decide(id);
    const creatives = campaign.creatives.map((creative) => ({ ...creative, placements: [] }));
    await desk.campaign({ ...campaign, creatives, revision: 2, holdoutPercent: 5 });
    const filled = async () =>
      Promise.all(three.map(async (id) => (await desk.decide(id)).body.filled as boolean));
    expect(await filled()).toEqual([false, false, true]);
    await desk.campaign({ ...campaign, creatives, revision: 3, holdoutPercent: 50 });
    expect(await filled()).toEqual([false, false, true]);
    // Its creatives go everywhere.
    await desk.pause(campaign.id);
  });

  test('a campaign without a holdout writes nothing of it, and has no lift', async () => {
    await desk.moveTo(12);
    const campaign = await desk.campaign();
    await keep(campaign.id, desk.now() + DAY_MS, 0);
    expect((await desk.decide(viewers[6]!)).body.filled).toBe(true);
    const { liftPartitions } = await import('../../lambdas/ads/lift-records.js');
    const kept = async (id: string) =>
      Promise.all(liftPartitions(id).map(async (pk) => desk.desk.record(pk, viewers[6])));
    expect((await kept(campaign.id)).filter((each) => each !== undefined)).toEqual([]);
    const withOne = await desk.campaign({ holdoutPercent: 45 });
    await desk.decide(viewers[6]!);
    expect((await kept(withOne.id)).filter((each) => each !== undefined)).toHaveLength(1);
    expect((await ask(campaign.id)).body.code).toBe('no-holdout');
    expect((await ask('cmp_none')).status).toBe(404);
  });
});
