/** Routes of the settlement API that are about the ledger. */
import { type Route, scopeOf } from '../partners/route.js';

const ledger = (verb: 'read' | 'write') =>
  ({ api: 'ledger', handler: 'ledger', scope: scopeOf('ledger', verb) }) as const;

const PERIOD = '/ledger/periods/{month}';
const SPAN = ['month', 'from', 'to'];

const read = (
  operationId: string,
  path: string,
  summary: string,
  answer: string,
  query: readonly string[] = [],
): Route => ({
  ...ledger('read'),
  operationId,
  method: 'GET',
  path,
  summary,
  answer,
  status: 200,
  ...(query.length === 0 ? {} : { query }),
});

export const LEDGER_ROUTES: readonly Route[] = [
  {
    ...ledger('read'),
    operationId: 'listLedgerAccounts',
    method: 'GET',
    path: '/ledger/accounts',
    summary: 'The chart of accounts',
    answer: 'LedgerAccount',
    isList: true,
    status: 200,
  },
  read(
    'retrieveTrialBalance',
    '/ledger/trial-balance',
    'What was booked in a month or between two days, account by account',
    'TrialBalance',
    SPAN,
  ),
  read(
    'retrieveAccountStatement',
    '/ledger/account-statement',
    'One account, day by day, from its opening to its closing balance',
    'LedgerAccountStatement',
    [...SPAN, 'account', 'party', 'currency'],
  ),
  read('listLedgerEntries', '/ledger/entries', 'Entries of a day', 'LedgerEntries', [
    'day',
    'source',
    'account',
    'party',
    'id',
    'after',
    'limit',
  ]),
  {
    ...ledger('write'),
    operationId: 'createLedgerEntry',
    method: 'POST',
    path: '/ledger/entries',
    summary: 'Post an entry by hand, once by its id',
    body: 'LedgerEntry_Create',
    answer: 'LedgerEntry',
    status: 201,
  },
  {
    ...ledger('write'),
    operationId: 'createLedgerReversal',
    method: 'POST',
    path: '/ledger/reversals',
    summary: 'Take an entry back by another; nothing is ever changed or deleted',
    body: 'LedgerReversal_Create',
    answer: 'LedgerEntry',
    status: 201,
  },
  {
    ...ledger('read'),
    operationId: 'listLedgerPeriods',
    method: 'GET',
    path: '/ledger/periods',
    summary: 'Months that are closing or closed; all others are open',
    answer: 'LedgerPeriod',
    isList: true,
    status: 200,
  },
  {
    ...ledger('write'),
    operationId: 'closeLedgerPeriod',
    method: 'POST',
    path: `${PERIOD}/close`,
    summary: 'Close a month, or go on closing it',
    answer: 'LedgerPeriod',
    status: 200,
  },
  {
    ...ledger('write'),
    operationId: 'exportLedgerPeriod',
    method: 'POST',
    path: `${PERIOD}/export`,
    summary: "Write a month's entries as CSV and Parquet",
    answer: 'LedgerExport',
    status: 202,
  },
];
