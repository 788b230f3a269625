import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalDynamoDb, type LocalDynamoDb } from '../../../local/dynamodb/index.js';

let now = 1_800_000_000_000;
let local: LocalDynamoDb;
let client: DynamoDBClient;
let records: DynamoDBRecord[];

const sdk = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

const table = async (): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName: 'Accounts',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: 'Records',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'gsi1',
          KeySchema: [
            { AttributeName: 'gsi1pk', KeyType: 'HASH' },
            { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
};

beforeEach(async () => {
  now = 1_800_000_000_000;
  local = await startLocalDynamoDb({ now: () => now });
  client = sdk(local.endpoint);
  await table();
  records = [];
  local.onStream('Accounts', (record) => records.push(record));
});

afterEach(async () => {
  client.destroy();
  await local.stop();
});

const put = (k: string, rest: Record<string, { N: string } | { S: string }> = {}): PutItemCommand =>
  new PutItemCommand({ TableName: 'Accounts', Item: { k: { S: k }, ...rest } });
const get = async (k: string): Promise<unknown> =>
  (await client.send(new GetItemCommand({ TableName: 'Accounts', Key: { k: { S: k } } }))).Item;

describe('conditional writes', () => {
  const spend = (amount: number, onFailure?: 'ALL_OLD'): UpdateItemCommand =>
    new UpdateItemCommand({
      TableName: 'Accounts',
      Key: { k: { S: 'a' } },
      UpdateExpression: 'SET m = m - :n, v = v + :one',
      ConditionExpression: 'm >= :n',
      ExpressionAttributeValues: { ':n': { N: String(amount) }, ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
      ...(onFailure === undefined ? {} : { ReturnValuesOnConditionCheckFailure: onFailure }),
    });

  test('a failure returns the item when it is asked to', async () => {
    await client.send(put('a', { m: { N: '5' }, v: { N: '1' } }));
    const item = { k: { S: 'a' }, m: { N: '5' }, v: { N: '1' } };
    await expect(client.send(spend(6, 'ALL_OLD'))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: item,
    });
    await expect(client.send(spend(6))).rejects.toMatchObject({ Item: undefined });
    expect(await get('a')).toEqual(item);
  });

  test('a failure on an absent item returns none', async () => {
    await expect(client.send(spend(6, 'ALL_OLD'))).rejects.toMatchObject({ Item: undefined });
  });

  test('attributes compare with each other, and the write returns what it made', async () => {
    await client.send(put('a', { m: { N: '5' }, n: { N: '5' }, v: { N: '1' } }));
    const result = await client.send(
      new UpdateItemCommand({
        TableName: 'Accounts',
        Key: { k: { S: 'a' } },
        UpdateExpression: 'SET m = m - :two',
        ConditionExpression: 'm = n AND v < m',
        ExpressionAttributeValues: { ':two': { N: '2' } },
        ReturnValues: 'UPDATED_NEW',
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(result.Attributes).toEqual({ m: { N: '3' } });
    expect(result.ConsumedCapacity?.CapacityUnits).toBe(1);
  });

  test('put and delete return the item too', async () => {
    await client.send(put('a', { m: { N: '5' } }));
    const failing = {
      TableName: 'Accounts',
      ConditionExpression: 'attribute_not_exists(k)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    const item = { k: { S: 'a' }, m: { N: '5' } };
    await expect(
      client.send(new PutItemCommand({ ...failing, Item: { k: { S: 'a' } } })),
    ).rejects.toMatchObject({ Item: item });
    await expect(
      client.send(new DeleteItemCommand({ ...failing, Key: { k: { S: 'a' } } })),
    ).rejects.toMatchObject({ Item: item });
  });

  test('concurrent writes of one item never lose one', async () => {
    await client.send(put('a', { m: { N: '50' }, v: { N: '0' } }));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, async () => await client.send(spend(1))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    expect(await get('a')).toEqual({ k: { S: 'a' }, m: { N: '0' }, v: { N: '50' } });
    expect(records.map(({ dynamodb }) => dynamodb?.NewImage?.['v']?.N)).toEqual(
      Array.from({ length: 51 }, (_, v) => String(v)),
    );
  });
});

describe('streams', () => {
  test('a record carries keys, images, sequence, size and source, in commit order', async () => {
    await client.send(put('a', { m: { N: '5' } }));
    await client.send(put('a', { m: { N: '6' } }));
    await client.send(new DeleteItemCommand({ TableName: 'Accounts', Key: { k: { S: 'a' } } }));
    expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    const [inserted, modified, removed] = records as [DynamoDBRecord, DynamoDBRecord, DynamoDBRecord];
    expect(inserted.dynamodb?.OldImage).toBeUndefined();
    expect(modified).toMatchObject({
      eventSource: 'aws:dynamodb',
      eventVersion: '1.1',
      awsRegion: 'eu-west-2',
      eventSourceARN: expect.stringMatching(/table\/Accounts\/stream\/20/) as string,
      dynamodb: {
        Keys: { k: { S: 'a' } },
        OldImage: { k: { S: 'a' }, m: { N: '5' } },
        NewImage: { k: { S: 'a' }, m: { N: '6' } },
        SizeBytes: 12,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(removed.dynamodb?.NewImage).toBeUndefined();
    const sequences = records.map(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber as string));
    expect(sequences[1]! > sequences[0]! && sequences[2]! > sequences[1]!).toBe(true);
  });

  test('what changes nothing leaves no record', async () => {
    await client.send(put('a', { m: { N: '5' }, s: { S: 'x' } }));
    await client.send(put('a', { s: { S: 'x' }, m: { N: '5.0' } }));
    await client.send(
      new UpdateItemCommand({
        TableName: 'Accounts',
        Key: { k: { S: 'a' } },
        UpdateExpression: 'SET m = :five',
        ExpressionAttributeValues: { ':five': { N: '5' } },
      }),
    );
    await client.send(new DeleteItemCommand({ TableName: 'Accounts', Key: { k: { S: 'none' } } }));
    await expect(
      client.send(
        new PutItemCommand({
          TableName: 'Accounts',
          Item: { k: { S: 'a' } },
          ConditionExpression: 'attribute_not_exists(k)',
        }),
      ),
    ).rejects.toThrow('The conditional request failed');
    expect(records).toHaveLength(1);
  });

  test('batches and transactions appear in the stream', async () => {
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          Accounts: ['a', 'b'].map((k) => ({ PutRequest: { Item: { k: { S: k } } } })),
        },
      }),
    );
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Delete: { TableName: 'Accounts', Key: { k: { S: 'a' } } } },
          { Put: { TableName: 'Accounts', Item: { k: { S: 'c' } } } },
        ],
      }),
    );
    expect(
      records.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb?.Keys?.['k']?.S}`).sort(),
    ).toEqual(['INSERT a', 'INSERT b', 'INSERT c', 'REMOVE a']);
  });

  test('a table without a stream is silent, and gets one by UpdateTable', async () => {
    const heard: DynamoDBRecord[] = [];
    local.onStream('Records', (record) => heard.push(record));
    const item = (sk: string): PutItemCommand =>
      new PutItemCommand({ TableName: 'Records', Item: { pk: { S: 'p' }, sk: { S: sk } } });
    await client.send(item('1'));
    await client.send(
      new UpdateTableCommand({
        TableName: 'Records',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    );
    await client.send(item('2'));
    expect(heard.map(({ dynamodb }) => dynamodb?.Keys?.['sk']?.S)).toEqual(['2']);
    expect(heard[0]?.dynamodb?.NewImage).toBeUndefined();
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Records' }));
    expect(Table?.LatestStreamArn).toBe(heard[0]?.eventSourceARN);
  });
});

describe('transactions', () => {
  const move = (amount: number, token?: string): TransactWriteItemsCommand => {
    const update = (k: string, sign: '+' | '-', condition?: string) => ({
      Update: {
        TableName: 'Accounts',
        Key: { k: { S: k } },
        UpdateExpression: `SET m = m ${sign} :n`,
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
        ExpressionAttributeValues: { ':n': { N: String(amount) } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      },
    });
    return new TransactWriteItemsCommand({
      TransactItems: [
        update('a', '-', 'm >= :n'),
        update('b', '+'),
        {
          Put: {
            TableName: 'Records',
            Item: { pk: { S: 'moves' }, sk: { S: 'x' }, gsi1pk: { S: 'g' }, gsi1sk: { S: 'g' } },
          },
        },
      ],
      ...(token === undefined ? {} : { ClientRequestToken: token }),
      ReturnConsumedCapacity: 'TOTAL',
    });
  };
  const balances = async (): Promise<unknown[]> => {
    const { Responses } = await client.send(
      new TransactGetItemsCommand({
        TransactItems: ['a', 'b', 'none'].map((k) => ({
          Get: { TableName: 'Accounts', Key: { k: { S: k } } },
        })),
      }),
    );
    return (Responses ?? []).map(({ Item }) => Item?.['m']?.N);
  };

  beforeEach(async () => {
    await client.send(put('a', { m: { N: '10' } }));
    await client.send(put('b', { m: { N: '0' } }));
  });

  test('writes all, indexes included, at twice the price', async () => {
    const { ConsumedCapacity } = await client.send(move(4));
    expect(await balances()).toEqual(['6', '4', undefined]);
    expect(ConsumedCapacity).toEqual([
      { TableName: 'Accounts', CapacityUnits: 4 },
      { TableName: 'Records', CapacityUnits: 2 },
    ]);
    const { Items } = await client.send(
      new QueryCommand({
        TableName: 'Records',
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :g',
        ExpressionAttributeValues: { ':g': { S: 'g' } },
      }),
    );
    expect(Items).toHaveLength(1);
  });

  test('writes nothing when one condition fails, and says which, with the item', async () => {
    await expect(client.send(move(11))).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None, None]',
      CancellationReasons: [
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { k: { S: 'a' }, m: { N: '10' } },
        },
        { Code: 'None' },
        { Code: 'None' },
      ],
    });
    expect(await balances()).toEqual(['10', '0', undefined]);
    const { Count } = await client.send(new ScanCommand({ TableName: 'Records' }));
    expect(Count).toBe(0);
  });

  test('a repeated token is one transaction; other contents under it are refused; it is forgotten in time', async () => {
    await client.send(move(4, 'token-1'));
    await client.send(move(4, 'token-1'));
    expect(await balances()).toEqual(['6', '4', undefined]);
    await expect(client.send(move(5, 'token-1'))).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
    now += 10 * 60 * 1000;
    await client.send(move(4, 'token-1'));
    expect(await balances()).toEqual(['2', '8', undefined]);
  });

  test('concurrent transactions and writes over the same items lose nothing', async () => {
    const writes = Array.from({ length: 40 }, async (_, i) =>
      i % 2 === 0
        ? await client.send(move(1))
        : await client.send(
            new UpdateItemCommand({
              TableName: 'Accounts',
              Key: { k: { S: 'b' } },
              UpdateExpression: 'SET m = m + :n',
              ExpressionAttributeValues: { ':n': { N: '100' } },
            }),
          ),
    );
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
    expect(await balances()).toEqual(['0', '2010', undefined]);
  });

  test('a check guards without writing; type errors cancel; two operations on one item are refused', async () => {
    const check = (n: number) => ({
      ConditionCheck: {
        TableName: 'Accounts',
        Key: { k: { S: 'a' } },
        ConditionExpression: 'm = :n',
        ExpressionAttributeValues: { ':n': { N: String(n) } },
      },
    });
    const bump = (value: { N: string } | { S: string }) => ({
      Update: {
        TableName: 'Accounts',
        Key: { k: { S: 'b' } },
        UpdateExpression: 'SET m = m + :x',
        ExpressionAttributeValues: { ':x': value },
      },
    });
    const seen = records.length;
    await client.send(new TransactWriteItemsCommand({ TransactItems: [check(10), bump({ N: '1' })] }));
    expect(records).toHaveLength(seen + 1);
    await expect(
      client.send(new TransactWriteItemsCommand({ TransactItems: [check(9), bump({ N: '1' })] })),
    ).rejects.toMatchObject({ CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }] });
    await client.send(put('b', { m: { S: 'text' } }));
    await expect(
      client.send(new TransactWriteItemsCommand({ TransactItems: [bump({ N: '1' })] })),
    ).rejects.toMatchObject({ CancellationReasons: [{ Code: 'ValidationError' }] });
    await expect(
      client.send(new TransactWriteItemsCommand({ TransactItems: [bump({ N: '1' }), bump({ N: '1' })] })),
    ).rejects.toThrow('multiple operations on one item');
  });
});

describe('time to live', () => {
  const withTtl = async (ttl: number): Promise<void> => {
    await client.send(put('t', { ttl: { N: String(ttl) } }));
  };
  beforeEach(async () => {
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: 'Accounts',
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      }),
    );
  });

  test('an expired item goes, by DynamoDB itself', async () => {
    await withTtl(now / 1000 + 90);
    expect(await local.expire()).toBe(0);
    now += 91_000;
    expect(await local.expire()).toBe(1);
    expect(await get('t')).toBeUndefined();
    expect(records.at(-1)).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    });
  });

  test('an expiry that moved is kept', async () => {
    await withTtl(now / 1000 + 10);
    await withTtl(now / 1000 + 1000);
    now += 60_000;
    expect(await local.expire()).toBe(0);
    now += 1_000_000;
    expect(await local.expire()).toBe(1);
  });

  test('is described', async () => {
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: 'Accounts' }),
    );
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
  });
});

describe('the rest of the service', () => {
  test('unknown operations, tables and bodies are told apart', async () => {
    await expect(client.send(new DescribeTableCommand({ TableName: 'Nope' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const post = async (target: string, body: string): Promise<unknown> =>
      await (
        await fetch(local.endpoint, { method: 'POST', headers: { 'x-amz-target': target }, body })
      ).json();
    expect(await post('DynamoDB_20120810.Nope', '{}')).toMatchObject({
      __type: expect.stringMatching(/UnknownOperationException/) as string,
    });
    expect(await post('Nope.Nope', '{}')).toMatchObject({ __type: 'UnknownOperationException' });
    expect(await post('DynamoDB_20120810.GetItem', '{')).toMatchObject({ __type: 'SerializationException' });
  });

  test('a protected table is not deleted', async () => {
    await client.send(new UpdateTableCommand({ TableName: 'Accounts', DeletionProtectionEnabled: true }));
    await expect(client.send(new DeleteTableCommand({ TableName: 'Accounts' }))).rejects.toThrow('protected');
    await client.send(new UpdateTableCommand({ TableName: 'Accounts', DeletionProtectionEnabled: false }));
    await client.send(new DeleteTableCommand({ TableName: 'Accounts' }));
    await expect(get('a')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('a folder keeps tables, settings and items', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'wildlily-dynamodb-'));
    try {
      const create = { TableName: 'Kept', BillingMode: 'PAY_PER_REQUEST' };
      const first = await startLocalDynamoDb({ directory, now: () => now });
      await first.call('CreateTable', {
        ...create,
        AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      });
      await first.call('UpdateTimeToLive', {
        TableName: 'Kept',
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      });
      const item = (k: string, ttl: number) => ({ k: { S: k }, ttl: { N: String(now / 1000 + ttl) } });
      await first.call('PutItem', { TableName: 'Kept', Item: item('soon', 10) });
      await first.call('PutItem', { TableName: 'Kept', Item: item('late', 1000) });
      await first.stop();

      const second = await startLocalDynamoDb({ directory, now: () => now });
      const heard: DynamoDBRecord[] = [];
      second.onStream('Kept', (record) => heard.push(record));
      now += 20_000;
      expect(await second.expire()).toBe(1);
      expect(heard).toHaveLength(1);
      const { Items } = await second.call('Scan', { TableName: 'Kept' });
      expect(Items).toMatchObject([{ k: { S: 'late' } }]);
      await second.stop();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
