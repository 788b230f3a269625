/**
 * Figures of the ledger: how fast usage records become entries and sums, what a posting costs in DynamoDB, and what ten
 * million entries leave over, which is nothing.
 */
import {
  DynamoDBClient,
  type PutItemCommandInput,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Movement } from '../domain/charging/movement.js';
import type { UsageLine, UsageRecord } from '../domain/charging/usage-record.js';
import { checkEntry, type Entry, sourceOf } from '../domain/ledger/entry.js';
import { Sums } from '../domain/ledger/sums.js';
import { entriesOfUsage, type UsageTerms } from '../domain/ledger/usage.js';
import { entryOfItem, itemOf } from '../lambdas/ledger/journal-item.js';
import { postEntries } from '../lambdas/ledger/post.js';
import { type Streamed, sumBatch } from '../lambdas/ledger/sum-batch.js';
import { sizeBytes } from '../local/dynamodb/attributes.js';
import { writeUnits } from './counting-store.js';

type Emit = (name: string, value: number, unit: string) => void;

const ENTRIES = 10_000_000;
const RATED = 200_000;
const COUNTED = 5_000;
/** As the event source mapping has it. */
const BATCH = 500;

const TERMS: UsageTerms = {
  plan: {
    timeZone: 'Europe/Berlin',
    tax: { name: 'VAT', rateMicros: 19_000_000 },
    buckets: [{ id: 'wallet', unit: 'money' }] as unknown as UsageTerms['plan']['buckets'],
  },
  hostOf: () => 'northern-radio',
  sourceOf: () => ({ command: 'payment', provider: 'adyen' }),
};

export async function run(emit: Emit): Promise<void> {
  emit('ledger.postings_per_s', Math.round(postingsPerSecond()), 'postings/s a core: entry, item, sums');
  const { put, summed } = await writeUnitsOf();
  emit(
    'ledger.wcu_per_posting',
    round((put + summed) / COUNTED),
    `write units, its sums included (batches of ${BATCH})`,
  );
  emit('ledger.wcu_per_entry', round(put / COUNTED), 'write units of the entry alone');
  emit('ledger.imbalance', imbalance(), `micros, all currencies, after ${ENTRIES} entries`);
}

/** Of twenty records: sixteen of data from a bundle, two of calls from the wallet, a top-up and a month's fee. */
function recordAt(i: number): UsageRecord {
  const day = 1 + (i % 28);
  const date = `2026-11-${String(day).padStart(2, '0')}`;
  const kind = i % 20;
  return {
    account: `imsi-2620100${String(i % 100_000).padStart(8, '0')}`,
    version: 1 + Math.floor(i / 100_000),
    kind: 'usage' as UsageRecord['kind'],
    at: `${date}T09:00:00.000Z`,
    marketTime: `${date}T10:00:00+01:00`,
    sessionId: 1,
    sequence: 1,
    planId: 'lily-endless@9f86d081884c7d65',
    currency: i % 3 === 0 ? 'CNY' : 'EUR',
    taxInclusive: i % 2 === 0,
    supi: `imsi-2620100${String(i % 100_000).padStart(8, '0')}`,
    subscriberId: `sub_${String(i % 100_000).padStart(24, '0')}`,
    lines: kind < 18 ? [lineOf(i, kind >= 16)] : [],
    ...(kind < 18 ? {} : { movements: [movementOf(i, kind === 18, date)] }),
  };
}

const lineOf = (i: number, isCall: boolean): UsageLine => ({
  ratingGroup: isCall ? 100 : 10,
  service: isCall ? 'voice' : 'data',
  destination: 'national',
  unit: isCall ? 'seconds' : 'bytes',
  units: 1_000_003 + (i % 7_919),
  bucket: isCall ? 'wallet' : 'data',
  bucketId: 3,
  amount: 1_000_003,
  priceMicros: isCall ? 90_001 + (i % 997) : 0,
  uncollected: false,
  wholesaleMicros: 1_301 + (i % 613),
  hostTerms: 1 + (i % 2),
});

const movementOf = (i: number, isTopUp: boolean, date: string): Movement => ({
  action: isTopUp ? 'topped-up' : 'recurring',
  bucket: 'wallet',
  bucketId: 1,
  unit: 'money',
  amount: isTopUp ? 10_000_000 + (i % 1_009) : -(14_990_001 + (i % 313)),
  reference: 'a3b5c7d9e1f2',
  ...(isTopUp ? {} : { from: `${date}T00:00:00.000Z`, to: '2026-12-31T23:00:00.000Z' }),
});

/** Keeps the measured work from being optimised away. */
let sink = 0n;

function postingsPerSecond(): number {
  const sums = new Sums();
  const work = (from: number, to: number) => {
    for (let i = from; i < to; i++)
      for (const entry of entriesOfUsage(recordAt(i), TERMS)) {
        checkEntry(entry);
        sums.add(entryOfItem(itemOf(entry, entry.sourceDay)));
      }
  };
  work(0, RATED / 10);
  const before = process.cpuUsage();
  work(0, RATED);
  const { user, system } = process.cpuUsage(before);
  sink += BigInt(sums.trialBalance().rows.length);
  return (RATED * 1e6) / (user + system);
}

/** Exact: what DynamoDB charges for a write is its item's size in KB, and in a transaction twice that. */
class CountingClient extends DynamoDBClient {
  put = 0;
  summed = 0;
  readonly stream: Streamed[] = [];
  private checkpoint: Record<string, unknown> | undefined;

  constructor() {
    super({ region: 'eu-central-1' });
    (this as { send: unknown }).send = async (command: { constructor: { name: string }; input: object }) =>
      Promise.resolve(this.run(command.constructor.name, command.input));
  }

  private run(name: string, input: object): object {
    if (name === 'PutItemCommand') {
      const { Item: item = {} } = input as PutItemCommandInput;
      this.put += writeUnits(sizeBytes(item as never));
      this.stream.push({
        sequence: String(10n ** 20n + BigInt(this.stream.length)),
        entry: entryOfItem(item),
      });
    } else if (name === 'TransactWriteItemsCommand') {
      const { TransactItems: items = [] } = input as TransactWriteItemsCommandInput;
      // A row of sums, and the checkpoint, are a few hundred bytes.
      this.summed += 2 * items.length;
      const values = items[0]?.Update?.ExpressionAttributeValues;
      this.checkpoint = { sequence: values?.[':sequence'], part: values?.[':part'] };
    } else if (name === 'GetItemCommand') return { Item: this.checkpoint };
    else if (name === 'QueryCommand') return { Items: [] };
    else throw new Error(`${name} is not counted`);
    return {};
  }
}

async function writeUnitsOf(): Promise<{ readonly put: number; readonly summed: number }> {
  const client = new CountingClient();
  const books = { client, table: 'ledger', now: Date.now };
  const entries: Entry[] = [];
  // As it comes: of one day.
  for (let i = 0; i < COUNTED; i++)
    entries.push(
      ...entriesOfUsage({ ...recordAt(i), marketTime: '2026-11-03T10:00:00+01:00', currency: 'EUR' }, TERMS),
    );
  await postEntries(books, entries);
  for (let at = 0; at < client.stream.length; at += BATCH)
    await sumBatch(books, 'shardId-00000001', client.stream.slice(at, at + BATCH));
  if (entries.length !== COUNTED) throw new Error(`${entries.length} entries of ${COUNTED} records`);
  return client;
}

function imbalance(): number {
  const sums = new Sums();
  let entries = 0;
  for (let i = 0; entries < ENTRIES; i++)
    for (const entry of entriesOfUsage(recordAt(i), TERMS)) {
      sums.add({ ...entry, day: entry.sourceDay, source: sourceOf(entry.id) });
      entries += 1;
    }
  const { imbalance: left } = sums.trialBalance();
  return Number(
    Object.values(left).reduce((all, micros) => all + (micros < 0n ? -micros : micros), 0n) + (sink & 0n),
  );
}

const round = (value: number): number => Number(value.toFixed(3));
