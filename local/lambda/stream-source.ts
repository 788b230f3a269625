import type { DynamoDBRecord } from 'aws-lambda';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { StreamJournal } from './stream-journal.js';

export interface StreamSourceOptions {
  readonly functionArn: string;
  readonly streamArn: string;
  readonly batchSize: number;
  /** How long a batch that is not full waits for more: the poll interval, or the batching window if longer. */
  readonly windowMs: number;
  /** −1 = until it succeeds. */
  readonly maxRetries: number;
  /** −1 = no limit. */
  readonly maxAgeMs: number;
  readonly bisect: boolean;
  readonly reportsItemFailures: boolean;
  /** Any of them lets a record through; none = all pass. */
  readonly filters: readonly ((record: DynamoDBRecord) => boolean)[];
  /** Of a tumbling window: events name their window and shard. Each is told with a state that is empty. */
  readonly tumblingMs?: number | undefined;
  readonly invoke: (event: StreamEvent) => Promise<unknown>;
  /** Told of records that are given up, as the on-failure destination receives it. */
  readonly onGivenUp?: ((report: object) => void) | undefined;
  readonly retryDelayMs: (attempt: number) => number;
  /** Keeps what is not handled yet, beyond this process. */
  readonly journal?: StreamJournal | undefined;
}

/** What the function is given; Lambda developer guide, "Stateful processing of DynamoDB streams" for the window. */
export interface StreamEvent {
  readonly Records: DynamoDBRecord[];
  readonly window?: { readonly start: string; readonly end: string };
  readonly state?: object;
  readonly shardId?: string;
  readonly eventSourceARN?: string;
  readonly isFinalInvokeForWindow?: boolean;
  readonly isWindowTerminatedEarly?: boolean;
}

/** There is one. */
const SHARD = 'shardId-00000000000000000000-00000000';

/** What waits, at most; beyond it the oldest is dropped and counted, so that memory stays bounded. */
const MAX_WAITING_BYTES = 256 * 1024 * 1024;
const CLOSE_WITHIN_MS = 2_000;

type Outcome =
  { readonly kind: 'done' } | { readonly kind: 'failed'; readonly from: number; readonly error: unknown };

/**
 * An event source mapping from a DynamoDB stream: one shard, one batch at a time, in order.
 *
 * Source: Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB" (batching, bisect, partial batch
 * response, retries, on-failure destination).
 */
export class StreamSource {
  private readonly options: StreamSourceOptions;
  private readonly waiting: DynamoDBRecord[] = [];
  private waitingBytes = 0;
  private running: Promise<void> | undefined;
  private stopped = false;
  private journal: StreamJournal | undefined;
  private droppedSinceBatch = 0;
  /** Records that found no room. */
  dropped = 0;

  constructor(options: StreamSourceOptions) {
    this.options = options;
    this.journal = options.journal;
    for (const record of this.journal?.left ?? []) this.enqueue(record);
  }

  /** Handles what an earlier process left; without it, that waits for the next record. */
  resume(): void {
    if (!this.stopped && this.waiting.length > 0) this.start();
  }

  /** Takes a record of the stream. */
  push(record: DynamoDBRecord): void {
    const { filters } = this.options;
    if (filters.length > 0 && !filters.some((passes) => passes(record))) return;
    this.journal?.append(record);
    if (this.stopped) return;
    this.enqueue(record);
    this.start();
  }

  private enqueue(record: DynamoDBRecord): void {
    this.waiting.push(record);
    this.waitingBytes += record.dynamodb?.SizeBytes ?? 0;
    while (this.waitingBytes > MAX_WAITING_BYTES) {
      this.waitingBytes -= this.waiting.shift()?.dynamodb?.SizeBytes ?? 0;
      this.dropped += 1;
      this.droppedSinceBatch += 1;
    }
  }

  private start(): void {
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  get depth(): number {
    return this.waiting.length;
  }

  /** Resolves when every record has been handled. */
  async idle(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  stop(): void {
    this.stopped = true;
  }

  /** Waits, not for long, for the batch that is being handled; after this nothing is kept any more. */
  async close(): Promise<void> {
    this.stop();
    await Promise.race([this.idle(), setTimeout(CLOSE_WITHIN_MS, undefined, { ref: false })]);
    this.journal?.close();
    this.journal = undefined;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0 && !this.stopped) {
      if (this.waiting.length < this.options.batchSize) await setTimeout(this.options.windowMs);
      const batch = this.waiting.splice(0, this.options.batchSize);
      this.waitingBytes -= batch.reduce((sum, { dynamodb }) => sum + (dynamodb?.SizeBytes ?? 0), 0);
      if (!(await this.handle(batch, 0))) return;
      // Dropped ones were older than what waits, and newer than the batch.
      this.journal?.handled(batch.length + this.droppedSinceBatch, this.waiting);
      this.droppedSinceBatch = 0;
    }
  }

  /** @returns whether all were handled or given up; not when it was stopped before */
  private async handle(batch: DynamoDBRecord[], attempt: number): Promise<boolean> {
    let [rest, tries] = [batch, attempt];
    for (;;) {
      if (this.stopped) return false;
      const outcome = await this.attempt(rest);
      if (outcome.kind === 'done') return true;
      rest = rest.slice(outcome.from);
      const { bisect, maxRetries, maxAgeMs } = this.options;
      const aged = maxAgeMs >= 0 && ageMs(rest) > maxAgeMs;
      if (this.stopped) return false;
      if (aged || (maxRetries >= 0 && tries >= maxRetries)) {
        this.giveUp(rest, tries + 1, outcome.error, aged);
        return true;
      }
      tries += 1;
      await setTimeout(this.options.retryDelayMs(tries));
      if (bisect && rest.length > 1) {
        const half = Math.ceil(rest.length / 2);
        return (
          (await this.handle(rest.slice(0, half), tries)) && (await this.handle(rest.slice(half), tries))
        );
      }
    }
  }

  private windowOf([first]: readonly DynamoDBRecord[]): Partial<StreamEvent> {
    const { tumblingMs, streamArn } = this.options;
    if (tumblingMs === undefined) return {};
    const arrivedMs = (first?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000;
    const startMs = arrivedMs - (arrivedMs % tumblingMs);
    return {
      window: { start: new Date(startMs).toISOString(), end: new Date(startMs + tumblingMs).toISOString() },
      state: {},
      shardId: SHARD,
      eventSourceARN: streamArn,
      isFinalInvokeForWindow: false,
      isWindowTerminatedEarly: false,
    };
  }

  private async attempt(batch: DynamoDBRecord[]): Promise<Outcome> {
    let result: unknown;
    try {
      result = await this.options.invoke({ Records: batch, ...this.windowOf(batch) });
      const isStateless = (result as { state?: unknown } | null | undefined)?.state === undefined;
      // As Lambda does: without a state the invocation counts as failed.
      if (this.options.tumblingMs !== undefined && isStateless)
        throw new Error('the function of a tumbling window returned no state');
    } catch (error) {
      return { kind: 'failed', from: 0, error };
    }
    if (!this.options.reportsItemFailures) return { kind: 'done' };
    const failures = (result as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures;
    if (failures === undefined || failures === null) return { kind: 'done' };
    const positions = (Array.isArray(failures) ? failures : [{}]).map(({ itemIdentifier }) =>
      batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
    );
    if (positions.length === 0) return { kind: 'done' };
    // An unknown identifier fails the whole batch, as in Lambda.
    const from = positions.includes(-1) ? 0 : Math.min(...positions);
    return { kind: 'failed', from, error: new Error(`batchItemFailures: ${JSON.stringify(failures)}`) };
  }

  private giveUp(records: DynamoDBRecord[], invocations: number, error: unknown, aged: boolean): void {
    const [first, last] = [records[0], records.at(-1)];
    this.options.onGivenUp?.({
      requestContext: {
        requestId: randomUUID(),
        functionArn: this.options.functionArn,
        condition: aged ? 'RecordAgeExceeded' : 'RetryAttemptsExhausted',
        approximateInvokeCount: invocations,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: String(error) },
      version: '1.0',
      timestamp: new Date().toISOString(),
      DDBStreamBatchInfo: {
        shardId: SHARD,
        startSequenceNumber: first?.dynamodb?.SequenceNumber,
        endSequenceNumber: last?.dynamodb?.SequenceNumber,
        approximateArrivalOfFirstRecord: arrival(first),
        approximateArrivalOfLastRecord: arrival(last),
        batchSize: records.length,
        streamArn: this.options.streamArn,
      },
    });
  }
}

const arrival = (record: DynamoDBRecord | undefined): string =>
  new Date((record?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000).toISOString();

const ageMs = (records: readonly DynamoDBRecord[]): number =>
  Date.now() - (records[0]?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000;
