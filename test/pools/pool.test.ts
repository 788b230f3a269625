import * as fc from 'fast-check';
import { applyUpdate, holds } from '../../domain/charging/fast-path.js';
import type { Item } from '../../domain/charging/item.js';
import { idleAmount, isShort } from '../../domain/pools/idle.js';
import { QUOTAS_A_LEASE, leaseSize, planLease } from '../../domain/pools/lease.js';
import { type Move, renewalOf, returnMove, shortMove } from '../../domain/pools/move.js';
import { openCap, openPool } from '../../domain/pools/open-pool.js';
import { homeSlice, poolOf, readSlice, sliceItem } from '../../domain/pools/slice.js';
import type { Cycle } from '../../domain/cycles/index.js';

const MB = 1_000_000;
const NOW = Date.UTC(2026, 2, 15, 12);
const monthly: Cycle = { every: 1, unit: 'month', anchor: { dayOfMonth: 1 }, timeZone: 'Europe/London' };
const pool = (amount: number, slices = 1, cycle: Cycle | undefined = monthly) =>
  openPool({
    poolId: 'pool_office',
    allowances: [
      { bucket: 'office-data', amount },
      { bucket: 'office-calls', amount: 600 },
    ],
    ...(cycle === undefined ? {} : { cycle }),
    anchorMs: NOW,
    slices,
    nowMs: NOW,
  });
const want = (amount: number, holds: { expiresAt: number; granted: number }[] = []) => ({
  template: 2,
  bucket: 'office-data',
  amount,
  smallest: 20 * MB,
  holds,
});

/** The store's rule: all conditions, or nothing. */
function apply(items: Map<string, Item>, moves: readonly Move[]): boolean {
  if (!moves.every(({ key, conditions }) => holds(items.get(key) as Item, conditions))) return false;
  for (const move of moves) items.set(move.key, applyUpdate(items.get(move.key) as Item, move));
  return true;
}

test('a slice is the same after it was stored', () => {
  for (const slice of [...pool(7, 3), ...pool(7, 1, undefined)])
    expect(readSlice(sliceItem(slice))).toEqual(slice);
  expect(() => readSlice({ k: 'imsi-1', v: 1 })).toThrow(
    'imsi-1 is no slice of a pool: attribute s is not a number',
  );
});

test('the slices of a pool add up to what it was granted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 50 }), fc.integer({ min: 1, max: 32 }), (amount, slices) => {
      const granted = pool(amount, slices).map(({ resources }) => resources[0]?.granted ?? 0);
      expect(granted.reduce((a, b) => a + b, 0)).toBe(amount);
      expect(Math.max(...granted) - Math.min(...granted)).toBeLessThanOrEqual(1);
    }),
  );
});

test('accounts spread over the slices', () => {
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 4_000; i++) counts[homeSlice(`imsi-${234_990_000_000_000 + i}`, 4)]! += 1;
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test('what an account says of its pool', () => {
  expect(poolOf('pool_a')).toEqual({ poolId: 'pool_a', costCentre: undefined });
  expect(poolOf('pool_a/sales')).toEqual({ poolId: 'pool_a', costCentre: 'sales' });
});

describe('the size of a lease', () => {
  test.each([
    [
      'many quotas while there is plenty',
      { available: 1e12, members: 10, wanted: 20 * MB },
      QUOTAS_A_LEASE * 20 * MB,
    ],
    [
      'half of a fair share when it runs low',
      { available: 4_000 * MB, members: 20, wanted: 20 * MB },
      100 * MB,
    ],
    ['a smallest grant at least', { available: 400 * MB, members: 200, wanted: 500 * MB }, 20 * MB],
    ['all of the last crumbs', { available: 3 * MB, members: 200, wanted: 20 * MB }, 3 * MB],
    ['nothing of nothing', { available: 0, members: 0, wanted: 20 * MB }, 0],
    ['nothing of less than nothing', { available: -5, members: 3, wanted: 20 * MB }, 0],
  ])('%s', (_, given, expected) => {
    expect(leaseSize({ lent: 0, ...given, smallest: 20 * MB })).toBe(expected);
  });

  test('is never more than is there, never nothing of something', () => {
    fc.assert(
      fc.property(
        fc.record({
          available: fc.maxSafeNat(),
          members: fc.nat(1e6),
          wanted: fc.nat(1e9),
          smallest: fc.nat(1e8),
          lent: fc.nat(1e12),
        }),
        (given) => {
          const size = leaseSize(given);
          expect(Number.isSafeInteger(size)).toBe(true);
          expect(size).toBeLessThanOrEqual(given.available);
          expect(size > 0).toBe(given.available > 0);
        },
      ),
    );
  });
});

describe('a cost centre', () => {
  const slice = pool(1_000_000 * MB)[0]!;
  const cap = openCap('sales', {
    poolId: 'pool_office',
    allowances: [{ bucket: 'office-data', amount: 50 * MB }],
    cycle: monthly,
    anchorMs: NOW,
    slices: 1,
    nowMs: NOW,
  });

  test('takes no more than its cap, in one move each', () => {
    const planned = planLease(slice, cap, [want(20 * MB)]);
    expect(planned?.leases).toEqual([{ template: 2, amount: 25 * MB, expiresAt: slice.expiresAt }]);
    expect(planned?.moves.map(({ key }) => key)).toEqual(['pool_office#0', 'pool_office/sales']);
  });

  test('that has nothing left gets nothing, however full the pool', () => {
    const spent = {
      ...cap,
      resources: cap.resources.map((r) => ({ ...r, available: 0, leased: r.granted })),
    };
    expect(planLease(slice, spent, [want(20 * MB)])).toBeUndefined();
  });

  test('that was lowered below what it took gets nothing', () => {
    const lowered = { ...cap, resources: cap.resources.map((r) => ({ ...r, available: -7 })) };
    expect(planLease(slice, lowered, [want(20 * MB)])).toBeUndefined();
  });
});

describe('a new period', () => {
  const slice = { ...pool(100 * MB)[0]! };

  test('begins with its cycle, in the market’s zone, once', () => {
    expect(new Date(slice.expiresAt * 1000).toISOString()).toBe('2026-03-31T23:00:00.000Z');
    expect(renewalOf(slice, slice.expiresAt * 1000 - 1)).toBeUndefined();
    const late = renewalOf(slice, slice.expiresAt * 1000 + 40 * 86_400_000);
    expect(new Date((late?.slice.expiresAt ?? 0) * 1000).toISOString()).toBe('2026-05-31T23:00:00.000Z');
    expect(renewalOf(late!.slice, slice.expiresAt * 1000 + 40 * 86_400_000)).toBeUndefined();
    const items = new Map([[slice.key, sliceItem(slice)]]);
    expect(apply(items, [late!.move])).toBe(true);
    expect(readSlice(items.get(slice.key)!)).toEqual(late!.slice);
    expect(apply(items, [late!.move])).toBe(false);
  });

  test('takes no lease and no return of the one before', () => {
    const items = new Map([[slice.key, sliceItem(slice)]]);
    const planned = planLease(slice, undefined, [want(1)])!;
    expect(apply(items, planned.moves)).toBe(true);
    expect(apply(items, [renewalOf(slice, slice.expiresAt * 1000)!.move])).toBe(true);
    expect(apply(items, planned.moves)).toBe(false);
    expect(apply(items, [returnMove(slice, [{ resource: 0, amount: 1 }])])).toBe(false);
  });

  test('never comes to a pool that was granted once', () => {
    const once = openPool({
      poolId: 'pool_x',
      allowances: [{ bucket: 'b', amount: 5 }],
      anchorMs: NOW,
      slices: 1,
      nowMs: NOW,
    })[0]!;
    expect(once.expiresAt).toBe(0);
    expect(renewalOf(once, NOW + 1e12)).toBeUndefined();
  });
});

test('what is idle', () => {
  expect(idleAmount({ available: 70, inUse: false }, 10)).toBe(70);
  expect(idleAmount({ available: 70, inUse: true }, 10)).toBe(60);
  expect(idleAmount({ available: 7, inUse: true }, 10)).toBe(0);
  expect(isShort({ available: 9, granted: 100 })).toBe(true);
  expect(isShort({ available: 10, granted: 100 })).toBe(false);
});

/** Members as three numbers each; what the store makes of their transactions, in any order, with any part lost. */
test('leases never oversell a pool, whatever crashes, repeats or comes late', () => {
  const step = fc.record({
    member: fc.nat(7),
    kind: fc.constantFrom('lease', 'use', 'return', 'short', 'stale', 'renew', 'pass'),
    amount: fc.integer({ min: 1, max: 40 * MB }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3_000 * MB }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(step, { maxLength: 120 }),
      (amount, slices, steps) => {
        const opened = pool(Math.max(1, amount), slices);
        const items = new Map(opened.map((slice) => [slice.key, sliceItem(slice)]));
        const members = Array.from(
          { length: 8 },
          () => new Map<number, { available: number; used: number }>(),
        );
        const stale: { member: number; moves: readonly Move[]; amount: number; expiresAt: number }[] = [];
        let nowMs = NOW;
        /** What a slice leased in a period, as it was last seen. */
        const leasedIn = new Map<string, number>();
        const commit = (member: number, moves: readonly Move[], put: number, expiresAt: number) => {
          // The account's part has its own condition; here it holds.
          if (!apply(items, moves)) return;
          const held = members[member]!.get(expiresAt) ?? { available: 0, used: 0 };
          held.available += put;
          members[member]!.set(expiresAt, held);
        };
        for (const { member, kind, amount: size } of steps) {
          const key = `pool_office#${homeSlice(`m${member}`, slices)}`;
          const slice = readSlice(items.get(key)!);
          const held = members[member]!.get(slice.expiresAt);
          if (kind === 'pass') nowMs += 12 * 86_400_000;
          if (kind === 'renew') {
            const renewal = renewalOf(slice, nowMs);
            if (renewal !== undefined) apply(items, [renewal.move]);
          }
          if (kind === 'short') apply(items, [shortMove(slice, Math.floor(nowMs / 1000))]);
          if (kind === 'lease') {
            const planned = planLease(slice, undefined, [
              want(
                size,
                [...members[member]!].map(([expiresAt, { available, used }]) => ({
                  expiresAt,
                  granted: available + used,
                })),
              ),
            ]);
            const [lease] = planned?.leases ?? [];
            if (planned === undefined || lease === undefined) continue;
            // Sometimes written twice: a zombie, which the account's version would refuse, or written much later.
            if (size % 3 === 0)
              stale.push({ member, moves: planned.moves, amount: lease.amount, expiresAt: lease.expiresAt });
            else commit(member, planned.moves, lease.amount, lease.expiresAt);
          }
          if (kind === 'stale') {
            const late = stale.shift();
            if (late !== undefined) commit(late.member, late.moves, late.amount, late.expiresAt);
          }
          if (kind === 'use' && held !== undefined) {
            const used = Math.min(size, held.available);
            held.available -= used;
            held.used += used;
          }
          if (kind === 'return' && held !== undefined && held.available > 0)
            if (apply(items, [returnMove(slice, [{ resource: 0, amount: held.available }])]))
              held.available = 0;

          const all = [...items.values()].map(readSlice);
          for (const { resources } of all)
            for (const r of resources) {
              expect(r.available + r.leased).toBe(r.granted);
              expect(r.available).toBeGreaterThanOrEqual(0);
              expect(r.granted).toBe(r.amount);
            }
          for (const { key: of, expiresAt, resources } of all)
            leasedIn.set(`${expiresAt} ${of}`, resources[0]!.leased);
          for (const expiresAt of new Set(all.map((s) => s.expiresAt))) {
            let leased = 0;
            for (const [of, amountOut] of leasedIn) if (of.startsWith(`${expiresAt} `)) leased += amountOut;
            const out = members.reduce((sum, m) => {
              const { available = 0, used = 0 } = m.get(expiresAt) ?? {};
              return sum + available + used;
            }, 0);
            expect(out).toBeLessThanOrEqual(leased);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
