import * as fc from 'fast-check';
import {
  dueCharges,
  nextBoundary,
  nthPeriod,
  type Period,
  type PeriodCharge,
  periodAt,
  periodNumber,
  periods,
  proratedMicros,
  type RecurringCharge,
  shareOf,
  type SubscriptionTime,
} from '../../domain/cycles/index.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { cycle, instant, monthlyCycle } from './arbitrary-cycle.js';

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The date that the zone's clock shows, by the runtime itself. */
function clockDate(timeZone: string, atMs: number): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format.format(atMs);
}

describe('periods', () => {
  test('tile time: each instant is in one, and the neighbours touch it', () => {
    fc.assert(
      fc.property(cycle, instant, instant, (asked, anchorMs, atMs) => {
        const period = periodAt(asked, anchorMs, atMs);
        expect(period.startMs).toBeLessThanOrEqual(atMs);
        expect(period.endMs).toBeGreaterThan(atMs);
        expect(period).toEqual(nthPeriod(asked, anchorMs, period.index));
        expect(periodNumber(asked, anchorMs, atMs)).toBe(period.index);
        expect(nextBoundary(asked, anchorMs, atMs)).toBe(period.endMs);
        expect(periodAt(asked, anchorMs, period.endMs).startMs).toBe(period.endMs);
        expect(periodAt(asked, anchorMs, period.startMs - 1).endMs).toBe(period.startMs);
        expect(nthPeriod(asked, anchorMs, period.index + 1).startMs).toBe(period.endMs);
        expect(periodNumber(asked, anchorMs, anchorMs)).toBe(0);
      }),
    );
  });

  test('start when the clock first shows their date', () => {
    fc.assert(
      fc.property(cycle, instant, instant, (asked, anchorMs, atMs) => {
        const { startMs, localStart } = periodAt(asked, anchorMs, atMs);
        expect(clockDate(asked.timeZone, startMs - 1) < localStart).toBe(true);
        // Only a date that the zone skipped is never shown.
        const shown = clockDate(asked.timeZone, startMs);
        expect(shown).toBe(
          localStart === '2011-12-30' && asked.timeZone === 'Pacific/Apia' ? '2011-12-31' : localStart,
        );
      }),
    );
  });

  test('do not depend on the hour of the anchor', () => {
    fc.assert(
      fc.property(cycle, instant, instant, fc.nat(DAY_MS), (asked, anchorMs, atMs, laterMs) => {
        const otherMs = anchorMs + laterMs;
        fc.pre(dayAt(asked.timeZone, anchorMs) === dayAt(asked.timeZone, otherMs));
        expect(periodAt(asked, otherMs, atMs)).toEqual(periodAt(asked, anchorMs, atMs));
      }),
    );
  });

  test('of months never drift: on the cycle day, or on the last day of a month that has none', () => {
    fc.assert(
      fc.property(monthlyCycle, instant, fc.integer({ min: -60, max: 60 }), (asked, anchorMs, index) => {
        const anchorDate = new Date(dayAt(asked.timeZone, anchorMs) * DAY_MS);
        const wanted =
          typeof asked.anchor === 'object' && 'dayOfMonth' in asked.anchor
            ? asked.anchor.dayOfMonth
            : anchorDate.getUTCDate();
        const { localStart, localEnd } = nthPeriod(asked, anchorMs, index);
        const [start, end] = [localStart, localEnd].map((date) => new Date(date)) as [Date, Date];
        for (const date of [start, end]) {
          const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
          expect(date.getUTCDate()).toBe(Math.min(wanted, last));
        }
        const months = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth();
        expect(months(end) - months(start)).toBe(asked.every);
        if (typeof asked.anchor === 'object' && 'month' in asked.anchor) {
          expect((start.getUTCMonth() - (asked.anchor.month! - 1) + 120) % asked.every).toBe(0);
        }
      }),
    );
  });

  test('of days and weeks have their length in dates, and their weekday', () => {
    fc.assert(
      fc.property(cycle, instant, fc.integer({ min: -60, max: 60 }), (asked, anchorMs, index) => {
        fc.pre(asked.unit !== 'month');
        const { startDay, endDay, localStart } = nthPeriod(asked, anchorMs, index);
        expect(endDay - startDay).toBe(asked.unit === 'week' ? 7 * asked.every : asked.every);
        if (typeof asked.anchor === 'object' && 'weekday' in asked.anchor) {
          expect(new Date(localStart).getUTCDay()).toBe(asked.anchor.weekday);
        }
      }),
    );
  });

  test('between two instants come in order, without gap or overlap', () => {
    fc.assert(
      fc.property(
        cycle,
        instant,
        instant,
        fc.integer({ min: 0, max: 200 * DAY_MS }),
        (asked, anchorMs, fromMs, ms) => {
          const found = [...periods(asked, anchorMs, fromMs, fromMs + ms)];
          if (ms === 0) return expect(found).toEqual([]);
          expect(found[0]).toEqual(periodAt(asked, anchorMs, fromMs));
          expect(found.at(-1)).toEqual(periodAt(asked, anchorMs, fromMs + ms - 1));
          for (const [i, period] of found.slice(1).entries()) expect(period.startMs).toBe(found[i]!.endMs);
        },
      ),
    );
  });
});

const price = fc.oneof(fc.nat(1_000_000), fc.nat(100_000_000), fc.constant(Number.MAX_SAFE_INTEGER));
const roundTo = fc.constantFrom(1, 100, 10_000, 1_000_000);

describe('proration', () => {
  test('parts of a period sum to the whole, in days and in money', () => {
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
    fc.assert(
      fc.property(
        cycle,
        instant,
        fc.boolean(),
        cuts,
        price,
        roundTo,
        (asked, anchorMs, thirty, at, whole, step) => {
          const basis = thirty && asked.unit === 'month' ? 'thirty-day-months' : 'days';
          const period = nthPeriod(asked, anchorMs, 0);
          const days = period.endDay - period.startDay;
          const inner = at.map((part) => period.startDay + Math.floor(part * days));
          const edges = [period.startDay, ...inner, period.endDay].sort((a, b) => a - b);
          let numerators = 0;
          let micros = 0;
          for (const [i, endDay] of edges.slice(1).entries()) {
            const part = { startDay: edges[i]!, endDay };
            const share = shareOf(asked, period, part, basis);
            const amount = proratedMicros(asked, period, part, whole, basis, step);
            expect(share.numerator).toBeGreaterThanOrEqual(0);
            expect(amount).toBeGreaterThanOrEqual(0);
            numerators += share.numerator;
            expect(share.denominator).toBe(basis === 'days' ? days : 30 * asked.every);
            micros += amount;
          }
          expect(numerators).toBe(basis === 'days' ? days : 30 * asked.every);
          expect(micros).toBe(whole);
        },
      ),
    );
  });

  test('a part costs its share, within a step', () => {
    fc.assert(
      fc.property(
        cycle,
        instant,
        fc.nat(400),
        fc.nat(400),
        fc.nat(1e9),
        roundTo,
        (asked, anchorMs, a, b, whole, step) => {
          const period = nthPeriod(asked, anchorMs, 0);
          const part = {
            startDay: Math.min(period.startDay + Math.min(a, b), period.endDay),
            endDay: Math.min(period.startDay + Math.max(a, b), period.endDay),
          };
          const { numerator, denominator } = shareOf(asked, period, part);
          const amount = proratedMicros(asked, period, part, whole, 'days', step);
          expect(Math.abs(amount - (whole * numerator) / denominator)).toBeLessThanOrEqual(step + 1e-3);
        },
      ),
    );
  });
});

interface Run {
  readonly charge: RecurringCharge;
  readonly subscription: SubscriptionTime;
}

const run: fc.Arbitrary<Run> = fc
  .record({
    asked: cycle,
    anchorMs: instant,
    startAfterMs: fc.oneof(fc.constant(0), fc.nat(500 * DAY_MS)),
    lengthMs: fc.option(fc.nat(400 * DAY_MS), { nil: undefined }),
    priceMicros: price.map((micros) => Math.min(micros, 1e9)),
    due: fc.constantFrom('in-advance' as const, 'in-arrears' as const),
    proration: fc.constantFrom('days' as const, 'thirty-day-months' as const, 'none' as const),
    trial: fc.option(fc.oneof(fc.record({ days: fc.nat(90) }), fc.record({ periods: fc.nat(3) })), {
      nil: undefined,
    }),
    roundToMicros: roundTo,
  })
  .map(({ asked, anchorMs, startAfterMs, lengthMs, proration, ...charge }) => {
    const startMs = anchorMs + startAfterMs;
    return {
      charge: {
        ...charge,
        cycle: asked,
        proration: asked.unit === 'month' || proration !== 'thirty-day-months' ? proration : 'days',
      },
      subscription: { anchorMs, startMs, endMs: lengthMs === undefined ? undefined : startMs + lengthMs },
    };
  });

/** Runs at each of these instants, keeping what was charged through. */
function chargesOf({ charge, subscription }: Run, instants: readonly number[]): PeriodCharge[] {
  let through: number | undefined;
  const charged: PeriodCharge[] = [];
  for (const nowMs of instants) {
    const found = dueCharges(charge, subscription, through, nowMs);
    charged.push(...found.charges);
    through = found.chargedThrough;
  }
  return charged;
}

describe('renewals', () => {
  const offsets = fc.array(fc.integer({ min: -10 * DAY_MS, max: 600 * DAY_MS }), {
    minLength: 1,
    maxLength: 8,
  });

  test('charge the same however often, late and in whatever order they run', () => {
    fc.assert(
      fc.property(run, offsets, (asked, after) => {
        const instants = after.map((ms) => asked.subscription.startMs! + ms);
        const once = chargesOf(asked, [Math.max(...instants)]);
        expect(chargesOf(asked, instants)).toEqual(once);
        expect(chargesOf(asked, [...instants, ...instants])).toEqual(once);
      }),
    );
  });

  test('charge each period when it is due, never before, and say when the next is', () => {
    fc.assert(
      fc.property(run, fc.nat(600 * DAY_MS), (asked, ms) => {
        const { charge, subscription } = asked;
        const nowMs = subscription.startMs! + ms;
        const found = dueCharges(charge, subscription, undefined, nowMs);
        for (const { dueMs, amountMicros } of found.charges) {
          expect(dueMs).toBeLessThanOrEqual(nowMs);
          expect(amountMicros).toBeGreaterThanOrEqual(0);
          expect(amountMicros).toBeLessThanOrEqual(charge.priceMicros);
        }
        if (found.nextDueMs === undefined) return expect(subscription.endMs).toBeDefined();
        expect(found.nextDueMs).toBeGreaterThan(nowMs);
        const before = dueCharges(charge, subscription, found.chargedThrough, found.nextDueMs - 1);
        const then = dueCharges(charge, subscription, found.chargedThrough, found.nextDueMs);
        expect([before.charges.length, then.charges.length]).toEqual([0, 1]);
      }),
    );
  });

  test('cover the subscription without gap or overlap', () => {
    fc.assert(
      fc.property(run, fc.nat(600 * DAY_MS), (asked, ms) => {
        const charged = chargesOf(asked, [asked.subscription.startMs! + ms]);
        for (const [i, { index, fromMs }] of charged.slice(1).entries()) {
          expect(fromMs).toBe(charged[i]!.toMs);
          expect(index).toBeGreaterThan(charged[i]!.index);
        }
        if (charged.length > 0) expect(charged[0]!.fromMs).toBe(asked.subscription.startMs);
      }),
    );
  });

  test('a subscription that is cut in two costs what it costs whole', () => {
    fc.assert(
      fc.property(run, fc.nat(400 * DAY_MS), (asked, ms) => {
        const { trial: _, ...charge } = asked.charge;
        fc.pre(charge.proration !== 'none');
        const { anchorMs, startMs, endMs = startMs! + 400 * DAY_MS } = asked.subscription;
        const cutMs = Math.min(startMs! + ms, endMs);
        const total = (from: number, to: number) =>
          chargesOf({ charge, subscription: { anchorMs, startMs: from, endMs: to } }, [to]).reduce(
            (sum, { amountMicros }) => sum + amountMicros,
            0,
          );
        expect(total(startMs!, cutMs) + total(cutMs, endMs)).toBe(total(startMs!, endMs));
      }),
    );
  });
});

test('millennia from the anchor cost no more than a month', () => {
  const daily = { every: 1, unit: 'day', anchor: 'activation', timeZone: 'Europe/London' } as const;
  const found: Period[] = [
    ...periods(daily, Date.UTC(1000, 0, 2), Date.UTC(8999, 0, 1), Date.UTC(8999, 0, 3)),
  ];
  expect(found.map(({ localStart }) => localStart)).toEqual(['8999-01-01', '8999-01-02']);
});
