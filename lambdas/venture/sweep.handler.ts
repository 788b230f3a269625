/** Counts active lines of closed months ahead of their settlement, and posts what a settlement was cut off before. */
import { readPeriods } from '../ledger/periods.js';
import type { Context } from 'aws-lambda';
import { foldMonth } from './activity.js';
import { postDue, termsOf } from './steps.js';
import { environment, office } from './wiring.js';

/** What a day that was begun may still take. */
const RESERVE_MS = 120_000;
const OPERATOR = { id: 'operator', isOperator: true, requestsPerMinute: 0 } as const;

export async function handler(
  _event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<void> {
  if (office.venture === undefined) return;
  const nowMs = Date.now();
  const until = nowMs + context.getRemainingTimeInMillis() - RESERVE_MS;
  for await (const settlement of office.settlements.list(OPERATOR).walk())
    await postDue(office, settlement, nowMs);
  const { activity } = termsOf(office);
  if (activity === undefined) return;
  const { timeZone } = await office.market();
  for (const { month, state } of await readPeriods(office.ledger))
    if (state === 'closed' && !(await foldMonth(office, activity, month, timeZone, until))) {
      console.log(JSON.stringify({ message: 'counting goes on', month, table: environment.RECORDS_TABLE }));
      return;
    }
}
