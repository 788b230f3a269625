/** Posting and summing, exactly once: whatever crashes, repeats or comes in other parts. */
import * as fc from 'fast-check';
import { type Entry, sourceOf } from '../../domain/ledger/entry.js';
import { Sums, type TrialBalance } from '../../domain/ledger/sums.js';
import { entriesOf, findEntry } from '../../lambdas/ledger/journal.js';
import { EntryConflictError, postEntries } from '../../lambdas/ledger/post.js';
import { type Streamed, sumBatch } from '../../lambdas/ledger/sum-batch.js';
import { trialBalance, wholesaleOf } from '../../lambdas/ledger/sums.js';
import { entries } from './arbitrary.js';
import { Crash, type CrashPlan, MemoryLedger } from './memory-ledger.js';

const SPAN = { from: '2026-10-25', to: '2026-12-01' };
const NEVER: CrashPlan = () => undefined;

let ledger: MemoryLedger;
beforeEach(async () => {
  ledger = await MemoryLedger.open();
});
afterEach(async () => {
  await ledger.close();
});

const foldOf = (all: readonly Entry[]): Sums => {
  const sums = new Sums();
  for (const entry of all) sums.add({ ...entry, day: entry.sourceDay, source: sourceOf(entry.id) });
  return sums;
};

/** Does it until it is done, as a queue or a stream does. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (let tried = 0; ; tried++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof Crash) || tried > 200) throw error;
    }
  }
}

const manual = (id: string, micros: number, sourceDay = '2026-11-03'): Entry => ({
  id: `manual/${id}`,
  at: `${sourceDay}T09:00:00.000Z`,
  sourceDay,
  currency: 'EUR',
  legs: [
    { account: 'cash', micros },
    { account: 'provider-receivable', party: 'adyen', micros: -micros },
  ],
});

it('the same entry again changes nothing; an id with other content is refused, and all others are posted', async () => {
  expect(await postEntries(ledger.books, [manual('a', 5), manual('b', 7)])).toEqual({
    posted: 2,
    repeated: 0,
  });
  expect(await postEntries(ledger.books, [manual('a', 5)])).toEqual({ posted: 0, repeated: 1 });
  const mixed = postEntries(ledger.books, [manual('a', 6), manual('c', 1)]);
  await expect(mixed).rejects.toThrow(EntryConflictError);
  await expect(mixed).rejects.toThrow(/manual\/a$/);
  expect((await findEntry(ledger.books, manual('a', 5)))?.legs[0]?.micros).toBe(5);
  expect(await findEntry(ledger.books, manual('c', 1))).toBeDefined();
});

it('nothing of a batch is written when one entry does not balance', async () => {
  const bad = { ...manual('bad', 5), legs: [{ account: 'cash' as const, micros: 5 }] };
  await expect(postEntries(ledger.books, [manual('good', 5), bad])).rejects.toThrow(/add up to 5/);
  expect(ledger.writes).toEqual([]);
});

it('an entry is one write of one item', async () => {
  await postEntries(ledger.books, [manual('a', 5)]);
  expect(ledger.writes.map(({ operation }) => operation)).toEqual(['PutItem']);
});

it('crashes between any two writes, repeats and any order of posting: each entry once', async () => {
  await fc.assert(
    fc.asyncProperty(entries(5), fc.infiniteStream(fc.nat(5)), async (all, luck) => {
      const fresh = await MemoryLedger.open();
      fresh.plan = () => ({ 0: 'before' as const, 1: 'after' as const })[luck.next().value as 0 | 1];
      await untilDone(async () => postEntries(fresh.books, all));
      await untilDone(async () => postEntries(fresh.books, all.toReversed()));
      fresh.plan = NEVER;
      const read: Entry[] = [];
      for await (const entry of entriesOf(fresh.books, SPAN)) read.push(entry);
      expect(read.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
      expect(foldOf(read).trialBalance()).toEqual(foldOf(all).trialBalance());
      await fresh.close();
    }),
    { numRuns: 8 },
  );
});

/**
 * Delivers a shard as Lambda does: in order, in batches; one that fails comes again, as it was or as halves; and what was
 * handled may come once more, later, in other parts.
 */
async function deliver(
  to: MemoryLedger,
  shard: string,
  records: readonly Streamed[],
  luck: () => number,
): Promise<void> {
  const handle = async (batch: readonly Streamed[], tried = 0): Promise<void> => {
    if (tried > 60) throw new Error('never done');
    try {
      await sumBatch(to.books, shard, batch);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      if (batch.length === 1 || luck() % 2 === 0) return handle(batch, tried + 1);
      const half = Math.ceil(batch.length / 2);
      await handle(batch.slice(0, half), tried + 1);
      await handle(batch.slice(half), tried + 1);
    }
  };
  let from = 0;
  while (from < records.length) {
    const to_ = from + 1 + (luck() % 7);
    await handle(records.slice(from, to_));
    if (luck() % 3 === 0)
      await handle(records.slice(luck() % (from + 1), Math.min(to_, from + (luck() % 4) + 1)));
    from = to_;
  }
}

const sorted = (balance: TrialBalance) => balance.rows;

it('sums are those of the journal, whatever breaks off, repeats or is split; two shards write beside each other', async () => {
  await fc.assert(
    fc.asyncProperty(entries(8), fc.infiniteStream(fc.nat(11)), async (all, dice) => {
      const luck = () => dice.next().value as number;
      const fresh = await MemoryLedger.open();
      await postEntries(fresh.books, all);
      fresh.plan = () => ({ 0: 'before' as const, 1: 'after' as const })[luck() as 0 | 1];
      const shards = ['shardId-1', 'shardId-2'].map((shard, i) => ({
        shard,
        records: fresh.stream.filter((_record, at) => at % 2 === i),
      }));
      await Promise.all(shards.map(async ({ shard, records }) => deliver(fresh, shard, records, luck)));
      fresh.plan = NEVER;
      const fold = foldOf(all);
      expect(sorted(await trialBalance(fresh.books, SPAN))).toEqual(sorted(fold.trialBalance()));
      const lines = all.flatMap(({ facts = [] }) => facts);
      const wholesale = await wholesaleOf(fresh.books, SPAN);
      expect(wholesale.reduce((n, { events }) => n + events, 0n)).toBe(BigInt(lines.length));
      expect(wholesale.reduce((n, { units }) => n + units, 0n)).toBe(
        lines.reduce((n, { units }) => n + BigInt(units), 0n),
      );
      await fresh.close();
    }),
    { numRuns: 8 },
  );
}, 30_000);

it('a batch of more rows than a transaction takes is added in several, each once', async () => {
  const days = Array.from({ length: 20 }, (_, i) => `2026-11-${String(i + 1).padStart(2, '0')}`);
  const all = days.flatMap((day) =>
    Array.from({ length: 12 }, (_, i): Entry => {
      const party = `partner-${i}`;
      return {
        ...manual(`${day}-${i}`, 3, day),
        legs: [
          { account: 'cash', micros: 3 },
          { account: 'partner-receivable', party, micros: -3 },
        ],
      };
    }),
  );
  await postEntries(ledger.books, all);
  const before = ledger.writes.length;
  let crashes = 0;
  ledger.plan = () => (crashes++ % 3 === 0 ? 'after' : crashes % 3 === 1 ? 'before' : undefined);
  await untilDone(async () => sumBatch(ledger.books, 'shardId-1', ledger.stream));
  ledger.plan = NEVER;
  expect(ledger.writes.length - before).toBeGreaterThan(2);
  await sumBatch(ledger.books, 'shardId-1', ledger.stream);
  expect(sorted(await trialBalance(ledger.books, SPAN))).toEqual(sorted(foldOf(all).trialBalance()));
});

it('one entry of more rows than a transaction takes is added in parts, each once', async () => {
  const all: Entry[] = [
    {
      ...manual('wide', 1),
      legs: [
        { account: 'cash', micros: 250 },
        ...Array.from({ length: 250 }, (_, i) => ({
          account: 'partner-receivable' as const,
          party: `partner-${i}`,
          micros: -1,
        })),
      ],
    },
  ];
  await postEntries(ledger.books, all);
  for (let stop = 0; stop < 3; stop++) {
    let writes = 0;
    ledger.plan = () => (writes++ === stop ? 'after' : undefined);
    await untilDone(async () => sumBatch(ledger.books, 'shardId-1', ledger.stream));
  }
  ledger.plan = NEVER;
  expect(sorted(await trialBalance(ledger.books, SPAN))).toEqual(sorted(foldOf(all).trialBalance()));
});
