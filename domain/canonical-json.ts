/**
 * Canonical JSON: equal values have equal text, whatever order their keys were written in.
 *
 * Keys are sorted by UTF-16 code units and nothing is spaced, as in RFC 8785; numbers and strings are written by
 * `JSON.stringify`, whose form that RFC takes over. Members that are undefined are left out, as JSON does.
 *
 * @throws TypeError for what JSON cannot hold without loss: NaN, infinities, bigint, functions, undefined in an array
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${path} is ${value}: JSON has no such number`);
      return JSON.stringify(value);
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value))
        return `[${value.map((item, index) => write(item, `${path}[${index}]`)).join(',')}]`;
      const record = value as Readonly<Record<string, unknown>>;
      const members = Object.keys(record)
        .filter((key) => record[key] !== undefined)
        .sort()
        .map((key) => `${JSON.stringify(key)}:${write(record[key], `${path}.${key}`)}`);
      return `{${members.join(',')}}`;
    }
    default:
      throw new TypeError(`${path} is a ${typeof value}: JSON cannot hold it`);
  }
}
