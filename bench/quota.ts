/**
 * How much to grant, simulated side by side: what policies cost in requests and what they strand, over ten days of
 * light, medium and heavy subscribers. The network and its timers are simulated; every grant is the answer of the
 * charging rules themselves (`decideCreate`, `decideUpdate`, `decideRelease`). Seeded: the same figures each time.
 */
import { QUOTA_DEFAULTS } from '../domain/catalogue/quota-defaults.js';
import type { PlanVersion, QuotaPolicy } from '../domain/catalogue/plan.js';
import type { Item } from '../domain/charging/item.js';
import { viewAccount } from '../domain/charging/view.js';
import { ordinaryPlan } from './peer.js';
import { type Burst, QuotaNetwork } from './quota-network.js';

type Emit = (name: string, value: number, unit: string) => void;

const MB = 1_000_000;
const GB = 1_000 * MB;
const DAYS = 10;
const DAY_S = 86_400;
const START_S = Date.UTC(2026, 10, 2, 6) / 1_000;

/** As networks are often set up: one size, short timers. */
const fixed = (size: number): QuotaPolicy => ({
  min: size,
  max: size,
  growth: 1,
  balanceDivisor: 1,
  thresholdPercent: 10,
  validityS: 3_600,
  holdingS: 600,
  timersBelow: size + 1,
  longValidityS: 3_600,
});

const POLICIES: Readonly<Record<string, QuotaPolicy>> = {
  fixed10: fixed(10 * MB),
  fixed100: fixed(100 * MB),
  adaptive: QUOTA_DEFAULTS.data,
};

/**
 * Light, medium and heavy, as many of each: about 2, 11 and 58 GB a month. People use their phones in 17 hours of the day; the phones' own messages
 * (mail, push, sync) come day and night, every few minutes.
 */
const PROFILES = [
  { subscribers: 30, allowance: 3 * GB, burstsADay: 12, burstBytes: 4 * MB },
  { subscribers: 30, allowance: 15 * GB, burstsADay: 20, burstBytes: 18 * MB },
  { subscribers: 30, allowance: 80 * GB, burstsADay: 30, burstBytes: 65 * MB },
] as const;
const MESSAGE = { everyS: 240, bytes: 20_000 };

/** A small generator of even numbers from 0 until before 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An exponential: many small ones, few large ones. */
const spread = (mean: number, random: () => number): number => -Math.log(1 - random()) * mean;

/** Ten days of traffic, in order. Nothing begins before what came before it has ended. */
function trafficOf({ burstsADay, burstBytes }: (typeof PROFILES)[number], random: () => number): Burst[] {
  const wanted: { atS: number; bytes: number }[] = [];
  for (let day = 0; day < DAYS; day++) {
    const fromS = START_S + day * DAY_S;
    for (let n = 0; n < burstsADay; n++) {
      wanted.push({
        atS: fromS + random() * 17 * 3_600,
        bytes: 1_000 + Math.ceil(spread(burstBytes, random)),
      });
    }
  }
  for (let atS = START_S; atS < START_S + DAYS * DAY_S; atS += 1 + spread(MESSAGE.everyS, random)) {
    wanted.push({ atS, bytes: 1_000 + Math.ceil(spread(MESSAGE.bytes, random)) });
  }
  let freeS = 0;
  return wanted
    .sort((a, b) => a.atS - b.atS)
    .map(({ atS, bytes }) => {
      const bytesPerS = (0.25 + random()) * MB;
      const fromS = Math.ceil(Math.max(atS, freeS));
      freeS = fromS + bytes / bytesPerS;
      return { atS: fromS, bytes, bytesPerS };
    });
}

interface Figures {
  requests: number;
  bytes: number;
  byteSeconds: number;
  subscribers: number;
}

function simulate(policy: QuotaPolicy): Figures {
  const sum: Figures = { requests: 0, bytes: 0, byteSeconds: 0, subscribers: 0 };
  for (const profile of PROFILES) {
    const plan = planWith(policy, profile.allowance);
    for (let n = 0; n < profile.subscribers; n++) {
      const key = `imsi-${profile.allowance}${n}`;
      // The same traffic for every policy.
      const random = seeded(profile.burstsADay * 1_000 + n);
      const network = new QuotaNetwork(plan, key, START_S);
      let bytes = 0;
      network.open(START_S);
      for (const burst of trafficOf(profile, random)) {
        network.burst(burst);
        bytes += burst.bytes;
      }
      network.close(START_S + DAYS * DAY_S + 3_600);
      assertCounted(network.item, plan, bytes);
      sum.requests += network.requests;
      sum.bytes += bytes;
      sum.byteSeconds += network.stranded;
      sum.subscribers += 1;
    }
  }
  return sum;
}

/** A simulation that loses bytes proves nothing. */
function assertCounted(item: Item, plan: PlanVersion, bytes: number): void {
  const { buckets } = viewAccount(item, plan, (START_S + DAYS * DAY_S + 3_600) * 1_000);
  const used = buckets.reduce((total, bucket) => total + (bucket.unit === 'bytes' ? bucket.used : 0), 0);
  // Reports are in whole bytes.
  if (Math.abs(used - bytes) > bytes / 1e5)
    throw new Error(`${used} bytes were charged of ${bytes} that were used`);
}

function planWith(quota: QuotaPolicy, allowance: number): PlanVersion {
  const plan = ordinaryPlan();
  return {
    ...plan,
    services: plan.services.map((service) => (service.kind === 'data' ? { ...service, quota } : service)),
    buckets: plan.buckets.map(({ validityS: _never, ...bucket }) =>
      bucket.unit === 'bytes' ? { ...bucket, amount: allowance } : bucket,
    ),
  };
}

export function run(emit: Emit): Promise<void> {
  for (const [name, policy] of Object.entries(POLICIES)) {
    const { requests, bytes, byteSeconds, subscribers } = simulate(policy);
    emit(`quota.${name}_requests_per_gb`, Number((requests / (bytes / GB)).toFixed(1)), 'requests a GB');
    emit(
      `quota.${name}_stranded_mb`,
      Number((byteSeconds / (DAYS * DAY_S) / subscribers / MB).toFixed(1)),
      'MB reserved and unused a subscriber, on average',
    );
  }
  return Promise.resolve();
}
