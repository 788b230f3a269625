/** What the functions of statements work with, from their environment. */
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import type { Party } from '../../domain/statements/statement.js';
import { readOperator } from '../catalogue/operator-record.js';
import { loadHostTerms } from '../charging/host-terms.js';
import { wake } from '../events/outbox.js';
import { RecordBook } from '../partners/kernel/records.js';
import { RefusedError } from '../partners/kernel/refused.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { statementBooks } from './books.js';
import type { DisputeRecord, Market, Statement, StatementRecord, StatementsOffice } from './office.js';

export const environment = requiredEnvironment(
  'RECORDS_TABLE',
  'LEDGER_TABLE',
  'PARTNER_URL',
  'OPERATOR_ID',
  'STATEMENT_PARTIES',
);
const { RECORDS_TABLE: table, LEDGER_TABLE, STATEMENT_PARTIES } = environment;
const parties = JSON.parse(STATEMENT_PARTIES) as readonly Party[];

async function market(): Promise<Market> {
  const operator = await readOperator(table);
  if (operator === undefined)
    throw new RefusedError(
      503,
      'no-operator',
      'no operator file was published yet; send it again after that',
    );
  const { currency, timeZone } = operator.market;
  return { currency, timeZone, parties };
}

const statements = new RecordBook<StatementRecord>(dynamodb, table, 'STATEMENT', 'statement');
const OPERATOR = { id: OPERATOR_OWNER, isOperator: true, requestsPerMinute: 0 } as const;

async function statementsOf({ kind, id }: Party): Promise<Statement[]> {
  const found: Statement[] = [];
  // A party has one a month: what is there in all is a few hundred.
  for await (const statement of statements.list(OPERATOR).walk())
    if (statement.party.kind === kind && statement.party.id === id) found.push(statement);
  return found;
}

export const office: StatementsOffice = {
  client: dynamodb,
  table,
  statements,
  disputes: new RecordBook<DisputeRecord>(dynamodb, table, 'DISPUTE', 'dispute'),
  books: statementBooks({
    ledger: { client: dynamodb, table: LEDGER_TABLE, now: Date.now },
    timeZone: async () => (await market()).timeZone,
    terms: async () => loadHostTerms(table),
    statementsOf,
  }),
  market,
  wake: async (eventIds) => wake(process.env['EVENTS_QUEUE_URL'], eventIds),
};
