/** The ledger as the API shows it: amounts are decimal strings. */
import { accountOf } from '../../domain/ledger/chart.js';
import type { PostedEntry } from '../../domain/ledger/entry.js';
import type { TrialBalance } from '../../domain/ledger/sums.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import type { Span } from './journal.js';

export const entryView = ({ id, at, day, sourceDay, of, source, currency, legs, note }: PostedEntry) => ({
  id,
  at,
  day,
  sourceDay,
  ...(of === undefined ? {} : { of }),
  source,
  currency,
  legs: legs.map(({ account, party, micros }) => ({
    account,
    ...(party === undefined ? {} : { party }),
    amount: fromMicros(micros),
  })),
  ...(note === undefined ? {} : { note }),
});

export const trialBalanceView = ({ rows, imbalance }: TrialBalance, { from, to }: Span) => ({
  from,
  to,
  rows: rows.map(({ account, party, currency, debits, credits, micros, entries }) => ({
    account,
    class: accountOf(account).class,
    ...(party === undefined ? {} : { party }),
    currency,
    debits: fromMicros(debits),
    credits: fromMicros(credits),
    balance: fromMicros(micros),
    entries: Number(entries),
  })),
  imbalance: Object.fromEntries(
    Object.entries(imbalance).map(([currency, micros]) => [currency, fromMicros(micros)]),
  ),
});
