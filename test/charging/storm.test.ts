import { storm } from './storm/storm.js';
import { PLANTED_FAULTS } from './storm/stormy-store.js';

jest.setTimeout(300_000);

test('100,000 requests: no unit lost, created or charged twice', async () => {
  const result = await storm({ seed: 1, requests: 100_000 });
  expect(result.violations).toEqual([]);
  expect(result.requests).toBeGreaterThanOrEqual(100_000);
});

test.each(PLANTED_FAULTS)('the storm catches a store without its %s condition', async (fault) => {
  const result = await storm({ seed: 2, requests: 30_000, fault });
  expect(result.violations).not.toEqual([]);
});
