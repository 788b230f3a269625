/** Whether an internet address lies in a CIDR block. */

/**
 * IPv4 and IPv6; an IPv4 address in its IPv6 form (`::ffff:192.0.2.1`) is an IPv4 address.
 *
 * @param block  `196.201.214.0/24`, `2001:db8::/32`, or one address
 * @returns false, too, where one of them is none
 */
export function isInBlock(address: string, block: string): boolean {
  const [base = '', prefix, ...more] = block.split('/');
  const [wanted, got] = [bitsOf(base), bitsOf(address)];
  if (wanted === undefined || got === undefined || wanted.length !== got.length || more.length > 0)
    return false;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return false;
  const length = prefix === undefined ? wanted.length : Number(prefix);
  return length <= wanted.length && wanted.slice(0, length) === got.slice(0, length);
}

/** 32 or 128 binary digits. */
function bitsOf(address: string): string | undefined {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const parts = address.includes(':') && mapped === undefined ? v6(address) : v4(mapped ?? address);
  return parts?.join('');
}

const digits = (value: number, length: number): string => value.toString(2).padStart(length, '0');

function v4(address: string): string[] | undefined {
  const parts = address.split('.');
  const isAddress = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return isAddress ? parts.map((part) => digits(Number(part), 8)) : undefined;
}

function v6(address: string): string[] | undefined {
  const halves = address.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail] = halves;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length > 2 || missing < 0 || (tail === undefined && missing > 0)) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...(tail ?? [])];
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => digits(Number.parseInt(group, 16), 16))
    : undefined;
}
