/**
 * Counts of charging decisions as CloudWatch metrics in embedded metric format, without a line a request: an
 * instance writes its first request at once and then one line when enough has come together.
 */
const NAMESPACE = 'Wildlily/Charging';
const FLUSH_AFTER_MS = 10_000;
const FLUSH_AFTER_REQUESTS = 500;

const COUNTERS = [
  'Requests',
  'Sessions',
  'Grants',
  'Denials',
  'Refusals',
  'Releases',
  'Events',
  'Failures',
  'NotNotifiable',
] as const;
export type Counter = (typeof COUNTERS)[number];

export class ChargingMetrics {
  private readonly operatorId: string;
  private counts = new Map<Counter, number>();
  private since = 0;

  constructor(operatorId: string) {
    this.operatorId = operatorId;
  }

  count(counter: Counter, by = 1): void {
    if (by > 0) this.counts.set(counter, (this.counts.get(counter) ?? 0) + by);
  }

  /** Writes what has come together, when it is enough or old enough. */
  flush(nowMs: number): void {
    const many = (this.counts.get('Requests') ?? 0) >= FLUSH_AFTER_REQUESTS;
    if (nowMs - this.since < FLUSH_AFTER_MS && !many) return;
    const Metrics = [...this.counts.keys()].map((Name) => ({ Name, Unit: 'Count' }));
    if (Metrics.length > 0) {
      // `process.stdout`, not `console`: the line must reach CloudWatch as it is, whatever the log level.
      process.stdout.write(
        `${JSON.stringify({
          _aws: {
            Timestamp: nowMs,
            CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['Operator']], Metrics }],
          },
          Operator: this.operatorId,
          ...Object.fromEntries(this.counts),
        })}\n`,
      );
    }
    this.counts = new Map();
    this.since = nowMs;
  }
}
