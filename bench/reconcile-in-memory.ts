/** Child of `bench/reconcile.ts`: compares two files of rows; prints how fast, and how much memory it took at most. */
import { mappingSchema, OWN_MAPPING } from '../domain/statements/mapping.js';
import { compareSides } from '../lambdas/statements/compare.js';
import { noNotes, otherSide } from '../lambdas/statements/other-side.js';

const rows = Number(process.argv[2]);
const FROM_MS = Date.parse('2026-10-01T00:00:00Z');
const STEP_MS = Math.floor((30 * 86_400_000) / rows);
const ROWS_A_CHUNK = 500;
/** One row in a hundred of theirs is priced by other terms. */
const WRONG = 100;

/** Rows as a host writes them; never the whole file. */
async function* file(side: 'ours' | 'theirs'): AsyncGenerator<Uint8Array> {
  yield Buffer.from('record_id,imsi,started_at,service,units,zone,cost\n');
  for (let from = 0; from < rows; from += ROWS_A_CHUNK) {
    let text = '';
    for (let i = from; i < Math.min(from + ROWS_A_CHUNK, rows); i++) {
      const units = 10_001 + ((i * 7_919) % 5_000_000);
      const cost = side === 'theirs' && i % WRONG === 0 ? units * 2 : units;
      const at = new Date(FROM_MS + i * STEP_MS).toISOString();
      text += `${side}-${i},${460990000000000 + ((i * 31) % (rows / 50))},${at},data,${units},,${(cost / 1e6).toFixed(6)}\n`;
    }
    yield Buffer.from(text);
  }
}

async function main(): Promise<void> {
  const mapping = mappingSchema.parse(OWN_MAPPING);
  let peakHeap = 0;
  let peakRss = 0;
  const look = (): void => {
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    peakHeap = Math.max(peakHeap, heapUsed);
    peakRss = Math.max(peakRss, rss);
  };
  const startedMs = performance.now();
  const found = await compareSides({
    ours: otherSide(file('ours'), mapping, noNotes()),
    theirs: otherSide(file('theirs'), mapping, noNotes()),
    terms: {
      fromMs: FROM_MS,
      toMs: FROM_MS + 31 * 86_400_000,
      timeToleranceMs: 1_000,
      unitTolerancePpm: 0,
      microsTolerance: 0,
      rates: [{ version: 1, cost: ({ units }) => units * 2 }],
    },
    dayOf: (atMs) => new Date(atMs).toISOString().slice(0, 10),
    onDifference: () => undefined,
    onProgress: look,
  });
  const seconds = (performance.now() - startedMs) / 1000;
  look();
  if (found.matched + found.differences !== rows || found.differences !== Math.ceil(rows / WRONG))
    throw new Error(`${found.matched} matched and ${found.differences} differ, of ${rows}`);
  process.stdout.write(JSON.stringify({ perSecond: (2 * rows) / seconds, peakHeap, peakRss }));
}

void main();
