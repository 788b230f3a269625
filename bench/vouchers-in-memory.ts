/**
 * Writes a batch of as many codes as it is told and prints one JSON object. Bundled by bench/vouchers.ts, and run in a
 * process of its own with --expose-gc. The bucket keeps a digest of each part, and the table the batch's one record.
 */
import { createHash } from 'node:crypto';
import type { Batch } from '../domain/promotions/batch.js';
import { readCouponCode } from '../domain/promotions/coupon-code.js';
import { batchSecret, isProved } from '../lambdas/promotions/code-key.js';
import { generate, type GenerateOptions } from '../lambdas/promotions/generate.js';
import type { Recorded } from '../lambdas/partners/kernel/records.js';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const KEY = Buffer.from('a key for figures alone, of no operator: 0123456789');
const ID = 'cpb_0123456789abcdef01234567';

async function main(): Promise<void> {
  const count = Number(process.argv[2]);
  let peakHeap = 0;
  let lines = 0;
  let last = '';
  const digest = createHash('sha256');
  const sample = (): void => {
    globalThis.gc?.();
    // A part's bytes are beside the heap, and count.
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    peakHeap = Math.max(peakHeap, heapUsed + arrayBuffers);
  };
  const take = (content: string | Uint8Array): void => {
    sample();
    const bytes = Buffer.from(content as Uint8Array);
    digest.update(bytes);
    for (const byte of bytes) if (byte === 0x0a) lines += 1;
    last = bytes.subarray(-36).toString('latin1').trim();
  };
  let batch: Recorded<Batch> = {
    id: ID,
    owner: 'operator',
    revision: 1,
    createdAt: '',
    updatedAt: '',
    place: 0,
    promotionId: 'prm_1',
    number: 1,
    count,
    length: 'long',
    state: 'queued',
    done: 0,
    etags: [],
  };
  const change = (before: Recorded<Batch>, value: Batch) => ({
    record: { ...before, ...value, revision: before.revision + 1 },
    write: {},
  });
  const batches = {
    get: () => Promise.resolve(batch),
    change,
    update: (before: Recorded<Batch>, value: Batch) => {
      if (before.revision !== batch.revision) throw new Error('somebody else wrote');
      batch = change(before, value).record;
      return Promise.resolve(batch);
    },
  };
  const before = process.cpuUsage();
  const result = await generate(ID, {
    office: {
      batches,
      codeKey: () => Promise.resolve(KEY),
      tables: { accounts: 'accounts', records: 'records' },
      baseUrl: 'https://partners.lily.example',
    } as unknown as GenerateOptions['office'],
    files: {
      put: async (_bucket, _key, content) => Promise.resolve(take(content)),
      startUpload: () => Promise.resolve('upload'),
      putPart: (_bucket, _key, _upload, part, content) => {
        take(content);
        return Promise.resolve(`etag-${part}`);
      },
      completeUpload: () => Promise.resolve(),
    },
    bucket: 'codes',
    now: () => Promise.resolve(NOW_MS),
    remainingMs: () => 900_000,
  });
  const { user, system } = process.cpuUsage(before);
  const read = readCouponCode(last);
  if (
    result !== 'finished' ||
    batch.state !== 'ready' ||
    lines !== count + 1 ||
    read?.serial !== count - 1 ||
    !isProved(read, batchSecret(KEY, ID), 'long')
  )
    throw new Error(`${result}: ${lines} lines, the last one ${last}`);
  process.stdout.write(
    JSON.stringify({
      perSecond: (count * 1e6) / (user + system),
      peakHeap,
      peakRss: process.resourceUsage().maxRSS * 1024,
    }),
  );
}

void main();
