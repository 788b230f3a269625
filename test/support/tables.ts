/** An operator's tables, as `lib/subscriber-store.ts` deploys them, for tests that need no stream. */
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

const text = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });

export async function createTables(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: 'accounts',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [key('k', 'HASH')],
      AttributeDefinitions: [text('k')],
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: 'records',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
      AttributeDefinitions: [text('pk'), text('sk'), text('gsi1pk'), text('gsi1sk')],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'gsi1',
          KeySchema: [key('gsi1pk', 'HASH'), key('gsi1sk', 'RANGE')],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
}
