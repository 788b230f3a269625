/** One notification over HTTP/1.1, to an address that the operator allows and nowhere else. */
import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import {
  isNamedHost,
  isPrivateAddress,
  notifyUriProblem,
  type NotifyPolicy,
} from '../../domain/notify/notify-uri.js';

/** `gone`: the other side has no such subscription any more (404, 410). */
export type Delivered = 'told' | 'gone';

/** The notification was not taken; sending it again may help. */
export class NotificationError extends Error {
  override readonly name = 'NotificationError';
}

/** From the first byte that is sent to the last of the answer's head: a peer that drips its answer is one that does not answer. */
const TIMEOUT_MS = 5_000;
/** Nothing in an answer's body is used; so much is taken to keep the connection. */
const MAX_BODY = 16 * 1024;

/**
 * Posts a notification.
 *
 * The address is checked here again, for the list may have changed since it was subscribed with, and its name is
 * resolved once, by us: unless the host is written down as it is, an answer with a private address is refused.
 *
 * @throws NotificationError when it was not acknowledged
 */
export async function postNotification(uri: string, body: unknown, policy: NotifyPolicy): Promise<Delivered> {
  const first = await post(uri, body, policy);
  const moved = first.status === 307 || first.status === 308 ? first.location : undefined;
  // One step and no further: a ring of redirections must not keep us busy.
  const { status } = moved === undefined ? first : await post(absolute(moved, uri), body, policy);
  if (status >= 200 && status < 300) return 'told';
  if (status === 404 || status === 410) return 'gone';
  throw new NotificationError(`${new URL(uri).host} answered ${status}`);
}

function absolute(location: string, base: string): string {
  try {
    return new URL(location, base).href;
  } catch {
    throw new NotificationError(`${new URL(base).host} redirects to what is no URI`);
  }
}

function post(
  uri: string,
  body: unknown,
  policy: NotifyPolicy,
): Promise<{ status: number; location?: string }> {
  const problem = notifyUriProblem(uri, policy);
  if (problem !== undefined) return Promise.reject(new NotificationError(`notifyUri: ${problem}`));
  const url = new URL(uri);
  const json = JSON.stringify(body);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      const why = error.name === 'AbortError' ? `no answer in ${TIMEOUT_MS} ms` : error.message;
      reject(new NotificationError(`${url.host}: ${why}`));
    };
    const outgoing = send(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(isNamedHost(uri, policy) ? {} : { lookup: publicOnly }),
      },
      (incoming) => {
        const { location } = incoming.headers;
        let bytes = 0;
        incoming.on('error', () => undefined);
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_BODY) incoming.destroy();
        });
        resolve({ status: incoming.statusCode ?? 0, ...(location === undefined ? {} : { location }) });
      },
    );
    outgoing.on('error', failed);
    outgoing.end(json);
  });
}

/** The system's resolver, less private addresses. */
const publicOnly: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, []);
      return;
    }
    const found: LookupAddress[] = addresses.filter(
      ({ address }) => isIP(address) !== 0 && !isPrivateAddress(address),
    );
    const [first] = found;
    if (first === undefined) {
      callback(new Error('its address is a private one, and the host is not allowed by name'), []);
    } else if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  });
};
