/** Figures of charging: exact counts where something can be counted, ratios in one run where not. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { PlanVersion } from '../domain/catalogue/plan.js';
import { type Item, itemBytes } from '../domain/charging/item.js';
import { openAccount } from '../domain/charging/open-account.js';
import { usageRecord } from '../domain/charging/usage-record.js';
import { Charger } from '../lambdas/charging/charger.js';
import { CHARGING_MEMORY_MB } from '../lib/charging.js';
import { CountingStore, readUnits, writeUnits } from './counting-store.js';
import { loadMsOverEmpty, median } from './load-time.js';
import { Peer, busyPlan, ordinaryPlan } from './peer.js';
import { measureAgainstBareWrites } from './vs-bare-write.js';

type Emit = (name: string, value: number, unit: string) => void;

const ROOT = join(__dirname, '..');
const BUNDLE = join(ROOT, 'dist', 'lambdas', 'charging-nchf', 'index.js');
const NOW = Date.UTC(2026, 10, 22, 12);
const SERVICE_MS = 2;

export async function run(emit: Emit): Promise<void> {
  inMemory(emit);
  const mix = await countMix(emit);
  await sixteenSessions(emit);
  await itemSizes(emit);
  const cpuMs = await measureAgainstBareWrites(emit, SERVICE_MS);
  bundle(emit);
  cost(emit, mix, cpuMs);
}

/** CPU figures of the code as Lambda runs it, bundled and minified: what a loader does to modules is not ours. */
function inMemory(emit: Emit): void {
  const outfile = join(mkdtempSync(join(tmpdir(), 'wildlily-bench-')), 'in-memory.js');
  buildSync({
    entryPoints: [join(ROOT, 'bench', 'in-memory.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  const figures = JSON.parse(execFileSync(process.execPath, [outfile], { cwd: ROOT }).toString()) as {
    decideUs: number;
    debitsPerSecond: number;
  };
  emit('charging.decide_us', Number(figures.decideUs.toFixed(2)), 'µs CPU');
  emit('charging.debits_in_memory', Math.round(figures.debitsPerSecond), 'debits/s a core');
}

interface Mix {
  /** Usage records a request. */
  readonly records: number;
  readonly roundTrips: number;
  readonly wcu: number;
  readonly rcu: number;
}

/** 1 create + 8 updates + 1 release, as a session of the first plan of lily-gb makes them. */
async function countMix(emit: Emit): Promise<Mix> {
  const plan = ordinaryPlan();
  const store = new CountingStore();
  const charger = new Charger({ store, loadPlan: () => Promise.resolve(plan), now: () => NOW });
  let requests = 0;
  let records = 0;
  for (let i = 0; i < 200; i++) {
    const peer = new Peer(plan, `imsi-${i}`, 1);
    store.seed(openAccount({ key: peer.key, plan, nowMs: NOW }));
    const recorded = () => {
      const item = store.items.get(peer.key);
      if (item !== undefined && usageRecord(item, plan) !== undefined) records++;
    };
    await peer.create(charger);
    for (let n = 0; n < 8; n++) {
      await peer.exhaust(charger);
      recorded();
    }
    await peer.release(charger);
    recorded();
    requests += 10;
  }
  const { roundTrips, writes, reads } = store;
  const wcu = writes.reduce((sum, bytes) => sum + writeUnits(bytes), 0) / requests;
  const rcu = reads.reduce((sum, bytes) => sum + readUnits(bytes), 0) / requests;
  emit('charging.roundtrips_per_request', roundTrips / requests, 'round trips');
  emit('charging.wcu_per_request', wcu, 'WCU');
  emit('charging.rcu_per_request', rcu, 'RCU');
  return { roundTrips: roundTrips / requests, wcu, rcu, records: records / requests };
}

/** Updates of 16 sessions of one account at once, against one session, with service time in the store. */
async function sixteenSessions(emit: Emit): Promise<void> {
  const plan = ordinaryPlan();
  const rates: { one: number[]; sixteen: number[] } = { one: [], sixteen: [] };
  let roundTrips = 0;
  let updates = 0;
  for (let round = 0; round < 5; round++) {
    for (const sessions of [1, 16]) {
      const store = new CountingStore({ serviceMs: SERVICE_MS });
      const charger = new Charger({ store, loadPlan: () => Promise.resolve(plan), now: () => NOW });
      store.seed(openAccount({ key: 'imsi-1', plan: withData(plan, 1e12), nowMs: NOW }));
      const peers = Array.from({ length: sessions }, () => new Peer(plan, 'imsi-1', 1));
      for (const peer of peers) await peer.create(charger);
      store.reset();
      const started = performance.now();
      await Promise.all(
        peers.map(async (peer) => {
          for (let n = 0; n < 60; n++) await peer.update(charger, 100_000);
        }),
      );
      const rate = (sessions * 60) / (performance.now() - started);
      if (sessions === 1) rates.one.push(rate);
      else {
        rates.sixteen.push(rate);
        roundTrips += store.roundTrips;
        updates += 16 * 60;
      }
    }
  }
  emit('charging.roundtrips_16_sessions', roundTrips / updates, 'round trips an update');
  emit(
    'charging.throughput_16_over_1',
    Number((median(rates.sixteen) / median(rates.one)).toFixed(1)),
    'times',
  );
}

/** The same plan with a larger first bucket, so that sixteen sessions don't meet its end. */
function withData(plan: PlanVersion, amount: number): PlanVersion {
  return { ...plan, buckets: plan.buckets.map((b) => (b.unit === 'bytes' ? { ...b, amount } : b)) };
}

/** The largest an account item gets while its sessions are used, outbox included. */
async function itemSizes(emit: Emit): Promise<void> {
  emit(
    'charging.item_bytes',
    await largestItem(ordinaryPlan(), 2, 2),
    'bytes (4 buckets, 2 sessions, 2 rating groups)',
  );
  emit(
    'charging.item_bytes_busy',
    await largestItem(busyPlan(), 4, 4),
    'bytes (6 buckets, 4 sessions, 4 rating groups)',
  );
}

async function largestItem(plan: PlanVersion, sessions: number, groups: number): Promise<number> {
  const store = new CountingStore();
  const charger = new Charger({ store, loadPlan: () => Promise.resolve(plan), now: () => NOW });
  store.seed(openAccount({ key: 'imsi-234990000000001', plan, nowMs: NOW }));
  const peers = Array.from({ length: sessions }, () => new Peer(plan, 'imsi-234990000000001', groups));
  for (const peer of peers) await peer.create(charger);
  let largest = 0;
  const look = () => {
    const item = store.items.get('imsi-234990000000001') as Item;
    largest = Math.max(largest, itemBytes(item));
  };
  look();
  for (let n = 0; n < 6; n++) {
    for (const peer of peers) {
      await peer.update(charger, 1_234_567 + n);
      look();
    }
  }
  return largest;
}

function bundle(emit: Emit): void {
  emit('charging.bundle_kib', Number((statSync(BUNDLE).size / 1024).toFixed(1)), 'KiB');
  emit('charging.load_ms_over_empty', loadMsOverEmpty(BUNDLE), 'ms, median of 11');
}

/** List prices, us-east-1, on demand, Arm, November 2026, USD. */
const PRICES = {
  millionWriteUnits: 0.625,
  millionReadUnits: 0.125,
  millionLambdaRequests: 0.2,
  lambdaGbSecond: 0.0000133334,
  millionHttpApiRequests: 1,
  /** LCU share: 0.008 an LCU hour of 25 new connections or 3,000 active ones a second, 1 GB, 1,000 rules. */
  millionAlbRequests: 0.05,
  millionStreamReads: 0.2,
  logGb: 0.5,
  millionEvents: 1,
};
/** One line of the HTTP API's access log, with CloudWatch's 26 bytes of its own. */
const ACCESS_LOG_BYTES = 330;
/** The stream consumer takes up to 100 changes at once; busy operators fill most of a batch. */
const CHANGES_A_STREAM_READ = 50;

/**
 * Billed time is what was measured here: the store's service time for each round trip and the handler's CPU.
 * Keeping the usage records comes on top, and is told apart: a tenant may keep them elsewhere.
 */
function cost(emit: Emit, { roundTrips, wcu, rcu, records }: Mix, cpuMs: number): void {
  const dynamodb = wcu * PRICES.millionWriteUnits + rcu * PRICES.millionReadUnits;
  const billedMs = Math.ceil(roundTrips * SERVICE_MS + cpuMs);
  const gbSeconds = billedMs * 1_000 * (CHARGING_MEMORY_MB / 1_024);
  const lambda = PRICES.millionLambdaRequests + gbSeconds * PRICES.lambdaGbSecond;
  const stream = PRICES.millionStreamReads / CHANGES_A_STREAM_READ;
  const accessLog = (ACCESS_LOG_BYTES / 1_000) * PRICES.logGb;
  const core = dynamodb + lambda + stream;
  const http = core + PRICES.millionHttpApiRequests + accessLog;
  emit('charging.usd_per_million', Number(http.toFixed(3)), 'USD behind the HTTP API, access log included');
  const batches = records / CHANGES_A_STREAM_READ;
  const perBatch = PRICES.millionEvents + PRICES.millionLambdaRequests;
  const kept = records * PRICES.millionWriteUnits + batches * perBatch;
  emit(
    'charging.usd_per_million_records',
    Number(kept.toFixed(3)),
    'USD more to keep and announce the usage records',
  );
  emit(
    'charging.usd_per_million_alb',
    Number((core + PRICES.millionAlbRequests).toFixed(3)),
    'USD behind an ALB',
  );
}
