import type { DynamoDBRecord } from 'aws-lambda';
import { serveAws, type AwsService } from '../aws/endpoint.js';
import type { StreamListener } from './change-stream.js';
import type { LocalDynamoDb } from './index.js';
import type { ServiceError } from './errors.js';

type Fields = Record<string, unknown>;

const POLL_MS = 250;

/**
 * Another DynamoDB than the embedded one, behind the same interface: an emulator, or anything else that speaks
 * the API. Streams are read through the DynamoDB Streams API.
 *
 * Requests carry the form of a signature only, so the endpoint must be one that doesn't check it.
 *
 * @param alongside  AWS APIs that this process serves
 */
export async function startRemoteDynamoDb(
  endpoint: string,
  region: string,
  alongside: readonly AwsService[],
): Promise<LocalDynamoDb & { awsEndpoint: string }> {
  const server = await serveAws(alongside);
  let stopped = false;
  const send = async (target: string, params: Fields): Promise<Fields> =>
    await post(endpoint, region, target, params);
  const call = async (operation: string, params: Fields): Promise<Fields> =>
    await send(`DynamoDB_20120810.${operation}`, params);
  await call('ListTables', { Limit: 1 }).catch(async (error: unknown) => {
    await server.stop();
    throw new Error(`WILDLILY_DYNAMODB_ENDPOINT ${endpoint} does not answer: ${String(error)}`, {
      cause: error,
    });
  });
  return {
    endpoint,
    awsEndpoint: server.endpoint,
    call,
    onStream: (table, listener) => {
      let listening = true;
      const on = (): boolean => listening && !stopped;
      void followStream(send, call, table, listener, on).catch((error: unknown) =>
        console.error(`The stream of ${table} can't be read from ${endpoint}: ${String(error)}`),
      );
      return () => (listening = false);
    },
    expire: async () => await Promise.resolve(0),
    stop: async () => {
      stopped = true;
      await server.stop();
    },
  };
}

async function post(endpoint: string, region: string, target: string, params: Fields): Promise<Fields> {
  const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': date,
      authorization:
        `AWS4-HMAC-SHA256 Credential=local/${date.slice(0, 8)}/${region}/dynamodb/aws4_request, ` +
        'SignedHeaders=host;x-amz-date;x-amz-target, Signature=0',
    },
    body: JSON.stringify(params),
  });
  const body = (await response.json()) as Fields;
  if (response.ok) return body;
  const message = String(body['message'] ?? body['Message'] ?? body['__type']);
  throw Object.assign(new Error(message), { statusCode: response.status, body }) as ServiceError;
}

type Call = (operation: string, params: Fields) => Promise<Fields>;

/** Reads every shard of a table's stream from now on, in order, as long as `on` says so. */
async function followStream(
  send: Call,
  call: Call,
  table: string,
  listener: StreamListener,
  on: () => boolean,
): Promise<void> {
  const { Table } = (await call('DescribeTable', { TableName: table })) as {
    Table: { LatestStreamArn?: string };
  };
  const StreamArn = Table.LatestStreamArn;
  if (StreamArn === undefined) throw new Error('the table has no stream');
  const streams = async (operation: string, params: Fields): Promise<Fields> =>
    await send(`DynamoDBStreams_20120810.${operation}`, params);
  const iterators = new Map<string, string | undefined>();
  for (let first = true; on(); first = false) {
    const { StreamDescription } = (await streams('DescribeStream', { StreamArn })) as {
      StreamDescription: { Shards: readonly { ShardId: string }[] };
    };
    for (const { ShardId } of StreamDescription.Shards) {
      if (iterators.has(ShardId)) continue;
      const ShardIteratorType = first ? 'LATEST' : 'TRIM_HORIZON';
      const { ShardIterator } = await streams('GetShardIterator', { StreamArn, ShardId, ShardIteratorType });
      iterators.set(ShardId, ShardIterator as string);
    }
    for (const [shard, ShardIterator] of iterators) {
      if (ShardIterator === undefined) continue;
      const { Records = [], NextShardIterator } = (await streams('GetRecords', { ShardIterator })) as {
        Records?: DynamoDBRecord[];
        NextShardIterator?: string;
      };
      iterators.set(shard, NextShardIterator);
      for (const record of Records) listener({ ...record, eventSourceARN: StreamArn });
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
