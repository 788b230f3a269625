/**
 * Processes a usage file of as many rows as it is told and prints one JSON object. Bundled by bench/usage-file.ts,
 * and run in a process of its own with --expose-gc.
 *
 * The file is made while it is read, the bucket keeps no more than the last tail of errors, and the accounts are as
 * many in a small file as in a large one: what grows with the rows is then the processing's own.
 */
import { createHash } from 'node:crypto';
import { type Item, planIdOf } from '../domain/charging/item.js';
import { openAccount } from '../domain/charging/open-account.js';
import { viewAccount } from '../domain/charging/view.js';
import type { BucketFiles } from '../lambdas/files/bucket-files.js';
import type { FileLedger, FileRecord } from '../lambdas/files/file-ledger.js';
import { processFile } from '../lambdas/files/process-file.js';
import { UsageKind } from '../lambdas/files/usage-kind.js';
import { CountingStore } from './counting-store.js';
import { ordinaryPlan } from './peer.js';

const NOW_MS = Date.UTC(2026, 10, 22, 12);
const ACCOUNTS = 1_000;
/** One row in a hundred is wrong. */
const WRONG_EVERY = 100;
const PIECE_BYTES = 64 * 1024;
/** Looks at what is alive, however long the file. */
const SAMPLES = 64;
const ROW_BYTES = 72;
const AT = new Date(NOW_MS - 3_600_000).toISOString();

const supi = (n: number): string => `imsi-23415${String(n).padStart(10, '0')}`;

function* file(rows: number): Generator<Uint8Array> {
  let text = 'record_id,supi,rating_group,start_time,bytes,seconds,messages,called_number,visited_network\n';
  for (let row = 2; row < rows + 2; row++) {
    const bytes = row % WRONG_EVERY === 0 ? 'many' : '1000';
    text += `record-${row},${supi((row * 7_919) % ACCOUNTS)},1000,${AT},${bytes},,,,\n`;
    if (text.length < PIECE_BYTES) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

function bucketOf(rows: number, sample: () => void): BucketFiles {
  const objects = new Map<string, string>();
  return {
    async read(_file, fromByte) {
      if (fromByte > 0) throw new Error('one pass is enough here');
      return await Promise.resolve(
        (async function* read() {
          const every = Math.max(1, Math.floor((rows * ROW_BYTES) / PIECE_BYTES / SAMPLES));
          let pieces = 0;
          for (const piece of file(rows)) {
            if (++pieces % every === 0) sample();
            yield await Promise.resolve(piece);
          }
        })(),
      );
    },
    put: async (_bucket, key, text) =>
      void (await Promise.resolve(objects.set(key, Buffer.from(text).toString('utf8')))),
    get: async (_bucket, key) => await Promise.resolve(objects.get(key)),
    delete: async (_bucket, key) => void (await Promise.resolve(objects.delete(key))),
    startUpload: async () => await Promise.resolve('upload'),
    putPart: async (_bucket, _key, _id, part, text) => {
      return await Promise.resolve(createHash('md5').update(`${part}${text.length}`).digest('hex'));
    },
    completeUpload: async () => await Promise.resolve(),
  };
}

function ledgerOf(onWrite: (record: FileRecord) => void): FileLedger {
  let kept: FileRecord | undefined;
  return {
    get: async () => await Promise.resolve(kept),
    put: async (record, basis) => {
      if ((kept?.version ?? 0) !== basis) throw new Error('somebody else wrote');
      kept = record;
      onWrite(record);
      return await Promise.resolve(true);
    },
    getJob: async () => await Promise.resolve(undefined),
    putJob: async () => await Promise.resolve(),
  };
}

async function main(): Promise<void> {
  const rows = Number(process.argv[2]);
  const plan = ordinaryPlan();
  const store = new CountingStore({ weighs: false });
  for (let n = 0; n < ACCOUNTS; n++) {
    store.seed(openAccount({ key: supi(n), plan, nowMs: NOW_MS - 7_200_000 }));
  }
  let peakHeap = 0;
  let last: FileRecord | undefined;
  const sample = (): void => {
    globalThis.gc?.();
    peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed);
  };
  const ledger = ledgerOf((record) => {
    last = record;
    sample();
  });
  const kind = new UsageKind({
    successorOf: () => Promise.resolve(undefined),
    store,
    loadPlan: (planId) => Promise.resolve(planId === plan.id ? plan : undefined),
    now: () => Promise.resolve(NOW_MS),
    findSupi: () => Promise.resolve(undefined),
  });
  const upload = { bucket: 'files', key: 'usage/bench.csv', etag: '', size: 1, sequencer: '0' };
  const before = process.cpuUsage();
  await processFile(upload, kind, {
    files: bucketOf(rows, sample),
    ledger,
    now: () => Promise.resolve(NOW_MS),
    remainingMs: () => 900_000,
    announce: () => Promise.resolve(),
  });
  const { user, system } = process.cpuUsage(before);
  const wrong = Math.floor((rows + 1) / WRONG_EVERY);
  const used = [...store.items.values()].reduce((sum, item) => sum + usedOf(item, plan), 0);
  if (
    last?.state !== 'processed' ||
    last.counts['counted'] !== rows - wrong ||
    used !== (rows - wrong) * 1_000
  )
    throw new Error(
      `${JSON.stringify(last?.counts)} and ${used} bytes; ${rows - wrong} rows of 1,000 were right`,
    );
  process.stdout.write(
    JSON.stringify({
      perSecond: (rows * 1e6) / (user + system),
      peakHeap,
      peakRss: process.resourceUsage().maxRSS * 1024,
    }),
  );
}

function usedOf(item: Item, plan: ReturnType<typeof ordinaryPlan>): number {
  if (planIdOf(item) !== plan.id) throw new Error('an account changed its plan');
  const { buckets } = viewAccount(item, plan, NOW_MS);
  return buckets.filter(({ unit }) => unit === 'bytes').reduce((sum, bucket) => sum + bucket.used, 0);
}

void main();
