/** Asks providers for what they have not told, every five minutes. A run that meets its time limit stops; the next goes on. */
import type { Context } from 'aws-lambda';
import { runDunning } from './dunning.js';
import { queryDue, type QueryOptions, reviewWaiting } from './query-due.js';
import { applying, metrics } from './wiring.js';

const STOP_BEFORE_END_MS = 20_000;

export async function handler(
  _event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<void> {
  const options: QueryOptions = {
    ...applying,
    dunning: (row) => runDunning(row, applying),
    mayGoOn: () => context.getRemainingTimeInMillis() > STOP_BEFORE_END_MS,
  };
  // First, for it asks no provider: one that is slow may take all the time that is left.
  await reviewWaiting(options);
  const summary = await queryDue(options);
  metrics.flush(Date.now());
  if (summary.asked > 0 || !summary.complete)
    console.log(JSON.stringify({ message: 'asked for payments', ...summary }));
}
