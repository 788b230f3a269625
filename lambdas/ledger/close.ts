/**
 * Closes a month: nobody posts into it from then on; once all who were at it are done, its journal is read again and
 * compared with the sums, what was earned to its end is booked, and balances are kept. Each run goes on where the last
 * one stopped.
 */
import { BatchWriteItemCommand, UpdateItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { monthAfter } from '../../domain/cycles/month.js';
import { daysOf, dayAfter, lastDayOf, monthBefore } from '../../domain/ledger/period.js';
import { Sums, summed, type TrialBalance, trialBalanceOf } from '../../domain/ledger/sums.js';
import { type LedgerBooks } from './books.js';
import { entriesBooked } from './journal.js';
import type { LedgerOffice } from './office.js';
import { type PeriodRecord, PERIODS, PERIODS_GOOD_MS, readPeriods } from './periods.js';
import { recognise } from './recognition.js';
import { rowsOf } from './sums.js';

export type CloseOutcome =
  /** It may not be closed now. */
  | { readonly outcome: 'refused'; readonly detail: string }
  /** Those who began before may still post; or sums are behind the journal. Ask again. */
  | { readonly outcome: 'closing'; readonly detail: string }
  /** The books do not balance, or sums differ from the journal long after it was written. */
  | { readonly outcome: 'unbalanced'; readonly detail: string }
  | { readonly outcome: 'closed' };

/** Whoever read that a month is open has posted by then: what was read, a function's longest run, and as much again. */
const SETTLES_MS = 2 * (PERIODS_GOOD_MS + 60_000);
/** The stream keeps changes for a day: what is not summed then never will be. */
const SUMMED_MS = 24 * 3600 * 1000;
/** The first month that is closed takes in those before it. */
const FIRST_MONTHS = 3;

/**
 * @param today  local day of the market
 * @param untilMs  real time from which on the rest is left to the next run
 */
export async function closeMonth(
  office: Pick<LedgerOffice, 'books' | 'recognition'>,
  month: string,
  today: string,
  nowMs: number,
  untilMs = Infinity,
): Promise<CloseOutcome> {
  const { books } = office;
  const periods = await readPeriods(books);
  const before = periods.find((period) => period.month === month);
  const others = periods.filter((period) => period.month !== month);
  const last = others
    .map((period) => period.month)
    .toSorted()
    .at(-1);
  if (before?.state === 'closed') return { outcome: 'closed' };
  if (today <= lastDayOf(month)) return { outcome: 'refused', detail: `${month} is not over` };
  const open = others.find(({ state }) => state !== 'closed');
  if (open !== undefined) return { outcome: 'refused', detail: `${open.month} is closing` };
  if (last !== undefined && month !== monthAfter(last))
    return { outcome: 'refused', detail: `${monthAfter(last)} is the next that can be closed` };
  if (before === undefined) {
    await update(books, month, { state: 'closing', closingAt: new Date(books.now()).toISOString() });
    return { outcome: 'closing', detail: 'nobody posts into it any more' };
  }
  const ageMs = books.now() - Date.parse(before.closingAt);
  if (ageMs < SETTLES_MS) return { outcome: 'closing', detail: 'those who began before may still post' };
  return finish(office, before, { first: last === undefined, ageMs, nowMs, untilMs });
}

async function finish(
  office: Pick<LedgerOffice, 'books' | 'recognition'>,
  { month, checkedThrough }: PeriodRecord,
  {
    first,
    ageMs,
    nowMs,
    untilMs,
  }: {
    readonly first: boolean;
    readonly ageMs: number;
    readonly nowMs: number;
    readonly untilMs: number;
  },
): Promise<CloseOutcome> {
  const { books } = office;
  const end = lastDayOf(month);
  let start = `${month}-01`;
  if (first) for (let i = 0; i < FIRST_MONTHS; i++) start = `${monthBefore(start.slice(0, 7))}-01`;
  const from = checkedThrough === undefined ? start : dayAfter(checkedThrough);
  for (const day of daysOf(from, end)) {
    if (books.now() > untilMs)
      return { outcome: 'closing', detail: `days from ${day} on are to be read again` };
    const different = await differenceOf(books, day);
    if (different !== undefined)
      return ageMs > SUMMED_MS
        ? { outcome: 'unbalanced', detail: `${day}: ${different}` }
        : { outcome: 'closing', detail: `sums of ${day} are behind the journal: ${different}` };
    // The last day is looked at until nothing more is earned on it.
    if (day < end) await update(books, month, { checkedThrough: day });
  }
  // All sums are the journal's, so what is deferred is known whole. Nobody but this books on the month's last day now.
  const earned = await recognise(office, end, async () => Promise.resolve(monthBefore(month)), nowMs);
  if (earned > 0) return { outcome: 'closing', detail: `${earned} entries of what was earned were booked` };
  const sums = await rowsOf(
    books,
    daysOf(start, end).map((day) => `SUMS#${day}`),
  );
  const opening = first ? [] : await rowsOf(books, [balanceGroup(monthBefore(month))]);
  const all = new Map<string, Record<string, bigint>>(opening);
  for (const [row, add] of sums) all.set(row, summed(all.get(row) ?? {}, add));
  const { imbalance } = trialBalanceOf(all);
  const wrong = Object.entries(imbalance).filter(([, left]) => left !== 0n);
  if (wrong.length > 0)
    return {
      outcome: 'unbalanced',
      detail: wrong.map(([currency, left]) => `${left} micros of ${currency}`).join(', '),
    };
  await keepBalances(books, month, all);
  await update(books, month, { state: 'closed', closedAt: new Date(books.now()).toISOString() });
  return { outcome: 'closed' };
}

/** What sums of a day say other than its journal; undefined = nothing. */
export async function differenceOf(books: LedgerBooks, day: string): Promise<string | undefined> {
  const journal = new Sums();
  for await (const entry of entriesBooked(books, { from: day, to: day })) journal.add(entry);
  for (const group of [`SUMS#${day}`, `WHOLESALE#${day}`]) {
    const rows = await rowsOf(books, [group]);
    const read = journal.groups.get(group) ?? new Map<string, Record<string, bigint>>();
    for (const row of new Set([...rows.keys(), ...read.keys()]))
      for (const name of Object.keys({ ...rows.get(row), ...read.get(row) })) {
        const [is, should] = [rows.get(row)?.[name] ?? 0n, read.get(row)?.[name] ?? 0n];
        if (is !== should) return `${name} of ${row} are ${is}, the journal says ${should}`;
      }
  }
  return undefined;
}

/** `BALANCE#<month>` / `00#<account>#<party>#<currency>`: everything to the month's end. */
const balanceGroup = (month: string) => `BALANCE#${month}`;

/** Balances at the end of a month that is closed. */
export const closingBalance = async (books: LedgerBooks, month: string): Promise<TrialBalance> =>
  trialBalanceOf(await rowsOf(books, [balanceGroup(month)]));

const MOST_WRITES = 25;

/** The same again is the same. */
async function keepBalances(
  { client, table }: LedgerBooks,
  month: string,
  rows: ReadonlyMap<string, Readonly<Record<string, bigint>>>,
): Promise<void> {
  const writes = [...rows].map(([row, amounts]): WriteRequest => ({
    PutRequest: {
      Item: {
        pk: { S: balanceGroup(month) },
        sk: { S: `00#${row}` },
        ...Object.fromEntries(Object.entries(amounts).map(([name, n]) => [name, { N: String(n) }])),
      },
    },
  }));
  for (let at = 0; at < writes.length; at += MOST_WRITES) {
    let left: WriteRequest[] = writes.slice(at, at + MOST_WRITES);
    while (left.length > 0) {
      const { UnprocessedItems: rest = {} } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: left } }),
      );
      left = rest[table] ?? [];
    }
  }
}

async function update(
  { client, table }: LedgerBooks,
  month: string,
  fields: Readonly<Partial<Omit<PeriodRecord, 'month'>>>,
): Promise<void> {
  const names = Object.entries(fields);
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: PERIODS }, sk: { S: month } },
      // Since when it closes is said once; what is closed stays so.
      UpdateExpression: `SET ${names.map(([name], i) => (name === 'closingAt' ? `#${i} = if_not_exists(#${i}, :${i})` : `#${i} = :${i}`)).join(', ')}`,
      ConditionExpression: 'attribute_not_exists(#state) OR #state = :closing',
      ExpressionAttributeNames: {
        '#state': 'state',
        ...Object.fromEntries(names.map(([name], i) => [`#${i}`, name])),
      },
      ExpressionAttributeValues: {
        ':closing': { S: 'closing' },
        ...Object.fromEntries(names.map(([, value], i) => [`:${i}`, { S: value }])),
      },
    }),
  );
}
