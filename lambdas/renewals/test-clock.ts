/**
 * The test clock of a sandbox operator: `pk=CLOCK#<id> sk=META {offsetMs, targetMs?, …}` in the records table. It
 * never goes back. Absent, it shows real time.
 */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fromItem, toAttributes } from '../shared/attributes.js';
import { clockKey } from '../shared/clock.js';

export interface ClockState {
  readonly id: string;
  /** How far it is ahead of real time, ms ≥ 0. */
  readonly offsetMs: number;
  /** Where it is advancing to, epoch ms; undefined: it is ready. */
  readonly targetMs?: number | undefined;
  /** Where its last advance was told to go, epoch ms: the same one again is no step back. */
  readonly lastToMs?: number | undefined;
  /** Accounts renewed by the last advance so far, and those that could not be. */
  readonly renewed: number;
  readonly failed: number;
  /** Counts writes. */
  readonly revision: number;
}

/** The port between a test clock and where it lies. */
export interface ClockStore {
  read(): Promise<ClockState>;
  /** @returns whether it was written; not when another writer was first */
  write(state: ClockState): Promise<boolean>;
}

export class DynamoDbClockStore implements ClockStore {
  private readonly client: DynamoDBClient;
  private readonly table: string;
  private readonly id: string;

  constructor(client: DynamoDBClient, table: string, id: string) {
    this.client = client;
    this.table = table;
    this.id = id;
  }

  async read(): Promise<ClockState> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: clockKey(this.id), ConsistentRead: true }),
    );
    if (item === undefined) return { id: this.id, offsetMs: 0, renewed: 0, failed: 0, revision: 0 };
    const { pk: _pk, sk: _sk, ...state } = fromItem(item);
    return state as unknown as ClockState;
  }

  async write(state: ClockState): Promise<boolean> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: { ...clockKey(this.id), ...toAttributes({ ...state, revision: state.revision + 1 }) },
          ConditionExpression: 'attribute_not_exists(pk) OR revision = :revision',
          ExpressionAttributeValues: { ':revision': { N: String(state.revision) } },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
