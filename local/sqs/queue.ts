import { randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';

export interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly region: string;
  readonly visibilityTimeoutMs: number;
  readonly delayMs: number;
  /** After so many receives a message moves to the dead-letter queue. */
  readonly redrive?: { readonly maxReceiveCount: number; readonly target: () => LocalQueue } | undefined;
}

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: SQSRecord['messageAttributes'];
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly sentMs: number;
  visibleMs: number;
  receives: number;
  firstReceivedMs?: number;
  receipt?: string;
}

/** An SQS queue in memory: visibility timeout, receive counts, redrive to a dead-letter queue. */
export class LocalQueue {
  readonly options: QueueOptions;
  private readonly messages = new Map<string, QueueMessage>();
  private readonly arrivals = new Set<() => void>();

  constructor(options: QueueOptions) {
    this.options = options;
  }

  /** Messages in the queue, in flight included. */
  get depth(): number {
    return this.messages.size;
  }

  /** What lies in the queue, without receiving it. */
  peek(): readonly QueueMessage[] {
    return [...this.messages.values()];
  }

  send(
    body: string,
    more: Partial<Pick<QueueMessage, 'attributes' | 'groupId' | 'deduplicationId'>> & {
      delayMs?: number | undefined;
    } = {},
  ): string {
    const { delayMs, ...rest } = more;
    const now = Date.now();
    const id = randomUUID();
    this.messages.set(id, {
      id,
      body,
      attributes: {},
      ...rest,
      sentMs: now,
      visibleMs: now + (delayMs ?? this.options.delayMs),
      receives: 0,
    });
    for (const tell of this.arrivals) tell();
    return id;
  }

  /** Up to `limit` visible messages, oldest first; each is hidden for the visibility timeout. */
  receive(limit: number, visibilityTimeoutMs = this.options.visibilityTimeoutMs): QueueMessage[] {
    const now = Date.now();
    const received: QueueMessage[] = [];
    for (const message of this.messages.values()) {
      if (received.length >= limit) break;
      if (message.visibleMs > now) continue;
      const { redrive } = this.options;
      if (redrive !== undefined && message.receives >= redrive.maxReceiveCount) {
        this.messages.delete(message.id);
        redrive.target().send(message.body, { attributes: message.attributes });
        continue;
      }
      message.receives += 1;
      message.firstReceivedMs ??= now;
      message.visibleMs = now + visibilityTimeoutMs;
      message.receipt = randomUUID();
      received.push(message);
    }
    return received;
  }

  /** Deletes by receipt handle; a receipt of an earlier receive is void. */
  delete(receipt: string): boolean {
    for (const message of this.messages.values()) {
      if (message.receipt === receipt) return this.messages.delete(message.id);
    }
    return false;
  }

  changeVisibility(receipt: string, timeoutMs: number): void {
    for (const message of this.messages.values()) {
      if (message.receipt === receipt) message.visibleMs = Date.now() + timeoutMs;
    }
  }

  onArrival(listener: () => void): () => void {
    this.arrivals.add(listener);
    return () => this.arrivals.delete(listener);
  }
}
