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
