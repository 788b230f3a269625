/** Whatever the terms and numbers: nothing is lost, nothing is made. */
import * as fc from 'fast-check';
import { type ActivityMarks, isActive, laterMarks } from '../../domain/venture/activity.js';
import { type DeadlockState, deadlockAfter, deadlockOn } from '../../domain/venture/deadlock.js';
import { splitByShares } from '../../domain/venture/shares.js';
import { distribute, type WaterfallStep } from '../../domain/venture/waterfall.js';

const IDS = ['a', 'b', 'c', 'd', 'e'];
const weight = fc.bigInt({ min: 0n, max: 100_000_000n });
const shares = fc
  .uniqueArray(fc.constantFrom(...IDS), { minLength: 1 })
  .chain((ids) => fc.tuple(...ids.map((id) => weight.map((w) => ({ id, weight: w })))))
  .filter((list) => list.some((share) => share.weight > 0n));
const micros = fc.bigInt({ min: 0n, max: 10n ** 18n });
const signed = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
const step = fc.record(
  {
    to: fc.constantFrom(...IDS),
    basis: fc.constantFrom('gross', 'net', 'result', 'per-active-subscriber'),
    rate: fc.bigInt({ min: 0n, max: 100_000_000n }),
    capPerPeriod: micros,
    capTotal: micros,
  },
  { requiredKeys: ['to', 'basis', 'rate'] },
);
const steps = fc
  .array(step, { maxLength: 6 })
  .map((list) => list.map((one, i) => ({ ...one, id: `s${i}` }) satisfies WaterfallStep));
const bases = fc.record({
  gross: signed,
  net: signed,
  result: signed,
  activeSubscribers: fc.bigInt({ min: 0n, max: 10n ** 8n }),
});
const sum = (values: Iterable<bigint>): bigint => [...values].reduce((all, value) => all + value, 0n);

test('largest remainder: parts add up, none is a micro or more from its share, order changes nothing', () => {
  fc.assert(
    fc.property(signed, shares, (total, list) => {
      const parts = splitByShares(total, list);
      expect(sum(parts.values())).toBe(total);
      const all = sum(list.map((share) => share.weight));
      for (const { id, weight: w } of list) {
        const off = (parts.get(id) ?? 0n) * all - total * w;
        expect((off < 0n ? -off : off) < all).toBe(true);
      }
      const turned = splitByShares(total, list.toReversed());
      for (const { id } of list) expect(turned.get(id)).toBe(parts.get(id));
      // Taking it back restores: the opposite is split the same way.
      for (const [id, part] of splitByShares(-total, list)) expect(part).toBe(-(parts.get(id) ?? 0n));
    }),
  );
});

test('a waterfall pays exactly what came in, within caps, never less than nothing', () => {
  fc.assert(
    fc.property(steps, shares, fc.array(bases, { maxLength: 5 }), (terms, list, months) => {
      const paidBefore = new Map<string, bigint>();
      let lossBefore = 0n;
      let [cameIn, paidOut] = [0n, 0n];
      for (const month of months) {
        const paid = distribute(terms, list, month, { paidBefore, lossBefore });
        expect(sum(paid.byPartner.values())).toBe(paid.pot);
        expect([...paid.byPartner.values()].every((part) => part >= 0n)).toBe(true);
        paid.steps.forEach((one, i) => {
          expect(one.paid >= 0n && one.paid <= one.due).toBe(true);
          expect(one.paid <= (terms[i]!.capPerPeriod ?? one.paid)).toBe(true);
          paidBefore.set(one.id, (paidBefore.get(one.id) ?? 0n) + one.paid);
          expect(paidBefore.get(one.id)! <= (terms[i]!.capTotal ?? paidBefore.get(one.id)!)).toBe(true);
        });
        const turned = distribute(terms, list.toReversed(), month, { paidBefore: new Map(), lossBefore });
        expect(sum(turned.byPartner.values())).toBe(paid.pot);
        cameIn += month.result;
        paidOut += paid.pot;
        lossBefore = paid.lossCarried;
      }
      // Losses are carried, not forgotten: what came in is what was paid, less what is still to be made up for.
      expect(paidOut - lossBefore).toBe(cameIn);
    }),
  );
});

const day = fc.integer({ min: 0, max: 900 }).map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
const marks = fc.record({ in: day, out: day }, { requiredKeys: [] }) as fc.Arbitrary<ActivityMarks>;

test('marks come to the same in any order, however often', () => {
  fc.assert(
    fc.property(fc.array(marks, { maxLength: 8 }), (list) => {
      const fold = (all: readonly ActivityMarks[]) => all.reduce(laterMarks, {});
      expect(fold(list.toReversed())).toEqual(fold(list));
      expect(fold([...list, ...list])).toEqual(fold(list));
    }),
  );
});

test('who is active in both directions is in each, and who is in one is in either', () => {
  fc.assert(
    fc.property(marks, day, fc.integer({ min: 1, max: 400 }), (line, at, inactivityDays) => {
      const is = (direction: 'in' | 'out' | 'both' | 'either') =>
        isActive({ direction, inactivityDays }, line, at);
      expect(is('both')).toBe(is('in') && is('out'));
      expect(is('either')).toBe(is('in') || is('out'));
    }),
  );
});

test('a deadlock looked at daily or once at the end is in the same state, and ends', () => {
  const days = fc.integer({ min: 1, max: 60 });
  const rule = fc.record({
    escalateAfterDays: days,
    mediateAfterDays: days,
    endAfterDays: days,
    outcome: fc.constantFrom('buy-sell' as const, 'expert' as const, 'wind-up' as const),
  });
  fc.assert(
    fc.property(rule, fc.integer({ min: 0, max: 200 }), (terms, span) => {
      const dayOf = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10);
      const raised = deadlockAfter({ state: 'none', since: dayOf(0) }, 'raise', dayOf(0))!;
      let daily = raised;
      for (let n = 0; n <= span; n++) daily = deadlockOn(terms, daily, dayOf(n));
      expect(deadlockOn(terms, raised, dayOf(span))).toEqual(daily);
      const all = terms.escalateAfterDays + terms.mediateAfterDays + terms.endAfterDays;
      if (span >= all) expect(daily.state).toBe<DeadlockState>(terms.outcome);
      expect(deadlockAfter(daily, 'raise', dayOf(span))).toBeUndefined();
    }),
  );
});
