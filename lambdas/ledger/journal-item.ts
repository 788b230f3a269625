/** Entries as items of the ledger's table. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Entry, Leg, PostedEntry } from '../../domain/ledger/entry.js';
import { sourceOf } from '../../domain/ledger/entry.js';
import { packFacts, unpackFacts } from '../../domain/ledger/facts.js';
import { entryKey } from './books.js';

type Item = Record<string, AttributeValue>;

/** @param day  the book day */
export function itemOf(entry: Entry, day: string): Item {
  const { id, at, sourceDay, currency, legs, facts = [], note } = entry;
  const { pk, sk } = entryKey(entry);
  const month = sourceDay.slice(0, 7);
  return {
    pk: { S: pk },
    sk: { S: sk },
    day: { S: day },
    at: { S: at },
    currency: { S: currency },
    source: { S: sourceOf(id) },
    legs: { S: JSON.stringify(legs) },
    ...(facts.length === 0 ? {} : { facts: { S: packFacts(facts, at) } }),
    ...(note === undefined ? {} : { note: { S: note } }),
    ...(day.startsWith(month) ? {} : { of: { S: month } }),
  };
}

const text = (item: Readonly<Item>, name: string): string => {
  const value = item[name]?.S;
  if (value === undefined) throw new TypeError(`entry ${item['sk']?.S ?? '?'} has no ${name}`);
  return value;
};

/** @throws TypeError, SyntaxError for what is no entry */
export function entryOfItem(item: Readonly<Item>): PostedEntry {
  const at = text(item, 'at');
  const facts = unpackFacts(item['facts']?.S ?? '', at);
  const of = item['of']?.S;
  const note = item['note']?.S;
  return {
    id: text(item, 'sk'),
    at,
    sourceDay: text(item, 'pk').split('#')[1] ?? '',
    day: text(item, 'day'),
    currency: text(item, 'currency'),
    source: text(item, 'source'),
    legs: JSON.parse(text(item, 'legs')) as Leg[],
    ...(facts.length === 0 ? {} : { facts }),
    ...(note === undefined ? {} : { note }),
    ...(of === undefined ? {} : { of }),
  };
}

/** Whether two items say the same happened, whenever each is booked. */
export const isSameEntry = (a: Readonly<Item>, b: Readonly<Item>): boolean =>
  ['sk', 'currency', 'legs', 'facts'].every((name) => a[name]?.S === b[name]?.S);
