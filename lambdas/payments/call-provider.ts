/** One HTTPS request to a provider, on its own hosts and no others. */
import { Agent, request as httpsRequest } from 'node:https';
import { type IncomingMessage, request as httpRequest, type RequestOptions } from 'node:http';
import type { ProviderId } from '../../domain/payments/provider.js';
import { ProviderError, type ProviderRequest, type ProviderResponse } from './payment-client.js';
import { providerUrl } from './provider-hosts.js';

/** From the first byte that is sent to the last that comes. */
const TIMEOUT_MS = 8_000;
const MAX_BODY = 1024 * 1024;

const agent = new Agent({ keepAlive: true });

/**
 * Sends a request and takes the answer, whatever its status; redirections are answers like any other.
 *
 * With `WILDLILY_PAYMENT_API` (only a local run sets it) `https://<host>/<path>` goes to
 * `<WILDLILY_PAYMENT_API>/<host>/<path>`.
 *
 * @throws ProviderError when the host is none of the provider's, or there is no whole answer in 8 s of at most 1 MiB
 */
export async function callProvider(
  provider: ProviderId,
  request: ProviderRequest,
): Promise<ProviderResponse> {
  const url = providerUrl(provider, request.url);
  if (url === undefined) throw new ProviderError(`${provider}: the address is not on a host of it`, false);
  const api = process.env['WILDLILY_PAYMENT_API'];
  const target = api ? new URL(`${api}/${url.hostname}${url.pathname}${url.search}`) : url;
  try {
    return await exchange(target, request);
  } catch (error) {
    const { name, message } = error as Error;
    const why = name === 'AbortError' || name === 'TimeoutError' ? `no answer in ${TIMEOUT_MS} ms` : message;
    throw new ProviderError(`${provider}: ${request.method} ${url.pathname}: ${why}`, true);
  }
}

function exchange(url: URL, { method, headers, body }: ProviderRequest): Promise<ProviderResponse> {
  const isTls = url.protocol === 'https:';
  const options: RequestOptions = {
    method,
    headers: {
      ...headers,
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(isTls ? { agent } : {}),
  };
  return new Promise((resolve, reject) => {
    const outgoing = (isTls ? httpsRequest : httpRequest)(url, options, (incoming) => {
      read(incoming).then(resolve, reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function read(incoming: IncomingMessage): Promise<ProviderResponse> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY) {
      incoming.destroy();
      throw new Error(`the answer is larger than ${MAX_BODY} bytes`);
    }
    chunks.push(chunk);
  }
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return { status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString('utf8') };
}
