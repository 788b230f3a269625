/**
 * How much to grant, simulated side by side: what policies cost in requests and what they strand, over ten days of
 * light, medium and heavy subscribers. The network and its timers are simulated; every grant is the answer of the
 * charging rules themselves (`decideCreate`, `decideUpdate`, `decideRelease`). Seeded: the same figures each time.
 */
import { QUOTA_DEFAULTS } from '../domain/catalogue/quota-defaults.js';
import type { PlanVersion, QuotaPolicy } from '../domain/catalogue/plan.js';
import type { GroupAnswer } from '../domain/charging/answer.js';
import { type Decision, decideCreate, decideRelease, decideUpdate } from '../domain/charging/decide.js';
import type { Item } from '../domain/charging/item.js';
import { openAccount } from '../domain/charging/open-account.js';
import { indexPlan, type PlanIndex } from '../domain/charging/plan-index.js';
import type { ChargingRequest, GroupRequest } from '../domain/charging/request.js';
import { viewAccount } from '../domain/charging/view.js';
import { ordinaryPlan } from './peer.js';

type Emit = (name: string, value: number, unit: string) => void;

const MB = 1_000_000;
const GB = 1_000 * MB;
const DAYS = 10;
const DAY_S = 86_400;
const START_S = Date.UTC(2026, 10, 2, 6) / 1_000;
const RATING_GROUP = 1000;

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

interface Burst {
  readonly atS: number;
  readonly bytes: number;
  readonly bytesPerS: number;
}

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

let serial = 0;
function six(): Uint8Array {
  const bytes = new Uint8Array(6);
  new DataView(bytes.buffer).setUint32(0, ++serial);
  return bytes;
}

/** One network session and its user plane: counts, reports at the threshold, keeps the timers it is told. */
class Network {
  item: Item;
  requests = 0;
  /** Byte-seconds that lay reserved and unused. */
  stranded = 0;
  private readonly index: PlanIndex;
  private sessionId = 0;
  private sequence = 0;
  private granted = 0;
  private threshold = 0;
  private used = 0;
  private holdingS = 0;
  private validUntilS = Infinity;
  private nowS = START_S;
  private lastUsedS = START_S;

  constructor(plan: PlanVersion, key: string) {
    this.index = indexPlan(plan);
    this.item = openAccount({ key, plan, nowMs: START_S * 1_000 });
  }

  open(atS: number): void {
    this.pass(atS);
    const key = six();
    this.sequence = 0;
    const request = { ...this.request(atS, { requested: {} }, false), createKey: key, contentKey: key };
    this.heard(decideCreate(this.item, request, this.index, atS * 1_000), atS);
  }

  close(atS: number): void {
    this.idleUntil(atS);
    this.sequence += 1;
    const request = this.request(atS, {}, false);
    this.heard(decideRelease(this.item, this.sessionId, request, this.index, atS * 1_000), atS);
    this.granted = 0;
    this.validUntilS = Infinity;
  }

  burst({ atS, bytes, bytesPerS }: Burst): void {
    this.idleUntil(atS);
    let left = bytes;
    while (left > 0) {
      if (this.granted === 0) this.update({ requested: {} }, false);
      const room = Math.max(0, this.granted - this.threshold - this.used);
      const part = Math.min(left, room);
      this.pass(this.nowS + part / bytesPerS, part);
      left -= part;
      if (left > 0) this.update({ requested: {} }, true);
    }
    this.lastUsedS = this.nowS;
  }

  /** Without traffic the holding time gives the quota back, and the validity time asks for it anew. */
  private idleUntil(atS: number): void {
    for (;;) {
      const heldUntilS = this.granted > 0 && this.holdingS > 0 ? this.lastUsedS + this.holdingS : Infinity;
      const nextS = Math.min(heldUntilS, this.granted > 0 ? this.validUntilS : Infinity);
      if (nextS >= atS) break;
      this.pass(Math.max(nextS, this.nowS));
      this.update(heldUntilS <= this.validUntilS ? {} : { requested: {} }, false);
    }
    this.pass(atS);
  }

  /** Time goes by, and with it `bytes` are used evenly. */
  private pass(toS: number, bytes = 0): void {
    const seconds = toS - this.nowS;
    this.stranded += seconds * (this.granted - this.used - bytes / 2);
    this.used += bytes;
    this.nowS = toS;
  }

  private update(asks: { requested?: object }, exhausted: boolean): void {
    this.sequence += 1;
    const atS = this.nowS;
    const request = this.request(atS, asks, exhausted);
    this.heard(decideUpdate(this.item, this.sessionId, request, this.index, atS * 1_000), atS);
    if (asks.requested === undefined) this.granted = 0;
  }

  private request(atS: number, asks: { requested?: object }, exhausted: boolean): ChargingRequest {
    const atMs = Math.floor(atS * 1_000);
    const bytes = Math.round(this.used);
    const used =
      bytes === 0
        ? []
        : [{ bytes, localSequence: this.sequence, statedAtMs: atMs, usedAtMs: atMs, exhausted }];
    const group: GroupRequest = { ratingGroup: RATING_GROUP, ...asks, used };
    return {
      sequence: this.sequence,
      retransmission: false,
      digest: six(),
      atMs,
      sentAtMs: atMs,
      destination: '',
      groups: [group],
    };
  }

  private heard(decision: Decision, atS: number): void {
    if (decision.outcome === 'refused') throw new Error(`refused: ${decision.detail}`);
    this.requests += 1;
    this.used = 0;
    if (decision.item !== undefined) this.item = decision.item;
    this.sessionId = decision.answer.sessionId;
    const [answer] = decision.answer.groups;
    if (answer !== undefined) this.take(answer, atS);
  }

  private take({ granted, threshold = 0, holdingS = 0, validityS, final }: GroupAnswer, atS: number): void {
    if (granted === 0 || final !== undefined) throw new Error('the simulated subscribers have enough');
    this.granted = granted;
    this.threshold = threshold;
    this.holdingS = holdingS;
    this.validUntilS = validityS === undefined ? Infinity : atS + validityS;
  }
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
      const network = new Network(plan, key);
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
