/** The ledger's table: what is where in it. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface LedgerBooks {
  readonly client: DynamoDBClient;
  /** The ledger's own table. */
  readonly table: string;
  /** Real time, epoch milliseconds: what waits, waits by it. */
  readonly now: () => number;
}

export const SHARDS = 16;

/** FNV-1a: spreads entries of a day over so many partitions. */
function shardOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % SHARDS;
}

export const journalPk = (day: string, shard: number): string =>
  `JOURNAL#${day}#${String(shard).padStart(2, '0')}`;

/** Where an entry is: its source day and id say it, so that what comes again finds it. */
export const entryKey = ({ id, sourceDay }: { readonly id: string; readonly sourceDay: string }) => ({
  pk: journalPk(sourceDay, shardOf(id)),
  sk: id,
});

export const isEntryKey = (pk: string): boolean => pk.startsWith('JOURNAL#');

/** Entries that are booked on a day of another month than they are of: `LATE#<book day>` / `<source day>#<id>`. */
export const latePk = (bookDay: string): string => `LATE#${bookDay}`;
