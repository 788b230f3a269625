/** Each day: statements are opened, closed and asked after. */
import { operatorTime } from '../shared/clock.js';
import { type Swept, sweepStatements } from './sweep-statements.js';
import { environment, office } from './wiring.js';

/** @throws Error when some could not be looked at: an alarm says so, and the next run tries again */
export async function handler(): Promise<Swept> {
  const swept = await sweepStatements(office, {
    by: { type: 'system', id: 'statements-sweep' },
    nowMs: await operatorTime(),
    baseUrl: environment.PARTNER_URL,
  });
  // Embedded metric format: CloudWatch counts it from the log.
  process.stdout.write(
    `${JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [
          {
            Namespace: 'Wildlily/Settlement',
            Dimensions: [['Operator']],
            Metrics: [{ Name: 'LateFiles', Unit: 'Count' }],
          },
        ],
      },
      Operator: environment.OPERATOR_ID,
      LateFiles: swept.late,
    })}\n`,
  );
  if (swept.failed > 0) throw new Error(`${swept.failed} statements could not be looked at`);
  return swept;
}
