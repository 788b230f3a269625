/** DynamoDB attribute values as plain JavaScript values, for functions off the charging path. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Plain = string | number | boolean | null | Uint8Array | Plain[] | { [key: string]: Plain };

/**
 * An item as plain values: S, N, B, BOOL, NULL, L and M.
 *
 * @throws RangeError for a number that a double does not hold exactly, TypeError for sets (nothing here writes any)
 */
export function fromItem(item: Readonly<Record<string, AttributeValue>>): Record<string, Plain> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromAttribute(value, name)]));
}

function fromAttribute(value: AttributeValue, name: string): Plain {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return toNumber(value.N, name);
  if (value.B !== undefined) return value.B;
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map((item) => fromAttribute(item, name));
  if (value.M !== undefined) return fromItem(value.M);
  throw new TypeError(`attribute ${name} is of a type that is not read here: ${Object.keys(value).join()}`);
}

function toNumber(text: string, name: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
    throw new RangeError(`attribute ${name} is ${text}; at most ±(2^53 − 1) is allowed`);
  }
  return number;
}

/**
 * Plain values as an item; the inverse of `fromItem`. Fields that are undefined are left out.
 *
 * @throws TypeError for what JSON has no word for (functions, symbols)
 */
export function toAttributes(plain: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(plain)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, toAttribute(value, name)]),
  );
}

function toAttribute(value: unknown, name: string): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array) return { B: value };
  if (Array.isArray(value)) return { L: value.map((element) => toAttribute(element, name)) };
  if (typeof value === 'object') return { M: toAttributes(value as Record<string, unknown>) };
  throw new TypeError(`attribute ${name} can't be stored: ${typeof value}`);
}
