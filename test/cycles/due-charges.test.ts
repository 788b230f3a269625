import {
  type Cycle,
  CycleError,
  type DueCharges,
  dueCharges,
  MAX_CHARGES,
  nthPeriod,
  periodCharge,
  proratedMicros,
  type RecurringCharge,
  recurringChargeProblems,
  shareOf,
  type SubscriptionTime,
} from '../../domain/cycles/index.js';
import { AmountOverflow } from '../../domain/rating/index.js';

const at = (text: string) => Date.parse(text);
const MONTHLY: Cycle = { every: 1, unit: 'month', anchor: { dayOfMonth: 1 }, timeZone: 'Europe/London' };
const CHARGE: RecurringCharge = { cycle: MONTHLY, priceMicros: 31_000_000 };
/** 17 March, 15:00 in London. */
const ACTIVATED: SubscriptionTime = { anchorMs: at('2026-03-17T15:00:00Z') };

function due(charge: RecurringCharge, subscription: SubscriptionTime, now: string, through?: number) {
  return dueCharges(charge, subscription, through, at(now));
}

const lines = ({ charges }: DueCharges) =>
  charges.map(({ fromDate, toDate, amountMicros }) => `${fromDate} to ${toDate}: ${amountMicros}`);

describe('renewals', () => {
  test('the first partial period is due at the activation, the next at local midnight', () => {
    const first = due(CHARGE, ACTIVATED, '2026-03-17T15:00:00Z');
    expect(lines(first)).toEqual(['2026-03-17 to 2026-04-01: 15000000']);
    expect(first).toMatchObject({ chargedThrough: 0, clockWentBack: false });
    // British Summer Time.
    expect(first.nextDueMs).toBe(at('2026-03-31T23:00:00Z'));
    expect(due(CHARGE, ACTIVATED, '2026-03-17T14:59:59Z')).toMatchObject({
      charges: [],
      chargedThrough: undefined,
      nextDueMs: ACTIVATED.anchorMs,
    });
  });

  test('a second run charges nothing, and a week late nothing more', () => {
    const onTime = due(CHARGE, ACTIVATED, '2026-03-31T23:00:00Z', 0);
    const late = due(CHARGE, ACTIVATED, '2026-04-08T12:00:00Z', 0);
    expect(lines(onTime)).toEqual(['2026-04-01 to 2026-05-01: 31000000']);
    expect(late).toEqual(onTime);
    expect(due(CHARGE, ACTIVATED, '2026-04-08T12:00:00Z', late.chargedThrough).charges).toEqual([]);
  });

  test('missed periods come in order', () => {
    expect(lines(due(CHARGE, ACTIVATED, '2026-06-15T00:00:00Z', 0))).toEqual([
      '2026-04-01 to 2026-05-01: 31000000',
      '2026-05-01 to 2026-06-01: 31000000',
      '2026-06-01 to 2026-07-01: 31000000',
    ]);
  });

  test('a clock that goes backwards charges nothing and is reported', () => {
    const back = due(CHARGE, ACTIVATED, '2026-04-30T12:00:00Z', 2);
    expect(back).toEqual({
      charges: [],
      chargedThrough: 2,
      nextDueMs: at('2026-05-31T23:00:00Z'),
      clockWentBack: true,
    });
    expect(due(CHARGE, ACTIVATED, '2026-05-01T00:00:00Z', 2).clockWentBack).toBe(false);
  });

  test('in arrears a period is due when it ends', () => {
    const charge: RecurringCharge = { ...CHARGE, due: 'in-arrears' };
    expect(due(charge, ACTIVATED, '2026-03-31T22:59:59Z').charges).toEqual([]);
    expect(lines(due(charge, ACTIVATED, '2026-03-31T23:00:00Z'))).toEqual([
      '2026-03-17 to 2026-04-01: 15000000',
    ]);
    const ended = { ...ACTIVATED, endMs: at('2026-04-16T09:00:00Z') };
    const last = due(charge, ended, '2026-04-16T09:00:00Z', 0);
    expect(lines(last)).toEqual(['2026-04-01 to 2026-04-16: 15500000']);
    expect(last.charges[0]!.dueMs).toBe(ended.endMs);
    expect(due(charge, ended, '2026-04-16T08:59:59Z', 0).charges).toEqual([]);
  });

  test('what was charged before a subscription took over is not its own', () => {
    const takenOver = { ...ACTIVATED, startMs: at('2026-06-11T00:00:00Z') };
    expect(due(CHARGE, takenOver, '2026-06-10T00:00:00Z', 0)).toMatchObject({
      charges: [],
      chargedThrough: 0,
      nextDueMs: takenOver.startMs,
      clockWentBack: false,
    });
    expect(due(CHARGE, takenOver, '2026-06-11T00:00:00Z', 0)).toMatchObject({
      charges: [{ index: 3, fromDate: '2026-06-11', toDate: '2026-07-01' }],
      chargedThrough: 3,
    });
  });

  test('one run returns a bounded number, and the next goes on', () => {
    const daily: RecurringCharge = {
      cycle: { ...MONTHLY, unit: 'day', anchor: 'activation' },
      priceMicros: 1,
    };
    const now = '2031-03-17T15:00:00Z';
    const first = due(daily, ACTIVATED, now);
    expect(first.charges).toHaveLength(MAX_CHARGES);
    expect(first.nextDueMs).toBeLessThan(at(now));
    const second = due(daily, ACTIVATED, now, first.chargedThrough);
    expect(second.charges).toHaveLength(827);
    expect(second.charges[0]!.index).toBe(MAX_CHARGES);
  });

  test('a day that the zone skipped is not charged', () => {
    const daily: RecurringCharge = {
      cycle: { every: 1, unit: 'day', anchor: 'activation', timeZone: 'Pacific/Apia' },
      priceMicros: 1,
    };
    const { charges, nextDueMs } = due(
      daily,
      { anchorMs: at('2011-12-29T12:00:00Z') },
      '2011-12-31T12:00:00Z',
    );
    expect(charges.map(({ fromDate }) => fromDate)).toEqual(['2011-12-29', '2011-12-31', '2012-01-01']);
    expect(nextDueMs).toBe(at('2012-01-01T10:00:00Z'));
  });
});

describe('the end', () => {
  const ENDED: SubscriptionTime = { ...ACTIVATED, endMs: at('2026-05-11T10:00:00Z') };

  test('the last period is charged until the date of the end, and then nothing ever', () => {
    const last = due(CHARGE, ENDED, '2026-05-01T00:00:00Z', 1);
    expect(lines(last)).toEqual(['2026-05-01 to 2026-05-11: 10000000']);
    expect(last.nextDueMs).toBeUndefined();
    expect(due(CHARGE, ENDED, '2027-01-01T00:00:00Z', last.chargedThrough)).toEqual({
      charges: [],
      chargedThrough: 2,
      nextDueMs: undefined,
      clockWentBack: false,
    });
  });

  test('a run after the end finds what a run before it would have', () => {
    expect(due(CHARGE, ENDED, '2027-01-01T00:00:00Z', 1)).toEqual(
      due(CHARGE, ENDED, '2026-05-02T00:00:00Z', 1),
    );
  });

  test('an end on the day that a period starts costs nothing more', () => {
    const ended = { ...ACTIVATED, endMs: at('2026-05-01T18:00:00Z') };
    expect(due(CHARGE, ended, '2026-06-01T00:00:00Z', 1)).toMatchObject({
      charges: [],
      nextDueMs: undefined,
    });
  });

  test('a subscription that ends on its first day costs nothing', () => {
    const ended = { ...ACTIVATED, endMs: at('2026-03-17T16:00:00Z') };
    expect(due(CHARGE, ended, '2026-06-01T00:00:00Z')).toMatchObject({
      charges: [],
      chargedThrough: undefined,
      nextDueMs: undefined,
    });
  });

  test('an end in a charged period gives back what the rest of it cost', () => {
    const charged = periodCharge(CHARGE, ACTIVATED, 2)!.amountMicros;
    const used = periodCharge(CHARGE, ENDED, 2)!.amountMicros;
    expect([charged, used, charged - used]).toEqual([31_000_000, 10_000_000, 21_000_000]);
    expect(periodCharge(CHARGE, ENDED, 3)).toBeUndefined();
  });

  test('a change of plan in the middle costs both parts, and no date twice', () => {
    const changeMs = at('2026-05-11T10:00:00Z');
    const before = periodCharge(CHARGE, { ...ACTIVATED, endMs: changeMs }, 2)!;
    const after = periodCharge(CHARGE, { ...ACTIVATED, startMs: changeMs }, 2)!;
    expect(before.toDate).toBe(after.fromDate);
    expect(before.amountMicros + after.amountMicros).toBe(CHARGE.priceMicros);
  });
});

describe('trials and proration', () => {
  test('trial periods are free, a partial first one counted', () => {
    const { charges } = due({ ...CHARGE, trial: { periods: 2 } }, ACTIVATED, '2026-05-15T00:00:00Z');
    expect(charges.map(({ trial, amountMicros }) => [trial, amountMicros])).toEqual([
      [true, 0],
      [true, 0],
      [false, 31_000_000],
    ]);
  });

  test('what trial days leave of a period is prorated', () => {
    const trial = { ...CHARGE, trial: { days: 30 } };
    // Nothing is due before it is over.
    const before = due(trial, ACTIVATED, '2026-04-15T00:00:00Z');
    expect(before.charges.map(({ amountMicros }) => amountMicros)).toEqual([0]);
    expect(before.nextDueMs).toBe(Date.parse('2026-04-15T23:00:00Z'));
    const { charges } = due(trial, ACTIVATED, '2026-04-17T00:00:00Z');
    expect(charges.map(({ share, trial }) => [share, trial])).toEqual([
      [{ numerator: 0, denominator: 31 }, true],
      // 17 March and 30 days are 16 April.
      [{ numerator: 15, denominator: 30 }, false],
    ]);
  });

  test('without proration a begun period costs the whole, and a trial still nothing', () => {
    const whole: RecurringCharge = { ...CHARGE, proration: 'none' };
    expect(due(whole, ACTIVATED, '2026-03-20T00:00:00Z').charges[0]!.amountMicros).toBe(31_000_000);
    const trial = { ...whole, trial: { periods: 1 } };
    expect(due(trial, ACTIVATED, '2026-03-20T00:00:00Z').charges[0]!.amountMicros).toBe(0);
  });

  test('months of thirty days: the 31st is free, February’s last day counts for three', () => {
    const charge: RecurringCharge = { ...CHARGE, priceMicros: 30, proration: 'thirty-day-months' };
    const first = (date: string) => due(charge, { anchorMs: at(date) }, date).charges[0]!.amountMicros;
    expect(
      ['2026-03-01', '2026-03-02', '2026-03-30', '2026-03-31'].map((date) => first(`${date}T12:00:00Z`)),
    ).toEqual([30, 29, 1, 0]);
    expect(first('2026-02-28T12:00:00Z')).toBe(3);
  });

  test('months of thirty days: of a longer one, the dates after its thirtieth are free', () => {
    const charge: RecurringCharge = {
      cycle: { ...MONTHLY, anchor: { dayOfMonth: 31 } },
      priceMicros: 30,
      proration: 'thirty-day-months',
    };
    // 28 February to 31 March.
    const from = (date: string) =>
      periodCharge(charge, { anchorMs: at(`${date}T12:00:00Z`) }, 0)!.amountMicros;
    expect(['2026-02-28', '2026-03-01', '2026-03-27', '2026-03-28', '2026-03-30'].map(from)).toEqual([
      30, 27, 1, 0, 0,
    ]);
  });

  test('amounts are rounded to the smallest that is charged; the parts still sum to the price', () => {
    const cents: RecurringCharge = { ...CHARGE, priceMicros: 9_990_000, roundToMicros: 10_000 };
    const changeMs = at('2026-03-20T00:00:00Z');
    const parts = [
      periodCharge(cents, { ...ACTIVATED, endMs: changeMs }, 0)!,
      periodCharge(cents, { ...ACTIVATED, startMs: changeMs }, 0)!,
    ].map(({ amountMicros }) => amountMicros);
    expect(parts).toEqual([960_000, 3_870_000]);
    expect(parts[0]! + parts[1]!).toBe(periodCharge(cents, ACTIVATED, 0)!.amountMicros);
  });
});

describe('bad input', () => {
  const pathsOf = (act: () => unknown): string[] => {
    try {
      act();
    } catch (error) {
      if (error instanceof CycleError) return error.problems.map(({ path }) => path);
      throw error;
    }
    return [];
  };

  test('all problems of a charge, a subscription and the clock at once', () => {
    const bad = {
      cycle: { every: 0, unit: 'week', anchor: 'activation', timeZone: 'UTC' },
      priceMicros: -1,
      due: 'later',
      proration: 'thirty-day-months',
      trial: { days: 1, periods: 1 },
      roundToMicros: 0,
    } as unknown as RecurringCharge;
    expect(pathsOf(() => dueCharges(bad, { anchorMs: 10, endMs: 9 }, undefined, NaN))).toEqual([
      'charge.cycle.every',
      'charge.priceMicros',
      'charge.due',
      'charge.proration',
      'charge.trial',
      'charge.roundToMicros',
      'subscription.endMs',
      'nowMs',
    ]);
  });

  test.each<[string, unknown]>([
    ['trial.days', { trial: { days: -1 } }],
    ['trial.periods', { trial: { periods: 121 } }],
    ['trial', { trial: 'free' }],
    ['proration', { proration: 'hours' }],
    ['priceMicros', { priceMicros: 0.5 }],
    ['cycle', { cycle: undefined }],
  ])('%s', (path, change) => {
    const bad = { ...CHARGE, ...(change as object) };
    const problems = recurringChargeProblems(bad, 'offerings[0].fee');
    expect(problems.map((problem) => problem.path)).toEqual([`offerings[0].fee.${path}`]);
    expect(pathsOf(() => dueCharges(bad, ACTIVATED, undefined, 0))).toEqual([`charge.${path}`]);
  });

  test('the number of a period that no calendar shows', () => {
    expect(pathsOf(() => dueCharges(CHARGE, ACTIVATED, 1e15, 0))).toEqual(['chargedThrough']);
    expect(pathsOf(() => periodCharge(CHARGE, ACTIVATED, 1.5))).toEqual(['index']);
  });

  test('months of thirty days in a cycle of weeks', () => {
    const weekly: Cycle = { every: 1, unit: 'week', anchor: 'activation', timeZone: 'UTC' };
    const period = { index: 0, startMs: 0, endMs: 7, localStart: '', localEnd: '', startDay: 0, endDay: 7 };
    const prorate = () => proratedMicros(weekly, period, period, -1, 'thirty-day-months', 0);
    expect(pathsOf(prorate)).toEqual(['priceMicros', 'roundToMicros', 'basis']);
    expect(pathsOf(() => shareOf(weekly, period, period, 'hours' as 'days'))).toEqual(['basis']);
  });

  test('an amount beyond what an account can hold', () => {
    const period = nthPeriod(MONTHLY, ACTIVATED.anchorMs, 0);
    const part = { startDay: period.startDay, endDay: period.endDay + 31 };
    expect(() => proratedMicros(MONTHLY, period, part, Number.MAX_SAFE_INTEGER)).toThrow(AmountOverflow);
  });
});
