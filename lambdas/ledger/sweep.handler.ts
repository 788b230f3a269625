/** Every hour: what time makes of the ledger. */
import type { Context } from 'aws-lambda';
import { operatorTime } from '../shared/clock.js';
import { type Swept, sweepLedger } from './sweep.js';
import { environment, exportPlace, office } from './wiring.js';

/** Left for what was begun when the time is over. */
const REST_MS = 60_000;
const exports = exportPlace();

export async function handler(
  _event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<Swept> {
  const untilMs = Date.now() + context.getRemainingTimeInMillis() - REST_MS;
  const swept = await sweepLedger(office, await operatorTime(), { exports, untilMs });
  for (const detail of swept.unbalanced)
    console.error(JSON.stringify({ message: 'the ledger is unbalanced', detail }));
  // Embedded metric format, past the log level: CloudWatch counts it from the line as it is.
  process.stdout.write(
    `${JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [
          {
            Namespace: 'Wildlily/Ledger',
            Dimensions: [['Operator']],
            Metrics: [{ Name: 'Unbalanced', Unit: 'Count' }],
          },
        ],
      },
      Operator: environment.OPERATOR_ID,
      Unbalanced: swept.unbalanced.length,
    })}\n`,
  );
  return swept;
}
