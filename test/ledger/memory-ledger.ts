/** The ledger's table in memory, of which each write may fail, before it is done or after. */
import {
  DynamoDBClient,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { DynamoDbEngine } from '../../local/dynamodb/engine.js';
import type { LedgerBooks } from '../../lambdas/ledger/books.js';
import { entryOfItem } from '../../lambdas/ledger/journal-item.js';
import type { Streamed } from '../../lambdas/ledger/sum-batch.js';

const TABLES = ['ledger', 'records'];

/** The machine stopped. */
export class Crash extends Error {}

/** Says of each write whether the machine stops: before it, after it (nobody hears of it), or not. */
export type CrashPlan = (write: number) => 'before' | 'after' | undefined;

export class MemoryLedger extends DynamoDBClient {
  readonly books: LedgerBooks;
  /** Entries as the stream has them. */
  readonly stream: Streamed[] = [];
  /** Of every write, for who counts them: operation and input. */
  readonly writes: { readonly operation: string; readonly input: Record<string, unknown> }[] = [];
  plan: CrashPlan = () => undefined;
  nowMs = Date.UTC(2026, 10, 23, 12);
  private readonly engine: DynamoDbEngine;

  private constructor(engine: DynamoDbEngine) {
    super({ region: 'eu-central-1' });
    this.engine = engine;
    this.books = { client: this, table: 'ledger', now: () => this.nowMs };
    // Typed overloads are the SDK's; here every command is one call of the engine.
    (this as { send: unknown }).send = async (command: { constructor: { name: string }; input: object }) =>
      this.run(command.constructor.name.replace(/Command$/, ''), command.input as Record<string, unknown>);
  }

  static async open(): Promise<MemoryLedger> {
    const engine = new DynamoDbEngine({});
    await engine.open();
    for (const TableName of TABLES)
      await engine.call('CreateTable', {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        ...(TableName === 'ledger'
          ? { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } }
          : {}),
      });
    const made = new MemoryLedger(engine);
    engine.onStream('ledger', (record) => made.tell(record));
    return made;
  }

  async close(): Promise<void> {
    await this.engine.close();
  }

  private tell({ eventName, dynamodb }: DynamoDBRecord): void {
    const image = dynamodb?.NewImage;
    if (eventName === 'INSERT' && image?.['pk']?.S?.startsWith('JOURNAL#') === true)
      this.stream.push({ sequence: dynamodb?.SequenceNumber ?? '', entry: entryOfItem(image as never) });
  }

  private async run(operation: string, input: Record<string, unknown>): Promise<unknown> {
    if (!/Put|Update|Delete|TransactWrite/.test(operation)) return this.call(operation, input);
    const when = this.plan(this.writes.length);
    this.writes.push({ operation, input });
    if (when === 'before') throw new Crash(`stopped before write ${this.writes.length}`);
    const answer = await this.call(operation, input);
    if (when === 'after') throw new Crash(`stopped after write ${this.writes.length}`);
    return answer;
  }

  private async call(operation: string, input: Record<string, unknown>): Promise<unknown> {
    try {
      return await this.engine.call(operation, JSON.parse(JSON.stringify(input)) as typeof input);
    } catch (error) {
      throw asSdkError(error);
    }
  }
}

function asSdkError(error: unknown): unknown {
  const { body } = error as { body?: Record<string, unknown> & { __type?: string; message?: string } };
  const type = body?.__type ?? '';
  const of = { message: body?.message ?? '', $metadata: {} };
  if (type.endsWith('ConditionalCheckFailedException'))
    return new ConditionalCheckFailedException({ ...of, Item: body?.['Item'] as never });
  if (type.endsWith('TransactionCanceledException'))
    return new TransactionCanceledException({
      ...of,
      CancellationReasons: body?.['CancellationReasons'] as never,
    });
  return error;
}
