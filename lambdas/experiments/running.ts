import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { RUNNING } from './office.js';

/** Ids of the experiments that run. */
export async function runningExperiments({
  client,
  table,
}: {
  readonly client: DynamoDBClient;
  readonly table: string;
}): Promise<string[]> {
  const ids: string[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :running',
      ExpressionAttributeValues: { ':running': { S: RUNNING } },
      ProjectionExpression: 'gsi1sk',
    },
  );
  for await (const { Items: items = [] } of pages)
    ids.push(...items.flatMap(({ gsi1sk }) => (gsi1sk?.S === undefined ? [] : [gsi1sk.S])));
  return ids;
}
