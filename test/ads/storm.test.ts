/** Budgets in the storm: nothing is spent twice, nothing is lost, and nothing is spent that is not there. */
import { openAdDesk, type AdDesk, DAY_MS } from './ad-desk.js';
import { adOffice, booksOf, numbers, PRICES, requestOf, storm } from './storm.js';

let desk: AdDesk;
beforeAll(async () => {
  desk = await openAdDesk();
});
afterAll(async () => desk.desk.stop());

test.each([1, 2, 3])(
  'seed %i: viewers race for the last euro, with lost answers and dead instances',
  async (seed) => {
    await desk.moveTo(12);
    const budget = 1_000_000;
    const campaign = await desk.campaign(
      {
        startsAtMs: desk.now() - 2 * DAY_MS,
        endsAtMs: desk.now() + 1_000,
        rewards: { complete: { kind: 'data', amount: 1e6 } },
        prices: PRICES,
      },
      budget,
    );
    // All of it may be spent, and it ends tomorrow.
    await desk.campaign({ ...campaign, endsAtMs: desk.now() + DAY_MS }, budget);
    const viewers: string[] = [];
    for (let i = 0; i < 25; i++) viewers.push(await desk.viewer());
    const result = await storm(desk, {
      seed,
      viewers,
      campaignId: campaign.id,
      placement: campaign.creatives[0]!.placements[0]!,
      instances: 6,
      rounds: 2,
      lost: 0.15,
      deaths: 0.05,
    });
    expect(result.lostWrites).toBeGreaterThan(0);
    expect(result.decided).toBeGreaterThan(5);
    const books = await booksOf(desk, campaign.id);
    expect(books.paid).toBe(result.heardOf);
    expect([...books.rewards].sort()).toEqual([...result.rewards].sort());
    expect((await desk.money(campaign.id))['spentMicros']).toBe(books.paid);
    expect(books.paid).toBeLessThanOrEqual(budget);

    // Whatever died, its money comes back, once.
    await desk.moveClock(3 * 3_600_000);
    await desk.sweep();
    await desk.sweep();
    expect(await desk.money(campaign.id)).toMatchObject({
      spentMicros: books.paid,
      heldMicros: 0,
      availableMicros: budget - books.paid,
    });
    const { readTallies } = await import('../../lambdas/sponsors/tallies.js');
    const { of, totals } = await import('../../domain/sponsors/tally.js');
    const tables = { accounts: 'accounts', records: 'records' };
    const sum = totals(await readTallies({ client: desk.desk.client, tables }, campaign.id));
    expect(Object.values(of(sum, 'micros')).reduce((a, b) => a + b, 0)).toBe(books.paid);
    // Whatever was decided on had its money: nothing came in time and was not paid for.
    expect(Object.keys(of(sum, 'invalid'))).toEqual([]);
    for (const viewer of viewers) {
      const { body } = await desk.desk.call('listSubscriberRewards', { path: { subscriberId: viewer } });
      for (const { id } of body as { id: string }[]) expect(books.rewards).toContain(id);
    }
  },
  60_000,
);

test('a decision that was written by an attempt whose answer was lost keeps its money', async () => {
  await desk.moveTo(12);
  const campaign = await desk.campaign(
    { startsAtMs: desk.now() - 2 * DAY_MS, endsAtMs: desk.now() + 1_000, prices: PRICES },
    104_000,
  );
  await desk.campaign({ ...campaign, endsAtMs: desk.now() + DAY_MS });
  const send = async (command: { constructor: { name: string } }) => {
    if (command.constructor.name === 'PutItemCommand') await desk.desk.client.send(command as never);
    return desk.desk.client.send(command as never);
  };
  const { createAdDecision } = await import('../../lambdas/ads/decisions.js');
  const decide = createAdDecision(await adOffice({ send } as unknown as typeof desk.desk.client));
  const reasons: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    const body = { subscriberId: await desk.viewer(), placement: campaign.creatives[0]!.placements[0] };
    const answer = await decide(requestOf(desk.now(), body, `twice-${i}`));
    const { filled, reason } = JSON.parse(answer.body!) as { filled: boolean; reason?: string };
    reasons.push(reason ?? filled);
  }
  expect(reasons).toEqual([true, true, 'budget']);
});

test('numbers of a seed are the same again', () => {
  const take = (seed: number) => Array.from({ length: 5 }, numbers(seed));
  expect(take(7)).toEqual(take(7));
  expect(take(7)).not.toEqual(take(8));
});
