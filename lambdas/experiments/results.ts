/** What is known of an experiment: all exposures read, and judged. */
import type { Experiment } from '../../domain/experiments/experiment.js';
import { observe } from '../../domain/experiments/observe.js';
import { type Observations, type Verdict, verdictOf } from '../../domain/experiments/verdict.js';
import type { Recorded } from '../partners/kernel/records.js';
import { exposures } from './exposures.js';
import { experimentOf, type ExperimentRecord, type ExperimentsOffice } from './office.js';

const DAY_MS = 86_400_000;

export interface Results extends Verdict {
  readonly daysRunning: number;
}

/** Sums are made anew each time: no count can drift from what they are of. */
export async function resultsOf(
  office: Pick<ExperimentsOffice, 'client' | 'table' | 'operator'>,
  record: Recorded<ExperimentRecord>,
  nowMs: number,
): Promise<Results> {
  const experiment: Experiment = experimentOf(record);
  const metrics = [...new Set([experiment.primary.name, ...experiment.guardrails.map(({ name }) => name)])];
  const fewest = await smallestGroupOf(office);
  let observed: Observations = {};
  for await (const exposure of exposures(office, record.id)) observed = observe(observed, exposure, metrics);
  const until = record.stoppedAt === undefined ? nowMs : Date.parse(record.stoppedAt);
  const daysRunning = record.startedAt === undefined ? 0 : (until - Date.parse(record.startedAt)) / DAY_MS;
  return { ...verdictOf(experiment, observed, daysRunning, fewest), daysRunning };
}

/** Of fewer nothing is told, not even what came of them. */
export const smallestGroupOf = async ({ operator }: Pick<ExperimentsOffice, 'operator'>): Promise<number> =>
  (await operator())?.market.policy.insight.smallestGroup ?? 1;
