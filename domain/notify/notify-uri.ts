/**
 * Where notifications may be sent. A client names the address, so it is checked against a list that the operator
 * wrote down: nobody else's servers, and nothing inside our own network, can be called through us.
 */

/** What the operator allows. */
export interface NotifyPolicy {
  /**
   * Hosts, lower case: `pcf.host.example`, `*.host.example` (any name below it), an IP address, each with `:port`
   * where it is not 443.
   */
  readonly hosts: readonly string[];
  /** In a sandbox `http` to this machine is allowed too. */
  readonly localHttp: boolean;
}

export const NOTIFY_URI_LENGTH = 1_024;

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Why a notification may not be sent there; undefined = it may. */
export function notifyUriProblem(uri: string, policy: NotifyPolicy): string | undefined {
  const allowed = `allowed: https to ${policy.hosts.length === 0 ? 'no host (notifyHosts is empty)' : policy.hosts.join(', ')}`;
  if (uri.length > NOTIFY_URI_LENGTH)
    return `got ${uri.length} characters; allowed: at most ${NOTIFY_URI_LENGTH}`;
  const url = parse(uri);
  if (url === undefined) return `got "${uri}"; ${allowed}`;
  if (url.username !== '' || url.password !== '' || url.hash !== '' || url.search !== '')
    return `got "${uri}"; allowed: no user, query or fragment`;
  if (policy.localHttp && url.protocol === 'http:' && LOCAL.has(url.hostname)) return undefined;
  if (url.protocol !== 'https:') return `got "${uri}"; ${allowed}`;
  return policy.hosts.some((host) => matches(url, host)) ? undefined : `got "${uri}"; ${allowed}`;
}

/** Whether a host was written down as it is, so that a private address behind it is meant. */
export function isNamedHost(uri: string, { hosts, localHttp }: NotifyPolicy): boolean {
  const url = parse(uri);
  if (url === undefined) return false;
  if (localHttp && LOCAL.has(url.hostname)) return true;
  return hosts.some((host) => !host.startsWith('*.') && matches(url, host));
}

function parse(uri: string): URL | undefined {
  try {
    return new URL(uri);
  } catch {
    return undefined;
  }
}

function matches({ hostname, port }: URL, allowed: string): boolean {
  const [, name = allowed, allowedPort = ''] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(allowed) ?? [];
  if (port !== allowedPort) return false;
  if (!name.startsWith('*.')) return hostname === name;
  return hostname.endsWith(name.slice(1)) && hostname.length > name.length - 1 && !isAddress(hostname);
}

const isAddress = (hostname: string): boolean => hostname.startsWith('[') || /^[\d.]+$/.test(hostname);

const HOST =
  /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/;

/** Whether a text can stand in the list of hosts. A wildcard needs two labels below it: never a whole top-level domain. */
export function isNotifyHost(host: string): boolean {
  if (!HOST.test(host)) return false;
  return !host.startsWith('*.') || host.slice(2).includes('.');
}

/**
 * Whether an address is of this machine, a private network, or otherwise not of the public internet
 * (RFC 6890's special-purpose blocks, cloud metadata among them).
 */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const v4 = mapped ?? (address.includes(':') ? undefined : address);
  if (v4 !== undefined) return isPrivateV4(v4);
  const first = Number.parseInt(address.split(':')[0] || '0', 16);
  // Global unicast is 2000::/3; of it 2001:0::/23, 2001:db8::/32 and 2002::/16 are special.
  if (first < 0x2000 || first > 0x3fff || first === 0x2002) return true;
  return first === 0x2001 && Number.parseInt(address.split(':')[1] || '0', 16) < 0x200
    ? true
    : address.toLowerCase().startsWith('2001:db8:');
}

const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

function isPrivateV4(address: string): boolean {
  const value = v4(address);
  return PRIVATE_V4.some(
    ([block, bits]) => Math.floor(value / 2 ** (32 - bits)) === Math.floor(v4(block) / 2 ** (32 - bits)),
  );
}

const v4 = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
