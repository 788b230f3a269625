import { type DriveClockOptions, driveClock } from '../../lambdas/renewals/drive-clock.js';
import { MemoryClock, World } from './world.js';

const REAL = Date.parse('2026-01-31T12:00:00Z');
const at = (text: string): number => Date.parse(text);

interface Driven {
  readonly world: World;
  readonly clock: MemoryClock;
  readonly options: DriveClockOptions;
}

/** Accounts opened at real time, and a clock that is told to go to a time. */
async function advancing(to: string, accounts: readonly (readonly [string, string])[]): Promise<Driven> {
  const world = new World();
  for (const [key, opened] of accounts) await world.open(key, opened);
  const clock = new MemoryClock();
  clock.state = { ...clock.state, targetMs: at(to) };
  const options = {
    ...world.options(),
    clock,
    realNow: () => REAL,
    settle: () => Promise.resolve(),
  };
  return { world, clock, options };
}

const ACCOUNTS = [
  ['imsi-1', '2026-01-31T12:00:00Z'],
  ['imsi-2', '2026-01-10T12:00:00Z'],
  ['imsi-3', '2026-01-20T12:00:00Z'],
] as const;

test('accounts renew in order of time, at that time, and the clock arrives', async () => {
  const { world, clock, options } = await advancing('2026-04-05T12:00:00Z', ACCOUNTS);
  world.store.written.length = 0;
  await driveClock(options);
  expect(clock.state).toMatchObject({ renewed: 6, failed: 0, offsetMs: at('2026-04-05T12:00:00Z') - REAL });
  expect(clock.state.targetMs).toBeUndefined();
  expect(world.store.written.map(({ k }) => k)).toEqual(
    // The tenth, the twentieth and the last of each month.
    ['imsi-2', 'imsi-3', 'imsi-1', 'imsi-2', 'imsi-3', 'imsi-1'],
  );
});

test('between two renewals the clock stands at the time of the first, never ahead of the next', async () => {
  const { world, clock, options } = await advancing('2026-04-05T12:00:00Z', ACCOUNTS);
  const shown: string[] = [];
  const put = world.store.put.bind(world.store);
  world.store.put = async (item, basis) => {
    shown.push(new Date(REAL + clock.state.offsetMs).toISOString());
    return await put(item, basis);
  };
  await driveClock(options);
  expect(shown).toEqual([
    '2026-02-09T23:00:00.000Z',
    '2026-02-19T23:00:00.000Z',
    '2026-02-27T23:00:00.000Z',
    '2026-03-09T23:00:00.000Z',
    '2026-03-19T23:00:00.000Z',
    '2026-03-30T22:00:00.000Z',
  ]);
});

test('an advance that is cut off is gone on with, whoever does it', async () => {
  const { world, clock, options } = await advancing('2026-04-05T12:00:00Z', ACCOUNTS);
  let left = 4;
  const cut = await driveClock({ ...options, mayGoOn: () => left-- > 0 });
  expect(cut.targetMs).toBe(at('2026-04-05T12:00:00Z'));
  expect(clock.state.offsetMs).toBeLessThan(at('2026-04-05T12:00:00Z') - REAL);
  expect((await driveClock(options)).targetMs).toBeUndefined();
  expect(world.charges('imsi-1')).toHaveLength(3);
});

test('two drivers at once charge once, and neither moves the clock back', async () => {
  const { world, clock, options } = await advancing('2026-07-05T12:00:00Z', ACCOUNTS);
  const offsets: number[] = [];
  const write = clock.write.bind(clock);
  clock.write = async (state) => {
    const written = await write(state);
    offsets.push(clock.state.offsetMs);
    return written;
  };
  await Promise.all([driveClock(options), driveClock(options), driveClock(options)]);
  expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  expect(clock.state.targetMs).toBeUndefined();
  for (const [key] of ACCOUNTS) expect(new Set(world.charges(key)).size).toBe(world.charges(key).length);
  expect(world.charges('imsi-1')).toHaveLength(6);
});

test('what arrives in the schedule late is still done before the clock says it is ready', async () => {
  const { world, clock, options } = await advancing('2026-04-05T12:00:00Z', []);
  let settles = 0;
  await driveClock({
    ...options,
    settle: async () => {
      settles += 1;
      if (settles === 2) await world.open('imsi-9', '2026-02-01T12:00:00Z');
    },
  });
  expect(world.charges('imsi-9')).toHaveLength(3);
  expect(clock.state).toMatchObject({ renewed: 1 });
});

test('an account that fails does not stop the clock, and is told', async () => {
  jest.spyOn(console, 'error').mockImplementation();
  const { world, clock, options } = await advancing('2026-04-05T12:00:00Z', ACCOUNTS);
  world.store.seed({ ...(await world.store.get('imsi-2'))!, p: Buffer.from([0x7f]) });
  await driveClock(options);
  expect(clock.state.targetMs).toBeUndefined();
  expect(clock.state.failed).toBeGreaterThan(0);
  expect(world.charges('imsi-1')).toHaveLength(3);
  jest.restoreAllMocks();
});
