/** When rewards end: never early, and many of them together. */
import * as fc from 'fast-check';
import { dayAt, dayStartMs } from '../../domain/cycles/local-day.js';
import { LONGEST_REWARD_MS, rewardExpiryS } from '../../domain/rewards/expiry.js';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-10-01T10:00:00Z');
const zone = fc.constantFrom('Europe/London', 'Asia/Shanghai', 'America/St_Johns', 'Pacific/Apia', 'UTC');
const now = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });

it('is the end of the day in the market', () => {
  const end = (zoneName: string, wanted: string) =>
    new Date(rewardExpiryS(zoneName, Date.parse(wanted), NOW) * 1000).toISOString();
  expect(end('Europe/London', '2026-10-02T10:00:00Z')).toBe('2026-10-02T23:00:00.000Z');
  expect(end('UTC', '2026-10-03T00:00:00Z')).toBe('2026-10-03T00:00:00.000Z');
  expect(end('UTC', '2026-10-03T00:00:00.001Z')).toBe('2026-10-04T00:00:00.000Z');
  expect(end('Asia/Shanghai', '2026-10-01T10:00:01Z')).toBe('2026-10-01T16:00:00.000Z');
});

it('is never earlier than was asked for, and at most a quarter of its days or a day later', () => {
  fc.assert(
    fc.property(zone, now, fc.integer({ min: 1, max: LONGEST_REWARD_MS }), (timeZone, nowMs, lasts) => {
      const wanted = nowMs + lasts;
      const endMs = rewardExpiryS(timeZone, wanted, nowMs) * 1000;
      expect(endMs).toBeGreaterThanOrEqual(wanted);
      // A day and an hour: where the clock is put back, and where it starts.
      expect(endMs - wanted).toBeLessThanOrEqual(lasts / 4 + 2.1 * DAY_MS);
      expect(dayStartMs(timeZone, dayAt(timeZone, endMs))).toBe(endMs);
    }),
  );
});

it('rewards of one validity have nine ends at most at a time', () => {
  fc.assert(
    fc.property(zone, now, fc.integer({ min: 1, max: 400 }), (timeZone, startMs, days) => {
      const ends = new Set(
        Array.from({ length: days }, (_, day) => {
          const nowMs = startMs + day * DAY_MS;
          return rewardExpiryS(timeZone, nowMs + days * DAY_MS, nowMs);
        }),
      );
      expect(ends.size).toBeLessThanOrEqual(9);
    }),
    { numRuns: 50 },
  );
});
