/** One notification over HTTP/1.1, to an address that the operator allows and nowhere else. */
import { isNamedHost, notifyUriProblem, type NotifyPolicy } from '../../domain/notify/notify-uri.js';
import { post, type Posted } from './post.js';

/** `gone`: the other side has no such subscription any more (404, 410). */
export type Delivered = 'told' | 'gone';

/** The notification was not taken; sending it again may help. */
export class NotificationError extends Error {
  override readonly name = 'NotificationError';
}

const TIMEOUT_MS = 5_000;

/**
 * Posts a notification.
 *
 * The address is checked here again, for the list may have changed since it was subscribed with, and its name is
 * resolved once, by us: unless the host is written down as it is, an answer with a private address is refused.
 *
 * @throws NotificationError when it was not acknowledged
 */
export async function postNotification(uri: string, body: unknown, policy: NotifyPolicy): Promise<Delivered> {
  const first = await send(uri, body, policy);
  const moved = first.status === 307 || first.status === 308 ? first.location : undefined;
  // One step and no further: a ring of redirections must not keep us busy.
  const { status } = moved === undefined ? first : await send(absolute(moved, uri), body, policy);
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

async function send(uri: string, body: unknown, policy: NotifyPolicy): Promise<Posted> {
  const problem = notifyUriProblem(uri, policy);
  if (problem !== undefined) throw new NotificationError(`notifyUri: ${problem}`);
  try {
    return await post(new URL(uri), {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
      timeoutMs: TIMEOUT_MS,
      mayBePrivate: isNamedHost(uri, policy),
    });
  } catch (error) {
    throw new NotificationError(error instanceof Error ? error.message : String(error));
  }
}
