/** A statement's life: every step once, with its event; what it does to the ledger is posted after it, once by its id. */
import type { Actor } from '../../domain/events/event.js';
import { agreedLegs, paidLegs } from '../../domain/statements/posting.js';
import { allowedSteps, stateAfter, type StatementStep } from '../../domain/statements/statement.js';
import { BusyError } from '../accounts/desk.js';
import { eventWrite } from '../events/outbox.js';
import { RefusedError } from '../partners/kernel/refused.js';
import {
  bare,
  type Statement,
  statementEvent,
  type StatementRecord,
  type StatementsOffice,
} from './office.js';
import { statementView } from './views.js';

export interface At {
  readonly by: Actor;
  readonly nowMs: number;
  readonly baseUrl: string;
}

/** @throws RefusedError 409 when the state does not allow it; BusyError when somebody else was first */
export async function take(
  office: StatementsOffice,
  before: Statement,
  step: StatementStep,
  known: Partial<StatementRecord>,
  { by, nowMs, baseUrl }: At,
): Promise<Statement> {
  const state = stateAfter(before.state, step);
  if (state === undefined)
    throw new RefusedError(
      409,
      'state-invalid',
      `statement ${before.id} is ${before.state}; allowed next: ${allowedSteps(before.state).join(', ') || 'nothing'}`,
    );
  const value: StatementRecord = { ...bare(before), ...known, state };
  const { record } = office.statements.change(before, value, nowMs);
  const event = statementEvent('statement.state_changed', record, {
    by,
    nowMs,
    data: { statement: statementView(record, baseUrl) },
    step: `${state} ${record.revision}`,
  });
  const updated = await office.statements.update(before, value, nowMs, [eventWrite(office.table, event)]);
  if (updated === undefined) throw new BusyError(`statement ${before.id} was changed by somebody else`);
  await office.wake([event.id]);
  return updated;
}

/**
 * Posts what the ledger lacks of a statement. Safe to repeat: entries have the statement's id, and what they say was fixed
 * with its state.
 */
export async function postDue(
  office: StatementsOffice,
  statement: Statement,
  nowMs: number,
): Promise<Statement> {
  const { id, party, currency, expected, agreed, paid } = statement;
  const changes: Partial<StatementRecord> = {
    ...(agreed === undefined || agreed.isPosted === true ? {} : { agreed: { ...agreed, isPosted: true } }),
    ...(paid === undefined || paid.isPosted === true ? {} : { paid: { ...paid, isPosted: true } }),
  };
  if (changes.agreed !== undefined) {
    const legs = agreedLegs(party.kind, party.id, {
      expectedMicros: expected?.micros ?? 0,
      agreedMicros: changes.agreed.micros,
    });
    if (legs.length > 0)
      await office.books.post({ id: `statement/${id}/agreed`, at: changes.agreed.at, currency, legs });
  }
  if (changes.paid !== undefined && changes.paid.micros !== 0)
    await office.books.post({
      id: `statement/${id}/paid`,
      at: changes.paid.at,
      currency,
      legs: paidLegs(party.kind, party.id, changes.paid.micros),
    });
  if (Object.keys(changes).length === 0) return statement;
  // Somebody else may have been first: then the sweep looks again, and finds all of it posted.
  return (await office.statements.update(statement, { ...bare(statement), ...changes }, nowMs)) ?? statement;
}
