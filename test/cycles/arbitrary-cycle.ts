import * as fc from 'fast-check';
import type { Cycle } from '../../domain/cycles/index.js';

/** Clocks that change at midnight, by half an hour, not at all, twice a midnight, or by a whole day. */
export const zone = fc.constantFrom(
  'Europe/London',
  'America/Sao_Paulo',
  'Asia/Shanghai',
  'Pacific/Apia',
  'America/Juneau',
  'America/Havana',
  'Australia/Lord_Howe',
  'Asia/Tehran',
  'Africa/Cairo',
  'UTC',
);

/** 1900 to 2100, often near a change of some clock. */
export const instant = fc.oneof(
  fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) }),
  fc
    .tuple(
      fc.constantFrom(
        '2026-03-29T01:00:00Z',
        '2026-10-25T01:00:00Z',
        '2018-11-04T03:00:00Z',
        '2018-02-18T02:00:00Z',
        '2011-12-30T10:00:00Z',
        '2025-11-02T05:00:00Z',
      ),
      fc.integer({ min: -90_000_000, max: 90_000_000 }),
    )
    .map(([change, ms]) => Date.parse(change) + ms),
);

const days = fc.record({
  every: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3660 })),
  unit: fc.constant('day' as const),
  anchor: fc.constant('activation' as const),
});
const weeks = fc.record({
  every: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 520 })),
  unit: fc.constant('week' as const),
  anchor: fc.oneof(
    fc.constant('activation' as const),
    fc.record({ weekday: fc.integer({ min: 0, max: 6 }) }),
  ),
});
const dayOfMonth = fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 28, max: 31 }));
const months = fc.oneof(
  fc.record({
    every: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 120 })),
    unit: fc.constant('month' as const),
    anchor: fc.oneof(fc.constant('activation' as const), fc.record({ dayOfMonth })),
  }),
  fc.record({
    every: fc.constantFrom(1, 2, 3, 4, 6, 12),
    unit: fc.constant('month' as const),
    anchor: fc.record({ dayOfMonth, month: fc.integer({ min: 1, max: 12 }) }),
  }),
);

const inZone = <T extends object>(definition: fc.Arbitrary<T>) =>
  fc.tuple(definition, zone).map(([rest, timeZone]) => ({ ...rest, timeZone }));

export const monthlyCycle: fc.Arbitrary<Cycle> = inZone(months);
export const cycle: fc.Arbitrary<Cycle> = inZone(fc.oneof(days, weeks, months));
