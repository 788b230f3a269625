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
});
