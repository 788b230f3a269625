import { createHash } from 'node:crypto';
import { checkConditional, createKey, validateKey } from 'dynalite/db/index.js';
import { run, validated, type ActionName } from './actions.js';
import { sizeBytes, type Item } from './attributes.js';
import { DynamoDbError, errorType, isServiceError } from './errors.js';
import { itemPrefix, type Change, type Store, type WriteObserver } from './store.js';
import type { Table } from './table.js';

const MAX_ITEMS = 100;
const MAX_BYTES = 4 * 1024 * 1024;
const TOKEN_LIFE_MS = 10 * 60 * 1000;

type Fields = Record<string, unknown>;
interface Operation {
  readonly kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck';
  readonly action: ActionName;
  readonly fields: Fields;
  readonly data: Fields;
  readonly table: Table;
  readonly key: string;
}
interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

const ACTION: Record<Operation['kind'], ActionName> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  // The same fields as a delete: a key and a condition.
  ConditionCheck: 'DeleteItem',
};

/** TransactWriteItems and TransactGetItems over dynalite's single-item actions. */
export class Transactions {
  private readonly store: Store;
  private readonly observe: WriteObserver;
  private readonly now: () => number;
  private readonly tokens = new Map<string, { digest: string; atMs: number; result: Promise<Fields> }>();

  constructor(store: Store, observe: WriteObserver, now: () => number) {
    this.store = store;
    this.observe = observe;
    this.now = now;
  }

  /**
   * All or nothing; a repeated `ClientRequestToken` answers as the first time for ten minutes.
   *
   * @throws TransactionCanceledException with one reason an item, in order;
   *   IdempotentParameterMismatchException; ValidationException
   */
  async write(params: Fields): Promise<Fields> {
    const token = params['ClientRequestToken'];
    if (typeof token !== 'string') return await this.writeOnce(params);
    for (const [old, { atMs }] of this.tokens) {
      if (this.now() - atMs < TOKEN_LIFE_MS) break;
      this.tokens.delete(old);
    }
    const digest = createHash('sha256').update(JSON.stringify(params['TransactItems'])).digest('base64');
    const known = this.tokens.get(token);
    if (known !== undefined) {
      if (known.digest !== digest)
        throw new DynamoDbError(
          'IdempotentParameterMismatchException',
          'The request uses the same client token as a previous, but non-identical request.',
        );
      return await known.result;
    }
    const result = this.writeOnce(params);
    this.tokens.set(token, { digest, atMs: this.now(), result });
    // A cancelled transaction wrote nothing, so its token is free again.
    result.catch(() => this.tokens.delete(token));
    return await result;
  }

  private async writeOnce(params: Fields): Promise<Fields> {
    const operations = await Promise.all(
      transactItems(params).map(async (entry) => await this.operation(entry)),
    );
    const distinct = new Set(operations.map(({ table, key }) => `${table.TableName} ${key}`));
    if (distinct.size < operations.length)
      throw new DynamoDbError(
        'ValidationException',
        'Transaction request cannot include multiple operations on one item',
      );

    return await this.store.locked(places(operations), async () => {
      const changes: Change[] = [];
      const images = new Map<string, { before?: Item; after?: Item }>();
      const view = this.store.collecting(changes, images);
      const reasons: Reason[] = [];
      const capacity = new Map<string, number>();
      for (const operation of operations) {
        const { fields, table, key } = operation;
        try {
          const units = await attempt(view, operation);
          capacity.set(table.TableName, (capacity.get(table.TableName) ?? 0) + 2 * units);
          reasons.push({ Code: 'None' });
        } catch (error) {
          const image = images.get(itemPrefix(table.TableName) + key)?.before;
          reasons.push(reasonOf(error, fields, image));
        }
      }
      if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);

      const bytes = [...images.values()].reduce((sum, { after }) => sum + sizeBytes(after), 0);
      if (bytes > MAX_BYTES)
        throw new DynamoDbError('ValidationException', 'Transaction request size exceeds 4 MB');
      await this.store.apply(changes);
      for (const { kind, table, key } of operations) {
        const { before, after } = images.get(itemPrefix(table.TableName) + key) ?? {};
        if (kind !== 'ConditionCheck') this.observe(table, key, before, after);
      }
      return consumed(params, capacity);
    });
  }

  /** Items of one moment. */
  async get(params: Fields): Promise<Fields> {
    const gets = await Promise.all(
      transactItems(params).map(async (entry) => {
        const fields = entry['Get'] as Fields | undefined;
        if (fields === undefined) throw malformed();
        return await this.addressed('GetItem', {
          ...fields,
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL',
        });
      }),
    );
    return await this.store.locked(places(gets), async () => {
      const capacity = new Map<string, number>();
      const responses = await Promise.all(
        gets.map(async ({ data, table }) => {
          const { Item, ConsumedCapacity } = (await run('GetItem', this.store.reading(), data)) as {
            Item?: Item;
            ConsumedCapacity: { CapacityUnits: number };
          };
          const units = 2 * ConsumedCapacity.CapacityUnits;
          capacity.set(table.TableName, (capacity.get(table.TableName) ?? 0) + units);
          return Item === undefined ? {} : { Item };
        }),
      );
      return { Responses: responses, ...consumed(params, capacity) };
    });
  }

  private async operation(entry: Fields): Promise<Operation> {
    const kinds = (Object.keys(entry) as Operation['kind'][]).filter((kind) => entry[kind] != null);
    const kind = kinds[0];
    if (kinds.length !== 1 || kind === undefined || ACTION[kind] === undefined) throw malformed();
    const fields = entry[kind] as Fields;
    if (kind === 'ConditionCheck' && fields['ConditionExpression'] == null)
      throw new DynamoDbError('ValidationException', 'The expression can not be empty;');
    const action = ACTION[kind];
    return {
      kind,
      action,
      fields,
      ...(await this.addressed(action, { ...fields, ReturnConsumedCapacity: 'TOTAL' })),
    };
  }

  private async addressed(
    action: ActionName,
    fields: Fields,
  ): Promise<Pick<Operation, 'data' | 'table' | 'key'>> {
    const data = validated(action, fields, this.store.raw) as Fields;
    const table = await this.store.table(data['TableName'] as string);
    const subject = (data['Item'] ?? data['Key']) as Item;
    const wrongKey = data['Item'] === undefined ? validateKey(subject, table) : missingKey(subject, table);
    if (wrongKey !== undefined && wrongKey !== null) throw wrongKey;
    return { data, table, key: createKey(subject, table) };
  }
}

/** Runs one operation against the collecting view and returns the write units it would cost alone. */
async function attempt(view: DynaliteStore, { kind, action, data, table, key }: Operation): Promise<number> {
  if (kind !== 'ConditionCheck') {
    const { ConsumedCapacity } = (await run(action, view, data)) as {
      ConsumedCapacity: { CapacityUnits: number };
    };
    return ConsumedCapacity.CapacityUnits;
  }
  const existing = await new Promise<Item | undefined>((resolve, reject) => {
    view.getItemDb(table.TableName).get(key, (error, item) => (error ? reject(error) : resolve(item)));
  });
  const failed = checkConditional(data, existing);
  if (failed) throw failed;
  return Math.max(1, Math.ceil(sizeBytes(existing) / 1024));
}

function reasonOf(error: unknown, fields: Fields, image: Item | undefined): Reason {
  if (!isServiceError(error)) throw error;
  switch (errorType(error)) {
    case 'ConditionalCheckFailedException':
      return {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        ...(fields['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD' && image !== undefined
          ? { Item: image }
          : {}),
      };
    case 'ValidationException':
      return { Code: 'ValidationError', Message: error.message };
    default:
      throw error;
  }
}

function cancelled(reasons: readonly Reason[]): DynamoDbError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new DynamoDbError('TransactionCanceledException', message, {
    Message: message,
    CancellationReasons: reasons,
  });
}

function transactItems(params: Fields): Fields[] {
  const items = params['TransactItems'];
  if (!Array.isArray(items) || items.length < 1 || items.length > MAX_ITEMS)
    throw new DynamoDbError(
      'ValidationException',
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: ` +
        `Member must have length between 1 and ${MAX_ITEMS}, and has ${Array.isArray(items) ? items.length : 'none'}`,
    );
  return items as Fields[];
}

const malformed = (): DynamoDbError =>
  new DynamoDbError(
    'ValidationException',
    'TransactItems can only contain one of Check, Put, Update or Delete (or Get when reading)',
  );

function missingKey(item: Item, table: Table): DynamoDbError | undefined {
  const missing = table.KeySchema.find(({ AttributeName }) => item[AttributeName] === undefined);
  return missing === undefined
    ? undefined
    : new DynamoDbError(
        'ValidationException',
        `One or more parameter values were invalid: Missing the key ${missing.AttributeName} in the item`,
      );
}

const places = (operations: readonly { table: Table; key: string }[]): { table: string; key: string }[] =>
  operations.map(({ table, key }) => ({ table: table.TableName, key }));

function consumed(params: Fields, capacity: ReadonlyMap<string, number>): Fields {
  if (params['ReturnConsumedCapacity'] !== 'TOTAL' && params['ReturnConsumedCapacity'] !== 'INDEXES')
    return {};
  return {
    ConsumedCapacity: [...capacity].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })),
  };
}
