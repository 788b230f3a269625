import { type RenewalSummary, renewDue } from '../../lambdas/renewals/renew-due.js';
import { World, monthly } from './world.js';

const at = (text: string): number => Date.parse(text);
const quiet = () => jest.spyOn(console, 'error').mockImplementation();
afterEach(() => jest.restoreAllMocks());

const run = (world: World, time: string, mayGoOn?: () => boolean): Promise<RenewalSummary> =>
  renewDue(at(time), world.options(mayGoOn));

/** Local midnights in Berlin. */
const PERIODS = [
  '2026-01-31T12:00:00.000Z -10000000',
  '2026-02-27T23:00:00.000Z -10000000',
  '2026-03-30T22:00:00.000Z -10000000',
  '2026-04-29T22:00:00.000Z -10000000',
];

async function opened(...keys: string[]): Promise<World> {
  const world = new World();
  for (const key of keys) await world.open(key, '2026-01-31T12:00:00Z');
  return world;
}

test.each<[string, string[]]>([
  ['on time', ['2026-02-28T00:00:00Z', '2026-03-31T00:00:00Z', '2026-04-30T00:00:00Z']],
  ['a week late', ['2026-03-07T00:00:00Z', '2026-04-07T00:00:00Z', '2026-05-07T00:00:00Z']],
  ['once, after three months', ['2026-05-07T00:00:00Z']],
  [
    'every day',
    Array.from({ length: 96 }, (_, d) => new Date(at('2026-02-01T00:00:00Z') + d * 864e5).toISOString()),
  ],
  [
    'twice each time',
    ['2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-05-07T00:00:00Z', '2026-05-07T00:00:00Z'],
  ],
  ['in a mess', ['2026-05-07T00:00:00Z', '2026-03-01T00:00:00Z', '2026-05-07T00:05:00Z']],
])('renewed %s, each period is charged once, at the same price', async (_, times) => {
  const world = await opened('imsi-1');
  for (const time of times) await run(world, time);
  expect(world.charges('imsi-1')).toEqual(PERIODS);
});

test('runs side by side charge once', async () => {
  const world = await opened(...Array.from({ length: 60 }, (_, i) => `imsi-${i}`));
  const runs = await Promise.all([1, 2, 3].map(() => run(world, '2026-03-01T00:00:00Z')));
  expect(runs.every(({ failed }) => failed === 0)).toBe(true);
  for (let i = 0; i < 60; i += 1) expect(world.charges(`imsi-${i}`)).toEqual(PERIODS.slice(0, 2));
});

test('a write whose answer was lost is not repeated', async () => {
  quiet();
  const world = await opened('imsi-1');
  world.store.losesAnswer = () => true;
  expect(await run(world, '2026-03-01T00:00:00Z')).toMatchObject({ renewed: 0, failed: 1 });
  world.store.losesAnswer = () => false;
  expect(await run(world, '2026-03-01T00:05:00Z')).toMatchObject({ renewed: 0, repaired: 1, failed: 0 });
  expect(world.charges('imsi-1')).toEqual(PERIODS.slice(0, 2));
  expect(world.schedule.entries.get('imsi-1')).toMatchObject({ dueS: at('2026-03-30T22:00:00Z') / 1000 });
});

test('the schedule is in step after a run, without the recorder', async () => {
  const world = await opened('imsi-1');
  await run(world, '2026-03-01T00:00:00Z');
  const item = await world.store.get('imsi-1');
  expect(world.schedule.entries.get('imsi-1')).toEqual({
    account: 'imsi-1',
    version: item?.['v'],
    dueS: item?.['r'],
  });
});

test('a row of an account that is gone, or an alias, or has nothing due is mended and not met again', async () => {
  const world = await opened('imsi-1', 'imsi-2');
  world.store.items.delete('imsi-1');
  world.store.seed({ k: 'imsi-3', to: 'imsi-2' });
  for (const account of ['imsi-2', 'imsi-3'])
    world.schedule.entries.set(account, { account, version: 1, dueS: at('2026-02-01T00:00:00Z') / 1000 });
  expect(await run(world, '2026-02-02T00:00:00Z')).toMatchObject({ renewed: 0, repaired: 2, failed: 0 });
  expect(await run(world, '2026-02-28T00:00:00Z')).toMatchObject({ renewed: 1, repaired: 1, failed: 0 });
  expect(await run(world, '2026-02-28T00:05:00Z')).toMatchObject({ renewed: 0, repaired: 0, failed: 0 });
});

test('an account with nothing more to come leaves the schedule', async () => {
  const world = await opened('imsi-1');
  const item = (await world.store.get('imsi-1'))!;
  const { r: _, ...nothingDue } = item;
  world.store.seed({ ...nothingDue, v: (item['v'] as number) + 1 });
  expect(await run(world, '2026-03-01T00:00:00Z')).toMatchObject({ renewed: 0, repaired: 1 });
  expect(world.schedule.entries.get('imsi-1')?.dueS).toBeUndefined();
});

test('an account that fails holds up nobody, stays in the schedule, and shows its lag', async () => {
  quiet();
  const world = await opened(...Array.from({ length: 40 }, (_, i) => `imsi-${i}`));
  const broken = (await world.store.get('imsi-7'))!;
  world.store.seed({ ...broken, p: Buffer.from([0x7f, 0, 0]) });
  const summary = await run(world, '2026-02-28T00:00:00Z');
  expect(summary).toEqual({ renewed: 39, repaired: 0, failed: 1, lagS: 3_600, complete: true });
  expect(await run(world, '2026-02-28T02:00:00Z')).toMatchObject({ renewed: 0, failed: 1, lagS: 3 * 3_600 });
  world.store.seed(broken);
  expect(await run(world, '2026-02-28T02:05:00Z')).toMatchObject({ renewed: 1, failed: 0 });
});

test('a run that meets its time limit stops, and the next one goes on', async () => {
  const keys = Array.from({ length: 100 }, (_, i) => `imsi-${i}`);
  const world = await opened(...keys);
  let left = 30;
  const first = await run(world, '2026-02-28T00:00:00Z', () => left-- > 0);
  expect(first).toMatchObject({ renewed: 30, complete: false });
  const second = await run(world, '2026-02-28T00:05:00Z');
  expect(second).toMatchObject({ renewed: 70, complete: true });
  for (const key of keys) expect(world.charges(key)).toEqual(PERIODS.slice(0, 2));
});

test('the version that an account goes on with depends on when its period began, not on who was late', async () => {
  const dearer = monthly('plan_00112233445566bb', 12_000_000);
  const dearest = monthly('plan_00112233445566cc', 15_000_000);
  const versions = [
    { from: '2026-03-15T00:00:00Z', plan: dearer },
    { from: '2026-04-15T00:00:00Z', plan: dearest },
  ];
  const charges = await Promise.all(
    [
      ['2026-02-28T00:00:00Z', '2026-03-31T00:00:00Z', '2026-04-30T00:00:00Z', '2026-05-07T00:00:00Z'],
      ['2026-05-07T00:00:00Z'],
      ['2026-04-20T00:00:00Z', '2026-05-07T00:00:00Z'],
    ].map(async (times) => {
      const world = new World(monthly(), dearer, dearest);
      world.successor = (planId, atMs) => {
        const inForce = versions.findLast(({ from }) => at(from) <= atMs);
        return inForce === undefined || inForce.plan.id === planId ? undefined : inForce.plan.id;
      };
      await world.open('imsi-1', '2026-01-31T12:00:00Z');
      for (const time of times) await run(world, time);
      return world.charges('imsi-1');
    }),
  );
  const inTime = [
    ...PERIODS.slice(0, 2),
    '2026-03-30T22:00:00.000Z -12000000',
    '2026-04-29T22:00:00.000Z -15000000',
  ];
  expect(charges).toEqual([inTime, inTime, inTime]);
});
