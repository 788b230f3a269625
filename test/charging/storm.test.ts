import { storm } from './storm/storm.js';
import { PLANTED_FAULTS } from './storm/stormy-store.js';

jest.setTimeout(300_000);

test('60,000 requests: no unit lost, created or charged twice', async () => {
  const result = await storm({ seed: 1, requests: 60_000 });
  expect(result.violations).toEqual([]);
  expect(result.requests).toBeGreaterThanOrEqual(60_000);
});

test.each(PLANTED_FAULTS)('the storm catches a store without its %s condition', async (fault) => {
  const result = await storm({ seed: 2, requests: 15_000, fault });
  expect(result.violations).not.toEqual([]);
});
