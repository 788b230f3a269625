/** What time makes of trials and months: verdicts stop trials, and months that are over become figures of groups. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { isAllowed } from '../../domain/consents/consent.js';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { inParallel } from '../../domain/in-parallel.js';
import { monthAfter } from '../../domain/loyalty/month.js';
import { BusyError } from '../accounts/desk.js';
import { consentsOf } from '../consents/read.js';
import { closeMonth } from './insight-months.js';
import { type ExperimentsOffice, RUNNING } from './office.js';
import { resultsOf } from './results.js';
import { take } from './steps.js';

const LANES = 16;
/** Usage of files and of networks that were cut off may come so late. */
const LATE_DAYS = 3;
/** What is looked back on: an operator that was down for longer closes them by hand. */
const MONTHS_BACK = 3;

export interface Swept {
  readonly stopped: readonly string[];
  readonly closed: readonly string[];
}

/** Each may be done again at any time: what is stopped or closed stays so. */
export async function sweepExperiments(
  office: ExperimentsOffice,
  { nowMs, baseUrl }: { readonly nowMs: number; readonly baseUrl: string },
): Promise<Swept> {
  const stopped: string[] = [];
  for (const id of await running(office)) {
    const record = await office.experiments.get(id);
    if (record?.state !== 'running') continue;
    const verdict = await resultsOf(office, record, nowMs);
    if (verdict.outcome === 'go-on') continue;
    try {
      await take(office, record, {
        to: 'stopped',
        with: { stoppedAt: new Date(nowMs).toISOString(), verdict },
        by: { type: 'system', id: 'experiments-sweep' },
        nowMs,
        baseUrl,
      });
      stopped.push(id);
    } catch (error) {
      // Somebody did something with it meanwhile: the next run looks again.
      if (!(error instanceof BusyError)) throw error;
    }
  }
  return { stopped, closed: await closeMonths(office, nowMs) };
}

async function running({ client, table }: ExperimentsOffice): Promise<string[]> {
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :running',
      ExpressionAttributeValues: { ':running': { S: RUNNING } },
      ProjectionExpression: 'gsi1sk',
    }),
  );
  return items.flatMap(({ gsi1sk }) => (gsi1sk?.S === undefined ? [] : [gsi1sk.S]));
}

const DAY_MS = 86_400_000;

async function closeMonths(office: ExperimentsOffice, nowMs: number): Promise<string[]> {
  const operator = await office.operator();
  if (operator === undefined) return [];
  const { client, table } = office;
  const { timeZone, policy } = operator.market;
  const month = isoDate(dayAt(timeZone, nowMs - LATE_DAYS * DAY_MS)).slice(0, 7);
  const allowed = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
    const all = await inParallel(ids, LANES, async (id) => {
      const consents = await consentsOf(client, table, id);
      return isAllowed(consents, 'insight', 'any', policy.advertising, nowMs) ? [id] : [];
    });
    return new Set(all.flat());
  };
  const closed: string[] = [];
  for (let back = MONTHS_BACK; back >= 1; back--) {
    const over = monthAfter(month, -back);
    const terms = { month: over, nowMs, smallestGroup: policy.insight.smallestGroup };
    if (await closeMonth({ client, table, allowed }, terms)) closed.push(over);
  }
  return closed;
}
