import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTables } from '../support/tables.js';

// dynalite carries no types.
const dynalite = require('dynalite') as (options: { createTableMs: number }) => Server;

export interface TestDynamoDb {
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

/**
 * An empty DynamoDB in this process with the operator's two tables, `accounts` and `records`. The standard
 * environment variables lead the Lambdas' own client to it, if they are loaded afterwards.
 */
export async function startDynamoDb(): Promise<TestDynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
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
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
