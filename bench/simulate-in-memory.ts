/** Child of `bench/simulate.ts`: runs a proposal over usage records; prints how fast, and how much memory it took at most. */
import { join } from 'node:path';
import { propose } from '../domain/agreements/propose.js';
import { simulate, UsageTally } from '../domain/agreements/simulate.js';
import { loadOperators } from '../operators/load.js';

const records = Number(process.argv[2]);
const operator = loadOperators(join(process.cwd(), 'operators')).find(
  ({ market }) => market.country === 'CN',
)!;
const LOOK_EVERY = 5_000;
const PLANS = 40;

let peakHeap = 0;
let peakRss = 0;
function look(): void {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  peakHeap = Math.max(peakHeap, heapUsed);
  peakRss = Math.max(peakRss, rss);
}

const proposed = propose(operator, { floorPrices: [{ service: 'data', price: '8.00', per: 'GB' }] });
if (!proposed.ok) throw new Error(JSON.stringify(proposed.problems));
const startedMs = performance.now();
const tally = new UsageTally(operator.market.tax.ratePercent);
for (let i = 0; i < records; i++) {
  tally.add({
    supi: `imsi-${460990000000000 + ((i * 31) % Math.max(1, records / 50))}`,
    planId: `plan_${i % PLANS}`,
    kind: i % 5 === 0 ? 'voice' : 'data',
    units: 1 + ((i * 7_919) % 5_000_000),
    priceMicros: (i * 13) % 90_000,
    taxInclusive: true,
  });
  if (i % LOOK_EVERY === 0 && globalThis.gc !== undefined) look();
}
const outcome = simulate(tally, operator.host.agreement, proposed.agreement);
const seconds = (performance.now() - startedMs) / 1000;
look();
if (outcome.records !== records || outcome.plans.length !== PLANS)
  throw new Error(`${outcome.records} records, ${outcome.plans.length} plans`);
const parts = outcome.plans.reduce((sum, { costAfter }) => sum + costAfter, 0n);
if (parts !== outcome.after.micros) throw new Error(`plans cost ${parts}, all ${outcome.after.micros}`);
process.stdout.write(JSON.stringify({ perSecond: records / seconds, peakHeap, peakRss }));
