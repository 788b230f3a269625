/**
 * Adds entries of the table's stream to the sums, exactly once: docs/decisions/015-sums-follow-the-stream.md.
 *
 * `CHECKPOINT#<shard>` says how far a shard of the stream is summed. Each transaction moves it on and adds what lies between,
 * on condition that it is where it was read: a batch that comes again, in whatever parts, adds only what was not added.
 */
import {
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { PostedEntry } from '../../domain/ledger/entry.js';
import { type Addition, additionsOf, Sums } from '../../domain/ledger/sums.js';
import type { LedgerBooks } from './books.js';

/** An entry and its place in the shard. */
export interface Streamed {
  /** Grows within a shard. */
  readonly sequence: string;
  /** Absent: an item of the table that is no entry. */
  readonly entry?: PostedEntry;
}

/** Of 100 items that a transaction takes, one is the checkpoint. */
const MOST_ROWS = 99;
/** Rows of a day are kept in so many lanes: shards of the stream write beside each other. */
const LANES = 16;
/** A stream keeps records for a day; nothing of a shard comes after that. */
const CHECKPOINT_KEPT_S = 14 * 24 * 3600;
const MOST_TRIES = 8;
const PAUSE_MS = 20;

/** How far a shard is summed: all before `sequence`, and of it so many parts. */
interface Checkpoint {
  readonly sequence: string;
  readonly part: number;
}

/** Part of an entry that one transaction takes; nearly always all of it. */
interface Part extends Checkpoint {
  readonly additions: readonly Addition[];
}

/**
 * @param records  of one shard, in its order
 * @throws Error when the table is too busy: the same batch may come again
 */
export async function sumBatch(
  books: LedgerBooks,
  shardId: string,
  records: readonly Streamed[],
): Promise<void> {
  const all = partsOf(records);
  let tries = 0;
  for (;;) {
    const before = await readCheckpoint(books, shardId);
    const [first] = chunksOf(all.filter((part) => isAfter(part, before)));
    if (first === undefined) return;
    if (await commit(books, shardId, before, first)) {
      tries = 0;
      continue;
    }
    // Another run of the same batch, or a row that another shard writes: look where the checkpoint is now.
    tries += 1;
    if (tries === MOST_TRIES) throw new Error(`sums of ${shardId} stay too busy`);
    await new Promise((done) => setTimeout(done, PAUSE_MS * 2 ** tries * Math.random()));
  }
}

function partsOf(records: readonly Streamed[]): Part[] {
  return records.flatMap(({ sequence, entry }) => {
    const additions = entry === undefined ? [] : additionsOf(entry);
    const parts: Part[] = [];
    for (let at = 0; at < additions.length; at += MOST_ROWS)
      parts.push({ sequence, part: parts.length + 1, additions: additions.slice(at, at + MOST_ROWS) });
    return parts;
  });
}

function isAfter(part: Part, before: Checkpoint | undefined): boolean {
  if (before === undefined) return true;
  const [a, b] = [BigInt(part.sequence), BigInt(before.sequence)];
  return a === b ? part.part > before.part : a > b;
}

interface Chunk {
  readonly rows: readonly Addition[];
  readonly to: Checkpoint;
}

/** As many parts together as a transaction takes. */
function* chunksOf(parts: readonly Part[]): Generator<Chunk> {
  let sums = new Sums();
  let rows = new Set<string>();
  let last: Part | undefined;
  const chunk = (to: Part): Chunk => ({
    rows: [...sums.groups].flatMap(([group, all]) => [...all].map(([row, add]) => ({ group, row, add }))),
    to: { sequence: to.sequence, part: to.part },
  });
  for (const part of parts) {
    const more = part.additions.map(({ group, row }) => `${group}|${row}`).filter((key) => !rows.has(key));
    if (last !== undefined && rows.size + more.length > MOST_ROWS) {
      yield chunk(last);
      [sums, rows] = [new Sums(), new Set()];
    }
    part.additions.forEach((addition) => sums.put(addition));
    part.additions.forEach(({ group, row }) => rows.add(`${group}|${row}`));
    last = part;
  }
  if (last !== undefined) yield chunk(last);
}

const checkpointKey = (shardId: string) => ({ pk: { S: `CHECKPOINT#${shardId}` }, sk: { S: 'META' } });

async function readCheckpoint(
  { client, table }: LedgerBooks,
  shardId: string,
): Promise<Checkpoint | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: checkpointKey(shardId), ConsistentRead: true }),
  );
  if (item?.['sequence']?.S === undefined) return undefined;
  return { sequence: item['sequence'].S, part: Number(item['part']?.N ?? 0) };
}

/** @returns false when somebody else was first: nothing was added */
async function commit(
  { client, table, now }: LedgerBooks,
  shardId: string,
  before: Checkpoint | undefined,
  { rows, to }: Chunk,
): Promise<boolean> {
  const lane = laneOf(shardId);
  try {
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          moveOn(table, shardId, before, to, Math.floor(now() / 1000)),
          ...rows.map((addition) => addTo(table, lane, addition)),
        ],
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code = '' }) => Code);
    const known = ['None', '', 'ConditionalCheckFailed', 'TransactionConflict', 'ThrottlingError'];
    if (codes.some((code) => !known.includes(code))) throw error;
    return false;
  }
}

function moveOn(
  table: string,
  shardId: string,
  before: Checkpoint | undefined,
  { sequence, part }: Checkpoint,
  nowS: number,
): TransactWriteItem {
  const next = {
    ':sequence': { S: sequence },
    ':part': { N: String(part) },
    ':ttl': { N: String(nowS + CHECKPOINT_KEPT_S) },
  };
  const is = before && { ':is': { S: before.sequence }, ':was': { N: String(before.part) } };
  return {
    Update: {
      TableName: table,
      Key: checkpointKey(shardId),
      UpdateExpression: 'SET #sequence = :sequence, #part = :part, #ttl = :ttl',
      ConditionExpression: is === undefined ? 'attribute_not_exists(pk)' : '#sequence = :is AND #part = :was',
      ExpressionAttributeNames: { '#sequence': 'sequence', '#part': 'part', '#ttl': 'ttl' },
      ExpressionAttributeValues: { ...next, ...is },
    },
  };
}

function laneOf(shardId: string): string {
  let hash = 0;
  for (let i = 0; i < shardId.length; i++) hash = (Math.imul(hash, 31) + shardId.charCodeAt(i)) >>> 0;
  return String(hash % LANES).padStart(2, '0');
}

function addTo(table: string, lane: string, { group, row, add }: Addition): TransactWriteItem {
  const amounts = Object.entries(add);
  return {
    Update: {
      TableName: table,
      Key: { pk: { S: group }, sk: { S: `${lane}#${row}` } },
      UpdateExpression: `ADD ${amounts.map((_amount, i) => `#${i} :${i}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(amounts.map(([name], i) => [`#${i}`, name])),
      ExpressionAttributeValues: Object.fromEntries(amounts.map(([, n], i) => [`:${i}`, { N: String(n) }])),
    },
  };
}
