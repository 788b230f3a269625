/** JSON over HTTP with kept-alive connections, to this machine only. */
import { Agent, request } from 'node:http';

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Undefined without a body; text when it is not JSON. */
  readonly body: unknown;
}

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 15_000;
const MAX_CONNECTIONS = 64;

/** The simulated network shows what a machine's operators do; it is no load generator for anything else. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return (
    protocol === 'http:' && (/^127(\.\d+){3}$/.test(hostname) || ['localhost', '[::1]'].includes(hostname))
  );
}

export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });

  /** Rejects with the system's `code` when no answer comes (ECONNREFUSED, ECONNRESET, ETIMEDOUT, ABORT_ERR). */
  call({ method, url, headers, body, signal }: HttpCall): Promise<HttpReply> {
    if (!isLoopback(url))
      throw new RangeError(`${url} is not on this machine; allowed: http://127.0.0.1:<port>`);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url,
        {
          method,
          agent: this.agent,
          timeout: TIMEOUT_MS,
          ...(signal === undefined ? {} : { signal }),
          headers: {
            ...headers,
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: parse(Buffer.concat(chunks).toString()),
            }),
          );
        },
      );
      outgoing.on('timeout', () =>
        outgoing.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
