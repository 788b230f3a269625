/** What the hub did, as one log line that CloudWatch reads metrics from (embedded metric format). */

const NAMESPACE = 'Wildlily/Events';

const UNITS = {
  Delivered: 'Count',
  Failed: 'Count',
  Dead: 'Count',
  EndpointsDisabled: 'Count',
  OldestUndelivered: 'Seconds',
} as const;

export type HubMetric = keyof typeof UNITS;

/** Writes nothing of what is zero: a metric costs for each hour in which it is told. */
export function emitHubMetrics(
  operatorId: string,
  nowMs: number,
  values: Readonly<Partial<Record<HubMetric, number>>>,
): void {
  const told = (Object.entries(values) as [HubMetric, number][]).filter(([, value]) => value > 0);
  if (told.length === 0) return;
  // `process.stdout`, not `console`: the line must reach CloudWatch as it is, whatever the log level.
  process.stdout.write(
    `${JSON.stringify({
      _aws: {
        Timestamp: nowMs,
        CloudWatchMetrics: [
          {
            Namespace: NAMESPACE,
            Dimensions: [['Operator']],
            Metrics: told.map(([Name]) => ({ Name, Unit: UNITS[Name] })),
          },
        ],
      },
      Operator: operatorId,
      ...Object.fromEntries(told),
    })}\n`,
  );
}
