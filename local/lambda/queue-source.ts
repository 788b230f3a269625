import type { SQSRecord } from 'aws-lambda';
import { md5, systemAttributes } from '../sqs/api.js';
import type { LocalQueue, QueueMessage } from '../sqs/queue.js';

export interface QueueSourceOptions {
  readonly queue: LocalQueue;
  readonly region: string;
  readonly batchSize: number;
  readonly reportsItemFailures: boolean;
  readonly filters: readonly ((record: unknown) => boolean)[];
  readonly concurrency: number;
  readonly invoke: (event: { Records: SQSRecord[] }) => Promise<unknown>;
}

const POLL_MS = 200;

/**
 * An event source mapping from an SQS queue: messages that the function handles are deleted, others come back
 * after the visibility timeout, until the queue's redrive policy takes them.
 */
export class QueueSource {
  private readonly options: QueueSourceOptions;
  private readonly running = new Set<Promise<void>>();
  private readonly timer: NodeJS.Timeout;
  private readonly forget: () => void;

  constructor(options: QueueSourceOptions) {
    this.options = options;
    this.timer = setInterval(() => this.poll(), POLL_MS);
    this.timer.unref();
    this.forget = options.queue.onArrival(() => setImmediate(() => this.poll()));
  }

  stop(): void {
    clearInterval(this.timer);
    this.forget();
  }

  async idle(): Promise<void> {
    await Promise.allSettled(this.running);
  }

  private poll(): void {
    while (this.running.size < this.options.concurrency) {
      const messages = this.options.queue.receive(this.options.batchSize);
      if (messages.length === 0) return;
      const handling = this.handle(messages).finally(() => {
        this.running.delete(handling);
        this.poll();
      });
      this.running.add(handling);
    }
  }

  private async handle(messages: readonly QueueMessage[]): Promise<void> {
    const { queue, region, filters, reportsItemFailures, invoke } = this.options;
    const records = messages.map((message): SQSRecord => ({
      messageId: message.id,
      receiptHandle: message.receipt as string,
      body: message.body,
      attributes: systemAttributes(message),
      messageAttributes: message.attributes,
      md5OfBody: md5(message.body),
      eventSource: 'aws:sqs',
      eventSourceARN: queue.options.arn,
      awsRegion: region,
    }));
    const passing = records.filter(
      (record) => filters.length === 0 || filters.some((passes) => passes(parsed(record))),
    );
    // Messages that no filter wants are deleted, as Lambda does.
    const remove = (all: readonly SQSRecord[]): void =>
      all.forEach(({ receiptHandle }) => queue.delete(receiptHandle));
    remove(records.filter((record) => !passing.includes(record)));
    if (passing.length === 0) return;
    try {
      const result = await invoke({ Records: passing });
      const failures = reportsItemFailures
        ? ((result as { batchItemFailures?: { itemIdentifier: string }[] } | null)?.batchItemFailures ?? [])
        : [];
      const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
      remove(passing.filter(({ messageId }) => !failed.has(messageId)));
    } catch {
      // The function's own log tells; the messages come back by themselves.
    }
  }
}

/** Filters look into JSON bodies. */
function parsed(record: SQSRecord): unknown {
  try {
    return { ...record, body: JSON.parse(record.body) as unknown };
  } catch {
    return record;
  }
}
