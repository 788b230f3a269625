/** Months that close: what comes late is booked in the next, nothing is lost, and what was charged ahead is earned in time. */
import * as fc from 'fast-check';
import { type Entry, sourceOf } from '../../domain/ledger/entry.js';
import { daysOf } from '../../domain/ledger/period.js';
import { earnedBy } from '../../domain/ledger/recognise.js';
import { Sums } from '../../domain/ledger/sums.js';
import { closeMonth, closingBalance, differenceOf } from '../../lambdas/ledger/close.js';
import { entriesBooked } from '../../lambdas/ledger/journal.js';
import { postEntries } from '../../lambdas/ledger/post.js';
import { recognise } from '../../lambdas/ledger/recognition.js';
import { sumBatch } from '../../lambdas/ledger/sum-batch.js';
import { trialBalance } from '../../lambdas/ledger/sums.js';
import { entries } from './arbitrary.js';
import { MemoryLedger } from './memory-ledger.js';

const YEAR = { from: '2026-10-01', to: '2027-01-31' };
const NOW = Date.UTC(2026, 10, 5, 3);

let ledger: MemoryLedger;
beforeEach(async () => {
  ledger = await MemoryLedger.open();
});
afterEach(async () => {
  await ledger.close();
});

const officeOf = (of: MemoryLedger) => ({ books: of.books, recognition: 'day' as const });
const sum = async (of: MemoryLedger) => sumBatch(of.books, 'shardId-1', of.stream);

/** Sweeps, with minutes between, until the month is closed. */
async function close(of: MemoryLedger, month: string, today: string): Promise<string[]> {
  const seen: string[] = [];
  for (let run = 0; run < 12; run++) {
    const { outcome } = await closeMonth(officeOf(of), month, today, NOW);
    seen.push(outcome);
    if (outcome !== 'closing') return seen;
    of.nowMs += 5 * 60_000;
    await sum(of);
  }
  throw new Error(seen.join());
}

const fee = (id: string, micros: number, sourceDay: string, from: string, to: string): Entry => ({
  id: `usage/${id}/1`,
  at: `${sourceDay}T10:00:00.000Z`,
  sourceDay,
  currency: 'EUR',
  legs: [
    { account: 'wallets', micros },
    { account: 'deferred-revenue', micros: -micros, defer: { from, to, income: 'revenue/recurring' } },
  ],
});

const netOf = async (of: MemoryLedger, account: string, from: string, to: string): Promise<bigint> =>
  (await trialBalance(of.books, { from, to })).rows.reduce(
    (all, row) => (row.account === account ? all + row.micros : all),
    0n,
  );
const earned = async (from: string, to: string) => -(await netOf(ledger, 'revenue/recurring', from, to));

it('30.00 for thirty days is earned one a day, and all of it when the days are over', async () => {
  await postEntries(ledger.books, [fee('anna', 30_000_000, '2026-11-01', '2026-11-01', '2026-11-30')]);
  await sum(ledger);
  const open = async () => Promise.resolve(undefined);
  for (const day of ['2026-11-01', '2026-11-01', '2026-11-03'])
    await recognise(officeOf(ledger), day, open, NOW);
  await sum(ledger);
  expect(await earned('2026-11-01', '2026-11-01')).toBe(1_000_000n);
  expect(await earned('2026-11-03', '2026-11-03')).toBe(2_000_000n);
  await recognise(officeOf(ledger), '2026-12-15', open, NOW);
  await sum(ledger);
  expect(await earned(YEAR.from, YEAR.to)).toBe(30_000_000n);
  expect(await netOf(ledger, 'deferred-revenue', YEAR.from, YEAR.to)).toBe(0n);
  expect(await recognise(officeOf(ledger), '2026-12-16', open, NOW)).toBe(0);
});

it('at the end of the period, where the operator wants it so', () => {
  const october = { from: '2026-10-01', to: '2026-10-31', income: 'revenue/recurring' as const };
  expect(earnedBy(31n, october, '2026-10-30', 'period-end')).toBe(0n);
  expect(earnedBy(31n, october, '2026-10-31', 'period-end')).toBe(31n);
});

it('what is earned never exceeds what was charged, grows by day, and is all of it at the end', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.nat(60), (total, length) => {
      const days = daysOf('2026-10-05', '2027-02-01');
      const of = { from: days[0]!, to: days[length]!, income: 'revenue/recurring' as const };
      const size = (n: bigint) => (n < 0n ? -n : n);
      let before = 0n;
      for (const day of days) {
        const now = earnedBy(total, of, day, 'day');
        expect(size(now) >= size(before) && size(now) <= size(total)).toBe(true);
        before = now;
      }
      expect(before).toBe(total);
    }),
  );
});

it('a fee that is told after days were earned is booked in the month it is of, while that is open', async () => {
  const open = async () => Promise.resolve(undefined);
  await postEntries(ledger.books, [fee('anna', 31_000_000, '2026-10-15', '2026-10-15', '2026-11-14')]);
  await sum(ledger);
  await recognise(officeOf(ledger), '2026-10-31', open, NOW);
  await recognise(officeOf(ledger), '2026-11-04', open, NOW);
  // Told on 4 November, of 15 October: the same days again.
  await postEntries(ledger.books, [fee('ben', 31_000_000, '2026-10-15', '2026-10-15', '2026-11-14')]);
  await sum(ledger);
  await recognise(officeOf(ledger), '2026-11-04', open, NOW);
  await sum(ledger);
  expect(await close(ledger, '2026-10', '2026-11-05')).toContain('closed');
  expect(await earned('2026-10-01', '2026-10-31')).toBe(2n * 17_000_000n);
  await recognise(officeOf(ledger), '2026-11-04', async () => Promise.resolve('2026-10'), NOW);
  await sum(ledger);
  expect(await earned('2026-11-01', '2026-11-30')).toBe(2n * 4_000_000n);
});

it('a month closes after it is over, in order, when those who were at it are done', async () => {
  const refused = await closeMonth(officeOf(ledger), '2026-11', '2026-11-30', NOW);
  expect(refused).toEqual({ outcome: 'refused', detail: '2026-11 is not over' });
  expect(await close(ledger, '2026-10', '2026-11-05')).toEqual(['closing', 'closed']);
  expect(await closeMonth(officeOf(ledger), '2026-12', '2027-01-05', NOW)).toEqual({
    outcome: 'refused',
    detail: '2026-11 is the next that can be closed',
  });
});

it('sums that lack an entry keep a month from closing, and a day later that is an alarm', async () => {
  await postEntries(ledger.books, [fee('anna', 5, '2026-10-15', '2026-10-15', '2026-10-15')]);
  const step = async () => closeMonth(officeOf(ledger), '2026-10', '2026-11-05', NOW);
  await step();
  ledger.nowMs += 600_000;
  const behind = await step();
  expect(behind.outcome).toBe('closing');
  expect(behind).toMatchObject({ detail: expect.stringContaining('2026-10-15') as string });
  ledger.nowMs += 25 * 3_600_000;
  expect((await step()).outcome).toBe('unbalanced');
  expect(await differenceOf(ledger.books, '2026-10-15')).toContain('the journal says');
  expect(await differenceOf(ledger.books, '2026-10-16')).toBeUndefined();
});

it('nothing is lost or counted twice when months close while entries come late', async () => {
  await fc.assert(
    fc.asyncProperty(entries(8), fc.nat(100), async (all, share) => {
      const fresh = await MemoryLedger.open();
      const cut = Math.floor((all.length * share) / 101);
      await postEntries(fresh.books, all.slice(0, cut));
      await sum(fresh);
      await close(fresh, '2026-10', '2026-11-05');
      const october = (await trialBalance(fresh.books, { from: '2026-10-01', to: '2026-10-31' })).rows;
      const kept = (await closingBalance(fresh.books, '2026-10')).rows;
      expect(kept).toEqual(october);
      // The rest comes late, and all of it comes again.
      await postEntries(fresh.books, all);
      await sum(fresh);
      expect((await trialBalance(fresh.books, { from: '2026-10-01', to: '2026-10-31' })).rows).toEqual(
        october,
      );
      const fold = new Sums();
      const read: string[] = [];
      for await (const entry of entriesBooked(fresh.books, YEAR)) {
        fold.add(entry);
        read.push(entry.id);
        if (entry.day.startsWith('2026-11') && entry.sourceDay.startsWith('2026-10'))
          expect(entry.of).toBe('2026-10');
      }
      expect(new Set(read).size).toBe(read.length);
      const posted = read.filter((id) => sourceOf(id) === 'usage');
      expect(posted.sort()).toEqual(all.map(({ id }) => id).sort());
      expect((await trialBalance(fresh.books, YEAR)).rows).toEqual(fold.trialBalance().rows);
      for (const day of daysOf('2026-10-20', '2026-12-02'))
        expect(await differenceOf(fresh.books, day)).toBeUndefined();
      await fresh.close();
    }),
    { numRuns: 3 },
  );
}, 30_000);
