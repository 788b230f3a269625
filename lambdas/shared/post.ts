/** One POST over HTTP/1.1 to an address that somebody else named. Redirections are told, not followed. */
import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from '../../domain/notify/notify-uri.js';

export interface Post {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** From the first byte that is sent to the last of the answer's head: a peer that drips its answer is one that does not answer. */
  readonly timeoutMs: number;
  /** Whether its name may lead to a private address: only of what the operator wrote down itself. */
  readonly mayBePrivate: boolean;
}

export interface Posted {
  readonly status: number;
  readonly location?: string;
}

/** Nothing in an answer's body is used; so much is taken to keep the connection. */
const MAX_BODY = 16 * 1024;

/** @throws Error when there is no answer */
export function post(url: URL, { body, headers, timeoutMs, mayBePrivate }: Post): Promise<Posted> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      const why = error.name === 'AbortError' ? `no answer in ${timeoutMs} ms` : error.message;
      reject(new Error(`${url.host}: ${why}`));
    };
    const outgoing = send(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(timeoutMs),
        ...(mayBePrivate ? {} : { lookup: publicOnly }),
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
    outgoing.end(body);
  });
}

/** The same words whether a name leads nowhere or inwards: partners read them, and are not to learn which. */
const NOT_PUBLIC = 'its name leads to no public address';

/** The system's resolver, less private addresses. The connection goes to what it found: a name is resolved once. */
const publicOnly: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    const found: LookupAddress[] = (error === null ? addresses : []).filter(
      ({ address }) => isIP(address) !== 0 && !isPrivateAddress(address),
    );
    const [first] = found;
    if (first === undefined) {
      callback(new Error(error?.code === 'EAI_AGAIN' ? 'its name could not be resolved' : NOT_PUBLIC), []);
    } else if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  });
};
