/** Several records in one round trip. */
import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fromItem } from '../shared/attributes.js';

const ATTEMPTS = 5;

/**
 * Records `<pk>` / `META`, strongly consistent, by their partition keys; what is not there is left out.
 *
 * @throws Error when the store goes on answering in part
 */
export async function readTogether(
  client: DynamoDBClient,
  table: string,
  pks: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  let wanted = pks.map((pk) => ({ pk: { S: pk }, sk: { S: 'META' } }));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { Responses: read, UnprocessedKeys: left } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: true } } }),
    );
    for (const item of read?.[table] ?? []) {
      const { pk, sk: _sk, ...record } = fromItem(item);
      found.set(pk as string, record);
    }
    wanted = (left?.[table]?.Keys ?? []) as typeof wanted;
    if (wanted.length === 0) return found;
  }
  throw new Error(`${wanted.length} of ${pks.length} records were not read`);
}
