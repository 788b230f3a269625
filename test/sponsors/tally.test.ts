/** Tallies, and what reports and settlements make of them through the API. */
import { openSponsorDesk, type SponsorDesk } from './desk.js';
import type { Tally } from '../../domain/sponsors/tally.js';

let desk: SponsorDesk;

beforeAll(async () => {
  desk = await openSponsorDesk();
});
afterAll(async () => desk.stop());

async function add(tallies: readonly Tally[]): Promise<void> {
  const { tallyWrite } = await import('../../lambdas/sponsors/tallies.js');
  const { writeTogether } = await import('../../lambdas/accounts/ledger.js');
  await Promise.all(
    tallies.map(async (tally) => {
      while (!(await writeTogether(desk.client, [tallyWrite({ records: 'records' }, tally)])));
    }),
  );
}

test('counts are exact however many write at once; the report shows large groups, the settlement everything', async () => {
  await desk.sponsor('tallies', '90.00');
  const campaignId = await desk.campaign('tallies');
  const day = (back: number) => new Date(desk.now() - back * 86_400_000).toISOString().slice(0, 10);
  const of = (date: string, plan: string, n: number, more: Partial<Tally> = {}): Tally => ({
    campaignId,
    date,
    plan,
    subscriberId: `sub_${n}`,
    paid: { event: 'impression', micros: 2_000 },
    ...more,
  });
  const { smallestGroup } = desk.operator.market.policy.insight;
  const many = smallestGroup * 3;
  await add(
    [
      ...Array.from({ length: many }, (_one, n) => of(day(2), 'monthly', n)),
      ...Array.from({ length: many }, (_one, n) =>
        of(day(1), 'monthly', n, { granted: { kind: 'data', amount: 5 } }),
      ),
      ...Array.from({ length: many }, (_one, n) => of(day(1), 'payg', 10_000 + n)),
      ...Array.from({ length: 3 }, (_one, n) => of(day(2), 'rare', 20_000 + n)),
      of(day(1), 'monthly', 1, { paid: undefined as never, invalid: { event: 'click', reason: 'replay' } }),
    ].map(({ paid, ...rest }) => (paid === undefined ? rest : { ...rest, paid })),
  );
  const report = (await desk.call('retrieveCampaignReport', { path: { campaignId } })).body;
  const plans = (report.groups as { plan: string }[]).map(({ plan }) => plan);
  expect(plans).not.toContain('rare');
  // Three people of a third plan: another group waits with them, or a total less the rest would tell of them.
  expect(plans.length).toBe(2);
  expect(report).toMatchObject({ smallestGroup, isIncomplete: true, events: { impression: 2 * many } });
  const settlement = (await desk.call('retrieveCampaignSettlement', { path: { campaignId } })).body;
  expect(settlement).toMatchObject({
    events: [{ event: 'impression', count: 3 * many + 3 }],
    rewards: { data: { grants: many, granted: 5 * many, broken: 0 } },
    invalidTraffic: { replay: 1 },
    isFinal: false,
  });
  expect(Number(settlement.spentByEvents)).toBeCloseTo((3 * many + 3) * 0.002, 6);
});
