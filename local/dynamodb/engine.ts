import { isAction, run, unknownOperation, validated, type ActionName } from './actions.js';
import type { Item } from './attributes.js';
import { ChangeStreams, type StreamListener } from './change-stream.js';
import { DynamoDbError, errorType, isServiceError } from './errors.js';
import { Expiry } from './expiry.js';
import { Store } from './store.js';
import { setStream, type Table } from './table.js';
import { Transactions } from './transactions.js';

export interface EngineOptions {
  /** Where items are kept; in memory when absent. */
  readonly directory?: string | undefined;
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
  /** The clock of time to live and of transaction tokens, epoch milliseconds. @default Date.now */
  readonly now?: (() => number) | undefined;
}

type Fields = Record<string, unknown>;

/** DynamoDB in this process: dynalite's actions plus streams, TTL, transactions and items on failed conditions. */
export class DynamoDbEngine {
  private readonly store: Store;
  readonly streams: ChangeStreams;
  private readonly expiry: Expiry;
  private readonly transactions: Transactions;
  private readonly now: () => number;

  constructor(options: EngineOptions = {}) {
    const region = options.region ?? 'eu-west-2';
    this.now = options.now ?? Date.now;
    this.store = new Store(options.directory, region, options.accountId ?? '000000000000');
    this.streams = new ChangeStreams(region);
    this.expiry = new Expiry(this.store, this.streams, this.now);
    this.transactions = new Transactions(this.store, this.wrote, this.now);
  }

  async open(): Promise<void> {
    await this.store.open();
    const { TableNames } = (await this.call('ListTables', {})) as { TableNames: string[] };
    for (const name of TableNames) {
      const table = await this.store.table(name);
      if (table.TimeToLive?.Enabled === true) await this.expiry.readTable(table);
    }
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  /** Calls `listener` with each change of a table, in commit order, from now on. Returns how to stop. */
  onStream(table: string, listener: StreamListener): () => void {
    return this.streams.listen(table, listener);
  }

  /** Deletes what has outlived its TTL; returns how many items went. */
  async expire(): Promise<number> {
    return await this.expiry.sweep();
  }

  /**
   * One operation of the DynamoDB API, with and without HTTP around it.
   *
   * @throws an error with `statusCode` and the API's error `body`
   */
  async call(operation: string, params: Fields): Promise<Fields> {
    switch (operation) {
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem':
        return await this.write(operation, params);
      case 'GetItem':
      case 'BatchGetItem':
      case 'Query':
      case 'Scan':
        return await run(operation, this.store.reading(), validated(operation, params, this.store.raw));
      case 'BatchWriteItem': {
        const view = this.store.writing(this.wrote);
        return await run(operation, view, validated(operation, params, this.store.raw));
      }
      case 'TransactWriteItems':
        return await this.transactions.write(params);
      case 'TransactGetItems':
        return await this.transactions.get(params);
      case 'CreateTable':
        return await this.createTable(params);
      case 'UpdateTable':
        return await this.updateTable(params);
      case 'DeleteTable':
        return await this.deleteTable(params);
      case 'DescribeTable': {
        const table = shown(await this.settled(params));
        return { Table: table };
      }
      case 'UpdateTimeToLive':
        return await this.updateTimeToLive(params);
      case 'DescribeTimeToLive': {
        const { TimeToLive } = await this.settled(params);
        return {
          TimeToLiveDescription:
            TimeToLive?.Enabled === true
              ? { TimeToLiveStatus: 'ENABLED', AttributeName: TimeToLive.AttributeName }
              : { TimeToLiveStatus: 'DISABLED' },
        };
      }
      default:
        if (!isAction(operation)) throw unknownOperation(operation);
        return await run(operation, this.store.raw, validated(operation, params, this.store.raw));
    }
  }

  private readonly wrote = (
    table: Table,
    key: string,
    before: Item | undefined,
    after: Item | undefined,
  ): void => {
    this.expiry.noted(table, key, after);
    this.streams.written(table, before, after);
  };

  private async write(operation: ActionName, params: Fields): Promise<Fields> {
    const data = validated(operation, params, this.store.raw);
    let existing: Item | undefined;
    const view = this.store.writing(this.wrote, (image) => (existing = image));
    try {
      return await run(operation, view, data);
    } catch (error) {
      if (
        params['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD' &&
        existing !== undefined &&
        isServiceError(error) &&
        errorType(error) === 'ConditionalCheckFailedException'
      )
        throw new DynamoDbError('ConditionalCheckFailedException', error.message, { Item: existing });
      throw error;
    }
  }

  private async createTable(params: Fields): Promise<Fields> {
    const data = validated('CreateTable', params, this.store.raw) as Fields;
    const extra = params['DeletionProtectionEnabled'] === true ? { DeletionProtectionEnabled: true } : {};
    const result = (await run('CreateTable', this.store.raw, Object.assign(data, extra))) as {
      TableDescription: Table;
    };
    const name = data['TableName'] as string;
    const table = await this.active(name);
    setStream(table, params['StreamSpecification'] as Table['StreamSpecification'], this.now());
    await this.store.saveTable(table);
    return { TableDescription: shown({ ...table, TableStatus: result.TableDescription.TableStatus }) };
  }

  private async updateTable(params: Fields): Promise<Fields> {
    const { StreamSpecification, DeletionProtectionEnabled, ...rest } = params;
    const name = String(params['TableName']);
    await this.settled(params);
    this.store.forget(name);
    if (Object.keys(rest).length > 1)
      await run('UpdateTable', this.store.raw, validated('UpdateTable', rest, this.store.raw));
    const table = await this.active(name);
    if (StreamSpecification !== undefined)
      setStream(table, StreamSpecification as Table['StreamSpecification'], this.now());
    if (typeof DeletionProtectionEnabled === 'boolean')
      table.DeletionProtectionEnabled = DeletionProtectionEnabled;
    await this.store.saveTable(table);
    return { TableDescription: shown(table) };
  }

  private async deleteTable(params: Fields): Promise<Fields> {
    const table = await this.settled(params);
    if (table.DeletionProtectionEnabled === true)
      throw new DynamoDbError(
        'ValidationException',
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    this.store.forget(table.TableName);
    return await run('DeleteTable', this.store.raw, validated('DeleteTable', params, this.store.raw));
  }

  private async updateTimeToLive(params: Fields): Promise<Fields> {
    const specification = params['TimeToLiveSpecification'] as Table['TimeToLive'];
    const attribute = specification?.AttributeName;
    if (typeof attribute !== 'string' || typeof specification?.Enabled !== 'boolean')
      throw new DynamoDbError(
        'ValidationException',
        'TimeToLiveSpecification takes AttributeName (a string) and Enabled (true or false)',
      );
    const table = { ...(await this.settled(params)), TimeToLive: specification };
    await this.store.saveTable(table);
    if (specification.Enabled) await this.expiry.readTable(table);
    return { TimeToLiveSpecification: specification };
  }

  /** The table that a request names, as it stands. */
  private async settled(params: Fields): Promise<Table> {
    await run(
      'DescribeTable',
      this.store.raw,
      validated('DescribeTable', { TableName: params['TableName'] }, this.store.raw),
    );
    return await this.store.table(String(params['TableName']));
  }

  /** Dynalite changes a table's status on a timer, which must fire before the record is written again. */
  private async active(name: string): Promise<Table> {
    for (;;) {
      const table = await this.store.table(name);
      if (table.TableStatus === 'ACTIVE') return table;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

function shown(table: Table): Fields {
  const { TimeToLive: _kept, ...description } = table;
  return description;
}
