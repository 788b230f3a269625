/** A policy control function that is told of counters, on this machine. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Notification {
  readonly path: string;
  readonly body: {
    readonly supi: string;
    readonly statusInfos: Readonly<Record<string, { readonly currentStatus: string }>>;
  };
}

export interface NotificationListener {
  readonly uri: string;
  readonly received: readonly Notification[];
  stop(): Promise<void>;
}

export async function listenForNotifications(): Promise<NotificationListener> {
  const received: Notification[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: JSON.parse(text) as Notification['body'] });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  const { port } = server.address() as AddressInfo;
  return {
    uri: `http://localhost:${port}/pcf`,
    received,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
