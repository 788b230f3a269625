import type { AttributeValue } from 'aws-lambda';
import { itemSize } from 'dynalite/db/index.js';

/** An item as the DynamoDB API spells it: `{ k: { S: 'imsi-…' }, v: { N: '7' } }`. */
export type Item = Record<string, AttributeValue>;

/** Size of an item in bytes by DynamoDB's documented rule: names plus values. */
export function sizeBytes(item: Item | undefined): number {
  return item === undefined ? 0 : itemSize(item);
}

/** Whether two items are the same to DynamoDB: names in any order, sets in any order, lists in order. */
export function sameItem(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const other = b[name];
      return other !== undefined && sameValue(a[name] as AttributeValue, other);
    })
  );
}

function sameValue(a: AttributeValue, b: AttributeValue): boolean {
  const [type, left] = Object.entries(a)[0] as [string, unknown];
  const right = (b as Record<string, unknown>)[type];
  if (right === undefined) return false;
  switch (type) {
    case 'M':
      return sameItem(left as Item, right as Item);
    case 'L': {
      const [l, r] = [left as AttributeValue[], right as AttributeValue[]];
      return l.length === r.length && l.every((value, i) => sameValue(value, r[i] as AttributeValue));
    }
    case 'SS':
    case 'NS':
    case 'BS': {
      const [l, r] = [left as string[], new Set(right as string[])];
      return l.length === r.size && l.every((value) => r.has(value));
    }
    default:
      return left === right;
  }
}

/** The key attributes of an item, by its table's key schema. */
export function keysOf(item: Item, table: { KeySchema: readonly { AttributeName: string }[] }): Item {
  const keys: Item = {};
  for (const { AttributeName } of table.KeySchema)
    keys[AttributeName] = item[AttributeName] as AttributeValue;
  return keys;
}
