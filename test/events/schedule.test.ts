import { isGivenUp, nextAttemptMs, RETRIES_S } from '../../domain/events/schedule.js';

test('waits grow: 30 s, 2 m, 10 m, 30 m, 1 h, 2 h, 6 h, 12 h, 24 h, in all a little less than two days', () => {
  expect(RETRIES_S).toEqual([30, 120, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400]);
  expect(RETRIES_S.reduce((sum, each) => sum + each, 0) / 3_600).toBeCloseTo(45.7, 1);
});

test('each failed attempt is followed by one more, until the tenth', () => {
  let nowMs = 0;
  let attempts = 0;
  for (let next: number | undefined = 0; next !== undefined; next = nextAttemptMs(attempts, nowMs)) {
    nowMs = next;
    attempts++;
  }
  expect(attempts).toBe(10);
  expect(nowMs).toBe(RETRIES_S.reduce((sum, each) => sum + each, 0) * 1_000);
});

test('five days of nothing but failures are too many', () => {
  const since = '2026-11-01T00:00:00.000Z';
  expect(isGivenUp(undefined, Date.parse('2026-12-01'))).toBe(false);
  expect(isGivenUp(since, Date.parse('2026-11-05T23:59:59Z'))).toBe(false);
  expect(isGivenUp(since, Date.parse('2026-11-06T00:00:00Z'))).toBe(true);
});
