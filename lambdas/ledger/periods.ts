/** `PERIODS` / `<month>`: months that are not open; none before the last of them is. */
import { paginateQuery } from '@aws-sdk/client-dynamodb';
import type { PeriodState } from '../../domain/ledger/period.js';
import type { LedgerBooks } from './books.js';

export const PERIODS = 'PERIODS';

/** A month as it is kept. */
export interface PeriodRecord {
  readonly month: string;
  readonly state: Exclude<PeriodState, 'open'>;
  /** Real time: since when nobody posts into it. */
  readonly closingAt: string;
  readonly closedAt?: string;
  /** The last day that was read again and found equal to its sums. */
  readonly checkedThrough?: string;
}

/** Strongly consistent. */
export async function readPeriods({ client, table }: LedgerBooks): Promise<PeriodRecord[]> {
  const records: PeriodRecord[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: PERIODS } },
      ConsistentRead: true,
    },
  );
  for await (const { Items: items = [] } of pages)
    for (const { sk, state, closingAt, closedAt, checkedThrough } of items)
      records.push({
        month: sk?.S ?? '',
        state: (state?.S ?? 'closing') as PeriodRecord['state'],
        closingAt: closingAt?.S ?? '',
        ...(closedAt?.S === undefined ? {} : { closedAt: closedAt.S }),
        ...(checkedThrough?.S === undefined ? {} : { checkedThrough: checkedThrough.S }),
      });
  return records;
}

/** The last month that nobody posts into; undefined = all are open. */
export const shutThrough = (records: readonly PeriodRecord[]): string | undefined =>
  records
    .map(({ month }) => month)
    .toSorted()
    .at(-1);

/** What was read is good for so long: a month that is closing waits longer until it is closed. */
export const PERIODS_GOOD_MS = 30_000;

/** `shutThrough` as it was at most half a minute ago. */
export function recentlyShut(books: LedgerBooks): () => Promise<string | undefined> {
  let read: { readonly atMs: number; readonly shut: Promise<string | undefined> } | undefined;
  return async () => {
    const nowMs = books.now();
    if (read === undefined || nowMs - read.atMs > PERIODS_GOOD_MS || nowMs < read.atMs) {
      read = { atMs: nowMs, shut: readPeriods(books).then(shutThrough) };
      read.shut.catch(() => (read = undefined));
    }
    return read.shut;
  };
}
