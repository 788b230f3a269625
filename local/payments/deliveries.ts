/** Webhooks on their way: as often, as late, in whatever order the settings say, and again until they are accepted. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLoopback } from '../traffic/http-client.js';
import { Random } from '../traffic/random.js';

/** One event, as it is sent to one address. */
export interface Webhook {
  /** The provider's key of the event. */
  readonly key: string;
  readonly type: string;
  readonly url: string;
  /** The request as it is sent now: what is stamped and signed at each sending is made then. */
  readonly request: (nowMs: number) => { readonly headers: Record<string, string>; readonly body: string };
  /** Whether the provider takes an answer for an acknowledgement. */
  readonly isAccepted: (status: number, body: string) => boolean;
}

/** What goes wrong between a provider and the merchant. */
export interface Disturbance {
  /** Each webhook is sent so often at most: 1 to 5. */
  readonly duplicates: number;
  /** Each is sent up to so much later. */
  readonly delayMs: number;
  /** Whether later ones may come before earlier ones. */
  readonly reorder: boolean;
  /** Of all webhooks, those that never come, whoever tries again: 0 to 1. */
  readonly drop: number;
  /** The same seed makes the same choices for the same payments. */
  readonly seed: number;
}

export const UNDISTURBED: Disturbance = { duplicates: 1, delayMs: 0, reorder: false, drop: 0, seed: 1 };
export const MAX_DUPLICATES = 5;
export const MAX_DELAY_MS = 60_000;

export interface DeliveryCounts {
  /** Events told, those that never came among them. */
  readonly webhooks: number;
  readonly dropped: number;
  /** Requests, each trial of each copy. */
  readonly requests: number;
  readonly accepted: number;
  /** Answers that were no acknowledgement, by status; 0 = no answer. */
  readonly refused: Readonly<Record<string, number>>;
  /** Copies given up after the last trial. */
  readonly givenUp: number;
  /** Copies on their way. */
  readonly waiting: number;
}

/** One request, for people. */
export interface DeliveryRecord {
  readonly atISO: string;
  readonly type: string;
  readonly key: string;
  /** 0 = no answer; undefined = dropped. */
  readonly status: number | undefined;
}

/** Far shorter than any provider's, whose first is seconds to minutes: nobody wants to wait here. */
const RETRY_AFTER_MS = [500, 1_000, 2_000, 4_000, 8_000];
const REORDER_WITHIN_MS = 1_500;
const TIMEOUT_MS = 15_000;
const KEPT_RECORDS = 200;
/** Requests under way; the others wait in line, as at a provider's sender. */
const MAX_AT_ONCE = 16;

export class Deliveries {
  disturbance: Disturbance = UNDISTURBED;
  /** The newest last. */
  readonly records: DeliveryRecord[] = [];
  private readonly stopping = new AbortController();
  private readonly refused: Record<string, number> = {};
  private webhooks = 0;
  private dropped = 0;
  private requests = 0;
  private accepted = 0;
  private givenUp = 0;
  private waiting = 0;
  private underWay = 0;
  private readonly line: (() => void)[] = [];

  get counts(): DeliveryCounts {
    const { webhooks, dropped, requests, accepted, refused, givenUp, waiting } = this;
    return { webhooks, dropped, requests, accepted, refused: { ...refused }, givenUp, waiting };
  }

  /** @param name  of this webhook among those of its world: the same name and seed make the same choices */
  send(webhook: Webhook, name: string): void {
    if (!isLoopback(webhook.url))
      throw new RangeError(`${webhook.url} is not on this machine, and simulated webhooks stay on it`);
    const { duplicates, delayMs, reorder, drop, seed } = this.disturbance;
    const random = new Random(createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE());
    this.webhooks += 1;
    if (random.chance(drop)) {
      this.dropped += 1;
      this.record(webhook, undefined);
      return;
    }
    for (let copies = random.between(1, duplicates); copies > 0; copies -= 1) {
      const waitMs = random.below(delayMs + 1) + (reorder ? random.below(REORDER_WITHIN_MS) : 0);
      this.waiting += 1;
      void this.deliver(webhook, waitMs).finally(() => {
        this.waiting -= 1;
      });
    }
  }

  stop(): void {
    this.stopping.abort();
    for (const go of this.line.splice(0)) go();
  }

  /** One copy, until it is accepted. */
  private async deliver(webhook: Webhook, waitMs: number): Promise<void> {
    const { signal } = this.stopping;
    for (const pause of [waitMs, ...RETRY_AFTER_MS]) {
      try {
        // Without a pause in between, so that what is sent first comes first.
        if (pause > 0) await sleep(pause, undefined, { signal });
      } catch {
        return;
      }
      await this.turn();
      try {
        if (signal.aborted || (await this.post(webhook)) === 'accepted') return;
      } finally {
        this.underWay -= 1;
        this.line.shift()?.();
      }
    }
    this.givenUp += 1;
  }

  /** Waits until one more request may be under way. */
  private async turn(): Promise<void> {
    if (this.underWay >= MAX_AT_ONCE) await new Promise<void>((go) => this.line.push(go));
    this.underWay += 1;
  }

  private async post(webhook: Webhook): Promise<'accepted' | 'refused'> {
    this.requests += 1;
    const { headers, body } = webhook.request(Date.now());
    let status = 0;
    let text = '';
    try {
      const response = await fetch(webhook.url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      ({ status } = response);
      text = await response.text();
    } catch {
      // No answer: tried again like a refusal.
    }
    this.record(webhook, status);
    if (webhook.isAccepted(status, text)) {
      this.accepted += 1;
      return 'accepted';
    }
    this.refused[status] = (this.refused[status] ?? 0) + 1;
    return 'refused';
  }

  private record({ type, key }: Webhook, status: number | undefined): void {
    this.records.push({ atISO: new Date().toISOString(), type, key, status });
    if (this.records.length > KEPT_RECORDS) this.records.shift();
  }
}
