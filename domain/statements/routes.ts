/** Routes of the settlement API that are about statements of other sides, and what is disputed of them. */
import { type Route, scopeOf } from '../partners/route.js';

const statements = (verb: 'read' | 'write') =>
  ({ api: 'statements', handler: 'statements', scope: scopeOf('statements', verb) }) as const;

const ONE = '/statements/{statementId}';
const MAPPING = '/statement-mappings/{partyKind}/{partyId}';

const list = (
  operationId: string,
  path: string,
  summary: string,
  answer: string,
  query?: readonly string[],
): Route => ({
  ...statements('read'),
  operationId,
  method: 'GET',
  path,
  summary,
  answer,
  isList: true,
  status: 200,
  ...(query === undefined ? {} : { query }),
});

const retrieve = (operationId: string, path: string, summary: string, answer: string): Route => ({
  ...statements('read'),
  operationId,
  method: 'GET',
  path,
  summary,
  answer,
  status: 200,
});

const step = (verb: string, path: string, summary: string, body?: string): Route => ({
  ...statements('write'),
  operationId: `${verb}Statement`,
  method: 'POST',
  path: `${ONE}/${path}`,
  summary,
  ...(body === undefined ? {} : { body }),
  answer: 'Statement',
  status: 200,
});

export const STATEMENTS_ROUTES: readonly Route[] = [
  {
    ...statements('write'),
    operationId: 'createStatement',
    method: 'POST',
    path: '/statements',
    summary: 'Open the statement of a party and month; there is one of each',
    body: 'Statement_Create',
    answer: 'Statement',
    status: 201,
  },
  list('listStatements', '/statements', 'Statements', 'Statement'),
  retrieve(
    'retrieveStatement',
    ONE,
    'One statement, with what is expected, received and agreed',
    'Statement',
  ),
  step('close', 'close', 'Fix what we expect of a month that is over'),
  list(
    'listStatementDifferences',
    `${ONE}/differences`,
    'What differs, record by record',
    'StatementDifference',
    ['cause'],
  ),
  list('listStatementVariances', `${ONE}/variances`, 'Both sides by day, kind and zone', 'StatementVariance'),
  {
    ...statements('write'),
    operationId: 'createStatementDispute',
    method: 'POST',
    path: `${ONE}/disputes`,
    summary: 'Dispute every difference of a cause, with the file of differences as evidence',
    body: 'StatementDispute_Create',
    answer: 'Dispute',
    status: 201,
  },
  step('agree', 'agree', 'Both sides owe by this amount from here on', 'StatementAgreement'),
  step('pay', 'pay', 'It was paid', 'StatementPayment'),
  {
    ...statements('write'),
    operationId: 'putStatementMapping',
    method: 'PUT',
    path: MAPPING,
    summary: "How a party's files are read, and how much may differ",
    body: 'StatementMapping_Update',
    answer: 'StatementMapping',
    status: 200,
  },
  retrieve('retrieveStatementMapping', MAPPING, "How a party's files are read", 'StatementMapping'),
  list('listDisputes', '/disputes', 'Disputes', 'Dispute'),
  retrieve('retrieveDispute', '/disputes/{disputeId}', 'One dispute', 'Dispute'),
  {
    ...statements('write'),
    operationId: 'resolveDispute',
    method: 'POST',
    path: '/disputes/{disputeId}/resolve',
    summary: 'Say how it ended, with their credit note where there is one',
    body: 'DisputeResolution',
    answer: 'Dispute',
    status: 200,
  },
];
