/** A network for the simulation of quota: one session and its user plane, charged by the rules themselves. */
import type { PlanVersion } from '../domain/catalogue/plan.js';
import type { GroupAnswer } from '../domain/charging/answer.js';
import { type Decision, decideCreate, decideRelease, decideUpdate } from '../domain/charging/decide.js';
import type { Item } from '../domain/charging/item.js';
import { openAccount } from '../domain/charging/open-account.js';
import { indexPlan, type PlanIndex } from '../domain/charging/plan-index.js';
import type { ChargingRequest, GroupRequest } from '../domain/charging/request.js';

const RATING_GROUP = 1000;

export interface Burst {
  readonly atS: number;
  readonly bytes: number;
  readonly bytesPerS: number;
}

let serial = 0;
function six(): Uint8Array {
  const bytes = new Uint8Array(6);
  new DataView(bytes.buffer).setUint32(0, ++serial);
  return bytes;
}

/** One network session and its user plane: counts, reports at the threshold, keeps the timers it is told. */
export class QuotaNetwork {
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
  private nowS: number;
  private lastUsedS: number;

  /** @param startS  when the subscriber is activated, epoch seconds */
  constructor(plan: PlanVersion, key: string, startS: number) {
    this.index = indexPlan(plan);
    this.item = openAccount({ key, plan, nowMs: startS * 1_000 });
    this.nowS = startS;
    this.lastUsedS = startS;
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
