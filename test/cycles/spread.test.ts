/**
 * A month's price charged by day, after Tencent's King Card: floor(19 ÷ days) to the fen, and what remains on the
 * month's last day.
 */
import { dueCharges, type RecurringCharge, recurringChargeProblems } from '../../domain/cycles/index.js';

const DAY_FEE: RecurringCharge = {
  cycle: { every: 1, unit: 'day', anchor: 'activation', timeZone: 'Asia/Shanghai' },
  priceMicros: 19_000_000,
  roundToMicros: 10_000,
  spread: { byDay: true },
};

function chargesOf(charge: RecurringCharge, from: string, to: string) {
  const subscription = { anchorMs: Date.parse(from), endMs: Date.parse(to) };
  return dueCharges(charge, subscription, undefined, Date.parse(to)).charges;
}

test.each([
  [31, '2026-03-01', '2026-04-01', 610_000, 700_000],
  [30, '2026-04-01', '2026-05-01', 630_000, 730_000],
  [29, '2028-02-01', '2028-03-01', 650_000, 800_000],
  [28, '2026-02-01', '2026-03-01', 670_000, 910_000],
])('a month of %i days', (days, from, to, daily, last) => {
  const amounts = chargesOf(DAY_FEE, `${from}T00:00+08:00`, `${to}T00:00+08:00`).map((c) => c.amountMicros);
  expect(amounts).toEqual([...Array<number>(days - 1).fill(daily), last]);
  expect(amounts.reduce((sum, amount) => sum + amount)).toBe(19_000_000);
});

test('who comes in the middle of a month pays its remaining days, across the end of the month', () => {
  const charges = chargesOf(DAY_FEE, '2026-02-26T15:00+08:00', '2026-03-02T00:00+08:00');
  expect(charges.map(({ fromDate, amountMicros }) => [fromDate, amountMicros])).toEqual([
    ['2026-02-26', 670_000],
    ['2026-02-27', 670_000],
    ['2026-02-28', 910_000],
    ['2026-03-01', 610_000],
  ]);
});

test('days of a trial cost nothing', () => {
  const charges = chargesOf(
    { ...DAY_FEE, trial: { days: 2 } },
    '2026-03-30T09:00+08:00',
    '2026-04-02T00:00+08:00',
  );
  expect(charges.map(({ amountMicros }) => amountMicros)).toEqual([0, 0, 630_000]);
});

test('only a cycle of one day is spread, and only by day', () => {
  expect(
    recurringChargeProblems({
      ...DAY_FEE,
      cycle: { ...DAY_FEE.cycle, every: 2 },
      proration: 'none',
      spread: { byDay: false },
    }).map(({ path, message }) => `${path}  ${message}`),
  ).toEqual([
    'spread  got {"byDay":false}; allowed: { byDay: true }',
    'spread  got {"byDay":false}; allowed: nothing, unless the cycle is of one day',
    'spread  got {"byDay":false}; allowed: nothing with proration "none"',
  ]);
});
