/** Posts entries, each once by its id: an item that must not be there yet, so about one write unit. */
import {
  ConditionalCheckFailedException,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { inParallel } from '../../domain/in-parallel.js';
import { checkEntry, type Entry } from '../../domain/ledger/entry.js';
import { bookDay } from '../../domain/ledger/period.js';
import { type LedgerBooks, latePk } from './books.js';
import { isSameEntry, itemOf } from './journal-item.js';
import { recentlyShut } from './periods.js';

const LANES = 16;

/** The id stands for something else already; the first one stays. */
export class EntryConflictError extends Error {
  override readonly name = 'EntryConflictError';
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super(`posted before with other content: ${ids.join(', ')}`);
    this.ids = ids;
  }
}

export interface Posted {
  readonly posted: number;
  /** They were there already. */
  readonly repeated: number;
}

/** One reading for all who post with the same books. */
const shutOf = new WeakMap<LedgerBooks, ReturnType<typeof recentlyShut>>();

/**
 * Posts entries; those that are there already with the same content change nothing.
 *
 * @throws EntryError before anything is written, when one of them may not be posted
 * @throws EntryConflictError after all others are written, when an id was used with other content
 */
export async function postEntries(books: LedgerBooks, entries: readonly Entry[]): Promise<Posted> {
  entries.forEach(checkEntry);
  const shut = shutOf.get(books) ?? recentlyShut(books);
  shutOf.set(books, shut);
  const outcomes = await inParallel(entries, LANES, async (entry) =>
    put(books, entry, bookDay(entry.sourceDay, await shut())),
  );
  const conflicts = entries.filter((_entry, i) => outcomes[i] === 'conflict');
  if (conflicts.length > 0) throw new EntryConflictError(conflicts.map(({ id }) => id));
  const posted = outcomes.filter((outcome) => outcome === 'posted').length;
  return { posted, repeated: outcomes.length - posted };
}

type Outcome = 'posted' | 'repeated' | 'conflict';

/** The writes of an entry: it must not be there yet. @param day  on which it is booked */
export function entryWrites(books: LedgerBooks, entry: Entry, day: string) {
  checkEntry(entry);
  const write = {
    TableName: books.table,
    Item: itemOf(entry, day),
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  const isLate = day.slice(0, 7) !== entry.sourceDay.slice(0, 7);
  return { write, late: isLate ? late(books, entry, day) : undefined };
}

async function put(books: LedgerBooks, entry: Entry, day: string): Promise<Outcome> {
  const { write, late: also } = entryWrites(books, entry, day);
  const item = write.Item;
  try {
    if (also === undefined) await books.client.send(new PutItemCommand(write));
    else await books.client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: write }, also] }));
    return 'posted';
  } catch (error) {
    const there =
      error instanceof ConditionalCheckFailedException
        ? error.Item
        : error instanceof TransactionCanceledException
          ? error.CancellationReasons?.[0]?.Item
          : undefined;
    if (there === undefined) throw error;
    return isSameEntry(there, item) ? 'repeated' : 'conflict';
  }
}

/** Names it under the day it is booked on: who reads that day again finds it. */
const late = ({ table }: LedgerBooks, { id, sourceDay }: Entry, day: string) => ({
  Put: { TableName: table, Item: { pk: { S: latePk(day) }, sk: { S: `${sourceDay}#${id}` } } },
});
