/**
 * What time makes of statements: each month's are opened, closed when it is over, and asked after when their file is late;
 * what a crash kept from the ledger is posted.
 */
import { dayAt, monthSpan } from '../../domain/cycles/index.js';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { eventWrite } from '../events/outbox.js';
import { bare, type Statement, statementEvent, type StatementsOffice } from './office.js';
import { close, open } from './statements.js';
import { type At, postDue } from './steps.js';
import { statementView } from './views.js';

export interface Swept {
  readonly opened: number;
  readonly closed: number;
  readonly late: number;
  readonly failed: number;
}

const DAY_MS = 86_400_000;
/** Records of the last hours of a month arrive after it: what is expected is fixed two days later. */
const CLOSE_AFTER_MS = 2 * DAY_MS;
/** A host sends its file within ten days, as most contracts have it. */
const LATE_AFTER_MS = 10 * DAY_MS;
const OPERATOR = { id: OPERATOR_OWNER, isOperator: true, requestsPerMinute: 0 } as const;

/** One that fails hides no other; the next run finds the same. */
export async function sweepStatements(office: StatementsOffice, at: At): Promise<Swept> {
  const { timeZone, parties } = await office.market();
  const month = new Date(dayAt(timeZone, at.nowMs) * DAY_MS).toISOString().slice(0, 7);
  let [opened, closed, late, failed] = [0, 0, 0, 0];
  for (const party of parties) {
    const statement = await open(office, party, month, at.nowMs);
    if (statement.revision === 1 && Date.parse(statement.createdAt) === at.nowMs) opened += 1;
  }
  for await (const statement of office.statements.list(OPERATOR).walk()) {
    try {
      const { toMs = Infinity } = monthSpan(timeZone, statement.period) ?? {};
      const isOver = at.nowMs >= toMs + CLOSE_AFTER_MS;
      let now = statement;
      if (statement.state === 'open' && isOver) {
        now = await close(office, statement, at);
        closed += 1;
      }
      now = await postDue(office, now, at.nowMs);
      if (isLate(now, toMs, at.nowMs) && (await tellLate(office, now, at))) late += 1;
    } catch (error) {
      failed += 1;
      console.error(
        JSON.stringify({ message: 'a statement was not looked at', id: statement.id, error: String(error) }),
      );
    }
  }
  return { opened, closed, late, failed };
}

const isLate = ({ party, state, lateTold }: Statement, toMs: number, nowMs: number): boolean =>
  party.kind === 'host' && state === 'expected_closed' && lateTold !== true && nowMs >= toMs + LATE_AFTER_MS;

async function tellLate(
  office: StatementsOffice,
  statement: Statement,
  { by, nowMs, baseUrl }: At,
): Promise<boolean> {
  const event = statementEvent('statement.late', statement, {
    by,
    nowMs,
    data: { statement: statementView(statement, baseUrl) },
    step: 'late',
  });
  const updated = await office.statements.update(statement, { ...bare(statement), lateTold: true }, nowMs, [
    eventWrite(office.table, event),
  ]);
  if (updated !== undefined) await office.wake([event.id]);
  return updated !== undefined;
}
