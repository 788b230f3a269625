import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jsonResponse, type HttpRequest, type HttpResponse } from './message.js';

export type Handler = (request: HttpRequest) => Promise<HttpResponse> | HttpResponse;

export interface LocalServer {
  /** `http://127.0.0.1:8100` */
  readonly url: string;
  stop(): Promise<void>;
}

/** The port is taken. */
export class PortInUseError extends Error {
  readonly port: number;
  constructor(port: number) {
    super(`Port ${port} is in use`);
    this.name = 'PortInUseError';
    this.port = port;
  }
}

/** API Gateway takes payloads up to 10 MB. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * Serves HTTP on the loopback interface.
 *
 * @param port  0 = any free one
 * @throws PortInUseError
 */
export async function serve(port: number, handler: Handler): Promise<LocalServer> {
  const server = createServer((request, response) => {
    read(request).then(
      async (body) => {
        if (body === undefined)
          return send(response, jsonResponse(413, { message: 'Request Entity Too Large' }));
        try {
          send(response, await handler(toRequest(request, body)));
        } catch (error) {
          console.error(error);
          send(response, jsonResponse(500, { message: 'Internal Server Error' }));
        }
      },
      () => response.destroy(),
    );
  });
  // Longer than any client's, so that no request meets a connection that is just closing.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 500).unref();
      });
    },
  };
}

/** @returns undefined when the body is too large; it is read to its end, so that the client hears the answer */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

function toRequest(request: IncomingMessage, body: Buffer): HttpRequest {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers,
    body,
    remoteAddress: request.socket.remoteAddress ?? '127.0.0.1',
  };
}

function send(response: ServerResponse, { status, headers = {}, body }: HttpResponse): void {
  response.writeHead(status, {
    ...(headers as Record<string, string | string[]>),
    'apigw-requestid': randomUUID(),
    ...(status === 204 || status === 304 ? {} : { 'content-length': Buffer.byteLength(body ?? '') }),
  });
  response.end(body);
}
