/** An experiment's life: each step once, and only forward. */
import { EXPERIMENT_STEPS, type ExperimentState } from '../../domain/experiments/experiment.js';
import type { Actor } from '../../domain/events/event.js';
import { BusyError } from '../accounts/desk.js';
import { eventWrite } from '../events/outbox.js';
import type { Recorded } from '../partners/kernel/records.js';
import { RefusedError } from '../partners/kernel/refused.js';
import { experimentEvent, type ExperimentRecord, type ExperimentsOffice, RUNNING } from './office.js';

export interface Step {
  readonly to: ExperimentState;
  /** What else is known then. */
  readonly with?: Partial<ExperimentRecord>;
  readonly by: Actor;
  readonly nowMs: number;
  readonly baseUrl: string;
}

/**
 * Takes an experiment on, with its event.
 *
 * @returns the record as it is; what is there already is left as it is
 * @throws RefusedError 409 when the step is not allowed; BusyError when somebody else was first
 */
export async function take(
  office: ExperimentsOffice,
  before: Recorded<ExperimentRecord>,
  { to, with: known = {}, ...told }: Step,
): Promise<Recorded<ExperimentRecord>> {
  if (before.state === to) return before;
  if (!EXPERIMENT_STEPS[before.state].includes(to))
    throw new RefusedError(
      409,
      'state-invalid',
      `experiment ${before.id} is ${before.state}; allowed next: ${EXPERIMENT_STEPS[before.state].join(', ') || 'nothing'}`,
    );
  const { gsi1pk: _pk, gsi1sk: _sk, ...kept } = before;
  const value: ExperimentRecord = {
    ...kept,
    ...known,
    state: to,
    ...(to === 'running' ? { gsi1pk: RUNNING, gsi1sk: before.id } : {}),
  };
  const { record } = office.experiments.change(before, value, told.nowMs);
  const event = experimentEvent(before.state, record, told);
  const updated = await office.experiments.update(before, value, told.nowMs, [
    eventWrite(office.table, event),
  ]);
  if (updated === undefined) throw new BusyError(`experiment ${before.id} was changed by somebody else`);
  await office.wake([event.id]);
  return updated;
}
