/** A receiver of webhooks on this machine that answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- Why: tests look into bodies of every shape.
  readonly body: any;
}

/** A status, a redirection, or no answer. */
export type Behaviour = number | { readonly location: string } | 'hang';

export interface WebhookReceiver {
  readonly url: string;
  /** All that came, taken or not. */
  readonly received: ReceivedWebhook[];
  /** Answers of the next requests, one each; then the last. */
  behave(...behaviours: readonly Behaviour[]): void;
  stop(): Promise<void>;
}

export async function webhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let next: readonly Behaviour[] = [204];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        text,
        body: JSON.parse(text) as unknown,
      });
      const [behaviour = 204, ...others] = next;
      if (others.length > 0) next = others;
      if (behaviour === 'hang') return;
      if (typeof behaviour === 'number') response.writeHead(behaviour).end();
      else response.writeHead(307, { location: behaviour.location }).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    behave: (...behaviours) => {
      next = behaviours;
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
