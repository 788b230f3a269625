import type { DynamoDBRecord } from 'aws-lambda';
import { startLocalDynamoDb, type LocalDynamoDb } from '../../../local/dynamodb/index.js';
import { startRemoteDynamoDb } from '../../../local/dynamodb/remote.js';

/** The embedded DynamoDB stands in for the other endpoint: what is tested is the way to it. */
let other: LocalDynamoDb;
let remote: Awaited<ReturnType<typeof startRemoteDynamoDb>>;

beforeEach(async () => {
  other = await startLocalDynamoDb();
  remote = await startRemoteDynamoDb(other.endpoint, 'eu-west-2', []);
  await remote.call('CreateTable', {
    TableName: 'Accounts',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
});
afterEach(async () => {
  await remote.stop();
  await other.stop();
});

const put = async (k: string): Promise<unknown> =>
  await remote.call('PutItem', { TableName: 'Accounts', Item: { k: { S: k } } });

test('follows the stream through the Streams API, in order, from the moment it listens', async () => {
  await put('before');
  const heard: DynamoDBRecord[] = [];
  remote.onStream('Accounts', (record) => heard.push(record));
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const k of ['a', 'b', 'c']) await put(k);
  for (let i = 0; i < 40 && heard.length < 3; i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(heard.map(({ dynamodb }) => dynamodb?.NewImage?.['k']?.S)).toEqual(['a', 'b', 'c']);
  expect(heard[0]?.eventSourceARN).toMatch(/:table\/Accounts\/stream\//);
});

test('errors come with the body of the API', async () => {
  await expect(remote.call('GetItem', { TableName: 'Nope', Key: { k: { S: 'a' } } })).rejects.toMatchObject({
    statusCode: 400,
    body: { __type: expect.stringContaining('ResourceNotFoundException') as string },
  });
});

test('an endpoint that does not answer is told at once', async () => {
  await expect(startRemoteDynamoDb('http://127.0.0.1:1', 'eu-west-2', [])).rejects.toThrow(
    'WILDLILY_DYNAMODB_ENDPOINT http://127.0.0.1:1 does not answer',
  );
});
