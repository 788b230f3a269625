/** What limits of baskets count: read before, and counted in the transaction that takes of it. */
import { BatchGetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Counter } from '../../domain/baskets/basket.js';
import type { LoyaltyOffice } from './office.js';

type Store = Pick<LoyaltyOffice, 'client' | 'tables'>;
type Key = Pick<Counter, 'pk' | 'sk'>;

/** DynamoDB's most of a batch. */
const BATCH = 100;
/** Counters of a day, after which a return no longer looks at them. Real time. */
const KEPT_S = 400 * 24 * 3600;

const nameOf = ({ pk, sk }: Key) => `${pk} ${sk}`;

/** @returns how many of each were taken so far */
export async function countsOf(
  { client, tables }: Store,
  keys: readonly Key[],
): Promise<(key: Key) => number> {
  const counts = new Map<string, number>();
  let wanted = [...new Map(keys.map((key) => [nameOf(key), key])).values()].map(({ pk, sk }) => ({
    pk: { S: pk },
    sk: { S: sk },
  }));
  while (wanted.length > 0) {
    const { Responses: found, UnprocessedKeys: left } = await client.send(
      new BatchGetItemCommand({
        RequestItems: { [tables.records]: { Keys: wanted.slice(0, BATCH), ConsistentRead: true } },
      }),
    );
    for (const { pk, sk, used } of found?.[tables.records] ?? [])
      counts.set(`${pk?.S} ${sk?.S}`, Number(used?.N ?? 0));
    wanted = [...((left?.[tables.records]?.Keys ?? []) as typeof wanted), ...wanted.slice(BATCH)];
  }
  return (key) => counts.get(nameOf(key)) ?? 0;
}

/** One write a counter; it does not hold when there is no room for as many. */
export const takeWrites = ({ tables }: Store, counters: readonly Counter[]): TransactWriteItem[] =>
  counters.map(({ pk, sk, by, most }) => {
    const isOfDay = sk !== 'TOTAL';
    return {
      Update: {
        TableName: tables.records,
        Key: { pk: { S: pk }, sk: { S: sk } },
        UpdateExpression: isOfDay ? 'SET #ttl = :ttl ADD used :by' : 'ADD used :by',
        ConditionExpression: 'attribute_not_exists(used) OR used <= :room',
        ...(isOfDay ? { ExpressionAttributeNames: { '#ttl': 'ttl' } } : {}),
        ExpressionAttributeValues: {
          ':by': { N: String(by) },
          ':room': { N: String(most - by) },
          ...(isOfDay ? { ':ttl': { N: String(Math.floor(Date.now() / 1000) + KEPT_S) } } : {}),
        },
      },
    };
  });

/** Gives back as much as there is; never below nothing. */
export async function giveBackWrites(
  store: Store,
  counters: readonly Counter[],
): Promise<TransactWriteItem[]> {
  const used = await countsOf(store, counters);
  return counters.flatMap((counter) => {
    const by = Math.min(counter.by, used(counter));
    if (by <= 0) return [];
    return [
      {
        Update: {
          TableName: store.tables.records,
          Key: { pk: { S: counter.pk }, sk: { S: counter.sk } },
          UpdateExpression: 'ADD used :less',
          ConditionExpression: 'used >= :by',
          ExpressionAttributeValues: { ':less': { N: String(-by) }, ':by': { N: String(by) } },
        },
      },
    ];
  });
}
