/** What a run of the renewer did, as one log line that CloudWatch reads metrics from (embedded metric format). */
import type { RenewalSummary } from './renew-due.js';

const NAMESPACE = 'Wildlily/Renewals';

/** Writes nothing when there was nothing to do: a metric costs for each hour in which it is told. */
export function emitRenewalMetrics(
  operatorId: string,
  nowMs: number,
  { renewed, repaired, failed, lagS, complete }: RenewalSummary,
): void {
  if (renewed + repaired + failed + lagS === 0) return;
  const Metrics = [
    { Name: 'Renewed', Unit: 'Count' },
    { Name: 'Failed', Unit: 'Count' },
    { Name: 'Lag', Unit: 'Seconds' },
  ];
  // `process.stdout`, not `console`: the line must reach CloudWatch as it is, whatever the log level.
  process.stdout.write(
    `${JSON.stringify({
      _aws: {
        Timestamp: nowMs,
        CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['Operator']], Metrics }],
      },
      message: complete ? 'renewals done' : 'renewals go on with the next run',
      Operator: operatorId,
      Renewed: renewed,
      Failed: failed,
      Lag: lagS,
      repaired,
    })}\n`,
  );
}
