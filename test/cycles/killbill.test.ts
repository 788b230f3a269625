import {
  type Cycle,
  type CycleAnchor,
  dueCharges,
  nextBoundary,
  nthPeriod,
  type Period,
  periodAt,
  periodNumber,
  periods,
  shareOf,
} from '../../domain/cycles/index.js';
import { dayStartMs } from '../../domain/cycles/local-day.js';
import { billingPeriod, dateCases, inAdvanceCases, nineDecimals } from './killbill-cases.js';

const DAY_MS = 86_400_000;
const dayOf = (date: string) => Date.parse(date) / DAY_MS;
const ZONES = ['UTC', 'Europe/London', 'America/Sao_Paulo', 'Pacific/Apia'];

describe('proration in advance', () => {
  test.each(inAdvanceCases())('$id', ({ period, startDate, endDate, targetDate, billCycleDay, cycles }) => {
    const unit = billingPeriod(period);
    for (const timeZone of ZONES) {
      const midnight = (date: string) => dayStartMs(timeZone, dayOf(date));
      const anchor: CycleAnchor = unit.unit === 'month' ? { dayOfMonth: billCycleDay } : 'activation';
      const subscription = {
        anchorMs: midnight(startDate),
        endMs: endDate === '' ? undefined : midnight(endDate),
      };
      const charge = { cycle: { ...unit, anchor, timeZone }, priceMicros: 0 };
      const { charges } = dueCharges(charge, subscription, undefined, midnight(targetDate));
      expect({ timeZone, cycles: nineDecimals(charges.map(({ share }) => share)) }).toEqual({
        timeZone,
        cycles,
      });
    }
  });

  test('a day 31 is prorated over the real period, not over a month counted back from its end', () => {
    const cycle: Cycle = { every: 1, unit: 'month', anchor: { dayOfMonth: 31 }, timeZone: 'UTC' };
    const { charges } = dueCharges(
      { cycle, priceMicros: 0 },
      { anchorMs: Date.parse('2011-02-14') },
      undefined,
      Date.parse('2011-02-14'),
    );
    expect(charges.map(({ share, toDate }) => ({ share, toDate }))).toEqual([
      { share: { numerator: 14, denominator: 28 }, toDate: '2011-02-28' },
    ]);
  });
});

describe('single dates', () => {
  test.each([...dateCases()])('$kind: $period, $date_1 to $date_2', (row) => {
    const { every, unit } = billingPeriod(row.period);
    const cycle: Cycle = { every, unit, anchor: 'activation', timeZone: 'Europe/London' };
    const [from, to] = [row.date_1, row.date_2].map((date) => dayStartMs(cycle.timeZone, dayOf(date))) as [
      number,
      number,
    ];
    if (row.kind === 'number of whole periods') {
      expect(periodNumber(cycle, from, to)).toBe(row.expected);
      return;
    }
    const period = row.kind.startsWith('proration before first cycle')
      ? nthPeriod(cycle, to, -1)
      : nthPeriod(cycle, from, 0);
    const part = { startDay: dayOf(row.date_1), endDay: dayOf(row.date_2) };
    const share = shareOf(cycle, period, part, row.fixed_days_in_month === 30 ? 'thirty-day-months' : 'days');
    expect(nineDecimals([share])).toBe(row.expected);
  });
});

describe('time-zone regressions', () => {
  const monthly = (timeZone: string, dayOfMonth: number): Cycle => ({
    every: 1,
    unit: 'month',
    anchor: { dayOfMonth },
    timeZone,
  });
  const starts = (found: Iterable<Period>) => [...found].map(({ localStart }) => localStart);

  test('445: a run an hour before the local boundary charges nothing of the next period, and ends', () => {
    const cycle = monthly('America/Juneau', 1);
    const anchorMs = Date.parse('2015-10-01T08:09:02Z');
    const nowMs = Date.parse('2015-12-01T08:09:02Z');
    expect(new Date(nextBoundary(cycle, anchorMs, nowMs)).toISOString()).toBe('2015-12-01T09:00:00.000Z');
    const first = dueCharges({ cycle, priceMicros: 1 }, { anchorMs }, undefined, nowMs);
    expect(first.charges.map(({ fromDate, toDate }) => [fromDate, toDate])).toEqual([
      ['2015-10-01', '2015-11-01'],
      ['2015-11-01', '2015-12-01'],
    ]);
    expect(first.nextDueMs).toBe(Date.parse('2015-12-01T09:00:00Z'));
    const again = dueCharges({ cycle, priceMicros: 1 }, { anchorMs }, first.chargedThrough, first.nextDueMs!);
    expect(again.charges).toHaveLength(1);
    expect(again.nextDueMs).toBe(Date.parse('2016-01-01T09:00:00Z'));
  });

  test.each(['America/New_York', 'Europe/London'])(
    '1934: accounts made before and after the clock changed have the same boundaries in %s',
    (timeZone) => {
      const cycle = monthly(timeZone, 1);
      const boundary = (anchor: string) => nextBoundary(cycle, Date.parse(anchor), Date.parse('2023-03-31'));
      expect(boundary('2023-02-15T12:00:00Z')).toBe(boundary('2023-03-30T12:00:00Z'));
      const usedMs = Date.parse('2023-04-01T04:00:00Z');
      for (const anchor of ['2023-02-15T12:00:00Z', '2023-03-30T12:00:00Z']) {
        expect(periodAt(cycle, Date.parse(anchor), usedMs).localStart).toBe('2023-04-01');
      }
    },
  );

  test.each<[string, Cycle]>([
    ['day 28', monthly('America/New_York', 28)],
    ['the activation', { ...monthly('America/New_York', 1), anchor: 'activation' }],
  ])('1923: tied to %s, boundaries stay on the local 28th', (_anchor, cycle) => {
    const anchorMs = Date.parse('2023-03-01T03:47:56Z');
    expect(starts(periods(cycle, anchorMs, anchorMs, Date.parse('2023-05-28T12:00:00Z')))).toEqual([
      '2023-02-28',
      '2023-03-28',
      '2023-04-28',
      '2023-05-28',
    ]);
  });

  test('743: thirty days of trial over the change of the clock end on the 31st, not on the 1st', () => {
    const timeZone = 'America/Los_Angeles';
    const anchorMs = Date.parse('2017-03-01T23:30:00-08:00');
    const thirtyDays: Cycle = { every: 30, unit: 'day', anchor: 'activation', timeZone };
    expect(nthPeriod(thirtyDays, anchorMs, 0)).toMatchObject({
      localStart: '2017-03-01',
      localEnd: '2017-03-31',
      endMs: Date.parse('2017-03-31T00:00:00-07:00'),
    });
    // What follows is tied to the 31st, in shorter months to their last day.
    const afterTrialMs = Date.parse('2017-03-31T23:30:00-07:00');
    const following = periods(
      { ...thirtyDays, every: 1, unit: 'month' },
      afterTrialMs,
      afterTrialMs,
      Date.parse('2017-05-31T12:00:00-07:00'),
    );
    expect(starts(following)).toEqual(['2017-03-31', '2017-04-30', '2017-05-31']);
  });
});

describe('the two days on which the clock changes', () => {
  test.each([
    ['Europe/London', '2026-03-29', 23],
    ['Europe/London', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
  ])(
    '%s %s: one charge of a whole day, however often it runs within its %d hours',
    (timeZone, date, hours) => {
      const cycle: Cycle = { every: 1, unit: 'day', anchor: 'activation', timeZone };
      const anchorMs = dayStartMs(timeZone, dayOf(date) - 2);
      const startMs = dayStartMs(timeZone, dayOf(date));
      const charge = { cycle, priceMicros: 1_000_000 };
      const before = dueCharges(charge, { anchorMs }, undefined, startMs - 1);
      let { chargedThrough } = before;
      const made: [string, string, number][] = [];
      for (let hour = 0; hour < hours; hour++) {
        const { charges, ...rest } = dueCharges(
          charge,
          { anchorMs },
          chargedThrough,
          startMs + hour * 3_600_000,
        );
        ({ chargedThrough } = rest);
        made.push(...charges.map((c): [string, string, number] => [c.fromDate, c.toDate, c.amountMicros]));
        expect(rest.nextDueMs).toBe(startMs + hours * 3_600_000);
      }
      const next = new Date((dayOf(date) + 1) * DAY_MS).toISOString().slice(0, 10);
      expect(made).toEqual([[date, next, 1_000_000]]);
    },
  );
});
