import {
  compileTariff,
  cost,
  nextBoundary,
  type RateDefinition,
  segments,
} from '../../domain/rating/index.js';
import { costByLoop } from './increment-loop.js';

const perSecond = (rate: string): RateDefinition['slots'] => [{ fromUnit: 0, rate, unit: 1, increment: 1 }];

const minutes = (rate: string): RateDefinition['slots'] => [{ fromUnit: 0, rate, unit: 60, increment: 60 }];

function tariff(
  timeZone: string,
  timings: Record<string, RateDefinition['timing']>,
  holidays: string[] = [],
) {
  return compileTariff({
    currency: 'EUR',
    unit: 'seconds',
    timeZone,
    holidays,
    rates: Object.entries(timings).map(([rate, timing]) => ({
      destination: 'there',
      prefixes: [''],
      timing: timing!,
      slots: perSecond(rate),
    })),
  });
}

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

describe('days on which the clock changes', () => {
  // Night 0.01 until 06:00, day 0.02 until 22:00.
  const nightAndDay = { '0.01': { from: '22:00' }, '0.02': { from: '06:00' } };

  test.each([
    ['Europe/London', 'spring', '2026-03-29T00:00:00Z', '2026-03-29T05:00:00.000Z', 5, 23],
    ['Europe/London', 'autumn', '2026-10-24T23:00:00Z', '2026-10-25T06:00:00.000Z', 7, 25],
    ['Europe/London', 'an ordinary day', '2026-07-14T23:00:00Z', '2026-07-15T05:00:00.000Z', 6, 24],
    ['Asia/Shanghai', 'London’s spring', '2026-03-28T16:00:00Z', '2026-03-28T22:00:00.000Z', 6, 24],
    ['Asia/Shanghai', 'London’s autumn', '2026-10-24T16:00:00Z', '2026-10-24T22:00:00.000Z', 6, 24],
  ])('%s in %s', (zone, _day, midnight, morning, nightHours, dayHours) => {
    const prices = tariff(zone, nightAndDay);
    const startMs = Date.parse(midnight);
    const length = dayHours * 3600;
    expect(iso(nextBoundary(prices, 0, startMs))).toBe(morning);
    // From midnight to midnight: the night until six, sixteen hours of day, two hours of night.
    expect(cost(prices, 0, startMs, length)).toBe(((nightHours + 2) * 0.01 + 16 * 0.02) * 3600 * 1e6);
    expect(segments(prices, 0, startMs, length)).toHaveLength(3);
  });

  test('a start in the hour that is left out is the moment of the change', () => {
    const prices = tariff('Europe/London', { '0.01': { from: '00:00' }, '0.02': { from: '01:30' } });
    expect(iso(nextBoundary(prices, 0, Date.parse('2026-03-29T00:00:00Z')))).toBe('2026-03-29T01:00:00.000Z');
  });

  test('in the hour that comes twice, the clock decides both times', () => {
    const prices = tariff('Europe/London', { '0.01': { from: '00:00' }, '0.02': { from: '01:30' } });
    const boundaries: (string | undefined)[] = [];
    for (let at: number | undefined = Date.parse('2026-10-25T00:00:00Z'), i = 0; i < 3; i += 1) {
      at = nextBoundary(prices, 0, at!);
      boundaries.push(iso(at));
    }
    // 01:30 BST, back to 01:00 GMT, 01:30 GMT.
    expect(boundaries).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:00:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
  });

  test('a zone that changes at midnight', () => {
    const rates = (['0.01', '0.02'] as const).map((rate, i) => ({
      destination: 'there',
      prefixes: [''],
      timing: { from: ['00:00', '12:00'][i]! },
      slots: minutes(rate),
    }));
    const prices = compileTariff({ currency: 'CLP', unit: 'seconds', timeZone: 'America/Santiago', rates });
    for (const day of ['2026-04-04T20:00:00Z', '2026-09-05T20:00:00Z']) {
      const startMs = Date.parse(day);
      expect(BigInt(cost(prices, 0, startMs, 12 * 3600))).toBe(costByLoop(prices, 0, startMs, 12 * 3600));
    }
  });
});

describe('weekdays and holidays', () => {
  const prices = tariff(
    'Europe/Berlin',
    {
      '0.03': { weekDays: [1, 2, 3, 4, 5], from: '08:00' },
      '0.02': { weekDays: [1, 2, 3, 4, 5], from: '18:00' },
      '0.01': { weekDays: [0, 6], holidays: true, from: '00:00' },
    },
    ['2026-12-25', '2026-12-26'],
  );
  const rate = (at: string) => cost(prices, 0, Date.parse(at), 1) / 1e6;

  test.each([
    ['a working morning', '2026-12-24T08:00:00+01:00', 0.03],
    ['the second before', '2026-12-24T07:59:59+01:00', 0.02],
    ['its evening', '2026-12-24T18:00:00+01:00', 0.02],
    ['a holiday on a Friday', '2026-12-25T09:00:00+01:00', 0.01],
    ['Sunday night', '2026-12-27T23:59:59+01:00', 0.01],
    ['Monday before eight: the weekend goes on until a timing starts', '2026-12-28T07:59:59+01:00', 0.01],
    ['Monday at eight', '2026-12-28T08:00:00+01:00', 0.03],
  ])('%s', (_name, at, expected) => expect(rate(at)).toBe(expected));

  test('the next change looks past holidays', () => {
    expect(iso(nextBoundary(prices, 0, Date.parse('2026-12-25T10:00:00+01:00')))).toBe(
      '2026-12-28T07:00:00.000Z',
    );
  });

  test('a timing that does not start on holidays leaves the one before it in force', () => {
    const without = tariff('UTC', { '0.01': { from: '00:00' }, '0.02': { from: '08:00', holidays: false } }, [
      '2026-12-25',
    ]);
    expect(cost(without, 0, Date.parse('2026-12-25T12:00:00Z'), 1)).toBe(10_000);
    expect(cost(without, 0, Date.parse('2026-12-26T12:00:00Z'), 1)).toBe(20_000);
  });

  test('only holidays change the price: the week between is one stretch', () => {
    const flat = tariff(
      'Europe/Berlin',
      { '0.02': { from: '00:00' }, '0.01': { from: '00:00', holidays: true } },
      ['2026-12-25'],
    );
    const startMs = Date.parse('2026-03-01T00:00:00Z');
    expect(segments(flat, 0, startMs, 7 * 86_400)).toHaveLength(1);
    expect(iso(nextBoundary(flat, 0, startMs))).toBe('2026-12-24T23:00:00.000Z');
    expect(nextBoundary(flat, 0, Date.parse('2027-01-01T00:00:00Z'))).toBeUndefined();
  });
});

test('an increment that a boundary falls into is paid whole at the price it began at', () => {
  const rates = (['0.1', '0.5'] as const).map((rate, i) => ({
    destination: 'there',
    prefixes: [''],
    timing: { from: ['19:00', '08:00'][i]! },
    slots: minutes(rate),
  }));
  const prices = compileTariff({ currency: 'EUR', unit: 'seconds', timeZone: 'UTC', rates });
  const startMs = Date.parse('2026-01-06T18:59:30Z');
  expect(cost(prices, 0, startMs, 60)).toBe(500_000);
  expect(cost(prices, 0, startMs, 61)).toBe(600_000);
});

test('timings with the same price are one', () => {
  const prices = tariff('UTC', { '0.1': { from: '00:00' }, '0.10': { from: '12:00' } });
  expect(prices.profiles[0]!.days).toBeUndefined();
  expect(nextBoundary(prices, 0, 0)).toBeUndefined();
});
