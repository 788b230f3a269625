import { POOL_FAULTS, poolStorm } from './storm/storm.js';

jest.setTimeout(300_000);
// The reclaimer tells of each account that it could not reach; here that is most of the time.
beforeEach(() => void jest.spyOn(console, 'error').mockReturnValue());

test('24 members empty a pool every day: never oversold, and nothing is lost between it and its members', async () => {
  const { violations, ...seen } = await poolStorm({ seed: 1, requests: 12_000 });
  expect(violations).toEqual([]);
  // It was all there: leases, returns, new periods, an empty pool.
  expect(seen.leases).toBeGreaterThan(500);
  expect(seen.returns).toBeGreaterThan(50);
  expect(seen.periods).toBeGreaterThan(2);
  expect(seen.denials).toBeGreaterThan(50);
  expect(seen.emptied).toBeGreaterThan(50);
});

test('periods that end with something left take it with them', async () => {
  const { violations, periods } = await poolStorm({ seed: 3, requests: 8_000, granted: 60_000_000_000 });
  expect(violations).toEqual([]);
  expect(periods).toBeGreaterThan(2);
});

test('a cap and its pool begin a period at different times', async () => {
  // Its first run found leases that a cap forgot: the cap's period ended after the pool's.
  const { violations } = await poolStorm({ seed: 4, requests: 8_000 });
  expect(violations).toEqual([]);
});

test.each(POOL_FAULTS)('the storm catches a store with the fault %s', async (fault) => {
  const { violations } = await poolStorm({ seed: 2, requests: 20_000, fault, granted: 12_000_000_000 });
  expect(violations).not.toEqual([]);
});
