/** Routes that read the ledger. */
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { ACCOUNT_CODES, accountOf, type AccountCode, isAccountCode } from '../../domain/ledger/chart.js';
import type { PostedEntry } from '../../domain/ledger/entry.js';
import { dayAfter, daysOf, lastDayOf, monthBefore } from '../../domain/ledger/period.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import { answerList, listOf, listQuery } from '../partners/kernel/list.js';
import { invalid } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { closingBalance } from './close.js';
import { entriesAfter, findEntry, placeOf } from './journal.js';
import type { LedgerOffice } from './office.js';
import { readPeriods } from './periods.js';
import { isDay, spanOf, unknownParams } from './span.js';
import { trialBalance } from './sums.js';
import { entryView, trialBalanceView } from './views.js';

export function readingHandlers(office: LedgerOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    listLedgerAccounts: async ({ query }) =>
      answerList(
        listQuery(query, ['code', 'class', 'of']),
        listOf(ACCOUNT_CODES.map((code) => ({ code, ...accountOf(code) }))),
        (account) => account,
      ),
    retrieveTrialBalance: async ({ query }) => {
      const span = spanOf(query);
      return json(200, trialBalanceView(await trialBalance(office.books, span), span));
    },
    retrieveAccountStatement: async (request) => json(200, await statement(office, request)),
    listLedgerEntries: async (request) => json(200, await entries(office, request)),
    listLedgerPeriods: async ({ query }) =>
      answerList(listQuery(query, ['month', 'state']), listOf(await readPeriods(office.books)), (period) => ({
        month: period.month,
        state: period.state,
        closingAt: period.closingAt,
        ...(period.closedAt === undefined ? {} : { closedAt: period.closedAt }),
      })),
  };
}

/** The account that a query names. @throws RefusedError 400 */
function accountIn({ account = '', party }: Readonly<Record<string, string>>): AccountCode {
  if (!isAccountCode(account))
    throw invalid('invalid-query', [
      { param: 'account', reason: `got "${account}"; allowed: ${ACCOUNT_CODES.join(', ')}` },
    ]);
  if (party !== undefined && accountOf(account).of === undefined)
    throw invalid('invalid-query', [
      { param: 'party', reason: `got "${party}"; allowed: none with ${account}` },
    ]);
  return account;
}

async function statement(office: LedgerOffice, { query }: PartnerRequest) {
  const span = spanOf(query, ['account', 'party', 'currency']);
  const account = accountIn(query);
  const { party, currency = (await office.market()).currency } = query;
  const own = ({ rows }: Awaited<ReturnType<typeof trialBalance>>) =>
    rows
      .filter((row) => row.account === account && row.currency === currency)
      .filter((row) => party === undefined || row.party === party);
  const netOf = (balance: Awaited<ReturnType<typeof trialBalance>>): bigint =>
    own(balance).reduce((sum, { micros }) => sum + micros, 0n);
  const opening = netOf(await openingOf(office, span.from));
  let balance = opening;
  const days: object[] = [];
  for (const day of daysOf(span.from, span.to)) {
    const rows = own(await trialBalance(office.books, { from: day, to: day }));
    if (rows.length === 0) continue;
    const sum = (name: 'micros' | 'debits' | 'credits' | 'entries') =>
      rows.reduce((all, row) => all + row[name], 0n);
    balance += sum('micros');
    days.push({
      day,
      debits: fromMicros(sum('debits')),
      credits: fromMicros(sum('credits')),
      entries: Number(sum('entries')),
      balance: fromMicros(balance),
    });
  }
  return {
    account,
    ...(party === undefined ? {} : { party }),
    currency,
    ...span,
    opening: fromMicros(opening),
    days,
    closing: fromMicros(balance),
  };
}

/** Sums of so many months are looked through where no month was closed. */
const MONTHS_BACK = 13;

/** Everything before a day: the balances of the last month that was closed before it, and the days since. */
async function openingOf({ books }: LedgerOffice, day: string) {
  const closed = (await readPeriods(books))
    .filter(({ state, month }) => state === 'closed' && lastDayOf(month) < day)
    .map(({ month }) => month)
    .toSorted()
    .at(-1);
  let from = `${day.slice(0, 7)}-01`;
  if (closed === undefined)
    for (let i = 0; i < MONTHS_BACK; i++) from = `${monthBefore(from.slice(0, 7))}-01`;
  else from = dayAfter(lastDayOf(closed));
  const kept = closed === undefined ? { rows: [], imbalance: {} } : await closingBalance(books, closed);
  const since =
    from < day ? await trialBalance(books, { from, to: dayAfter(day, -1) }) : { rows: [], imbalance: {} };
  return { rows: [...kept.rows, ...since.rows], imbalance: {} };
}

const MOST = 200;
const DEFAULT = 50;
/** Of a day that has millions: a page may be short, and there is more as long as it says where to go on. */
const MOST_LOOKED_AT = 20_000;

async function entries(office: LedgerOffice, { query, nowMs }: PartnerRequest) {
  const problems = unknownParams(query, ['day', 'source', 'account', 'party', 'id', 'after', 'limit']);
  const { timeZone } = await office.market();
  const { day = isoDate(dayAt(timeZone, nowMs)), limit = String(DEFAULT), source, party, id, after } = query;
  if (!isDay(day)) problems.push({ param: 'day', reason: `got "${day}"; allowed: YYYY-MM-DD` });
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > MOST)
    problems.push({ param: 'limit', reason: `got "${limit}"; allowed: whole number from 1 to ${MOST}` });
  if (after !== undefined && !/^\d{4}-\d{2}-\d{2}#./.test(after))
    problems.push({ param: 'after', reason: `got "${after}"; allowed: \`next\` of the page before` });
  if (problems.length > 0) throw invalid('invalid-query', problems);
  const account = query['account'] === undefined ? undefined : accountIn(query);
  if (id !== undefined) {
    const found = await findEntry(office.books, { id, sourceDay: day });
    return { entries: found === undefined ? [] : [entryView(found)] };
  }
  const wanted = (entry: PostedEntry): boolean =>
    (source === undefined || entry.source === source) &&
    ((account === undefined && party === undefined) ||
      entry.legs.some(
        (leg) =>
          (account === undefined || leg.account === account) && (party === undefined || leg.party === party),
      ));
  const page: PostedEntry[] = [];
  let looked = 0;
  let next: string | undefined;
  for await (const entry of entriesAfter(office.books, day, after)) {
    if (page.length === Number(limit) || looked === MOST_LOOKED_AT) {
      return { entries: page.map(entryView), next };
    }
    looked += 1;
    next = placeOf(entry);
    if (wanted(entry)) page.push(entry);
  }
  return { entries: page.map(entryView) };
}
