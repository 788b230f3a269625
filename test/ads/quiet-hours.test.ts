import * as fc from 'fast-check';
import { isQuiet } from '../../domain/ads/quiet-hours.js';

const LONDON = 'Europe/London';
const NIGHT = { from: '21:00', to: '08:00' };
const at = (iso: string) => Date.parse(iso);

test.each([
  ['2026-11-23T20:59:59Z', false],
  ['2026-11-23T21:00:00Z', true],
  ['2026-11-23T23:59:59Z', true],
  ['2026-11-24T00:00:00Z', true],
  ['2026-11-24T07:59:59Z', true],
  ['2026-11-24T08:00:00Z', false],
  // Summer time: clocks are an hour ahead.
  ['2026-07-01T19:59:59Z', false],
  ['2026-07-01T20:00:00Z', true],
  ['2026-07-02T06:59:59Z', true],
  ['2026-07-02T07:00:00Z', false],
])('across midnight, %s is quiet: %s', (iso, expected) => {
  expect(isQuiet(NIGHT, LONDON, at(iso))).toBe(expected);
});

test.each([
  // 2026-03-29: clocks go from 00:59:59 to 02:00; the hour from one to two does not exist.
  [{ from: '01:00', to: '02:00' }, '2026-03-29T00:59:59Z', false],
  [{ from: '01:00', to: '02:00' }, '2026-03-29T01:00:00Z', false],
  [{ from: '00:30', to: '02:30' }, '2026-03-29T01:29:59Z', true],
  [{ from: '00:30', to: '02:30' }, '2026-03-29T01:30:00Z', false],
  // 2026-10-25: clocks show the hour from one to two twice, and both are quiet.
  [{ from: '01:00', to: '02:00' }, '2026-10-25T00:30:00Z', true],
  [{ from: '01:00', to: '02:00' }, '2026-10-25T01:30:00Z', true],
  [{ from: '01:00', to: '02:00' }, '2026-10-25T02:00:00Z', false],
])('of %j on a day that clocks change, %s is quiet: %s', (hours, iso, expected) => {
  expect(isQuiet(hours, LONDON, at(iso))).toBe(expected);
});

test('equal times are none, and the other hours are quiet when from and to change places', () => {
  const time = fc.integer({ min: 0, max: 1439 }).map((minutes) => {
    const two = (n: number) => String(n).padStart(2, '0');
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  });
  const zone = fc.constantFrom('Europe/London', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe');
  const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) });
  fc.assert(
    fc.property(time, time, zone, instant, (from, to, timeZone, nowMs) => {
      if (from === to) expect(isQuiet({ from, to }, timeZone, nowMs)).toBe(false);
      else
        expect(isQuiet({ from, to }, timeZone, nowMs)).toBe(
          !isQuiet({ from: to, to: from }, timeZone, nowMs),
        );
    }),
  );
});
