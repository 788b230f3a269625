import { MB } from './sponsors.js';
import { SPONSOR_FAULTS, sponsorStorm } from './storm/sponsor-storm.js';

jest.setTimeout(300_000);

test.each([1, 2, 3])(
  'storm %i: what sponsors lend adds up after every write, and what they paid in the end',
  async (seed) => {
    const result = await sponsorStorm({ seed, requests: 4_000, perDay: seed === 3 ? 400 * MB : 0 });
    expect(result.violations).toEqual([]);
    expect(result.paid).toBeGreaterThan(0);
    expect(result.used).toBe(result.paid);
    expect(result.used + result.left).toBe(9_000 * MB);
    expect(result.settled).toBeGreaterThan(10);
  },
);

test('200 sessions race for the last of a pool: not a byte is paid that was not paid in', async () => {
  const bytes = 1_000 * MB;
  const result = await sponsorStorm({ seed: 7, requests: 2_500, accounts: 100, bytes, slices: 1 });
  expect(result.violations).toEqual([]);
  expect(result.overspent).toBe(0);
  expect(result.used + result.left).toBe(bytes);
  expect(result.told).toBeGreaterThan(50);
});

test.each(SPONSOR_FAULTS)('the storm notices: %s', async (fault) => {
  const { violations } = await sponsorStorm({
    seed: 4,
    requests: 6_000,
    accounts: 30,
    bytes: 2_000 * MB,
    fault,
  });
  expect(violations.length).toBeGreaterThan(0);
});
