/** What time makes of trials and months: verdicts stop trials, and months that are over become figures of groups. */
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { monthAfter } from '../../domain/loyalty/month.js';
import { BusyError } from '../accounts/desk.js';
import { agreedTo } from './agreed.js';
import { closeMonth } from './insight-months.js';
import type { ExperimentsOffice } from './office.js';
import { countLifts } from './lifts.js';
import { resultsOf } from './results.js';
import { runningExperiments } from './running.js';
import { take } from './steps.js';

/** Usage of files and of networks that were cut off may come so late. */
const LATE_DAYS = 3;
/** What is looked back on: an operator that was down for longer closes them by hand. */
const MONTHS_BACK = 3;

export interface Swept {
  readonly stopped: readonly string[];
  readonly closed: readonly string[];
  /** Campaigns whose lift is known now. */
  readonly counted: readonly string[];
}

/**
 * Each may be done again at any time: what is stopped or closed stays so.
 *
 * @throws AggregateError when some could not be looked at; all others were
 */
export async function sweepExperiments(
  office: ExperimentsOffice,
  { nowMs, baseUrl }: { readonly nowMs: number; readonly baseUrl: string },
): Promise<Swept> {
  const stopped: string[] = [];
  const failed: unknown[] = [];
  // One that can't be read keeps no other's guardrail from stopping it.
  for (const id of await runningExperiments(office)) {
    try {
      if (await stopWhenCertain(office, id, nowMs, baseUrl)) stopped.push(id);
    } catch (error) {
      // Somebody did something with it meanwhile: the next run looks again.
      if (!(error instanceof BusyError)) failed.push(new Error(`experiment ${id}`, { cause: error }));
    }
  }
  const all = async (what: string, done: () => Promise<readonly string[]>) =>
    done().catch((error: unknown) => {
      failed.push(new Error(what, { cause: error }));
      return [];
    });
  const closed = await all('months of insight', async () => closeMonths(office, nowMs));
  const counted = await all('lifts of campaigns', async () => countLifts(office, nowMs));
  if (failed.length > 0) throw new AggregateError(failed, `not looked at: ${failed.map(String).join('; ')}`);
  return { stopped, closed, counted };
}

async function stopWhenCertain(office: ExperimentsOffice, id: string, nowMs: number, baseUrl: string) {
  const record = await office.experiments.get(id);
  if (record?.state !== 'running') return false;
  const verdict = await resultsOf(office, record, nowMs);
  if (verdict.outcome === 'go-on') return false;
  await take(office, record, {
    to: 'stopped',
    with: { stoppedAt: new Date(nowMs).toISOString(), verdict },
    by: { type: 'system', id: 'experiments-sweep' },
    nowMs,
    baseUrl,
  });
  return true;
}

const DAY_MS = 86_400_000;

async function closeMonths(office: ExperimentsOffice, nowMs: number): Promise<string[]> {
  const operator = await office.operator();
  if (operator === undefined) return [];
  const { client, table } = office;
  const { timeZone, policy } = operator.market;
  const month = isoDate(dayAt(timeZone, nowMs - LATE_DAYS * DAY_MS)).slice(0, 7);
  const agreed = agreedTo(office, ['insight'], policy.advertising, nowMs);
  const closed: string[] = [];
  for (let back = MONTHS_BACK; back >= 1; back--) {
    const over = monthAfter(month, -back);
    const terms = { month: over, nowMs, smallestGroup: policy.insight.smallestGroup };
    if (await closeMonth({ client, table, agreed }, terms)) closed.push(over);
  }
  return closed;
}
