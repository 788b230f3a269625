/** CPU of decisions and debits in memory; prints one JSON object. Bundled by bench/charging.ts. */
import { decideUpdate } from '../domain/charging/decide.js';
import { openAccount } from '../domain/charging/open-account.js';
import { indexPlan } from '../domain/charging/plan-index.js';
import { Charger } from '../lambdas/charging/charger.js';
import { CountingStore } from './counting-store.js';
import { Peer, ordinaryPlan } from './peer.js';

const NOW = Date.UTC(2026, 10, 22, 12);

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] as number;
}

/** Decode, decide, encode: an update of two rating groups on an account of four buckets. */
function decideUs(): number {
  const plan = ordinaryPlan();
  const index = indexPlan(plan);
  const peer = new Peer(plan, 'imsi-1');
  const item = peer.openedItem(2);
  const request = peer.request(1, 1_000_000);
  const rounds: number[] = [];
  for (let round = 0; round < 25; round++) {
    const before = cpuUs();
    for (let i = 0; i < 4_000; i++) decideUpdate(item, 2, request, index, NOW);
    rounds.push((cpuUs() - before) / 4_000);
  }
  return median(rounds);
}

/** Whole updates through the charger on a store in memory: fast path, slow path, whatever comes. */
async function debitsPerSecond(): Promise<number> {
  const plan = ordinaryPlan();
  const store = new CountingStore({ weighs: false });
  const charger = new Charger({ store, loadPlan: () => Promise.resolve(plan), now: () => NOW });
  const peers: Peer[] = [];
  for (let i = 0; i < 1_000; i++) {
    const peer = new Peer(plan, `imsi-${i}`, 1);
    store.seed(openAccount({ key: peer.key, plan, nowMs: NOW }));
    await peer.create(charger);
    peers.push(peer);
  }
  const rounds: number[] = [];
  for (let round = 0; round < 21; round++) {
    const before = cpuUs();
    for (const peer of peers) await peer.update(charger, 10_000);
    rounds.push((peers.length * 1e6) / (cpuUs() - before));
  }
  return median(rounds);
}

async function main(): Promise<void> {
  process.stdout.write(JSON.stringify({ decideUs: decideUs(), debitsPerSecond: await debitsPerSecond() }));
}

void main();
