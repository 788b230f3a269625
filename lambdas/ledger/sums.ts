/** Reads sums: what entries of a day came to, by account, and what usage of it cost. A moment behind the journal. */
import type { UsageFact } from '../../domain/ledger/entry.js';
import { daysOf, lastDayOf } from '../../domain/ledger/period.js';
import { Sums, type TrialBalance, trialBalanceOf } from '../../domain/ledger/sums.js';
import type { LedgerBooks } from './books.js';
import { itemsOf, type Span } from './journal.js';

/** Rows of a group of sums, their lanes added up. */
export async function rowsOf(
  books: LedgerBooks,
  groups: readonly string[],
): Promise<Map<string, Record<string, bigint>>> {
  const sums = new Sums();
  for (const group of groups)
    for await (const { pk: _pk, sk, ...amounts } of itemsOf(books, group)) {
      const row = (sk?.S ?? '').replace(/^[^#]*#/, '');
      const add = Object.fromEntries(
        Object.entries(amounts).flatMap(([name, { N: n }]) => (n === undefined ? [] : [[name, BigInt(n)]])),
      );
      sums.put({ group: '', row, add });
    }
  return sums.groups.get('') ?? new Map<string, Record<string, bigint>>();
}

/** A query may see part of what a transaction writes: then it looks again. */
const MOST_LOOKS = 5;
const PAUSE_MS = 50;

/** What was booked on days, the last included. */
export async function trialBalance(books: LedgerBooks, { from, to }: Span): Promise<TrialBalance> {
  const groups = daysOf(from, to).map((day) => `SUMS#${day}`);
  for (let look = 1; ; look++) {
    const balance = trialBalanceOf(await rowsOf(books, groups));
    if (look === MOST_LOOKS || Object.values(balance.imbalance).every((micros) => micros === 0n))
      return balance;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

/** Usage of a month by host, version of its terms, plan, kind and zone. */
export interface WholesaleSum {
  readonly host: string;
  readonly hostTerms?: number;
  readonly planId: string;
  readonly kind: UsageFact['kind'];
  readonly zone?: string;
  readonly currency: string;
  /** Bytes, seconds or messages. */
  readonly units: bigint;
  /** Lines of usage. */
  readonly events: bigint;
  readonly costMicros: bigint;
  /** What subscribers paid for it when it was used. */
  readonly priceMicros: bigint;
}

/** @param span  a month, or days (the last included) */
export async function wholesaleOf(
  books: LedgerBooks,
  span: ({ readonly month: string } | Span) & { readonly host?: string },
): Promise<WholesaleSum[]> {
  const { from, to } = 'month' in span ? { from: `${span.month}-01`, to: lastDayOf(span.month) } : span;
  const rows = await rowsOf(
    books,
    daysOf(from, to).map((day) => `WHOLESALE#${day}`),
  );
  return [...rows]
    .map(([row, { units = 0n, events = 0n, costMicros = 0n, priceMicros = 0n }]): WholesaleSum => {
      const [host = '', terms = '', planId = '', kind = '', zone = '', currency = ''] = row.split('#');
      return {
        host,
        ...(terms === '' ? {} : { hostTerms: Number(terms) }),
        planId,
        kind: kind as UsageFact['kind'],
        ...(zone === '' ? {} : { zone }),
        currency,
        units,
        events,
        costMicros,
        priceMicros,
      };
    })
    .filter(({ host }) => span.host === undefined || host === span.host);
}
