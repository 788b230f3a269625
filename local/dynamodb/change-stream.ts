import type { DynamoDBRecord } from 'aws-lambda';
import { randomUUID } from 'node:crypto';
import { keysOf, sameItem, sizeBytes, type Item } from './attributes.js';
import type { Table } from './table.js';

/** Sequence numbers have at least 21 digits. */
const FIRST_SEQUENCE = 100_000_000_000_000_000_000n;
const MAX_REMEMBERED = 1_000;

export type StreamListener = (record: DynamoDBRecord) => void;

/** Who deleted: DynamoDB itself, when an item's time to live has passed. */
export const TTL_IDENTITY = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const;

/**
 * The change streams of all tables: one shard a table, records in commit order, delivered in process.
 *
 * The last few records are remembered for the DynamoDB Streams API; who listens in process is told at once.
 */
export class ChangeStreams {
  private readonly listeners = new Map<string, Set<StreamListener>>();
  private readonly kept = new Map<string, DynamoDBRecord[]>();
  // From the clock, so that numbers grow over restarts with kept tables too.
  private sequence = FIRST_SEQUENCE + BigInt(Date.now()) * 1_000_000n;
  private readonly region: string;

  constructor(region: string) {
    this.region = region;
  }

  listen(table: string, listener: StreamListener): () => void {
    const listeners = this.listeners.get(table) ?? new Set();
    this.listeners.set(table, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** The newest records of a stream, oldest first. */
  remembered(streamArn: string): readonly DynamoDBRecord[] {
    return this.kept.get(streamArn) ?? [];
  }

  /** The sequence number that the next record will get. */
  next(): bigint {
    return this.sequence + 1n;
  }

  /** Tells of a committed write; silent for a write that changed nothing and for a table without a stream. */
  written(
    table: Table,
    before: Item | undefined,
    after: Item | undefined,
    identity?: typeof TTL_IDENTITY,
  ): void {
    const specification = table.StreamSpecification;
    const arn = table.LatestStreamArn;
    if (specification?.StreamEnabled !== true || arn === undefined) return;
    const subject = after ?? before;
    if (subject === undefined || (before !== undefined && after !== undefined && sameItem(before, after)))
      return;

    const view = specification.StreamViewType ?? 'NEW_AND_OLD_IMAGES';
    const keys = keysOf(subject, table);
    const newImage = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? after : undefined;
    const oldImage = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? before : undefined;
    this.sequence += 1n;
    const record: DynamoDBRecord = {
      eventID: randomUUID().replaceAll('-', ''),
      eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: this.region,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
        Keys: keys,
        ...(newImage === undefined ? {} : { NewImage: newImage }),
        ...(oldImage === undefined ? {} : { OldImage: oldImage }),
        SequenceNumber: String(this.sequence),
        SizeBytes: sizeBytes(keys) + sizeBytes(newImage) + sizeBytes(oldImage),
        StreamViewType: view,
      },
      eventSourceARN: arn,
      ...(identity === undefined ? {} : { userIdentity: identity }),
    };
    this.remember(arn, record);
    for (const listener of this.listeners.get(table.TableName) ?? []) listener(record);
  }

  private remember(arn: string, record: DynamoDBRecord): void {
    const records = this.kept.get(arn) ?? [];
    this.kept.set(arn, records);
    records.push(record);
    // In halves, so that dropping the oldest costs nothing per record.
    if (records.length > 2 * MAX_REMEMBERED) records.splice(0, records.length - MAX_REMEMBERED);
  }
}
