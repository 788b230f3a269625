/** Counts of orders as CloudWatch metrics: one line in embedded metric format. */

const UNITS = { Woken: 'Count', Lag: 'Seconds', Held: 'Count' } as const;

export type OrderMetric = keyof typeof UNITS;

/** Writes past the log level: CloudWatch reads the line as it is. */
export function emitOrderMetrics(
  operatorId: string,
  nowMs: number,
  values: Readonly<Partial<Record<OrderMetric, number>>>,
): void {
  const Metrics = (Object.keys(values) as OrderMetric[]).map((Name) => ({ Name, Unit: UNITS[Name] }));
  process.stdout.write(
    `${JSON.stringify({
      _aws: {
        Timestamp: nowMs,
        CloudWatchMetrics: [{ Namespace: 'Wildlily/Orders', Dimensions: [['Operator']], Metrics }],
      },
      Operator: operatorId,
      ...values,
    })}\n`,
  );
}
