/**
 * Adds entries to the sums, from the stream of the ledger's table. Its event source mapping has a tumbling window, of which
 * only this is used: the event then names the shard that it is of.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { isEntryKey } from './books.js';
import { entryOfItem } from './journal-item.js';
import { type Streamed, sumBatch } from './sum-batch.js';

const { LEDGER_TABLE: table } = requiredEnvironment('LEDGER_TABLE');
const books = { client: dynamodb, table, now: Date.now };

/** Lambda developer guide, "Stateful processing of DynamoDB streams": the event of a tumbling window. */
interface WindowEvent {
  readonly Records?: readonly DynamoDBRecord[];
  readonly shardId?: string;
}

/** @throws Error when something was not added: the batch comes again, and counts what was added only once */
export async function handler({ Records: changes = [], shardId }: WindowEvent): Promise<{ state: object }> {
  if (changes.length === 0) return { state: {} };
  if (shardId === undefined)
    throw new Error('the event names no shard; allowed: an event source mapping with a tumbling window');
  await sumBatch(books, shardId, changes.map(streamed));
  return { state: {} };
}

function streamed({ eventName, dynamodb: change }: DynamoDBRecord): Streamed {
  const image = change?.NewImage;
  const sequence = change?.SequenceNumber;
  if (sequence === undefined) throw new Error('a record of the stream has no sequence number');
  if (eventName !== 'INSERT' || image?.['pk']?.S === undefined || !isEntryKey(image['pk'].S))
    return { sequence };
  return { sequence, entry: entryOfItem(image as never) };
}
