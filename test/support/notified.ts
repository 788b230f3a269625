/** A network function that is told of something, on this machine: of counters, or to ask for a session again. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What policy counters are told by (TS 29.594). */
export interface CounterStatus {
  readonly supi: string;
  readonly statusInfos: Readonly<Record<string, { readonly currentStatus: string }>>;
}

export interface Notification<Body = CounterStatus> {
  readonly path: string;
  readonly body: Body;
}

export interface NotificationListener<Body = CounterStatus> {
  readonly uri: string;
  readonly received: readonly Notification<Body>[];
  stop(): Promise<void>;
}

/** @param path  where it listens */
export async function listenForNotifications<Body = CounterStatus>(
  path = '/pcf',
): Promise<NotificationListener<Body>> {
  const received: Notification<Body>[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: JSON.parse(text) as Body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  const { port } = server.address() as AddressInfo;
  return {
    uri: `http://localhost:${port}${path}`,
    received,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
