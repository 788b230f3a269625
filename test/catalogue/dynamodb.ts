import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startLocalDynamoDb } from '../../local/dynamodb/index.js';
import { createTables } from '../support/tables.js';

export interface TestDynamoDb {
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

/**
 * An empty DynamoDB in this process with the operator's two tables, `accounts` and `records`. The standard
 * environment variables lead the Lambdas' own client to it, if they are loaded afterwards.
 */
export async function startDynamoDb(): Promise<TestDynamoDb> {
  const local = await startLocalDynamoDb();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: local.endpoint,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ACCOUNTS_TABLE: 'accounts',
    RECORDS_TABLE: 'records',
    OPERATOR_ID: 'lily-gb',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
  const client = new DynamoDBClient({});
  await createTables(client);
  return {
    client,
    stop: async () => {
      client.destroy();
      await local.stop();
    },
  };
}
