/** A sponsor's ledger and statements: they add up to the micro, whatever happens in which order and month. */
import * as fc from 'fast-check';
import { costOfBytes, costOfMore, costOfUnused } from '../../domain/sponsors/agreement.js';
import {
  accountChange,
  enter,
  type Entry,
  ENTRY_KINDS,
  type Head,
  NOTHING,
  type Posting,
} from '../../domain/sponsors/ledger.js';
import { statementOf } from '../../domain/sponsors/statement.js';

const posting = fc.record({
  kind: fc.constantFrom(...ENTRY_KINDS),
  micros: fc.integer({ min: 0, max: 10_000_000 }),
  afterMs: fc.integer({ min: -5_000, max: 20 * 86_400_000 }),
  to: fc.constantFrom('cmp_1', 'cmp_2', 'cmp_3'),
});

/** Enters what there is room for, as a store does that refuses the rest. */
function ledgerOf(
  wanted: readonly { kind: Posting['kind']; micros: number; afterMs: number; to: string }[],
): Entry[] {
  const entries: Entry[] = [];
  let head: Head = NOTHING;
  let nowMs = Date.UTC(2026, 0, 1);
  for (const [i, { kind, micros, afterMs, to }] of wanted.entries()) {
    nowMs += afterMs;
    const of = kind === 'deposited' ? {} : { of: { campaignId: to } };
    try {
      const [entry] = enter(head, [{ kind, micros, id: String(i), by: 'test', ...of }], nowMs) as [Entry];
      entries.push(entry);
      head = entry;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return entries;
}

test('statements of consecutive months follow from each other: opening + deposits − spent = closing', () => {
  fc.assert(
    fc.property(fc.array(posting, { maxLength: 60 }), fc.integer({ min: 1, max: 90 }), (wanted, days) => {
      const entries = ledgerOf(wanted);
      let opening = NOTHING.after;
      let left = entries;
      let deposits = 0;
      let spent = 0;
      for (let end = Date.UTC(2026, 0, 1); left.length > 0; end += days * 86_400_000) {
        const part = left.filter(({ at }) => Date.parse(at) < end);
        const rest = left.slice(part.length);
        const { account, setAside, all, lines } = statementOf(opening, part);
        expect(account.opening + account.deposits - account.setAside + account.returned).toBe(
          account.closing,
        );
        expect(setAside.opening + setAside.setAside - setAside.spent - setAside.returned).toBe(
          setAside.closing,
        );
        expect(all.opening + all.deposits - all.spent).toBe(all.closing);
        expect(all.closing).toBe(account.closing + setAside.closing);
        expect(lines.reduce((sum, line) => sum + line.spent, 0)).toBe(setAside.spent);
        opening = part.at(-1)?.after ?? opening;
        expect(account.closing).toBe(opening.account);
        deposits += all.deposits;
        spent += all.spent;
        left = rest;
      }
      expect(opening.account + opening.setAside).toBe(deposits - spent);
      expect(opening.deposited).toBe(opening.account + opening.setAside + opening.spent);
    }),
  );
});

test('entries are gapless and never go back in time, whatever the clocks say', () => {
  fc.assert(
    fc.property(fc.array(posting, { maxLength: 40 }), (wanted) => {
      const entries = ledgerOf(wanted);
      entries.forEach((entry, i) => {
        expect(entry.number).toBe(i + 1);
        if (i > 0) expect(entry.at >= entries[i - 1]!.at).toBe(true);
        for (const left of Object.values(entry.after)) expect(left).toBeGreaterThanOrEqual(0);
      });
    }),
  );
});

test('what an entry does to the account is what the ledger says of it', () => {
  fc.assert(
    fc.property(fc.array(posting, { maxLength: 30 }), (wanted) => {
      let account = 0;
      for (const entry of ledgerOf(wanted)) {
        account += accountChange([entry]);
        expect(account).toBe(entry.after.account);
      }
    }),
  );
});

test('an entry that somebody changed is found', () => {
  const entries = ledgerOf([
    { kind: 'deposited', micros: 100, afterMs: 0, to: '' },
    { kind: 'set-aside', micros: 60, afterMs: 1, to: 'cmp_1' },
  ]);
  expect(() => statementOf(NOTHING.after, [{ ...entries[0]!, micros: 101 }, entries[1]!])).toThrow(/lead to/);
});

test('traffic: however a pool is bought and used, paid = cost of used + returned, with one rounding', () => {
  const bytes = fc.integer({ min: 0, max: 5_000_000_000_000 });
  fc.assert(
    fc.property(
      fc.array(bytes, { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 9_999_999 }),
      (parts, share, price) => {
        let bought = 0;
        let paid = 0;
        for (const part of parts) {
          paid += costOfMore(bought, part, price);
          bought += part;
        }
        expect(paid).toBe(costOfBytes(bought, price));
        const used = Math.floor(bought * share);
        expect(costOfBytes(used, price) + costOfUnused(bought, used, price)).toBe(paid);
        // Exact: half a micro off at most.
        const exact = (BigInt(used) * BigInt(price) * 2n) / 1_000_000_000n;
        expect(Math.abs(Number(exact) / 2 - costOfBytes(used, price))).toBeLessThanOrEqual(0.5);
      },
    ),
  );
});
