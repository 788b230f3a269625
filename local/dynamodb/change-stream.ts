import type { DynamoDBRecord } from 'aws-lambda';
import { randomUUID } from 'node:crypto';
import { keysOf, sameItem, sizeBytes, type Item } from './attributes.js';
import type { Table } from './table.js';

export type StreamListener = (record: DynamoDBRecord) => void;

/** Who deleted: DynamoDB itself, when an item's time to live has passed. */
export const TTL_IDENTITY = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const;

/**
 * The change streams of all tables: one shard a table, records in commit order, delivered in process.
 *
 * Nothing is kept: a record goes to those who listen when it is written.
 */
export class ChangeStreams {
  private readonly listeners = new Map<string, Set<StreamListener>>();
  private sequence = 0n;
  private readonly region: string;

  constructor(region: string) {
    this.region = region;
  }

  listen(table: string, listener: StreamListener): () => void {
    const listeners = this.listeners.get(table) ?? new Set();
    this.listeners.set(table, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Tells of a committed write; silent for a write that changed nothing and for a table without a stream. */
  written(
    table: Table,
    before: Item | undefined,
    after: Item | undefined,
    identity?: typeof TTL_IDENTITY,
  ): void {
    const specification = table.StreamSpecification;
    const listeners = this.listeners.get(table.TableName);
    if (specification?.StreamEnabled !== true || listeners === undefined || listeners.size === 0) return;
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
        SequenceNumber: String(100_000_000_000_000_000_000n + this.sequence),
        SizeBytes: sizeBytes(keys) + sizeBytes(newImage) + sizeBytes(oldImage),
        StreamViewType: view,
      },
      eventSourceARN: table.LatestStreamArn,
      ...(identity === undefined ? {} : { userIdentity: identity }),
    };
    for (const listener of listeners) listener(record);
  }
}
