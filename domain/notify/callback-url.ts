/** Where partners may have themselves called: anywhere on the public internet over TLS, and nowhere inside our network. */
import { isPrivateAddress } from './notify-uri.js';

export const CALLBACK_LENGTH = 1_024;

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface CallbackPolicy {
  /** In a sandbox `http` to this machine is allowed too. */
  readonly localHttp: boolean;
}

/** Why a callback may not be sent there, as far as its text shows; undefined = it may. */
export function callbackUrlProblem(text: string, { localHttp }: CallbackPolicy): string | undefined {
  const allowed = `allowed: an https URL of a public host${localHttp ? ', or http://localhost (sandbox)' : ''}`;
  if (text.length > CALLBACK_LENGTH)
    return `got ${text.length} characters; allowed: at most ${CALLBACK_LENGTH}`;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return `got "${text}"; ${allowed}`;
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    return `got "${text}"; allowed: no user, password or fragment`;
  if (isLocalCallback(url, { localHttp })) return undefined;
  if (url.protocol !== 'https:') return `got "${text}"; ${allowed}`;
  const { hostname } = url;
  if (hostname.startsWith('[') || /^[\d.]+$/.test(hostname))
    return isPrivateAddress(hostname.replace(/^\[|\]$/g, '')) ? `got "${text}"; ${allowed}` : undefined;
  // Names of one label, and those that only a private network resolves.
  return !hostname.includes('.') || /\.(localhost|local|internal|home\.arpa|lan|intranet)\.?$/.test(hostname)
    ? `got "${text}"; ${allowed}`
    : undefined;
}

/** Whether it is this machine, which a sandbox allows. */
export const isLocalCallback = (url: URL, { localHttp }: CallbackPolicy): boolean =>
  localHttp && url.protocol === 'http:' && LOCAL.has(url.hostname);
