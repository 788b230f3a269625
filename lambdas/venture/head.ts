/** `VENTURE` / `HEAD`: the last settlement that counts. Months are settled one after another, each once. */
import { type DynamoDBClient, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';

export interface Head {
  readonly revision: number;
  /** Settlements that were made, reversed ones too: makes ids of a month that is settled again. */
  readonly made: number;
  /** The last one that counts. */
  readonly last?: string;
}

const KEY = { pk: { S: 'VENTURE' }, sk: { S: 'HEAD' } };

export async function readHead(client: DynamoDBClient, table: string): Promise<Head> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }),
  );
  return {
    revision: Number(item?.['revision']?.N ?? 0),
    made: Number(item?.['made']?.N ?? 0),
    ...(item?.['last']?.S === undefined ? {} : { last: item['last'].S }),
  };
}

/** For a transaction: holds only while nobody else was first. */
export const headWrite = (
  table: string,
  before: Head,
  after: { readonly made: number; readonly last: string | undefined },
): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: {
      ...KEY,
      revision: { N: String(before.revision + 1) },
      made: { N: String(after.made) },
      ...(after.last === undefined ? {} : { last: { S: after.last } }),
    },
    ConditionExpression: before.revision === 0 ? 'attribute_not_exists(pk)' : 'revision = :revision',
    ...(before.revision === 0
      ? {}
      : { ExpressionAttributeValues: { ':revision': { N: String(before.revision) } } }),
  },
});
