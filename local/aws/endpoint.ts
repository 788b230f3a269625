import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service with an AWS JSON API: `X-Amz-Target: <target>.<operation>`. */
export interface AwsService {
  readonly target: string;
  call(operation: string, body: Record<string, unknown>): Promise<{ status: number; body: object }>;
}

export interface AwsEndpoint {
  /** For AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Serves AWS JSON APIs on one loopback port, dispatching on `X-Amz-Target`.
 *
 * Signatures are accepted, not verified: nothing here is worth a secret, and only this machine can connect.
 */
export async function serveAws(services: readonly AwsService[], port = 0): Promise<AwsEndpoint> {
  const byTarget = new Map(services.map((service) => [service.target, service]));
  const server = createServer((request, response) => {
    collect(request, response, (body) => {
      answer(byTarget, request, body).then(
        ({ status, body: result }) => send(request, response, status, result),
        (error: unknown) => {
          console.error('Local AWS endpoint:', error);
          send(request, response, 500, { __type: 'InternalServerError', message: String(error) });
        },
      );
    });
  });
  // A client that holds its connection longer than the server would find it closed under a request.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function collect(request: IncomingMessage, response: ServerResponse, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  request.on('end', () => {
    if (bytes > MAX_BODY_BYTES) {
      send(request, response, 413, {
        __type: 'RequestEntityTooLarge',
        message: `Over ${MAX_BODY_BYTES} bytes`,
      });
    } else done(chunks.length === 1 ? (chunks[0] as Buffer).toString() : Buffer.concat(chunks).toString());
  });
}

async function answer(
  services: ReadonlyMap<string, AwsService>,
  request: IncomingMessage,
  text: string,
): Promise<{ status: number; body: object }> {
  const target = String(request.headers['x-amz-target'] ?? '');
  const [name = '', operation = ''] = target.split('.');
  const service = services.get(name);
  if (service === undefined) {
    const known = [...services.keys()].join(', ');
    const message = `No local service for "${target || `${request.method} ${request.url}`}"; there are: ${known}`;
    return { status: 400, body: { __type: 'UnknownOperationException', message } };
  }
  let body: unknown;
  try {
    body = JSON.parse(text || '{}');
  } catch {
    return { status: 400, body: { __type: 'SerializationException', message: 'The body is not JSON' } };
  }
  return await service.call(operation, body as Record<string, unknown>);
}

function send(request: IncomingMessage, response: ServerResponse, status: number, result: object): void {
  const body = JSON.stringify(result);
  response.writeHead(status, {
    'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}
