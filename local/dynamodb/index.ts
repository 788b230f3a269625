import type { StreamListener } from './change-stream.js';
import { DynamoDbEngine, type EngineOptions } from './engine.js';
import { serveAws, type AwsService } from '../aws/endpoint.js';
import { isServiceError } from './errors.js';
import { streamsService } from './streams-api.js';

export interface LocalDynamoDbOptions extends EngineOptions {
  /** Port of the API on 127.0.0.1. @default 0: any free port */
  readonly port?: number;
  /** How often expired items are deleted. @default 5000 ms */
  readonly expireEveryMs?: number;
  /** More AWS APIs to serve on the same port. */
  readonly alongside?: readonly AwsService[];
}

export interface LocalDynamoDb {
  /** For `endpoint` of an SDK client or `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly endpoint: string;
  /** The API without HTTP: `call('GetItem', { TableName, Key })`; throws errors with `statusCode` and `body`. */
  call(operation: string, params: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Calls `listener` with each change of a table that has a stream. Returns how to stop. */
  onStream(table: string, listener: StreamListener): () => void;
  /** Deletes what has outlived its TTL now, instead of at the next tick. */
  expire(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts DynamoDB in this process and serves its API on a loopback port. */
export async function startLocalDynamoDb(options: LocalDynamoDbOptions = {}): Promise<LocalDynamoDb> {
  const engine = new DynamoDbEngine(options);
  await engine.open();
  const server = await serveAws(
    [dynamoDbService(engine), streamsService(engine.streams), ...(options.alongside ?? [])],
    options.port ?? 0,
  );
  const timer = setInterval(() => void engine.expire(), options.expireEveryMs ?? 5000);
  timer.unref();
  return {
    endpoint: server.endpoint,
    call: async (operation, params) => await engine.call(operation, params),
    onStream: (table, listener) => engine.onStream(table, listener),
    expire: async () => await engine.expire(),
    stop: async () => {
      clearInterval(timer);
      await server.stop();
      await engine.close();
    },
  };
}

/** The engine as a service of the local AWS endpoint. */
export function dynamoDbService(engine: DynamoDbEngine): AwsService {
  return {
    target: 'DynamoDB_20120810',
    call: async (operation, body) => {
      try {
        return { status: 200, body: await engine.call(operation, body) };
      } catch (error) {
        if (isServiceError(error)) return { status: error.statusCode, body: error.body };
        throw error;
      }
    },
  };
}
