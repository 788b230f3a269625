/** Sums of usage: exactly once a record, and what forecasts make of them. */
import type { UsageLine, UsageRecord } from '../../domain/charging/usage-record.js';
import { forecastOf, USUAL } from '../../domain/sponsors/forecast.js';
import { estimate } from '../../domain/sponsors/sketch.js';
import { addUsage, readSums, type UsageBooks } from '../../lambdas/sponsors/usage-sums.js';
import { openSponsorDesk, type SponsorDesk } from './desk.js';

let desk: SponsorDesk;
let books: UsageBooks;

beforeAll(async () => {
  desk = await openSponsorDesk();
  books = {
    client: desk.client,
    table: 'records',
    now: Date.now,
    offeringOf: (planId) => Promise.resolve(planId.replace('plan_', '')),
  };
});
afterAll(async () => desk.stop());

const line = (units: number, more: Partial<UsageLine> = {}): UsageLine => ({
  ratingGroup: 1,
  service: 'internet',
  destination: '',
  unit: 'bytes',
  units,
  amount: units,
  priceMicros: 0,
  uncollected: false,
  wholesaleMicros: units / 1_000,
  ...more,
});

const record = (n: number, date: string, lines: readonly UsageLine[], version = 1): UsageRecord => ({
  account: `imsi-${n}`,
  version,
  kind: 'release',
  at: `${date}T12:00:00.000Z`,
  sessionId: 1,
  sequence: 1,
  planId: 'plan_monthly',
  currency: 'GBP',
  marketTime: `${date}T12:00:00+00:00`,
  taxInclusive: true,
  supi: `imsi-${n}`,
  lines,
});

test('a record counts once, in whatever batches, order and number of times it comes', async () => {
  const records = Array.from({ length: 300 }, (_record, n) =>
    record(n % 120, '2026-03-01', [line(1_000)], n),
  );
  const batches = [records.slice(0, 200), records.slice(100), records.toReversed(), records.slice(50, 60)];
  await Promise.all(batches.map(async (batch) => addUsage(books, batch)));
  await addUsage(books, records);
  const [sum] = await readSums(books, '2026-03-01', 'plan#');
  expect(sum).toMatchObject({ of: 'plan#monthly', bytes: 300_000, wholesaleMicros: 300 });
  expect(Math.abs(estimate(sum!.people) - 120)).toBeLessThanOrEqual(5);
});

test('what a sponsor pays for is summed by sponsor and service, too; what used nothing is not', async () => {
  const sponsored = line(500, { service: 'video', sponsor: 'lily-video' });
  await addUsage(books, [
    record(1_001, '2026-03-02', [line(100), sponsored]),
    record(1_002, '2026-03-02', []),
  ]);
  expect(await readSums(books, '2026-03-02', 'sponsor#lily-video#')).toMatchObject([
    { of: 'sponsor#lily-video#video#monthly', bytes: 500 },
  ]);
  expect(await readSums(books, '2026-03-02', 'plan#')).toMatchObject([{ bytes: 600 }]);
});

test('usage of several days in one record is of its own days', async () => {
  const lines = [
    line(1, { marketTime: '2026-03-03T23:59:59+00:00' }),
    line(2, { marketTime: '2026-03-04T00:00:00+00:00' }),
  ];
  await addUsage(books, [record(3, '2026-03-05', lines)]);
  expect((await readSums(books, '2026-03-03', 'plan#'))[0]!.bytes).toBe(1);
  expect((await readSums(books, '2026-03-04', 'plan#'))[0]!.bytes).toBe(2);
});

test('the queue: what fails comes back, and what was counted with it is not counted again', async () => {
  Object.assign(process.env, { USAGE_QUEUE_URL: 'http://127.0.0.1:9/none' });
  const { handler } = await import('../../lambdas/sponsors/usage.handler.js');
  const { loadOperators } = await import('../../operators/load.js');
  const { compileCatalogue } = await import('../../domain/catalogue/compile.js');
  const plan = compileCatalogue(loadOperators().find(({ market }) => market.country === 'GB')!)[0]!;
  const message = (records: readonly UsageRecord[], messageId: string) => ({
    messageId,
    receiptHandle: messageId,
    body: JSON.stringify({ 'detail-type': 'usage.recorded', detail: { data: { records } } }),
    attributes: { ApproximateReceiveCount: '1' },
  });
  const good = { ...record(7, '2026-03-06', [line(10)]), planId: plan.id };
  const bad = { ...record(8, '2026-03-06', [line(10)]), planId: 'plan_0000000000000000' };
  const event = { Records: [message([good], 'a'), message([good, bad], 'b')] };
  const logged = [jest.spyOn(console, 'error'), jest.spyOn(console, 'warn')];
  for (const each of logged) each.mockImplementation(() => undefined);
  const told = await handler(event as never);
  for (const each of logged) each.mockRestore();
  expect(told.batchItemFailures).toEqual([{ itemIdentifier: 'b' }]);
  expect(await readSums(books, '2026-03-06', 'plan#')).toMatchObject([
    { of: `plan#${plan.offeringId}`, bytes: 10 },
  ]);
});

test('a forecast: who can be reached, what it brings, what it costs, and when the budget ends it', async () => {
  const input = {
    active: 10_000,
    assume: USUAL,
    days: 7,
    holdoutPercent: 10,
    caps: {},
    maxAdsPerDay: 3,
    budgetMicros: 3_000_000_000,
    prices: { impression: 2_000, complete: 50_000 },
    rewards: { complete: { kind: 'credit', amount: 20_000 } },
    costs: { complete: 20_000 },
  } as const;
  const rich = forecastOf(input);
  expect(rich).toMatchObject({
    reach: 2_970,
    events: { impression: 41_580, click: 415, complete: 20_790 },
    grants: 20_790,
    budgetEndsIt: false,
  });
  expect(rich.margin).toBe(rich.income - rich.wholesaleCost);
  expect(rich.margin).toBeGreaterThan(0);
  const poor = forecastOf({ ...input, budgetMicros: 1_000_000 });
  expect(poor.budgetEndsIt).toBe(true);
  expect(poor.income).toBeLessThanOrEqual(1_000_000);
  const loss = forecastOf({ ...input, costs: { complete: 90_000 } });
  expect(loss.margin).toBeLessThan(0);
});

test('the forecast of a campaign looks back on its own plans, and tells nothing of a few', async () => {
  await desk.sponsor('fore', '90.00');
  const campaignId = await desk.campaign('fore', { audience: { plans: ['monthly'] } });
  const yesterday = new Date(desk.now() - 86_400_000).toISOString().slice(0, 10);
  await addUsage(
    books,
    Array.from({ length: 8 }, (_one, n) => record(n, yesterday, [line(1_000)])),
  );
  const ask = async () =>
    desk.call('forecastCampaign', {
      path: { campaignId },
      body: { days: 3, assume: { consentPercent: 100 } },
    });
  const few = await ask();
  expect(few.body.reach).toBeUndefined();
  expect(few.body.note).toMatch(/so few/);
  await addUsage(
    books,
    Array.from({ length: 500 }, (_one, n) => record(n, yesterday, [line(1_000)], 2)),
  );
  const many = await ask();
  expect(Math.abs(many.body.reach - 500)).toBeLessThan(40);
  expect(many.body).toMatchObject({
    currency: 'GBP',
    days: 7,
    warnings: [],
    assumed: { consentPercent: 100, clickPercent: 1 },
  });
  expect(Number(many.body.margin)).toBeCloseTo(Number(many.body.income) - Number(many.body.wholesaleCost), 6);
});
