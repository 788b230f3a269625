/** Counts of payments as CloudWatch metrics in embedded metric format: one line a provider and invocation. */

const NAMESPACE = 'Wildlily/Payments';

export const PAYMENT_METRICS = [
  /** Webhooks that came for a provider of the operator. */
  'Received',
  /** Messages kept for the first time. */
  'Stored',
  /** Messages that were kept before. */
  'Duplicates',
  /** Webhooks whose signature is missing, wrong or of an unknown key. */
  'SignatureFailures',
  /** Webhooks refused for anything else: size, type, age, form, sender. */
  'Refused',
  /** Webhooks that could not be taken in through a fault of ours: the provider sends them again. */
  'Failures',
  'Applied',
  'Waiting',
  'Quarantined',
  'Credited',
  'FoundByQuery',
  'Mismatched',
] as const;
export type PaymentMetric = (typeof PAYMENT_METRICS)[number];

export class PaymentMetrics {
  private readonly operatorId: string;
  private readonly write: (line: string) => void;
  private counts = new Map<string, Map<PaymentMetric, number>>();

  /** @param write  @default the process' standard output, whence CloudWatch reads it whatever the log level */
  constructor(operatorId: string, write: (line: string) => void = (line) => process.stdout.write(line)) {
    this.operatorId = operatorId;
    this.write = write;
  }

  /** @param provider  a provider's id: never what a stranger sent */
  count(metric: PaymentMetric, provider: string, by = 1): void {
    if (by <= 0) return;
    const counts = this.counts.get(provider) ?? new Map<PaymentMetric, number>();
    counts.set(metric, (counts.get(metric) ?? 0) + by);
    this.counts.set(provider, counts);
  }

  /** Writes what was counted since: an instance may not live until it is more. */
  flush(nowMs: number): void {
    for (const [Provider, counts] of this.counts) {
      const Metrics = [...counts.keys()].map((Name) => ({ Name, Unit: 'Count' }));
      const Dimensions = [['Operator'], ['Operator', 'Provider']];
      this.write(
        `${JSON.stringify({
          _aws: {
            Timestamp: nowMs,
            CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions, Metrics }],
          },
          Operator: this.operatorId,
          Provider,
          ...Object.fromEntries(counts),
        })}\n`,
      );
    }
    this.counts = new Map();
  }
}
