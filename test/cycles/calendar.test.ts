import {
  type Cycle,
  type CycleAnchor,
  CycleError,
  cycleProblems,
  type CycleUnit,
  MAX_EVERY,
  MAX_TIME_MS,
  MIN_TIME_MS,
  nextBoundary,
  nthPeriod,
  periodAt,
  periodNumber,
  periods,
} from '../../domain/cycles/index.js';
import { dayAt, dayStartMs } from '../../domain/cycles/local-day.js';

const HOUR_MS = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const at = (text: string) => Date.parse(text);

function cycle(every: number, unit: CycleUnit, anchor: CycleAnchor, timeZone = 'UTC'): Cycle {
  return { every, unit, anchor, timeZone };
}

/** The local dates on which the first periods start. */
function startsOf(asked: Cycle, anchor: string, first: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => nthPeriod(asked, at(anchor), first + i).localStart);
}

describe('days on which the clock changes', () => {
  test.each([
    ['Europe/London', 'spring', '2026-03-29', '2026-03-29T00:00:00.000Z', 23],
    ['Europe/London', 'autumn', '2026-10-25', '2026-10-24T23:00:00.000Z', 25],
    ['Europe/Berlin', 'spring', '2026-03-29', '2026-03-28T23:00:00.000Z', 23],
    ['Asia/Shanghai', 'an ordinary day', '2026-03-29', '2026-03-28T16:00:00.000Z', 24],
    ['America/Sao_Paulo', 'a midnight that does not exist', '2018-11-04', '2018-11-04T03:00:00.000Z', 23],
    ['America/Sao_Paulo', 'the hour before midnight twice', '2018-02-17', '2018-02-17T02:00:00.000Z', 25],
    ['America/Havana', 'midnight twice', '2025-11-02', '2025-11-02T04:00:00.000Z', 25],
    ['Asia/Beirut', 'a midnight that does not exist', '2026-03-29', '2026-03-28T22:00:00.000Z', 23],
    ['America/St_Johns', 'midnight twice, a minute apart', '2010-11-07', '2010-11-07T02:30:00.000Z', 25],
    ['Pacific/Apia', 'the day after the one that was skipped', '2011-12-31', '2011-12-30T10:00:00.000Z', 24],
  ])('%s, %s: %s', (timeZone, _what, date, start, hours) => {
    const daily = cycle(1, 'day', 'activation', timeZone);
    const period = periodAt(daily, at('2020-01-01'), at(start));
    expect({ start: iso(period.startMs), date: period.localStart }).toEqual({ start, date });
    expect((period.endMs - period.startMs) / HOUR_MS).toBe(hours);
    expect(periodAt(daily, at('2020-01-01'), at(start) - 1).endMs).toBe(at(start));
  });

  test('what a clock that was put back shows again is over', () => {
    // 2010-11-07 00:01 went back to 2010-11-06 23:01.
    const again = at('2010-11-07T03:00:00Z');
    expect(new Date(dayAt('America/St_Johns', again) * 24 * HOUR_MS).toISOString()).toContain('2010-11-07');
  });

  test('a day that the zone skipped starts and ends at once, and is no period', () => {
    const daily = cycle(1, 'day', 'activation', 'Pacific/Apia');
    const anchorMs = at('2011-12-28T12:00:00Z');
    const found = periods(daily, anchorMs, at('2011-12-29T12:00:00Z'), at('2011-12-31T12:00:00Z'));
    expect([...found].map(({ localStart, index }) => [localStart, index])).toEqual([
      ['2011-12-29', 1],
      ['2011-12-31', 3],
      ['2012-01-01', 4],
    ]);
    const skipped = nthPeriod(daily, anchorMs, 2);
    expect(skipped.startMs).toBe(skipped.endMs);
    expect(dayStartMs('Pacific/Apia', skipped.startDay)).toBe(at('2011-12-30T10:00:00Z'));
  });
});

describe('months', () => {
  test('the 31st is clamped to the last day of short months and comes back', () => {
    expect(startsOf(cycle(1, 'month', { dayOfMonth: 31 }), '2024-01-31', 0, 5)).toEqual([
      '2024-01-31',
      '2024-02-29',
      '2024-03-31',
      '2024-04-30',
      '2024-05-31',
    ]);
    expect(startsOf(cycle(1, 'month', 'activation'), '2023-01-31T23:59:59Z', 0, 3)).toEqual([
      '2023-01-31',
      '2023-02-28',
      '2023-03-31',
    ]);
  });

  test('an activation on 29 February has its anniversary on the 28th, and every fourth year on the 29th', () => {
    expect(startsOf(cycle(12, 'month', 'activation'), '2024-02-29', 0, 5)).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
      '2027-02-28',
      '2028-02-29',
    ]);
  });

  test('an activation on the last day of February is an activation on the 28th', () => {
    expect(startsOf(cycle(1, 'month', 'activation'), '2023-02-28', 0, 2)).toEqual([
      '2023-02-28',
      '2023-03-28',
    ]);
  });

  test('period 0 is the one the anchor is in, whatever side of the cycle day it is on', () => {
    const monthly = cycle(1, 'month', { dayOfMonth: 15 });
    expect(nthPeriod(monthly, at('2026-03-14'), 0).localStart).toBe('2026-02-15');
    expect(nthPeriod(monthly, at('2026-03-15'), 0).localStart).toBe('2026-03-15');
    expect(nthPeriod(monthly, at('2026-03-15'), -1).localStart).toBe('2026-02-15');
  });

  test('several months have a boundary in the month of the anchor', () => {
    const quarterly = cycle(3, 'month', { dayOfMonth: 10 });
    expect(nthPeriod(quarterly, at('2011-02-01'), 0)).toMatchObject({
      localStart: '2010-11-10',
      localEnd: '2011-02-10',
    });
    expect(nthPeriod(quarterly, at('2011-02-24'), 0)).toMatchObject({
      localStart: '2011-02-10',
      localEnd: '2011-05-10',
    });
  });

  test.each([
    [12, 4, '2026-03-31', '2025-04-01'],
    [12, 4, '2026-04-01', '2026-04-01'],
    [3, 1, '2026-05-05', '2026-04-01'],
    [3, 12, '2026-05-05', '2026-03-01'],
    [6, 7, '2026-12-31', '2026-07-01'],
  ])('every %d months from month %d: %s is in the period from %s', (every, month, anchor, start) => {
    expect(nthPeriod(cycle(every, 'month', { dayOfMonth: 1, month }), at(anchor), 0).localStart).toBe(start);
  });

  test('the cycle day is a day of the market, not of UTC', () => {
    const shanghai = cycle(1, 'month', { dayOfMonth: 1 }, 'Asia/Shanghai');
    expect(iso(nextBoundary(shanghai, at('2026-01-31T15:59:59Z'), at('2026-01-31T15:59:59Z')))).toBe(
      '2026-01-31T16:00:00.000Z',
    );
    expect(periodNumber(shanghai, at('2026-01-31T15:59:59Z'), at('2026-01-31T16:00:00Z'))).toBe(1);
  });
});

describe('weeks and days', () => {
  test('every week from Monday', () => {
    // 2026-07-15 is a Wednesday, 2026-07-19 a Sunday.
    const weekly = cycle(1, 'week', { weekday: 1 });
    expect(startsOf(weekly, '2026-07-15', 0, 2)).toEqual(['2026-07-13', '2026-07-20']);
    expect(startsOf(weekly, '2026-07-19', 0, 1)).toEqual(['2026-07-13']);
  });

  test('several weeks have a boundary in the week of the anchor', () => {
    expect(startsOf(cycle(2, 'week', { weekday: 1 }), '2026-07-15', 0, 2)).toEqual([
      '2026-07-13',
      '2026-07-27',
    ]);
    expect(startsOf(cycle(2, 'week', { weekday: 0 }), '2026-07-15', 0, 2)).toEqual([
      '2026-07-05',
      '2026-07-19',
    ]);
  });

  test('every 30 days from the activation', () => {
    expect(startsOf(cycle(30, 'day', 'activation'), '2012-07-16T22:00:00Z', 0, 3)).toEqual([
      '2012-07-16',
      '2012-08-15',
      '2012-09-14',
    ]);
  });
});

describe('bad input', () => {
  const problemsOf = (act: () => unknown): (readonly [string, unknown])[] => {
    try {
      act();
    } catch (error) {
      if (error instanceof CycleError) return error.problems.map(({ path, value }) => [path, value] as const);
      throw error;
    }
    return [];
  };

  test('all problems come at once', () => {
    const bad = { every: 0, unit: 'month', anchor: { dayOfMonth: 32, month: 13 }, timeZone: 'Mars/Olympus' };
    expect(problemsOf(() => periodAt(bad as Cycle, NaN, Infinity))).toEqual([
      ['cycle.every', 0],
      ['cycle.anchor.dayOfMonth', 32],
      ['cycle.anchor.month', 13],
      ['cycle.timeZone', 'Mars/Olympus'],
      ['anchorMs', NaN],
      ['atMs', Infinity],
    ]);
  });

  test.each<[unknown, string[]]>([
    [undefined, ['']],
    [{}, ['unit', 'every', 'timeZone']],
    [{ every: 1, unit: 'year', anchor: 'activation', timeZone: 'UTC' }, ['unit']],
    [{ every: 1.5, unit: 'day', anchor: 'activation', timeZone: 'UTC' }, ['every']],
    [{ every: 3661, unit: 'day', anchor: 'activation', timeZone: 'UTC' }, ['every']],
    [{ every: '1', unit: 'day', anchor: 'activation', timeZone: 'UTC' }, ['every']],
    [{ every: 1, unit: 'day', anchor: { weekday: 1 }, timeZone: 'UTC' }, ['anchor']],
    [{ every: 1, unit: 'week', anchor: { weekday: 7 }, timeZone: 'UTC' }, ['anchor.weekday']],
    [{ every: 1, unit: 'week', anchor: { dayOfMonth: 1 }, timeZone: 'UTC' }, ['anchor']],
    [{ every: 1, unit: 'month', anchor: { dayOfMonth: 1, weekday: 1 }, timeZone: 'UTC' }, ['anchor']],
    [{ every: 5, unit: 'month', anchor: { dayOfMonth: 1, month: 1 }, timeZone: 'UTC' }, ['anchor.month']],
    [{ every: 1, unit: 'month', anchor: null, timeZone: '+01:00' }, ['anchor', 'timeZone']],
  ])('%j', (bad, paths) => {
    const problems = cycleProblems(bad);
    expect(problems.map(({ path }) => path)).toEqual(paths);
    for (const { allowed, message } of problems) expect(message).toContain(allowed);
  });

  test.each(Object.entries(MAX_EVERY))('at most %s: %d', (unit, most) => {
    const longest = cycle(most, unit as CycleUnit, 'activation');
    expect(cycleProblems(longest)).toEqual([]);
    expect(cycleProblems({ ...longest, every: most + 1 })).toHaveLength(1);
    // The periods at both ends of the calendar reach beyond it.
    for (const atMs of [MIN_TIME_MS, MAX_TIME_MS]) {
      const period = periodAt(longest, 0, atMs);
      expect(nthPeriod(longest, 0, period.index)).toEqual(period);
    }
  });

  test('periods beyond the calendar', () => {
    const yearly = cycle(12, 'month', 'activation');
    expect(problemsOf(() => nthPeriod(yearly, at('2026-01-01'), 1e9))).toEqual([['index', 1e9]]);
    expect(problemsOf(() => nthPeriod(yearly, at('2026-01-01'), 0.5))).toEqual([['index', 0.5]]);
    expect(problemsOf(() => periods(yearly, 0, 0, Infinity))).toEqual([['toMs', Infinity]]);
  });
});
